"""Answers about workers: the first of those that an assistant may know."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.util.json import JsonValueType

from ..const import UNIT_TERAHASH
from ..devices.ids import worker_owner
from ..devices.naming import UnseenNames
from ..devices.registration import async_worker_device
from ..mining.units import TERA
from ..mining.workers.state import WorkerState, WorkerStatus
from ..mining.workers.table import natural
from ..runtime.account import OceanAccount, OceanConfigEntry
from .answers import COUNTS, account_head
from .exposure import Data, Exposure, local, safe_name

WORKER_VALUES: Final = {
    "hashrate_3_hours": "hashrate_10800s",
    "last_share": "last_share",
}
STATE_KEYS: Final = {"status": "status", "online": "online"}
WORKER_KEYS: Final = {**STATE_KEYS, **WORKER_VALUES}
GONE: Final = "gone"


class Wanted(StrEnum):
    """Which workers are asked for."""

    ALL = "all"
    ONLINE = "online"
    LOW = "low"
    OFFLINE = "offline"
    PAUSED = "paused"
    GONE = "gone"


TROUBLE: Final = (WorkerStatus.OFFLINE, GONE, WorkerStatus.LOW, WorkerStatus.PAUSED)
"""The statuses that come first in an answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """Which workers an assistant asks for, and how many at the most."""

    status: Wanted
    search: str
    limit: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A worker as far as the assistant may know it."""

    worker: WorkerState
    name: str
    status: str | None
    """None where it is not known or not exposed."""
    online: bool | None

    @property
    def order(self) -> tuple[int, tuple[tuple[int, str], ...]]:
        """Return the sorting key: trouble first, then the name."""
        trouble = TROUBLE.index(self.status) if self.status in TROUBLE else len(TROUBLE)
        if self.status is None and self.online is False:
            trouble = 0
        return trouble, natural(self.name)

    def is_wanted(self, request: Request) -> bool:
        """Return whether the request asks for the worker.

        A worker whose status is not exposed counts as online or offline.
        """
        if request.search.casefold() not in self.name.casefold():
            return False
        match request.status:
            case Wanted.ALL:
                return True
            case Wanted.ONLINE:
                return self.online is True
            case Wanted.OFFLINE if self.status is None:
                return self.online is False
        return self.status == request.status


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerAnswers:
    """Answers what one assistant may know of the workers of an entry."""

    hass: HomeAssistant
    entry: OceanConfigEntry
    exposure: Exposure
    unseen: UnseenNames

    def answer(self, account: OceanAccount, request: Request) -> Data:
        """Return some workers of an account, and how many there are."""
        answer = account_head(account)
        answer |= self.exposure.freshness(account.source.workers_time)
        if counts := self.exposure.values(account.account_id, COUNTS):
            answer["counts"] = counts
        if not account.state.workers_known:
            return answer | {"workers": None}
        known = self.rows(account)
        found = [row for row in known if row.is_wanted(request)]
        return answer | {
            "found": len(found),
            "workers": [self.data(account, row) for row in found[: request.limit]],
            "some_workers_are_not_exposed": len(known) < len(account.state.workers),
        }

    def rows(self, account: OceanAccount) -> list[Row]:
        """Return the workers that the assistant may know, those with trouble first."""
        rows = [self._row(account, one) for one in account.state.workers.values()]
        return sorted(
            (row for row in rows if row is not None), key=lambda row: row.order
        )

    def _row(self, account: OceanAccount, worker: WorkerState) -> Row | None:
        """Return what the assistant may know of a worker, None if nothing.

        A worker with a device is known by its own entities, another one by the entities
        of its account that count it.
        """
        if worker.name in account.worker_devices.names:
            return self._exposed_row(account, worker)
        if self.exposure.any(account.account_id, COUNTS):
            return self._counted_row(worker)
        return None

    def _exposed_row(self, account: OceanAccount, worker: WorkerState) -> Row | None:
        """Return a worker with a device, None if none of its entities is exposed."""
        owner = worker_owner(account.account_id, worker.name)
        data = self.exposure.values(owner, STATE_KEYS)
        if not data and not self.exposure.any(owner, WORKER_VALUES):
            return None
        status = _value(data.get("status"), str)
        online = _value(data.get("online"), bool)
        if status is not None:
            status = GONE if worker.gone else status
            online = status in (WorkerStatus.ONLINE, WorkerStatus.LOW)
        name = self._name(account, worker.name)
        return Row(worker=worker, name=name, status=status, online=online)

    def _counted_row(self, worker: WorkerState) -> Row:
        """Return a worker without a device."""
        name = safe_name(worker.name) or self.unseen(worker.name)
        status = GONE if worker.gone else worker.status
        return Row(worker=worker, name=name, status=status, online=worker.online)

    def data(self, account: OceanAccount, row: Row) -> Data:
        """Return the data of a worker."""
        if row.worker.name not in account.worker_devices.names:
            return _counted_data(row)
        data = self.exposure.values(
            worker_owner(account.account_id, row.worker.name), WORKER_KEYS
        )
        status: Data = {}
        if "status" in data:
            status = {"status": row.status}
        elif "online" in data:
            status = {"online": row.online}
        values = {key: data[key] for key in WORKER_VALUES if key in data}
        return {"name": row.name, **status, **values}

    def _name(self, account: OceanAccount, name: str) -> str:
        """Return the user's name of a worker, else that of its machine."""
        device: dr.AnyDeviceEntry | None = async_worker_device(
            self.hass, self.entry, account.account_id, name
        )
        called = device.name_by_user if device else None
        return safe_name(called or name) or self.unseen(name)


def _counted_data(row: Row) -> Data:
    """Return the data of a worker without entities, in the units of entities."""
    hashrate = row.worker.averages.hashrate_10800s
    value = None if hashrate is None else round(hashrate / TERA, 2)
    return {
        "name": row.name,
        "status": row.status,
        "hashrate_3_hours": {"value": value, "unit": UNIT_TERAHASH},
        "last_share": {"value": local(at) if (at := row.worker.last_share) else None},
    }


def _value[ValueT](data: JsonValueType, kind: type[ValueT]) -> ValueT | None:
    """Return the value of an entity's data, if it is of a kind."""
    value = data["value"] if isinstance(data, dict) else None
    return value if isinstance(value, kind) else None


def may_know_workers(account: OceanAccount, exposure: Exposure) -> bool:
    """Return whether the assistant may know anything of an account's workers."""
    return exposure.any(account.account_id, COUNTS) or any(
        exposure.any(worker_owner(account.account_id, name), WORKER_KEYS)
        for name in account.worker_devices.names
    )
