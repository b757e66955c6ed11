"""The problem of sensors of the costs that show something which cannot be used."""

from typing import Final

from ..const import CONF_FIXED_EXPORT, CONF_FIXED_TARIFF, CONF_FUEL_PRICE
from ..mining.meters import Unreadable
from ..mining.names import harmless
from ..runtime.account import OceanAccount
from ..runtime.entity_states import state_of
from .base import Kind, Problem
from .missing_entities import ChooseEntities
from .texts import account_texts

PASSING: Final = frozenset({Unreadable.MISSING, Unreadable.UNAVAILABLE})
"""Reasons that may end on their own, or that are another repair's."""

FIXED: Final = frozenset({CONF_FIXED_EXPORT, CONF_FIXED_TARIFF, CONF_FUEL_PRICE})
"""Settings with a price of the user's, which no sensor shows."""


def _unreadable_meters(account: OceanAccount) -> Problem:
    """Find sensors that show no power, no price in the hub's currency, or no answer."""
    problems = account.costs.meters.problems
    wrong = [
        meter
        for meter, reason in problems.items()
        if reason not in PASSING and meter not in FIXED
    ]
    return Problem(
        present=bool(wrong) or (None if problems else False),
        placeholders=account_texts(account)
        | {
            "currency": account.hub.currency,
            "meters": ", ".join(_shown(account, one) for one in wrong),
        },
    )


def _shown(account: OceanAccount, meter: str) -> str:
    """Return a meter with what it shows."""
    shown = state_of(account.state_coordinator.hass, meter)
    text = f"{shown.state} {shown.unit or ''}".strip() if shown else ""
    return f"{harmless(meter)} ({harmless(text)})"


UNREADABLE_METERS: Final = Kind(
    key="unreadable_meters", find=_unreadable_meters, repair=ChooseEntities
)
