"""The triggers for workers that went offline or came online."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.components.binary_sensor.const import DOMAIN as BINARY_SENSOR
from homeassistant.components.event.const import ATTR_EVENT_TYPE
from homeassistant.const import CONF_OPTIONS
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    NotTriggeredReasonReporter,
    StatelessEntityTriggerBase,
    TriggerConfig,
)
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..mining.names import display_name
from ..mining.workers.news import NAMES_SHOWN, silence_and_loss
from ..mining.workers.state import WorkerChange, WorkerEvent
from .support import (
    EVENTS,
    OceanTrigger,
    account_name,
    account_of_entity,
    daily_loss,
    worker_name,
)
from .targets import worker_events

CONF_WORKER: Final = "worker"

WORKER_SCHEMA: Final = ENTITY_STATE_TRIGGER_SCHEMA.extend(
    {
        vol.Required(CONF_OPTIONS, default={}): {
            vol.Optional(CONF_WORKER): vol.All(cv.ensure_list, [cv.string])
        }
    }
)


class WorkerTrigger(OceanTrigger, StatelessEntityTriggerBase):
    """Triggers when something happened to workers."""

    _domain_specs = EVENTS | {BINARY_SENSOR: DomainSpec()}
    _schema = WORKER_SCHEMA
    _change: WorkerChange

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Remember which workers it is about."""
        super().__init__(hass, config)
        names = self._options.get(CONF_WORKER)
        self._named = frozenset(names) if names else None
        self._targets: Mapping[str, frozenset[str] | None] = {}

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the worker events of the target, and remember whose."""
        self._targets = worker_events(self._hass, super().entity_filter(entities))
        return set(self._targets)

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Return whether the event is of this kind and about one of the workers."""
        return state.attributes.get(ATTR_EVENT_TYPE) == self._change and bool(
            self._announced(state)
        )

    def _announced(self, state: State) -> tuple[WorkerEvent, ...]:
        """Return what the event announces of the workers of target and options.

        A name is the one that OCEAN lists or the one that a page shows. Nothing is known
        of an event of an earlier run.
        """
        if (found := account_of_entity(self._hass, state.entity_id)) is None:
            return ()
        wanted = (self._targets.get(state.entity_id), self._named)
        return tuple(
            event
            for event in found[1].announced.at(state.state)
            if all(
                names is None or {event.name, display_name(event.name)} & names
                for names in wanted
            )
        )

    @override
    def facts(self, state: State) -> Mapping[str, Any]:
        """Return which machines it is about, since when and what it costs."""
        return worker_facts(self._hass, state, self._announced(state))


class WorkerWentOffline(WorkerTrigger):
    """Triggers when workers went offline."""

    _change = WorkerChange.OFFLINE


class WorkerCameOnline(WorkerTrigger):
    """Triggers when workers are back."""

    _change = WorkerChange.ONLINE


def worker_facts(
    hass: HomeAssistant, state: State, events: tuple[WorkerEvent, ...]
) -> dict[str, Any]:
    """Describe workers that went offline or came online.

    `silence` is in seconds, `hashrate_lost` in TH/s; what is not known is None.
    """
    if (found := account_of_entity(hass, state.entity_id)) is None:
        return {}
    entry, account = found
    names = [
        worker_name(hass, entry, account, event.name) for event in events[:NAMES_SHOWN]
    ]
    known = silence_and_loss(events)
    since = known.get("since")
    return {
        "account": account_name(hass, account),
        "worker": ", ".join([*names, *(["…"] if len(events) > NAMES_SHOWN else [])]),
        "workers": names,
        "count": len(events),
        "silence": known.get("silence"),
        "since": dt_util.parse_datetime(since) if since else None,
        **daily_loss(account, known.get("hashrate_lost")),
    }
