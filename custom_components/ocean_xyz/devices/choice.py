"""Decides which workers are devices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..const import (
    CONF_CHOSEN_WORKERS,
    CONF_WORKER_DEVICES,
    DEFAULT_DEVICE_LIMIT,
    ENTITIES_PER_WORKER,
    ENTITY_LIMIT,
    ENTITY_RESERVE,
)


class WorkerDevices(StrEnum):
    """Which workers the user wants as devices."""

    AUTOMATIC = "automatic"
    ALL = "all"
    CHOSEN = "chosen"
    NONE = "none"


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceChoice:
    """Which workers of an account shall be devices."""

    mode: WorkerDevices = WorkerDevices.AUTOMATIC
    chosen: frozenset[str] = frozenset()

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> DeviceChoice:
        """Read the choice from an account's settings."""
        return cls(
            mode=WorkerDevices(data.get(CONF_WORKER_DEVICES, WorkerDevices.AUTOMATIC)),
            chosen=frozenset(data.get(CONF_CHOSEN_WORKERS, ())),
        )


def select_devices(
    choice: DeviceChoice, workers: Iterable[str], present: set[str], room: int
) -> set[str]:
    """Return the workers that shall be devices.

    `present` are the workers that are devices already; they stay devices while the
    choice allows it. `room` is how many more devices Home Assistant takes. Without a
    choice an account of up to 250 workers gets a device for each, a larger one gets no
    new ones.
    """
    names = set(workers)
    match choice.mode:
        case WorkerDevices.NONE:
            return set()
        case WorkerDevices.CHOSEN:
            names &= choice.chosen
            present = present & choice.chosen
        case WorkerDevices.AUTOMATIC if len(names | present) > DEFAULT_DEVICE_LIMIT:
            return set(present)
    new = names - present
    if len(new) > room:
        # Devices for some of them would puzzle the user; none, and a repair that says
        # so, do not.
        new = new & choice.chosen if len(new & choice.chosen) <= room else set()
    return present | new


def room_for_devices(others: int) -> int:
    """Return how many worker devices fit beside those of other accounts."""
    limit = (ENTITY_LIMIT - ENTITY_RESERVE) // ENTITIES_PER_WORKER
    return max(limit - others, 0)
