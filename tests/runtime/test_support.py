"""Diagnostics, system health, repairs, storage and names."""

import asyncio
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.helpers.storage import Store
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    get_system_health_info,
)
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ocean_xyz.const import (
    CONF_CHOSEN_WORKERS,
    CONF_REMOVE_AFTER,
    CONF_WORKER_DEVICES,
    DOMAIN,
)
from custom_components.ocean_xyz.devices.choice import (
    DeviceChoice,
    WorkerDevices,
    room_for_devices,
    select_devices,
)
from custom_components.ocean_xyz.devices.ids import HUB_STORE_KEY
from custom_components.ocean_xyz.devices.naming import worker_device_info
from custom_components.ocean_xyz.mining.account import AccountMemory
from custom_components.ocean_xyz.mining.names import display_name
from custom_components.ocean_xyz.mining.pool import PoolMemory
from custom_components.ocean_xyz.runtime.stores import SAVE_SOON, OceanStore
from simulator import Upstreams, World, odd_names
from simulator.oddities import ZeroSnapshot
from simulator.outages import Status

from ..conftest import Tick, make_entry, set_up
from ..sources.support import hub_entry

SECRETS = ("s21-garage", "bitaxe", "Home")


async def test_diagnostics_tell_how_it_fares_and_not_who(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    address: str,
    hass_client: ClientSessionGenerator,
) -> None:
    """The questions to the upstreams are in it; address, label and names are not."""
    told = await get_diagnostics_for_config_entry(hass, hass_client, loaded)
    text = str(told)
    assert not [secret for secret in (address, *SECRETS) if secret in text]
    (account,) = told["accounts"]
    assert account["status"] == "live"
    assert account["workers"] == {"online": 8, "offline": 0, "total": 8}
    assert {one["question"] for one in account["questions"]} == {
        "workers",
        "snapshot",
        "hashrate",
        "worker hashrates",
        "web page",
    }
    assert told["requests"]["api.ocean.xyz"] > 5
    assert told["hub"]["network_source"] == "mempool"


async def test_diagnostics_say_what_was_not_believed_and_why(
    hass: HomeAssistant,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    tick: Tick,
) -> None:
    """Each question has its last doubt: its reason, since when, and when it was over."""
    fault = upstreams.inject(ZeroSnapshot(), host="api.ocean.xyz", path="/v1/user")

    async def doubt() -> dict[str, Any]:
        data = await get_diagnostics_for_config_entry(hass, hass_client, loaded)
        (account,) = data["accounts"]
        assert account["known_by"] == "list"
        question = {one["question"]: one for one in account["questions"]}["workers"]
        found: dict[str, Any] = question["doubt"]
        return found

    assert await doubt() is None
    await tick()
    zero = await doubt()
    assert zero["reason"] == "all_zero"
    assert zero["since"]
    assert zero["until"] is None
    upstreams.faults.remove(fault)
    await tick()
    after = await doubt()
    assert (after["reason"], after["since"]) == (zero["reason"], zero["since"])
    assert after["until"] > after["since"]


@pytest.mark.parametrize(
    ("identifier", "part"),
    [("{account}_worker_s21-garage", "worker"), ("{account}", "account"),
     ("ocean_pool", "hub")],
)  # fmt: skip
async def test_diagnostics_of_a_device(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    address: str,
    hass_client: ClientSessionGenerator,
    identifier: str,
    part: str,
) -> None:
    """A worker tells by what it is judged, an account and the hub how they fare."""
    (account,) = loaded.runtime_data.accounts.values()
    wanted = (DOMAIN, identifier.format(account=account.account_id))
    device = device_registry.async_get_device_by_identifier(
        wanted, loaded.entry_id
    ) or device_registry.async_get_child_device_by_identifier(wanted, loaded.entry_id)
    assert device is not None
    told = await get_diagnostics_for_device(hass, hass_client, loaded, device)
    assert not [secret for secret in (address, *SECRETS) if secret in str(told)]
    assert told[part]
    if part == "worker":
        assert told[part]["status"] == "online"
        assert told[part]["allowed_silence"] >= 180
        account.source.forget_workers({"s21-garage"})
        told = await get_diagnostics_for_device(hass, hass_client, loaded, device)
        assert told == {"worker": None} or told["worker"] is None


async def test_diagnostics_tell_of_the_ledger_without_an_amount(
    hass: HomeAssistant,
    upstreams: Upstreams,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    tick: Tick,
) -> None:
    """How many rows there are and how old they are; nothing while it is not known."""
    fault = upstreams.inject(Status(502), host="api.ocean.xyz", path="/v1/earnpay")
    assert await set_up(hass, entry)
    told = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert told["accounts"][0]["ledger_rows"] is None
    upstreams.faults.remove(fault)
    await tick(10)
    told = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    rows = told["accounts"][0]["ledger_rows"]
    assert rows["earnings"] > 20
    assert set(rows) == {"earnings", "payouts", "kind", "begun", "read"}
    await hass.config_entries.async_unload(entry.entry_id)


async def test_diagnostics_do_not_name_an_own_instance(
    hass: HomeAssistant, upstreams: Upstreams, hass_client: ClientSessionGenerator
) -> None:
    """Of a mempool of the user's own they say that it is asked, and no more."""
    upstreams.serve_mempool("umbrel.local")
    entry = hub_entry(
        network_source="own_mempool", mempool_url="http://umbrel.local:3006"
    )
    assert await set_up(hass, entry)
    told = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert told["requests"]["own instance"] > 3
    assert "umbrel" not in str(told)


async def test_system_health_says_whether_the_upstreams_are_reached(
    hass: HomeAssistant, loaded: MockConfigEntry, upstreams: Upstreams
) -> None:
    """It counts accounts and workers, of loaded entries only."""
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    info = await get_system_health_info(hass, DOMAIN)
    assert info["accounts"] == info["live_accounts"] == 1
    assert info["workers"] == 8
    assert info["network_source"] == "mempool"
    assert await info["can_reach_ocean"] == "ok"
    assert await info["can_reach_network_source"] == "ok"
    await hass.config_entries.async_unload(loaded.entry_id)
    info = await get_system_health_info(hass, DOMAIN)
    assert "accounts" not in info
    reached = "can_reach_ocean", "can_reach_network_source"
    assert [await info[what] for what in reached] == ["ok", "ok"]


@pytest.mark.parametrize(
    ("settings", "host"),
    [
        ({"network_source": "blockchain_info"}, "blockchain.info"),
        (
            {
                "network_source": "own_mempool",
                "mempool_url": "http://umbrel.local:3006",
            },
            "umbrel.local",
        ),
    ],
)
async def test_system_health_asks_the_source_that_was_chosen(
    hass: HomeAssistant, upstreams: Upstreams, settings: dict[str, str], host: str
) -> None:
    """Who has an own instance learns whether that one is reached."""
    upstreams.serve_mempool("umbrel.local")
    entry = hub_entry(**settings)
    assert await set_up(hass, entry)
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    before = upstreams.count(host)
    info = await get_system_health_info(hass, DOMAIN)
    assert await info["can_reach_ocean"] == "ok"
    assert await info["can_reach_network_source"] == "ok"
    assert upstreams.count(host) == before + 1
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("upstreams")
async def test_a_gone_worker_without_a_device_is_forgotten(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """There is nothing to remove, so nobody is asked, and it is not kept for ever."""
    settings = {
        CONF_REMOVE_AFTER: 1,
        CONF_WORKER_DEVICES: "chosen",
        CONF_CHOSEN_WORKERS: ["s21-attic"],
    }
    entry = make_entry(address, **settings)
    assert await set_up(hass, entry)
    (account,) = entry.runtime_data.accounts.values()
    world.remove_machine(address, "s21-garage")
    await tick(23 * 60, step=10)
    assert "s21-garage" in account.source.memory.workers
    await tick(2 * 60, step=10)
    assert "s21-garage" not in account.source.memory.workers
    assert "s21-attic" in account.source.memory.workers
    assert not ir.async_get(hass).issues
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("plans", [(odd_names(),)])
async def test_names_in_repairs_are_no_markup(
    hass: HomeAssistant, world: World, upstreams: Upstreams, tick: Tick, address: str
) -> None:
    """A name that is HTML, Markdown or a template is neither, and an ordinary one stays."""
    entry = make_entry(address, **{CONF_REMOVE_AFTER: 1})
    assert await set_up(hass, entry)
    for name in list(world.account(address).machines)[:-1]:
        world.remove_machine(address, name)
    await tick(28 * 60, step=30)
    (account,) = entry.runtime_data.accounts.values()
    issue = ir.async_get(hass).async_get_issue(
        DOMAIN, f"gone_workers_{account.account_id}"
    )
    assert issue is not None
    workers = (issue.translation_placeholders or {})["workers"]
    assert not set("<>{}[]*`\\|~") & set(workers)
    assert ", a-b, a_b, " in workers
    await hass.config_entries.async_unload(entry.entry_id)


async def test_what_was_removed_is_not_written_again(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
) -> None:
    """A poll that ends after an account was removed does not bring its store back."""
    store = OceanStore(hass, "gone", AccountMemory)
    await store.save(AccountMemory())
    assert f"{DOMAIN}.gone" in hass_storage
    await store.remove()
    store.remember(AccountMemory(), within=SAVE_SOON)
    await store.save(AccountMemory())
    await store.flush()
    freezer.tick(timedelta(minutes=10))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert f"{DOMAIN}.gone" not in hass_storage


async def test_a_write_under_way_does_not_bring_a_removed_store_back(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """An account removed while its memory is written is forgotten all the same."""
    store = OceanStore(hass, "gone", AccountMemory)
    begun, go_on, write = asyncio.Event(), asyncio.Event(), Store._async_write_data

    async def slowly(this: Store[Any], data: dict[str, Any]) -> None:
        begun.set()
        await go_on.wait()
        await write(this, data)

    with patch.object(Store, "_async_write_data", slowly):
        saved = hass.async_create_task(store.save(AccountMemory()))
        await begun.wait()
        removed = hass.async_create_task(store.remove())
        for _ in range(5):
            await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(saved, removed)
    assert f"{DOMAIN}.gone" not in hass_storage


@pytest.mark.usefixtures("upstreams")
async def test_a_poll_that_ends_after_the_unloading_writes_nothing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
) -> None:
    """What the next run has learned is not overwritten by the run before."""
    assert await set_up(hass, entry)
    (account,) = entry.runtime_data.accounts.values()
    assert await hass.config_entries.async_unload(entry.entry_id)
    key = f"{DOMAIN}.account_{account.account_id}"
    assert hass_storage[key]["data"]["workers"]
    account.stores.account.remember(AccountMemory())
    await account.stores.account.save(AccountMemory())
    freezer.tick(timedelta(minutes=10))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert hass_storage[key]["data"]["workers"]


async def test_an_unreadable_store_begins_anew(
    hass: HomeAssistant,
    upstreams: Upstreams,
    entry: MockConfigEntry,
    address: str,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A store of the wrong shape loses what was learned and nothing else."""
    assert await set_up(hass, entry)
    (account,) = entry.runtime_data.accounts.values()
    await hass.config_entries.async_unload(entry.entry_id)
    key = f"{DOMAIN}.account_{account.account_id}"
    hass_storage[key]["data"] = {"workers": {"a": {"shares_seen": "many"}}}
    assert await set_up(hass, entry)
    assert "begins anew" in caplog.text
    assert hass.states.get("sensor.home_data_status").state == "live"
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("loaded")
async def test_what_is_remembered_is_written_while_it_runs(
    loaded: MockConfigEntry, hass_storage: dict[str, Any], tick: Tick
) -> None:
    """A crash loses no more than a few minutes, though there is news each minute."""
    (account,) = loaded.runtime_data.accounts.values()
    key = f"{DOMAIN}.account_{account.account_id}"
    await tick(7)
    first = hass_storage[key]["data"]["snapshot_time"]
    await tick(7)
    assert hass_storage[key]["data"]["snapshot_time"] > first


async def test_nothing_is_written_before_there_is_something(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """A store that was never told anything writes nothing."""
    store = OceanStore(hass, HUB_STORE_KEY, PoolMemory)
    assert await store.load() is None
    await store.flush()
    assert not [key for key in hass_storage if key.startswith(DOMAIN)]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("rig", "rig"),
        ("a\u202eb\u0000c", "a b c"),
        ("x" * 191, "x" * 63 + "…"),
        ("  two   words ", "two words"),
        ("\u200b\u202e", ""),
    ],
)
def test_a_name_is_shown_without_tricks(raw: str, shown: str) -> None:
    """Control characters and marks of direction are left out, long names are cut."""
    assert display_name(raw) == shown


def test_every_worker_has_a_device_name() -> None:
    """The default worker and one whose name cannot be shown have a translated name."""
    assert worker_device_info("a", "p", "")["translation_key"] == "default_worker"
    odd = worker_device_info("a", "p", "\u202e")
    assert odd["translation_key"] == "unnamable_worker"
    assert worker_device_info("a", "p", "rig")["name"] == "rig"


def test_which_workers_become_devices() -> None:
    """All up to 250 unless decided otherwise, never more than there is room for."""
    names = {str(number) for number in range(250)}
    automatic = DeviceChoice()
    everyone = DeviceChoice(mode=WorkerDevices.ALL)
    assert select_devices(automatic, names, set(), 3000) == names
    assert select_devices(automatic, names | {"more"}, set(), 3000) == set()
    assert select_devices(automatic, names | {"more"}, {"1"}, 3000) == {"1"}
    assert select_devices(everyone, names | {"more"}, set(), 3000) == names | {"more"}
    assert select_devices(everyone, names, {"1"}, 200) == {"1"}
    assert (
        select_devices(DeviceChoice(mode=WorkerDevices.NONE), names, {"1"}, 9) == set()
    )
    chosen = DeviceChoice(mode=WorkerDevices.CHOSEN, chosen=frozenset({"1", "x"}))
    assert select_devices(chosen, names, {"2"}, 9) == {"1"}
    assert room_for_devices(0) == 3166
    assert room_for_devices(5000) == 0


def test_a_day_is_a_day() -> None:
    """The days after which a worker may go are days."""
    from custom_components.ocean_xyz.runtime.settings import remove_after

    assert remove_after({}) == timedelta(days=30)
    assert remove_after({CONF_REMOVE_AFTER: 3}) == timedelta(days=3)
