"""What a source says of when it is, is its age; and more than one block decides."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import (
    CONF_MEMPOOL_URL,
    CONF_NETWORK_SOURCE,
    DOMAIN,
)
from simulator import Edited, Upstreams, World
from simulator.oddities import LosingBlock, StuckSnapshot

from ..conftest import Tick, set_up
from .support import API, MEMPOOL, hub_entry, number, state

INFO = "blockchain.info"
SOURCE = "sensor.bitcoin_network_data_source"
HEIGHT = "sensor.bitcoin_network_block_height"
PRICE = "sensor.bitcoin_network_bitcoin_price"
OWN = "umbrel.local"


@pytest.fixture
def own(upstreams: Upstreams) -> MockConfigEntry:
    """Return an entry with a mempool of the user's own."""
    upstreams.serve_mempool(OWN)
    url = f"http://{OWN}:3006"
    return hub_entry(**{CONF_NETWORK_SOURCE: "own_mempool", CONF_MEMPOOL_URL: url})


def issues(hass: HomeAssistant) -> set[str]:
    """Return which problems of the network are shown."""
    known = ("source_behind", "other_chain", "network_silent", "no_price")
    registry = ir.async_get(hass)
    return {one for one in known if registry.async_get_issue(DOMAIN, one)}


@pytest.mark.parametrize("hours", [20, 96, 24 * 30])
async def test_a_node_that_stands_still_is_not_used(
    hass: HomeAssistant, upstreams: Upstreams, own: MockConfigEntry, hours: int
) -> None:
    """Nor one that is still syncing: the stand-in takes over, and a repair says why."""
    world = upstreams.world
    world.retarget(1.1)
    world.advance(timedelta(hours=1))
    world.find_block()
    world.advance(timedelta(hours=1))
    upstreams.inject(StuckSnapshot(world.now - timedelta(hours=hours)), host=OWN)
    assert await set_up(hass, own)
    assert state(hass, SOURCE) == "blockchain_info"
    assert number(hass, HEIGHT) == world.chain.tip(world.timestamp)
    assert issues(hass) == {"source_behind"}


async def test_nobody_is_behind_who_is_not_asked(
    hass: HomeAssistant, upstreams: Upstreams, own: MockConfigEntry
) -> None:
    """The repair goes when the user chooses another source in the form."""
    world = upstreams.world
    world.find_block()
    world.advance(timedelta(hours=1))
    upstreams.inject(StuckSnapshot(world.now - timedelta(hours=20)), host=OWN)
    assert await set_up(hass, own)
    assert issues(hass) == {"source_behind"}
    hass.config_entries.async_update_entry(
        own, data={CONF_NETWORK_SOURCE: "blockchain_info"}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not issues(hass)


async def test_a_node_that_stops_while_we_run(
    hass: HomeAssistant, upstreams: Upstreams, own: MockConfigEntry, tick: Tick
) -> None:
    """Half an hour after the pool's next block; it is used again once it caught up."""
    world = upstreams.world
    assert await set_up(hass, own)
    assert state(hass, SOURCE) == "mempool"
    fault = upstreams.inject(StuckSnapshot(world.now), host=OWN)
    await tick(60)
    world.find_block()
    await tick(25)
    assert state(hass, SOURCE) == "mempool"
    assert not issues(hass)
    await tick(10)
    assert state(hass, SOURCE) == "blockchain_info"
    assert issues(hass) == {"source_behind"}
    world.find_block()
    await tick(2)
    assert state(hass, SOURCE) == "blockchain_info"
    assert issues(hass) == {"source_behind"}
    upstreams.faults.remove(fault)
    await tick(40)
    assert state(hass, SOURCE) == "mempool"
    assert not issues(hass)


async def test_a_node_that_stands_still_while_the_pool_finds_nothing(
    hass: HomeAssistant, upstreams: Upstreams, own: MockConfigEntry, tick: Tick
) -> None:
    """Three hours without a bitcoin block are no chance; two are waited for."""
    world = upstreams.world
    world.hold_blocks(holding=True)
    assert await set_up(hass, own)
    fault = upstreams.inject(StuckSnapshot(world.now), host=OWN)
    await tick(150, step=2)
    assert state(hass, SOURCE) == "mempool"
    assert not issues(hass)
    await tick(40, step=2)
    assert state(hass, SOURCE) == "blockchain_info"
    assert issues(hass) == {"source_behind"}
    upstreams.faults.remove(fault)
    await tick(15)
    assert state(hass, SOURCE) == "mempool"
    assert not issues(hass)


@pytest.mark.parametrize(
    ("hours", "shown"), [(1, MEMPOOL), (2, MEMPOOL), (5, INFO), (144, INFO)]
)
async def test_a_price_is_as_old_as_it_says(
    hass: HomeAssistant, upstreams: Upstreams, hours: int, shown: str
) -> None:
    """An instance that gets no new prices shows the last ones for days."""
    world = upstreams.world
    moment = world.now - timedelta(hours=hours)
    upstreams.inject(StuckSnapshot(moment), host=MEMPOOL, path="/api/v1/prices")
    upstreams.inject(
        Edited(lambda quotes: quotes | {"USD": quotes["USD"] | {"last": 5}}),
        host=INFO,
        path="/ticker",
    )
    assert await set_up(hass, hub_entry())
    assert (number(hass, PRICE) == 5) is (shown == INFO)
    assert state(hass, SOURCE) == "mempool"
    assert not issues(hass)


@pytest.mark.parametrize("hours", [4, 72])
async def test_statistics_are_as_old_as_they_say(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick, hours: int
) -> None:
    """What is known of three days ago is not known of now."""
    moment = upstreams.world.now - timedelta(hours=hours)
    fault = upstreams.inject(StuckSnapshot(moment), host=INFO, path="/stats")
    entry = hub_entry(**{CONF_NETWORK_SOURCE: "blockchain_info"})
    assert await set_up(hass, entry)
    assert state(hass, SOURCE) == "none"
    assert state(hass, HEIGHT) == "unavailable"
    assert not issues(hass)
    upstreams.faults.remove(fault)
    await tick(20)
    assert state(hass, SOURCE) == "blockchain_info"


@pytest.mark.parametrize("minutes", [2, 4, 45])
async def test_a_block_that_loses_its_race_is_no_witness(
    hass: HomeAssistant,
    world: World,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    tick: Tick,
    minutes: int,
) -> None:
    """It rejects no source, and leaves the counts once the pool takes it back."""
    await tick(5)
    before = int(number(hass, "sensor.ocean_pool_blocks_7_days"))
    height = number(hass, "sensor.ocean_pool_last_block")
    luck = number(hass, "sensor.ocean_pool_luck_7_days")
    tip = world.chain.tip(world.timestamp)
    fault = upstreams.inject(LosingBlock(tip, world.now), host=API)
    await tick(minutes)
    assert int(number(hass, "sensor.ocean_pool_last_block")) == tip
    assert int(number(hass, "sensor.ocean_pool_blocks_7_days")) == before + 1
    assert state(hass, SOURCE) == "mempool"
    upstreams.faults.remove(fault)
    await tick(5)
    assert number(hass, "sensor.ocean_pool_last_block") == height
    assert int(number(hass, "sensor.ocean_pool_blocks_7_days")) == before
    assert number(hass, "sensor.ocean_pool_luck_7_days") == pytest.approx(
        luck, rel=0.02
    )
    await tick(60)
    assert state(hass, SOURCE) == "mempool"
    assert not issues(hass)


async def test_a_block_that_lost_its_race_long_ago_leaves_the_counts(
    hass: HomeAssistant,
    world: World,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    tick: Tick,
) -> None:
    """Also where the pool has found another one since."""
    before = int(number(hass, "sensor.ocean_pool_blocks_7_days"))
    tip = world.chain.tip(world.timestamp)
    fault = upstreams.inject(LosingBlock(tip, world.now), host=API)
    await tick(2)
    upstreams.faults.remove(fault)
    world.find_block()
    await tick(6)
    assert int(number(hass, "sensor.ocean_pool_blocks_7_days")) == before + 1
    assert state(hass, SOURCE) == "mempool"
