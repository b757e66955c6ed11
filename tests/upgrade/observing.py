"""Everything that Home Assistant shows of the integration, as JSON."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.helpers.json import json_dumps
from homeassistant.util.json import json_loads

from custom_components.ocean_xyz.const import DOMAIN

from .house import House
from .recorded import read_all

ENTITY: Final = (
    "aliases", "area_id", "capabilities", "config_entry_id", "config_subentry_id",
    "created_at", "device_class", "device_id", "disabled_by", "entity_category",
    "has_entity_name", "hidden_by", "icon", "id", "labels", "name", "options",
    "original_device_class", "original_icon", "original_name", "platform",
    "supported_features", "translation_key", "unique_id", "unit_of_measurement",
)  # fmt: skip
DEVICE: Final = (
    "area_id", "config_entry_id", "config_subentry_id", "configuration_url",
    "created_at", "disabled_by", "entry_type", "hw_version", "id", "identifiers",
    "labels", "manufacturer", "model", "model_id", "name", "name_by_user",
    "parent_device_id", "serial_number", "sw_version", "via_device_id",
)  # fmt: skip
ISSUE: Final = (
    "active", "data", "dismissed_version", "is_fixable", "is_persistent", "severity",
    "translation_key", "translation_placeholders",
)  # fmt: skip

EVER: Final = {"start": "2020-01-01 00:00:00"}
OF_ACCOUNTS: Final[dict[str, dict[str, Any]]] = {
    "get_workers": {},
    "get_earnings": EVER,
    "get_payouts": EVER,
}


def plain(value: Any) -> Any:
    """Return a value as it looks after a round trip through JSON."""
    return json_loads(json_dumps(value))


def _of(one: object, names: Iterable[str]) -> dict[str, Any]:
    """Return some attributes of an object, with sets sorted."""
    return {name: _jsonable(getattr(one, name, None)) for name in names}


def _jsonable(value: Any) -> Any:
    """Return a value as a type that JSON has."""
    if isinstance(value, set | frozenset):
        return sorted(value)
    return dict(value) if isinstance(value, Mapping) else value


class Listener:
    """Records announcements of event entities, and the types of all fired events."""

    def __init__(self) -> None:
        """Start with nothing recorded."""
        self.news: list[dict[str, Any]] = []
        self.kinds: set[str] = set()
        self._known: dict[str, str] = {}

    def attend(self, hass: HomeAssistant) -> None:
        """Listen to a Home Assistant that has not loaded the integration yet."""
        hass.bus.async_listen("*", self._hear)

    @callback
    def restored(self, states: dict[str, Any]) -> None:
        """Store earlier states: a restored announcement is not a new one."""
        self._known = {k: v["state"] for k, v in states.items()}

    @callback
    def _hear(self, event: Event[Any]) -> None:
        """Record an event."""
        self.kinds.add(str(event.event_type))
        new = event.data.get("new_state")
        if new is None or new.domain != "event":
            return
        silent = new.state in (STATE_UNAVAILABLE, STATE_UNKNOWN)
        if silent or self._known.get(new.entity_id) == new.state:
            return
        self._known[new.entity_id] = new.state
        self.news.append(
            {"entity_id": new.entity_id, "at": new.state, **plain(new.attributes)}
        )

    def announced(self) -> list[dict[str, Any]]:
        """Return what was announced since the last call.

        Announcements at the same time are sorted by entity, as their order is random.
        """
        news, self.news = self.news, []
        return sorted(news, key=lambda one: (one["at"], one["entity_id"]))


def states(house: House) -> dict[str, Any]:
    """Return the states of our entities by their ids."""
    entities = er.async_entries_for_config_entry(
        er.async_get(house.hass), house.entry.entry_id
    )
    found = (house.hass.states.get(one.entity_id) for one in entities)
    return {
        state.entity_id: {
            "state": state.state,
            "attributes": plain(dict(sorted(state.attributes.items()))),
        }
        for state in sorted(found, key=lambda one: one.entity_id if one else "")
        if state is not None
    }


def registries(house: House) -> dict[str, Any]:
    """Return the contents of the registries and of the entry."""
    hass, entry = house.hass, house.entry
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    registry = dr.async_get(hass)
    devices = dr.async_entries_for_config_entry(registry, entry.entry_id)
    children = [
        child
        for device in devices
        for child in dr.async_entries_for_parent_device(registry, device.id)
    ]
    everyone = {one.id: one for one in (*devices, *children)}
    return {
        "entities": {
            one.entity_id: _entity(one)
            for one in sorted(entities, key=lambda one: one.entity_id)
        },
        "devices": {key: plain(_of(everyone[key], DEVICE)) for key in sorted(everyone)},
        "issues": issues(hass),
        "entry": _entry(house),
    }


def _entity(one: er.RegistryEntry) -> dict[str, Any]:
    """Return an entity's registry entry as the registry's file has it."""
    # Where its own name is among them, the registry has a sign for it.
    aliases = [alias for alias in one.aliases if isinstance(alias, str)]
    return {**plain(_of(one, ENTITY)), "aliases": aliases}


def issues(hass: HomeAssistant) -> dict[str, Any]:
    """Return the repairs by their ids."""
    ours = (one for one in ir.async_get(hass).issues.values() if one.domain == DOMAIN)
    return {
        one.issue_id: plain(_of(one, ISSUE))
        for one in sorted(ours, key=lambda one: one.issue_id)
    }


def _entry(house: House) -> dict[str, Any]:
    """Return the contents of the config entry."""
    entry = house.entry
    subentries = [
        plain(_of(one, ("data", "subentry_id", "subentry_type", "title", "unique_id")))
        for one in entry.subentries.values()
    ]
    return {
        **plain(_of(entry, ("data", "options", "entry_id", "title", "unique_id"))),
        "subentries": subentries,
        "state": entry.state.value,
    }


async def actions(house: House) -> dict[str, Any]:
    """Return the responses of the actions, for each account by its label."""
    devices = dr.async_entries_for_config_entry(
        dr.async_get(house.hass), house.entry.entry_id
    )
    accounts = {
        str(one.name): one.id for one in devices if one.config_subentry_id is not None
    }
    answers = {
        f"{action} {label}": await _ask(house, action, account=device, **more)
        for action, more in OF_ACCOUNTS.items()
        for label, device in sorted(accounts.items())
    }
    return {"get_blocks": await _ask(house, "get_blocks", limit=5), **answers}


async def _ask(house: House, action: str, **asked: Any) -> Any:
    """Return an action's response, or the key of its error."""
    try:
        response: Any = await house.hass.services.async_call(
            DOMAIN, action, asked, blocking=True, return_response=True
        )
    except HomeAssistantError as err:
        return {"refused": err.translation_key}
    # The store contains each earning, so the sums are enough here.
    return plain({key: value for key, value in response.items() if key != "earnings"})


async def look(house: House) -> dict[str, Any]:
    """Return everything that can be seen now."""
    return {
        "states": states(house),
        **registries(house),
        "actions": await actions(house),
        "statistics": await read_all(house.hass),
    }
