"""At which hashrate a machine runs, while averages still hold what it did before."""

from collections.abc import Callable
from math import inf, sqrt
from operator import attrgetter
from typing import Final

from ...api.models import HashrateAverages
from ...api.units import HASHES_PER_SHARE

RUNNING_AVERAGES: Final = (1800, 3600, 10800, 43200)
"""Averages in seconds that may contradict the hashrate of 24 h, the newest first."""

AVERAGE_DELAY: Final = 1200
"""Seconds by which an average may be late.

OCEAN updates it every ten minutes, and we ask for it every ten minutes.
"""

DEVIATIONS: Final = 3
"""Standard deviations by which a count has to differ from what is expected."""

_running_averages: Final[Callable[[HashrateAverages], tuple[float | None, ...]]] = (
    attrgetter(*(f"hashrate_{average}s" for average in RUNNING_AVERAGES))
)


def running_hashrate(
    averages: HashrateAverages, difficulty: int | None, ran: float = inf
) -> float | None:
    """Return at which hashrate a machine runs, in H/s.

    That of 24 h, unless a shorter average contradicts it: a machine that is new, is
    back or was turned down has another one now. A count of n shares is known to its
    square root, so it is taken three deviations low: a gap that is thought too short
    would be a false alarm. Of several averages that hold more than 24 h suggest, the
    highest counts. One that holds less is the newest fact, if the machine ran through
    all of it: `ran` is for how many seconds it has.
    """
    day = averages.hashrate_86400s
    if difficulty is None:
        return day
    work, usual = float(difficulty * HASHES_PER_SHARE), day or 0
    more: list[float] = []
    for average, hashrate in zip(
        RUNNING_AVERAGES, _running_averages(averages), strict=True
    ):
        if hashrate is None:
            continue
        seen, expected = hashrate * average / work, usual * average / work
        difference = seen - expected
        if difference * difference <= DEVIATIONS**2 * max(expected, 1):
            continue
        least = max(seen - DEVIATIONS * sqrt(seen), seen / 4, 0.25) * work / average
        if seen < expected and ran < average + AVERAGE_DELAY:
            continue
        if seen < expected:
            return max([*more, least])
        more.append(least)
    return max(more, default=day)
