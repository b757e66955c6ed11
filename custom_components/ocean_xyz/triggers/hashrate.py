"""The trigger for a hashrate that crosses a threshold."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final, override

from homeassistant.components.sensor.const import DOMAIN as SENSOR
from homeassistant.const import ATTR_ENTITY_ID, CONF_OPTIONS
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, State, callback
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.selector import (
    NumericThresholdMode,
    NumericThresholdSelector,
    NumericThresholdSelectorConfig,
)
from homeassistant.helpers.trigger import (
    ATTR_BEHAVIOR,
    BEHAVIOR_EACH,
    ENTITY_STATE_TRIGGER_SCHEMA_WITH_BEHAVIOR,
    EntityNumericalStateCrossedThresholdTriggerWithUnitBase,
    NotTriggeredReasonReporter,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType
from homeassistant.util.unit_conversion import BaseUnitConverter
import voluptuous as vol

from ..const import DOMAIN, UNIT_EXAHASH, UNIT_PETAHASH, UNIT_TERAHASH
from ..devices.ids import DATA_STATUS, is_hashrate, read_average, unique_id
from ..mining.account import CURRENT
from ..mining.units import EXA, PETA, TERA
from ..mining.workers.revisions import missing_on_purpose
from ..runtime.account import OceanAccount
from ..runtime.alarms import answers_to_drop
from ..runtime.news import HASHRATES, has_just_started
from .support import (
    OceanTrigger,
    account_name,
    account_of_entity,
    daily_loss,
    said,
    worker_name,
)
from .targets import hashrates, with_unseen, worker_of_entity
from .unseen import UnseenHashrates

CONF_AT_START: Final = "at_start"
CONF_COUNT_PAUSED: Final = "count_paused"
CONF_THRESHOLD: Final = "threshold"

DEFAULT_AVERAGE: Final = 10_800
"""Seconds; the average of a hashrate that names none, as that of the network."""


class HashrateConverter(BaseUnitConverter):
    """Converts hashrates."""

    UNIT_CLASS = "hashrate"
    _UNIT_CONVERSION: dict[str | None, float] = {  # noqa: RUF012
        UNIT_TERAHASH: 1 / TERA,
        UNIT_PETAHASH: 1 / PETA,
        UNIT_EXAHASH: 1 / EXA,
    }
    VALID_UNITS = set(_UNIT_CONVERSION)  # noqa: RUF012


HASHRATE_SCHEMA: Final = ENTITY_STATE_TRIGGER_SCHEMA_WITH_BEHAVIOR.extend(
    {
        vol.Required(CONF_OPTIONS): {
            vol.Required(CONF_THRESHOLD): NumericThresholdSelector(
                NumericThresholdSelectorConfig(
                    mode=NumericThresholdMode.CROSSED,
                    unit_of_measurement=list(HashrateConverter.VALID_UNITS),
                )
            ),
            vol.Optional(CONF_COUNT_PAUSED, default=True): cv.boolean,
            vol.Optional(CONF_AT_START, default=False): cv.boolean,
        }
    }
)


class HashrateCrossedThreshold(
    OceanTrigger, EntityNumericalStateCrossedThresholdTriggerWithUnitBase
):
    """Triggers when a hashrate crossed a threshold.

    It compares with the side on which the hashrate was last seen, so that an outage in
    between neither hides a crossing nor is one.
    """

    _domain_specs = {SENSOR: DomainSpec()}  # noqa: RUF012
    _base_unit = UNIT_TERAHASH
    _unit_converter = HashrateConverter
    _excluded_from_states = frozenset()

    @override
    @classmethod
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate what was chosen."""
        validated: ConfigType = HASHRATE_SCHEMA(config)
        return validated

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Start with no hashrate seen."""
        super().__init__(hass, config)
        self._unseen = UnseenHashrates(
            hass,
            self,
            self._options.get(ATTR_BEHAVIOR, BEHAVIOR_EACH),
            self._duration,
        )
        self._named = set((config.target or {}).get(ATTR_ENTITY_ID, ()))
        self._outside: set[str] = set()
        """Entities that were seen on the near side, and have not fired since."""
        self._at_start = self._options[CONF_AT_START] and has_just_started(hass)
        """Whether a crossing may be older than this run of Home Assistant."""
        self._crossing: set[str] = set()
        """Those of them that are across now, and may have to stay there for a while."""

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the hashrates of the target, and look on which side they are."""
        candidates = with_unseen(
            self._hass, self._target, super().entity_filter(entities), is_hashrate
        )
        found = hashrates(self._hass, candidates, self._named)
        self._unseen.async_follow(found)
        if self._at_start and found:
            self._at_start = False
            self._outside |= found
        self.count_matches(found)
        return found

    @override
    def count_matches(
        self,
        entity_ids: Iterable[str],
        states: Mapping[str, State | None] | None = None,
    ) -> tuple[int, int]:
        """Count the hashrates that are across, also those that no entity shows."""
        known = {
            one: self._unseen.states.get(one)
            or (self._hass.states.get(one) if states is None else states[one])
            for one in entity_ids
        }
        return super().count_matches(known, known)

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Attach the trigger to the action that it runs."""
        detach = await super().async_attach_runner(run_action, did_not_trigger)

        @callback
        def fire(before: State, after: State) -> None:
            """Fire for a hashrate that no entity shows."""
            payload: dict[str, Any] = {
                ATTR_ENTITY_ID: after.entity_id,
                "from_state": before,
                "to_state": after,
                "for": self._duration,
            }
            payload |= said(self._hass, self.facts(after))
            run_action(payload, f"hashrate of {after.entity_id}")

        unfollow = async_dispatcher_connect(
            self._hass, HASHRATES, partial(self._unseen.async_look, fire)
        )

        @callback
        def stop() -> None:
            unfollow()
            self._unseen.async_stop()
            detach()

        return self._look_at_start(run_action, stop)

    def _look_at_start(
        self, run_action: TriggerActionRunner, detach: CALLBACK_TYPE
    ) -> CALLBACK_TYPE:
        """Fire for what is across since before the start, if that is wanted."""
        if not self._options[CONF_AT_START] or not has_just_started(self._hass):
            return detach

        @callback
        def look(_: datetime) -> None:
            """Fire for what has been across since the start, and did not change."""
            for entity_id in self._outside - self._crossing:
                state = self._shown(entity_id)
                if state and self.count_matches({entity_id}) == (1, 1):
                    facts = said(self._hass, self.facts(state))
                    run_action(facts, f"state of {entity_id}")

        cancel = async_call_later(self._hass, self._duration or 0, look)

        @callback
        def stop() -> None:
            cancel()
            detach()

        return stop

    @override
    def _get_tracked_value(self, state: State) -> float | None:
        """Return the hashrate as if no machine were off on purpose."""
        value = super()._get_tracked_value(state)
        if value is None or not self._options[CONF_COUNT_PAUSED]:
            return value
        return value + off_on_purpose(self._hass, state)

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Return whether it is across, and remember if it is not."""
        across = super().is_valid_state(state, report_not_triggered)
        if not across:
            self._outside.add(state.entity_id)
            self._crossing.discard(state.entity_id)
        return across

    @override
    def is_valid_transition(self, from_state: State, to_state: State) -> bool:
        """Return whether it has crossed just now."""
        entity_id = to_state.entity_id
        if from_state.state in self._excluded_states:
            # Home Assistant no longer waits for it to stay across.
            self._crossing.discard(entity_id)
        crossed = entity_id in self._outside and entity_id not in self._crossing
        if crossed:
            self._crossing.add(entity_id)
        return crossed

    @override
    def facts(self, state: State) -> Mapping[str, Any]:
        """Return whose hashrate it is; that ends the crossing."""
        each = self._options[ATTR_BEHAVIOR] == BEHAVIOR_EACH
        over = {state.entity_id} if each else set(self._crossing)
        self._outside -= over
        self._crossing -= over
        # Where the crossing had to last for some time, the hashrate has moved since.
        return hashrate_facts(self._hass, self._shown(state.entity_id) or state)

    def _shown(self, entity_id: str) -> State | None:
        """Return the state of a hashrate, also of one that no entity shows."""
        return self._unseen.states.get(entity_id) or self._hass.states.get(entity_id)


def hashrate_facts(hass: HomeAssistant, state: State) -> dict[str, Any]:
    """Describe a hashrate that crossed a threshold, in TH/s.

    The hashrate lost is what it lacks of its average over 24 hours.
    """
    entity = er.async_get(hass).async_get(state.entity_id)
    if (found := account_of_entity(hass, state.entity_id)) is None or entity is None:
        return {}
    entry, account = found
    name = worker_of_entity(entity)
    worker = account.worker(name) if name is not None else None
    windows = worker.averages if worker else account.state.hashrate
    usual = windows.hashrate_86400s if windows else None
    hashrate = float(state.state)
    lost = None if usual is None else round(max(usual / TERA - hashrate, 0), 3)
    return {
        "account": account_name(hass, account),
        "account_id": account.account_id,
        "answers": answers_to_drop(account, account.hub.now()),
        "silenced_until": account.source.memory.alerts.silenced_until,
        "worker": None if name is None else worker_name(hass, entry, account, name),
        "hashrate": hashrate,
        "hashrate_off_on_purpose": off_on_purpose(hass, state),
        "data_status": _data_status(hass, account),
        "data_is_current": account.state.status in CURRENT,
        **daily_loss(account, lost),
    }


def _data_status(hass: HomeAssistant, account: OceanAccount) -> str | None:
    """Return the entity that says whether figures are live, None if it is disabled."""
    entity_id = er.async_get(hass).async_get_entity_id(
        SENSOR, DOMAIN, unique_id(account.account_id, DATA_STATUS)
    )
    return entity_id if entity_id and hass.states.get(entity_id) else None


def off_on_purpose(hass: HomeAssistant, state: State) -> float:
    """Return the TH/s that a hashrate lacks because machines were meant to be off."""
    entity = er.async_get(hass).async_get(state.entity_id)
    if (found := account_of_entity(hass, state.entity_id)) is None or entity is None:
        return 0
    _, account = found
    name = worker_of_entity(entity)
    roll = account.source.roll
    missing = missing_on_purpose(
        roll,
        roll.memories if name is None else (name,),
        average=read_average(entity.translation_key or "") or DEFAULT_AVERAGE,
        at=account.hub.now(),
    )
    return round(missing / TERA, 3)
