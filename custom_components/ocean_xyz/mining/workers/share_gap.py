"""How far apart a worker's shares are while it runs."""

from math import sqrt
from operator import itemgetter
from typing import Final

from ...api.units import HASHES_PER_SHARE
from ..units import MINUTE
from .memory import WorkerMemory

RECENT_COUNTS: Final = 8
"""Counts of a minute that are remembered to see that a gateway raised the difficulty."""

CHANCE: Final = 256
"""One in how many is the chance at which counts are not taken for a coincidence."""

DEVIATIONS: Final = 5
"""Standard deviations above which so many shares in a minute are no coincidence."""

_BIT: Final = itemgetter(1)


def share_difficulty(memory: WorkerMemory) -> int | None:
    """Return the difficulty of one of a worker's shares, None before any was counted."""
    return difficulty_of(memory.difficulties, memory.recent, memory.hashrate)


def difficulty_of(
    difficulties: tuple[tuple[int, int], ...],
    recent: tuple[int, ...],
    hashrate: float | None,
) -> int | None:
    """Return the share difficulty by what is remembered of a worker's counts.

    Share difficulties are powers of two and counts are sums of them, so it is the
    largest power of two that divided all counts of the last day. A gateway has raised
    it if the newest counts are all divided by a higher one: of shares that are f times
    easier, n counts would all be multiples of f once in fⁿ times. Or if the machine is
    too slow to find f of the easier ones in a minute.
    """
    if not difficulties:
        return None
    _, lowest = min(difficulties, key=_BIT)
    if not recent or recent[-1] == lowest:
        return lowest
    raised, counts, found = recent[-1], 0, lowest
    if hashrate:
        expected = hashrate * MINUTE / (lowest * HASHES_PER_SHARE)
        if raised / lowest > expected + DEVIATIONS * sqrt(expected) + 1:
            found = raised
    for newest in reversed(recent):
        raised, counts = min(raised, newest), counts + 1
        if raised == lowest:
            break
        if (raised // lowest) ** counts >= CHANCE:
            found = raised
    return found


def mean_gap(memory: WorkerMemory) -> float | None:
    """Return the mean seconds between two of the worker's shares while it runs."""
    difficulty = share_difficulty(memory)
    if difficulty is None or not memory.hashrate:
        return None
    return difficulty * HASHES_PER_SHARE / memory.hashrate
