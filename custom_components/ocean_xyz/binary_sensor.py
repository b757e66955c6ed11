"""Binary sensors: whether an account mines, whether that pays, which workers are online."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .devices.ids import MINING, ONLINE, PROFITABLE
from .entity import (
    OceanDescription,
    OceanEntity,
    account_place,
    answered,
    worker_place,
)
from .mining.account import AccountState
from .mining.figures import Source
from .mining.profitability import Profitability
from .mining.workers.state import WorkerState
from .runtime.account import OceanAccount, OceanConfigEntry
from .runtime.listeners import STATUS

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class OceanBinarySensorDescription[SubjectT](
    OceanDescription[SubjectT], BinarySensorEntityDescription
):
    """Describes a binary sensor about one kind of subject."""

    value_fn: Callable[[SubjectT], bool | None]


MINING_SENSOR: Final = OceanBinarySensorDescription[AccountState](
    key=MINING,
    device_class=BinarySensorDeviceClass.RUNNING,
    value_fn=lambda state: state.mining,
)

PROFITABLE_SENSOR: Final = OceanBinarySensorDescription[Profitability](
    key=PROFITABLE,
    value_fn=lambda decision: decision.profitable,
    attributes_fn=lambda decision: {
        "margin": round(decision.margin, 1),
        "tariff": round(decision.price, 4),
        "break_even_tariff": None
        if decision.break_even is None
        else round(decision.break_even, 4),
    },
)

ONLINE_SENSOR: Final = OceanBinarySensorDescription[WorkerState](
    key=ONLINE,
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    value_fn=lambda worker: worker.online,
)


PROFITABLE_SOURCES: Final = (
    Source.ACCOUNT,
    Source.POOL,
    Source.PRICE,
    Source.POWER,
    Source.TARIFF,
)


class OceanBinarySensor[SubjectT](OceanEntity[SubjectT], BinarySensorEntity):
    """A binary sensor about one subject."""

    entity_description: OceanBinarySensorDescription[SubjectT]
    _unrecorded_attributes = frozenset({"margin", "tariff", "break_even_tariff"})

    @override
    def show(self, value: bool | None) -> None:
        """Show a value; None is unknown."""
        self._attr_is_on = value


async def async_setup_entry(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of the accounts and their workers."""
    for subentry_id, account in entry.runtime_data.accounts.items():
        async_add_entities(_account_sensors(account), config_subentry_id=subentry_id)

        @callback
        def add_workers(
            names: Iterable[str],
            account: OceanAccount = account,
            subentry_id: str = subentry_id,
        ) -> None:
            """Add the binary sensor of workers that became devices."""
            async_add_entities(
                [_online(account, name) for name in names],
                config_subentry_id=subentry_id,
            )

        account.worker_devices.async_follow(hass, entry, add_workers)


def _account_sensors(account: OceanAccount) -> list[OceanBinarySensor[Any]]:
    """Return the binary sensors of an account."""
    place, costs = account_place(account.account_id), account.costs

    def known() -> AccountState | None:
        return account.state if account.state.mining is not None else None

    state = account.state_coordinator.async_add_listener
    sensors: list[OceanBinarySensor[Any]] = [
        OceanBinarySensor(
            MINING_SENSOR, place, known, answered(account, Source.WORKERS), state
        )
    ]
    if costs.settings.has_costs:
        sensors.append(
            OceanBinarySensor(
                PROFITABLE_SENSOR,
                place,
                lambda: costs.profitability,
                answered(account, *PROFITABLE_SOURCES),
                costs.async_add_listener,
            )
        )
    return sensors


def _online(account: OceanAccount, name: str) -> OceanBinarySensor[WorkerState]:
    """Return whether a worker is online."""
    return OceanBinarySensor(
        ONLINE_SENSOR,
        worker_place(account.account_id, account.device_id, name),
        lambda: account.worker(name),
        answered(account, Source.WORKERS),
        partial(account.listeners.async_listen_to_worker, name, STATUS),
    )
