"""What mining costs, and whether it pays: pure, without Home Assistant.

Shown are the figures of the moment: the power that the machines take now against the
hashrate of the last three hours. Whether it pays is decided by another measure, the
energy that a running machine takes for its hashes: machines that were switched off a
minute ago would else seem to mine for nothing, those switched on to mine at a loss,
and those that are off never to pay again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import exp
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from ..api import HashesPerSecond
from .economics import (
    break_even_price,
    break_even_tariff,
    joules_per_terahash,
    power_cost_per_day,
    satoshis_per_kwh,
    value_of,
)
from .units import TERA

DEFAULT_MARGIN_ON: Final = 5.0
"""Percent of the revenue that has to be left until mining pays again."""
DEFAULT_MARGIN_OFF: Final = 0.0
DEFAULT_MINUTES: Final = 10

HASHRATE_SPAN: Final = timedelta(hours=3)
"""Over which OCEAN's hashrate is the mean, and so must be the power beside it."""

SAMPLES_APART: Final = timedelta(seconds=30)

# A day of a small machine's luck levels out, and a changed clock shows within one.
EFFICIENCY_SPAN: Final = timedelta(days=1)

STARTING: Final = 2.0
"""How many times the mean power the present one may be until machines are starting."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CostSettings:
    """What the user said about the costs of an account."""

    power_entities: tuple[str, ...] = ()
    fixed_power: float | None = None
    """In W, while a machine mines."""
    tariff_entity: str | None = None
    fixed_tariff: float | None = None
    """Per kWh, in the currency below."""
    tariff_currency: str | None = None
    heat_credit: float = 0.0
    """As a fraction."""
    margin_on: float = DEFAULT_MARGIN_ON
    """Percent of the revenue that is left, from which mining pays."""
    margin_off: float = DEFAULT_MARGIN_OFF
    """Percent of the revenue that is left, below which mining no longer pays."""
    least_on: timedelta = timedelta(minutes=DEFAULT_MINUTES)
    least_off: timedelta = timedelta(minutes=DEFAULT_MINUTES)

    @property
    def has_power(self) -> bool:
        """Return whether there is something to know the power by."""
        return bool(self.power_entities) or self.fixed_power is not None

    @property
    def meters(self) -> list[str]:
        """Return by what the power is known: the sensors, else the fixed figure."""
        if self.power_entities:
            return sorted(self.power_entities)
        return [] if self.fixed_power is None else [f"{self.fixed_power:g} W"]

    @property
    def has_tariff(self) -> bool:
        """Return whether there is something to know the price of energy by."""
        return self.tariff_entity is not None or self.fixed_tariff is not None

    @property
    def has_costs(self) -> bool:
        """Return whether the costs can be known."""
        return self.has_power and self.has_tariff


@dataclass(frozen=True, kw_only=True, slots=True)
class Inputs:
    """What the costs follow from; what is not known at the moment is None."""

    watts: float | None = None
    tariff: float | None = None
    """In the hub's currency per kWh."""
    heat_credit: float = 0.0
    hashrate: HashesPerSecond | None = None
    """Over 3 h."""
    expected: float | None = None
    """Satoshis a day at that hashrate, after the pool's fee."""
    price: float | None = None
    """Of one bitcoin, in the hub's currency."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure whose inputs are known; None where no number is the answer."""

    value: float | None


def efficiency(inputs: Inputs) -> Figure | None:
    """Return the joules for 10¹² hashes."""
    if inputs.watts is None or inputs.hashrate is None:
        return None
    return Figure(joules_per_terahash(inputs.watts, inputs.hashrate))


def satoshis_of_energy(inputs: Inputs) -> Figure | None:
    """Return the satoshis that a kWh brings."""
    if inputs.watts is None or inputs.expected is None:
        return None
    return Figure(satoshis_per_kwh(inputs.expected, inputs.watts))


def revenue(inputs: Inputs) -> Figure | None:
    """Return what a day brings, in the hub's currency."""
    if inputs.expected is None or inputs.price is None:
        return None
    return Figure(value_of(inputs.expected, inputs.price))


def cost(inputs: Inputs) -> Figure | None:
    """Return what a day's energy costs, in the hub's currency, heat credited."""
    if inputs.watts is None or inputs.tariff is None:
        return None
    return Figure(power_cost_per_day(inputs.watts, inputs.tariff, inputs.heat_credit))


def profit(inputs: Inputs) -> Figure | None:
    """Return what is left of a day's revenue, in the hub's currency."""
    brings, costs = revenue(inputs), cost(inputs)
    if brings is None or costs is None or brings.value is None or costs.value is None:
        return None
    return Figure(brings.value - costs.value)


def tariff_at_zero_profit(inputs: Inputs) -> Figure | None:
    """Return the price of a kWh at which nothing is left."""
    brings = revenue(inputs)
    if brings is None or brings.value is None or inputs.watts is None:
        return None
    return Figure(break_even_tariff(brings.value, inputs.watts, inputs.heat_credit))


def price_at_zero_profit(inputs: Inputs) -> Figure | None:
    """Return the price of a bitcoin at which nothing is left."""
    costs = cost(inputs)
    if costs is None or costs.value is None or inputs.expected is None:
        return None
    return Figure(break_even_price(costs.value, inputs.expected, inputs.heat_credit))


@dataclass(frozen=True, slots=True)
class PowerSample:
    """A power from a moment on, until the next one; None is not known."""

    at: datetime
    watts: float | None


def with_sample(
    samples: tuple[PowerSample, ...], watts: float | None, now: datetime
) -> tuple[PowerSample, ...]:
    """Add a power, and forget what was over before OCEAN's three hours began."""
    if samples and not _is_news(samples[-1], watts, now):
        return samples
    kept = [one for one in samples if one.at < now]
    begin = now - HASHRATE_SPAN
    while len(kept) > 1 and kept[1].at <= begin:
        kept.pop(0)
    return (*kept, PowerSample(now, watts))


def _is_news(last: PowerSample, watts: float | None, now: datetime) -> bool:
    """Return whether a power says something new; a plug may tell one each second.

    So does a clock that was set back.
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
    """What outlives a restart."""

    efficiency: float | None = None
    """Joules for 10¹² hashes of machines that run."""
    meters: list[str] | None = None
    """By what the power was known, because another meter tells of other machines."""
    settled: bool = False
    """Whether it is by the power of the same hours as the hashrate."""
    learned: datetime | None = None
    profitable: bool | None = None
    since: datetime | None = None
    """When that was last decided anew."""


def recalled(memory: CostMemory, settings: CostSettings) -> CostMemory:
    """Return what is remembered, without an efficiency by other meters than today's."""
    if memory.meters == settings.meters:
        return memory
    return replace(
        memory, meters=settings.meters, efficiency=None, settled=False, learned=None
    )


def learn_efficiency(
    memory: CostMemory,
    inputs: Inputs,
    samples: tuple[PowerSample, ...],
    now: datetime,
    *,
    mining: bool | None,
) -> CostMemory:
    """Learn from machines that run how much energy their hashes take.

    At first by the power of the moment, then by that of the hours which the hashrate
    is the mean of, so that pauses count on both sides. While machines are starting,
    what they take when idle outweighs the little that they have hashed.
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
class Verdict:
    """Whether mining pays now, and by how much."""

    profitable: bool
    margin: float
    """What is left of the revenue of a machine that runs, in percent of it."""
    tariff: float
    """In the hub's currency per kWh."""
    break_even: float | None
    """The tariff at which nothing is left of it; None with all heat credited."""


def margin_of(
    efficiency: float, revenue_per_terahash: float, tariff: float, heat_credit: float
) -> float:
    """Return what is left of a running machine's revenue, in percent of it.

    By the joules for 10¹² hashes, and what 10¹² hashes a second bring in a day, which
    is more than nothing.
    """
    costs = power_cost_per_day(efficiency, tariff, heat_credit)
    return (1 - costs / revenue_per_terahash) * 100


def wanted(profitable: bool | None, margin: float, settings: CostSettings) -> bool:
    """Return whether mining pays, by the margin and what was decided before.

    Without a decision before, it does if it pays at all.
    """
    if profitable is None:
        least = min(max(0.0, settings.margin_off), settings.margin_on)
        return margin >= least
    return margin >= (settings.margin_off if profitable else settings.margin_on)


def due_at(memory: CostMemory, settings: CostSettings) -> datetime | None:
    """Return from when another decision may be taken; None if there was none."""
    if memory.profitable is None or memory.since is None:
        return None
    least = settings.least_on if memory.profitable else settings.least_off
    return memory.since + least


def decide(
    memory: CostMemory, margin: float, settings: CostSettings, now: datetime
) -> tuple[CostMemory, datetime | None]:
    """Decide whether mining pays; return also when it may be decided otherwise.

    That is None unless another decision waits for its time. A clock that was set back
    makes none wait.
    """
    pays = wanted(memory.profitable, margin, settings)
    if pays is memory.profitable:
        return memory, None
    due = due_at(memory, settings)
    if due is not None and memory.since is not None and memory.since <= now < due:
        return memory, due
    return replace(memory, profitable=pays, since=now), None
