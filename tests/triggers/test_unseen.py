"""What is disabled or hidden is asked for all the same: of the integration."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Upstreams, World
from simulator.outages import HtmlInstead

from ..conftest import Tick, make_entry, set_up
from ..sensors.costs import PROFITABLE, break_even, metered, settings, tariff
from .listening import Listener, ask
from .support import CROSSED, RIG, below, device_of

__all__ = ["metered", "settings"]

HIDDEN = {"hidden_by": er.RegistryEntryHider.USER}
DISABLED = {"disabled_by": er.RegistryEntryDisabler.USER}
RIG_ONLINE = "binary_sensor.home_s21_garage_online"
WAYS = pytest.mark.parametrize("way", [HIDDEN, DISABLED], ids=["hidden", "disabled"])
UNSEEN = (RIG_ONLINE, "binary_sensor.home_mining", "sensor.home_data_status")


async def change(
    hass: HomeAssistant, entry: MockConfigEntry, way: dict[str, Any], *entities: str
) -> None:
    """Hide or disable entities, and let Home Assistant reload the entry for that."""
    for entity_id in entities:
        er.async_get(hass).async_update_entity(entity_id, **way)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    if way is DISABLED:
        assert not [one for one in entities if hass.states.get(one)]


@WAYS
async def test_conditions(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    upstreams: Upstreams,
    world: World,
    address: str,
    tick: Tick,
    way: dict[str, Any],
) -> None:
    """By device and by entity: so, not so, and not known."""
    account = {"device_id": device_of(hass, "binary_sensor.home_mining")}
    rig = {"device_id": device_of(hass, RIG_ONLINE)}
    await change(hass, loaded, way, *UNSEEN)
    asked = (
        ("is_worker_online", rig),
        ("is_worker_online", {"entity_id": RIG_ONLINE}),
        ("is_mining", account),
        ("is_mining", {"entity_id": "binary_sensor.home_mining"}),
        ("is_data_live", account),
        ("is_data_live", {"entity_id": "sensor.home_data_status"}),
    )
    for key, target in asked:
        assert await ask(hass, key, target), (key, target)
    assert await ask(hass, "is_worker_online", account, behavior="all")
    assert not await ask(hass, "is_mining", rig)
    assert not await ask(hass, "is_profitable", account)
    world.switch_off(address, RIG)
    await tick(20)
    assert not await ask(hass, "is_worker_online", rig)
    assert not await ask(hass, "is_worker_online", account, behavior="all")
    assert await ask(hass, "is_worker_online", account)
    upstreams.inject(HtmlInstead())
    await tick(10)
    for key, target in asked:
        for behavior in ("any", "all"):
            assert not await ask(hass, key, target, behavior=behavior)
    await hass.config_entries.async_unload(loaded.entry_id)
    for key, target in asked:
        assert not await ask(hass, key, target)


async def test_machines_without_a_device(
    hass: HomeAssistant, address: str, upstreams: Upstreams, world: World, tick: Tick
) -> None:
    """They are workers of the account that is meant."""
    entry = make_entry(address, worker_devices="none")
    assert await set_up(hass, entry)
    account = {"device_id": device_of(hass, "binary_sensor.home_mining")}
    assert await ask(hass, "is_worker_online", account, behavior="all")
    world.switch_off(address, RIG)
    await tick(20)
    assert not await ask(hass, "is_worker_online", account, behavior="all")
    assert await ask(hass, "is_worker_online", account)
    await hass.config_entries.async_unload(entry.entry_id)


async def test_it_has_to_last(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    world: World,
    address: str,
    tick: Tick,
) -> None:
    """Since it is so, and not since the condition was made."""
    await change(hass, loaded, DISABLED, *UNSEEN)
    rig, hour = {"entity_id": RIG_ONLINE}, {"for": {"hours": 1}}
    assert not await ask(hass, "is_worker_online", rig, **hour)
    await tick(61)
    assert await ask(hass, "is_worker_online", rig, **hour)
    world.switch_off(address, RIG)
    await tick(20)
    world.switch_on(address, RIG)
    await tick(20)
    assert await ask(hass, "is_worker_online", rig)
    assert not await ask(hass, "is_worker_online", rig, **hour)
    await hass.config_entries.async_unload(loaded.entry_id)


@WAYS
@pytest.mark.parametrize("minutes", [0, 5])
async def test_profitability(
    hass: HomeAssistant,
    metered: MockConfigEntry,
    listen: Listener,
    tick: Tick,
    way: dict[str, Any],
    minutes: int,
) -> None:
    """By device and by entity, once, and only if it lasts."""
    account = {"device_id": device_of(hass, PROFITABLE)}
    even = break_even(hass)
    await change(hass, metered, way, PROFITABLE)
    lasts = {"for": {"minutes": minutes}}
    heard = {
        key: [
            await listen(key, target, **lasts)
            for target in (account, {"entity_id": PROFITABLE})
        ]
        for key in ("mining_became_profitable", "mining_became_unprofitable")
    }
    elsewhere = await listen("mining_became_unprofitable", {"area_id": "nowhere"})
    assert await ask(hass, "is_profitable", account)
    for key in ("is_unprofitable", "is_profitability_unknown"):
        assert not await ask(hass, key, account)
    await tick(11)
    tariff(hass, even * 3)
    await tick(2)
    assert not await ask(hass, "is_profitable", account)
    assert await ask(hass, "is_unprofitable", {"entity_id": PROFITABLE})
    count = 0 if minutes else 1
    assert [len(one) for one in heard["mining_became_unprofitable"]] == [count] * 2
    await tick(6)
    assert [len(one) for one in heard["mining_became_unprofitable"]] == [1] * 2
    assert heard["mining_became_unprofitable"][0][0]["account"] == "Home"
    tariff(hass, "unavailable")
    await tick(2)
    for key in ("is_profitable", "is_unprofitable"):
        assert not await ask(hass, key, {"entity_id": PROFITABLE})
    unknown, lasts = "is_profitability_unknown", {"for": {"minutes": 5}}
    for behavior in ("any", "all"):
        assert await ask(hass, unknown, account, behavior=behavior)
        assert not await ask(hass, unknown, account, behavior=behavior, **lasts)
    await tick(5)
    assert await ask(hass, unknown, account, **lasts)
    tariff(hass, even * 0.3)
    await tick(20)
    assert [len(one) for one in heard["mining_became_profitable"]] == [1] * 2
    assert elsewhere == []


async def test_profitability_that_does_not_last(
    hass: HomeAssistant,
    metered: MockConfigEntry,
    listen: Listener,
    world: World,
    tick: Tick,
) -> None:
    """It is taken back in time, or by the end of the automation."""
    even = break_even(hass)
    await change(hass, metered, DISABLED, PROFITABLE)
    target = {"entity_id": PROFITABLE}
    heard = await listen(
        "mining_became_unprofitable", target, **{"for": {"minutes": 30}}
    )
    await tick(11)
    tariff(hass, even * 3)
    await tick(12)
    world.find_block()
    tariff(hass, even * 0.3)
    await tick(60, step=5)
    tariff(hass, even * 3)
    await tick(12)
    listen.stop()
    listen._detach.clear()
    await tick(60, step=5)
    assert heard == []


@WAYS
async def test_a_hashrate_by_device(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    listen: Listener,
    way: dict[str, Any],
) -> None:
    """The steadiest average that has a state, also one that is hidden."""
    steadiest = "sensor.home_s21_garage_hashrate_3_hours"
    other = "sensor.home_s21_garage_hashrate_5_minutes"
    er.async_get(hass).async_update_entity(other, disabled_by=None)
    await change(hass, loaded, way, steadiest)
    rig = {"device_id": device_of(hass, RIG_ONLINE)}
    heard = await listen(CROSSED, rig, threshold=below(100))
    world.switch_off(address, RIG)
    await tick(150, step=2)
    expected = steadiest if way is HIDDEN else other
    assert [one["entity_id"] for one in heard] == [expected]
    await hass.config_entries.async_unload(loaded.entry_id)
