"""What an answer teaches about a worker: pure, from one memory to the next."""

from datetime import datetime, timedelta
from math import sqrt
from typing import Any, Final, NamedTuple

from ...api.models import HashrateAverages, WorkerSnapshot
from ...api.units import HASHES_PER_SHARE
from ..units import DAY, HOUR, MINUTE
from .low import with_sample
from .memory import WorkerMemory
from .running import (
    SHORTEST,
    Pace,
    first_pace,
    is_plainly_slower,
    present_pace,
)
from .share_gap import RECENT_COUNTS, difficulty_of
from .silences import with_silence, with_slow_gap

GONE_AFTER_ANSWERS: Final = 3
GONE_AFTER: Final = timedelta(days=1)
"""Answers in a row, and for how long, that have to leave a machine out until it is gone.

OCEAN may leave out a machine that is silent for a while, and machines are silent by
chance.
"""

DEAF: Final = 45
"""Seconds by which an answer may be late until we count as deaf for that time.

Less than a minute, as machines need minutes to reconnect after each interruption.
"""

AHEAD: Final = timedelta(minutes=2)
"""How far a last share may lie after its snapshot; OCEAN's are a few seconds late."""

LAST_MINUTE: Final = timedelta(minutes=1)
LAST_MINUTES: Final = timedelta(minutes=5)

FRESH_SHARE: Final = timedelta(minutes=10)
"""Age up to which a share says something about the hashrates that come with it."""

DIFFICULTY_SPAN: Final = int(6 * HOUR)
DIFFICULTY_SPANS: Final = 4
"""Spans for which the lowest share difficulty is remembered: together a day."""


def reported_share(row: WorkerSnapshot, at: datetime) -> datetime | None:
    """Return when OCEAN says that a worker found its last share.

    A time that lies far after the snapshot is wrong, and not known.
    """
    share = row.last_share
    return None if share is not None and share > at + AHEAD else share


def last_share_of(row: WorkerSnapshot, at: datetime) -> datetime | None:
    """Return when a worker found its last share, at the earliest.

    Work of the last minutes is a sign of life, even where the reported time stands
    still.
    """
    share = reported_share(row, at)
    if row.shares_60s or row.shares_300s:
        alive = at - (LAST_MINUTE if row.shares_60s else LAST_MINUTES)
        return alive if share is None else max(share, alive)
    return share


def listed(
    memory: WorkerMemory,
    row: WorkerSnapshot,
    averages: HashrateAverages,
    at: datetime,
    interval: float = MINUTE,
) -> WorkerMemory:
    """Remember an answer that lists the worker.

    `interval` is how many seconds apart such answers are at most.
    """
    if memory.answered and at <= memory.answered:
        # OCEAN's clock was set back, and is followed.
        return memory._replace(
            answered=at, missing=0, unlisted_since=None, gone_since=None
        )
    memory = with_sample(memory, averages, at)
    share, known = last_share_of(row, at), memory.last_share
    if known is not None and known > at + AHEAD:
        known = None
        memory = memory._replace(last_share=None)
    if share is not None and (known is None or share > known):
        deaf = _was_deaf(memory, at, interval)
        return _with_share(memory, _FreshShare(row, share, averages, at, deaf))
    difficulties, recent = _counts(memory, row, at)
    return memory._replace(
        answered=at,
        heard_again=_heard_again(memory, at, interval),
        missing=0,
        unlisted_since=None,
        gone_since=None,
        keep=False,
        postponed_at=None,
        difficulties=difficulties,
        recent=recent,
    )


def unlisted(
    memory: WorkerMemory, at: datetime, interval: float = MINUTE
) -> WorkerMemory:
    """Remember an answer that lists workers, but not this one."""
    if memory.answered == at:
        # The same snapshot again, after a restart.
        return memory
    missing, since = memory.missing + 1, memory.unlisted_since or at
    is_gone = missing >= GONE_AFTER_ANSWERS and at - since >= GONE_AFTER
    return memory._replace(
        answered=at,
        heard_again=_heard_again(memory, at, interval),
        missing=missing,
        unlisted_since=since,
        gone_since=memory.gone_since or (since if is_gone else None),
    )


def idle(memory: WorkerMemory, at: datetime, interval: float = MINUTE) -> WorkerMemory:
    """Remember an answer that no worker of the account is active."""
    if memory.answered is None or at > memory.answered:
        heard_again = _heard_again(memory, at, interval)
        return memory._replace(answered=at, heard_again=heard_again)
    return memory


def long_unlisted(memory: WorkerMemory) -> bool:
    """Return whether so many answers in a row left the worker out that it may be gone."""
    return memory.missing >= GONE_AFTER_ANSWERS


class _FreshShare(NamedTuple):
    """An answer that lists a worker with a fresh share."""

    row: WorkerSnapshot
    share: datetime
    averages: HashrateAverages
    at: datetime
    deaf: bool
    """Whether we could not hear OCEAN before it."""


def _was_deaf(memory: WorkerMemory, at: datetime, interval: float) -> bool:
    """Return whether we could not hear OCEAN before an answer, longer than usual."""
    answered = memory.answered
    if answered is None:
        return False
    return (at - answered).total_seconds() > interval + DEAF


def _heard_again(
    memory: WorkerMemory, at: datetime, interval: float
) -> datetime | None:
    """Return since when OCEAN is heard again, for a worker without a share since then.

    Only for a worker that ran until we could not hear, and once in each silence:
    answers that fail now and then must not put off an alarm for ever. Where we are
    deaf again for long, that time is left out of what the worker has.
    """
    known, answered = memory.heard_again, memory.answered
    if memory.silent or memory.offline or not _was_deaf(memory, at, interval):
        return known
    if known is None or answered is None:
        return at
    return known + (at - answered) if at - answered >= FRESH_SHARE else known


def _with_share(memory: WorkerMemory, fresh: _FreshShare) -> WorkerMemory:
    """Remember a fresh share, the silence that it ended, and the pace."""
    row, share, _, at, deaf = fresh
    difficulties, recent = _counts(memory, row, at)
    difficulty = difficulty_of(difficulties, recent, memory.hashrate)
    runs_on, silences = _runs_on(memory), memory.silences
    if runs_on and memory.answered and memory.last_share and not memory.heard_again:
        quiet = (memory.answered - memory.last_share).total_seconds()
        silences = with_silence(silences, share.timestamp(), quiet)
    since = memory.running_since if runs_on else share
    return memory._replace(
        answered=at,
        heard_again=at if deaf else None,
        missing=0,
        unlisted_since=None,
        gone_since=None,
        keep=False,
        postponed_at=None,
        difficulties=difficulties,
        recent=recent,
        last_share=share,
        resumed=None,
        off_until=memory.resumed or memory.off_until,
        running_since=since,
        standstill=_standstill(memory, share),
        silences=silences,
        shares_seen=memory.shares_seen + _shares_in(row, difficulty),
        **_pace(memory, fresh, difficulty, since),
    )


def _standstill(memory: WorkerMemory, share: datetime) -> float:
    """Return for how long a worker was silent that was offline before its last run."""
    if _runs_on(memory):
        return memory.standstill
    if memory.last_share is None or not memory.offline:
        return 0
    return (share - memory.last_share).total_seconds()


def _pace(
    memory: WorkerMemory,
    fresh: _FreshShare,
    difficulty: int | None,
    since: datetime | None,
) -> dict[str, Any]:
    """Return at which hashrate a worker ran when it found a fresh share, as to remember.

    `since` is when its run began. A share that is old when it is reported, after a
    restart or an outage, says nothing: the machine may have stood still in the averages
    since.
    """
    row, share, averages, at, deaf = fresh
    old = deaf or at - share > FRESH_SHARE
    if old and memory.hashrate:
        return {}
    usual = _mean_pace(memory, fresh, difficulty)
    if usual is None:
        return {"hashrate": memory.hashrate or averages.hashrate_86400s}
    pace, slow_gaps = usual, memory.slow_gaps
    if not old and since is not None:
        quiet = (at - share).total_seconds()
        pace = present_pace(
            usual,
            averages,
            _newest_pace(row, quiet),
            difficulty,
            ran=(at - since).total_seconds(),
            quiet=quiet,
        )
    if difficulty is not None and is_plainly_slower(pace, usual, difficulty):
        # One deviation more than was counted, because the slowest of a day is remembered.
        count = pace.seconds * pace.hashrate / (difficulty * HASHES_PER_SHARE)
        gap = pace.seconds / (count + sqrt(count))
        slow_gaps = with_slow_gap(slow_gaps, share.timestamp(), gap)
    return {
        "hashrate": pace.hashrate,
        "hashrate_over": pace.seconds,
        "mean_hashrate": usual.hashrate,
        "mean_over": usual.seconds,
        "slow_gaps": slow_gaps,
    }


def _newest_pace(row: WorkerSnapshot, quiet: float) -> Pace | None:
    """Return the pace of the last five minutes up to the last share.

    The machine may have stopped with it. None if too little of that time is left.
    """
    if row.shares_300s is None or quiet > SHORTEST / 2:
        return None
    seconds = SHORTEST - quiet
    return Pace(row.shares_300s * HASHES_PER_SHARE / seconds, seconds)


def _mean_pace(
    memory: WorkerMemory, fresh: _FreshShare, difficulty: int | None
) -> Pace | None:
    """Return the mean hashrate while the machine runs, with the work of an answer.

    The work between two last shares, as far as an answer counts it: that of the last
    minute or of the last five, whichever reaches back to the answer before.
    """
    row, share, averages, at, _ = fresh
    mean, seconds = memory.mean_hashrate, memory.mean_over
    if mean is None or seconds < 2 * SHORTEST:
        first = first_pace(averages, difficulty, (at - share).total_seconds())
        if first is not None:
            return first
    if mean is None:
        mean, seconds = memory.hashrate or 0.0, 0.0
        if memory.hashrate:
            seconds = memory.hashrate_over
    if not _runs_on(memory) or memory.heard_again or not memory.last_share:
        return Pace(mean, seconds) if seconds else None
    step = (at - (memory.answered or at)).total_seconds()
    work = row.shares_60s if step < 1.5 * MINUTE else None
    if abs(step - SHORTEST) < MINUTE / 2:
        work = row.shares_300s
    if not work:
        return Pace(mean, seconds) if seconds else None
    passed = (share - memory.last_share).total_seconds()
    total = mean * seconds + work * HASHES_PER_SHARE
    return Pace(total / (seconds + passed), min(seconds + passed, DAY))


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
