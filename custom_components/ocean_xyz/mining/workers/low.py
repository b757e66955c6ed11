"""When a worker's hashrate is low: far under what is usual for it, and not by chance.

The usual hashrate is the median of the last seven days' medians of its 3 h averages. A
machine that is turned down on purpose holds lower levels now and then, and a level that
it held in the last month is no fault.
"""

from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

from ...api.models import HashrateAverages
from ...api.units import HASHES_PER_SHARE, HashesPerSecond
from ..poisson import poisson_at_most
from .memory import WorkerMemory
from .share_gap import share_difficulty

LOW_FRACTION: Final = 0.7
LOW_PROBABILITY: Final = 1e-4
RECOVERED_FRACTION: Final = 0.85
"""Of what it is compared with; so an announced low hashrate does not end by chance."""
USUAL_DAYS: Final = 7
USUAL_MINIMUM_DAYS: Final = 2
LEVELS_REMEMBERED: Final = timedelta(days=32)
"""A month, and a day to be late."""

AVERAGE: Final = timedelta(hours=3)
"""The average that is judged; its samples are as far apart."""


def is_low(
    memory: WorkerMemory, hashrate: HashesPerSecond | None, at: datetime
) -> bool:
    """Return whether the hashrate over 3 h is lower than chance explains.

    It is under 70 % of the lowest level that the machine is known to hold, and so few
    shares had a probability under 10⁻⁴. A machine that has run for less than three
    hours cannot have filled them. A zero is a silence, or an answer that is wrong.
    """
    usual = usual_hashrate(memory)
    if usual is None or not hashrate or hashrate >= LOW_FRACTION * usual:
        return False
    level = _lowest_level(memory, usual)
    difficulty = share_difficulty(memory)
    if (
        hashrate >= LOW_FRACTION * level
        or difficulty is None
        or not _fills_average(memory, at)
    ):
        return False
    shares_per_hashrate = AVERAGE.total_seconds() / (difficulty * HASHES_PER_SHARE)
    seen, expected = hashrate * shares_per_hashrate, level * shares_per_hashrate
    return poisson_at_most(round(seen), expected) < LOW_PROBABILITY


def end_of_low(memory: WorkerMemory, hashrate: HashesPerSecond | None) -> bool | None:
    """Return whether a hashrate over 3 h that was low is as usual again.

    None while it is low. False if it is one of the levels that are no fault any more.
    """
    usual = usual_hashrate(memory)
    if usual is None or not hashrate:
        return None
    if hashrate < RECOVERED_FRACTION * _lowest_level(memory, usual):
        return None
    return hashrate >= RECOVERED_FRACTION * usual


def _lowest_level(memory: WorkerMemory, usual: float) -> float:
    """Return the lowest hashrate that the machine is known to hold."""
    return min([usual, *(low for _, low in memory.levels)])


def usual_hashrate(memory: WorkerMemory) -> float | None:
    """Return the hashrate that is usual for the worker in H/s, None before two days."""
    if len(memory.medians) < USUAL_MINIMUM_DAYS:
        return None
    return median(hashrate for _, hashrate in memory.medians)


def with_sample(
    memory: WorkerMemory, averages: HashrateAverages, at: datetime
) -> WorkerMemory:
    """Remember the hashrate over 3 h every three hours, and each day's median."""
    hashrate = averages.hashrate_10800s
    if memory.offline or not hashrate or not _fills_average(memory, at):
        return memory
    sampled = memory.sampled
    if sampled is None or not memory.samples:
        return memory._replace(sampled=at, samples=(hashrate,), lowest=hashrate)
    same_day = at.date() == sampled.date()
    if same_day and (memory.lowest is None or hashrate < memory.lowest):
        memory = memory._replace(lowest=hashrate)
    if at - sampled < AVERAGE:
        return memory
    if same_day:
        return memory._replace(sampled=at, samples=(*memory.samples, hashrate))
    memory = _with_day(memory, sampled.date())
    return memory._replace(sampled=at, samples=(hashrate,), lowest=hashrate)


def _with_day(memory: WorkerMemory, day: date) -> WorkerMemory:
    """Remember what a day's samples say: the median, and a level far under the usual."""
    medians = (*memory.medians, (day, median(memory.samples)))[-USUAL_DAYS:]
    usual = median(hashrate for _, hashrate in medians)
    since, lowest = day - LEVELS_REMEMBERED, memory.lowest
    levels = tuple(one for one in memory.levels if one[0] > since)
    if lowest is not None and lowest < LOW_FRACTION * usual:
        # An earlier level that is no lower than this one never counts again.
        lower = (one for one in levels if one[1] < lowest)
        levels = (*lower, (day, lowest))
    return memory._replace(medians=medians, levels=levels)


def _fills_average(memory: WorkerMemory, at: datetime) -> bool:
    """Return whether the machine has run for all of the last three hours."""
    since = memory.running_since
    return since is not None and at - since >= AVERAGE
