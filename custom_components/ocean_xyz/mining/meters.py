"""Reads power and price sensors of any integration.

What cannot be read says why, and never counts as 0 W or as free.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
import re
from typing import Final

CURRENCY_CODE: Final = re.compile(r"[A-Z]{3}")

SYMBOLS: Final[Mapping[str, frozenset[str]]] = {
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "¥": frozenset({"CNY", "JPY"}),
    "$": frozenset(
        {"ARS", "AUD", "CAD", "CLP", "COP", "HKD", "MXN", "NZD", "SGD", "TWD", "USD"}
    ),
    "kr": frozenset({"DKK", "ISK", "NOK", "SEK"}),
    "kr.": frozenset({"DKK", "ISK", "NOK", "SEK"}),
    "zł": frozenset({"PLN"}),
    "kč": frozenset({"CZK"}),
    "ft": frozenset({"HUF"}),
    "fr.": frozenset({"CHF"}),
    "r$": frozenset({"BRL"}),
    "a$": frozenset({"AUD"}),
    "nz$": frozenset({"NZD"}),
    "₹": frozenset({"INR"}),
    "₩": frozenset({"KRW"}),
    "₺": frozenset({"TRY"}),
    "₽": frozenset({"RUB"}),
    "₦": frozenset({"NGN"}),
    "฿": frozenset({"THB"}),
    "lei": frozenset({"RON"}),
}
"""Currencies that are written with a sign, in lower case; some mean more than one."""

# A hundredth of the hub's currency: tariffs rarely name the currency too.
MINOR: Final = frozenset(
    {"ct", "cts", "c", "¢", "cent", "cents", "p", "pence", "öre", "øre", "ore", "gr"}
)
MINOR_PER_MAJOR: Final = 100

WATTS: Final[Mapping[str, float]] = {"mW": 1e-3, "W": 1.0, "kW": 1e3, "MW": 1e6}
KILOWATT_HOURS: Final[Mapping[str, float]] = {"wh": 1e-3, "kwh": 1.0, "mwh": 1e3}

NOT_THERE: Final = frozenset({"unavailable", "unknown", "", "none"})


class Unreadable(StrEnum):
    """Why a sensor gives no figure."""

    MISSING = "missing"
    """There is no such entity."""
    UNAVAILABLE = "unavailable"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    UNIT = "unit"
    """Its unit is not one of power, or of money per energy."""
    CURRENCY = "currency"
    """It is in another currency than the hub."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MeterState:
    """The state of a sensor, as Home Assistant shows it."""

    state: str
    unit: str | None


def read_power(meter: MeterState | None) -> float | Unreadable:
    """Return a power in W; it is never negative."""
    value = _number(meter)
    if isinstance(value, Unreadable):
        return value
    factor = power_factor(meter.unit if meter else None)
    if factor is None:
        return Unreadable.UNIT
    return Unreadable.NEGATIVE if value < 0 else value * factor


def read_tariff(meter: MeterState | None, currency: str) -> float | Unreadable:
    """Return a price of energy in a currency per kWh; it may be negative."""
    value = _number(meter)
    if isinstance(value, Unreadable):
        return value
    factor = tariff_factor(meter.unit if meter else None, currency)
    return factor if isinstance(factor, Unreadable) else value * factor


def power_factor(unit: str | None) -> float | None:
    """Return how many watts a unit is, None if it is not a unit of power."""
    return WATTS.get((unit or "").strip())


def tariff_factor(unit: str | None, currency: str) -> float | Unreadable:
    """Return how much of the currency per kWh a unit is.

    It is written as money per energy: EUR/kWh, €/MWh, ct/kWh. A hundredth that names
    no currency is one of the hub's.
    """
    money, slash, energy = (unit or "").partition("/")
    energy_amount = KILOWATT_HOURS.get(energy.strip().casefold())
    if not slash or energy_amount is None:
        return Unreadable.UNIT
    money_amount = _money_factor(money.strip(), currency)
    if isinstance(money_amount, Unreadable):
        return money_amount
    return money_amount / energy_amount


def _money_factor(text: str, currency: str) -> float | Unreadable:
    """Return how much of the currency a unit of money is."""
    words = text.casefold().split()
    # As in EUR ct or €ct.
    for sign in SYMBOLS:
        if len(words) == 1 and words[0] not in SYMBOLS and words[0].startswith(sign):
            rest = words[0].removeprefix(sign)
            words = [sign, rest] if rest in MINOR else words
    minor = [word for word in words if word in MINOR]
    names = [word for word in words if word not in MINOR]
    if not words or len(minor) > 1 or len(names) > 1:
        return Unreadable.UNIT
    if names and (problem := _other_money(names[0], currency)) is not None:
        return problem
    return 1 / MINOR_PER_MAJOR if minor else 1.0


def _other_money(name: str, currency: str) -> Unreadable | None:
    """Return why a name of money is not the currency's, None if it is."""
    if (meanings := SYMBOLS.get(name)) is not None:
        return None if currency in meanings else Unreadable.CURRENCY
    code = name.upper()
    if not CURRENCY_CODE.fullmatch(code):
        return Unreadable.UNIT
    return None if code == currency else Unreadable.CURRENCY


def _number(meter: MeterState | None) -> float | Unreadable:
    """Return the number that a sensor shows."""
    if meter is None:
        return Unreadable.MISSING
    if meter.state.strip().casefold() in NOT_THERE:
        return Unreadable.UNAVAILABLE
    try:
        value = float(meter.state)
    except ValueError:
        return Unreadable.NOT_A_NUMBER
    return value if isfinite(value) else Unreadable.NOT_A_NUMBER
