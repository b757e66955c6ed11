"""A farm without power is not taken for an upstream without an answer."""

from datetime import timedelta
from http import HTTPStatus

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    issue_registry as ir,
)
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)

from custom_components.ocean_xyz.const import (
    DOMAIN,
)
from simulator import Upstreams, World, heater, home
from simulator.oddities import (
    IdleError,
    NullResult,
    StuckSnapshot,
)
from simulator.outages import Status

from ..conftest import Tick, make_entry, set_up
from .support import (
    API,
    HASHRATE,
    MINING,
    ONLINE,
    STATUS,
    WORKER,
    number,
    state,
)


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
    await tick(30 * 24 * 60 + 360, step=360)
    assert state(hass, STATUS) == "unknown_account"
    assert len(ir.async_get(hass).issues) == 1
    upstreams.faults.clear()
    await tick(10)
    assert state(hass, STATUS) == "live"
    assert not ir.async_get(hass).issues


@pytest.mark.usefixtures("loaded")
async def test_a_worker_that_died_during_a_restart_rings_once(
    hass: HomeAssistant,
    world: World,
    address: str,
    loaded: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    tick: Tick,
) -> None:
    """After the time that the others have to mine again, and nothing old is news."""
    await tick(10)
    assert await hass.config_entries.async_unload(loaded.entry_id)
    world.switch_off(address, "s21-garage")
    freezer.tick(timedelta(minutes=30))
    world.advance(timedelta(minutes=30))
    assert await set_up(hass, loaded)
    assert state(hass, "event.home_worker") in (STATE_UNKNOWN, STATE_UNAVAILABLE)
    await tick(14)
    assert state(hass, "event.home_worker") in (STATE_UNKNOWN, STATE_UNAVAILABLE)
    await tick(5)
    event = hass.states.get("event.home_worker")
    assert event is not None
    assert event.attributes["event_type"] == "offline"
    assert event.attributes["worker"] == "s21-garage"
    assert event.attributes["silence"] > 1700
    assert event.attributes["hashrate_lost"] == pytest.approx(200, rel=0.1)
    before = event.state
    await tick(10)
    assert state(hass, "event.home_worker") == before


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


@pytest.mark.parametrize("plans", [(heater(), home())])
@pytest.mark.usefixtures("loaded")
async def test_small_machines_raise_no_alarm_in_a_day(
    hass: HomeAssistant, tick: Tick
) -> None:
    """A 1 TH/s heater and a home with Bitaxes run for a day without a word."""
    for _ in range(24):
        await tick(60, step=2)
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


@pytest.mark.usefixtures("loaded")
async def test_idle_by_the_snapshot_alone(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """With the list of workers down, the snapshot's error text makes it idle."""
    upstreams.inject(Status(500), host=API, path="/v1/userinfo_full")
    upstreams.inject(IdleError(), host=API, path="/v1/statsnap")
    upstreams.inject(IdleError(), host=API, path="/v1/user_hashrate")
    await tick(2)
    assert state(hass, "sensor.home_data_status") == "idle"


def test_the_account_plan_is_what_the_tests_say() -> None:
    """The home of the tests has eight machines."""
    assert len(home().machines) == 8
