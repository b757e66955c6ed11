"""The problems of prices and of sun that cannot be known ahead, or not rightly."""

from typing import Final

from ..mining.forecasts.refused import Refused
from ..mining.names import harmless
from ..runtime.account import OceanAccount
from .base import Kind, Problem
from .missing_entities import ChooseEntities
from .texts import account_texts


def _unreadable_forecasts(account: OceanAccount) -> Problem:
    """Find forecasts that say nothing which we understand."""
    problems = account.forecasts.problems
    suns = account.costs.settings.plan.solar_forecasts
    wrong = {
        key: why
        for key, why in problems.items()
        if why is not Refused.UNAVAILABLE
        # Another repair names missing entities.
        and (why is not Refused.MISSING or key in suns)
    }
    named = [f"{_name(account, key)} (`{why}`)" for key, why in wrong.items()]
    return Problem(
        present=bool(wrong) or (None if problems else False),
        placeholders=account_texts(account)
        | {"currency": account.hub.currency, "forecasts": ", ".join(named)},
    )


def _name(account: OceanAccount, key: str) -> str:
    """Return the id of an entity, or the title of a config entry."""
    entries = account.state_coordinator.hass.config_entries
    entry = entries.async_get_entry(key)
    return harmless(entry.title if entry else key)


def _forecast_differs(account: OceanAccount) -> Problem:
    """Find prices that are clearly not those which the tariff then shows."""
    forecasts = account.forecasts
    found = forecasts.difference
    tariff, ahead = found.tariff or 0.0, found.ahead or 0.0
    unit = f"{account.hub.currency}/kWh"
    return Problem(
        present=found.lasts
        if forecasts.prices
        else (None if forecasts.problems else False),
        placeholders=account_texts(account)
        | {
            "tariff": f"{tariff:.4g} {unit}",
            "ahead": f"{ahead:.4g} {unit}",
            "difference": f"{tariff - ahead:+.4g} {unit}",
        },
    )


UNREADABLE_FORECASTS: Final = Kind(
    key="unreadable_forecasts", find=_unreadable_forecasts, repair=ChooseEntities
)
FORECAST_DIFFERS: Final = Kind(
    key="forecast_differs", find=_forecast_differs, repair=ChooseEntities
)
