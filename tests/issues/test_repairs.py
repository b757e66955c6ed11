"""Each repair has something to do, and does it."""

from dataclasses import replace
from http import HTTPStatus
from ssl import SSLCertVerificationError
from typing import Any
from unittest.mock import patch

from aiohttp import ClientConnectorCertificateError
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    issue_registry as ir,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import (
    CONF_CURRENCY,
    CONF_NETWORK_SOURCE,
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
from ..sources.support import hub_entry
from .support import (
    account_of,
    choose,
    done,
    issue,
    manager,
    names,
    open_repair,
    submit,
)


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
    """The abort says the answer: the same, none, or that it is known now."""
    for answer, reason in (
        (None, "still_unknown"),
        (Status(HTTPStatus.BAD_GATEWAY), "still_silent"),
    ):
        fault = upstreams.inject(answer, host="api.ocean.xyz") if answer else None
        step = await open_repair(hass, issue(hass, "unknown_account", unknown))
        result = await choose(hass, step, "ask_again")
        assert (result["type"], result["reason"]) == ("abort", reason)
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
    """Over an outage and a restart in which nothing is known."""
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
        refusal = ClientConnectorCertificateError(None, SSLCertVerificationError())
        with patch.object(upstreams, "get", side_effect=refusal):
            step = await open_repair(hass, issue(hass, key, entry))
            result = await choose(hass, step, "ask_again")
        assert (result["type"], result["reason"]) == ("abort", "untrusted_certificate")
        assert issue(hass, key, entry)
    upstreams.faults.clear()
    for key, entry in silent.items():
        step = await open_repair(hass, issue(hass, key, entry))
        result = await choose(hass, step, "ask_again")
        assert result["type"] == "create_entry"
        assert not issue(hass, key, entry)
    await tick(2)
    assert not ir.async_get(hass).issues


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize("source", ["mempool_space", "blockchain_info"])
async def test_another_source_is_chosen(
    hass: HomeAssistant, upstreams: Upstreams, source: str, tick: Tick
) -> None:
    """By a click, and the repair is gone as soon as that one answers."""
    upstreams.serve_mempool("umbrel.local")
    upstreams.inject(WrongChain(), host="umbrel.local")
    entry = hub_entry(
        network_source="own_mempool",
        mempool_url="http://umbrel.local:3006",
        mempool_username="satoshi",
        mempool_verify_certificate=False,
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
    used = hass.states.get("sensor.bitcoin_network_data_source")
    assert used is not None
    assert used.state in ("mempool", "blockchain_info")
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
    await tick(400, step=5)
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
    assert step["description_placeholders"] == {"account": "Home", "label": "Home"}
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
