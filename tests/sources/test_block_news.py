"""Each of the pool's blocks is announced once: over restarts, outages and old answers."""

from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.api import Block
from custom_components.ocean_xyz.api.models import Count
from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.mining.pool import (
    NEWS_FOR,
    BlockNews,
    blocks_to_announce,
)
from simulator import PoolBlock, Upstreams, World
from simulator.oddities import OlderSnapshot
from simulator.outages import Status

from ..conftest import Tick, set_up
from .support import API

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
EVENT = "event.ocean_pool_block"


def block(minute: float) -> Block:
    """Return the block of a minute."""
    time = NOW + timedelta(minutes=minute)
    return Block(hash=f"block {minute}", time=time, height=Count(900_000))


def announced(news: BlockNews | None, *minutes: float, complete: bool = True) -> Any:
    """Return what is remembered, and the minutes of the blocks that are announced."""
    blocks = [block(minute) for minute in minutes]
    after, new = blocks_to_announce(news, blocks, complete=complete, now=NOW)
    return after, [(one.time - NOW) / timedelta(minutes=1) for one in new]


def test_the_first_answer_is_no_news() -> None:
    """It is the baseline; what comes after it is announced."""
    news, new = announced(None, -5, -90)
    assert new == []
    assert announced(news, -1, -5, -90)[1] == [-1]


def test_an_older_answer_tells_nothing_twice() -> None:
    """An answer of before the last block, and the last block again, are no news."""
    news, _ = announced(None, -5)
    news, new = announced(news, -90)
    assert new == []
    assert announced(news, -5)[1] == []


def test_blocks_between_are_announced_once_they_are_known() -> None:
    """The newest is announced at once, and those before it when the list has come."""
    news, _ = announced(None, -300)
    news, new = announced(news, -5, complete=False)
    assert new == [-5]
    news, new = announced(news, -5, complete=False)
    assert new == []
    news, new = announced(news, -5, -60, -200, -300)
    assert new == [-200, -60]
    assert announced(news, -5, -60, -200, -300) == (news, [])
    assert news == BlockNews(until=NOW - timedelta(minutes=5))


def test_what_is_a_day_old_is_history() -> None:
    """After weeks of absence a day of blocks is announced, and not all of them."""
    long_ago = NEWS_FOR / timedelta(minutes=1) + 1
    news, _ = announced(None, -5 * long_ago)
    assert announced(news, -5, -2, -long_ago, -2 * long_ago)[1] == [-5, -2]


@pytest.fixture
def heights(hass: HomeAssistant) -> list[int]:
    """Return the heights that are announced, by the states that were never seen before."""
    heights: list[int] = []
    seen: set[str] = set()

    @callback
    def hear(event: Event[EventStateChangedData]) -> None:
        new = event.data["new_state"]
        if new is None or new.state in seen or "height" not in new.attributes:
            return
        seen.add(new.state)
        heights.append(new.attributes["height"])

    async_track_state_change_event(hass, EVENT, hear)
    return heights


def find(world: World, *, quiet: bool = True) -> PoolBlock:
    """Let the pool find a block, and no other."""
    world.hold_blocks(holding=quiet)
    return world.find_block()


async def test_a_block_of_the_meantime_is_announced_after_a_restart(
    hass: HomeAssistant,
    world: World,
    loaded: MockConfigEntry,
    tick: Tick,
    heights: list[int],
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
) -> None:
    """Two blocks found during a reload are announced by it, once, and their credits awaited."""
    await tick(2)
    first = find(world)
    await tick(2)
    assert heights == [first.height]
    # Also a crash in the next minute tells it no second time.
    stored = hass_storage[f"{DOMAIN}.hub"]["data"]["news"]
    assert datetime.fromisoformat(stored["until"]).timestamp() == first.time
    await hass.config_entries.async_unload(loaded.entry_id)
    missed = []
    for _ in range(2):
        missed.append(find(world))
        freezer.tick(timedelta(minutes=1))
        world.advance(timedelta(minutes=1))
    assert await set_up(hass, loaded)
    await tick(2)
    assert heights == [first.height, *(one.height for one in missed)]
    await tick(5)
    ledger = next(iter(loaded.runtime_data.accounts.values())).ledger_state.ledger
    known = {row.block_hash for row in ledger.earnings}
    assert {one.hash for one in missed} <= known


@pytest.mark.usefixtures("loaded")
async def test_blocks_are_announced_once_though_the_list_is_late(
    upstreams: Upstreams, world: World, tick: Tick, heights: list[int]
) -> None:
    """Of two blocks in one minute the newest is announced, the other when the list is there."""
    await tick(20)
    upstreams.inject(Status(500), host=API, path="/v1/blocks")
    first, second = find(world), find(world)
    await tick(2)
    assert heights == [second.height]
    upstreams.faults.clear()
    await tick(5)
    assert heights == [second.height, first.height]


@pytest.mark.usefixtures("loaded")
async def test_an_answer_from_the_past_tells_no_block_again(
    upstreams: Upstreams, world: World, tick: Tick, heights: list[int]
) -> None:
    """A server that lags behind for a minute makes no second event."""
    await tick(20)
    found = find(world)
    await tick()
    upstreams.inject(OlderSnapshot(3600), host=API, path="/v1/latest_block")
    await tick(2)
    upstreams.faults.clear()
    await tick(3)
    assert heights == [found.height]
