"""A hashrate that is low while Home Assistant restarts."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Upstreams, World

from ..conftest import Tick, set_up
from .listening import Listener
from .support import CROSSED, RIG, below
from .test_hashrate import HASHRATE


@pytest.mark.parametrize("before_start", [True, False])
@pytest.mark.parametrize("watts", [0, 1e12])
async def test_a_drop_in_progress_is_told(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    entry: MockConfigEntry,
    address: str,
    tick: Tick,
    freezer: FrozenDateTimeFactory,
    listen: Listener,
    before_start: bool,
    watts: float,
) -> None:
    """Also if the hashrate does not change any more, and only what is wanted."""
    for name in world.account(address).machines:
        world.set_hashrate(address, name, watts)
    world.advance(timedelta(minutes=30))
    freezer.tick(timedelta(minutes=30))
    hass.set_state(CoreState.not_running)
    assert await set_up(hass, entry)
    hass.set_state(CoreState.starting)
    await tick(1)

    async def start() -> None:
        hass.set_state(CoreState.running)
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
        await hass.async_block_till_done()

    if not before_start:
        await start()
    lasting = {"for": {"minutes": 10}}
    announced = await listen(
        CROSSED, HASHRATE, threshold=below(400), at_start=True, **lasting
    )
    not_low = await listen(
        CROSSED, HASHRATE, threshold=below(0), at_start=True, **lasting
    )
    unwanted = await listen(CROSSED, HASHRATE, threshold=below(400), **lasting)
    if before_start:
        await start()
    await tick(7)
    assert announced == []
    await tick(30)
    (one,) = announced
    assert one["account"] == "Home"
    assert one["hashrate"] < 400
    assert not_low == unwanted == []
    for name in world.account(address).machines:
        world.set_hashrate(address, name, 200e12)
    await tick(30)
    for name in (*world.account(address).machines, RIG):
        world.set_hashrate(address, name, 1e12)
    await tick(40)
    assert (len(announced), len(unwanted)) == (2, 1)
    await hass.config_entries.async_unload(entry.entry_id)
