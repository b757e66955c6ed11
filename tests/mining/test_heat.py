"""What the heat of a kilowatt-hour is worth, against formulas that others publish."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.mining.heat import (
    NO_HEAT,
    CopReading,
    Heat,
    HeatReading,
    HeatSettings,
    cop_equivalent,
    heat_of,
    price_after_heat,
    price_before_heat,
    saved_by_heat,
    with_cop,
)

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
WANTED = HeatReading(wanted=True)
heats = st.builds(Heat, credit=st.floats(0, 0.95), worth=st.floats(-1, 1))


def test_heat_of_fuel_costs_the_fuel_by_the_boiler() -> None:
    """Gas at 0.09 in a boiler of 90 % makes heat at 0.10, whatever electricity costs."""
    settings = HeatSettings(fuel_price=0.09, efficiency=0.9)
    heat = heat_of(settings, HeatReading(wanted=True, fuel_price=0.09), None)
    assert heat == Heat(worth=pytest.approx(0.10))
    assert heat is not None
    for price in (0.30, 0.0, -0.10):
        assert saved_by_heat(price, heat) == pytest.approx(0.10)


def test_heat_of_a_heat_pump_costs_a_part_of_the_electricity() -> None:
    """With a COP of 4, a quarter of the kilowatt-hour; nothing of a negative price."""
    settings = HeatSettings(cop_entity="sensor.cop")
    heat = heat_of(settings, WANTED, CopReading(4.0, NOW))
    assert heat == Heat(credit=0.25)
    assert heat is not None
    assert price_after_heat(0.40, heat) == pytest.approx(0.30)
    assert price_after_heat(-0.40, heat) == -0.40


@pytest.mark.parametrize(
    "settings",
    [
        HeatSettings(credit=0.6),
        HeatSettings(fuel_price_entity="sensor.gas"),
        HeatSettings(cop_entity="sensor.cop"),
    ],
)
def test_only_wanted_heat_counts(settings: HeatSettings) -> None:
    """And while it is not known whether it is wanted, what it saves is not known."""
    known = CopReading(4.0, NOW)

    def heat(wanted: bool | None) -> Heat | None:
        return heat_of(settings, HeatReading(wanted=wanted, fuel_price=0.1), known)

    assert heat(True) not in (None, NO_HEAT)
    assert heat(False) == NO_HEAT
    assert heat(None) is None


def test_without_its_figure_heat_is_not_known() -> None:
    """A price or a COP that is missing is no price of zero."""
    assert heat_of(HeatSettings(fuel_price_entity="sensor.gas"), WANTED, None) is None
    assert heat_of(HeatSettings(cop_entity="sensor.cop"), WANTED, None) is None
    assert heat_of(HeatSettings(), HeatReading(), None) == NO_HEAT


@given(st.floats(-2, 2), heats)
def test_the_price_before_heat_is_the_one_that_leaves_it(
    paid: float, heat: Heat
) -> None:
    """There and back again."""
    price = price_before_heat(paid, heat)
    assert price is not None
    assert price_after_heat(price, heat) == pytest.approx(paid, abs=1e-9)


def test_no_price_is_too_high_where_heat_saves_all_of_it() -> None:
    """But one that pays for taking energy may be too low."""
    free = Heat(credit=1.0)
    assert price_before_heat(0.05, free) is None
    assert price_before_heat(-0.05, free) == -0.05


@given(st.floats(0.01, 2), st.floats(0, 1.9))
def test_cop_equivalent_and_subsidy(price: float, value: float) -> None:
    """As calculators of mining heat write them: COPe = 1 / (1 - subsidy)."""
    cop = cop_equivalent(price, value)
    if cop is None:
        assert value >= price
    else:
        assert cop == pytest.approx(1 / (1 - value / price))
        assert price / cop == pytest.approx(price - value)


def test_a_heat_pump_that_stands_still_is_as_efficient_as_it_was() -> None:
    """For a day: it shows nothing, zero, or less than one then."""
    known = with_cop(None, 3.5, NOW)
    assert known == CopReading(3.5, NOW)
    for shown in (None, 0.0, 0.4):
        later = NOW + timedelta(hours=23)
        assert with_cop(known, shown, later) == known
        assert with_cop(known, shown, NOW + timedelta(hours=25)) is None
        assert with_cop(None, shown, NOW) is None


def test_a_cop_moves_by_steps() -> None:
    """One that is reported each second would move every price each second."""
    known, minute = CopReading(3.5, NOW), timedelta(minutes=1)
    assert with_cop(known, 3.55, NOW + minute) is known
    assert with_cop(known, 3.3, NOW + minute) == CopReading(3.3, NOW + minute)
    later = NOW + timedelta(hours=2)
    assert with_cop(known, 3.55, later) == CopReading(3.55, later)
