"""Which of OCEAN's averages shows the hashrate of an account that began only lately.

OCEAN divides the work of the last 24 hours by 24 hours, also if the account is an hour
old. Until the run covers an average, the average says how long the run is.
"""

from itertools import pairwise
from typing import Final

from ..api import AVERAGES, HashesPerSecond, HashrateAverages, Shares
from ..api.units import HASHES_PER_SHARE
from .units import DAY

OLDER_THAN_A_DAY: Final = 1.3
"""Work in the TIDES window, over that of the last day, of an account that is older."""

COVERED: Final = 0.85
"""Least part of the next shorter average that an average has if the run covers it."""

STEADY: Final = 0.95
"""Least part of any shorter average that the average of a steady hashrate is."""

DELAY: Final = 1200.0
"""Seconds by which averages may be older than the shares in the window."""

_LONGEST_FIRST: Final = (43200, 10800, 3600, 1800)


def hashrate_of_run(
    averages: HashrateAverages, shares: Shares | None
) -> HashesPerSecond | None:
    """Return the longest average, up to 24 h, that the account's run covers, in H/s.

    `shares` are those in the TIDES window, which spans days. None in the first hour or
    so, and where OCEAN does not report the averages.
    """
    day = averages.hashrate_86400s
    if day is None or shares is None:
        return day
    known = {one: getattr(averages, f"hashrate_{one}s") for one in AVERAGES}
    late = DELAY * max(filter(None, known.values()), default=0.0)
    if shares * HASHES_PER_SHARE > OLDER_THAN_A_DAY * day * DAY + late:
        return day
    for longer, shorter in pairwise(map(known.get, _LONGEST_FIRST)):
        if longer and shorter is not None and longer >= COVERED * shorter:
            found: HashesPerSecond = longer
            return found
    return None


def steady_for(averages: HashrateAverages) -> int:
    """Return for how long the hashrate was the same, in s: three hours, one, or none.

    A break in it, or a start, makes an average lower than a shorter one. So does the
    luck of a small machine.
    """
    known = {one: getattr(averages, f"hashrate_{one}s") for one in AVERAGES}
    for length in (10800, 3600):
        shorter = [known[one] or 0.0 for one in AVERAGES if 600 <= one < length]
        if known[length] and known[length] >= STEADY * max(shorter):
            return length
    return 0
