"""What is remembered of a worker, and how long a silence its shares allow.

Shares arrive by a Poisson process, so a silent machine is not a stopped machine: a
1 TH/s machine at share difficulty 65,536 is silent for 281 seconds on average. It is
called offline when a silence this long would happen to a running machine less than
once a year in the whole account. Pure, without Home Assistant.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from math import inf, log, sqrt
from operator import attrgetter, itemgetter
from statistics import median
from typing import Final, NamedTuple

from ...api import HashesPerSecond, HashrateAverages, WorkerSnapshot
from ...api.units import HASHES_PER_SHARE
from ..economics import poisson_at_most

YEAR: Final = 365.25 * 86_400

# The false alarms a year that the whole account may raise.
FALSE_ALARMS: Final = 1

MINIMUM_SILENCE: Final = 180.0
"""Seconds of silence below which no machine is offline: OCEAN's clock ticks in 60."""

UNKNOWN_SILENCE: Final = 3600.0
"""Seconds of silence that are too long for a machine whose rhythm is not yet known."""

KNOWN_AFTER: Final = 3
"""Shares after which the rhythm of a machine is known."""

GONE_AFTER: Final = 3
"""Answers in a row that have to leave a machine out until it is gone."""

# The weight of one more observation in the running mean of the time between two
# answers with a fresh share: a memory of about thirty of them.
RHYTHM_WEIGHT: Final = 1 / 32

TRUSTED_BEATS: Final = 8
"""Answers with a fresh share from which on their rhythm says something."""

NEW_PACE_AFTER: Final = 3
"""Answers in a row at another distance that are a new pace of asking."""

LOW_FRACTION: Final = 0.7
LOW_PROBABILITY: Final = 1e-4
USUAL_DAYS: Final = 7
USUAL_MINIMUM_DAYS: Final = 2
SAMPLE_SPACING: Final = timedelta(hours=3)

RECENT_COUNTS: Final = 4
"""Counts of a minute that have to agree that a gateway raised the difficulty."""

RUNNING_WINDOWS: Final = (1800, 3600, 10800, 43200)
"""Windows in seconds that may contradict the hashrate of 24 h, the newest first."""

_bit_of: Final = itemgetter(1)

_RUNNING_HASHRATES: Final[Callable[[HashrateAverages], tuple[float | None, ...]]] = (
    attrgetter(*(f"hashrate_{window}s" for window in RUNNING_WINDOWS))
)

WINDOW_AGE: Final = 1200
"""Seconds by which a window may be late: OCEAN counts it and we ask every ten minutes."""

FRESH_SHARE: Final = timedelta(minutes=10)
"""Age up to which a share tells of the hashrates that come with it."""

DEVIATIONS: Final = 3
"""Standard deviations by which a count has to miss what is expected."""

DIFFICULTY_BUCKET: Final = 6 * 3600
DIFFICULTY_BUCKETS: Final = 4


class WorkerMemory(NamedTuple):
    """What is remembered of a worker, so that a restart forgets nothing.

    Times are OCEAN's, hashrates are H/s, spans are seconds. A tuple, because each
    answer makes a new one of each worker, and a frozen dataclass takes five times as
    long to make.
    """

    last_share: datetime | None = None
    hashrate: float | None = None
    """The hashrate as it was at the last share: of 24 h, unless a shorter window
    contradicts it."""
    shares_seen: int = 0
    beats: int = 0
    """Answers with a fresh share that make up the rhythm."""
    difficulties: tuple[tuple[int, int], ...] = ()
    """By six-hour span: the largest power of two that divided the share counts."""
    recent: tuple[int, ...] = ()
    """The largest powers of two in the last counts of a minute."""
    rhythm: float | None = None
    """The running mean of the time between two answers with a fresh share."""
    waited: float = 0
    """How long answers have come without a fresh share."""
    pace: float | None = None
    """The time between two answers at which the rhythm was seen."""
    off_pace: int = 0
    """Answers in a row that came at another distance."""
    answered: datetime | None = None
    resumed: datetime | None = None
    """When the machine was last off on purpose, until it mines again."""
    off_until: datetime | None = None
    """The same, also when the machine has mined since."""
    running_since: datetime | None = None
    """The first share after the machine was new, offline or off on purpose."""
    silent: int = 0
    """Answers in a row in which the silence was too long."""
    missing: int = 0
    """Answers in a row that did not list the worker."""
    gone_since: datetime | None = None
    offline: bool = False
    samples: tuple[float, ...] = ()
    """Hashrates over 3 h of the present day, three hours apart."""
    sampled: datetime | None = None
    medians: tuple[tuple[date, float], ...] = ()
    appeared: datetime | None = None
    """The first answer that listed it, for a worker that came after the others."""
    kept: bool = False
    """Whether the user wants to keep it although it is gone."""
    put_off: datetime | None = None
    """When the user last left it open whether to remove it."""
    strangers: tuple[str, ...] = ()
    """Names of workers that this one was not before, by the user's word."""


def share_difficulty(memory: WorkerMemory) -> int | None:
    """Return the difficulty of one of the worker's shares.

    Share difficulties are powers of two and counts are sums of them, so it is the
    largest power of two that divided all counts of the last day.
    """
    return _lowest(memory.difficulties)


def _lowest(difficulties: tuple[tuple[int, int], ...]) -> int | None:
    """Return the lowest of the powers of two in some spans."""
    return min(map(_bit_of, difficulties), default=None)


def mean_gap(memory: WorkerMemory) -> float | None:
    """Return the mean seconds between two of the worker's shares while it runs.

    The difficulty of a share over the hashrate, raised to what was observed where
    that is longer: a gateway that raises the difficulty spaces the shares out at once,
    while the counts of the last day still show the old difficulty.
    """
    gaps = [gap for gap in (_computed_gap(memory), _observed_gap(memory)) if gap]
    return max(gaps, default=None)


def _computed_gap(memory: WorkerMemory) -> float | None:
    """Return the gap that the share difficulty and the hashrate mean.

    By the difficulty of the last minutes where that is higher than the day's: a
    gateway has raised it.
    """
    difficulty = share_difficulty(memory)
    if difficulty is None or not memory.hashrate:
        return None
    if len(memory.recent) == RECENT_COUNTS:
        difficulty = max(difficulty, min(memory.recent))
    return difficulty * HASHES_PER_SHARE / memory.hashrate


def running_hashrate(
    windows: HashrateAverages, difficulty: int | None, ran: float = inf
) -> float | None:
    """Return at which hashrate a machine runs, in H/s.

    That of 24 h, unless a shorter window contradicts it: a machine that is new, is
    back or was turned down has another one now. A count of n shares is known to its
    square root, so it is taken three deviations low: a gap that is thought too short
    would be a false alarm. Of several windows that hold more than 24 h suggest, the
    one that says most counts; one that holds less is the newest word, if the machine
    ran through all of it: `ran` is for how many seconds it has.
    """
    day = windows.hashrate_86400s
    if difficulty is None:
        return day
    work, usual = float(difficulty * HASHES_PER_SHARE), day or 0
    more: list[float] = []
    for window, hashrate in zip(
        RUNNING_WINDOWS, _RUNNING_HASHRATES(windows), strict=True
    ):
        if hashrate is None:
            continue
        seen, expected = hashrate * window / work, usual * window / work
        missed = seen - expected
        if missed * missed <= DEVIATIONS**2 * max(expected, 1):
            continue
        least = max(seen - DEVIATIONS * sqrt(seen), seen / 4, 0.25) * work / window
        if seen < expected and ran < window + WINDOW_AGE:
            continue
        if seen < expected:
            return max([*more, least])
        more.append(least)
    return max(more, default=day)


def _observed_gap(memory: WorkerMemory) -> float | None:
    """Return the gap that the answers show.

    Of answers a time `pace` apart, a fraction p = 1 - e^(-pace / gap) brings a fresh
    share, so pace / rhythm = p. Where every answer brings one, the gap is too short to
    be seen this way.
    """
    pace, rhythm = memory.pace, memory.rhythm
    if pace is None or rhythm is None or memory.beats < TRUSTED_BEATS:
        return None
    return -pace / log(1 - pace / rhythm) if rhythm > pace else None


def allowed_silence(
    memory: WorkerMemory, workers: int, fixed: timedelta | None
) -> float:
    """Return how many seconds of silence do not yet mean that the worker is offline.

    A running machine is silent for s with a chance of e^(-s/g) after each share, and
    there are `workers` · year / g shares a year, so less than one false alarm a year
    means s > g · ln(workers · year / g). A time that the user fixed goes before.
    """
    if fixed is not None:
        return fixed.total_seconds()
    gap = mean_gap(memory)
    if gap is None or memory.shares_seen < KNOWN_AFTER:
        return UNKNOWN_SILENCE
    alarms = max(workers, 1) * YEAR / gap / FALSE_ALARMS
    return max(gap * log(alarms) if alarms > 1 else 0, gap, MINIMUM_SILENCE)


def is_silent(
    memory: WorkerMemory, quiet: float, workers: int, fixed: timedelta | None
) -> bool:
    """Return whether a silence of so many seconds is longer than what is allowed."""
    if fixed is None and quiet <= MINIMUM_SILENCE:
        # So is nearly every machine at every answer, and needs no logarithm.
        return False
    return quiet > allowed_silence(memory, workers, fixed)


def listed(
    memory: WorkerMemory,
    row: WorkerSnapshot,
    windows: HashrateAverages,
    at: datetime,
) -> WorkerMemory:
    """Remember an answer that lists the worker."""
    step = (at - memory.answered).total_seconds() if memory.answered else None
    if step is not None and step <= 0:
        # OCEAN's clock was set back, and is followed.
        return memory._replace(answered=at, missing=0, gone_since=None)
    memory = _remember_sample(memory, windows, at)
    memory, step = _remember_pace(memory, step)
    share, known = row.last_share, memory.last_share
    if share is not None and (known is None or share > known):
        return _with_share(memory, _News(row, share, windows, at), step)
    difficulties, recent = _counts(memory, row, at)
    return memory._replace(
        answered=at,
        missing=0,
        gone_since=None,
        kept=False,
        put_off=None,
        difficulties=difficulties,
        recent=recent,
        waited=memory.waited + (step or 0),
    )


class _News(NamedTuple):
    """An answer that lists a worker with a fresh share."""

    row: WorkerSnapshot
    share: datetime
    windows: HashrateAverages
    at: datetime


def _with_share(memory: WorkerMemory, news: _News, step: float | None) -> WorkerMemory:
    """Remember a fresh share, and the rhythm in which they come."""
    row, share, _, at = news
    difficulties, recent = _counts(memory, row, at)
    difficulty = _lowest(difficulties)
    since = memory.running_since if _runs_on(memory) else share
    rhythm, beats = _rhythm(memory, step)
    return memory._replace(
        answered=at,
        missing=0,
        gone_since=None,
        kept=False,
        put_off=None,
        difficulties=difficulties,
        recent=recent,
        last_share=share,
        resumed=None,
        off_until=memory.resumed or memory.off_until,
        running_since=since,
        rhythm=rhythm,
        beats=beats,
        waited=0,
        shares_seen=memory.shares_seen + _shares_in(row, difficulty),
        hashrate=_hashrate_at_share(memory, news, difficulty, since),
    )


def _remember_pace(
    memory: WorkerMemory, step: float | None
) -> tuple[WorkerMemory, float | None]:
    """Remember how far answers are apart, and return the step if it is that far.

    An outage says nothing about a rhythm; a new pace of asking begins a new one.
    """
    if step is None:
        return memory, None
    if memory.pace is None:
        return memory._replace(pace=step), step
    if memory.pace / 2 < step < memory.pace * 3 / 2:
        return (memory._replace(off_pace=0) if memory.off_pace else memory), step
    off_pace = memory.off_pace + 1
    if off_pace < NEW_PACE_AFTER:
        return memory._replace(off_pace=off_pace), None
    fresh = memory._replace(pace=step, off_pace=0, beats=0, rhythm=None, waited=0)
    return fresh, step


def unlisted(memory: WorkerMemory, at: datetime) -> WorkerMemory:
    """Remember an answer that lists workers, but not this one."""
    if memory.answered == at:
        # The same snapshot again, after a restart.
        return memory
    missing = memory.missing + 1
    gone = memory.gone_since or (at if missing >= GONE_AFTER else None)
    return memory._replace(answered=at, missing=missing, gone_since=gone)


def _rhythm(memory: WorkerMemory, step: float | None) -> tuple[float | None, int]:
    """Return the rhythm with one more beat, and the number of its beats."""
    rhythm, beats = memory.rhythm or 0.0, memory.beats
    if _runs_on(memory) and step is not None:
        beats += 1
        waited = memory.waited + step
        rhythm += max(RHYTHM_WEIGHT, 1 / beats) * (waited - rhythm)
    return rhythm if beats else None, beats


def _hashrate_at_share(
    memory: WorkerMemory, news: _News, difficulty: int | None, since: datetime | None
) -> float | None:
    """Return the hashrate as it was at a fresh share.

    A share that is no longer fresh when it is told of, after a restart or an outage,
    has had windows since in which the machine may have stood still. `since` is from
    when on the machine has run, as far as is known.
    """
    _, share, windows, at = news
    if at - share > FRESH_SHARE:
        return memory.hashrate or windows.hashrate_86400s
    ran = inf if since is None else (at - since).total_seconds()
    return running_hashrate(windows, difficulty, ran) or memory.hashrate


def _runs_on(memory: WorkerMemory) -> bool:
    """Return whether the machine ran until now, so that a share is nothing new."""
    return bool(memory.last_share) and not memory.offline and memory.resumed is None


def _fills_window(memory: WorkerMemory, at: datetime) -> bool:
    """Return whether the machine has run for all of the last three hours."""
    since = memory.running_since
    return since is not None and at - since >= SAMPLE_SPACING


def _shares_in(row: WorkerSnapshot, difficulty: int | None) -> int:
    """Return how many shares an answer with a fresh one shows, at the least."""
    if difficulty is None or row.shares_60s is None:
        return 1
    return max(row.shares_60s // difficulty, 1)


def _counts(
    memory: WorkerMemory, row: WorkerSnapshot, at: datetime
) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
    """Return what is remembered of the share counts, with those of an answer.

    That is the difficulties of the last day and the recent ones.
    """
    known, recent = memory.difficulties, memory.recent
    if not (both := (row.shares_60s or 0) | (row.shares_300s or 0)):
        return known, recent
    if row.shares_60s:
        recent = (*recent[1 - RECENT_COUNTS :], _lowest_bit(row.shares_60s))
    bucket, lowest = int(at.timestamp()) // DIFFICULTY_BUCKET, _lowest_bit(both)
    if known and known[-1][0] == bucket and known[-1][1] <= lowest:
        return known, recent
    kept = tuple(
        (when, bit)
        for when, bit in known
        if bucket - DIFFICULTY_BUCKETS < when < bucket
    )
    present = [bit for when, bit in known if when == bucket]
    return (*kept, (bucket, min([lowest, *present]))), recent


def _lowest_bit(count: int) -> int:
    """Return the largest power of two that divides a count."""
    return count & -count


def _remember_sample(
    memory: WorkerMemory, windows: HashrateAverages, at: datetime
) -> WorkerMemory:
    """Remember the hashrate over 3 h, every three hours, and a median for each day."""
    hashrate = windows.hashrate_10800s
    if memory.offline or not hashrate or not _fills_window(memory, at):
        return memory
    if memory.sampled is None or not memory.samples:
        return memory._replace(sampled=at, samples=(hashrate,))
    if at - memory.sampled < SAMPLE_SPACING:
        return memory
    if at.date() == memory.sampled.date():
        return memory._replace(sampled=at, samples=(*memory.samples, hashrate))
    day = (memory.sampled.date(), median(memory.samples))
    medians = (*memory.medians, day)[-USUAL_DAYS:]
    return memory._replace(sampled=at, samples=(hashrate,), medians=medians)


def usual_hashrate(memory: WorkerMemory) -> float | None:
    """Return the hashrate that is usual for the worker in H/s, None before two days."""
    if len(memory.medians) < USUAL_MINIMUM_DAYS:
        return None
    return median(hashrate for _, hashrate in memory.medians)


def is_low(
    memory: WorkerMemory, hashrate: HashesPerSecond | None, at: datetime
) -> bool:
    """Return whether the hashrate over 3 h is lower than chance explains.

    It is under 70 % of the usual, and so few shares had a probability under 10⁻⁴. A
    machine that is back for less than three hours cannot have filled them.
    """
    usual = usual_hashrate(memory)
    if usual is None or hashrate is None or hashrate >= LOW_FRACTION * usual:
        return False
    difficulty = share_difficulty(memory)
    if difficulty is None or not _fills_window(memory, at):
        return False
    per_share = difficulty * HASHES_PER_SHARE
    seen, mean = hashrate * 10_800 / per_share, usual * 10_800 / per_share
    return poisson_at_most(round(seen), mean) < LOW_PROBABILITY


def silent_since(memory: WorkerMemory) -> datetime | None:
    """Return when the worker's silence began: with a share, or with being meant to run."""
    last, resumed = memory.last_share, memory.resumed
    return max(last, resumed) if last and resumed else last or resumed


def silence(memory: WorkerMemory, at: datetime) -> float | None:
    """Return the seconds since the last share, by OCEAN's clock."""
    since = silent_since(memory)
    return None if since is None else max((at - since).total_seconds(), 0)


def long_unlisted(memory: WorkerMemory) -> bool:
    """Return whether so many answers in a row left the worker out that it may be gone."""
    return memory.missing >= GONE_AFTER
