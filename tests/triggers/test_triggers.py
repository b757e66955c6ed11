"""Triggers: that they fire, and that they do not."""

from dataclasses import replace
from datetime import timedelta
import sys
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant, State
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.triggers.workers import worker_facts
from simulator import ODD_NAMES, Upstreams, World, farm, heater, home, odd_names
from simulator.outages import HtmlInstead

from ..conftest import Tick, make_entry, set_up
from ..sensors.test_costs import metered, move_on, settings, tariff
from ..sensors.test_earnings import LIGHTNING
from ..sources.test_truth import number, state
from .listening import Listener, listen

WORKER = {"entity_id": "event.home_worker"}
BLOCK = {"entity_id": "event.ocean_pool_block"}
PAYOUT = {"entity_id": "event.home_payout"}
OFFLINE = "worker_went_offline"
ONLINE = "worker_came_online"
RIG = "s21-garage"

__all__ = ["listen", "metered", "settings"]


def device_of(hass: HomeAssistant, entity_id: str) -> str:
    """Return the device that an entity belongs to."""
    entry = er.async_get(hass).async_get(entity_id)
    assert entry is not None
    assert entry.device_id is not None
    return entry.device_id


@pytest.mark.usefixtures("loaded")
async def test_a_dead_worker_and_its_return(
    hass: HomeAssistant, world: World, address: str, tick: Tick, listen: Listener
) -> None:
    """One firing each: which machine, since when, what is lost and what that costs."""
    offline, online = await listen(OFFLINE, WORKER), await listen(ONLINE, WORKER)
    await tick(3)
    died = dt_util.utcnow()
    world.switch_off(address, RIG)
    await tick(20)
    assert online == []
    (told,) = offline
    assert told["platform"] == "ocean_xyz.worker_went_offline"
    assert (told["account"], told["worker"], told["workers"]) == ("Home", RIG, [RIG])
    assert told["count"] == 1
    assert abs(told["since"] - died) < timedelta(minutes=2)
    assert 180 < told["silence"] < 15 * 60
    assert told["hashrate_lost"] == pytest.approx(200, rel=0.1)
    expected = number(hass, "sensor.home_expected_earnings_per_day")
    share = told["hashrate_lost"] / number(hass, "sensor.home_hashrate_3_hours")
    assert told["sat_lost_per_day"] == pytest.approx(expected * share, rel=0.02)
    price = number(hass, "sensor.bitcoin_network_bitcoin_price")
    money = told["sat_lost_per_day"] * price / 1e8
    assert told["money_lost_per_day"] == pytest.approx(money, abs=0.01)
    assert told["currency"] == "USD"
    world.switch_on(address, RIG)
    await tick(10)
    (back,) = online
    assert back["worker"] == RIG
    assert back["silence"] == pytest.approx(20 * 60, abs=150)
    assert back["hashrate_lost"] is None
    assert back["sat_lost_per_day"] is None
    await tick(30)
    assert len(offline) == len(online) == 1


@pytest.mark.usefixtures("loaded")
async def test_a_name_a_device_an_area_or_a_label_says_whose(
    hass: HomeAssistant, world: World, address: str, tick: Tick, listen: Listener
) -> None:
    """Each fires for its worker and for no other one."""
    worker = device_of(hass, "binary_sensor.home_s21_garage_online")
    other = device_of(hass, "binary_sensor.home_s19_left_online")
    area = ar.async_get(hass).async_create("Garage").id
    label = lr.async_get(hass).async_create("Loud").label_id
    devices = dr.async_get(hass)
    devices.async_update_child_device(
        worker, labels={label}, name_by_user="Garage oven"
    )
    er.async_get(hass).async_update_entity(
        "binary_sensor.home_s21_garage_online", area_id=area
    )
    account = device_of(hass, "event.home_worker")
    meant = [
        await listen(OFFLINE, WORKER, worker=[RIG]),
        await listen(OFFLINE, WORKER, worker=RIG),
        await listen(OFFLINE, {"device_id": worker}),
        await listen(OFFLINE, {"area_id": area}),
        await listen(OFFLINE, {"label_id": label}),
        await listen(OFFLINE, {"device_id": account}),
        await listen(OFFLINE, {"device_id": [worker, other]}, worker=[RIG]),
        await listen(OFFLINE, {"device_id": [worker, account]}),
    ]
    others = [
        await listen(OFFLINE, WORKER, worker=["s19-left"]),
        await listen(OFFLINE, {"device_id": other}),
        await listen(OFFLINE, {"device_id": worker}, worker=["s19-left"]),
        await listen(OFFLINE, {"entity_id": "binary_sensor.home_mining"}),
        await listen(OFFLINE, BLOCK),
    ]
    world.switch_off(address, RIG)
    await tick(20)
    assert [[one["worker"] for one in told] for told in meant] == [["Garage oven"]] * 8
    assert others == [[]] * 5


@pytest.mark.usefixtures("loaded")
async def test_a_power_cut_tells_each_machine_once(
    hass: HomeAssistant, world: World, address: str, tick: Tick, listen: Listener
) -> None:
    """As soon as its silence is none of chance; who waits for one hears of that one."""
    everyone = await listen(OFFLINE, WORKER)
    one = await listen(OFFLINE, WORKER, worker=[RIG])
    await tick(3)
    world.switch_off(address)
    await tick(60 * 5)
    seen = [name for told in everyone for name in told["workers"]]
    assert sorted(seen) == sorted(world.account(address).machines)
    (told,) = one
    assert (told["worker"], told["count"]) == (RIG, 1)
    assert told["hashrate_lost"] == pytest.approx(200, rel=0.1)


@pytest.mark.parametrize("plans", [(farm(30),)])
@pytest.mark.usefixtures("loaded")
async def test_a_name_that_is_not_among_the_first_twenty_is_found(
    hass: HomeAssistant, world: World, address: str, tick: Tick, listen: Listener
) -> None:
    """The event's state lists twenty; who waits for another one is told as well."""
    everyone = await listen(OFFLINE, WORKER)
    each = {
        name: await listen(OFFLINE, WORKER, worker=[name])
        for name in world.account(address).machines
    }
    await tick(3)
    world.switch_off(address)
    await tick(60)
    assert sum(told["count"] for told in everyone) == 30
    largest = max(everyone, key=lambda told: told["count"])
    assert largest["count"] > len(largest["workers"]) == 20
    assert largest["worker"].endswith(", …")
    assert [len(told) for told in each.values()] == [1] * 30


@pytest.mark.usefixtures("loaded")
async def test_what_is_no_news_fires_nothing(
    hass: HomeAssistant,
    world: World,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    address: str,
    tick: Tick,
    listen: Listener,
) -> None:
    """A reload, a new entity id, an outage and a state that somebody writes."""
    account = device_of(hass, "event.home_worker")
    world.switch_off(address, RIG)
    await tick(20)
    told = [
        await listen(key, {"device_id": [account, device_of(hass, BLOCK["entity_id"])]})
        for key in (OFFLINE, ONLINE, "payout_received", "pool_block_found")
    ]
    world.hold_blocks()
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await tick(5)
    er.async_get(hass).async_update_entity(
        "event.home_worker", new_entity_id="event.machines"
    )
    await tick(2)
    upstreams.inject(HtmlInstead())
    await tick(60)
    assert state(hass, "sensor.home_data_status") == "unreachable"
    upstreams.faults.clear()
    await tick(10)
    known = hass.states.get("event.machines")
    assert known is not None
    attributes = {**known.attributes, "event_type": "offline", "worker": "phantom"}
    hass.states.async_set("event.machines", "2026-11-01T00:00:00.000+00:00", attributes)
    await hass.async_block_till_done()
    assert told == [[]] * 4
    world.switch_on(address, RIG)
    await tick(10)
    assert [len(one) for one in told] == [0, 1, 0, 0]


async def test_what_happened_during_a_restart_waits_for_the_automations(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    entry: MockConfigEntry,
    address: str,
    tick: Tick,
    freezer: FrozenDateTimeFactory,
    listen: Listener,
) -> None:
    """A machine that died meanwhile is told once everything has started, and once."""
    assert await set_up(hass, entry)
    await tick(10)
    await hass.config_entries.async_unload(entry.entry_id)
    world.switch_off(address, RIG)
    freezer.tick(timedelta(minutes=30))
    world.advance(timedelta(minutes=30))
    hass.set_state(CoreState.not_running)
    assert await set_up(hass, entry)
    await tick(3)
    hass.set_state(CoreState.starting)
    await tick(2)
    assert state(hass, "sensor.home_workers_offline") == "1"
    assert state(hass, "event.home_worker") == "unknown"
    told = await listen(OFFLINE, WORKER)
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()
    assert [one["worker"] for one in told] == [RIG]
    await tick(5)
    assert len(told) == 1
    await hass.config_entries.async_unload(entry.entry_id)


async def test_nothing_fires_for_an_account_that_is_not_there(
    hass: HomeAssistant, loaded: MockConfigEntry, listen: Listener
) -> None:
    """Its entities may still be written by somebody while it is not loaded."""
    told = [
        await listen(OFFLINE, WORKER),
        await listen("payout_received", PAYOUT),
        await listen(
            "hashrate_crossed_threshold",
            {"entity_id": "sensor.home_hashrate_3_hours"},
            threshold=below(100),
        ),
        await listen(
            "mining_became_profitable", {"entity_id": "binary_sensor.home_profitable"}
        ),
    ]
    er.async_get(hass).async_get_or_create(
        "binary_sensor",
        DOMAIN,
        "x_profitable",
        suggested_object_id="home_profitable",
        translation_key="profitable",
    )
    await hass.config_entries.async_unload(loaded.entry_id)
    for value in ("off", "on"):
        hass.states.async_set("binary_sensor.home_profitable", value)
    for value in ("200", "50"):
        attributes = {"unit_of_measurement": "TH/s"}
        hass.states.async_set("sensor.home_hashrate_3_hours", value, attributes)
    for number_, kind in enumerate(("lightning", "on_chain")):
        hass.states.async_set(PAYOUT["entity_id"], str(number_), {"event_type": kind})
        hass.states.async_set(
            WORKER["entity_id"], str(number_), {"event_type": "offline"}
        )
    await hass.async_block_till_done()
    assert told[0] == []
    assert all("account" not in one for rest in told[1:] for one in rest)
    assert worker_facts(hass, State(WORKER["entity_id"], "0"), ()) == {}


@pytest.mark.parametrize("plans", [(odd_names(),)])
@pytest.mark.usefixtures("loaded")
async def test_a_message_can_say_any_name(
    hass: HomeAssistant, world: World, address: str, tick: Tick, listen: Listener
) -> None:
    """No markup, no template, no link; and a filter takes the name as it is."""
    told = await listen(OFFLINE, WORKER)
    html = await listen(OFFLINE, WORKER, worker=["<b onmouseover=alert(1)>rig</b>"])
    await tick(5)
    world.switch_off(address, *ODD_NAMES[:-1])
    await tick(30)
    names = [name for one in told for name in one["workers"]]
    assert len(names) == len(set(names)) == len(ODD_NAMES) - 1
    assert not set("<>{}[]*`~|\\") & set("".join(names))
    assert "‹b onmouseover=alert(1)›rig‹/b›" in names
    assert "(( states('sensor.x') ))" in names
    assert [one["count"] for one in html] == [1]


@pytest.mark.parametrize(
    ("devices", "called"), [("all", "Default worker"), ("none", "Home")]
)
async def test_a_worker_without_a_name(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    tick: Tick,
    listen: Listener,
    devices: str,
    called: str,
) -> None:
    """It is called by its device, or if it has none by its account."""
    world.habits = replace(world.habits, default_worker="")
    account = world.add_account(odd_names())
    entry = make_entry(account.address, worker_devices=devices)
    assert await set_up(hass, entry)
    told = await listen(OFFLINE, WORKER)
    await tick(5)
    world.switch_off(account.address, "")
    await tick(30)
    assert [one["worker"] for one in told] == [called]
    await hass.config_entries.async_unload(entry.entry_id)


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
    block = world.find_block()
    await tick(5)
    assert own == by_account == []
    (told,) = every
    assert (told["height"], told["hash"]) == (block.height, block.hash)
    assert told["reward"] > 300_000_000
    assert (told["own"], told["account"]) == (False, "")
    await tick(10)
    world.find_block(finder=address, worker=RIG)
    await tick(5)
    (told,) = own
    assert (told["own"], told["account"], told["worker"]) == (True, "Home", RIG)
    assert len(every) == len(by_device) == 2
    assert address not in str(told)


@pytest.mark.parametrize("plans", [(LIGHTNING,)])
@pytest.mark.usefixtures("loaded")
async def test_a_payout(
    hass: HomeAssistant, world: World, address: str, tick: Tick, listen: Listener
) -> None:
    """How much, how and what it is worth; one that is corrected later is no other."""
    await tick(90, step=2)
    told = await listen("payout_received", PAYOUT)
    other = await listen("payout_received", WORKER)
    before = len(world.account(address).ledger.payouts)
    world.find_block()
    await tick(6 * 60, step=3)
    made = world.account(address).ledger.payouts[before:]
    assert [one["amount"] for one in told] == [one.amount for one in made]
    first = told[0]
    assert (first["account"], first["kind"]) == ("Home", "lightning")
    assert first["certainty"] == "deduced"
    price = number(hass, "sensor.bitcoin_network_bitcoin_price")
    assert first["money"] == pytest.approx(first["amount"] * price / 1e8, abs=0.01)
    assert first["currency"] == "USD"
    assert dt_util.utcnow() - first["time"] < timedelta(hours=7)
    known = hass.states.get(PAYOUT["entity_id"])
    assert known is not None
    corrected = {**known.attributes, "event_type": "corrected"}
    hass.states.async_set(PAYOUT["entity_id"], "2030-01-01T00:00:00", corrected)
    await hass.async_block_till_done()
    assert len(told) == len(made)
    assert other == []


def below(hashrate: float, unit: str = "TH/s") -> dict[str, Any]:
    """Return the threshold as the editor writes it."""
    value = {"number": hashrate, "unit_of_measurement": unit}
    return {"type": "below", "value": value}


HASHRATE = {"entity_id": "sensor.home_hashrate_5_minutes"}
CROSSED = "hashrate_crossed_threshold"


@pytest.mark.usefixtures("loaded")
async def test_a_hashrate_that_falls_and_stays_down(
    hass: HomeAssistant, world: World, address: str, tick: Tick, listen: Listener
) -> None:
    """It tells whose it is and what is lacking; above is the way back."""
    at_once = await listen(CROSSED, HASHRATE, threshold=below(0.4, "PH/s"))
    lasting = await listen(
        CROSSED, HASHRATE, threshold=below(400), **{"for": {"minutes": 30}}
    )
    threshold = {**below(400), "type": "above"}
    back = await listen(CROSSED, HASHRATE, threshold=threshold)
    await tick(5)
    assert at_once == lasting == back == []
    for name in (RIG, "s21-attic", "s19-left"):
        world.set_hashrate(address, name, 1e12)
    await tick(20)
    assert len(at_once) == 1
    assert lasting == []
    await tick(30)
    (told,) = lasting
    assert (told["account"], told["worker"]) == ("Home", None)
    assert told["hashrate"] < 400
    usual = number(hass, "sensor.home_hashrate_24_hours")
    assert told["hashrate_lost"] == pytest.approx(usual - told["hashrate"], rel=0.1)
    assert told["sat_lost_per_day"] > 0
    assert told["hashrate_off_on_purpose"] == 0
    assert back == []
    for name in (RIG, "s21-attic", "s19-left"):
        world.set_hashrate(address, name, 200e12)
    await tick(20)
    assert len(back) >= 1
    assert len(lasting) == 1


@pytest.mark.usefixtures("loaded")
async def test_an_outage_is_no_crossing_and_hides_none(
    hass: HomeAssistant,
    world: World,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    address: str,
    tick: Tick,
    listen: Listener,
) -> None:
    """What fell while OCEAN was silent is told after it; what was low before is not."""
    low = await listen(CROSSED, HASHRATE, threshold=below(9000))
    fell = await listen(CROSSED, HASHRATE, threshold=below(400))
    lasting = await listen(
        CROSSED, HASHRATE, threshold=below(400), **{"for": {"minutes": 15}}
    )
    await tick(3)
    upstreams.inject(HtmlInstead())
    await tick(15)
    assert state(hass, HASHRATE["entity_id"]) == "unavailable"
    for name in (RIG, "s21-attic", "s19-left"):
        world.set_hashrate(address, name, 1e12)
    await tick(15)
    assert fell == lasting == []
    upstreams.faults.clear()
    await tick(8)
    assert len(fell) == 1
    assert lasting == []
    upstreams.inject(HtmlInstead())
    await tick(10)
    upstreams.faults.clear()
    await tick(10)
    assert lasting == []
    await tick(20)
    assert len(lasting) == 1
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await tick(30)
    assert len(fell) == len(lasting) == 1
    assert low == []


@pytest.mark.usefixtures("loaded")
async def test_a_device_means_one_hashrate(
    hass: HomeAssistant, listen: Listener
) -> None:
    """That of the account over 3 hours, not those of its workers, nor other windows."""
    account = device_of(hass, "sensor.home_hashrate_3_hours")
    worker = device_of(hass, "sensor.home_s21_garage_hashrate_3_hours")
    other = device_of(hass, "sensor.home_s19_left_hashrate_3_hours")
    of_account = await listen(CROSSED, {"device_id": account}, threshold=below(1))
    of_worker = await listen(CROSSED, {"device_id": worker}, threshold=below(1))
    of_both = await listen(
        CROSSED,
        {"device_id": account, "entity_id": "sensor.home_s21_garage_hashrate_3_hours"},
        threshold=below(1),
    )
    pool = await listen(
        CROSSED,
        {"device_id": device_of(hass, "sensor.ocean_pool_hashrate_5_minutes")},
        threshold=below(1),
    )
    of_all = await listen(
        CROSSED, {"device_id": [worker, other]}, threshold=below(1), behavior="all"
    )

    async def fall(entity_id: str) -> list[int]:
        known = hass.states.get(entity_id)
        assert known is not None
        hass.states.async_set(entity_id, "0.5", known.attributes)
        await hass.async_block_till_done()
        return [len(one) for one in (of_account, of_worker, of_both, of_all)]

    assert await fall("sensor.home_hashrate_5_minutes") == [0, 0, 0, 0]
    assert await fall("sensor.home_hashrate_24_hours") == [0, 0, 0, 0]
    assert await fall("sensor.home_hashrate_3_hours") == [1, 0, 1, 0]
    assert await fall("sensor.home_s21_garage_hashrate_3_hours") == [1, 1, 2, 0]
    assert of_worker[0]["worker"] == RIG
    assert of_worker[0]["hashrate_lost"] == pytest.approx(200, rel=0.1)
    assert await fall("sensor.home_s19_left_hashrate_3_hours") == [1, 1, 2, 1]
    hass.states.async_set(
        "sensor.ocean_pool_hashrate_5_minutes",
        "0.0000005",
        {"unit_of_measurement": "EH/s"},
    )
    await hass.async_block_till_done()
    assert len(pool) == 1
    assert "account" not in pool[0]
    # Once more for all: each has to be seen on the other side again.
    hass.states.async_set("sensor.home_s19_left_hashrate_3_hours", "unavailable")
    assert await fall("sensor.home_s19_left_hashrate_3_hours") == [1, 1, 2, 1]


async def test_machines_that_are_off_on_purpose_cross_no_threshold(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    address: str,
    tick: Tick,
    listen: Listener,
) -> None:
    """They count as if they mined, until they should do so again; unless not wanted."""
    rows = [{"worker": name, "entity": "switch.plugs"} for name in (RIG, "s21-attic")]
    hass.states.async_set("switch.plugs", "on")
    entry = make_entry(address, workers_off_on_purpose=rows)
    assert await set_up(hass, entry)
    counted = await listen(CROSSED, HASHRATE, threshold=below(500))
    raw = await listen(CROSSED, HASHRATE, threshold=below(500), count_paused=False)
    offline = await listen(OFFLINE, WORKER)
    await tick(5)
    hass.states.async_set("switch.plugs", "off")
    world.switch_off(address, RIG, "s21-attic")
    await tick(30)
    assert len(raw) == 1
    assert raw[0]["hashrate_off_on_purpose"] == pytest.approx(395, rel=0.1)
    hass.states.async_set("switch.plugs", "on")
    world.switch_on(address, RIG, "s21-attic")
    await tick(30)
    assert counted == []
    assert offline == []
    # The machines that are meant to run count for themselves.
    hass.states.async_set("switch.plugs", "off")
    world.switch_off(address, RIG, "s21-attic", "s19-left", "s19-right", "s19-shed")
    await tick(20)
    assert len(counted) == 1
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("metered")
async def test_profit_says_whose(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, listen: Listener
) -> None:
    """The trigger names the account."""
    told = await listen(
        "mining_became_unprofitable",
        {"entity_id": "binary_sensor.home_profitable"},
    )
    await move_on(hass, freezer, 11)
    tariff(hass, 9)
    await hass.async_block_till_done()
    assert [one["account"] for one in told] == ["Home"]


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
        told = await client.receive_json()
        assert told["success"], told
        return {one for one in told["result"] if one.startswith("ocean_xyz.")}

    account = await offered("triggers", "event.home_worker")
    assert account == {
        f"ocean_xyz.{key}"
        for key in (
            OFFLINE,
            ONLINE,
            "pool_block_found",
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
