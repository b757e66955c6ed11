"""Triggers: workers, blocks, payouts, hashrates, and whether mining pays."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.components.binary_sensor.const import DOMAIN as BINARY_SENSOR
from homeassistant.components.event.const import ATTR_EVENT_TYPE, DOMAIN as EVENT
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    EntityTargetStateTriggerBase,
    NotTriggeredReasonReporter,
    StatelessEntityTriggerBase,
    Trigger,
    TriggerConfig,
)

from .devices.ids import PAYOUT, POOL_BLOCK, PROFITABLE
from .mining.payout import PaymentKind
from .mining.workers.state import WorkerChange, WorkerEvent
from .triggers.facts import (
    OWN_BLOCK,
    account_facts,
    announced_workers,
    block_facts,
    payout_facts,
    worker_facts,
)
from .triggers.hashrate import HashrateCrossedThreshold
from .triggers.support import (
    BLOCK_SCHEMA,
    CONF_OWN,
    CONF_WORKER,
    WORKER_SCHEMA,
    OceanTrigger,
)
from .triggers.targets import ours, worker_events

EVENTS: Final = {EVENT: DomainSpec()}
PAID: Final = frozenset(PaymentKind)


class WorkerTrigger(OceanTrigger, StatelessEntityTriggerBase):
    """Triggers when something happened to workers."""

    _domain_specs = EVENTS | {BINARY_SENSOR: DomainSpec()}
    _schema = WORKER_SCHEMA
    _change: WorkerChange

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Remember whom it is about."""
        super().__init__(hass, config)
        names = self._options.get(CONF_WORKER)
        self._named = frozenset(names) if names else None
        self._meant: Mapping[str, frozenset[str] | None] = {}

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the worker events that are meant, and remember whose."""
        self._meant = worker_events(self._hass, super().entity_filter(entities))
        return set(self._meant)

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Return whether the event is of this kind and about one who is meant."""
        return state.attributes.get(ATTR_EVENT_TYPE) == self._change and bool(
            self._about(state)
        )

    def _about(self, state: State) -> tuple[WorkerEvent, ...]:
        """Return what the event says of those who are meant."""
        meant = self._meant.get(state.entity_id)
        return announced_workers(self._hass, state, meant, self._named)

    @override
    def tell(self, state: State) -> Mapping[str, Any]:
        """Return which machines it is about, since when and what it costs."""
        return worker_facts(self._hass, state, self._about(state))


class WorkerWentOffline(WorkerTrigger):
    """Triggers when workers went offline."""

    _change = WorkerChange.OFFLINE


class WorkerCameOnline(WorkerTrigger):
    """Triggers when workers are back."""

    _change = WorkerChange.ONLINE


class PoolBlockFound(OceanTrigger, StatelessEntityTriggerBase):
    """Triggers when the pool found a block."""

    _domain_specs = EVENTS
    _schema = BLOCK_SCHEMA

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return those that tell of blocks."""
        return ours(self._hass, super().entity_filter(entities), POOL_BLOCK)

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Return whether the block is one that is wanted."""
        own = state.attributes.get(ATTR_EVENT_TYPE) == OWN_BLOCK
        return own or not self._options[CONF_OWN]

    @override
    def tell(self, state: State) -> Mapping[str, Any]:
        """Return which block it is, and who found it."""
        return block_facts(state)


class PayoutReceived(OceanTrigger, StatelessEntityTriggerBase):
    """Triggers when an account was paid."""

    _domain_specs = EVENTS

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return those that tell of payouts."""
        return ours(self._hass, super().entity_filter(entities), PAYOUT)

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Return whether it is a payout, and not the correction of one."""
        return state.attributes.get(ATTR_EVENT_TYPE) in PAID

    @override
    def tell(self, state: State) -> Mapping[str, Any]:
        """Return how much was paid, and how."""
        return payout_facts(self._hass, state)


class ProfitableTrigger(OceanTrigger, EntityTargetStateTriggerBase):
    """Triggers when whether mining pays has changed."""

    _domain_specs = {BINARY_SENSOR: DomainSpec()}  # noqa: RUF012

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return those that say whether mining pays."""
        return ours(self._hass, super().entity_filter(entities), PROFITABLE)

    @override
    def tell(self, state: State) -> Mapping[str, Any]:
        """Return whose mining it is."""
        return account_facts(self._hass, state)


class BecameProfitable(ProfitableTrigger):
    """Triggers when mining became profitable."""

    _to_states = {STATE_ON}  # noqa: RUF012


class BecameUnprofitable(ProfitableTrigger):
    """Triggers when mining became unprofitable."""

    _to_states = {STATE_OFF}  # noqa: RUF012


TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "worker_went_offline": WorkerWentOffline,
    "worker_came_online": WorkerCameOnline,
    "pool_block_found": PoolBlockFound,
    "payout_received": PayoutReceived,
    "hashrate_crossed_threshold": HashrateCrossedThreshold,
    "mining_became_profitable": BecameProfitable,
    "mining_became_unprofitable": BecameUnprofitable,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers."""
    return TRIGGERS
