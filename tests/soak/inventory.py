"""The objects of a running integration: their counts may not grow by themselves."""

import asyncio
from collections import Counter
from dataclasses import dataclass
import gc
import re
from typing import Any

from homeassistant.core import HassJob, HomeAssistant
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.helpers.dispatcher import DATA_DISPATCHER
from homeassistant.util.async_ import get_scheduled_timer_handles

from custom_components.ocean_xyz.const import DOMAIN

PACKAGE = f"custom_components.{DOMAIN}"

# A store with a delayed write has a timer for it, and a listener for the shutdown.
WRITE_TIMER = "Store._async_schedule_callback_delayed_write"
WRITE_LISTENER = "homeassistant_final_write"

# All of them are enabled here.
ENTITIES_PER_WORKER = 11

# Stores of the registries, the entries and the restored states.
HOME_ASSISTANTS_STORES = 12

HOURS_OF_A_MONTH = 31 * 24
OF_A_MONTH = ("HourMean", "ExpectedDay")

SHOWING = ("OceanSensor", "OceanBinarySensor")
WATCHING = ("track_entity_registry_updated_data", "track_device_registry_updated_data")
ROWS = ("LedgerEarning", "LedgerPayout", "Earning", "Payout", "HourRow")
OF_WORKERS = ("WorkerState", "WorkerSnapshot", "HashrateAverages")

# The workers of an account's last sixteen events, which triggers look up.
EVENTS_REMEMBERED = 16

ACTORS = (
    "AccountCosts",
    "AccountHistory",
    "AccountSource",
    "Builder",
    "LedgerSource",
    "NetworkSource",
    "OceanAccount",
    "OceanBinarySensor",
    "OceanCoordinator",
    "OceanEvent",
    "OceanHub",
    "OceanSensor",
    "OceanStore",
    "PoolSource",
    "Question",
    "SlicedListeners",
    "Transport",
)


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """Everything that could leak, counted."""

    listeners: Counter[str]
    timers: Counter[str]
    tasks: int
    devices: frozenset[str]
    entities: int
    states: int
    issues: frozenset[str]
    files: frozenset[str]
    actors: Counter[str]
    values: Counter[str]


def take(hass: HomeAssistant, storage: dict[str, Any]) -> Inventory:
    """Count everything, after garbage collection."""
    gc.collect()
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    objects = _objects()
    return Inventory(
        listeners=_listeners(hass),
        timers=_timers(hass),
        tasks=len(asyncio.all_tasks()),
        devices=_devices(dr.async_get(hass), entry.entry_id),
        entities=len(
            er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
        ),
        states=len(hass.states.async_all()),
        issues=frozenset(
            issue.translation_key or issue.issue_id
            for issue in ir.async_get(hass).issues.values()
            if issue.domain == DOMAIN and issue.active
        ),
        files=frozenset(key for key in storage if key.startswith(DOMAIN)),
        actors=Counter({name: objects[name] for name in ACTORS}),
        values=Counter(
            {name: count for name, count in objects.items() if name not in ACTORS}
        ),
    )


def _devices(registry: dr.DeviceRegistry, entry_id: str) -> frozenset[str]:
    """Return the names of the devices and their children."""
    devices = dr.async_entries_for_config_entry(registry, entry_id)
    children = [
        child
        for device in devices
        for child in dr.async_entries_for_parent_device(registry, device.id)
    ]
    return frozenset(str(one.name) for one in (*devices, *children))


def _objects() -> Counter[str]:
    """Count the objects of our classes."""
    return Counter(
        type(one).__name__
        for one in gc.get_objects()
        if type(one).__module__.startswith(PACKAGE)
    )


def _listeners(hass: HomeAssistant) -> Counter[str]:
    """Count the listeners to the bus, to signals and to single entities."""
    found = Counter({str(key): n for key, n in hass.bus.async_listeners().items()})
    del found[WRITE_LISTENER]
    signals: dict[Any, Any] = hass.data.get(DATA_DISPATCHER, {})
    for signal, targets in signals.items():
        found[f"signal {signal}"] += len(targets)
    for key, tracked in hass.data.items():
        if "track" in str(key) and hasattr(tracked, "callbacks"):
            found[str(key)] += sum(map(len, tracked.callbacks.values()))
    return found


def _timers(hass: HomeAssistant) -> Counter[str]:
    """Count the timers by their purpose."""
    return Counter(
        _purpose(handle)
        for handle in get_scheduled_timer_handles(hass.loop)
        if not handle.cancelled()
    )


def _purpose(handle: asyncio.TimerHandle) -> str:
    """Return a timer's purpose, without parts that differ between runs."""
    jobs = [one for one in handle._args or () if isinstance(one, HassJob)]
    callback: Any = handle._callback
    name = (jobs and jobs[0].name) or getattr(callback, "__qualname__", str(callback))
    return re.split(r"[<(]", str(name), maxsplit=1)[0]


def assert_same(now: Inventory, then: Inventory, *, more_devices: int = 0) -> None:
    """Assert that nothing was lost or left over, except workers' devices."""
    assert len(now.devices) - len(then.devices) == more_devices
    grown = more_devices * ENTITIES_PER_WORKER
    assert now.entities - then.entities == grown
    assert now.states - then.states == grown
    assert _beyond(now.actors, then.actors, SHOWING) == grown
    # An entity refers to its own and its device's registry entries.
    assert _beyond(now.listeners, then.listeners, WATCHING) == 2 * grown
    stores = now.actors["OceanStore"]
    assert now.timers.pop(WRITE_TIMER, 0) <= stores + HOME_ASSISTANTS_STORES
    then.timers.pop(WRITE_TIMER, None)
    assert now.timers == then.timers
    assert (now.tasks, now.files) == (then.tasks, then.files)


def _beyond(now: Counter[str], then: Counter[str], shared: tuple[str, ...]) -> int:
    """Return by how much some counts grew; all others must be the same."""
    grown = {key: now[key] - then[key] for key in now | then if now[key] != then[key]}
    assert not grown.keys() - set(shared), grown
    return sum(grown.values())


def assert_flat(now: Inventory, then: Inventory, rows: int) -> None:
    """Assert that the number of stored values fits the amount of data.

    `rows` is the number of earnings and payouts. They exist once in the ledger, once in
    the answer, and briefly in the previous ledger.
    """
    workers = now.values["WorkerMemory"]
    kept = {key: n for key, n in now.values.items() if n > 3 * then.values[key] + 8}
    assert not kept.keys() - {*ROWS, *OF_WORKERS, *OF_A_MONTH, "WorkerEvent"}, kept
    assert now.values["WorkerEvent"] <= EVENTS_REMEMBERED * workers
    assert max(now.values[kind] for kind in OF_A_MONTH) <= HOURS_OF_A_MONTH
    assert sum(now.values[kind] for kind in ROWS) <= 4 * rows + now.values["Block"]
    assert max(now.values[kind] for kind in OF_WORKERS) <= 4 * workers + 8
