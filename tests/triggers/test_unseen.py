"""What is disabled or hidden is asked for all the same: of the integration."""

from dataclasses import replace
import re
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.api import HashesPerSecond
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


RIG_HASHRATES = re.compile(r"sensor\.home_s21_garage_hashrate")
HOME_HASHRATES = re.compile(r"sensor\.home_hashrate")


async def disable_all(
    hass: HomeAssistant, entry: MockConfigEntry, hashrates: re.Pattern[str]
) -> None:
    """Disable all hashrates of a device."""
    found = [one for one in er.async_get(hass).entities if hashrates.match(one)]
    assert len(found) > 2
    await change(hass, entry, DISABLED, *found)


@pytest.mark.parametrize(
    ("behavior", "minutes"), [("each", 0), ("each", 30), ("first", 0), ("all", 30)]
)
async def test_a_device_whose_hashrates_are_all_disabled(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    listen: Listener,
    minutes: int,
    behavior: str,
) -> None:
    """The integration says it: once for each crossing, with what a message needs."""
    await disable_all(hass, loaded, RIG_HASHRATES)
    rig = {"device_id": device_of(hass, RIG_ONLINE)}
    named = {"entity_id": "sensor.home_s21_garage_hashrate_3_hours"}
    options = {"behavior": behavior, "for": {"minutes": minutes}}
    heard = [
        await listen(CROSSED, target, threshold=below(100), **options)
        for target in (rig, named)
    ]
    await tick(10)
    world.switch_off(address, RIG)
    await tick(150, step=10)
    for one in heard:
        assert [said["entity_id"] for said in one] == [named["entity_id"]]
        assert one[0]["worker"] == RIG
        assert one[0]["hashrate"] < 100
        assert one[0]["sat_lost_per_day"] > 0
    world.switch_on(address, RIG)
    await tick(200, step=10)
    world.switch_off(address, RIG)
    await tick(200, step=10)
    assert [len(one) for one in heard] == [2, 2]
    await hass.config_entries.async_unload(loaded.entry_id)


@pytest.mark.usefixtures("all_enabled")
async def test_an_account_the_pool_and_the_network_without_a_hashrate(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    listen: Listener,
) -> None:
    """All are known; each fires once."""
    hashrate = re.compile(r"sensor\.(home|ocean_pool|bitcoin_network)_hashrate")
    await disable_all(hass, loaded, hashrate)
    devices = [
        {"device_id": device_of(hass, f"sensor.{one}")}
        for one in (
            "home_data_status",
            "ocean_pool_luck_7_days",
            "bitcoin_network_block_height",
        )
    ]
    thresholds = below(300), below(10, "EH/s"), below(1_000, "EH/s")
    heard = [
        await listen(CROSSED, device, threshold=threshold)
        for device, threshold in zip(devices, thresholds, strict=True)
    ]
    await tick(5)
    assert heard == [[], [], []]
    world.switch_off(address)
    world.set_pool_hashrate(5e18)
    await tick(240, step=10)
    hub = loaded.runtime_data.hub
    network = replace(hub.network, hashrate=HashesPerSecond(1e18))
    hub.network_coordinator.async_set_updated_data(network)
    await hass.async_block_till_done()
    assert [[one["entity_id"] for one in said] for said in heard] == [
        ["sensor.home_hashrate_3_hours"],
        ["sensor.ocean_pool_hashrate_5_minutes"],
        ["sensor.bitcoin_network_hashrate"],
    ]
    await hass.config_entries.async_unload(loaded.entry_id)


async def test_all_of_several_of_which_one_is_disabled(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    listen: Listener,
) -> None:
    """It counts with those that are shown, whichever crosses last."""
    await disable_all(hass, loaded, RIG_HASHRATES)
    other = "s21-attic"
    both = [
        device_of(hass, one)
        for one in (RIG_ONLINE, "binary_sensor.home_s21_attic_online")
    ]
    heard = {
        behavior: await listen(
            CROSSED, {"device_id": both}, threshold=below(100), behavior=behavior
        )
        for behavior in ("all", "first")
    }
    await tick(5)
    for off, on in ((RIG, other), (other, RIG)):
        world.switch_off(address, off)
        await tick(150, step=10)
        assert len(heard["first"]) == 1
        assert heard["all"] == []
        world.switch_off(address, on)
        await tick(150, step=10)
        assert [len(one) for one in heard.values()] == [1, 1]
        world.switch_on(address)
        await tick(240, step=10)
        for one in heard.values():
            one.clear()
    await hass.config_entries.async_unload(loaded.entry_id)


async def test_a_crossing_that_does_not_last_is_none(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    listen: Listener,
) -> None:
    """It is taken back, the entity is enabled again, or the automation ends."""
    await disable_all(hass, loaded, RIG_HASHRATES)
    rig = {"device_id": device_of(hass, RIG_ONLINE)}
    lasts = {"for": {"hours": 10}}
    heard = await listen(CROSSED, rig, threshold=below(100), **lasts)
    await tick(5)
    for number in range(3):
        world.switch_off(address, RIG)
        await tick(150, step=10)
        if number == 1:
            registry = er.async_get(hass)
            for one in list(registry.entities):
                if RIG_HASHRATES.match(one):
                    registry.async_update_entity(one, disabled_by=None)
            await hass.async_block_till_done()
            await disable_all(hass, loaded, RIG_HASHRATES)
        if number < 2:
            world.switch_on(address)
            await tick(240, step=10)
    listen.stop()
    listen._detach.clear()
    await tick(11 * 60, step=30)
    assert heard == []
    await hass.config_entries.async_unload(loaded.entry_id)
