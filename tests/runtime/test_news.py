"""News is written down before it is announced, and never without being announced."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import (
    EVENT_HOMEASSISTANT_FINAL_WRITE,
    EVENT_HOMEASSISTANT_STARTED,
)
from homeassistant.core import (
    CoreState,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_track_state_change_event
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.runtime.news import ANNOUNCED, Announcement
from simulator import World

from ..conftest import Tick, set_up

RIG = "s21-garage"
WORKER = "event.home_worker"
BLOCK = "event.ocean_pool_block"


def last_block(storage: dict[str, Any], _: str) -> float:
    """Return when the newest pool block that was announced was found."""
    until: str = storage[f"{DOMAIN}.hub"]["data"]["news"]["until"]
    return datetime.fromisoformat(until).timestamp()


def is_offline(storage: dict[str, Any], account_id: str) -> bool:
    """Return whether it is remembered that the worker is offline."""
    memory = storage[f"{DOMAIN}.account_{account_id}"]["data"]["workers"][RIG]
    return memory.get("offline") is True


def account_id_of(entry: MockConfigEntry) -> str:
    """Return the id of the entry's only account."""
    (account,) = entry.runtime_data.accounts.values()
    account_id: str = account.account_id
    return account_id


@pytest.fixture
def heard(hass: HomeAssistant) -> list[str]:
    """Return the kinds of news that are announced."""
    heard: list[str] = []

    @callback
    def hear(announced: Announcement) -> None:
        heard.append(announced.news.kind)

    async_dispatcher_connect(hass, ANNOUNCED, hear)
    return heard


@pytest.mark.parametrize(
    ("entity_id", "stored"), [(BLOCK, last_block), (WORKER, is_offline)]
)
async def test_what_is_announced_is_on_the_disk(
    hass: HomeAssistant,
    world: World,
    loaded: MockConfigEntry,
    address: str,
    tick: Tick,
    hass_storage: dict[str, Any],
    entity_id: str,
    stored: Callable[[dict[str, Any], str], object],
) -> None:
    """A kill right after an event does not repeat it."""
    await tick(20)
    account_id = account_id_of(loaded)
    seen: list[object] = []

    @callback
    def changed(_: Event[EventStateChangedData]) -> None:
        seen.append(stored(hass_storage, account_id))

    async_track_state_change_event(hass, entity_id, changed)
    world.hold_blocks(holding=True)
    found = world.find_block()
    world.switch_off(address, RIG)
    await tick(20)
    assert seen == [found.time if entity_id == BLOCK else True]


async def test_news_is_not_lost_by_what_the_set_up_forgets(
    hass: HomeAssistant,
    world: World,
    loaded: MockConfigEntry,
    address: str,
    tick: Tick,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
    heard: list[str],
) -> None:
    """The first answer has both: a worker is back, another is gone and has no device."""
    world.switch_off(address, RIG)
    await tick(20)
    account_id = account_id_of(loaded)
    assert heard == ["offline"]
    await hass.config_entries.async_unload(loaded.entry_id)
    workers = hass_storage[f"{DOMAIN}.account_{account_id}"]["data"]["workers"]
    long_ago = "2020-01-01T00:00:00+00:00"
    workers["rusty"] = {
        "last_share": long_ago,
        "unlisted_since": long_ago,
        "gone_since": long_ago,
        "missing": 9,
    }
    world.switch_on(address, RIG)
    world.advance(timedelta(minutes=5))
    freezer.tick(timedelta(minutes=5))
    assert await set_up(hass, loaded)
    (account,) = loaded.runtime_data.accounts.values()
    assert "rusty" not in account.source.memory.workers
    assert heard == ["offline", "online"]
    await hass.config_entries.async_unload(loaded.entry_id)


@pytest.mark.parametrize("phase", [CoreState.starting, CoreState.stopping])
async def test_what_nobody_hears_is_announced_by_the_next_run(
    hass: HomeAssistant,
    world: World,
    loaded: MockConfigEntry,
    address: str,
    tick: Tick,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
    heard: list[str],
    phase: CoreState,
) -> None:
    """No automation listens before the start, and no message gets out while it stops."""
    await tick(20)
    account_id = account_id_of(loaded)
    await hass.config_entries.async_unload(loaded.entry_id)
    world.switch_off(address, RIG)
    world.find_block()
    world.advance(timedelta(minutes=30))
    freezer.tick(timedelta(minutes=30))
    before = last_block(hass_storage, account_id), is_offline(hass_storage, account_id)
    if phase is CoreState.stopping:
        hass.set_state(CoreState.starting)
        assert await set_up(hass, loaded)
    hass.set_state(phase)
    if phase is CoreState.starting:
        assert await set_up(hass, loaded)
    runtime = loaded.runtime_data
    (account,) = runtime.accounts.values()
    for _ in range(30):
        freezer.tick(timedelta(minutes=1))
        world.advance(timedelta(minutes=1))
        await account.state_coordinator.async_refresh()
        await runtime.hub.pool_coordinator.async_refresh()
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(loaded.entry_id)
    assert (
        last_block(hass_storage, account_id),
        is_offline(hass_storage, account_id),
    ) == before
    assert heard == []

    hass.set_state(CoreState.starting)
    assert await set_up(hass, loaded)
    assert heard == []
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()
    await tick(30)
    assert heard.count("offline") == 1
    assert "found" in heard
    assert is_offline(hass_storage, account_id)
