"""What the triggers share: the facts that they add, and names and losses for those."""

from abc import abstractmethod
import asyncio
from collections.abc import Mapping
from typing import Any, ClassVar, override

from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, State, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    EntityTriggerBase,
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType
import voluptuous as vol

from ..api import HashesPerSecond
from ..const import DOMAIN
from ..devices.registration import async_worker_device
from ..mining.economics import value_of
from ..mining.names import display_name
from ..mining.units import TERA
from ..mining.written import separators
from ..runtime.account import OceanAccount, OceanConfigEntry
from ..runtime.news import ANNOUNCED, Announcement


class NewsTrigger(Trigger):
    """A trigger that fires when the integration announces something.

    It does not look at the event entity, which the user may have disabled.
    """

    _key: ClassVar[str]
    _schema: ClassVar[vol.Schema] = ENTITY_STATE_TRIGGER_SCHEMA

    @override
    @classmethod
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate what was chosen."""
        validated: ConfigType = cls._schema(config)
        return validated

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take the target and the options."""
        super().__init__(hass, config)
        self._target = config.target or {}
        self._options = config.options or {}

    @abstractmethod
    def facts(self, announced: Announcement) -> Mapping[str, Any] | None:
        """Return what the trigger adds when it fires; None if it does not fire."""

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Attach the trigger to the action that it runs."""

        @callback
        def handle(announced: Announcement) -> None:
            if announced.key == self._key and (facts := self.facts(announced)):
                run_action(said(self._hass, facts), f"news of {announced.key}")

        return async_dispatcher_connect(self._hass, ANNOUNCED, handle)


class OceanTrigger(EntityTriggerBase):
    """A trigger that adds to the states what a message needs."""

    @abstractmethod
    def facts(self, state: State) -> Mapping[str, Any]:
        """Return what the trigger adds when it fires with a state."""

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Attach the trigger to the action that it runs."""

        @callback
        def run(
            extra_trigger_payload: dict[str, Any],
            description: str,
            context: Context | None = None,
        ) -> asyncio.Task[Any]:
            facts = said(self._hass, self.facts(extra_trigger_payload["to_state"]))
            payload = {**extra_trigger_payload, **facts}
            return run_action(payload, description, context)

        return await super().async_attach_runner(run, did_not_trigger)


def said(hass: HomeAssistant, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts with what a message needs to write their numbers."""
    return {**facts, "separators": separators(hass.config.language)}


def account_of_entity(
    hass: HomeAssistant, entity_id: str
) -> tuple[OceanConfigEntry, OceanAccount] | None:
    """Return the account of an entity, with its entry; None while it is not loaded."""
    registered = er.async_get(hass).async_get(entity_id)
    entry: OceanConfigEntry
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        subentry_id = registered.config_subentry_id if registered else None
        if (account := entry.runtime_data.accounts.get(subentry_id or "")) is not None:
            return entry, account
    return None


def account_name(hass: HomeAssistant, account: OceanAccount) -> str:
    """Return what the user calls an account."""
    device = dr.async_get(hass).async_get(account.device_id)
    return display_name((device and device.name_by_user) or account.label)


def worker_name(
    hass: HomeAssistant, entry: OceanConfigEntry, account: OceanAccount, name: str
) -> str:
    """Return what the user calls a worker, the account's name for a nameless one."""
    device = async_worker_device(hass, entry, account.account_id, name)
    shown = (device.name_by_user or device.name) if device else name
    return display_name(shown or "") or account_name(hass, account)


def daily_loss(account: OceanAccount, hashrate_lost: float | None) -> dict[str, Any]:
    """Return what an account earns less per day without a hashrate in TH/s.

    In sat and in the hub's currency, before electricity.
    """
    conditions, price = account.figures.conditions, account.hub.network.price
    sat = None
    if conditions is not None and hashrate_lost is not None:
        sat = conditions.per_day(HashesPerSecond(hashrate_lost * TERA))
    money = None if sat is None or price is None else round(value_of(sat, price), 2)
    return {
        "hashrate_lost": hashrate_lost,
        "sat_lost_per_day": None if sat is None else round(sat),
        "money_lost_per_day": money,
        "currency": account.hub.currency,
    }
