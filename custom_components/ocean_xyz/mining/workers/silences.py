"""What a worker's last month says about how long it may be silent.

A machine that is dimmed, or reconnects with other shares, has longer silences than its
present pace explains. How long those were that ended by themselves, and how many there
were, says how long the next one may be. Of a slow machine a few hours hold too few
shares for that; there the lower level itself is remembered.
"""

from math import expm1, log
from typing import Final

from ..units import DAY, MINUTE, YEAR
from .memory import WorkerMemory

REMEMBERED: Final = 32 * DAY
"""Seconds for which a silence is remembered: a month, and a day to be late."""

LEAST: Final = 8 * DAY
"""Seconds that are counted as watched at the least: a week, and a day to be late.

Less would make a few silences of a new machine look like many.
"""

MOST: Final = 24
"""Silences that are remembered; of more the longest."""

SHORTEST: Final = MINUTE
"""Seconds below which a silence is not remembered: each is allowed more."""

COUNTS: Final = (MOST, 12, 6, 3)
"""How many of the longest silences are compared with what the pace explains.

The first that it does not explain count: the more there are, the better they are known.
"""

IMPROBABLE: Final = 3.5
"""The natural logarithm of one in how many such silences are no chance: about 30."""

type Silences = tuple[tuple[int, int], ...]
"""When each ended, in unix minutes, and for how many seconds it lasted."""


def with_silence(silences: Silences, ended: float, seconds: float) -> Silences:
    """Remember a silence that ended at a time, in unix seconds."""
    if seconds < SHORTEST:
        return silences
    if len(silences) == MOST and seconds <= silences[-1][1]:
        return silences
    since = (ended - REMEMBERED) // MINUTE
    kept = [one for one in silences if one[0] >= since]
    kept.append((int(ended // MINUTE), int(seconds)))
    kept.sort(key=lambda one: -one[1])
    return tuple(kept[:MOST])


def with_slow_gap(
    gaps: tuple[tuple[int, float], ...], at: float, gap: float
) -> tuple[tuple[int, float], ...]:
    """Remember the mean gap of a lower level at a time, in unix seconds.

    An earlier one that is no longer than a later one never counts again.
    """
    day = int(at // DAY)
    since = day - REMEMBERED // DAY
    longer = tuple(one for one in gaps if one[0] >= since and one[1] > gap)
    if longer and longer[-1][0] == day:
        return longer
    return (*longer, (day, gap))


def slowest_gap(memory: WorkerMemory) -> float:
    """Return the longest mean gap of the levels of the last days, 0 without any."""
    if memory.last_share is None:
        return 0.0
    since = (memory.last_share.timestamp() - REMEMBERED) // DAY
    return max((gap for day, gap in memory.slow_gaps if day >= since), default=0.0)


def longest_by_chance(memory: WorkerMemory, gap: float, budget: float) -> float:
    """Return how long a silence may last by what was seen, in seconds; 0 for no answer.

    Above some threshold, silences of any machine are about exponential. The k longest of
    the last days give the threshold and their mean excess e, and there are `budget`
    times as many in the time that may see one false alarm. If they are no more than a
    gap of `gap` seconds explains, they say nothing new. The days are those since the
    oldest silence that is remembered.
    """
    last = memory.last_share
    if last is None or not memory.silences:
        return 0.0
    now = last.timestamp()
    since = (now - REMEMBERED) // MINUTE
    known = [one for one in memory.silences if one[0] >= since]
    lengths = [seconds for _, seconds in known]
    oldest = min((ended for ended, _ in known), default=0)
    watched = max(now - oldest * MINUTE, LEAST)
    for count in COUNTS:
        if count > len(lengths):
            continue
        threshold = lengths[count - 1]
        if _is_improbable(count, threshold, watched / gap, gap):
            others = count - 1
            excess = sum(lengths[:others]) / others - threshold
            times = log(budget * count * YEAR / watched)
            return threshold + others * excess * expm1(times / others)
    return 0.0


def _is_improbable(count: int, threshold: float, shares: float, gap: float) -> bool:
    """Return whether a mean gap does not explain so many silences above a threshold.

    `shares` is how many were found. By Chernoff's bound for a Poisson count of mean m to reach k: e^(k - m) · (m / k)^k.
    """
    # In logarithms, because fast machines have means that are no number.
    log_mean = log(shares) - threshold / gap
    mean = expm1(log_mean) + 1 if log_mean < count else float(count)
    return mean < count and count * (log(count) - log_mean - 1) + mean >= IMPROBABLE
