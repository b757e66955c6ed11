"""What power and price sensors of real integrations say, in W and money per kWh."""

import unicodedata

from homeassistant.const import UnitOfEnergy, UnitOfPower
from homeassistant.generated.currencies import ACTIVE_CURRENCIES
from homeassistant.util.unit_conversion import EnergyConverter, PowerConverter
from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.mining.meters import (
    MeterState,
    Unreadable,
    power_factor,
    price_factor,
    read_cop,
    read_power,
    read_tariff,
    read_wanted,
    tariff_factor,
)
from custom_components.ocean_xyz.mining.money import (
    CENTS,
    CODES,
    HUNDREDTHS,
    NAMES,
    NOTHING,
    THOUSANDTHS,
    WHOLE,
)


@pytest.mark.parametrize(
    ("state", "unit", "watts"),
    [
        ("3250", "W", 3250),
        ("3.25", "kW", 3250),
        ("3250000", "mW", 3250),
        ("0.00325", "MW", 3250),
        ("0.00000325", "GW", 3250),
        ("1000", "BTU/h", 293.07),
        ("0", "W", 0),
        ("3250", "kWh", Unreadable.UNIT),
        ("3250", "VA", Unreadable.UNIT),
        ("3250", "w", Unreadable.UNIT),
        ("3250", None, Unreadable.UNIT),
        ("-0", "W", 0),
        ("-0.1", "W", 0),
        ("-0.0049", "kW", 0),
        ("-4999", "mW", 0),
        ("-5", "W", Unreadable.NEGATIVE),
        ("-0.05", "kW", Unreadable.NEGATIVE),
        ("-3250", "W", Unreadable.NEGATIVE),
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
    assert read_power(MeterState(state=state, unit=unit)) == pytest.approx(watts, 1e-4)


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
        ("c€/kWh", "EUR", 0.01),
        ("ct€/kWh", "EUR", 0.01),
        ("EUR-ct/kWh", "EUR", 0.01),
        ("Eurocent/kWh", "EUR", 0.01),
        ("snt/kWh", "EUR", 0.01),
        ("Rp/kWh", "CHF", 0.01),
        ("Rp./kWh", "CHF", 0.01),
        ("ct/kWh", "CHF", 0.01),
        ("Rp/kWh", "IDR", 1),
        ("GBp/kWh", "GBP", 0.01),
        ("GBP/kWH", "GBP", 1),
        ("gbp/kWh", "GBP", 1),
        ("£p/kWh", "GBP", 0.01),
        ("USc/kWh", "USD", 0.01),
        ("US¢/kWh", "USD", 0.01),
        ("US cents/kWh", "USD", 0.01),
        ("c$/kWh", "CAD", 0.01),
        ("c/kWh", "ZAR", 0.01),
        ("SEK öre/kWh", "SEK", 0.01),
        ("öre/kWh", "SEK", 0.01),
        ("fils/kWh", "KWD", 0.001),
        ("US$/kWh", "USD", 1),
        ("$USD/kWh", "USD", 1),
        ("C$/kWh", "CAD", 1),
        ("CA$/kWh", "CAD", 1),
        ("A$/kWh", "AUD", 1),
        ("AU$/kWh", "AUD", 1),
        ("kr./kWh", "DKK", 1),
        ("Fr./kWh", "CHF", 1),
        ("Kč/kWh", "CZK", 1),
        ("R/kWh", "ZAR", 1),
        ("₪/kWh", "ILS", 1),
        ("₴/kWh", "UAH", 1),
        ("円/kWh", "JPY", 1),
        ("￥/kWh", "JPY", 1),
        ("元/kWh", "CNY", 1),
        ("RMB/kWh", "CNY", 1),
        ("ZZZ/kWh", "ZZZ", 1),
        ("EUR/mwh", "EUR", 0.001),
        ("EUR/MWH", "EUR", 0.001),
        ("SEK/kWh", "SEK", 1),
        ("kr/kWh", "NOK", 1),
        ("$/kWh", "USD", 1),
        ("zł/kWh", "PLN", 1),
        ("R$/kWh", "BRL", 1),
        ("GBP/kWh", "EUR", Unreadable.CURRENCY),
        ("£/kWh", "EUR", Unreadable.CURRENCY),
        ("USD ct/kWh", "EUR", Unreadable.CURRENCY),
        ("kr/kWh", "EUR", Unreadable.CURRENCY),
        ("öre/kWh", "EUR", Unreadable.CURRENCY),
        ("öre/kWh", "ISK", Unreadable.CURRENCY),
        ("p/kWh", "EUR", Unreadable.CURRENCY),
        ("Rp/kWh", "EUR", Unreadable.CURRENCY),
        *((f"{cents}/kWh", "GBP", Unreadable.UNIT) for cents in CENTS.split()),
        ("ct/kWh", "SEK", Unreadable.UNIT),
        ("¢/kWh", "DKK", Unreadable.UNIT),
        ("c/kWh", "CNY", Unreadable.UNIT),
        ("CAN$/kWh", "CAD", 1),
        ("CDN$/kWh", "CAD", 1),
        ("AUS$/kWh", "AUD", 1),
        ("CAN$/kWh", "USD", Unreadable.CURRENCY),
        ("cSEK/kWh", "SEK", 0.01),
        ("ct SEK/kWh", "SEK", 0.01),
        ("GBP cent/kWh", "GBP", 0.01),
        ("c£/kWh", "GBP", 0.01),
        ("cSEK/kWh", "EUR", Unreadable.CURRENCY),
        ("GBp/kWh", "EUR", Unreadable.CURRENCY),
        ("US$/kWh", "CAD", Unreadable.CURRENCY),
        ("C$/kWh", "USD", Unreadable.CURRENCY),
        ("XPF/kWh", "EUR", Unreadable.CURRENCY),
        ("ZZZ/kWh", "EUR", Unreadable.UNIT),
        ("foo/kWh", "EUR", Unreadable.UNIT),
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


@pytest.mark.parametrize("unit", UnitOfEnergy)
def test_energy_of_tariffs(unit: UnitOfEnergy) -> None:
    """All that the energy panel takes, with its amounts and its spelling."""
    expected = EnergyConverter.convert(1, unit, UnitOfEnergy.KILO_WATT_HOUR)
    assert tariff_factor(f"EUR/{unit}", "EUR") == pytest.approx(1 / expected)


@pytest.mark.parametrize("unit", UnitOfPower)
def test_units_of_power(unit: UnitOfPower) -> None:
    """All that Home Assistant knows."""
    expected = PowerConverter.convert(1, unit, UnitOfPower.WATT)
    assert power_factor(unit) == pytest.approx(expected)


@pytest.mark.parametrize("code", sorted(ACTIVE_CURRENCIES & CODES))
def test_codes_of_currencies(code: str) -> None:
    """Each is its own, in any case, and another one beside any other."""
    assert tariff_factor(f"{code}/kWh", code) == 1
    assert tariff_factor(f"{code.lower()}/kWh", code) == 1
    other = "EUR" if code != "EUR" else "USD"
    assert tariff_factor(f"{code}/kWh", other) is Unreadable.CURRENCY


def test_a_name_is_never_two_amounts_of_one_currency() -> None:
    """Each name is read once, as a whole or as a part."""
    assert {"CUC", "SLL", "VED"} >= ACTIVE_CURRENCIES - CODES
    for name, meant in NAMES.items():
        assert name == unicodedata.normalize("NFKC", name).casefold()
        assert NOTHING.search(name) is None
        for table in (WHOLE, HUNDREDTHS, THOUSANDTHS):
            for texts, codes in table.items():
                if name in texts.split():
                    assert set(codes.split()) <= meant.keys()


MONEY = ("€", "EUR", "$", "USD", "£", "BTC", "₿")


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        (None, 1),
        ("EUR", 1),
        ("€ / ₿", 1),
        ("BTC/EUR", 1),
        ("coins", 1),
        ("ct/BTC", 0.01),
        ("USD", Unreadable.CURRENCY),
        ("öre", Unreadable.CURRENCY),
        ("BTC", Unreadable.CURRENCY),
        ("EUR/kWh", Unreadable.UNIT),
        ("EUR per BTC", 1),
        ("BTC-EUR", 1),
        ("BTCEUR", 1),
        ("BTC/USD", Unreadable.CURRENCY),
        ("BTC-USD", Unreadable.CURRENCY),
        ("USDT", Unreadable.CURRENCY),
        ("Bitcoin price", 1),
        *(
            (f"{prefix}{money}", Unreadable.UNIT)
            for prefix in "kKMmµT"
            for money in MONEY
        ),
        *((f"{unit}/BTC", Unreadable.UNIT) for unit in ("k€", "sat", "m€", "kEUR")),
        *((unit, Unreadable.UNIT) for unit in ("sat", "sats", "Satoshi", "sat/€")),
        ("€/sat", Unreadable.UNIT),
        ("EUR/mBTC", Unreadable.UNIT),
        ("EUR/kBTC", Unreadable.UNIT),
        ("mBTC", Unreadable.UNIT),
        ("1000 EUR", Unreadable.UNIT),
        ("Tsd. €", Unreadable.UNIT),
        ("k", Unreadable.UNIT),
    ],
)
def test_units_of_prices(unit: str | None, factor: float | Unreadable) -> None:
    """A unit that says nothing of money is taken for the currency; k€ says something."""
    assert price_factor(unit, "EUR") == factor


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
    assert power_factor(unit) is None or unit.strip() in set(UnitOfPower)


def test_a_cop_has_no_unit() -> None:
    """350 % are no COP of 350."""
    assert read_cop(MeterState(state="3.5", unit=None)) == 3.5
    assert read_cop(MeterState(state="350", unit="%")) is Unreadable.UNIT
    assert read_cop(MeterState(state="unknown", unit="%")) is Unreadable.UNAVAILABLE
    assert read_cop(None) is Unreadable.MISSING


@pytest.mark.parametrize(
    ("state", "action", "wanted"),
    [
        ("heat", "heating", True),
        ("auto", "preheating", True),
        ("heat", "defrosting", True),
        ("heat", "idle", False),
        ("heat_cool", "cooling", False),
        ("off", "off", False),
        ("on", None, True),
        ("off", None, False),
        ("heat", None, True),
        ("cool", None, False),
        ("auto", None, Unreadable.NOT_ON_OFF),
        ("21.5", None, Unreadable.NOT_ON_OFF),
        ("unavailable", "heating", Unreadable.UNAVAILABLE),
    ],
)
def test_whether_heat_is_wanted(
    state: str, action: str | None, wanted: bool | Unreadable
) -> None:
    """A thermostat says so by what it does, anything else by on and off."""
    shown = MeterState(state=state, unit=None, hvac_action=action)
    assert read_wanted(shown) == wanted
    assert read_wanted(None) is Unreadable.MISSING
