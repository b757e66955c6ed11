"""Each repair has something to do, and does it."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.ocean_xyz.const import (
    CONF_CURRENCY,
    CONF_NETWORK_SOURCE,
    CONF_REMOVE_AFTER,
    CONF_WORKER_DEVICES,
    DOMAIN,
)
from custom_components.ocean_xyz.issues import workers_without_device
from custom_components.ocean_xyz.mining.network import ChainCheck
from custom_components.ocean_xyz.repairs import NotLoaded, async_create_fix_flow
from simulator import Upstreams, World, farm, heater
from simulator.oddities import WrongChain
from simulator.outages import Status

from ..conftest import Tick, make_entry, set_up
from ..sources.test_sources import hub_entry
from .support import (
    account_of,
    choose,
    issue,
    manager,
    open_repair,
    submit,
)

GONE = ("s21-garage", "s19-left", "s19-shed")


@pytest.fixture
async def gone(
    hass: HomeAssistant, upstreams: Upstreams, world: World, address: str, tick: Tick
) -> MockConfigEntry:
    """Return an entry of which three workers are gone for more than a day."""
    entry = make_entry(address, **{CONF_REMOVE_AFTER: 1})
    assert await set_up(hass, entry)
    for name in GONE:
        world.remove_machine(address, name)
    await tick(60, step=10)
    assert not issue(hass, "gone_workers", entry)
    await tick(25 * 60, step=30)
    return entry


def names(hass: HomeAssistant, entry: MockConfigEntry) -> set[str]:
    """Return the workers that have a device."""
    registry = dr.async_get(hass)
    devices = dr.async_entries_for_parent_device(registry, account_of(entry).device_id)
    return {str(one.name) for one in devices}


async def done(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Let an entry go."""
    await hass.config_entries.async_unload(entry.entry_id)


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
    """Also after a restart; who mines in between is asked about anew."""
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

    told = await remove(devices["s21-attic"])
    assert not told["success"]
    assert "still lists s21-attic" in told["error"]["message"]
    told = await remove(account_of(gone).device_id)
    assert "remove the account" in told["error"]["message"]
    assert (await remove(devices["s21-garage"]))["success"]
    assert "s21-garage" not in names(hass, gone)
    assert "s21-garage" not in account_of(gone).source.memory.workers
    await done(hass, gone)


@pytest.fixture
async def unknown(
    hass: HomeAssistant, upstreams: Upstreams, world: World
) -> MockConfigEntry:
    """Return an entry with an address that OCEAN does not know."""
    entry = make_entry(world.unknown_address())
    assert await set_up(hass, entry)
    return entry


async def test_an_unknown_account_is_asked_for_again(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    unknown: MockConfigEntry,
    tick: Tick,
) -> None:
    """The answer is told: the same, none, or that it is known now."""
    for answer, told in (
        (None, "still_unknown"),
        (Status(HTTPStatus.BAD_GATEWAY), "still_silent"),
    ):
        fault = upstreams.inject(answer, host="api.ocean.xyz") if answer else None
        step = await open_repair(hass, issue(hass, "unknown_account", unknown))
        result = await choose(hass, step, "ask_again")
        assert (result["type"], result["reason"]) == ("abort", told)
        if fault:
            upstreams.faults.remove(fault)
    await tick(5)
    step = await open_repair(hass, issue(hass, "unknown_account", unknown))
    world.add_account(replace(heater(), address=world.unknown_address()))
    result = await choose(hass, step, "ask_again")
    assert result["type"] == "create_entry"
    await done(hass, unknown)


async def test_an_unknown_account_is_removed(
    hass: HomeAssistant, unknown: MockConfigEntry
) -> None:
    """After a question; its repair goes with it."""
    step = await open_repair(hass, issue(hass, "unknown_account", unknown))
    form = await choose(hass, step, "remove")
    assert form["step_id"] == "remove"
    assert unknown.subentries
    result = await submit(hass, form, {})
    assert result["type"] == "create_entry"
    assert not unknown.subentries
    assert not unknown.runtime_data.accounts
    assert not ir.async_get(hass).issues
    await done(hass, unknown)


async def test_what_is_ignored_stays_so(
    hass: HomeAssistant, upstreams: Upstreams, unknown: MockConfigEntry, tick: Tick
) -> None:
    """Over an outage and a restart in which nothing can be told."""
    step = await open_repair(hass, issue(hass, "unknown_account", unknown))
    result = await choose(hass, step, "leave")
    assert (result["type"], result["reason"]) == ("abort", "ignored")
    fault = upstreams.inject(Status(HTTPStatus.BAD_GATEWAY))
    await tick(20)
    found = issue(hass, "unknown_account", unknown)
    assert found is not None
    assert found.dismissed_version
    assert await hass.config_entries.async_reload(unknown.entry_id)
    upstreams.faults.remove(fault)
    await tick(10)
    found = issue(hass, "unknown_account", unknown)
    assert found is not None
    assert found.dismissed_version
    await done(hass, unknown)


@pytest.mark.usefixtures("loaded")
async def test_silent_sources_are_asked_again(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """The click tells whether they answer by now."""
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY))
    await tick(26 * 60, step=30)
    silent = {
        "account_silent": loaded,
        "pool_silent": None,
        "network_silent": None,
    }
    for key, entry in silent.items():
        step = await open_repair(hass, issue(hass, key, entry))
        result = await choose(hass, step, "ask_again")
        assert (result["type"], result["reason"]) == ("abort", "still_silent")
        assert issue(hass, key, entry)
    upstreams.faults.clear()
    for key, entry in silent.items():
        step = await open_repair(hass, issue(hass, key, entry))
        result = await choose(hass, step, "ask_again")
        assert result["type"] == "create_entry"
        assert not issue(hass, key, entry)
    await tick(2)
    assert not ir.async_get(hass).issues


@pytest.mark.parametrize("source", ["mempool_space", "blockchain_info"])
async def test_another_source_is_chosen(
    hass: HomeAssistant, upstreams: Upstreams, source: str, tick: Tick
) -> None:
    """By a click, and the repair is gone as soon as that one answers."""
    upstreams.serve_mempool("umbrel.local")
    upstreams.inject(WrongChain(), host="umbrel.local")
    entry = hub_entry(
        network_source="own_mempool", mempool_url="http://umbrel.local:3006"
    )
    assert await set_up(hass, entry)
    step = await open_repair(hass, issue(hass, "other_chain"))
    assert step["menu_options"] == [
        "mempool_space",
        "blockchain_info",
        "reconfigure",
        "leave",
    ]
    result = await choose(hass, step, source)
    assert result["type"] == "create_entry"
    assert dict(entry.data) == {CONF_NETWORK_SOURCE: source}
    await tick(3)
    assert not issue(hass, "other_chain")
    told = hass.states.get("sensor.bitcoin_network_data_source")
    assert told is not None
    assert told.state in ("mempool", "blockchain_info")
    await done(hass, entry)


async def test_the_rejected_source_is_not_offered(
    hass: HomeAssistant, upstreams: Upstreams
) -> None:
    """Only the others; and the form of the hub opens where one may choose freely."""
    upstreams.inject(WrongChain(), host="mempool.space")
    entry = hub_entry()
    assert await set_up(hass, entry)
    found = issue(hass, "other_chain")
    step = await open_repair(hass, found)
    assert "mempool_space" not in step["menu_options"]
    result = await choose(hass, step, "reconfigure")
    kind, flow_id = result["next_flow"]
    assert kind == "config_flow"
    form = hass.config_entries.flow.async_get(flow_id)
    assert form["step_id"] == "reconfigure"
    assert issue(hass, "other_chain")
    hass.config_entries.flow.async_abort(flow_id)
    await done(hass, entry)


async def test_an_ignored_other_chain_stays_so_while_it_is_undecided(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """After a restart it takes an hour to tell a retarget from another chain."""
    upstreams.inject(WrongChain(), host="mempool.space")
    entry = hub_entry()
    assert await set_up(hass, entry)
    step = await open_repair(hass, issue(hass, "other_chain"))
    await choose(hass, step, "leave")
    source = entry.runtime_data.hub.network_source
    with patch.object(ChainCheck, "rejected", return_value=False):
        assert source.undecided
        await tick(3)
        found = issue(hass, "other_chain")
        assert found is not None
        assert found.dismissed_version
    upstreams.faults.clear()
    await tick(200, step=5)
    assert not source.undecided
    assert not issue(hass, "other_chain")
    await done(hass, entry)


async def test_without_a_price_the_options_open(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """There the currency and a sensor of one's own are chosen."""
    entry = hub_entry()
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, CONF_CURRENCY: "XAU"}
    )
    assert await set_up(hass, entry)
    await tick(5)
    step = await open_repair(hass, issue(hass, "no_price"))
    assert step["menu_options"] == ["options", "leave"]
    result = await choose(hass, step, "options")
    kind, flow_id = result["next_flow"]
    assert kind == "options_flow"
    assert hass.config_entries.options.async_get(flow_id)["step_id"] == "init"
    hass.config_entries.options.async_abort(flow_id)
    await done(hass, entry)


@pytest.mark.parametrize("plans", [(farm(300),)])
@pytest.mark.usefixtures("loaded")
async def test_workers_without_a_device_get_one(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """A large account has none by itself; one click makes one of each worker."""
    found = issue(hass, "workers_without_device", loaded)
    assert found is not None
    placeholders = found.translation_placeholders or {}
    assert placeholders["count"] == "300"
    assert placeholders["workers"].endswith(", …")
    assert placeholders["workers"].count(",") == 20
    with patch.object(workers_without_device, "room_for_devices", return_value=299):
        step = await open_repair(hass, found)
    assert step["menu_options"] == ["reconfigure", "leave"]
    result = await choose(hass, step, "reconfigure")
    kind, flow_id = result["next_flow"]
    assert kind == "config_subentries_flow"
    form = hass.config_entries.subentries.async_get(flow_id)
    assert form["step_id"] == "reconfigure"
    hass.config_entries.subentries.async_abort(flow_id)
    step = await open_repair(hass, issue(hass, "workers_without_device", loaded))
    result = await choose(hass, step, "all_devices")
    assert result["type"] == "create_entry"
    assert account_of(loaded).subentry.data[CONF_WORKER_DEVICES] == "all"
    assert len(names(hass, loaded)) == 300
    assert not issue(hass, "workers_without_device", loaded)


async def test_a_rebuilt_ledger_is_told_until_it_is_read(
    hass: HomeAssistant,
    upstreams: Upstreams,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
    tick: Tick,
) -> None:
    """Also over a restart."""
    assert await set_up(hass, entry)
    key = f"{DOMAIN}.ledger_{account_of(entry).account_id}"
    await done(hass, entry)
    hass_storage[key]["data"] = {"ledger": {"earnings": "all"}}
    assert await set_up(hass, entry)
    await tick(5)
    found = issue(hass, "ledger_rebuilt", entry)
    assert found is not None
    assert found.is_persistent
    assert await hass.config_entries.async_reload(entry.entry_id)
    await tick(2)
    step = await open_repair(hass, issue(hass, "ledger_rebuilt", entry))
    assert step["step_id"] == "confirm"
    result = await submit(hass, step, {})
    assert result["type"] == "create_entry"
    await tick(2)
    assert not issue(hass, "ledger_rebuilt", entry)
    await done(hass, entry)


async def test_a_repair_needs_the_integration_to_run(
    hass: HomeAssistant, unknown: MockConfigEntry
) -> None:
    """Otherwise it says so; and so it does about what it does not know."""
    found = issue(hass, "unknown_account", unknown)
    assert found is not None
    await done(hass, unknown)
    step = await open_repair(hass, found)
    assert (step["type"], step["reason"]) == ("abort", "not_loaded")
    assert await set_up(hass, unknown)
    known = {"key": "gone_workers", "entry_id": unknown.entry_id}
    for data in (
        None,
        known | {"entry_id": "other"},
        known | {"subentry_id": "gone"},
        known | {"key": "never heard of"},
    ):
        flow = await async_create_fix_flow(hass, "x", data)
        assert isinstance(flow, NotLoaded)
    flow = await async_create_fix_flow(hass, "x", known)
    with pytest.raises(LookupError):
        _ = flow.account
    await manager(hass)
    await done(hass, unknown)


async def test_a_label_is_plain_in_titles_and_marked_up_nowhere(
    hass: HomeAssistant, upstreams: Upstreams, world: World
) -> None:
    """Titles are shown as they are, texts as Markdown that has nothing to mark up."""
    entry = make_entry(world.unknown_address())
    entry.add_to_hass(hass)
    (subentry,) = entry.subentries.values()
    hass.config_entries.async_update_subentry(entry, subentry, title="rigs_1 & [co]")
    assert await set_up(hass, entry)
    found = issue(hass, "unknown_account", entry)
    assert found is not None
    assert found.translation_placeholders == {
        "label": "rigs_1 & [co]",
        "account": "rigs_1 & (co)",
    }
    await done(hass, entry)
