"""What power and price sensors of real integrations say, in W and money per kWh."""

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.mining.meters import (
    MeterState,
    Unreadable,
    power_factor,
    read_power,
    read_tariff,
    tariff_factor,
)


@pytest.mark.parametrize(
    ("state", "unit", "watts"),
    [
        ("3250", "W", 3250),
        ("3.25", "kW", 3250),
        ("3250000", "mW", 3250),
        ("0.00325", "MW", 3250),
        ("0", "W", 0),
        ("3250", "kWh", Unreadable.UNIT),
        ("3250", "VA", Unreadable.UNIT),
        ("3250", "w", Unreadable.UNIT),
        ("3250", None, Unreadable.UNIT),
        ("-5", "W", Unreadable.NEGATIVE),
        ("unavailable", "W", Unreadable.UNAVAILABLE),
        ("unknown", "W", Unreadable.UNAVAILABLE),
        ("", "W", Unreadable.UNAVAILABLE),
        ("on", "W", Unreadable.NOT_A_NUMBER),
        ("nan", "W", Unreadable.NOT_A_NUMBER),
        ("1e999", "W", Unreadable.NOT_A_NUMBER),
    ],
)
def test_power(state: str, unit: str | None, watts: float | Unreadable) -> None:
    """A figure in W, or why there is none; zero only where the meter says zero."""
    assert read_power(MeterState(state=state, unit=unit)) == pytest.approx(watts)


@pytest.mark.parametrize(
    ("unit", "currency", "factor"),
    [
        ("EUR/kWh", "EUR", 1),
        ("€/kWh", "EUR", 1),
        ("€ / kWh", "EUR", 1),
        ("eur/kwh", "EUR", 1),
        ("EUR/MWh", "EUR", 0.001),
        ("€/Wh", "EUR", 1000),
        ("ct/kWh", "EUR", 0.01),
        ("Cent/kWh", "EUR", 0.01),
        ("c/kWh", "AUD", 0.01),
        ("¢/kWh", "USD", 0.01),
        ("p/kWh", "GBP", 0.01),
        ("öre/kWh", "SEK", 0.01),
        ("øre/kWh", "NOK", 0.01),
        ("ct/MWh", "EUR", 0.00001),
        ("EUR ct/kWh", "EUR", 0.01),
        ("€ct/kWh", "EUR", 0.01),
        ("SEK/kWh", "SEK", 1),
        ("kr/kWh", "NOK", 1),
        ("$/kWh", "USD", 1),
        ("zł/kWh", "PLN", 1),
        ("R$/kWh", "BRL", 1),
        ("GBP/kWh", "EUR", Unreadable.CURRENCY),
        ("£/kWh", "EUR", Unreadable.CURRENCY),
        ("USD ct/kWh", "EUR", Unreadable.CURRENCY),
        ("kr/kWh", "EUR", Unreadable.CURRENCY),
        ("EUR", "EUR", Unreadable.UNIT),
        ("EUR/h", "EUR", Unreadable.UNIT),
        ("EUR/kWh/d", "EUR", Unreadable.UNIT),
        ("kWh", "EUR", Unreadable.UNIT),
        ("/kWh", "EUR", Unreadable.UNIT),
        ("ct ct/kWh", "EUR", Unreadable.UNIT),
        ("EUR USD/kWh", "EUR", Unreadable.UNIT),
        ("money/kWh", "EUR", Unreadable.UNIT),
        ("g/kWh", "EUR", Unreadable.UNIT),
        (None, "EUR", Unreadable.UNIT),
    ],
)
def test_units_of_tariffs(
    unit: str | None, currency: str, factor: float | Unreadable
) -> None:
    """As tariff integrations write them; a hundredth of no currency is the hub's."""
    assert tariff_factor(unit, currency) == pytest.approx(factor)


@pytest.mark.parametrize(
    ("state", "unit", "tariff"),
    [
        ("28.5", "ct/kWh", 0.285),
        ("-12.3", "EUR/MWh", -0.0123),
        ("0", "EUR/kWh", 0.0),
        ("unavailable", "EUR/kWh", Unreadable.UNAVAILABLE),
        ("0.3", "USD/kWh", Unreadable.CURRENCY),
        ("cheap", "EUR/kWh", Unreadable.NOT_A_NUMBER),
    ],
)
def test_tariffs(state: str, unit: str, tariff: float | Unreadable) -> None:
    """Prices may be negative; what is silent is not free."""
    assert read_tariff(MeterState(state=state, unit=unit), "EUR") == pytest.approx(
        tariff
    )


def test_an_entity_that_is_not_there_is_missing() -> None:
    """Neither 0 W nor free."""
    assert read_power(None) is Unreadable.MISSING
    assert read_tariff(None, "EUR") is Unreadable.MISSING


@given(st.text(), st.text(), st.text(alphabet="ABCEURSDK", min_size=3, max_size=3))
def test_no_text_breaks_the_reading(state: str, unit: str, currency: str) -> None:
    """Sensors hold anybody's text: it is a finite figure or a reason."""
    meter = MeterState(state=state, unit=unit)
    for read in (read_power(meter), read_tariff(meter, currency)):
        assert isinstance(read, Unreadable) or abs(read) < float("inf")
    assert power_factor(unit) is None or unit.strip() in {"mW", "W", "kW", "MW"}
