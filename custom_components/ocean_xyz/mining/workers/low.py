"""When a worker's hashrate is low: far under what is usual for it, and not by chance.

The usual hashrate is the median of the last seven days' medians of its 3 h averages.
"""

from datetime import datetime, timedelta
from statistics import median
from typing import Final

from ...api.models import HashrateAverages
from ...api.units import HASHES_PER_SHARE, HashesPerSecond
from ..poisson import poisson_at_most
from .memory import WorkerMemory
from .share_gap import share_difficulty

LOW_FRACTION: Final = 0.7
LOW_PROBABILITY: Final = 1e-4
USUAL_DAYS: Final = 7
USUAL_MINIMUM_DAYS: Final = 2
AVERAGE: Final = timedelta(hours=3)
"""The average that is judged; its samples are as far apart."""


def is_low(
    memory: WorkerMemory, hashrate: HashesPerSecond | None, at: datetime
) -> bool:
    """Return whether the hashrate over 3 h is lower than chance explains.

    It is under 70 % of the usual, and so few shares had a probability under 10⁻⁴. A
    machine that has run for less than three hours cannot have filled them.
    """
    usual = usual_hashrate(memory)
    if usual is None or hashrate is None or hashrate >= LOW_FRACTION * usual:
        return False
    difficulty = share_difficulty(memory.difficulties)
    if difficulty is None or not _fills_average(memory, at):
        return False
    shares_per_hashrate = AVERAGE.total_seconds() / (difficulty * HASHES_PER_SHARE)
    seen, expected = hashrate * shares_per_hashrate, usual * shares_per_hashrate
    return poisson_at_most(round(seen), expected) < LOW_PROBABILITY


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
    if memory.sampled is None or not memory.samples:
        return memory._replace(sampled=at, samples=(hashrate,))
    if at - memory.sampled < AVERAGE:
        return memory
    if at.date() == memory.sampled.date():
        return memory._replace(sampled=at, samples=(*memory.samples, hashrate))
    day = (memory.sampled.date(), median(memory.samples))
    medians = (*memory.medians, day)[-USUAL_DAYS:]
    return memory._replace(sampled=at, samples=(hashrate,), medians=medians)


def _fills_average(memory: WorkerMemory, at: datetime) -> bool:
    """Return whether the machine has run for all of the last three hours."""
    since = memory.running_since
    return since is not None and at - since >= AVERAGE
