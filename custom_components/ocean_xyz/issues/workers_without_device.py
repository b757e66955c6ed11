"""The problem of workers that should be devices, but do not fit."""

from typing import Final, override

from homeassistant.components.repairs import RepairsFlowResult

from ..const import CONF_WORKER_DEVICES
from ..devices.choice import DeviceChoice, WorkerDevices, room_for_devices
from ..flows.support import UserInput
from ..runtime.account import OceanAccount
from .base import Kind, OceanRepair, Problem, of_workers
from .texts import account_texts, worker_texts


def _without_device(account: OceanAccount) -> list[str]:
    """Return the workers that should have a device and have none."""
    choice = DeviceChoice.from_data(account.subentry.data)
    if choice.mode is WorkerDevices.NONE:
        return []
    known = set(account.source.memory.workers)
    if choice.mode is WorkerDevices.CHOSEN:
        known &= choice.chosen
    return sorted(known - account.worker_devices.names)


def _workers_without_device(account: OceanAccount) -> Problem:
    """Find workers that should have a device and have none."""
    names = _without_device(account)
    return Problem(
        present=of_workers(account, names),
        placeholders=account_texts(account) | worker_texts(names),
    )


class MakeDevices(OceanRepair):
    """Makes devices of all workers, or leads to the form that chooses some."""

    @property
    @override
    def choices(self) -> list[str]:
        """Return what can be done; devices for all only where there is room."""
        account, entry = self.account, self.about.entry
        mode = DeviceChoice.from_data(account.subentry.data).mode
        taken = sum(
            len(one.worker_devices.names)
            for one in entry.runtime_data.accounts.values()
        )
        fits = len(_without_device(account)) <= room_for_devices(taken)
        offer_all = mode is WorkerDevices.AUTOMATIC and fits
        return [*(["all_devices"] if offer_all else []), "reconfigure", "leave"]

    async def async_step_all_devices(
        self, user_input: UserInput = None
    ) -> RepairsFlowResult:
        """Make a device of each worker; storing that reloads the entry."""
        subentry = self.account.subentry
        self.hass.config_entries.async_update_subentry(
            self.about.entry,
            subentry,
            data={**subentry.data, CONF_WORKER_DEVICES: WorkerDevices.ALL.value},
        )
        return self.async_create_entry(data={})


WORKERS_WITHOUT_DEVICE: Final = Kind(
    key="workers_without_device", find=_workers_without_device, repair=MakeDevices
)
