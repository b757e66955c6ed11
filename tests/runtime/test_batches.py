"""Much is done in slices, and nobody is left out."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import CONF_WORKER_DEVICES, DOMAIN
from custom_components.ocean_xyz.runtime.batches import (
    LISTENERS_AT_ONCE,
    NAMES_IN_SLICE,
    SlicedListeners,
    async_call_soon_once,
    async_in_batches,
)
from custom_components.ocean_xyz.runtime.stores import OceanStore
from simulator import Upstreams, farm

from ..conftest import make_entry, set_up


class Turns:
    """Counts the turns of the event loop."""

    def __init__(self) -> None:
        """Begin to count."""
        self.count = 0
        self._task = asyncio.ensure_future(self._turn())

    async def _turn(self) -> None:
        while True:
            await asyncio.sleep(0)
            self.count += 1

    def stop(self) -> None:
        """Leave off counting."""
        self._task.cancel()


async def test_a_few_listeners_are_told_at_once(hass: HomeAssistant) -> None:
    """They need not wait for the event loop."""
    told: list[int] = []
    listeners = SlicedListeners(hass)
    listeners.tell([partial(told.append, number) for number in range(5)])
    assert told == [0, 1, 2, 3, 4]


async def test_what_has_its_own_turn_is_done_once_in_it(hass: HomeAssistant) -> None:
    """Not at once, however often it is asked for, and again when it is asked again."""
    done: list[int] = []
    later = async_call_soon_once(hass, MockConfigEntry(), lambda: done.append(1))
    later()
    later()
    assert not done
    await asyncio.sleep(0)
    assert len(done) == 1
    later()
    await asyncio.sleep(0)
    assert len(done) == 2


async def test_what_has_its_own_turn_is_not_done_after_the_unload(
    hass: HomeAssistant,
) -> None:
    """Whether it was asked for by then or not."""
    done: list[int] = []
    entry = MockConfigEntry()
    later = async_call_soon_once(hass, entry, lambda: done.append(1))
    async_call_soon_once(hass, entry, lambda: done.append(2))
    later()
    await entry._async_process_on_unload(hass)
    await asyncio.sleep(0)
    assert not done


async def test_many_listeners_are_told_in_slices_and_each_once(
    hass: HomeAssistant,
) -> None:
    """One turn of the event loop tells no more than a slice, whoever comes again."""
    turns = Turns()
    await asyncio.sleep(0)
    told: list[tuple[int, int]] = []
    listeners = SlicedListeners(hass)
    many = [lambda n=number: told.append((turns.count, n)) for number in range(200)]
    listeners.tell(many)
    listeners.tell(many[50:150])
    await hass.async_block_till_done()
    turns.stop()
    assert sorted(number for _, number in told) == list(range(200))
    by_turn = [turn for turn, _ in told]
    assert max(by_turn.count(turn) for turn in by_turn) <= LISTENERS_AT_ONCE


async def test_who_is_found_first_is_told_before_the_last_is_looked_for(
    hass: HomeAssistant,
) -> None:
    """Looking takes time too: one turn of the loop looks no further than it must."""
    turns = Turns()
    await asyncio.sleep(0)
    looked: list[int] = []
    told: list[tuple[int, int]] = []

    def finds(first: int, found: int) -> list[Callable[[], None]]:
        looked.append(turns.count)
        return [partial(tells, first + number) for number in range(found)]

    def tells(number: int) -> None:
        told.append((turns.count, number))

    listeners = SlicedListeners(hass)
    listeners.find(partial(finds, 100 * place, 60 * (place % 2)) for place in range(10))
    await hass.async_block_till_done()
    turns.stop()
    expected = [100 * place + n for place in range(1, 10, 2) for n in range(60)]
    assert [number for _, number in told] == expected
    by_turn = [turn for turn, _ in told]
    assert max(by_turn.count(turn) for turn in by_turn) <= LISTENERS_AT_ONCE
    assert max(looked.count(turn) for turn in looked) <= 2
    assert told[0][0] < looked[-1]


async def test_a_few_that_are_found_are_told_at_once(hass: HomeAssistant) -> None:
    """An account of a few machines has its states in the same turn of the loop."""
    told: list[int] = []
    listeners = SlicedListeners(hass)
    listeners.find([lambda: [partial(told.append, number) for number in range(5)]])
    assert told == [0, 1, 2, 3, 4]
    listeners.find([])
    assert told == [0, 1, 2, 3, 4]


async def test_a_listener_that_fails_keeps_it_from_nobody(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """The others of its slice are told, and the log says what happened."""
    told: list[str] = []

    def fails() -> None:
        message = "no such thing"
        raise ValueError(message)

    SlicedListeners(hass).tell([fails, lambda: told.append("told")])
    assert told == ["told"]
    assert "no such thing" in caplog.text
    caplog.clear()


async def test_who_left_or_was_stopped_is_not_told(hass: HomeAssistant) -> None:
    """An entity that is removed while others are told is not written any more."""
    told: list[int] = []
    listeners = SlicedListeners(hass)
    many = [partial(told.append, number) for number in range(100)]
    listeners.tell(many)
    listeners.forget(many[99])
    listeners.forget(many[99])
    await hass.async_block_till_done()
    assert told == list(range(99))
    listeners.tell(many)
    listeners.stop()
    await hass.async_block_till_done()
    assert len(told) <= 99 + LISTENERS_AT_ONCE
    listeners.tell(many[:1])
    assert told[-1] == 0


@pytest.mark.parametrize("workers", [50, 300])
async def test_no_turn_of_the_loop_takes_up_many_workers(
    hass: HomeAssistant, entry: MockConfigEntry, workers: int
) -> None:
    """Up to fifty are taken up at once, more of them five by five."""
    entry.add_to_hass(hass)
    turns = Turns()
    await asyncio.sleep(0)
    taken: list[tuple[int, int]] = []

    def take(names: Sequence[str]) -> None:
        taken.append((turns.count, len(names)))

    names = [f"rig-{number}" for number in range(workers)]
    async_in_batches(hass, entry, names, take)
    await hass.async_block_till_done(wait_background_tasks=True)
    turns.stop()
    assert sum(count for _, count in taken) == workers
    assert max(count for _, count in taken) == (50 if workers == 50 else NAMES_IN_SLICE)
    assert len({turn for turn, _ in taken}) == len(taken)


@pytest.mark.parametrize("plans", [(farm(120),)])
async def test_a_farm_comes_up_in_slices_with_every_device_once(
    hass: HomeAssistant,
    upstreams: Upstreams,
    address: str,
    device_registry: dr.DeviceRegistry,
) -> None:
    """At set-up and at a reload; one removed meanwhile does not come back."""
    entry = make_entry(address, **{CONF_WORKER_DEVICES: "all"})
    assert await set_up(hass, entry)
    (account,) = entry.runtime_data.accounts.values()

    def online() -> list[str]:
        return [
            entity for entity in hass.states.async_entity_ids("binary_sensor")
            if entity.endswith("_online")
            and hass.states.get(entity).state == "on"
        ]  # fmt: skip

    devices = dr.async_entries_for_parent_device(device_registry, account.device_id)
    assert len(devices) == len(online()) == 120
    name = max(account.devices)
    assert await hass.config_entries.async_reload(entry.entry_id)
    (account,) = entry.runtime_data.accounts.values()
    account.async_forget_workers({name})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(online()) == 119
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("plans", [(farm(120),)])
async def test_a_worker_removed_before_its_turn_makes_no_device(
    hass: HomeAssistant,
    upstreams: Upstreams,
    address: str,
    device_registry: dr.DeviceRegistry,
) -> None:
    """Its device would otherwise be registered by a slice that comes later."""
    entry = make_entry(address, **{CONF_WORKER_DEVICES: "all"})
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    (account,) = entry.runtime_data.accounts.values()
    identifier = (DOMAIN, f"{account.account_id}_worker_{max(account.devices)}")
    assert not device_registry.async_get_child_device_by_identifier(
        identifier, entry.entry_id
    )
    account.async_forget_workers({max(account.devices)})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not device_registry.async_get_child_device_by_identifier(
        identifier, entry.entry_id
    )
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("plans", [(farm(120),)])
async def test_nobody_is_taken_up_while_the_entry_is_unloaded(
    hass: HomeAssistant,
    upstreams: Upstreams,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An entity of a former run would keep that of the next one out."""

    async def slow_disk(store: OceanStore[Any]) -> None:
        for _ in range(100):
            await asyncio.sleep(0)

    monkeypatch.setattr(OceanStore, "flush", slow_disk)
    entry = make_entry(address, **{CONF_WORKER_DEVICES: "all"})
    assert await set_up(hass, entry)
    for _reload in range(2):
        # The second reload comes while the first run's workers are being taken up.
        assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert "already exists" not in caplog.text
    (account,) = entry.runtime_data.accounts.values()
    assert len(account.devices) == 120
    await hass.config_entries.async_unload(entry.entry_id)
