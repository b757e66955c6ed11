"""When a silent worker is offline. Explained in docs/adr/006 and docs/guide/alerts.md.

Shares arrive by a Poisson process, so a silent machine has not necessarily stopped: a
1 TH/s machine at share difficulty 65,536 is silent for 281 seconds on average. A worker
is offline when two answers in a row agree that it has been silent for too long: longer
than its shares allow, or than the minutes that the user has set.
"""

from datetime import datetime, timedelta
from math import expm1, log
from typing import Final

from ...api.models import HashrateAverages
from ...api.units import AVERAGES
from ..units import HOUR, MINUTE, YEAR
from .memory import WorkerMemory
from .share_gap import mean_gap
from .silences import longest_by_chance, slowest_gap

FALSE_ALARMS: Final = 0.5
"""False alarms a year that steady workers of an account together may raise.

One is promised. The other half is for what machines do beyond what is known of them.
"""

MINIMUM_SILENCE: Final = 3 * MINUTE
"""Seconds of silence that are always allowed: OCEAN makes a snapshot each minute."""

UNKNOWN_SILENCE: Final = HOUR
"""Seconds of silence that are allowed while the gap between shares is unknown."""

KNOWN_AFTER: Final = 3
"""Shares after which the gap between shares is known."""

MOST_GAPS: Final = 50
"""Gaps above which the silence that a vague hashrate allows need not be computed."""

SETTLED: Final = 5 * MINUTE
"""Seconds after which the counts lie within the run of a machine that is back."""

MORE: Final = 2
"""Usual silences that a machine is allowed at the least that was offline just now."""

SOON: Final = 4
"""Usual silences within which it has to be back for that, and then to have settled."""

CONFIRMATIONS: Final = 2
"""Answers in a row that have to agree that a machine is silent."""


def silent_since(memory: WorkerMemory) -> datetime | None:
    """Return when the silence began: with the last share, or with the end of a pause."""
    last, resumed = memory.last_share, memory.resumed
    return max(last, resumed) if last and resumed else last or resumed


def silence(memory: WorkerMemory, at: datetime) -> float | None:
    """Return the seconds without a share, by OCEAN's clock and never by ours."""
    since = silent_since(memory)
    return None if since is None else max((at - since).total_seconds(), 0)


def allowed_silence(
    memory: WorkerMemory, workers: int, fixed: timedelta | None
) -> float:
    """Return how many seconds of silence do not yet mean that the worker is offline.

    A running machine is silent for s with a chance of e^(-s/g) after each share, where g
    is the mean gap. All workers together find `workers` · year / g shares a year, so
    less than one false alarm a year means s > g · ln(workers · year / g). `fixed` is
    what the user has set; it replaces all of this.
    """
    if fixed is not None:
        return fixed.total_seconds()
    gap = mean_gap(memory)
    if gap is None or memory.shares_seen < KNOWN_AFTER:
        return UNKNOWN_SILENCE
    budget = max(workers, 1) / FALSE_ALARMS
    by_gap = _by_gap(gap, budget)
    over = memory.hashrate_over
    by_pace = over * expm1(min(by_gap / over, MOST_GAPS))
    by_pace = min(by_pace, max(2 * by_gap, UNKNOWN_SILENCE))
    slowest = slowest_gap(memory)
    return max(
        by_pace,
        by_gap,
        gap,
        MINIMUM_SILENCE,
        _by_gap(slowest, budget) if slowest > gap else 0,
        longest_by_chance(memory, gap, budget),
        _after_alarm(memory, by_gap),
    )


def _after_alarm(memory: WorkerMemory, usual: float) -> float:
    """Return the silence that a machine which was offline just now is allowed.

    It may not have stopped, but run at another pace than before. That is known soon, and
    until then it is allowed more than the `usual` silence, and at first as much as it
    had. After far more than that it had stopped.
    """
    since, last, lasted = memory.running_since, memory.last_share, memory.standstill
    if since is None or last is None or not lasted:
        return 0.0
    ran = (last - since).total_seconds()
    stopped = lasted > max(UNKNOWN_SILENCE, SOON * usual)
    if stopped or ran >= max(SETTLED, SOON * usual):
        return 0.0
    return max(lasted if ran < max(SETTLED, MORE * usual) else 0, MORE * usual)


def _by_gap(gap: float, budget: float) -> float:
    """Return the silence that a known gap allows; `budget` is workers a false alarm."""
    return gap * log(max(budget * YEAR / gap, 1))


def is_silent_too_long(
    memory: WorkerMemory, quiet: float, workers: int, fixed: timedelta | None
) -> bool:
    """Return whether `quiet` seconds of silence are more than allowed."""
    if fixed is None and quiet <= MINIMUM_SILENCE:
        # True of nearly every machine in every answer, and spares the logarithm.
        return False
    return quiet > allowed_silence(memory, workers, fixed)


def is_offline(memory: WorkerMemory, silent_answers: int) -> bool:
    """Return whether so many answers in a row with too long a silence mean offline."""
    return silent_answers > 0 and (memory.offline or silent_answers >= CONFIRMATIONS)


def average_covering(allowed: float) -> int:
    """Return the shortest average, in seconds, that is as long as a silence.

    The longest one there is, if none is long enough.
    """
    return next((average for average in AVERAGES if average >= allowed), AVERAGES[-1])


def holds_no_work(averages: HashrateAverages, allowed: float) -> bool | None:
    """Return whether the shortest average that covers the allowed silence is zero.

    Stands in for the silence while last shares are unknown. None if that average is
    unknown, too.
    """
    hashrate: float | None = getattr(averages, f"hashrate_{average_covering(allowed)}s")
    return None if hashrate is None else hashrate == 0
