"""What mining costs and is worth, computed by hand and held to what has to be true."""

from hypothesis import assume, given, strategies as st
import pytest

from custom_components.ocean_xyz.api import Difficulty, HashesPerSecond, Satoshis
from custom_components.ocean_xyz.mining.economics import (
    break_even_price,
    break_even_tariff,
    energy_per_day,
    hashprice,
    joules_per_terahash,
    power_cost_per_day,
    satoshis_per_kwh,
    value_of,
)

watts = st.floats(1, 1e7)
tariffs = st.floats(-2, 2)
credits_of_heat = st.floats(0, 0.99)
amounts = st.floats(1, 1e9)
prices = st.floats(1, 1e7)


def test_a_day_of_a_common_machine() -> None:
    """3,500 W use 84 kWh, which cost 25.20 at 0.30 and half of that as heat."""
    assert energy_per_day(3500) == 84
    assert power_cost_per_day(3500, 0.30) == pytest.approx(25.20)
    assert power_cost_per_day(3500, 0.30, 0.5) == pytest.approx(12.60)
    assert power_cost_per_day(3500, 0.30, 1) == 0
    assert power_cost_per_day(0, 0.30) == 0


def test_who_is_paid_for_energy_keeps_all_of_it() -> None:
    """A negative tariff is an income, whatever the heat is worth."""
    assert power_cost_per_day(1000, -0.10, 0.8) == pytest.approx(-2.40)


def test_what_satoshis_are_worth() -> None:
    """44,900 sat are 44.90 at a price of 100,000."""
    assert value_of(44_900, 100_000) == pytest.approx(44.90)
    assert value_of(0, 100_000) == 0


def test_the_hashprice_of_a_day_in_may() -> None:
    """86400e15 / (138.97e12 2^32) blocks of 3.133 BTC: 45,355 sat a petahash."""
    difficulty = Difficulty(138_966_872_071_213.02)
    price = hashprice(difficulty, Satoshis(313_312_160))
    assert price == pytest.approx(45_355, rel=1e-3)
    assert hashprice(Difficulty(2 * difficulty), Satoshis(313_312_160)) == price / 2


def test_what_has_no_answer_is_not_known() -> None:
    """No power, no hashes, nothing earned, or all of the heat credited."""
    assert break_even_tariff(10, 0) is None
    assert break_even_tariff(10, 1000, 1) is None
    assert break_even_price(10, 0) is None
    assert break_even_price(10, 1000, 1) is None
    assert satoshis_per_kwh(1000, 0) is None
    assert joules_per_terahash(1000, HashesPerSecond(0)) is None


def test_energy_by_what_it_does() -> None:
    """3,500 W for 200 TH/s are 17.5 J/TH; 8,400 sat of 84 kWh are 100 sat each."""
    assert joules_per_terahash(3500, HashesPerSecond(200e12)) == 17.5
    assert satoshis_per_kwh(8400, 3500) == 100


@given(amounts, prices, watts, credits_of_heat)
def test_at_the_break_even_tariff_there_is_no_profit(
    expected: float, price: float, power: float, heat: float
) -> None:
    """To a millionth of the revenue."""
    revenue = value_of(expected, price)
    tariff = break_even_tariff(revenue, power, heat)
    assert tariff is not None
    cost = power_cost_per_day(power, tariff, heat)
    assert cost == pytest.approx(revenue, rel=1e-6)


@given(amounts, tariffs, watts, credits_of_heat)
def test_at_the_break_even_price_there_is_no_profit(
    expected: float, tariff: float, power: float, heat: float
) -> None:
    """Also where one is paid for using energy: then it would have to be negative."""
    cost = power_cost_per_day(power, tariff, heat)
    price = break_even_price(cost, expected, heat)
    assert price is not None
    assert value_of(expected, price) == pytest.approx(cost, rel=1e-6)


@given(tariffs, watts, credits_of_heat, credits_of_heat)
def test_more_heat_credit_never_costs_more(
    tariff: float, power: float, heat: float, more: float
) -> None:
    """And a higher tariff never costs less."""
    assume(heat <= more)
    costs = [power_cost_per_day(power, tariff, one) for one in (more, heat)]
    assert costs == sorted(costs)
    dearer = power_cost_per_day(power, tariff + 0.01, heat)
    assert dearer >= power_cost_per_day(power, tariff, heat)
