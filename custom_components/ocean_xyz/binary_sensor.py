"""Binary sensors: whether an account mines and that pays, and a worker is online."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
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
    STATUS,
    OceanDescription,
    OceanEntity,
    account_place,
    worker_listener,
    worker_place,
)
from .mining.account import AccountState
from .mining.costs import Verdict
from .mining.workers.state import WorkerState
from .runtime.account import OceanAccount, OceanConfigEntry

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

PROFITABLE_SENSOR: Final = OceanBinarySensorDescription[Verdict](
    key=PROFITABLE,
    value_fn=lambda verdict: verdict.profitable,
    attributes_fn=lambda verdict: {
        "margin": round(verdict.margin, 1),
        "tariff": round(verdict.tariff, 4),
        "break_even_tariff": None
        if verdict.break_even is None
        else round(verdict.break_even, 4),
    },
)

ONLINE_SENSOR: Final = OceanBinarySensorDescription[WorkerState](
    key=ONLINE,
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    value_fn=lambda worker: worker.online,
)


class OceanBinarySensor[SubjectT](OceanEntity[SubjectT], BinarySensorEntity):
    """A binary sensor about one subject."""

    entity_description: OceanBinarySensorDescription[SubjectT]
    _unrecorded_attributes = frozenset({"margin", "tariff", "break_even_tariff"})

    @override
    def show(self, value: bool | None) -> None:
        """Show whether it is so."""
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
    if account.costs.settings.has_costs:
        return [_mining(account), _profitable(account)]
    return [_mining(account)]


def _profitable(account: OceanAccount) -> OceanBinarySensor[Verdict]:
    """Return whether mining pays."""
    costs = account.costs
    return OceanBinarySensor(
        PROFITABLE_SENSOR,
        account_place(account),
        lambda: costs.verdict,
        costs.async_add_listener,
    )


def _mining(account: OceanAccount) -> OceanBinarySensor[AccountState]:
    """Return whether an account mines."""
    state = account.state_coordinator
    return OceanBinarySensor(
        MINING_SENSOR,
        account_place(account),
        lambda: state.data if state.data.mining is not None else None,
        state.async_add_listener,
    )


def _online(account: OceanAccount, name: str) -> OceanBinarySensor[WorkerState]:
    """Return whether a worker is online."""
    return OceanBinarySensor(
        ONLINE_SENSOR,
        worker_place(account, name),
        lambda: account.worker(name),
        worker_listener(account, name, STATUS),
    )
