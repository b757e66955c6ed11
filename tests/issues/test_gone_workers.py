"""The repair of workers that OCEAN no longer lists."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.ocean_xyz.const import (
    CONF_REMOVE_AFTER,
    DOMAIN,
)
from simulator import Upstreams, World

from ..conftest import Tick, make_entry, set_up
from .support import (
    account_of,
    choose,
    done,
    issue,
    names,
    open_repair,
    submit,
)

GONE = ("s21-garage", "s19-left", "s19-shed")


@pytest.fixture
async def gone(
    hass: HomeAssistant, upstreams: Upstreams, world: World, address: str, tick: Tick
) -> MockConfigEntry:
    """Return an entry with three workers that are gone for more than a day."""
    entry = make_entry(address, **{CONF_REMOVE_AFTER: 1})
    assert await set_up(hass, entry)
    for name in GONE:
        world.remove_machine(address, name)
    await tick(60, step=10)
    assert not issue(hass, "gone_workers", entry)
    await tick(25 * 60, step=30)
    return entry


async def test_gone_workers_are_named_and_removed(
    hass: HomeAssistant, gone: MockConfigEntry, world: World, address: str, tick: Tick
) -> None:
    """Device, entities and memory go; one that comes back has its former ids."""
    found = issue(hass, "gone_workers", gone)
    assert found is not None
    assert found.translation_placeholders == {
        "account": "Home",
        "label": "Home",
        "count": "3",
        "workers": "s19-left, s19-shed, s21-garage",
    }
    entity = "sensor.home_s21_garage_hashrate_3_hours"
    before = er.async_get(hass).async_get(entity)
    # One whose device is not registered (any more) goes as well.
    account = account_of(gone)
    memory = account.source.memory.workers["s21-garage"]
    account.source.roll.memories["no device"] = memory
    account.worker_devices.names.add("no device")
    step = await open_repair(hass, found)
    assert step["description_placeholders"]["days"] == "1"
    result = await choose(hass, step, "remove_all")
    assert result["type"] == "create_entry"
    assert not {*GONE, "no device"} & set(account.source.memory.workers)
    assert not set(GONE) & names(hass, gone)
    assert er.async_get(hass).async_get(entity) is None
    await tick()
    assert not issue(hass, "gone_workers", gone)

    world.add_machine(address, "s21-garage", 200e12)
    await tick(10)
    assert "s21-garage" in names(hass, gone)
    again = er.async_get(hass).async_get(entity)
    assert again is not None
    assert before is not None
    assert again.id == before.id
    assert hass.states.get(entity) is not None
    await done(hass, gone)


async def test_some_are_removed_some_kept_and_others_asked_about_later(
    hass: HomeAssistant, gone: MockConfigEntry, world: World, address: str, tick: Tick
) -> None:
    """Also after a restart; who mines in between is asked about again."""
    step = await open_repair(hass, issue(hass, "gone_workers", gone))
    form = await choose(hass, step, "choose")
    both = {"remove": ["s19-left"], "keep": ["s19-left"]}
    form = await submit(hass, form, both)
    assert form["errors"] == {"keep": "both"}
    result = await submit(hass, form, {"remove": ["s19-left"], "keep": ["s19-shed"]})
    assert result["type"] == "create_entry"
    assert {"s21-garage", "s19-shed"} < names(hass, gone)
    assert "s19-left" not in names(hass, gone)
    await tick(10)
    assert await hass.config_entries.async_reload(gone.entry_id)
    await tick(10)
    assert not issue(hass, "gone_workers", gone)
    # A day later the one that was put off is offered again, the kept one is not.
    await tick(25 * 60, step=30)
    found = issue(hass, "gone_workers", gone)
    assert found is not None
    assert (found.translation_placeholders or {})["workers"] == "s21-garage"
    world.add_machine(address, "s19-shed", 95e12)
    await tick(30, step=5)
    world.remove_machine(address, "s19-shed")
    await tick(26 * 60, step=30)
    found = issue(hass, "gone_workers", gone)
    assert found is not None
    assert (found.translation_placeholders or {})["count"] == "2"
    await done(hass, gone)


async def test_all_are_asked_about_later(
    hass: HomeAssistant, gone: MockConfigEntry, tick: Tick
) -> None:
    """After as many days as it took to ask."""
    step = await open_repair(hass, issue(hass, "gone_workers", gone))
    result = await choose(hass, step, "later")
    assert result["type"] == "create_entry"
    await tick(23 * 60, step=30)
    assert not issue(hass, "gone_workers", gone)
    await tick(2 * 60, step=30)
    assert issue(hass, "gone_workers", gone)
    await done(hass, gone)


async def test_a_gone_worker_is_now_called_something_else(
    hass: HomeAssistant, gone: MockConfigEntry, world: World, address: str, tick: Tick
) -> None:
    """The new name has the device of the old one; what makes no sense is refused."""
    world.add_machine(address, "shed-1", 95e12)
    await tick(10)
    registry = dr.async_get(hass)
    account = account_of(gone)
    find = registry.async_get_child_device_by_identifier
    prefix = f"{account.account_id}_worker_"
    former = find((DOMAIN, f"{prefix}s19-shed"), gone.entry_id)
    step = await open_repair(hass, issue(hass, "gone_workers", gone))
    form = await choose(hass, step, "renamed")
    world.switch_off(address, "shed-1")
    await tick(70)
    typed = {"former": "s19-shed", "present": "shed-1"}
    form = await submit(hass, form, typed)
    assert form["errors"] == {"base": "successor_silent"}
    world.switch_on(address, "shed-1")
    await tick(10)
    form = await open_repair(hass, issue(hass, "gone_workers", gone))
    form = await choose(hass, form, "renamed")
    result = await submit(hass, form, typed)
    assert result["type"] == "create_entry"
    present = find((DOMAIN, f"{prefix}shed-1"), gone.entry_id)
    assert former is not None
    assert present is not None
    assert present.id == former.id
    assert find((DOMAIN, f"{prefix}s19-shed"), gone.entry_id) is None
    await tick()
    found = issue(hass, "gone_workers", gone)
    assert found is not None
    assert (found.translation_placeholders or {})["count"] == "2"
    await done(hass, gone)


async def test_without_a_running_worker_none_was_renamed(
    hass: HomeAssistant, gone: MockConfigEntry, world: World, address: str, tick: Tick
) -> None:
    """The repair says so."""
    world.switch_off(address)
    await tick(4 * 60, step=5)
    step = await open_repair(hass, issue(hass, "gone_workers", gone))
    result = await choose(hass, step, "renamed")
    assert (result["type"], result["reason"]) == ("abort", "nobody_mines")
    await done(hass, gone)


async def test_the_device_page_removes_who_is_gone_and_says_why_not(
    hass: HomeAssistant, gone: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    """By the command behind the page's button."""
    assert await async_setup_component(hass, "config", {})
    client = await hass_ws_client(hass)
    registry = dr.async_get(hass)
    devices = {
        one.name: one.id
        for one in dr.async_entries_for_parent_device(
            registry, account_of(gone).device_id
        )
    }

    async def remove(device_id: str) -> Any:
        await client.send_json_auto_id(
            {"type": "config/device_registry/remove", "device_id": device_id}
        )
        return await client.receive_json()

    result = await remove(devices["s21-attic"])
    assert not result["success"]
    assert "still lists s21-attic" in result["error"]["message"]
    result = await remove(account_of(gone).device_id)
    assert "remove the account" in result["error"]["message"]
    assert (await remove(devices["s21-garage"]))["success"]
    assert "s21-garage" not in names(hass, gone)
    assert "s21-garage" not in account_of(gone).source.memory.workers
    await done(hass, gone)
