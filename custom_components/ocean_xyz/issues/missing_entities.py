"""The problem of settings that name entities which do not exist any more."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.core import HomeAssistant

from ..mining.names import harmless
from ..runtime.account import OceanAccount
from ..runtime.hub import OceanHub
from ..runtime.references import async_missing
from .base import Kind, OceanRepair, Problem
from .texts import account_texts


def _problem(hass: HomeAssistant, settings: Mapping[str, Any], **texts: str) -> Problem:
    """Find entities that the settings name and that do not exist."""
    missing = async_missing(hass, settings)
    entities = ", ".join(map(harmless, missing or ()))
    return Problem(
        present=None if missing is None else bool(missing),
        placeholders=texts | {"entities": entities},
    )


def _missing_entities(account: OceanAccount) -> Problem:
    """Find missing meters, tariffs and switches of an account."""
    hass = account.state_coordinator.hass
    return _problem(hass, account.subentry.data, **account_texts(account))


def _missing_price(hub: OceanHub) -> Problem:
    """Find a missing sensor of the price."""
    hass = hub.network_coordinator.hass
    entry = hass.config_entries.async_get_known_entry(hub.entry_id)
    return _problem(hass, entry.options)


class ChooseEntities(OceanRepair):
    """Leads to the form in which other entities are chosen."""

    @property
    @override
    def choices(self) -> list[str]:
        """Return what can be done."""
        form = "options" if self.about.account is None else "reconfigure"
        return [form, "leave"]


MISSING_ENTITIES: Final = Kind(
    key="missing_entities", find=_missing_entities, repair=ChooseEntities
)
MISSING_PRICE: Final = Kind(
    key="missing_price", find=_missing_price, repair=ChooseEntities
)
