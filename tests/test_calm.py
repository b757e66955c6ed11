"""How many entities a new installation enables, and how often they are in Activity."""

from collections import Counter
from datetime import timedelta
from typing import Any

from homeassistant.components.logbook.helpers import async_subscribe_events
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Upstreams, World, home

from .conftest import Tick, make_entry, set_up
from .sensors.costs import METERED, plug, tariff
from .sensors.test_earnings import LIGHTNING

HOURS = 8
"""In which the world finds two of the pool's blocks."""

OFF = {
    "Home": {
        "last_share",
        "share_of_window",
        "window_fill",
        "estimated_window",
        "estimated_payout_next_block",
        "earned_total_value",
        "fee_rate",
        "last_earning",
    },
    "OCEAN pool": {"pool_users", "pool_workers", "pool_share", "block_reward"},
    "Bitcoin network": {"network_hashrate", "hashprice", "fee_fastest", "fee_hour"},
}
"""What few people need at first: translation keys by device."""


@pytest.fixture(params=[{}, METERED], ids=["without costs", "with costs"])
async def started(
    hass: HomeAssistant,
    upstreams: Upstreams,
    address: str,
    request: pytest.FixtureRequest,
) -> MockConfigEntry:
    """Return a new installation."""
    plug(hass, 27_000)
    tariff(hass, 0.02)
    entry = make_entry(address, **request.param)
    assert await set_up(hass, entry)
    return entry


def enabled(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, list[str]]:
    """Return the keys of the enabled entities, by the name of their device."""
    registry, devices = er.async_get(hass), dr.async_get(hass)
    found: dict[str, list[str]] = {}
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        device = devices.async_get(entity.device_id or "")
        if not entity.disabled and device and device.name and entity.translation_key:
            found.setdefault(device.name, []).append(entity.translation_key)
    return found


def test_a_new_installation_is_calm(
    hass: HomeAssistant, started: MockConfigEntry
) -> None:
    """Its devices have few entities, and none of those that only some people need."""
    (account,) = started.runtime_data.accounts.values()
    found = enabled(hass, started)
    assert len(found["Home"]) == (28 if account.costs.settings.has_costs else 22)
    assert len(found["OCEAN pool"]) + len(found["Bitcoin network"]) == 14
    assert sorted(found["s21-garage"]) == ["hashrate_10800s", "online", "status"]
    for device, keys in OFF.items():
        assert not keys & set(found[device])


@pytest.mark.parametrize("plans", [(home(),), (LIGHTNING,)])
async def test_activity_holds_news_only(
    hass: HomeAssistant, started: MockConfigEntry, world: World, tick: Tick
) -> None:
    """In eight hours: two blocks of the pool, their credits, and little else."""
    rows: Counter[str] = Counter()

    @callback
    def write(event: Event[Any]) -> None:
        rows[event.data["entity_id"]] += 1

    async_subscribe_events(hass, [], write, set(), lambda _: True, None, None)
    began = world.timestamp
    await tick(HOURS * 60, step=2)
    blocks = sum(one.time > began for one in world.chain.pool_blocks)
    assert blocks == 2
    for entity_id in (
        "event.ocean_pool_block",
        "sensor.ocean_pool_last_block_found",
        "event.home_earning",
    ):
        assert rows.pop(entity_id) == blocks
    for entity_id in ("event.home_payout", "binary_sensor.home_profitable"):
        assert rows.pop(entity_id, 0) <= 1
    assert rows.pop("sensor.home_expected_payout", 0) <= blocks
    assert rows == {}


NEXT_START = "sensor.home_next_profitable_start"
AHEAD = {
    NEXT_START,
    "sensor.home_profitable_hours_today",
    "sensor.home_profitable_hours_tomorrow",
}


@pytest.mark.parametrize("started", [METERED], indirect=True)
async def test_prices_ahead_add_three_entities_and_few_rows(
    hass: HomeAssistant, started: MockConfigEntry, world: World, tick: Tick
) -> None:
    """In four hours with a meter that moves: a row for each new start, no other."""
    before = len(enabled(hass, started)["Home"])
    prices = [0.02, 0.02, 0.9, 0.02, 0.9, 0.9, 0.02, 0.02, 0.9, 0.02, 0.9, 0.9]
    rows = [
        {
            "start": (world.now + timedelta(hours=place)).isoformat(),
            "end": (world.now + timedelta(hours=place + 1)).isoformat(),
            "price": price,
        }
        for place, price in enumerate(prices)
    ]
    attributes = {"unit_of_measurement": "USD/kWh", "prices": rows}
    hass.states.async_set("sensor.tariff", "0.02", attributes)
    await tick(180, step=2)
    found = enabled(hass, started)["Home"]
    assert len(found) == before + len(AHEAD)
    shown: Counter[str] = Counter()
    written: Counter[str] = Counter()

    @callback
    def show(event: Event[Any]) -> None:
        shown[event.data["entity_id"]] += 1

    @callback
    def write(event: Event[Any]) -> None:
        written[event.data["entity_id"]] += 1

    hass.bus.async_listen(EVENT_STATE_CHANGED, write)
    async_subscribe_events(hass, [], show, set(), lambda _: True, None, None)
    for step in range(4 * 30):
        plug(hass, 27_000 + step % 7)
        await tick(2, step=2)
    # From the fourth hour on: its run ends, and after two hours the next one begins.
    assert {one: shown[one] for one in AHEAD if shown[one]} == {NEXT_START: 1}
    assert {one: written[one] for one in AHEAD if written[one]} == {NEXT_START: 2}
