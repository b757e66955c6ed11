"""The trigger for a hashrate that crosses a threshold."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Upstreams, World
from simulator.outages import HtmlInstead

from ..conftest import Tick, make_entry, set_up
from ..sources.support import number, state
from .listening import Listener
from .support import (
    CROSSED,
    OFFLINE,
    RIG,
    WORKER,
    below,
    device_of,
)


@pytest.fixture(autouse=True)
def _every_entity(all_enabled: None) -> None:
    """Enable every entity."""


HASHRATE = {"entity_id": "sensor.home_hashrate_5_minutes"}


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
    (announced,) = lasting
    assert (announced["account"], announced["worker"]) == ("Home", None)
    assert announced["hashrate"] < 400
    usual = number(hass, "sensor.home_hashrate_24_hours")
    assert announced["hashrate_lost"] == pytest.approx(
        usual - announced["hashrate"], rel=0.1
    )
    assert announced["sat_lost_per_day"] > 0
    assert announced["hashrate_off_on_purpose"] == 0
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
    """What fell while OCEAN was silent is announced after it, unlike an earlier fall."""
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
