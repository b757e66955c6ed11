"""Devices, entities and their states."""

from collections import Counter
import json
from pathlib import Path
from types import MappingProxyType
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.ocean_xyz import PLATFORMS
from custom_components.ocean_xyz.const import (
    CONF_ADDRESS,
    CONF_CHOSEN_WORKERS,
    CONF_OFF_ON_PURPOSE,
    CONF_WORKER_DEVICES,
    CONF_WORKERS_OFF_ON_PURPOSE,
    DOMAIN,
    SUBENTRY_ACCOUNT,
)
from simulator import ODD_NAMES, Upstreams, World, farm, heater, home, odd_names
from simulator.outages import Status

from .conftest import Tick, make_entry, set_up
from .sources.support import number, state

TRANSLATIONS = json.loads(
    (
        Path(__file__).parents[1] / "custom_components/ocean_xyz/translations/en.json"
    ).read_text(encoding="utf-8")
)


@pytest.mark.usefixtures("all_enabled", "upstreams")
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_every_entity(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    platform: Platform,
) -> None:
    """Every entity of an account, its workers, the pool and the network, as reviewed."""
    entry.add_to_hass(hass)
    with (
        patch("custom_components.ocean_xyz.PLATFORMS", [platform]),
        patch(
            "custom_components.ocean_xyz.async_known_account_id",
            return_value="0123456789ab",
        ),
    ):
        assert await set_up(hass, entry)
    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)


@pytest.mark.usefixtures("all_enabled", "loaded")
def test_every_entity_has_a_name_and_an_icon_of_its_own(
    entity_registry: er.EntityRegistry, loaded: MockConfigEntry
) -> None:
    """Names, units that are words, states of enums and icons come from files."""
    icons = json.loads(
        (
            Path(__file__).parents[1] / "custom_components/ocean_xyz/icons.json"
        ).read_text(encoding="utf-8")
    )
    for entity in er.async_entries_for_config_entry(entity_registry, loaded.entry_id):
        domain, key = entity.domain, entity.translation_key
        assert TRANSLATIONS["entity"][domain][key]["name"], key
        assert icons["entity"][domain][key]["default"].startswith("mdi:"), key
        for option in (entity.capabilities or {}).get("options", ()):
            assert TRANSLATIONS["entity"][domain][key]["state"][option]


@pytest.mark.usefixtures("loaded")
async def test_the_address_is_in_no_name_and_no_id(
    hass: HomeAssistant,
    address: str,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """States, registries and the log do not contain the payout address."""
    everything = [
        *(str(one.as_dict()) for one in hass.states.async_all()),
        *(str(one) for one in entity_registry.entities.values()),
        *(str(one) for one in device_registry.devices),
    ]
    assert not [text for text in everything if address in text]
    own = [r for r in caplog.records if r.name.startswith("custom_components")]
    assert not [record for record in own if address in record.getMessage()]


@pytest.mark.usefixtures("loaded")
def test_workers_are_child_devices_of_their_account(
    device_registry: dr.DeviceRegistry, loaded: MockConfigEntry
) -> None:
    """Eight workers are children of the account, next to the pool and the network."""
    (account,) = loaded.runtime_data.accounts.values()
    children = dr.async_entries_for_parent_device(device_registry, account.device_id)
    assert len(children) == 8
    names = {one.name for one in children} | {
        one.name
        for one in dr.async_entries_for_config_entry(device_registry, loaded.entry_id)
    }
    assert {"OCEAN pool", "Bitcoin network", "Home", "s21-garage"} <= names


@pytest.mark.usefixtures("loaded")
async def test_a_new_worker_appears_without_a_reload(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """A new machine has its device within two minutes of its first share."""
    world.add_machine(address, "new-rig", 120e12)
    await tick(3)
    assert state(hass, "binary_sensor.home_new_rig_online") == STATE_ON
    event = hass.states.get("event.home_worker")
    assert event is not None
    assert event.attributes["event_type"] == "appeared"
    assert event.attributes["worker"] == "new-rig"
    await tick(12)
    assert number(hass, "sensor.home_new_rig_hashrate_3_hours") > 0


@pytest.mark.parametrize("plans", [(odd_names(),)])
async def test_odd_names_do_not_collide_or_break(
    hass: HomeAssistant, loaded: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    """Names that have broken code elsewhere are a worker each, with their raw name."""
    (account,) = loaded.runtime_data.accounts.values()
    assert len(account.source.memory.workers) == len(ODD_NAMES)
    online = [
        one.unique_id
        for one in er.async_entries_for_config_entry(entity_registry, loaded.entry_id)
        if one.unique_id.endswith("_online") and one.domain == "binary_sensor"
    ]
    assert len(online) == len(set(online)) == len(ODD_NAMES)
    assert all(
        one.state == STATE_ON
        for one in hass.states.async_all("binary_sensor")
        if one.entity_id.endswith("online")
    )


@pytest.mark.parametrize("plans", [(farm(1000),)])
async def test_a_thousand_renamed_workers_are_a_thousand_more(
    hass: HomeAssistant,
    world: World,
    upstreams: Upstreams,
    address: str,
    tick: Tick,
) -> None:
    """All are renamed at once: new ones appear, old ones go offline, nothing breaks."""
    entry = make_entry(address)
    assert await set_up(hass, entry)
    await tick(6)
    for name in list(world.account(address).machines):
        world.rename_machine(address, name, f"{name} ⛏️")
    await tick(5, step=5)
    event = hass.states.get("event.home_worker")
    assert event is not None
    assert event.attributes["event_type"] == "appeared"
    assert event.attributes["count"] == 1000
    assert len(event.attributes["workers"]) == 20
    await tick(110, step=5)
    (account,) = entry.runtime_data.accounts.values()
    workers = account.state.workers
    assert sum(1 for one in workers.values() if one.online) == 1000
    assert len(workers) == 2000
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("plans", [(farm(251),)])
async def test_a_large_account_has_no_devices_unless_wanted(
    hass: HomeAssistant, loaded: MockConfigEntry, address: str
) -> None:
    """251 workers are counted, but become devices only if the user wants it."""
    assert state(hass, "sensor.home_workers_online") == "251"
    (account,) = loaded.runtime_data.accounts.values()
    assert not account.worker_devices.names
    hass.config_entries.async_update_subentry(
        loaded,
        account.subentry,
        data={CONF_ADDRESS: address, CONF_WORKER_DEVICES: "all"},
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    (account,) = loaded.runtime_data.accounts.values()
    assert len(account.worker_devices.names) == 251


async def test_chosen_workers_alone_are_devices(
    hass: HomeAssistant,
    upstreams: Upstreams,
    address: str,
    device_registry: dr.DeviceRegistry,
) -> None:
    """A worker that is no longer chosen leaves the registry."""
    entry = make_entry(address)
    assert await set_up(hass, entry)
    (subentry,) = entry.subentries.values()
    for chosen in (["s21-garage", "s19-left"], ["s21-garage"]):
        hass.config_entries.async_update_subentry(
            entry,
            subentry,
            data={
                CONF_ADDRESS: address,
                CONF_WORKER_DEVICES: "chosen",
                CONF_CHOSEN_WORKERS: chosen,
            },
        )
        await hass.async_block_till_done(wait_background_tasks=True)
        (account,) = entry.runtime_data.accounts.values()
        children = dr.async_entries_for_parent_device(
            device_registry, account.device_id
        )
        assert sorted(one.name or "" for one in children) == sorted(chosen)
    assert state(hass, "sensor.home_workers_online") == "8"


@pytest.mark.parametrize("setting", ["all", "one"])
async def test_off_on_purpose_by_a_switch(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    address: str,
    tick: Tick,
    setting: str,
) -> None:
    """A machine whose plug is off is off on purpose, and raises no alarm."""
    rows = [{"worker": "s21-garage", "entity": "switch.plug"}]
    settings = (
        {CONF_OFF_ON_PURPOSE: "switch.plug"}
        if setting == "all"
        else {CONF_WORKERS_OFF_ON_PURPOSE: rows}
    )
    hass.states.async_set("switch.plug", STATE_ON)
    assert await set_up(hass, make_entry(address, **settings))
    hass.states.async_set("switch.plug", STATE_OFF)
    world.switch_off(address, "s21-garage")
    await tick(30)
    assert state(hass, "sensor.home_s21_garage_status") == "paused"
    assert state(hass, "binary_sensor.home_s21_garage_online") == STATE_OFF
    assert state(hass, "sensor.home_workers_offline") == "0"
    assert state(hass, "sensor.home_s19_left_status") == "online"
    assert state(hass, "event.home_worker") == "unknown"


@pytest.mark.parametrize("plans", [(home(), heater())])
@pytest.mark.usefixtures("all_enabled")
async def test_one_failing_account_leaves_the_others_alone(
    hass: HomeAssistant, loaded: MockConfigEntry, upstreams: Upstreams, tick: Tick
) -> None:
    """If OCEAN fails for the first account only, the second and the pool still work."""
    first, _ = upstreams.world.accounts.values()
    upstreams.inject(Status(500), account=first.address)
    await tick(5)
    assert state(hass, "sensor.home_data_status") == "unreachable"
    assert state(hass, "sensor.account_2_data_status") == "live"
    assert number(hass, "sensor.account_2_hashrate_24_hours") > 0
    assert number(hass, "sensor.ocean_pool_users") > 0


async def test_the_hub_works_without_an_account(
    hass: HomeAssistant, upstreams: Upstreams
) -> None:
    """There are only the pool and the network."""
    assert await set_up(hass, make_entry())
    assert number(hass, "sensor.ocean_pool_hashrate_5_minutes") > 0
    assert number(hass, "sensor.bitcoin_network_difficulty") > 0
    assert not upstreams.count("api.ocean.xyz", "/v1/user")


@pytest.mark.usefixtures("loaded")
async def test_nothing_is_written_that_did_not_change(
    hass: HomeAssistant, tick: Tick
) -> None:
    """In a quarter of an hour a worker's entities write only their changes."""
    written: Counter[str] = Counter()

    def count(event: object) -> None:
        written[event.data["entity_id"]] += 1

    hass.bus.async_listen("state_changed", count)
    hass.bus.async_listen("state_reported", count, callback(lambda _: True))
    await tick(15)
    assert written["sensor.home_s21_garage_status"] == 0
    assert written["binary_sensor.home_s21_garage_online"] == 0
    assert written["sensor.home_s21_garage_hashrate_3_hours"] <= 2
    assert written["sensor.bitcoin_network_next_halving"] == 0


@pytest.mark.usefixtures("upstreams")
async def test_removing_an_account_removes_its_memory_and_devices(
    hass: HomeAssistant,
    world: World,
    address: str,
    hass_storage: dict[str, object],
    device_registry: dr.DeviceRegistry,
) -> None:
    """The store is removed with the account, and a new account has the same ids."""
    entry = make_entry(address)
    assert await set_up(hass, entry)
    (account,) = entry.runtime_data.accounts.values()
    key = f"{DOMAIN}.account_{account.account_id}"
    await account.stores.account.flush()
    assert key in hass_storage
    hass.config_entries.async_remove_subentry(entry, account.subentry.subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert key not in hass_storage
    assert not entry.runtime_data.accounts
    hass.config_entries.async_add_subentry(
        entry,
        ConfigSubentry(
            data=MappingProxyType({CONF_ADDRESS: address}),
            subentry_type=SUBENTRY_ACCOUNT,
            title="Again",
            unique_id=address,
        ),
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    (again,) = entry.runtime_data.accounts.values()
    assert again.account_id == account.account_id
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not [one for one in hass_storage if str(one).startswith(f"{DOMAIN}.")]


@pytest.mark.usefixtures("loaded")
async def test_a_device_can_be_removed_once_its_worker_is_gone(
    hass: HomeAssistant,
    world: World,
    address: str,
    loaded: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    tick: Tick,
) -> None:
    """The delete button is refused for a listed worker, and works for a gone one."""
    from custom_components.ocean_xyz import async_remove_config_entry_device

    (account,) = loaded.runtime_data.accounts.values()
    device = device_registry.async_get_child_device_by_identifier(
        (DOMAIN, f"{account.account_id}_worker_s21-garage"), loaded.entry_id
    )
    assert device is not None
    with pytest.raises(HomeAssistantError, match="still lists s21-garage"):
        await async_remove_config_entry_device(hass, loaded, device)
    world.remove_machine(address, "s21-garage")
    await tick(5)
    assert state(hass, "binary_sensor.home_s21_garage_online") != STATE_UNAVAILABLE
    assert await async_remove_config_entry_device(hass, loaded, device)
    device_registry.async_remove_device(device.id)
    await hass.async_block_till_done()
    assert "s21-garage" not in account.source.memory.workers
    pool = device_registry.async_get_device_by_identifier(
        (DOMAIN, f"{loaded.entry_id}_pool"), loaded.entry_id
    )
    home = device_registry.async_get(account.device_id)
    for other in (pool, home):
        assert other is not None
        with pytest.raises(HomeAssistantError, match="belongs to the integration"):
            await async_remove_config_entry_device(hass, loaded, other)
    await hass.config_entries.async_unload(loaded.entry_id)
    with pytest.raises(HomeAssistantError, match="not running"):
        await async_remove_config_entry_device(hass, loaded, pool)


@pytest.mark.usefixtures("loaded")
async def test_a_hanging_source_does_not_hold_up_the_start(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """A late answer is awaited in the background."""
    with patch("custom_components.ocean_xyz.runtime.startup.FIRST_ANSWERS", 0):
        assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state(hass, "sensor.home_data_status") == "live"
