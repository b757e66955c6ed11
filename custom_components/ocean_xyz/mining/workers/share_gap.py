"""How far apart a worker's shares are while it runs.

Known in two ways: from the difficulty of its shares and its hashrate, and from how many
answers bring a fresh share.
"""

from math import log
from operator import itemgetter
from typing import Final

from ...api.units import HASHES_PER_SHARE
from .memory import WorkerMemory

RECENT_COUNTS: Final = 4
"""Counts of a minute that have to agree that a gateway raised the difficulty."""

TRUSTED_INTERVALS: Final = 8
"""Intervals between fresh shares after which their mean is trusted."""

_difficulty_of: Final = itemgetter(1)


def share_difficulty(difficulties: tuple[tuple[int, int], ...]) -> int | None:
    """Return the difficulty of one of a worker's shares, None before any was counted.

    Share difficulties are powers of two and counts are sums of them, so it is the
    largest power of two that divided all counts of the last day.
    """
    return min(map(_difficulty_of, difficulties), default=None)


def mean_gap(memory: WorkerMemory) -> float | None:
    """Return the mean seconds between two of the worker's shares while it runs.

    The computed gap, or the observed one where that is longer: a gateway that raises
    the difficulty spaces the shares out at once, while the counts of the last day still
    show the old difficulty.
    """
    gaps = [gap for gap in (_computed_gap(memory), _observed_gap(memory)) if gap]
    return max(gaps, default=None)


def _computed_gap(memory: WorkerMemory) -> float | None:
    """Return the gap that follows from the share difficulty and the hashrate.

    If the last counts of a minute agree on a higher difficulty than the day's, a
    gateway has raised it.
    """
    difficulty = share_difficulty(memory.difficulties)
    if difficulty is None or not memory.hashrate:
        return None
    if len(memory.recent) == RECENT_COUNTS:
        difficulty = max(difficulty, min(memory.recent))
    return difficulty * HASHES_PER_SHARE / memory.hashrate


def _observed_gap(memory: WorkerMemory) -> float | None:
    """Return the gap that the answers show.

    Of answers that are `step` seconds apart, the fraction p = 1 - e^(-step / gap) brings
    a fresh share, and fresh shares are step / p seconds apart on average. Where every
    answer brings one, the gap is too short to be seen this way.
    """
    step, mean = memory.poll_interval, memory.mean_interval
    if step is None or mean is None or memory.interval_count < TRUSTED_INTERVALS:
        return None
    return -step / log(1 - step / mean) if mean > step else None
