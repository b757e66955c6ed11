"""The triggers for mining that became profitable or unprofitable."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, override

from homeassistant.components.binary_sensor.const import DOMAIN as BINARY_SENSOR
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import CALLBACK_TYPE, State, callback
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.trigger import (
    EntityTargetStateTriggerBase,
    TriggerActionRunner,
    TriggerNotTriggeredReporter,
)

from ..devices.ids import PROFITABLE
from ..runtime.account import OceanAccount
from ..runtime.news import ANNOUNCED, Announcement
from .support import OceanTrigger, account_name, account_of_entity
from .targets import is_meant, ours, place_of, with_unseen


class ProfitableTrigger(OceanTrigger, EntityTargetStateTriggerBase):
    """Triggers when mining became profitable, or no longer is.

    While the user disables the sensor of an account, the integration says so itself.
    """

    _domain_specs = {BINARY_SENSOR: DomainSpec()}  # noqa: RUF012

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the sensors that say whether mining is profitable."""
        found = with_unseen(
            self._hass,
            self._target,
            super().entity_filter(entities),
            PROFITABLE.__eq__,
        )
        return ours(self._hass, found, PROFITABLE)

    @override
    def facts(self, state: State) -> Mapping[str, Any]:
        """Return which account it is about."""
        found = account_of_entity(self._hass, state.entity_id)
        return {"account": account_name(self._hass, found[1])} if found else {}

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Attach the trigger to the action that it runs."""
        detach = await super().async_attach_runner(run_action, did_not_trigger)
        waiting: dict[str, CALLBACK_TYPE] = {}

        @callback
        def handle(announced: Announcement) -> None:
            account = announced.account
            if announced.key != PROFITABLE or account is None:
                return
            if (cancel := waiting.pop(announced.owner, None)) is not None:
                cancel()
            if announced.news.kind in self._to_states and self._is_unseen(account):
                waiting[announced.owner] = async_call_later(
                    self._hass, self._duration or 0, partial(fire, account)
                )

        @callback
        def fire(account: OceanAccount, _: datetime) -> None:
            del waiting[account.account_id]
            name = account_name(self._hass, account)
            run_action({"account": name}, f"news of {PROFITABLE}")

        stop = async_dispatcher_connect(self._hass, ANNOUNCED, handle)

        @callback
        def end() -> None:
            for cancel in waiting.values():
                cancel()
            stop()
            detach()

        return end

    def _is_unseen(self, account: OceanAccount) -> bool:
        """Return whether an account is meant that has no sensor to listen to."""
        place = place_of(self._hass, account, BINARY_SENSOR, PROFITABLE)
        shown = place.entity and self._hass.states.get(place.entity.entity_id)
        return not shown and is_meant(self._hass, self._target, place)


class BecameProfitable(ProfitableTrigger):
    """Triggers when mining became profitable."""

    _to_states = {STATE_ON}  # noqa: RUF012


class BecameUnprofitable(ProfitableTrigger):
    """Triggers when mining became unprofitable."""

    _to_states = {STATE_OFF}  # noqa: RUF012
