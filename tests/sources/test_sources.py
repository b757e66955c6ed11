"""What is asked when, and what is made of the answers, in odd moments."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from time import sleep
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from yarl import URL

from custom_components.ocean_xyz.api import (
    Difficulty,
    OceanConnectionError,
    Transport,
)
from custom_components.ocean_xyz.const import (
    CONF_MEMPOOL_URL,
    CONF_NETWORK_SOURCE,
    DOMAIN,
)
from custom_components.ocean_xyz.mining.network import (
    ChainCheck,
    compare_difficulty,
)
from custom_components.ocean_xyz.mining.workers.roll_call import roll_call
from custom_components.ocean_xyz.mining.workers.state import RollCall
from custom_components.ocean_xyz.sources import roll
from simulator import AccountPlan, Edited, Upstreams, World, farm
from simulator.forms import SetFields
from simulator.oddities import (
    IdleError,
    NodeDown,
    OlderSnapshot,
    WithoutIndex,
    WrongChain,
    ZeroSnapshot,
)
from simulator.outages import Json, Status

from ..conftest import Tick, make_entry, set_up
from .test_truth import API, number, state

MEMPOOL = "mempool.space"


def hub_entry(**data: Any) -> MockConfigEntry:
    """Return an entry without accounts, with settings of the network source."""
    entry = make_entry()
    return MockConfigEntry(
        domain=DOMAIN,
        entry_id="ocean",
        title="OCEAN",
        data={**entry.data, **data},
        options=entry.options,
    )


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
    assert state(hass, "sensor.ocean_pool_share_of_network") == "unavailable"


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


async def test_a_forecast_ends_with_the_retarget_that_it_foretold(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """Until there is a new one the change is unknown, not that of the last epoch."""
    height = upstreams.world.chain.tip(upstreams.world.timestamp)
    change = "sensor.bitcoin_network_expected_difficulty_change"
    assert number(hass, change) != 0
    old = Edited(lambda told: {**told, "nextRetargetHeight": height})
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


async def test_what_changes_while_a_roll_is_called_is_not_undone_by_it(
    hass: HomeAssistant, loaded: MockConfigEntry, tick: Tick
) -> None:
    """The user may decide about a worker between two slices of a farm."""
    (account,) = loaded.runtime_data.accounts.values()
    name = next(iter(account.source.memory.workers))
    decided: list[str] = []

    def call(*args: Any, **options: Any) -> RollCall:
        if not decided:
            decided.append(name)
            account.source.change_worker(
                name, lambda memory: memory._replace(keep=True)
            )
        return roll_call(*args, **options)

    with patch.object(roll, "roll_call", call):
        await tick(1)
    assert decided == [name]
    assert account.source.memory.workers[name].keep


async def test_a_source_that_turns_to_another_chain_is_rejected_within_an_hour(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """One that agreed before may lag behind a retarget, but not for an hour."""
    upstreams.inject(
        Edited(lambda told: {**told, "currentDifficulty": 5e13}),
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


async def test_a_pool_without_hashrate_is_believed_when_it_is_repeated(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """One minute of zero keeps the last value."""
    before = state(hass, "sensor.ocean_pool_hashrate_5_minutes")
    upstreams.inject(ZeroSnapshot(), host=API, path="/v1/pool_hashrate")
    await tick()
    assert state(hass, "sensor.ocean_pool_hashrate_5_minutes") == before
    await tick()
    assert number(hass, "sensor.ocean_pool_hashrate_5_minutes") == 0


@pytest.mark.usefixtures("loaded")
async def test_a_pool_window_that_is_missing(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Without the five minutes there is no share of the network."""
    upstreams.inject(SetFields(("pool_300s",), None), host=API)
    await tick(2)
    assert state(hass, "sensor.ocean_pool_hashrate_5_minutes") == "unknown"
    assert state(hass, "sensor.ocean_pool_share_of_network") == "unknown"


@pytest.mark.usefixtures("loaded")
async def test_without_the_pools_estimate_the_subsidy_counts(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """The next block brings at least 3.125 BTC, less than with fees."""
    before = number(hass, "sensor.home_expected_earnings_per_day")
    names = ("current_estimated_block_reward", "current_tides_shares")
    upstreams.inject(SetFields(names, None), host=API, path="/v1/pool_stat")
    await tick(2)
    after = number(hass, "sensor.home_expected_earnings_per_day")
    assert 0.9 * before < after < before
    assert number(hass, "sensor.home_share_of_tides_window") > 0


@pytest.mark.usefixtures("loaded")
async def test_the_snapshot_stands_in_for_a_silent_hashrate_route(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Without `user_hashrate` two windows are known, the others are not."""
    upstreams.inject(Status(500), host=API, path="/v1/user_hashrate/")
    await tick(4)
    assert number(hass, "sensor.home_hashrate_5_minutes") > 0
    assert state(hass, "sensor.home_hashrate_24_hours") == "unknown"
    assert state(hass, "sensor.home_data_status") == "live"


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


@pytest.mark.usefixtures("loaded")
async def test_a_hashrate_of_another_snapshot_is_taken(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Routes of one poll may speak of different minutes."""
    upstreams.inject(OlderSnapshot(60), host=API, path="/v1/user_hashrate")
    await tick(5)
    assert state(hass, "sensor.home_data_status") == "live"
    assert number(hass, "sensor.home_hashrate_24_hours") > 0


@pytest.mark.parametrize("plans", [(farm(60),)])
async def test_many_workers_are_told_in_slices(
    hass: HomeAssistant, loaded: MockConfigEntry, upstreams: Upstreams, tick: Tick
) -> None:
    """All entities follow, also when the next change comes before all were told."""
    (account,) = loaded.runtime_data.accounts.values()
    online = [
        one.entity_id
        for one in hass.states.async_all("binary_sensor")
        if one.entity_id.endswith("_online")
    ]
    assert len(online) == 60
    upstreams.inject(Status(500))
    for minutes in (3, 1):
        await tick(minutes)
    assert {state(hass, entity) for entity in online} == {"unavailable"}
    upstreams.faults.clear()
    await tick(6)
    assert {state(hass, entity) for entity in online} == {"on"}
    known = account.state
    for _ in range(2):
        account.state_coordinator.async_set_updated_data(replace(known, workers={}))
        account.state_coordinator.async_set_updated_data(known)
    await hass.async_block_till_done()
    assert {state(hass, entity) for entity in online} == {"on"}


@pytest.mark.usefixtures("upstreams")
async def test_an_entry_that_cannot_unload_keeps_its_memory(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """When a platform refuses, nothing is taken down."""
    assert await set_up(hass, entry)
    with patch.object(
        hass.config_entries, "async_unload_platforms", return_value=False
    ):
        assert not await hass.config_entries.async_unload(entry.entry_id)
    assert entry.runtime_data.accounts


@pytest.mark.usefixtures("loaded")
async def test_an_update_without_news_tells_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Listeners called twice for one answer announce it once."""
    before = hass.states.get("event.home_worker")
    (account,) = loaded.runtime_data.accounts.values()
    account.state_coordinator.async_update_listeners()
    assert hass.states.get("event.home_worker") == before


@pytest.mark.usefixtures("loaded")
async def test_a_worker_that_is_not_known_has_no_outlook(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Nobody's share is nothing."""
    (account,) = loaded.runtime_data.accounts.values()
    assert account.worker_outlook("nobody") is None
    found = account.worker_outlook("s21-garage")
    assert found is not None
    assert 0.2 < (found.share_of_account or 0) < 0.4


@pytest.mark.usefixtures("loaded")
async def test_the_fee_of_a_large_account_is_read_from_its_estimates(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """After fifteen snapshots of one minute with the pool's, the median is the fee."""
    (account,) = loaded.runtime_data.accounts.values()
    assert account.fee_samples == ()
    plan: AccountPlan = farm(300)
    upstreams.world.add_account(plan)
    await hass.config_entries.async_unload(loaded.entry_id)
    large = list(upstreams.world.accounts)[-1]
    entry = make_entry(large, worker_devices="none")
    object.__setattr__(entry, "entry_id", "large")
    assert await set_up(hass, entry)
    await tick(16)
    (account,) = entry.runtime_data.accounts.values()
    fees = [sample.fee for sample in account.fee_samples]
    assert len(fees) == 15
    assert all(fee == pytest.approx(0.01, abs=0.0002) for fee in fees)
    account.state_coordinator.async_update_listeners()
    assert len(account.fee_samples) == 15
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("loaded")
async def test_a_device_of_somebody_else_stands_for_no_worker(
    hass: HomeAssistant, loaded: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    """Only identifiers of ours are read."""
    from custom_components.ocean_xyz.devices.workers import async_worker_of_device

    device = device_registry.async_get_or_create(
        config_entry_id=loaded.entry_id, identifiers={("other", "x")}
    )
    assert async_worker_of_device(loaded, device) is None


@pytest.mark.usefixtures("loaded")
async def test_blocks_that_do_not_come_are_waited_for(
    hass: HomeAssistant,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    tick: Tick,
) -> None:
    """A page that fails is read later; luck waits, and is then known."""
    upstreams.inject(Status(500), host=API, path="/v1/blocks")
    await tick(3)
    assert state(hass, "sensor.ocean_pool_blocks_7_days") != "unavailable"
    assert timedelta(days=30) not in loaded.runtime_data.hub.pool.spans
    upstreams.faults.clear()
    await tick(15)
    assert timedelta(days=30) in loaded.runtime_data.hub.pool.spans


async def test_what_hangs_keeps_no_old_value_alive(
    hass: HomeAssistant,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """An ask that neither answers nor fails ends the values after five minutes."""
    never = asyncio.Event()

    async def hang(*_: Any, **__: Any) -> bytes:
        await never.wait()
        raise OceanConnectionError("down")

    shown = ("sensor.home_hashrate_24_hours", "sensor.ocean_pool_users")
    with patch.object(Transport, "get", hang):
        for minutes in range(1, 8):
            for _ in range(2):
                freezer.tick(timedelta(seconds=30))
                async_fire_time_changed(hass)
                await hass.async_block_till_done()
            gone = [state(hass, entity) == "unavailable" for entity in shown]
            assert all(gone) if minutes >= 6 else not any(gone) or minutes == 5
        assert state(hass, "sensor.home_data_status") == "unreachable"
        assert state(hass, "event.home_worker") == "unknown"
        never.set()
        await hass.async_block_till_done(wait_background_tasks=True)
    await async_let_pass(hass, freezer)
    assert state(hass, "sensor.home_hashrate_24_hours") != "unavailable"


async def test_a_pool_that_hangs_at_the_start_holds_up_no_network(
    hass: HomeAssistant,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Mempool is asked after some seconds, and believed by the pool's last word."""
    never, get = asyncio.Event(), Transport.get

    async def hang(transport: Transport, url: URL, **more: Any) -> Any:
        if "/v1/pool" in url.path or ("block" in url.path and url.host == API):
            await never.wait()
        return await get(transport, url, **more)

    with patch.object(Transport, "get", hang):
        reload = hass.async_create_task(
            hass.config_entries.async_reload(loaded.entry_id)
        )
        for _ in range(100):
            # What is read from disk takes real time, of which the frozen clock
            # knows nothing.
            await hass.async_add_executor_job(sleep, 0.01)
            freezer.tick(timedelta(seconds=1))
            async_fire_time_changed(hass)
            if reload.done():
                break
        assert await reload
        assert state(hass, "sensor.ocean_pool_users") == "unavailable"
        assert state(hass, "sensor.bitcoin_network_data_source") == "mempool"
        never.set()
        await hass.async_block_till_done(wait_background_tasks=True)


async def async_let_pass(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Let five minutes pass."""
    for _ in range(5):
        freezer.tick(timedelta(minutes=1))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)


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
