"""Whether mining pays, decided by the energy that a running machine's hashes take.

By the figures of the moment, machines that were switched off a minute ago would seem
to mine for nothing, machines that were just switched on to mine at a loss, and machines
that are off would never pay again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import exp
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from .costs import CostInputs, CostSettings
from .economics import power_cost_per_day
from .units import TERA

HASHRATE_SPAN: Final = timedelta(hours=3)
"""What OCEAN's hashrate is averaged over, and so the power beside it."""

SAMPLES_APART: Final = timedelta(seconds=30)

EFFICIENCY_SPAN: Final = timedelta(days=1)
"""In a day the luck of a small machine levels out, and a changed setting shows."""

STARTING: Final = 2.0
"""From how many times the average power on machines are starting."""


@dataclass(frozen=True, slots=True)
class PowerSample:
    """The power from a time on, until the next sample; None is not known."""

    at: datetime
    watts: float | None


def with_sample(
    samples: tuple[PowerSample, ...], watts: float | None, now: datetime
) -> tuple[PowerSample, ...]:
    """Add a power, and forget samples that ended more than three hours ago."""
    if samples and not _is_new(samples[-1], watts, now):
        return samples
    recent = [one for one in samples if one.at < now]
    begin = now - HASHRATE_SPAN
    while len(recent) > 1 and recent[1].at <= begin:
        recent.pop(0)
    return (*recent, PowerSample(now, watts))


def _is_new(last: PowerSample, watts: float | None, now: datetime) -> bool:
    """Return whether a power is worth a sample; a plug may report one each second.

    After the clock was set back, it is.
    """
    if now < last.at:
        return True
    if last.watts is None or watts is None:
        return last.watts is not watts
    return last.watts != watts and now - last.at >= SAMPLES_APART


def mean_power(samples: tuple[PowerSample, ...], now: datetime) -> float | None:
    """Return the mean power of the last three hours in W.

    None while some of it is not known.
    """
    begin = now - HASHRATE_SPAN
    if not samples or samples[0].at > begin:
        return None
    energy, until = 0.0, now
    for sample in reversed(samples):
        since = max(sample.at, begin)
        if sample.watts is None and since < until:
            return None
        energy += (sample.watts or 0) * (until - since).total_seconds()
        until = since
    return energy / HASHRATE_SPAN.total_seconds()


@dataclass(frozen=True, kw_only=True, slots=True)
class CostMemory(DataClassDictMixin):
    """What is remembered over a restart."""

    efficiency: float | None = None
    """Joules of 10¹² hashes, while the machines run."""
    meters: list[str] | None = None
    """What the power was known by: other meters measure other machines."""
    settled: bool = False
    """Whether the efficiency is by the power of the same hours as the hashrate."""
    learned: datetime | None = None
    profitable: bool | None = None
    since: datetime | None = None
    """When that was last decided otherwise."""


def for_meters(memory: CostMemory, settings: CostSettings) -> CostMemory:
    """Return the memory, without an efficiency that was learned by other meters."""
    if memory.meters == settings.meters:
        return memory
    return replace(
        memory, meters=settings.meters, efficiency=None, settled=False, learned=None
    )


def learn_efficiency(
    memory: CostMemory,
    inputs: CostInputs,
    samples: tuple[PowerSample, ...],
    now: datetime,
    *,
    mining: bool | None,
) -> CostMemory:
    """Learn how much energy the machines' hashes take while they run.

    At first by the power of the moment, then by the average power of the same hours
    as the hashrate, so that pauses count on both sides. While machines are starting
    nothing is learned: their idle power outweighs the little that they have hashed.
    """
    hashrate, present = inputs.hashrate, inputs.watts
    if not mining or not hashrate or not present:
        return memory
    mean = mean_power(samples, now)
    if mean is None:
        if memory.efficiency is not None:
            return memory
        return replace(memory, efficiency=present / (hashrate / TERA), learned=now)
    if present > STARTING * mean:
        return memory
    measured = mean / (hashrate / TERA)
    before, at = memory.efficiency, memory.learned
    if before is None or at is None or not memory.settled:
        return replace(memory, efficiency=measured, settled=True, learned=now)
    weight = 1 - exp(-max((now - at) / EFFICIENCY_SPAN, 0))
    return replace(
        memory, efficiency=before + (measured - before) * weight, learned=now
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Profitability:
    """Whether mining pays now, and by how much."""

    profitable: bool
    margin: float
    """What is left of a running machine's revenue, in percent of it."""
    tariff: float
    """In the hub's currency per kWh."""
    break_even: float | None
    """The tariff at which nothing is left of it; None with all heat credited."""


def margin_of(
    efficiency: float, revenue_per_terahash: float, tariff: float, heat_credit: float
) -> float:
    """Return what is left of a running machine's revenue, in percent of it.

    `efficiency` is in joules per 10¹² hashes, `revenue_per_terahash` is what 10¹²
    hashes a second earn in a day, above zero.
    """
    costs = power_cost_per_day(efficiency, tariff, heat_credit)
    return (1 - costs / revenue_per_terahash) * 100


def pays(profitable: bool | None, margin: float, settings: CostSettings) -> bool:
    """Return whether mining pays, by the margin and the decision before.

    Without a decision before, it pays if anything is left.
    """
    if profitable is None:
        least = min(max(0.0, settings.margin_off), settings.margin_on)
        return margin >= least
    return margin >= (settings.margin_off if profitable else settings.margin_on)


def due_at(memory: CostMemory, settings: CostSettings) -> datetime | None:
    """Return when another decision is allowed; None if there was none."""
    if memory.profitable is None or memory.since is None:
        return None
    least = settings.least_on if memory.profitable else settings.least_off
    return memory.since + least


def decide(
    memory: CostMemory, margin: float, settings: CostSettings, now: datetime
) -> tuple[CostMemory, datetime | None]:
    """Decide whether mining pays; return also when a decision that waits is due.

    That is None unless a decision waits for its time. After the clock was set back
    none waits.
    """
    profitable = pays(memory.profitable, margin, settings)
    if profitable is memory.profitable:
        return memory, None
    due = due_at(memory, settings)
    if due is not None and memory.since is not None and memory.since <= now < due:
        return memory, due
    return replace(memory, profitable=profitable, since=now), None
