"""Triggers for workers: whose event it is, and what it says."""

from dataclasses import replace
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.mining.units import TERA
from custom_components.ocean_xyz.triggers import alarms
from simulator import ODD_NAMES, Upstreams, World, farm, odd_names
from simulator.outages import HtmlInstead

from ..conftest import Tick, make_entry, set_up
from ..sources.support import number, state
from .listening import Listener
from .support import (
    BLOCK,
    OFFLINE,
    ONLINE,
    PAYOUT,
    RIG,
    WORKER,
    below,
    device_of,
)


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
    (announced,) = offline
    assert announced["platform"] == "ocean_xyz.worker_went_offline"
    assert (announced["account"], announced["worker"], announced["workers"]) == (
        "Home",
        RIG,
        [RIG],
    )
    assert announced["count"] == 1
    assert abs(announced["since"] - died) < timedelta(minutes=2)
    assert 180 < announced["silence"] < 15 * 60
    assert announced["hashrate_lost"] == pytest.approx(200, rel=0.1)
    expected = number(hass, "sensor.home_expected_earnings_per_day")
    share = announced["hashrate_lost"] / number(hass, "sensor.home_hashrate_3_hours")
    assert announced["sat_lost_per_day"] == pytest.approx(expected * share, rel=0.02)
    price = number(hass, "sensor.bitcoin_network_bitcoin_price")
    money = announced["sat_lost_per_day"] * price / 1e8
    assert announced["money_lost_per_day"] == pytest.approx(money, abs=0.01)
    assert announced["currency"] == "USD"
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
    assert [[one["worker"] for one in announced] for announced in meant] == [
        ["Garage oven"]
    ] * 8
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
    seen = [name for announced in everyone for name in announced["workers"]]
    assert sorted(seen) == sorted(world.account(address).machines)
    (announced,) = one
    assert (announced["worker"], announced["count"]) == (RIG, 1)
    assert announced["hashrate_lost"] == pytest.approx(200, rel=0.1)


@pytest.mark.parametrize("plans", [(farm(30),)])
@pytest.mark.usefixtures("loaded")
async def test_a_name_that_is_not_among_the_first_twenty_is_found(
    hass: HomeAssistant, world: World, address: str, tick: Tick, listen: Listener
) -> None:
    """The event's state lists twenty; a trigger for another one fires as well."""
    everyone = await listen(OFFLINE, WORKER)
    each = {
        name: await listen(OFFLINE, WORKER, worker=[name])
        for name in world.account(address).machines
    }
    await tick(3)
    world.switch_off(address)
    await tick(60)
    assert sum(announced["count"] for announced in everyone) == 30
    largest = max(everyone, key=lambda announced: announced["count"])
    assert largest["count"] > len(largest["workers"]) == 20
    assert largest["worker"].endswith(", …")
    assert [len(announced) for announced in each.values()] == [1] * 30


async def test_a_low_hashrate_and_its_end(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    address: str,
    tick: Tick,
    listen: Listener,
) -> None:
    """Each fires once, also over a reload; the event entity of 1.0.0 has no new types."""
    low = await listen("worker_became_low", WORKER)
    recovered = await listen("worker_recovered", WORKER, worker=[RIG])
    (account,) = loaded.runtime_data.accounts.values()
    day = dt_util.utcnow().date()

    def usual_is(hashrate: float) -> None:
        (now,) = loaded.runtime_data.accounts.values()
        medians = tuple((day - timedelta(days=one), hashrate) for one in (2, 1))
        now.source.change_worker(
            RIG,
            lambda memory: memory._replace(
                medians=medians, running_since=dt_util.utcnow() - timedelta(days=1)
            ),
        )

    await tick(3)
    hashrate = account.state.workers[RIG].averages.hashrate_10800s
    usual_is(2 * hashrate)
    await tick(5)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await tick(5)
    assert recovered == []
    usual_is(hashrate)
    await tick(5)
    (announced,) = low
    assert announced["worker"] == RIG
    assert announced["hashrate"] == pytest.approx(hashrate / TERA, rel=0.05)
    assert announced["hashrate_lost"] == pytest.approx(hashrate / TERA, rel=0.05)
    assert announced["sat_lost_per_day"] > 0
    (announced,) = recovered
    assert announced["hashrate"] == pytest.approx(hashrate / TERA, rel=0.05)
    assert announced["hashrate_lost"] is None
    assert state(hass, "event.home_worker") == "unknown"


@pytest.mark.usefixtures("loaded")
async def test_alarms_to_handle(
    hass: HomeAssistant, world: World, address: str, tick: Tick, listen: Listener
) -> None:
    """Two automations with the same options both hear of it, a third by its own."""
    first, second = [await listen("worker_alarm", WORKER) for _ in range(2)]
    other = await listen("worker_alarm", WORKER, worker=["s19-left"])
    await tick(3)
    world.switch_off(address, RIG)
    await tick(20)
    hass.set_state(CoreState.starting)
    world.switch_on(address, RIG)
    await tick(5)
    (announced,) = first
    hass.set_state(CoreState.running)
    await tick(3)
    assert (announced["kind"], announced["worker"]) == ("alarm", RIG)
    assert announced["hashrate_lost"] == pytest.approx(200, rel=0.1)
    assert announced["since"] < dt_util.utcnow()
    assert [one["kind"] for one in second] == ["alarm", "all_clear"]
    assert first == second
    assert other == []


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("restart", [True, False])
async def test_alarms_over_a_time_without_automations(
    hass: HomeAssistant,
    world: World,
    address: str,
    tick: Tick,
    listen: Listener,
    monkeypatch: pytest.MonkeyPatch,
    restart: bool,
) -> None:
    """A restart loses nothing; who switches an automation on hears of what is new."""
    first = await listen("worker_alarm", WORKER)
    await tick(3)
    world.switch_off(address, RIG)
    await tick(20)
    assert [one["worker"] for one in first] == [RIG]
    listen.stop()
    world.switch_on(address, RIG)
    world.switch_off(address, "s19-left")
    await tick(120, step=5)
    if restart:
        monkeypatch.setattr(alarms, "has_just_started", lambda _: True)
    again = await listen("worker_alarm", WORKER)
    await tick(3)
    said = [(one["kind"], one["worker"]) for one in again]
    assert said == ([("all_clear", RIG), ("alarm", "s19-left")] if restart else [])
    world.switch_off(address, RIG)
    await tick(20)
    assert (again[-1]["kind"], again[-1]["worker"]) == ("alarm", RIG)


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
    announced = [
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
    assert announced == [[]] * 4
    world.switch_on(address, RIG)
    await tick(10)
    assert [len(one) for one in announced] == [0, 1, 0, 0]


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
    """A machine that died meanwhile is announced once everything has started, and once."""
    assert await set_up(hass, entry)
    await tick(10)
    await hass.config_entries.async_unload(entry.entry_id)
    world.switch_off(address, RIG)
    freezer.tick(timedelta(minutes=30))
    world.advance(timedelta(minutes=30))
    hass.set_state(CoreState.not_running)
    assert await set_up(hass, entry)
    await tick(16)
    hass.set_state(CoreState.starting)
    await tick(2)
    assert state(hass, "sensor.home_workers_offline") == "1"
    assert state(hass, "event.home_worker") == "unknown"
    announced = await listen(OFFLINE, WORKER)
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()
    assert [one["worker"] for one in announced] == [RIG]
    await tick(5)
    assert len(announced) == 1
    await hass.config_entries.async_unload(entry.entry_id)


async def test_nothing_fires_for_an_account_that_is_not_there(
    hass: HomeAssistant, loaded: MockConfigEntry, listen: Listener
) -> None:
    """Its entities may still be written by somebody while it is not loaded."""
    announced = [
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
    assert announced[0] == announced[1] == []
    assert all("account" not in one for rest in announced[2:] for one in rest)


@pytest.mark.parametrize("plans", [(odd_names(),)])
@pytest.mark.usefixtures("loaded")
async def test_a_message_can_say_any_name(
    hass: HomeAssistant, world: World, address: str, tick: Tick, listen: Listener
) -> None:
    """No markup, no template, no link; and a filter takes the name as it is."""
    announced = await listen(OFFLINE, WORKER)
    html = await listen(OFFLINE, WORKER, worker=["<b onmouseover=alert(1)>rig</b>"])
    await tick(5)
    world.switch_off(address, *ODD_NAMES[:-1])
    await tick(30)
    names = [name for one in announced for name in one["workers"]]
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
    announced = await listen(OFFLINE, WORKER)
    await tick(5)
    world.switch_off(account.address, "")
    await tick(30)
    assert [one["worker"] for one in announced] == [called]
    await hass.config_entries.async_unload(entry.entry_id)
