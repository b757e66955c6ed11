"""Triggers: that they fire, and that they do not."""

from dataclasses import replace
from datetime import timedelta
import sys

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant
from homeassistant.helpers.dispatcher import (
    async_dispatcher_connect,
    async_dispatcher_send,
)
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.runtime.news import ANNOUNCED, Announcement
from simulator import Upstreams, World, heater, home

from ..conftest import Tick, set_up
from ..sensors.costs import metered, move_on, settings, tariff
from ..sensors.test_earnings import LIGHTNING
from ..sources.support import number, state
from .listening import Listener
from .support import (
    BLOCK,
    CROSSED,
    OFFLINE,
    ONLINE,
    PAYOUT,
    RIG,
    WORKER,
    device_of,
)

__all__ = ["metered", "settings"]


@pytest.mark.usefixtures("loaded")
async def test_a_block_of_the_pool(
    hass: HomeAssistant, world: World, address: str, tick: Tick, listen: Listener
) -> None:
    """Any, or only your own."""
    world.hold_blocks()
    await tick(3)
    every = await listen("pool_block_found", BLOCK)
    own = await listen("pool_block_found", BLOCK, own=True)
    device = {"device_id": device_of(hass, BLOCK["entity_id"])}
    by_device = await listen("pool_block_found", device)
    by_account = await listen("pool_block_found", WORKER)
    ours = await listen("own_block_found", WORKER)
    of_any = await listen("own_block_found", BLOCK)
    of_other = await listen("own_block_found", {"entity_id": "event.other_worker"})
    block = world.find_block()
    await tick(5)
    assert own == by_account == ours == []
    (announced,) = every
    assert (announced["height"], announced["hash"]) == (block.height, block.hash)
    assert announced["reward"] > 300_000_000
    assert (announced["own"], announced["account"]) == (False, "")
    await tick(10)
    world.find_block(finder=address, worker=RIG)
    await tick(5)
    (announced,) = own
    assert (announced["own"], announced["account"], announced["worker"]) == (
        True,
        "Home",
        RIG,
    )
    assert len(every) == len(by_device) == 2
    assert ours == of_any
    assert [one["worker"] for one in ours] == [RIG]
    assert of_other == []
    (message,) = persistent_notification._async_get_or_create_notifications(
        hass
    ).values()
    assert message["title"] == f"{RIG} found block {announced['height']}!"
    assert message["message"].startswith("Home found this block")
    assert address not in str(announced)


@pytest.mark.parametrize("plans", [(LIGHTNING,)])
@pytest.mark.usefixtures("loaded")
async def test_a_payout(
    hass: HomeAssistant, world: World, address: str, tick: Tick, listen: Listener
) -> None:
    """How much, how and what it is worth; one that is corrected later is no other."""
    await tick(90, step=2)
    fired = await listen("payout_received", PAYOUT)
    other = await listen("payout_received", WORKER)
    announced: list[Announcement] = []
    async_dispatcher_connect(hass, ANNOUNCED, announced.append)
    before = len(world.account(address).ledger.payouts)
    world.find_block()
    await tick(6 * 60 + 30, step=3)
    made = world.account(address).ledger.payouts[before:]
    assert [one["amount"] for one in fired] == [one.amount for one in made]
    first = fired[0]
    assert (first["account"], first["kind"]) == ("Home", "lightning")
    assert first["certainty"] == "deduced"
    price = number(hass, "sensor.bitcoin_network_bitcoin_price")
    assert first["money"] == pytest.approx(first["amount"] * price / 1e8, abs=0.01)
    assert first["currency"] == "USD"
    assert dt_util.utcnow() - first["time"] < timedelta(hours=7)
    paid = next(one for one in announced if one.news.kind == "lightning")
    corrected = replace(paid, news=replace(paid.news, kind="corrected"))
    async_dispatcher_send(hass, ANNOUNCED, corrected)
    await hass.async_block_till_done()
    assert len(fired) == len(made)
    assert other == []


@pytest.mark.usefixtures("metered")
async def test_profit_says_whose(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, listen: Listener
) -> None:
    """The trigger names the account."""
    announced = await listen(
        "mining_became_unprofitable",
        {"entity_id": "binary_sensor.home_profitable"},
    )
    await move_on(hass, freezer, 11)
    tariff(hass, 9)
    await hass.async_block_till_done()
    assert [one["account"] for one in announced] == ["Home"]


@pytest.mark.parametrize("plans", [(home(), heater())])
@pytest.mark.usefixtures("loaded")
async def test_the_editor_offers_them_by_target(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    """For a device what concerns it, with words for all of it."""
    client = await hass_ws_client(hass)

    async def offered(what: str, entity_id: str) -> set[str]:
        await client.send_json_auto_id(
            {
                "type": f"get_{what}_for_target",
                "target": {"device_id": [device_of(hass, entity_id)]},
            }
        )
        announced = await client.receive_json()
        assert announced["success"], announced
        return {one for one in announced["result"] if one.startswith("ocean_xyz.")}

    account = await offered("triggers", "event.home_worker")
    assert account == {
        f"ocean_xyz.{key}"
        for key in (
            OFFLINE,
            ONLINE,
            "worker_alarm",
            "worker_became_low",
            "worker_recovered",
            "pool_block_found",
            "own_block_found",
            "pool_drought_began",
            "pool_drought_ended",
            "payout_is_near",
            "fee_changed",
            "window_falls",
            "payout_received",
            CROSSED,
            "mining_became_profitable",
            "mining_became_unprofitable",
        )
    }
    worker = await offered("triggers", "binary_sensor.home_s21_garage_online")
    assert {f"ocean_xyz.{key}" for key in (OFFLINE, ONLINE, CROSSED)} <= worker
    assert "ocean_xyz.payout_received" not in worker
    conditions = await offered("conditions", "event.home_worker")
    assert {"ocean_xyz.is_mining", "ocean_xyz.is_data_live"} <= conditions


async def test_without_the_helpers_all_the_rest_works(
    hass: HomeAssistant,
    upstreams: Upstreams,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An interface that Home Assistant changes takes the triggers away, no more."""
    for name in ("trigger", "condition"):
        monkeypatch.setitem(sys.modules, f"custom_components.{DOMAIN}.{name}", None)
    assert await set_up(hass, entry)
    broken = {
        "alias": "Broken",
        "triggers": [{"trigger": f"ocean_xyz.{OFFLINE}", "target": WORKER}],
        "actions": [],
    }
    assert await async_setup_component(hass, "automation", {"automation": [broken]})
    await hass.async_block_till_done()
    assert state(hass, "automation.broken") == "unavailable"
    assert number(hass, "sensor.home_hashrate_3_hours") > 0
    assert state(hass, "event.home_worker") == "unknown"
    await hass.config_entries.async_unload(entry.entry_id)
