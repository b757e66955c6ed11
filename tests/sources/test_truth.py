"""Never a number that is not true: outages, odd answers and power cuts."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.devices.ids import HUB_STORE_KEY
from custom_components.ocean_xyz.mining.account import AccountState
from custom_components.ocean_xyz.mining.pool import PoolMemory
from custom_components.ocean_xyz.runtime.stores import OceanStore
from custom_components.ocean_xyz.sources.account import AccountSource
from simulator import AccountPlan, Edited, Upstreams, World, farm, heater, home
from simulator.oddities import (
    FixedUnpaid,
    IdleError,
    NullResult,
    OlderSnapshot,
    StuckSnapshot,
    WrongChain,
    ZeroSnapshot,
)
from simulator.outages import HtmlInstead, Json, Status

from ..conftest import Tick, make_entry, set_up

HASHRATE = "sensor.home_hashrate_5_minutes"
STATUS = "sensor.home_data_status"
MINING = "binary_sensor.home_mining"
ONLINE = "sensor.home_workers_online"
WORKER = "binary_sensor.home_s21_garage_online"
API = "api.ocean.xyz"


def state(hass: HomeAssistant, entity_id: str) -> str:
    """Return a state."""
    found = hass.states.get(entity_id)
    assert found is not None, entity_id
    return found.state


def number(hass: HomeAssistant, entity_id: str) -> float:
    """Return a state as a number."""
    return float(state(hass, entity_id))


@pytest.mark.usefixtures("loaded")
async def test_three_bad_polls_until_unavailable_and_no_zero(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Two bad polls keep the last values, the third makes them unavailable."""
    before = state(hass, HASHRATE)
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY))
    for _ in range(2):
        await tick()
        assert state(hass, HASHRATE) == before
        assert state(hass, STATUS) == "stale"
    await tick()
    assert state(hass, HASHRATE) == STATE_UNAVAILABLE
    assert state(hass, WORKER) == STATE_UNAVAILABLE
    assert state(hass, MINING) == STATE_UNAVAILABLE
    assert state(hass, STATUS) == "unreachable"
    upstreams.faults.clear()
    await tick(6)
    assert number(hass, HASHRATE) > 0
    assert state(hass, WORKER) == STATE_ON
    assert state(hass, STATUS) == "live"


@pytest.mark.usefixtures("loaded")
async def test_five_minutes_of_obeyed_silence_make_values_unavailable(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """OCEAN asks for twenty minutes of peace: it gets them, and the values go."""
    upstreams.inject(
        Status(HTTPStatus.TOO_MANY_REQUESTS, retry_after=1200), host=API, times=1
    )
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host="ocean.xyz")
    await tick()
    asked = upstreams.count(API)
    assert number(hass, HASHRATE) > 0
    await tick(6)
    assert state(hass, HASHRATE) == STATE_UNAVAILABLE
    await tick(12)
    assert upstreams.count(API) == asked
    await tick(3)
    assert number(hass, HASHRATE) > 0


@pytest.mark.usefixtures("loaded")
async def test_a_retry_after_that_is_a_date_is_obeyed(
    hass: HomeAssistant, upstreams: Upstreams, world: World, tick: Tick
) -> None:
    """A date in ten minutes is ten minutes."""
    until = world.now + timedelta(minutes=11)
    upstreams.inject(
        Status(HTTPStatus.TOO_MANY_REQUESTS, retry_after=until), host=API, times=1
    )
    await tick()
    asked = upstreams.count(API)
    await tick(8)
    assert upstreams.count(API) == asked
    await tick(4)
    assert upstreams.count(API) > asked


@pytest.mark.usefixtures("loaded")
async def test_an_all_zero_snapshot_is_not_believed_once(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """One minute of zeros changes nothing, a second one is believed."""
    before = state(hass, HASHRATE)
    upstreams.inject(ZeroSnapshot(), host=API, path="/v1/user")
    await tick()
    assert state(hass, HASHRATE) == before
    assert state(hass, WORKER) == STATE_ON
    assert state(hass, ONLINE) == "8"
    await tick()
    assert number(hass, HASHRATE) == 0


@pytest.mark.usefixtures("loaded")
async def test_a_power_cut_takes_the_farm_offline_and_rings(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """Without power all workers go offline, though OCEAN then only says its error."""
    world.switch_off(address)
    await tick(60 * 5)
    assert state(hass, STATUS) == "idle"
    assert state(hass, MINING) == STATE_OFF
    assert state(hass, ONLINE) == "0"
    assert state(hass, "sensor.home_workers_offline") == "8"
    assert state(hass, WORKER) == STATE_OFF
    assert state(hass, HASHRATE) == "0.0"
    event = hass.states.get("event.home_worker")
    assert event is not None
    assert event.attributes["event_type"] == "offline"
    world.switch_on(address)
    await tick(10)
    assert state(hass, STATUS) == "live"
    assert state(hass, MINING) == STATE_ON
    event = hass.states.get("event.home_worker")
    assert event is not None
    assert event.attributes["event_type"] == "online"


@pytest.mark.parametrize("plans", [(home(), heater())])
@pytest.mark.usefixtures("loaded")
async def test_ocean_down_never_rings_as_farm_down(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """An hour without OCEAN makes no worker event, nor does its end."""
    upstreams.inject(HtmlInstead(), host=API)
    upstreams.inject(HtmlInstead(), host="ocean.xyz")
    await tick(60)
    assert state(hass, STATUS) == "unreachable"
    upstreams.faults.clear()
    await tick(10)
    assert state(hass, STATUS) == "live"
    assert state(hass, "event.home_worker") == STATE_UNKNOWN


@pytest.mark.usefixtures("loaded")
async def test_the_account_lives_without_its_list_of_workers(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """With `userinfo_full` down, all but the last shares of workers is known."""
    upstreams.inject(
        Status(HTTPStatus.INTERNAL_SERVER_ERROR), host=API, path="/v1/userinfo_full"
    )
    await tick(30)
    assert number(hass, HASHRATE) > 0
    assert number(hass, "sensor.home_estimated_earnings_next_block") > 0
    assert number(hass, "sensor.home_s21_garage_hashrate_3_hours") > 0
    assert state(hass, WORKER) == STATE_ON
    assert state(hass, ONLINE) == "8"
    assert state(hass, "event.home_worker") == STATE_UNKNOWN


@pytest.mark.usefixtures("loaded")
async def test_an_old_snapshot_is_not_live(
    hass: HomeAssistant, upstreams: Upstreams, world: World, tick: Tick
) -> None:
    """A snapshot that no longer moves is told as old; no worker is taken for dead."""
    upstreams.inject(StuckSnapshot(world.now), host=API, path="/v1/")
    await tick(10)
    assert state(hass, STATUS) == "stale"
    assert state(hass, WORKER) == STATE_ON
    upstreams.faults.clear()
    await tick(2)
    assert state(hass, STATUS) == "live"


@pytest.mark.usefixtures("loaded")
async def test_a_snapshot_from_the_past_changes_nothing(
    hass: HomeAssistant, upstreams: Upstreams, address: str, tick: Tick
) -> None:
    """An answer that is older than the last one is not shown."""
    await tick(5)
    before = state(hass, "sensor.home_last_share")
    fault = upstreams.inject(OlderSnapshot(600), host=API, account=address)
    await tick(2)
    assert state(hass, "sensor.home_last_share") == before
    upstreams.faults.remove(fault)
    await tick(2)
    assert state(hass, "sensor.home_last_share") > before


@pytest.mark.usefixtures("loaded")
async def test_null_for_a_known_account_is_idle(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """`result: null` is OCEAN's other way to say that no worker is active."""
    upstreams.inject(NullResult(), host=API, path="/v1/user", times=2)
    await tick()
    assert state(hass, STATUS) == "idle"
    assert state(hass, WORKER) == STATE_ON
    await tick(2)
    assert state(hass, STATUS) == "live"
    assert state(hass, "event.home_worker") == STATE_UNKNOWN


async def test_an_address_ocean_never_knew(
    hass: HomeAssistant, upstreams: Upstreams, world: World, tick: Tick
) -> None:
    """It loads, invents nothing, and says what to do."""
    entry = make_entry(world.unknown_address())
    assert await set_up(hass, entry)
    assert state(hass, STATUS) == "unknown_account"
    assert state(hass, HASHRATE) == STATE_UNKNOWN
    assert state(hass, "sensor.ocean_pool_users") != STATE_UNAVAILABLE
    issues = ir.async_get(hass).issues
    assert [issue for (domain, issue) in issues if domain == DOMAIN][0].startswith(
        "unknown_account_"
    )
    assert world.unknown_address() not in str(issues)


@pytest.mark.usefixtures("loaded")
async def test_thirty_idle_days_make_an_account_unknown(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """A farm that is off for a month has a repair; it goes when the farm is back."""
    upstreams.inject(IdleError(), host=API, path="/v1/user")
    await tick(2)
    assert state(hass, STATUS) == "idle"
    await tick(30 * 24 * 60 + 60, step=60)
    assert state(hass, STATUS) == "unknown_account"
    assert len(ir.async_get(hass).issues) == 1
    upstreams.faults.clear()
    await tick(10)
    assert state(hass, STATUS) == "live"
    assert not ir.async_get(hass).issues


@pytest.mark.usefixtures("loaded")
async def test_a_negative_balance_is_not_believed(
    hass: HomeAssistant,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    tick: Tick,
) -> None:
    """-1 sat leaves the last known balance where it was."""
    (account,) = loaded.runtime_data.accounts.values()
    before = account.state.snapshot.unpaid
    assert before > 0
    upstreams.inject(FixedUnpaid(), host=API)
    await tick(2)
    assert account.state.snapshot.unpaid == before


async def test_ocean_down_at_the_first_set_up_is_tried_again(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry, tick: Tick
) -> None:
    """The very first set-up waits for OCEAN, and is retried by Home Assistant."""
    upstreams.inject(Status(HTTPStatus.SERVICE_UNAVAILABLE), host=API)
    assert not await set_up(hass, entry)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    # Nothing is left of a set-up that did not come about.
    assert not dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    upstreams.faults.clear()
    await tick(5)
    assert entry.state is ConfigEntryState.LOADED


@pytest.mark.usefixtures("loaded")
async def test_ocean_down_at_a_later_start_loads_all_the_same(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """Entities are there, unavailable, and come to life with OCEAN.

    Also when what was remembered is lost.
    """
    await OceanStore(hass, HUB_STORE_KEY, PoolMemory).remove()
    upstreams.inject(Status(HTTPStatus.SERVICE_UNAVAILABLE), host=API)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert loaded.state is ConfigEntryState.LOADED
    assert state(hass, HASHRATE) == STATE_UNAVAILABLE
    assert state(hass, WORKER) == STATE_UNAVAILABLE
    assert state(hass, STATUS) == "unreachable"
    upstreams.faults.clear()
    await tick(3)
    assert state(hass, WORKER) == STATE_ON


@pytest.mark.usefixtures("loaded")
async def test_a_worker_that_died_during_a_restart_rings_once(
    hass: HomeAssistant,
    world: World,
    address: str,
    loaded: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    tick: Tick,
) -> None:
    """What was remembered makes the difference, and nothing old is news."""
    await tick(10)
    assert await hass.config_entries.async_unload(loaded.entry_id)
    world.switch_off(address, "s21-garage")
    freezer.tick(timedelta(minutes=30))
    world.advance(timedelta(minutes=30))
    assert await set_up(hass, loaded)
    assert state(hass, "event.home_worker") in (STATE_UNKNOWN, STATE_UNAVAILABLE)
    await tick(5)
    event = hass.states.get("event.home_worker")
    assert event is not None
    assert event.attributes["event_type"] == "offline"
    assert event.attributes["worker"] == "s21-garage"
    assert event.attributes["silence"] > 1700
    assert event.attributes["hashrate_lost"] == pytest.approx(200, rel=0.1)
    told = event.state
    await tick(10)
    assert state(hass, "event.home_worker") == told


async def test_a_source_on_another_chain_is_not_used(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry, tick: Tick
) -> None:
    """A mempool on the other chain shows no figure; blockchain.info stands in."""
    fault = upstreams.inject(WrongChain(), host="mempool.space")
    assert await set_up(hass, entry)
    truth = upstreams.world.chain.tip(upstreams.world.timestamp)
    assert number(hass, "sensor.bitcoin_network_block_height") == truth
    assert state(hass, "sensor.bitcoin_network_data_source") == "blockchain_info"
    assert state(hass, "sensor.bitcoin_network_fee_one_hour") in (
        STATE_UNKNOWN,
        STATE_UNAVAILABLE,
    )
    assert ir.async_get(hass).async_get_issue(DOMAIN, "other_chain")
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host="blockchain.info")
    await tick(60)
    assert state(hass, "sensor.bitcoin_network_data_source") == "rejected"
    assert state(hass, "sensor.bitcoin_network_block_height") == STATE_UNAVAILABLE
    upstreams.faults.remove(fault)


@pytest.mark.usefixtures("loaded")
async def test_a_source_gone_for_a_day_needs_a_person(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """After 24 hours of silence there is a repair for each, and it goes by itself."""
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY))
    await tick(23 * 60, step=10)
    assert not ir.async_get(hass).issues
    await tick(120, step=10)
    issues = {issue.partition("_silent")[0] for _, issue in ir.async_get(hass).issues}
    assert issues == {"account", "network", "pool"}
    upstreams.faults.clear()
    await tick(20, step=10)
    assert not ir.async_get(hass).issues


@pytest.mark.parametrize("ending", ["disabled", "removed"])
async def test_no_repair_outlives_what_it_is_about(
    hass: HomeAssistant,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    tick: Tick,
    ending: str,
) -> None:
    """Who disables or removes the integration is not asked to repair it."""
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY))
    await tick(26 * 60, step=10)
    assert len(ir.async_get(hass).issues) == 3
    if ending == "disabled":
        await hass.config_entries.async_set_disabled_by(
            loaded.entry_id, ConfigEntryDisabler.USER
        )
    else:
        await hass.config_entries.async_remove(loaded.entry_id)
    assert not ir.async_get(hass).issues


@pytest.mark.usefixtures("loaded")
async def test_an_answer_without_sense_is_a_bad_poll(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """JSON of the wrong shape keeps the last values, as any bad poll does."""
    before = state(hass, HASHRATE)
    upstreams.inject(Json({"result": {"workers": 5}}), host=API, path="/v1/user")
    await tick(2)
    assert state(hass, HASHRATE) == before


def test_the_account_plan_is_what_the_tests_say() -> None:
    """The home of the tests has eight machines."""
    plan: AccountPlan = home()
    assert len(plan.machines) == 8


@pytest.mark.usefixtures("loaded")
async def test_an_outage_right_after_an_idle_answer_does_not_ring(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """One "no active workers", then silence: no worker is called offline."""
    upstreams.inject(IdleError(), host=API, path="/v1/user", times=2)
    await tick()
    assert state(hass, STATUS) == "idle"
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host=API)
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host="ocean.xyz")
    await tick(2)
    assert state(hass, STATUS) == "idle"
    await tick(60)
    assert state(hass, STATUS) == "unreachable"
    assert state(hass, "event.home_worker") == STATE_UNKNOWN


@pytest.mark.usefixtures("loaded")
async def test_the_web_page_stands_in_for_a_silent_interface(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """After three failures the page is read, at most every five minutes, and told."""
    rate = number(hass, "sensor.home_hashrate_24_hours")
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host=API)
    await tick(2)
    assert not upstreams.count("ocean.xyz")
    await tick(30)
    assert state(hass, STATUS) == "web_page"
    assert upstreams.count("ocean.xyz") <= 6
    assert number(hass, "sensor.home_hashrate_24_hours") == pytest.approx(rate, rel=0.1)
    assert state(hass, WORKER) == STATE_ON
    assert state(hass, ONLINE) == "8"
    assert number(hass, "sensor.home_s21_garage_hashrate_3_hours") > 100
    assert state(hass, "event.home_worker") == STATE_UNKNOWN
    upstreams.faults.clear()
    await tick(6)
    assert state(hass, STATUS) == "live"
    assert state(hass, "event.home_worker") == STATE_UNKNOWN
    asked = upstreams.count("ocean.xyz")
    await tick(10)
    assert upstreams.count("ocean.xyz") == asked


@pytest.mark.usefixtures("loaded")
async def test_a_worker_that_dies_while_only_the_page_is_read_rings(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    address: str,
    tick: Tick,
) -> None:
    """The page knows last shares to the minute, and that is enough for an alarm."""
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host=API)
    await tick(10)
    world.switch_off(address, "s21-garage")
    await tick(40)
    assert state(hass, WORKER) == STATE_OFF
    assert state(hass, ONLINE) == "7"
    event = hass.states.get("event.home_worker")
    assert event is not None
    assert event.attributes["worker"] == "s21-garage"


@pytest.mark.parametrize("plans", [(farm(40),)])
@pytest.mark.usefixtures("loaded")
async def test_all_pages_of_workers_are_read(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Forty workers stand on three pages; a site that fails is shown no longer."""
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host=API)
    await tick(6)
    assert state(hass, STATUS) == "web_page"
    assert state(hass, ONLINE) == "40"
    assert upstreams.count("ocean.xyz") == 3
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host="ocean.xyz")
    await tick(30)
    assert state(hass, STATUS) == "unreachable"


async def test_the_web_page_is_left_alone_where_it_is_not_wanted(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry, tick: Tick
) -> None:
    """With the option off, no page is asked for."""
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "web_page": False}
    )
    assert await set_up(hass, entry)
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host=API)
    await tick(10)
    assert state(hass, STATUS) == "unreachable"
    assert not upstreams.count("ocean.xyz")


@pytest.mark.parametrize("plans", [(heater(), home())])
@pytest.mark.usefixtures("loaded")
async def test_small_machines_raise_no_alarm_in_a_day(
    hass: HomeAssistant, tick: Tick
) -> None:
    """A 1 TH/s heater and a home with Bitaxes run for a day without a word."""
    for _ in range(24):
        await tick(60)
        assert state(hass, "event.home_worker") == STATE_UNKNOWN
        assert state(hass, "event.account_2_worker") == STATE_UNKNOWN
        assert state(hass, STATUS) == "live"
        assert state(hass, "sensor.account_2_workers_online") == "8"


@pytest.mark.usefixtures("loaded")
async def test_a_power_cut_rings_though_the_pools_snapshot_stands_still(
    hass: HomeAssistant, upstreams: Upstreams, world: World, tick: Tick
) -> None:
    """The time of an idle farm goes on when the pool's has stopped."""
    upstreams.inject(StuckSnapshot(world.now), host=API, path="/v1/pool_stat")
    upstreams.inject(IdleError(), host=API, path="/v1/user")
    await tick(75)
    assert state(hass, MINING) == STATE_OFF
    assert state(hass, "sensor.home_workers_offline") == "8"
    event = hass.states.get("event.home_worker")
    assert event is not None
    assert event.attributes["event_type"] == "offline"


@pytest.mark.usefixtures("loaded")
async def test_a_power_cut_rings_by_the_snapshot_alone(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """With the list of workers down, the snapshot's error text is enough."""
    upstreams.inject(Status(500), host=API, path="/v1/userinfo_full")
    upstreams.inject(IdleError(), host=API, path="/v1/statsnap")
    upstreams.inject(IdleError(), host=API, path="/v1/user_hashrate")
    await tick(75)
    assert state(hass, MINING) == STATE_OFF
    event = hass.states.get("event.home_worker")
    assert event is not None
    assert event.attributes["event_type"] == "offline"


@pytest.mark.parametrize("plans", [(farm(320),)])
@pytest.mark.usefixtures("loaded")
async def test_a_large_account_is_not_shown_for_hours_of_obeyed_silence(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Six hours of asked-for peace end the values after minutes, not at the end."""
    for host in (API, "mempool.space"):
        upstreams.inject(Status(429, retry_after=21600), host=host, times=1)
    upstreams.inject(Status(502), host="ocean.xyz")
    upstreams.inject(Status(502), host="blockchain.info")
    await tick(7)
    assert state(hass, HASHRATE) == STATE_UNAVAILABLE
    assert state(hass, STATUS) == "unreachable"
    await tick(15)
    assert state(hass, MINING) == STATE_UNAVAILABLE
    assert state(hass, "sensor.bitcoin_network_block_height") == STATE_UNAVAILABLE


@pytest.mark.usefixtures("loaded")
async def test_a_zero_of_the_pool_is_not_repeated_by_a_failure(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Zero, then no answer: the last value stays."""
    entity = "sensor.ocean_pool_hashrate_5_minutes"
    before = state(hass, entity)
    upstreams.inject(ZeroSnapshot(), host=API, path="/v1/pool_hashrate", times=1)
    await tick()
    upstreams.inject(Status(502), host=API, path="/v1/pool_hashrate")
    await tick()
    assert state(hass, entity) == before


async def test_a_rival_block_is_no_other_chain(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry, tick: Tick
) -> None:
    """Two blocks may race for one height; one that stays another one is another chain."""
    rival = Edited(lambda told: [{**one, "id": "f" * 64} for one in told])
    fault = upstreams.inject(
        rival, host="mempool.space", path="/api/v1/blocks/", times=1
    )
    assert await set_up(hass, entry)
    assert state(hass, "sensor.bitcoin_network_data_source") == "mempool"
    await tick(45)
    assert state(hass, "sensor.bitcoin_network_data_source") == "mempool"
    upstreams.faults.remove(fault)
    upstreams.inject(rival, host="mempool.space", path="/api/v1/blocks/")
    upstreams.world.find_block()
    await tick(60)
    assert state(hass, "sensor.bitcoin_network_data_source") == "blockchain_info"


@pytest.mark.usefixtures("loaded")
async def test_a_machine_that_dies_while_only_hashrates_are_told_rings(
    hass: HomeAssistant, upstreams: Upstreams, world: World, address: str, tick: Tick
) -> None:
    """With the list of workers down, two empty windows are an alarm."""
    upstreams.inject(Status(500), host=API, path="/v1/userinfo_full")
    await tick(20)
    assert state(hass, "event.home_worker") == STATE_UNKNOWN
    world.switch_off(address, "s21-garage")
    await tick(50)
    assert state(hass, WORKER) == STATE_OFF
    event = hass.states.get("event.home_worker")
    assert event is not None
    assert event.attributes["worker"] == "s21-garage"


@pytest.mark.usefixtures("loaded")
async def test_one_idle_answer_leaves_the_figures_as_they_were(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """The status says so at once; the figures wait for a second such answer."""
    shown = ("sensor.home_hashrate_24_hours", "sensor.home_expected_earnings_per_day")
    upstreams.inject(NullResult(), host=API, path="/v1/user", times=2)
    await tick()
    assert state(hass, STATUS) == "idle"
    for entity in shown:
        assert number(hass, entity) > 0
    upstreams.inject(NullResult(), host=API, path="/v1/user")
    await tick(3)
    assert state(hass, "sensor.home_hashrate_24_hours") == STATE_UNKNOWN


@pytest.mark.usefixtures("loaded")
async def test_a_new_machine_that_dies_rings_within_the_hour(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """It ran for an hour: that is enough to know its rhythm."""
    world.add_machine(address, "new-rig", 120e12)
    await tick(60)
    world.switch_off(address, "new-rig")
    await tick(40)
    assert state(hass, "binary_sensor.home_new_rig_online") == STATE_OFF


@pytest.mark.usefixtures("loaded")
async def test_a_second_power_cut_right_after_the_first_rings(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """Power comes back for six minutes after an hour, and is gone again."""
    await tick(20)
    world.switch_off(address)
    await tick(60)
    world.switch_on(address)
    await tick(6)
    world.switch_off(address)
    await tick(90)
    assert state(hass, MINING) == STATE_OFF
    assert state(hass, "sensor.home_workers_offline") == "8"


@pytest.mark.usefixtures("loaded")
async def test_an_idle_answer_right_after_a_restart_invents_nothing(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """The farm runs; the one slip is neither "off" nor a zero."""
    upstreams.inject(NullResult(), host=API, path="/v1/user", times=3)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state(hass, MINING) == STATE_UNAVAILABLE
    assert state(hass, ONLINE) == STATE_UNAVAILABLE
    await tick(3)
    assert state(hass, ONLINE) == "8"


@pytest.mark.usefixtures("loaded")
async def test_a_farm_that_was_off_is_off_after_a_restart(
    hass: HomeAssistant,
    world: World,
    address: str,
    loaded: MockConfigEntry,
    tick: Tick,
) -> None:
    """Its first answer is no slip: it said so before."""
    world.switch_off(address)
    await tick(120, step=2)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state(hass, MINING) == STATE_OFF
    assert state(hass, "sensor.home_workers_offline") == "8"


async def test_an_account_removed_during_set_up_takes_nothing_down(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry
) -> None:
    """The hub loads without it."""
    entry.add_to_hass(hass)
    (subentry,) = entry.subentries.values()
    before = AccountSource.poll

    async def remove_first(source: AccountSource, **inputs: Any) -> AccountState:
        if subentry.subentry_id in entry.subentries:
            hass.config_entries.async_remove_subentry(entry, subentry.subentry_id)
        return await before(source, **inputs)

    with patch.object(AccountSource, "poll", remove_first):
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    assert not entry.runtime_data.accounts
    assert number(hass, "sensor.ocean_pool_users") > 0
    await hass.config_entries.async_unload(entry.entry_id)
