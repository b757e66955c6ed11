"""How much energy the hashes of machines that run take, learned while they run.

Power and hashrate are compared over the same hours, so that pauses count on both sides.
OCEAN makes its long averages every ten minutes, so that these hours may differ by
minutes: they count only if they begin and end with the same power.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from .costs import CostSettings
from .units import TERA

THREE_HOURS: Final = timedelta(hours=3)
HOUR: Final = timedelta(hours=1)
WINDOWS: Final = (THREE_HOURS, HOUR)
"""What a hashrate is averaged over, and the power beside it; the longest is best."""

SHORT_GAP: Final = timedelta(minutes=2)
"""In which the power may be unknown, whatever it is after."""
LONG_GAP: Final = timedelta(minutes=10)
"""In which it may be unknown if it is the same after."""

LEAST_RUNNING: Final = 0.2
"""Of a window, in which machines run."""

SAME_POWER: Final = 1.25
"""Powers that differ by no more than this factor are the same."""
IDLE: Final = 0.1
"""Of the highest power in the record; below, machines are on standby."""

SAMPLES_APART: Final = timedelta(seconds=30)

EFFICIENCY_SPAN: Final = timedelta(days=1)
"""In a day the luck of a small machine levels out, and a changed setting shows."""


@dataclass(frozen=True, slots=True)
class PowerSample:
    """The power from a time on, until the next sample.

    Only the last one may be unknown, which is None.
    """

    at: datetime
    watts: float | None


@dataclass(frozen=True, slots=True)
class PowerMean:
    """The power over a window, without standby."""

    watts: float
    running: float
    """The fraction of the window in which machines ran."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CostMemory(DataClassDictMixin):
    """What is remembered over a restart."""

    efficiency: float | None = None
    """Joules of 10¹² hashes, while the machines run."""
    meters: list[str] | None = None
    """What the power was known by: other meters measure other machines."""
    settled: bool = False
    """Whether the efficiency is by the power of the same hours as the hashrate.

    Version 1.0.0 also stored one that is not, which is forgotten."""
    evidence: timedelta = EFFICIENCY_SPAN
    """How long the efficiency was learned for, at most a day."""
    learned: datetime | None = None
    profitable: bool | None = None
    since: datetime | None = None
    """When that was last decided otherwise."""


def with_sample(
    samples: tuple[PowerSample, ...], watts: float | None, now: datetime
) -> tuple[PowerSample, ...]:
    """Add a power, and forget samples that ended before the longest window.

    A short time in which it was unknown is bridged, a longer one begins a new record.
    """
    last = samples[-1] if samples else PowerSample(now, None)
    if not _is_new(last, watts, now):
        return samples
    recent = [one for one in samples if one.at < now]
    if watts is None and not recent:
        return ()
    if watts is not None and recent and recent[-1].watts is None:
        gap = now - recent.pop().at
        before = recent[-1].watts or 0
        if gap > (LONG_GAP if _same(before, watts) else SHORT_GAP):
            recent.clear()
    begin = now - WINDOWS[0]
    while len(recent) > 1 and recent[1].at <= begin:
        recent.pop(0)
    return (*recent, PowerSample(now, watts))


def with_fixed(
    samples: tuple[PowerSample, ...],
    watts: float | None,
    covered: Collection[int],
    now: datetime,
) -> tuple[PowerSample, ...]:
    """Begin a record with a fixed power, which was the same while machines mined.

    `covered` are the averages that they have mined through, in seconds.
    """
    if samples or watts is None:
        return samples
    window = next((one for one in WINDOWS if one.total_seconds() in covered), None)
    return (PowerSample(now - window, watts),) if window else ()


def _is_new(last: PowerSample, watts: float | None, now: datetime) -> bool:
    """Return whether a power is worth a sample; a plug may report one each second.

    After the clock was set back, it is.
    """
    if now < last.at:
        return True
    if last.watts is None or watts is None:
        return last.watts is not watts
    return last.watts != watts and now - last.at >= SAMPLES_APART


def mean_power(
    samples: tuple[PowerSample, ...], now: datetime, window: timedelta
) -> PowerMean | None:
    """Return the mean power of a window that ends now.

    None if the record is shorter, or ends unknown, or if the window begins with another
    power than it ends with.
    """
    begin = now - window
    if not samples or samples[0].at > begin:
        return None
    least = IDLE * max(one.watts or 0 for one in samples)
    powers: list[float] = []
    energy, running = 0.0, timedelta()
    for sample, after in pairwise((*samples, PowerSample(now, None))):
        if sample.watts is None:
            return None
        span = after.at - max(sample.at, begin)
        if span > timedelta():
            powers.append(sample.watts if sample.watts >= least else 0.0)
            energy += powers[-1] * (span / window)
            running += span if powers[-1] else timedelta()
    if not _same(powers[0], powers[-1]):
        return None
    return PowerMean(energy, running / window)


def for_meters(memory: CostMemory, settings: CostSettings) -> CostMemory:
    """Return the memory, without an efficiency that other meters, or no hours, gave."""
    if memory.meters == settings.meters and memory.settled:
        return memory
    return replace(
        memory,
        meters=settings.meters,
        efficiency=None,
        settled=False,
        evidence=timedelta(),
        learned=None,
    )


def learn_efficiency(
    memory: CostMemory,
    hashrates: Mapping[timedelta, float | None],
    samples: tuple[PowerSample, ...],
    now: datetime,
) -> CostMemory:
    """Learn from hashrates that OCEAN has just averaged over the windows, in H/s.

    It is an average over the last day in which machines ran. Nothing is learned until
    the power of a whole window is known.
    """
    for window in WINDOWS:
        mean, hashrate = mean_power(samples, now, window), hashrates.get(window)
        if not mean or not hashrate or mean.running < LEAST_RUNNING:
            continue
        since = now - memory.learned if memory.learned else window
        evidence = min(max(since, timedelta()), window) * mean.running
        total = min(memory.evidence + evidence, EFFICIENCY_SPAN)
        known, measured = memory.efficiency, mean.watts / (hashrate / TERA)
        if known is not None:
            measured = known + (measured - known) * (evidence / total)
        return replace(
            memory, efficiency=measured, settled=True, evidence=total, learned=now
        )
    return memory


def _same(power: float, other: float) -> bool:
    """Return whether two powers, in W, are about the same."""
    return max(power, other) <= SAME_POWER * min(power, other)
