"""What an answer teaches about a worker: pure, from one memory to the next."""

from datetime import datetime, timedelta
from math import inf
from typing import Final, NamedTuple

from ...api.models import HashrateAverages, WorkerSnapshot
from ..units import HOUR
from .low import with_sample
from .memory import WorkerMemory
from .running import running_hashrate
from .share_gap import RECENT_COUNTS, share_difficulty

GONE_AFTER: Final = 3
"""Answers in a row that have to leave a machine out until it is gone."""

INTERVAL_WEIGHT: Final = 1 / 32
"""The weight of one more interval in the running mean: it remembers about thirty."""

NEW_INTERVAL_AFTER: Final = 3
"""Answers in a row at another interval after which that is the poll interval."""

FRESH_SHARE: Final = timedelta(minutes=10)
"""Age up to which a share says something about the hashrates that come with it."""

DIFFICULTY_SPAN: Final = int(6 * HOUR)
DIFFICULTY_SPANS: Final = 4
"""Spans for which the lowest share difficulty is remembered: together a day."""


def listed(
    memory: WorkerMemory,
    row: WorkerSnapshot,
    averages: HashrateAverages,
    at: datetime,
) -> WorkerMemory:
    """Remember an answer that lists the worker."""
    step = (at - memory.answered).total_seconds() if memory.answered else None
    if step is not None and step <= 0:
        # OCEAN's clock was set back, and is followed.
        return memory._replace(answered=at, missing=0, gone_since=None)
    memory = with_sample(memory, averages, at)
    memory, step = _with_poll_interval(memory, step)
    share, known = row.last_share, memory.last_share
    if share is not None and (known is None or share > known):
        return _with_share(memory, _FreshShare(row, share, averages, at), step)
    difficulties, recent = _counts(memory, row, at)
    return memory._replace(
        answered=at,
        missing=0,
        gone_since=None,
        keep=False,
        postponed_at=None,
        difficulties=difficulties,
        recent=recent,
        since_fresh_share=memory.since_fresh_share + (step or 0),
    )


def unlisted(memory: WorkerMemory, at: datetime) -> WorkerMemory:
    """Remember an answer that lists workers, but not this one."""
    if memory.answered == at:
        # The same snapshot again, after a restart.
        return memory
    missing = memory.missing + 1
    gone = memory.gone_since or (at if missing >= GONE_AFTER else None)
    return memory._replace(answered=at, missing=missing, gone_since=gone)


def idle(memory: WorkerMemory, at: datetime) -> WorkerMemory:
    """Remember an answer that no worker of the account is active."""
    if memory.answered is None or at > memory.answered:
        return memory._replace(answered=at)
    return memory


def long_unlisted(memory: WorkerMemory) -> bool:
    """Return whether so many answers in a row left the worker out that it may be gone."""
    return memory.missing >= GONE_AFTER


class _FreshShare(NamedTuple):
    """An answer that lists a worker with a fresh share."""

    row: WorkerSnapshot
    share: datetime
    averages: HashrateAverages
    at: datetime


def _with_share(
    memory: WorkerMemory, fresh: _FreshShare, step: float | None
) -> WorkerMemory:
    """Remember a fresh share, and the mean interval between them."""
    row, share, _, at = fresh
    difficulties, recent = _counts(memory, row, at)
    difficulty = share_difficulty(difficulties)
    since = memory.running_since if _runs_on(memory) else share
    mean_interval, interval_count = _mean_interval(memory, step)
    return memory._replace(
        answered=at,
        missing=0,
        gone_since=None,
        keep=False,
        postponed_at=None,
        difficulties=difficulties,
        recent=recent,
        last_share=share,
        resumed=None,
        off_until=memory.resumed or memory.off_until,
        running_since=since,
        mean_interval=mean_interval,
        interval_count=interval_count,
        since_fresh_share=0,
        shares_seen=memory.shares_seen + _shares_in(row, difficulty),
        hashrate=_hashrate_at_share(memory, fresh, difficulty, since),
    )


def _with_poll_interval(
    memory: WorkerMemory, step: float | None
) -> tuple[WorkerMemory, float | None]:
    """Remember the interval between answers, and return the step if it is that long.

    An outage says nothing about the mean interval between fresh shares. Another poll
    interval begins a new mean.
    """
    if step is None:
        return memory, None
    interval, others = memory.poll_interval, memory.other_interval_count
    if interval is None:
        return memory._replace(poll_interval=step), step
    if interval / 2 < step < interval * 3 / 2:
        return (memory._replace(other_interval_count=0) if others else memory), step
    if others + 1 < NEW_INTERVAL_AFTER:
        return memory._replace(other_interval_count=others + 1), None
    fresh = memory._replace(
        poll_interval=step,
        other_interval_count=0,
        interval_count=0,
        mean_interval=None,
        since_fresh_share=0,
    )
    return fresh, step


def _mean_interval(
    memory: WorkerMemory, step: float | None
) -> tuple[float | None, int]:
    """Return the mean interval between fresh shares with one more, and their number."""
    mean, count = memory.mean_interval or 0.0, memory.interval_count
    if _runs_on(memory) and step is not None:
        count += 1
        interval = memory.since_fresh_share + step
        mean += max(INTERVAL_WEIGHT, 1 / count) * (interval - mean)
    return mean if count else None, count


def _hashrate_at_share(
    memory: WorkerMemory,
    fresh: _FreshShare,
    difficulty: int | None,
    since: datetime | None,
) -> float | None:
    """Return the hashrate as it was at a fresh share.

    A share that is old when it is reported, after a restart or an outage, says nothing:
    the machine may have stood still in the averages since. `since` is from when on the
    machine has run, as far as is known.
    """
    _, share, averages, at = fresh
    if at - share > FRESH_SHARE:
        return memory.hashrate or averages.hashrate_86400s
    ran = inf if since is None else (at - since).total_seconds()
    return running_hashrate(averages, difficulty, ran) or memory.hashrate


def _runs_on(memory: WorkerMemory) -> bool:
    """Return whether the machine ran until now, so that a share does not start it."""
    return bool(memory.last_share) and not memory.offline and memory.resumed is None


def _shares_in(row: WorkerSnapshot, difficulty: int | None) -> int:
    """Return how many shares an answer with a fresh one shows, at the least."""
    if difficulty is None or row.shares_60s is None:
        return 1
    return max(row.shares_60s // difficulty, 1)


def _counts(
    memory: WorkerMemory, row: WorkerSnapshot, at: datetime
) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
    """Return the difficulties of the last day and the recent ones, with an answer's."""
    known, recent = memory.difficulties, memory.recent
    if not (both := (row.shares_60s or 0) | (row.shares_300s or 0)):
        return known, recent
    if row.shares_60s:
        recent = (*recent[1 - RECENT_COUNTS :], _lowest_bit(row.shares_60s))
    span, lowest = int(at.timestamp()) // DIFFICULTY_SPAN, _lowest_bit(both)
    if known and known[-1][0] == span and known[-1][1] <= lowest:
        return known, recent
    earlier = tuple(
        (when, bit) for when, bit in known if span - DIFFICULTY_SPANS < when < span
    )
    present = [bit for when, bit in known if when == span]
    return (*earlier, (span, min([lowest, *present]))), recent


def _lowest_bit(count: int) -> int:
    """Return the largest power of two that divides a count."""
    return count & -count
