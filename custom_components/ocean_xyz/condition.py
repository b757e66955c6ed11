"""Conditions: a worker is online, mining runs, is profitable, its data is live.

They ask the integration, not the entities, which the user may hide or disable.
"""

from collections.abc import Iterator
from datetime import timedelta
import time
from typing import ClassVar, Final, Unpack, override

from homeassistant.components.binary_sensor.const import DOMAIN as BINARY_SENSOR
from homeassistant.components.sensor.const import DOMAIN as SENSOR
from homeassistant.const import CONF_FOR
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.condition import (
    ATTR_BEHAVIOR,
    BEHAVIOR_ALL,
    ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL,
    Condition,
    ConditionCheckParams,
    ConditionConfig,
)
from homeassistant.helpers.typing import ConfigType

from .const import DOMAIN
from .devices.ids import DATA_STATUS, MINING, PROFITABLE
from .mining.lasting import Fact
from .runtime.account import OceanAccount, OceanConfigEntry
from .triggers.targets import Meaning, Place, place_of, place_of_worker


class OceanCondition(Condition):
    """Tests what is so of the accounts, or the workers, that a target means."""

    _fact: ClassVar[Fact]
    _wanted: ClassVar[bool | None] = True
    _entity: ClassVar[tuple[str, str]]
    """The domain and the key of the entity that a target may name."""

    @override
    @classmethod
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate what was chosen."""
        validated: ConfigType = ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL(config)
        return validated

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Take the target and the options."""
        super().__init__(hass, config)
        options = config.options or {}
        self._target = config.target or {}
        self._of_all = options.get(ATTR_BEHAVIOR) == BEHAVIOR_ALL
        self._least: timedelta = options.get(CONF_FOR, timedelta())

    @override
    def _async_check(self, **_: Unpack[ConditionCheckParams]) -> bool:
        """Return whether it is so of any or all; what is not known is left out."""
        meaning = Meaning(self._hass, self._target)
        entries: list[OceanConfigEntry] = (
            self._hass.config_entries.async_loaded_entries(DOMAIN)
        )
        known = [
            holds
            for entry in entries
            for account in entry.runtime_data.accounts.values()
            for holds in self._of_account(meaning, entry, account)
            if holds is not None
        ]
        return bool(known) and (all(known) if self._of_all else any(known))

    def _of_account(
        self, meaning: Meaning, entry: OceanConfigEntry, account: OceanAccount
    ) -> Iterator[bool | None]:
        """Return whether it is so of an account, if that is meant."""
        place = place_of(self._hass, account, *self._entity)
        if meaning.holds(place):
            yield account.lasting.has_been(
                self._fact,
                wanted=self._wanted,
                least=self._least,
                now=time.monotonic(),
            )


class IsWorkerOnline(OceanCondition):
    """Tests whether workers are online."""

    @override
    def _of_account(
        self, meaning: Meaning, entry: OceanConfigEntry, account: OceanAccount
    ) -> Iterator[bool | None]:
        """Return whether the workers of an account that are meant are online."""
        now, owner = time.monotonic(), account.account_id
        outer = Place(dr.async_get(self._hass).async_get(account.device_id), None)
        for name in account.state.workers:
            if meaning.holds(place_of_worker(self._hass, entry, owner, name), outer):
                yield account.lasting_workers.has_been(
                    name, wanted=True, least=self._least, now=now
                )


class IsMining(OceanCondition):
    """Tests whether accounts mine."""

    _fact = Fact.MINING
    _entity = (BINARY_SENSOR, MINING)


class IsProfitable(OceanCondition):
    """Tests whether mining is profitable."""

    _fact = Fact.PROFITABLE
    _entity = (BINARY_SENSOR, PROFITABLE)


class IsUnprofitable(IsProfitable):
    """Tests whether mining is not profitable, which is known."""

    _wanted = False


class IsProfitabilityUnknown(IsProfitable):
    """Tests whether it is not known that mining is profitable, nor that it is not."""

    _wanted = None


class IsDataLive(OceanCondition):
    """Tests whether the data of accounts is live."""

    _fact = Fact.LIVE
    _entity = (SENSOR, DATA_STATUS)


CONDITIONS: Final[dict[str, type[Condition]]] = {
    "is_worker_online": IsWorkerOnline,
    "is_mining": IsMining,
    "is_profitable": IsProfitable,
    "is_unprofitable": IsUnprofitable,
    "is_profitability_unknown": IsProfitabilityUnknown,
    "is_data_live": IsDataLive,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions."""
    return CONDITIONS
