"""What mining would earn if something changed."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from ..api import Difficulty, HashesPerSecond
from .costs import (
    CostInputs,
    cost,
    price_at_zero_profit,
    profit,
    revenue,
    satoshis_of_energy,
    tariff_at_zero_profit,
)
from .economics import ONE_TERAHASH, Conditions, joules_per_terahash
from .heat import Heat
from .payout import ForecastInputs, PayoutForecast, forecast
from .units import TERA

DAYS_PER_MONTH: Final = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Today:
    """What holds now; a part that is not known is None."""

    inputs: CostInputs
    conditions: Conditions
    payout: ForecastInputs | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """What would change; None stays as it is."""

    hashrate: HashesPerSecond | None = None
    watts: float | None = None
    added_hashrate: float = 0.0
    """In addition to the hashrate above; negative for machines that leave."""
    added_watts: float = 0.0
    tariff: float | None = None
    """Per kWh."""
    price: float | None = None
    difficulty: Difficulty | None = None
    fee: float | None = None
    """As a fraction."""
    heat_credit: float | None = None
    """As a fraction."""
    after_retarget: bool = False
    """Whether the difficulty is the one forecast for the next retarget."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What mining would earn; what cannot be computed is None."""

    inputs: CostInputs
    conditions: Conditions
    revenue: float | None
    """A day, in the hub's currency; so are the next two."""
    cost: float | None
    profit: float | None
    efficiency: float | None
    satoshis_per_kwh: float | None
    break_even_tariff: float | None
    break_even_price: float | None
    payout: PayoutForecast | None


def outcome(today: Today, scenario: Scenario, now: datetime) -> Outcome:
    """Return what mining would earn in a scenario."""
    conditions = _conditions(today.conditions, scenario)
    inputs = _inputs(today.inputs, scenario, conditions)
    return Outcome(
        inputs=inputs,
        conditions=conditions,
        revenue=revenue(inputs),
        cost=cost(inputs),
        profit=profit(inputs),
        efficiency=inputs.efficiency,
        satoshis_per_kwh=satoshis_of_energy(inputs),
        break_even_tariff=tariff_at_zero_profit(inputs),
        break_even_price=price_at_zero_profit(inputs),
        payout=_payout(today, inputs.hashrate, conditions, now),
    )


def _conditions(today: Conditions, scenario: Scenario) -> Conditions:
    """Return the pool and the network as they would be."""
    difficulty = scenario.difficulty or today.difficulty
    change = today.difficulty_change
    if scenario.after_retarget and scenario.difficulty is None and change is not None:
        difficulty = Difficulty(today.difficulty * (1 + change / 100))
    if scenario.fee is None:
        return replace(today, difficulty=difficulty)
    return replace(today, difficulty=difficulty, fee=scenario.fee, fee_known=True)


def _inputs(
    today: CostInputs, scenario: Scenario, conditions: Conditions
) -> CostInputs:
    """Return what the costs would follow from."""

    def changed(wanted: float | None, known: float | None) -> float | None:
        return known if wanted is None else wanted

    before = today.hashrate if scenario.hashrate is None else scenario.hashrate
    watts = changed(scenario.watts, today.watts)
    hashrate = (
        None if before is None else HashesPerSecond(before + scenario.added_hashrate)
    )
    credit = scenario.heat_credit
    return CostInputs(
        watts=None if watts is None else watts + scenario.added_watts,
        tariff=changed(scenario.tariff, today.tariff),
        export_price=today.export_price,
        imported=today.imported,
        heat=today.heat if credit is None else Heat(credit=credit),
        hashrate=hashrate,
        expected=conditions.per_day(hashrate),
        per_terahash=conditions.per_day(ONE_TERAHASH),
        efficiency=_with_more(
            _efficiency(today, scenario, watts, before), before, scenario
        ),
        price=changed(scenario.price, today.price),
    )


def _efficiency(
    today: CostInputs,
    scenario: Scenario,
    watts: float | None,
    hashrate: HashesPerSecond | None,
) -> float | None:
    """Return what the hashes of running machines would take, in joules of 10¹².

    Power or hashrate alone changes what was learned in proportion, so that today's
    value changes nothing; both say it themselves.
    """
    learned = today.efficiency
    if scenario.watts is None and scenario.hashrate is None:
        return learned
    if watts is None or hashrate is None:
        return None
    wanted = joules_per_terahash(watts, hashrate)
    if scenario.watts is not None and scenario.hashrate is not None:
        return wanted
    if learned is None or not today.watts or not today.hashrate or wanted is None:
        return wanted
    return learned * wanted / (today.watts / (today.hashrate / TERA))


def _with_more(
    efficiency: float | None, before: HashesPerSecond | None, scenario: Scenario
) -> float | None:
    """Return the efficiency with machines that come or leave, in joules of 10¹² hashes.

    The others stay as efficient as they are, also while they are off.
    """
    more, watts = scenario.added_hashrate, scenario.added_watts
    if not (more or watts):
        return efficiency
    if before is None or (before and efficiency is None):
        return None
    watts += (efficiency or 0.0) * before / TERA
    return (
        None
        if watts < 0
        else joules_per_terahash(watts, HashesPerSecond(before + more))
    )


def _payout(
    today: Today,
    wanted: HashesPerSecond | None,
    conditions: Conditions,
    now: datetime,
) -> PayoutForecast | None:
    """Return when the next payout would come with a hashrate.

    With another hashrate, what the TIDES window holds leaves it as it would today.
    """
    if (known := today.payout) is None:
        return None
    estimate, lasting = known.estimated_next_block, known.steady_credit
    present = today.inputs.hashrate
    if wanted is not None and wanted != present:
        estimate = estimate or 0.0
        if lasting and present:
            lasting *= wanted / present
        else:
            lasting = today.conditions.block_credit(wanted, known.pool_hashrate)
    left = 1 - today.conditions.fee
    times = (1 - conditions.fee) / left if left > 0 else 0.0
    return forecast(
        replace(
            known,
            difficulty=conditions.difficulty,
            estimated_next_block=None if estimate is None else estimate * times,
            steady_credit=None if lasting is None else lasting * times,
        ),
        now,
    )
