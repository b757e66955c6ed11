"""Whether mining pays: by machines that run, with hysteresis and in its own time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import HashesPerSecond
from custom_components.ocean_xyz.mining.costs import (
    CostInputs,
    CostSettings,
    cost,
    margin_of,
    price_at_zero_profit,
    profit,
    revenue,
    satoshis_of_energy,
    tariff_at_zero_profit,
    value_of_energy,
)
from custom_components.ocean_xyz.mining.efficiency import CostMemory
from custom_components.ocean_xyz.mining.heat import Heat
from custom_components.ocean_xyz.mining.profitability import decide, pays

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
KNOWN = CostInputs(
    watts=3000,
    tariff=0.25,
    hashrate=HashesPerSecond(100e12),
    expected=5000,
    per_terahash=50,
    efficiency=30,
    price=100_000,
)


def test_figures_of_a_day() -> None:
    """By hand: 72 kWh at 0.25 are 18, 5,000 sat at 100,000 are 5."""
    assert revenue(KNOWN) == 5
    assert cost(KNOWN) == 18
    assert profit(KNOWN) == -13
    assert satoshis_of_energy(KNOWN) == pytest.approx(5000 / 72)
    assert tariff_at_zero_profit(KNOWN) == pytest.approx(5 / 72)
    assert price_at_zero_profit(KNOWN) == pytest.approx(360_000)


@pytest.mark.parametrize(
    "missing", ["watts", "tariff", "hashrate", "expected", "per_terahash", "price"]
)
def test_what_is_not_known_makes_its_figures_unknown(missing: str) -> None:
    """Each figure needs its inputs, and no others."""
    needs = {
        revenue: {"expected", "price"},
        cost: {"watts", "tariff"},
        profit: {"watts", "tariff", "per_terahash", "price"},
        satoshis_of_energy: {"per_terahash"},
        tariff_at_zero_profit: {"per_terahash", "price"},
        price_at_zero_profit: {"tariff", "per_terahash"},
    }
    without = replace(KNOWN, **{missing: None})
    for figure, inputs in needs.items():
        assert (figure(without) is None) == (missing in inputs)


LEARNED = (
    profit,
    satoshis_of_energy,
    tariff_at_zero_profit,
    price_at_zero_profit,
)


def test_until_the_efficiency_is_learned_its_figures_are_unknown() -> None:
    """No input is missing: there is no number yet."""
    without = replace(KNOWN, efficiency=None)
    assert {figure(without) for figure in LEARNED} == {None}
    assert (revenue(without), cost(without)) == (5, 18)


def test_machines_that_are_off_earn_and_cost_nothing() -> None:
    """What a running machine costs and earns stays as it was."""
    idle = replace(KNOWN, watts=0, hashrate=HashesPerSecond(0), expected=0)
    assert (cost(idle), profit(idle)) == (0, 0)
    for figure in set(LEARNED) - {profit}:
        assert figure(idle) == figure(KNOWN)


def test_an_hour_after_the_start_the_profit_is_that_of_running_machines() -> None:
    """Although the hashrate of three hours is a third of theirs."""
    starting = replace(KNOWN, hashrate=HashesPerSecond(33e12), expected=1650)
    assert profit(starting) == profit(KNOWN)


heats = st.builds(Heat, credit=st.floats(0, 0.99) | st.just(1.0)) | st.builds(
    Heat, worth=st.floats(-1, 1)
)


@given(st.floats(1, 200), st.floats(1, 1000), st.floats(-1, 1), heats)
def test_what_is_left_is_what_a_kilowatt_hour_brings_less_what_it_costs(
    joules: float, brings: float, tariff: float, heat: Heat
) -> None:
    """By hand, for machines of any efficiency, and nothing is left at break-even."""
    inputs = replace(
        KNOWN, efficiency=joules, per_terahash=brings, tariff=tariff, heat=heat
    )
    value = brings / 1e8 * 100_000 / (joules * 0.024)
    paid = tariff - max(tariff, 0) * heat.credit - heat.worth
    assert value_of_energy(inputs) == pytest.approx(value)
    assert profit(inputs) == pytest.approx(72 * (value - paid), abs=1e-6)
    assert margin_of(inputs) == pytest.approx((1 - paid / value) * 100, abs=1e-6)
    if (even := tariff_at_zero_profit(inputs)) is not None:
        left = margin_of(replace(inputs, tariff=even))
        assert left == pytest.approx(0, abs=1e-4)
    if (bitcoin := price_at_zero_profit(inputs)) is not None and abs(paid) > 1e-3:
        left = margin_of(replace(inputs, price=bitcoin))
        assert left == pytest.approx(0, abs=1e-4)


SETTINGS = CostSettings(margin_on=10, margin_off=-5)


@pytest.mark.parametrize(
    ("before", "margin", "decision"),
    [
        (None, 0.1, True),
        (None, -0.1, False),
        (True, -4.9, True),
        (True, -5.1, False),
        (False, 9.9, False),
        (False, 10, True),
    ],
)
def test_margins(before: bool | None, margin: float, decision: bool) -> None:
    """Between the margins everything stays as it is."""
    assert pays(before, margin, SETTINGS) is decision


def test_a_decision_stays_for_its_time() -> None:
    """And is then taken at once, unless the price has come back."""
    first, due = decide(CostMemory(), 20, SETTINGS, NOW)
    assert (first.profitable, first.since, due) == (True, NOW, None)
    same, due = decide(first, -50, SETTINGS, NOW + 3 * MINUTE)
    assert (same, due) == (first, NOW + 10 * MINUTE)
    assert decide(first, 20, SETTINGS, NOW + 5 * MINUTE) == (first, None)
    other, due = decide(first, -50, SETTINGS, NOW + 10 * MINUTE)
    assert (other.profitable, other.since, due) == (False, NOW + 10 * MINUTE, None)


def test_a_clock_set_back_holds_up_no_decision() -> None:
    """Or it would wait for a time far in the future."""
    decided = CostMemory(profitable=True, since=NOW + 5 * HOUR)
    assert decide(decided, -50, SETTINGS, NOW)[0].profitable is False


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(-60, 60)), max_size=40))
def test_no_price_makes_it_flap(steps: list[tuple[float, float]]) -> None:
    """Two decisions are never closer than the minimum times."""
    memory, now, changes = CostMemory(), NOW, [NOW]
    settings = CostSettings(least_on=20 * MINUTE, least_off=7 * MINUTE)
    for minutes, margin in steps:
        now += minutes * MINUTE
        before = memory
        memory, _ = decide(memory, margin, settings, now)
        if before.profitable is not None and memory is not before:
            least = 20 if before.profitable else 7
            assert now - changes[-1] >= least * MINUTE
        if memory is not before:
            changes.append(now)
