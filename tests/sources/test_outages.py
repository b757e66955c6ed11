"""What is shown while upstreams fail, and when it is gone."""

import asyncio
from datetime import timedelta
from http import HTTPStatus
from time import sleep
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from yarl import URL

from custom_components.ocean_xyz.api import (
    OceanConnectionError,
    Transport,
)
from custom_components.ocean_xyz.devices.ids import HUB_STORE_KEY
from custom_components.ocean_xyz.mining.pool import PoolMemory
from custom_components.ocean_xyz.runtime.stores import OceanStore
from simulator import Upstreams, World, farm, heater, home
from simulator.outages import HtmlInstead, Json, Status

from ..conftest import Tick, set_up
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
            # Reading from disk takes real time, and the frozen clock knows
            # nothing of that.
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
