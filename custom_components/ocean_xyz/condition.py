"""Conditions: a worker is online, mining runs, is profitable, its data is live."""

from typing import ClassVar, Final, override

from homeassistant.components.binary_sensor.const import DOMAIN as BINARY_SENSOR
from homeassistant.components.sensor.const import DOMAIN as SENSOR
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import Condition, EntityStateConditionBase

from .devices.ids import DATA_STATUS, MINING, ONLINE, PROFITABLE
from .mining.account import DataStatus
from .triggers.targets import ours

ON: Final[set[str | bool]] = {STATE_ON}
LIVE: Final[set[str | bool]] = {DataStatus.LIVE.value}


class OceanCondition(EntityStateConditionBase):
    """Tests the state of one kind of entity."""

    _domain_specs = {BINARY_SENSOR: DomainSpec()}  # noqa: RUF012
    _states = ON
    _key: ClassVar[str]

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the entities of this kind."""
        return ours(self._hass, super().entity_filter(entities), self._key)


class IsWorkerOnline(OceanCondition):
    """Tests whether workers are online."""

    _key = ONLINE


class IsMining(OceanCondition):
    """Tests whether accounts mine."""

    _key = MINING


class IsProfitable(OceanCondition):
    """Tests whether mining is profitable."""

    _key = PROFITABLE


class IsDataLive(OceanCondition):
    """Tests whether the data of accounts is live."""

    _domain_specs = {SENSOR: DomainSpec()}  # noqa: RUF012
    _states = LIVE
    _key = DATA_STATUS
    _primary_entities_only = False


CONDITIONS: Final[dict[str, type[Condition]]] = {
    "is_worker_online": IsWorkerOnline,
    "is_mining": IsMining,
    "is_profitable": IsProfitable,
    "is_data_live": IsDataLive,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions."""
    return CONDITIONS
