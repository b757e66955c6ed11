"""Reads power and price sensors of any integration.

What cannot be read says why, and never counts as 0 W or as free.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
import re
from typing import Final

from .money import NAMES, is_bare_cent, meanings

WATTS: Final[Mapping[str, float]] = {
    "mW": 1e-3,
    "W": 1.0,
    "kW": 1e3,
    "MW": 1e6,
    "GW": 1e9,
    "TW": 1e12,
    "BTU/h": 0.29307107,
}
"""Home Assistant's units of power, in W."""

SMALL_WATTS: Final = 5.0
"""How far below zero idle plugs and clamps may be; a miner takes more."""

KILOWATT_HOURS: Final[Mapping[str, float]] = {
    "J": 1 / 3.6e6,
    "kJ": 1 / 3.6e3,
    "MJ": 1 / 3.6,
    "GJ": 1e3 / 3.6,
    "mWh": 1e-6,
    "Wh": 1e-3,
    "kWh": 1.0,
    "MWh": 1e3,
    "GWh": 1e6,
    "TWh": 1e9,
    "cal": 4.184 / 3.6e6,
    "kcal": 4.184 / 3.6e3,
    "Mcal": 4.184 / 3.6,
    "Gcal": 4.184e3 / 3.6,
    "thm": 29.300111,
}
"""The units of energy that prices in Home Assistant's energy panel may have."""

# Nobody prices a milliwatt-hour in capitals, or all in small letters.
IN_ANY_CASE: Final = {unit.casefold(): worth for unit, worth in KILOWATT_HOURS.items()}

PER_BITCOIN: Final = re.compile(
    r"/|\bper\b|(?<![^\W\d_])(?:bitcoin|btc|xbt|₿)", re.IGNORECASE
)
"""What the unit of a price has beside money. A kBTC or mBTC is not one bitcoin."""

AMOUNTS: Final = NAMES.keys() | {
    "bitcoin",
    "btc",
    "xbt",
    "sat",
    "sats",
    "satoshi",
    "satoshis",
}

HEATS: Final = frozenset({"heating", "preheating", "defrosting"})
"""Actions of a thermostat that wants heat."""

WANTED: Final[Mapping[str, bool]] = {"on": True, "heat": True} | dict.fromkeys(
    ("off", "cool", "dry", "fan_only"), False
)
"""What a state says about heat where no action does; in *auto*, nothing."""

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
    NOT_ON_OFF = "not_on_off"
    """It does not say whether heat is wanted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MeterState:
    """The state of a sensor, as Home Assistant shows it."""

    state: str
    unit: str | None
    hvac_action: str | None = None
    """What a thermostat does now, if it says so."""


def read_power(meter: MeterState | None) -> float | Unreadable:
    """Return a power in W, never negative: a little below zero is zero."""
    watts = read_flow(meter)
    if isinstance(watts, Unreadable):
        return watts
    return Unreadable.NEGATIVE if watts <= -SMALL_WATTS else max(0.0, watts)


def read_flow(meter: MeterState | None) -> float | Unreadable:
    """Return a power in W that may flow either way."""
    value = read_number(meter)
    if isinstance(value, Unreadable):
        return value
    factor = power_factor(meter.unit if meter else None)
    return Unreadable.UNIT if factor is None else value * factor


def read_cop(meter: MeterState | None) -> float | Unreadable:
    """Return a coefficient of performance, which has no unit."""
    cop = read_number(meter)
    return Unreadable.UNIT if meter and meter.unit and isinstance(cop, float) else cop


def read_wanted(meter: MeterState | None) -> bool | Unreadable:
    """Return whether heat is wanted: by what a thermostat does, else by on and off."""
    if meter is None:
        return Unreadable.MISSING
    if meter.state.strip().casefold() in NOT_THERE:
        return Unreadable.UNAVAILABLE
    if meter.hvac_action is not None:
        return meter.hvac_action in HEATS
    wanted = WANTED.get(meter.state)
    return Unreadable.NOT_ON_OFF if wanted is None else wanted


def read_tariff(meter: MeterState | None, currency: str) -> float | Unreadable:
    """Return a price of energy in a currency per kWh; it may be negative."""
    value = read_number(meter)
    if isinstance(value, Unreadable):
        return value
    factor = tariff_factor(meter.unit if meter else None, currency)
    return factor if isinstance(factor, Unreadable) else value * factor


def power_factor(unit: str | None) -> float | None:
    """Return how many watts a unit is, None if it is not a unit of power."""
    return WATTS.get((unit or "").strip())


def energy_factor(unit: str) -> float | None:
    """Return how many kilowatt-hours a unit is, None if it is not one of energy."""
    unit = unit.strip()
    return KILOWATT_HOURS.get(unit, IN_ANY_CASE.get(unit.casefold()))


def tariff_factor(unit: str | None, currency: str) -> float | Unreadable:
    """Return how much of the currency per kWh a unit is.

    It is written as money per energy: EUR/kWh, €/MWh, ct/kWh. A hundredth that names
    no currency is one of the hub's, if that has one of this name.
    """
    money, _, energy = (unit or "").rpartition("/")
    kilowatt_hours = energy_factor(energy)
    if kilowatt_hours is None:
        return Unreadable.UNIT
    factor = _money_factor(money, currency)
    return factor if isinstance(factor, Unreadable) else factor / kilowatt_hours


def price_factor(unit: str | None, currency: str) -> float | Unreadable:
    """Return how much of the currency the unit of a bitcoin's price is.

    A unit that is missing, or says nothing of money, is taken for the currency.
    """
    if not unit:
        return 1.0
    money = PER_BITCOIN.sub(" ", unit)
    if not money.strip():
        return Unreadable.CURRENCY
    factor = _money_factor(money, currency)
    if factor is not Unreadable.UNIT:
        return factor
    return Unreadable.UNIT if _says_an_amount(money) else 1.0


def _says_an_amount(text: str) -> bool:
    """Return whether an unreadable unit is about money all the same: k$, sat, 100 EUR.

    A single sign or letter is a symbol, a digit or a prefix.
    """
    words = re.findall(r"[^\W\d_]+|\S", text.casefold())
    return any(
        len(word) == 1 or word in AMOUNTS or word[1:] in AMOUNTS for word in words
    )


def _money_factor(text: str, currency: str) -> float | Unreadable:
    """Return how much of the currency a unit of money is."""
    if text.strip() == currency:
        return 1.0
    found = meanings(text)
    if currency in found:
        return found[currency]
    named = found and not is_bare_cent(text)
    return Unreadable.CURRENCY if named else Unreadable.UNIT


def read_number(meter: MeterState | None) -> float | Unreadable:
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
