"""What an assistant may know: the states of the entities that the user exposes to it.

Every value of an answer is read from such a state, so that an assistant learns nothing
that the user has not chosen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.components.sensor import (
    ATTR_STATE_CLASS,
    SensorDeviceClass,
    async_rounded_state,
)
from homeassistant.const import (
    ATTR_DEVICE_CLASS,
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonValueType

from ..const import DOMAIN
from ..devices.ids import (
    MINING,
    MONEY_KEYS,
    ONLINE,
    PROFITABLE,
    money_key,
    unique_id,
)
from ..mining.names import display_name, without_addresses

ASSIST: Final = "conversation"
"""The assistant of Home Assistant itself, to which entities are exposed."""

BINARY_KEYS: Final = frozenset({MINING, PROFITABLE, ONLINE})

ATTRIBUTES: Final = {
    "assumed_fee": "assumed_fee_percent",
    "awaiting_sweep": "awaiting_sweep",
    "certainty": "certainty",
    "kind": "kind",
    "margin": "margin_percent",
}
"""The attributes that an answer holds beside the state, by their names in it."""

NUMERIC: Final = frozenset({ATTR_STATE_CLASS, ATTR_UNIT_OF_MEASUREMENT})
"""A state with one of these attributes is a number."""

type Data = dict[str, JsonValueType]


@dataclass(frozen=True, kw_only=True, slots=True)
class Exposure:
    """What one assistant may know of one entry."""

    hass: HomeAssistant
    assistant: str
    currency: str
    now: Callable[[], datetime]
    """The time to decide by: OCEAN's where ours is far from it."""

    @property
    def today(self) -> date:
        """Return the day in the home's time zone."""
        return dt_util.as_local(self.now()).date()

    def freshness(self, at: datetime | None) -> Data:
        """Return the time of data, and its age."""
        if at is None:
            return {"as_of": None, "age_seconds": None}
        age = (self.now() - at).total_seconds()
        return {"as_of": local(at), "age_seconds": max(round(age), 0)}

    def entity_id(self, owner: str, key: str) -> str | None:
        """Return the id of an entity, None if there is none."""
        domain = Platform.BINARY_SENSOR if key in BINARY_KEYS else Platform.SENSOR
        if key in MONEY_KEYS:
            key = money_key(key, self.currency)
        registry = er.async_get(self.hass)
        return registry.async_get_entity_id(domain, DOMAIN, unique_id(owner, key))

    def state(self, owner: str, key: str) -> State | None:
        """Return the state of an entity, None if it has none or is not exposed."""
        entity_id = self.entity_id(owner, key)
        if entity_id is None or (state := self.hass.states.get(entity_id)) is None:
            return None
        return (
            state if async_should_expose(self.hass, self.assistant, entity_id) else None
        )

    def values(self, owner: str, keys: Mapping[str, str]) -> Data:
        """Return data of the exposed entities, by their names in the answer."""
        return {
            name: self.data(state)
            for name, key in keys.items()
            if (state := self.state(owner, key)) is not None
        }

    def any(self, owner: str, keys: Mapping[str, str]) -> bool:
        """Return whether at least one of the entities is exposed."""
        return any(self.state(owner, key) is not None for key in keys.values())

    def data(self, state: State) -> Data:
        """Return a state for an answer: its value, its unit and its attributes."""
        data: Data = {"value": self.value(state)}
        if unit := state.attributes.get(ATTR_UNIT_OF_MEASUREMENT):
            data["unit"] = unit
        if time := _time(state.attributes.get("time")):
            data["time"] = time
        data |= {
            name: state.attributes[key]
            for key, name in ATTRIBUTES.items()
            if key in state.attributes
        }
        return data

    def value(self, state: State) -> JsonValueType:
        """Return the value of a state; None, and never zero, while it is not known."""
        if state.state in (STATE_UNKNOWN, STATE_UNAVAILABLE):
            return None
        if state.domain == Platform.BINARY_SENSOR:
            return state.state == STATE_ON
        if state.attributes.get(ATTR_DEVICE_CLASS) == SensorDeviceClass.TIMESTAMP:
            return _time(state.state)
        if not NUMERIC & state.attributes.keys():
            return state.state
        text = async_rounded_state(self.hass, state.entity_id, state)
        return float(text) if "." in text or "e" in text else int(text)


def _time(text: str | None) -> str | None:
    """Return a time in the home's time zone, as ISO 8601."""
    time = dt_util.parse_datetime(text) if text else None
    return local(time) if time else None


def local(time: datetime) -> str:
    """Return a time in the home's time zone, as ISO 8601."""
    return dt_util.as_local(time).isoformat(timespec="seconds")


def safe_name(name: str) -> str:
    """Return a name from elsewhere that is short and holds no address and no markup."""
    # Before the name is shortened, too: nothing would find the rest of an address.
    return without_addresses(display_name(without_addresses(name)))
