"""At which hashrate a machine runs, while averages still hold what it did before."""

from collections.abc import Callable
from math import sqrt
from operator import attrgetter
from typing import Final, NamedTuple

from ...api.models import HashrateAverages
from ...api.units import HASHES_PER_SHARE
from ..units import DAY

RUNNING_AVERAGES: Final = (43200, 10800, 3600, 1800, 600)
"""Averages in seconds that may contradict the usual hashrate, the longest first."""

AVERAGE_DELAY: Final = 1200
"""Seconds by which an average may be late.

OCEAN updates it every ten minutes, and we ask for it every ten minutes.
"""

SHORTEST: Final = 300
"""The seconds in which each answer counts the work, so that it is never late."""

QUIET_PART: Final = 10
"""How many times longer than a silence an average is that it does not spoil."""

MORE: Final = 3
LESS: Final = 2.5
"""Standard deviations by which a count has to differ from what is expected.

A machine that is thought too fast raises a false alarm, so less is believed sooner.
"""

LEAST: Final = LESS * LESS / 2
"""A squared deviation, in counts plus one, below which an average contradicts nothing."""

PLAIN: Final = 4
"""Standard deviations below the mean at which no chance is left."""

PLAIN_AFTER: Final = 1800
"""The shortest average in seconds that shows a level, and no short standstill."""

_running_averages: Final[Callable[[HashrateAverages], tuple[float | None, ...]]] = (
    attrgetter(*(f"hashrate_{average}s" for average in RUNNING_AVERAGES))
)


class Pace(NamedTuple):
    """A hashrate in H/s, and the seconds of running that it is the mean of."""

    hashrate: float
    seconds: float


def first_pace(
    averages: HashrateAverages, difficulty: int | None, quiet: float
) -> Pace | None:
    """Return the pace of a machine that is seen for the first time.

    For how long it has run is unknown. So it is the mean of a day, or what shorter
    averages hold beyond that. All work of the day was done before it was `quiet`, which
    says nothing any more after half a day.
    """
    if not averages.hashrate_86400s:
        return None
    ran = DAY - max(quiet - AVERAGE_DELAY, 0)
    ran = ran if ran > DAY / 2 else DAY
    day = Pace(averages.hashrate_86400s * DAY / ran, ran)
    return present_pace(day, averages, None, difficulty, ran=0)


def present_pace(
    usual: Pace,
    averages: HashrateAverages,
    newest: Pace | None,
    difficulty: int | None,
    *,
    ran: float,
    quiet: float = 0,
) -> Pace:
    """Return the pace at which a machine runs now.

    The usual one, unless an average contradicts it: a machine that was turned down or up
    has another one now. The longest average that no shorter one contradicts counts, and
    `newest`, which each answer has, is the shortest. One that holds less counts only if
    the machine ran through all of it: `ran` is for how many seconds it has. Of one that
    holds more we take three deviations less: a gap that is thought too short would be a
    false alarm. A machine that has been `quiet` for some seconds may have stopped, and a
    short average that holds them says nothing.
    """
    if difficulty is None:
        return usual
    work, pace = float(difficulty * HASHES_PER_SHARE), usual
    spoiled = QUIET_PART * quiet
    for average, hashrate in zip(
        RUNNING_AVERAGES, _running_averages(averages), strict=True
    ):
        if hashrate is None or average < spoiled:
            continue
        # Nearly none differs enough to be weighed.
        shares = average / work
        more = (hashrate - pace.hashrate) * shares
        if more * more > LEAST * (pace.hashrate * shares + 1):
            held = Pace(hashrate, average)
            pace = _weighed(pace, held, ran - AVERAGE_DELAY, work)
    if newest is not None:
        pace = _weighed(pace, newest, ran, work)
    return pace


def _weighed(pace: Pace, held: Pace, ran: float, work: float) -> Pace:
    """Return the pace, or the one that an average holds if that contradicts it.

    `work` is the hashes of one share.
    """
    per_share = held.seconds / work
    seen, expected = held.hashrate * per_share, pace.hashrate * per_share
    deviation = sqrt(max(expected, 1))
    if seen < expected - LESS * deviation and ran >= held.seconds:
        return held._replace(hashrate=max(seen, 1) / per_share)
    if seen > expected + MORE * deviation:
        least = max(seen - MORE * sqrt(seen), seen / 4) / per_share
        return held._replace(hashrate=least) if least > pace.hashrate else pace
    return pace


def is_plainly_slower(pace: Pace, mean: Pace, difficulty: int) -> bool:
    """Return whether a machine surely runs at a lower level than in the mean."""
    if pace.hashrate >= mean.hashrate or pace.seconds < PLAIN_AFTER:
        return False
    shares_per_hashrate = pace.seconds / (difficulty * HASHES_PER_SHARE)
    expected = mean.hashrate * shares_per_hashrate
    return pace.hashrate * shares_per_hashrate < expected - PLAIN * sqrt(expected)
