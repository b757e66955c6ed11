"""The floor: Home Assistant with entities that do nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import logging
from time import thread_time
from typing import Final, override
from unittest.mock import patch

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.sensor import SensorEntity, SensorStateClass
from homeassistant.config_entries import (
    HANDLERS,
    ConfigEntry,
    ConfigFlow,
    ConfigSubentryData,
)
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import ChildDeviceInfo, DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_component import EntityComponent
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    MockPlatform,
    mock_integration,
    mock_platform,
)

from .house import Case

DOMAIN: Final = "bare"
SENSORS: Final = 10
"""The sensors of a worker; it also has a binary sensor."""

ENABLED: Final = 2
"""Sensors of a worker that are enabled at first."""


class BareSensor(SensorEntity):
    """A sensor with a value that is set from outside."""

    _attr_should_poll = False
    _attr_native_unit_of_measurement = "TH/s"
    _attr_state_class = SensorStateClass.MEASUREMENT

    def __init__(self, number: int) -> None:
        """Create one of many."""
        self._attr_unique_id = f"bare_{number}"
        self._attr_name = f"Bare {number}"
        self._attr_native_value = float(number)


class Writers:
    """Bare sensors to write as often as needed."""

    def __init__(self, sensors: list[BareSensor]) -> None:
        """Take sensors that are already in Home Assistant."""
        self._sensors = sensors
        self._round = 0

    def write(self, count: int) -> float:
        """Write this many changed states, and return the processor time in seconds."""
        self._round += 1
        wanted = self._sensors[:count]
        for number, sensor in enumerate(wanted):
            sensor._attr_native_value = self._round * 1000 + number + 0.5
        began = thread_time()
        for sensor in wanted:
            sensor.async_write_ha_state()
        return thread_time() - began


async def writers(hass: HomeAssistant, count: int) -> Writers:
    """Add bare sensors."""
    component = EntityComponent[Entity](logging.getLogger(__name__), "sensor", hass)
    sensors = [BareSensor(number) for number in range(count)]
    await component.async_add_entities(sensors)
    return Writers(sensors)


class _WorkerEntity(Entity):
    """The base of the bare entities of a worker."""

    _attr_should_poll = False
    _attr_has_entity_name = True

    def __init__(self, place: str, device: ChildDeviceInfo, number: int) -> None:
        self._attr_unique_id = f"{place}_{number}"
        self._attr_name = f"Value {number}"
        self._attr_device_info = device
        self._attr_entity_registry_enabled_default = number < ENABLED


class _WorkerSensor(_WorkerEntity, SensorEntity):
    _attr_native_unit_of_measurement = "TH/s"
    _attr_state_class = SensorStateClass.MEASUREMENT

    @override
    async def async_added_to_hass(self) -> None:
        self._attr_native_value = 100.5


class _WorkerBinarySensor(_WorkerEntity, BinarySensorEntity):
    _attr_is_on = True


class _ServiceSensor(SensorEntity):
    """A sensor that belongs to no worker."""

    _attr_should_poll = False
    _attr_has_entity_name = True
    _attr_native_value = 1.5

    def __init__(self, number: int, shown: int) -> None:
        self._attr_unique_id = f"service_{number}"
        self._attr_name = f"Service value {number}"
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, "hub")}, name="Hub")
        self._attr_entity_registry_enabled_default = number < shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Others:
    """The entities that belong to no worker."""

    shown: int
    """The number of enabled ones."""
    total: int


@contextmanager
def bare_integration(
    hass: HomeAssistant, case: Case, others: Others
) -> Iterator[MockConfigEntry]:
    """Register an integration with as many devices and entities as ours."""
    parents: dict[str, str] = {}
    services = [_ServiceSensor(one, others.shown) for one in range(others.total)]

    async def set_up(hass: HomeAssistant, entry: ConfigEntry) -> bool:
        registry = dr.async_get(hass)
        for subentry_id in entry.subentries:
            parents[subentry_id] = registry.async_get_or_create(
                config_entry_id=entry.entry_id,
                config_subentry_id=subentry_id,
                identifiers={(DOMAIN, subentry_id)},
                name="Account",
            ).id
        await hass.config_entries.async_forward_entry_setups(
            entry, [Platform.BINARY_SENSOR, Platform.SENSOR]
        )
        return True

    def adds(kind: type[_WorkerEntity], count: int) -> MockPlatform:
        async def add(
            hass: HomeAssistant,
            entry: ConfigEntry,
            async_add_entities: AddConfigEntryEntitiesCallback,
        ) -> None:
            if kind is _WorkerSensor:
                async_add_entities(services)
            for place, (subentry_id, parent) in enumerate(parents.items()):
                workers = range(place, case.workers, case.accounts)
                async_add_entities(
                    _entities(kind, count, workers, parent),
                    config_subentry_id=subentry_id,
                )

        return MockPlatform(async_setup_entry=add)

    mock_integration(hass, MockModule(DOMAIN, async_setup_entry=set_up))
    mock_platform(hass, f"{DOMAIN}.config_flow")
    mock_platform(hass, f"{DOMAIN}.sensor", adds(_WorkerSensor, SENSORS))
    mock_platform(hass, f"{DOMAIN}.binary_sensor", adds(_WorkerBinarySensor, 1))
    with patch.dict(HANDLERS, {DOMAIN: ConfigFlow}):
        yield _entry(case.accounts)


def _entities(
    kind: type[_WorkerEntity], count: int, workers: range, parent: str
) -> list[_WorkerEntity]:
    """Return the entities of some workers on one platform."""
    return [
        kind(
            f"{kind.__name__}_{worker}",
            ChildDeviceInfo(
                identifiers={(DOMAIN, f"worker_{worker}")},
                parent_device_id=parent,
                name=f"Worker {worker}",
            ),
            number,
        )
        for worker in workers
        for number in range(count)
    ]


def _entry(accounts: int) -> MockConfigEntry:
    """Return an entry of the bare integration."""
    return MockConfigEntry(
        domain=DOMAIN,
        entry_id=DOMAIN,
        subentries_data=[
            ConfigSubentryData(
                data={},
                subentry_type="account",
                title=f"{number}",
                unique_id=f"{number}",
            )
            for number in range(accounts)
        ],
    )
