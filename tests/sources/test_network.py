"""Which source of the bitcoin network is believed, and which is on another chain."""

from datetime import timedelta
from http import HTTPStatus

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.api import (
    Difficulty,
    NetworkBlock,
)
from custom_components.ocean_xyz.const import (
    CONF_MEMPOOL_URL,
    CONF_NETWORK_SOURCE,
    DOMAIN,
)
from custom_components.ocean_xyz.mining.network import (
    ChainCheck,
    check_block,
    compare_difficulty,
)
from custom_components.ocean_xyz.mining.pool import ChainPoint
from simulator import Edited, Upstreams, World
from simulator.oddities import (
    NodeDown,
    StuckSnapshot,
    WithoutIndex,
    WrongChain,
)
from simulator.outages import Json, Status

from ..conftest import Tick, set_up
from .support import API, MEMPOOL, hub_entry, number, state

DIFFICULTY = "sensor.bitcoin_network_difficulty"


async def test_a_source_on_another_chain_is_not_used(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry, tick: Tick
) -> None:
    """A mempool on the other chain shows no figure; blockchain.info is used."""
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


async def test_a_rival_block_is_no_other_chain(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry, tick: Tick
) -> None:
    """Two blocks may race for one height; one that stays another one is another chain."""
    rival = Edited(lambda answer: [{**one, "id": "f" * 64} for one in answer])
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


async def test_blockchain_info_alone(hass: HomeAssistant, upstreams: Upstreams) -> None:
    """Who chose blockchain.info asks no mempool, and has no fees."""
    entry = hub_entry(**{CONF_NETWORK_SOURCE: "blockchain_info"})
    assert await set_up(hass, entry)
    assert not upstreams.count(MEMPOOL)
    assert state(hass, "sensor.bitcoin_network_data_source") == "blockchain_info"
    assert number(hass, "sensor.bitcoin_network_bitcoin_price") > 0
    assert state(hass, "sensor.bitcoin_network_fee_one_hour") == "unknown"


async def test_an_own_instance_without_an_index(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """It lacks `mining/*`: the difficulty comes from its blocks and is checked."""
    upstreams.serve_mempool("umbrel.local")
    upstreams.inject(WithoutIndex(), host="umbrel.local", path="/api/v1/mining")
    entry = hub_entry(
        **{
            CONF_NETWORK_SOURCE: "own_mempool",
            CONF_MEMPOOL_URL: "http://umbrel.local:3006",
        }
    )
    assert await set_up(hass, entry)
    assert state(hass, "sensor.bitcoin_network_data_source") == "mempool"
    assert number(hass, "sensor.bitcoin_network_difficulty") > 100
    assert state(hass, "sensor.bitcoin_network_hashrate") == "unknown"
    assert not upstreams.count(MEMPOOL)
    assert upstreams.count("umbrel.local", "/api/v1/blocks")
    before = upstreams.count("umbrel.local", "/api/blocks/tip")
    await tick(5, step=0.5)
    assert upstreams.count("umbrel.local", "/api/blocks/tip") - before == 10


async def test_a_node_that_is_down_has_no_hashrate(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry
) -> None:
    """A mempool that says 0 because its node is down is not believed."""
    upstreams.inject(NodeDown(), host=MEMPOOL)
    assert await set_up(hass, entry)
    assert state(hass, "sensor.bitcoin_network_hashrate") == "unknown"
    assert state(hass, "sensor.ocean_pool_share_of_network") == "unknown"


async def test_a_retarget_is_no_other_chain(
    hass: HomeAssistant, world: World, loaded: MockConfigEntry, tick: Tick
) -> None:
    """When the difficulty moves the source is asked again, and goes on being used."""
    world.retarget(1.05)
    await tick(10)
    assert state(hass, "sensor.bitcoin_network_data_source") == "mempool"
    truth = world.truth(next(iter(world.accounts)))
    shown = number(hass, "sensor.bitcoin_network_difficulty")
    assert shown == pytest.approx(truth.difficulty / 1e12, rel=1e-6)


async def test_a_forecast_ends_with_the_retarget_that_it_forecast(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """Until there is a new one the change is unknown, not that of the last epoch."""
    height = upstreams.world.chain.tip(upstreams.world.timestamp)
    change = "sensor.bitcoin_network_expected_difficulty_change"
    assert number(hass, change) != 0
    old = Edited(lambda answer: {**answer, "nextRetargetHeight": height})
    upstreams.inject(old, host=MEMPOOL, path="/api/v1/difficulty-adjustment")
    await tick(12)
    assert state(hass, change) == "unknown"
    assert state(hass, "sensor.bitcoin_network_data_source") == "mempool"


async def test_a_forecast_ends_when_the_chain_has_passed_it(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """The height is asked more often than the forecast."""
    change = "sensor.bitcoin_network_expected_difficulty_change"
    assert number(hass, change) != 0
    upstreams.inject(
        Edited(lambda _: 1_000_000), host=MEMPOOL, path="/api/blocks/tip/height"
    )
    await tick(3)
    assert state(hass, change) == "unknown"


async def test_a_source_that_turns_to_another_chain_is_rejected_within_an_hour(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """One that agreed before may lag behind a retarget, but not for an hour."""
    upstreams.inject(
        Edited(lambda answer: {**answer, "currentDifficulty": 5e13}),
        host=MEMPOOL,
        path="/api/v1/mining",
    )
    await tick(40)
    assert state(hass, "sensor.bitcoin_network_data_source") == "mempool"
    await tick(60)
    assert state(hass, "sensor.bitcoin_network_data_source") == "blockchain_info"


async def test_a_source_that_has_no_block_there_says_nothing(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry
) -> None:
    """An empty list at the pool's height is no other block."""
    upstreams.inject(Json([]), host=MEMPOOL, path="/api/v1/blocks/")
    assert await set_up(hass, entry)
    assert state(hass, "sensor.bitcoin_network_data_source") == "mempool"


async def test_a_source_behind_the_pool_is_not_compared(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry
) -> None:
    """A mempool that has not reached the pool's last block is not asked for it."""
    upstreams.inject(Json(5), host=MEMPOOL, path="/api/blocks/tip/height")
    assert await set_up(hass, entry)
    assert not upstreams.count(MEMPOOL, "/api/v1/blocks/")


async def test_the_pools_last_word_is_compared_with_while_it_is_silent(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry
) -> None:
    """After a restart without OCEAN a source on the pool's chain is used at once."""
    upstreams.inject(Status(502), host=API)
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert state(hass, "sensor.ocean_pool_users") == "unavailable"
    assert state(hass, "sensor.bitcoin_network_data_source") == "mempool"


async def test_another_chain_is_known_while_the_pool_is_silent(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry
) -> None:
    """After a restart without OCEAN no figure of the other chain is shown."""
    upstreams.inject(Status(502), host=API)
    upstreams.inject(WrongChain(), host=MEMPOOL)
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert state(hass, "sensor.bitcoin_network_data_source") == "blockchain_info"
    truth = upstreams.world.chain.tip(upstreams.world.timestamp)
    assert number(hass, "sensor.bitcoin_network_block_height") == truth


async def test_the_pools_last_block_tells_the_chain_after_a_retarget(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """The remembered difficulty is of another epoch then, but the block is the same."""
    upstreams.inject(Status(502), host=API)
    upstreams.world.retarget(1.05)
    await tick(1)
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert state(hass, "sensor.bitcoin_network_data_source") == "mempool"
    shown = number(hass, "sensor.bitcoin_network_difficulty")
    truth = upstreams.world.truth(next(iter(upstreams.world.accounts)))
    assert shown == pytest.approx(truth.difficulty / 1e12, rel=1e-6)


async def test_without_the_pools_word_no_source_is_believed(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry
) -> None:
    """There is nothing to compare with: the network is not known, and no repair."""
    upstreams.inject(Status(502), host=API, path="/v1/pool_stat")
    upstreams.inject(Status(502), host=API, path="/v1/latest_block")
    assert await set_up(hass, entry)
    assert state(hass, "sensor.bitcoin_network_data_source") == "none"
    assert state(hass, "sensor.bitcoin_network_block_height") == "unavailable"


async def test_a_silent_chain_check_is_tried_again(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry, tick: Tick
) -> None:
    """The block is compared as soon as the source lists it."""
    upstreams.inject(Status(502), host=MEMPOOL, path="/api/v1/blocks/", times=2)
    assert await set_up(hass, entry)
    await tick(5)
    assert upstreams.count(MEMPOOL, "/api/v1/blocks/") == 3


def test_a_source_without_a_difficulty_is_neither_right_nor_wrong() -> None:
    """It agrees with nothing, and disagrees with nothing."""
    check = ChainCheck()
    pool = Difficulty(1e14)
    for source, reported, remembered in (
        (None, pool, pool),
        (None, None, pool),
        (pool, None, None),
    ):
        after = compare_difficulty(
            check, source, reported, remembered=remembered, now=0
        )
        assert after is check
    assert not check.usable(0)
    assert not check.rejected(0)


@pytest.mark.parametrize("block_first", [True, False])
def test_the_same_block_outweighs_another_difficulty(block_first: bool) -> None:
    """Only the old difficulty is refused, however long; another block ends that.

    A block that was equal before says nothing about a chain that split after it.
    """
    points = tuple(ChainPoint(height=height, hash=f"{height}") for height in (10, 8))
    same = [NetworkBlock(hash="10", height=10)]
    check = ChainCheck()
    if block_first:
        check = check_block(check, points, same, 0)
        assert not check.doubted
    for now in (30, 60):
        check = compare_difficulty(
            check, Difficulty(100), Difficulty(110), remembered=None, now=now
        )
    assert check.doubted
    assert check.rejected(7200)
    check = check_block(check, points, same, 90)
    assert check.refuses_difficulty
    assert not check.doubted
    assert not check.rejected(90_000)
    assert check.usable(90_000)
    others = [NetworkBlock(hash="x", height=height) for height in (10, 8)]
    assert check_block(check, points, others, 90_000).rejected(90_000)


async def test_an_old_difficulty_takes_nothing_else_along(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """A cached answer after a retarget: height and fees stay, and no repair comes.

    It is not shown either while the pool, whose difficulty is newer, is silent.
    """
    moment = upstreams.world.now - timedelta(minutes=10)
    stuck = upstreams.inject(
        StuckSnapshot(moment), host=MEMPOOL, path="/api/v1/mining/hashrate"
    )
    before = number(hass, DIFFICULTY)
    upstreams.world.retarget(1.05)
    upstreams.world.find_block()
    await tick(70)
    for pool_is_silent in (False, True):
        assert state(hass, "sensor.bitcoin_network_data_source") == "mempool"
        assert number(hass, "sensor.bitcoin_network_block_height")
        assert not ir.async_get(hass).async_get_issue(DOMAIN, "other_chain")
        if not pool_is_silent:
            assert number(hass, DIFFICULTY) == pytest.approx(before * 1.05, rel=1e-4)
            upstreams.inject(Status(502), host=API)
            await tick(30)
    assert state(hass, DIFFICULTY) == "unknown"
    upstreams.faults.remove(stuck)
    await tick(40)
    assert number(hass, DIFFICULTY) == pytest.approx(before * 1.05, rel=1e-4)
