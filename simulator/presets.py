"""Ready-made accounts for a world."""

from collections.abc import Mapping
from typing import Final

from . import addresses, dice
from .account import AccountPlan
from .ledger import PaidBy
from .machine import MachinePlan

TERA: Final = 10**12

ODD_NAMES: Final = (
    "",
    "a-b",
    "a_b",
    "a b",
    "garage.rig.1",
    "Grüße-日本-⛏️",
    "<b onmouseover=alert(1)>rig</b>",
    '"; DROP TABLE workers; --',
    "{{ states('sensor.x') }}",
    "%2F%2e",
    "x" * 191,
    "RIG",
    "rig",
)
"""Names that have broken code somewhere, or could."""


def home() -> AccountPlan:
    """Return eight machines of several kinds, paid on chain."""
    rates = {
        "s21-garage": 200,
        "s21-attic": 195,
        "s19-left": 110,
        "s19-right": 104,
        "s19-shed": 95,
        "nano3s": 6.2,
        "bitaxe-desk": 1.2,
        "bitaxe-shelf": 0.6,
    }
    return AccountPlan(label="home", machines=_machines(rates))


def heater() -> AccountPlan:
    """Return one machine of 1 TH/s, paid over Lightning."""
    return AccountPlan(
        label="heater", machines=_machines({"bitaxe": 1}), paid_by=PaidBy.LIGHTNING
    )


def solo() -> AccountPlan:
    """Return a single Bitaxe. Its payout on chain is decades away."""
    return AccountPlan(label="solo", machines=_machines({"bitaxe": 1.2}))


def lightning() -> AccountPlan:
    """Return four small machines, paid over Lightning."""
    rates = {"bitaxe-desk": 1.2, "bitaxe-shelf": 0.6, "nano3s": 6.2, "s9-office": 13.5}
    return AccountPlan(
        label="lightning", machines=_machines(rates), paid_by=PaidBy.LIGHTNING
    )


def farm(machines: int = 3000) -> AccountPlan:
    """Return a farm of machines with hexadecimal names, paid in the coinbase."""
    rates = {}
    for number in range(machines):
        bits = dice.bits(dice.key("farm"), number)
        rates[f"cc57{bits & 0xFFFF:04x}{number:04x}"] = 90 + bits % 1400 / 10
    return AccountPlan(label="farm", machines=_machines(rates), paid_by=PaidBy.COINBASE)


PRESETS: Final = {
    "home": home,
    "heater": heater,
    "solo": solo,
    "lightning": lightning,
}
"""The accounts that can be served by name."""


def odd_names() -> AccountPlan:
    """Return machines with names that are hard to handle."""
    rates = {name: 100 + number for number, name in enumerate(ODD_NAMES)}
    return AccountPlan(
        label="odd names",
        address=addresses.p2tr("odd names"),
        machines=_machines(rates),
        fee=200,
    )


def _machines(rates: Mapping[str, float]) -> tuple[MachinePlan, ...]:
    """Return machines by name and TH/s."""
    return tuple(
        MachinePlan(name=name, hashrate=rate * TERA) for name, rate in rates.items()
    )
