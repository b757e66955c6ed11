"""How much energy the hashes of machines that run take, learned while they run.

Power and hashrate are compared over the same hours, so that pauses count on both sides.
OCEAN makes its long averages every ten minutes, so that these hours may differ by
minutes: they count only if they begin and end with the same power.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise, zip_longest
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from .costs import CostSettings
from .fixed_power import FixedPowerMemory
from .heat import CopReading
from .units import TERA

THREE_HOURS: Final = timedelta(hours=3)
HOUR: Final = timedelta(hours=1)
WINDOWS: Final = (THREE_HOURS, HOUR)
"""What a hashrate is averaged over, and the power beside it; the longest is best."""

SHORT_GAP: Final = timedelta(minutes=2)
"""In which the power may be unknown, whatever it is after."""
LONG_GAP: Final = timedelta(minutes=10)
"""In which it may be unknown if it is the same after."""
MOST: Final = 2 / 3
"""Of a window, in which the power has to be known if the hashrate never changed."""

LATE: Final = timedelta(minutes=1)
"""How old new averages are when we read them, more or less."""

LEAST_RUNNING: Final = 0.2
"""Of a window, in which machines run."""

SAME_POWER: Final = 1.25
"""Powers that differ by no more than this factor are the same."""
POWER_STEP: Final = 0.05
"""By which the power of running machines moves at least, as a fraction."""

STANDBY: Final = 0.5
"""Of the highest power in the record; machines that do not mine may take less."""
NEGLIGIBLE: Final = 0.02
"""Of the same; less is standby without any machine that mines."""
UNCLEAR: Final = 0.15
"""Of the same; less may be standby, or a few machines that mine."""

LONG_RUNNING: Final = 0.5
"""Of a window, in which machines run that makes a minute at its ends unimportant."""

SAMPLES_APART: Final = timedelta(seconds=30)

EFFICIENCY_SPAN: Final = timedelta(days=1)
"""In a day the luck of a small machine levels out, and a changed setting shows."""


@dataclass(frozen=True, slots=True)
class PowerSample:
    """The power from a time on, until the next sample; None while it is unknown."""

    at: datetime
    watts: float | None


@dataclass(frozen=True, slots=True)
class PowerMean:
    """The power over the known part of a window."""

    watts: float
    running: float
    """The fraction of that part in which machines ran."""


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
    fixed_power: FixedPowerMemory = field(default_factory=FixedPowerMemory)
    running_watts: float | None = None
    """What the machines took when they last ran."""
    cop: CopReading | None = None
    cop_entity: str | None = None
    """What shows that: another heat pump has another one."""


def with_sample(
    samples: tuple[PowerSample, ...], watts: float | None, now: datetime
) -> tuple[PowerSample, ...]:
    """Add a power, and forget samples that ended before the longest window."""
    last = samples[-1] if samples else PowerSample(now, None)
    if not _is_new(last, watts, now):
        return samples
    recent = [one for one in samples if one.at < now]
    if watts is None and not recent:
        return ()
    begin = now - WINDOWS[0] - LATE
    while len(recent) > 1 and recent[1].at <= begin:
        recent.pop(0)
    return (*recent, PowerSample(now, watts))


def with_fixed(
    samples: tuple[PowerSample, ...],
    watts: float | None,
    steady: timedelta,
    now: datetime,
) -> tuple[PowerSample, ...]:
    """Begin a record with a fixed power, which machines took while they mined steadily."""
    if samples or watts is None or not steady:
        return samples
    return (PowerSample(now - steady - LATE, watts),)


def is_standby(samples: tuple[PowerSample, ...], watts: float) -> bool:
    """Return whether machines that do not mine take this power by standing by."""
    return watts < STANDBY * max((one.watts or 0 for one in samples), default=0)


def running_power(
    known: float | None,
    watts: float | None,
    samples: tuple[PowerSample, ...],
    *,
    mining: bool | None,
) -> float | None:
    """Return what the machines take while they run, in W; `known` is from before.

    While they mine they may be throttled; while they do not, a low power is standby.
    """
    if not watts or (known is None and not mining):
        return known
    usual = watts if known is None else known
    if mining:
        usual = min(usual, max((one.watts or 0 for one in samples), default=watts))
    least = usual * (STANDBY if mining is False else UNCLEAR)
    near = known is not None and abs(watts / known - 1) < POWER_STEP
    return known if near or watts < least else watts


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
    samples: tuple[PowerSample, ...],
    now: datetime,
    window: timedelta,
    *,
    steady: bool = False,
) -> PowerMean | None:
    """Return the mean power of a window, which ends when averages were made.

    `steady` says whether the hashrate was the same throughout. None if too much of the
    window is unknown, or holds a power that may be standby or not. A window in which
    machines ran for a short time has to begin with the power that it ends with: that it
    is a minute off the hours of the average would count.
    """
    end = now - LATE
    begin = end - window
    if not samples or samples[0].at > begin:
        return None
    highest = max(one.watts or 0 for one in samples)
    powers: list[float] = []
    energy, known, running = 0.0, timedelta(), timedelta()
    for sample, after in pairwise((*_bridged(samples), PowerSample(now, None))):
        span = min(after.at, end) - max(sample.at, begin)
        if sample.watts is None or span <= timedelta():
            continue
        watts = sample.watts if sample.watts >= NEGLIGIBLE * highest else 0.0
        if 0 < watts < UNCLEAR * highest:
            return None
        powers.append(watts)
        energy += watts * (span / window)
        known += span
        running += span if watts else timedelta()
    if known < window * (MOST if steady else 1) or not known:
        return None
    mean = PowerMean(energy * (window / known), running / known)
    long = window == THREE_HOURS and mean.running >= LONG_RUNNING
    return mean if long or _same(powers[0], powers[-1]) else None


def _bridged(samples: tuple[PowerSample, ...]) -> Iterator[PowerSample]:
    """Yield the samples without gaps that change nothing."""
    before: PowerSample | None = None
    for sample, after in zip_longest(samples, samples[1:]):
        if sample.watts is None and before is not None and after is not None:
            same = _same(before.watts or 0, after.watts or 0)
            if after.at - sample.at <= (LONG_GAP if same else SHORT_GAP):
                continue
        before = sample
        yield sample


def for_meters(memory: CostMemory, settings: CostSettings) -> CostMemory:
    """Return the memory, without an efficiency that other meters, or no hours, gave.

    Nor with the COP of another heat pump.
    """
    if memory.cop_entity != (cop_entity := settings.heat.cop_entity):
        memory = replace(memory, cop=None, cop_entity=cop_entity)
    if memory.meters == settings.meters and memory.settled:
        return memory
    return replace(
        memory,
        meters=settings.meters,
        efficiency=None,
        settled=False,
        evidence=timedelta(),
        learned=None,
        fixed_power=FixedPowerMemory(),
        running_watts=None,
    )


def learn_efficiency(
    memory: CostMemory,
    hashrates: Mapping[timedelta, float | None],
    samples: tuple[PowerSample, ...],
    now: datetime,
    *,
    steady: timedelta = timedelta(),
) -> CostMemory:
    """Learn from hashrates that OCEAN has just averaged over the windows, in H/s.

    It is an average over the last day in which machines ran. Nothing is learned until
    the power of a whole window is known. `steady` is how long the hashrate was the same.
    """
    for window in WINDOWS:
        mean = mean_power(samples, now, window, steady=steady >= window)
        hashrate = hashrates.get(window)
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
