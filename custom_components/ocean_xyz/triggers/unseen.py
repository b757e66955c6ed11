"""Hashrates that no entity shows, because all those of a device are disabled."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Protocol

from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_UNKNOWN,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.trigger import (
    BEHAVIOR_ALL,
    BEHAVIOR_EACH,
    NotTriggeredReasonReporter,
)

from ..const import DOMAIN, UNIT_TERAHASH
from ..devices.ids import NETWORK_HASHRATE
from ..mining.units import TERA
from ..runtime.account import OceanConfigEntry
from .support import account_of_entity
from .targets import worker_of_entity

_POOL: Final = "pool_"


class Crossing(Protocol):
    """What decides whether a hashrate has crossed a threshold."""

    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter, /
    ) -> bool:
        """Return whether it is across."""

    def is_valid_transition(self, from_state: State, to_state: State, /) -> bool:
        """Return whether it has crossed just now."""

    def count_matches(self, entity_ids: Iterable[str], /) -> tuple[int, int]:
        """Return how many of these are across, and how many are known."""


class UnseenHashrates:
    """Follows such hashrates as Home Assistant's trigger follows states."""

    def __init__(
        self,
        hass: HomeAssistant,
        crossing: Crossing,
        behavior: str,
        lasts: timedelta | None,
    ) -> None:
        """Begin without any; `lasts` is how long a crossing has to last."""
        self.states: dict[str, State] = {}
        """The states that the entities would have, by their ids."""
        self._hass = hass
        self._crossing = crossing
        self._behavior = behavior
        self._lasts = lasts or timedelta()
        self._all: set[str] = set()
        self._disabled: list[er.RegistryEntry] = []
        self._waiting: dict[str, CALLBACK_TYPE] = {}

    @callback
    def async_follow(self, entities: set[str]) -> None:
        """Follow the disabled ones of a target's entities."""
        self._all, registry = entities, er.async_get(self._hass)
        self._disabled = [
            entry
            for entity_id in entities
            if (entry := registry.async_get(entity_id)) and entry.disabled
        ]
        self.states = {
            one.entity_id: self.states.get(one.entity_id)
            or hashrate_state(self._hass, one)
            for one in self._disabled
        }
        for entity_id in self._waiting.keys() - self.states.keys() - {self._behavior}:
            self._cancel(entity_id)

    @callback
    def async_look(self, fire: Callable[[State, State], None]) -> None:
        """Look at all of them, and fire for those that crossed."""
        for entity in self._disabled:
            before = self.states[entity.entity_id]
            after = hashrate_state(self._hass, entity)
            if after.state != before.state:
                self.states[entity.entity_id] = after
                self._move(before, after, partial(fire, before, after))

    def _move(self, before: State, after: State, fire: CALLBACK_TYPE) -> None:
        """Fire, now or later, if a hashrate crossed by what it is now."""
        across = after.state != STATE_UNKNOWN and self._crossing.is_valid_state(
            after, lambda *_, **__: None
        )
        matches, known = self._crossing.count_matches(self._all)
        each, every = (self._behavior == one for one in (BEHAVIOR_EACH, BEHAVIOR_ALL))
        key = after.entity_id if each else self._behavior
        if not (across if each else matches == known > 0 if every else matches):
            self._cancel(key)
        if not across or not self._crossing.is_valid_transition(before, after):
            return
        if not each and matches != (known if every else 1):
            return
        self._cancel(key)
        if not self._lasts:
            fire()
        else:
            self._waiting[key] = async_call_later(
                self._hass, self._lasts, partial(self._end, key, fire)
            )

    @callback
    def _end(self, key: str, fire: CALLBACK_TYPE, _: datetime) -> None:
        """Fire what has lasted long enough."""
        del self._waiting[key]
        fire()

    def _cancel(self, key: str) -> None:
        """Wait no longer."""
        if (cancel := self._waiting.pop(key, None)) is not None:
            cancel()

    @callback
    def async_stop(self) -> None:
        """Wait for nothing any more."""
        for key in tuple(self._waiting):
            self._cancel(key)


def hashrate_state(hass: HomeAssistant, entity: er.RegistryEntry) -> State:
    """Return the state that a hashrate would show, in TH/s."""
    hashrate = _hashrate(hass, entity)
    value = STATE_UNKNOWN if hashrate is None else str(hashrate / TERA)
    return State(entity.entity_id, value, {ATTR_UNIT_OF_MEASUREMENT: UNIT_TERAHASH})


def _hashrate(hass: HomeAssistant, entity: er.RegistryEntry) -> float | None:
    """Return what an entity for a hashrate shows, in H/s."""
    key = entity.translation_key or ""
    if (found := account_of_entity(hass, entity.entity_id)) is not None:
        account, name = found[1], worker_of_entity(entity)
        worker = account.worker(name) if name is not None else None
        averages = (
            account.state.hashrate if name is None else worker and worker.averages
        )
        hashrate: float | None = getattr(averages, key, None)
        return hashrate
    entries: list[OceanConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    hubs = [entry.runtime_data.hub for entry in entries]
    of_hub = [
        hub.network.hashrate
        if key == NETWORK_HASHRATE
        else getattr(hub.pool.hashrate, key.removeprefix(_POOL), None)
        for hub in hubs
        if entity.config_subentry_id is None
    ]
    return of_hub[0] if of_hub else None
