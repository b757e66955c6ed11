"""Answers about workers."""

import json

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    device_registry as dr,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import (
    CONF_CHOSEN_WORKERS,
    CONF_WORKER_DEVICES,
    DOMAIN,
)
from simulator import Upstreams, World, farm

from ..conftest import Tick, make_entry, set_up
from .support import (
    ASSISTANT,
    ask_about_account,
    call,
    expose,
    expose_all,
    tools,
)


@pytest.mark.usefixtures("loaded")
async def test_which_workers_are_off(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """Workers with trouble come first; filter, search and limit work."""
    expose_all(hass)
    world.switch_off(address, "s21-garage")
    await tick(20)
    account = await ask_about_account(hass, "get_workers")
    assert account["counts"] == {
        "online": {"value": 7},
        "offline": {"value": 1},
        "total": {"value": 8},
    }
    assert account["found"] == len(account["workers"]) == 8
    assert account["some_workers_are_not_exposed"] is False
    assert account["age_seconds"] <= 120
    first = account["workers"][0]
    assert (first["name"], first["status"]) == ("s21-garage", "offline")
    assert first["hashrate_3_hours"]["unit"] == "TH/s"
    off = await ask_about_account(hass, "get_workers", status="offline")
    assert [one["name"] for one in off["workers"]] == ["s21-garage"]
    on = await ask_about_account(hass, "get_workers", status="online", limit=2)
    assert (on["found"], len(on["workers"])) == (7, 2)
    found = await ask_about_account(hass, "get_workers", search="S21", status="online")
    assert [one["name"] for one in found["workers"]] == ["s21-attic"]
    assert (await call(hass, "get_workers", limit=1000)).error
    world.remove_machine(address, "s21-garage")
    await tick(25 * 60, step=30)
    gone = await ask_about_account(hass, "get_workers", status="gone")
    assert [one["name"] for one in gone["workers"]] == ["s21-garage"]


@pytest.mark.usefixtures("loaded")
async def test_a_worker_is_told_as_far_as_it_is_exposed(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """Any exposed entity shows its worker's name; each value needs its own entity."""
    expose(
        hass,
        "binary_sensor.home_s21_garage_online",
        "binary_sensor.home_s21_attic_online",
        "sensor.home_s19_left_status",
        "sensor.home_s19_shed_hashrate_3_hours",
    )
    world.switch_off(address, "s21-garage")
    await tick(20)
    account = await ask_about_account(hass, "get_workers")
    assert "counts" not in account
    assert account["some_workers_are_not_exposed"] is True
    rows = {one.pop("name"): one for one in account["workers"]}
    assert list(rows) == ["s21-garage", "s19-left", "s19-shed", "s21-attic"]
    assert rows["s21-garage"] == {"online": False}
    assert rows["s21-attic"] == {"online": True}
    assert rows["s19-left"] == {"status": "online"}
    assert set(rows["s19-shed"]) == {"hashrate_3_hours"}
    for status, names in (
        ("offline", ["s21-garage"]),
        ("online", ["s19-left", "s21-attic"]),
        ("gone", []),
    ):
        account = await ask_about_account(hass, "get_workers", status=status)
        assert [one["name"] for one in account["workers"]] == names
    # Nothing else of the account is exposed, so there is no other tool for it.
    assert list(await tools(hass)) == ["get_mining_status", "get_workers"]


@pytest.mark.usefixtures("loaded")
async def test_a_worker_has_the_name_that_the_user_gave_it(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """The user's own name for a device is found."""
    expose_all(hass)
    (account,) = loaded.runtime_data.accounts.values()
    registry = dr.async_get(hass)
    device = registry.async_get_child_device_by_identifier(
        (DOMAIN, f"{account.account_id}_worker_nano3s"), loaded.entry_id
    )
    assert device is not None
    registry.async_update_child_device(device.id, name_by_user="Kitchen heater")
    found = await ask_about_account(hass, "get_workers", search="kitchen")
    assert [one["name"] for one in found["workers"]] == ["Kitchen heater"]


@pytest.mark.parametrize("plans", [(farm(3000),)])
@pytest.mark.usefixtures("loaded")
async def test_a_farm_of_thousands_has_a_short_answer(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """Without worker devices the account's counts decide, and only a few are listed."""
    names = list(world.account(address).machines)
    assert list(await tools(hass)) == ["get_mining_status"]
    expose(hass, "sensor.home_workers_offline")
    world.switch_off(address, *names[:150])
    await tick(35)
    account = await ask_about_account(hass, "get_workers", status="offline")
    offline = account["counts"]["offline"]["value"]
    assert account["counts"] == {"offline": {"value": offline}}
    # The mean interval of some is unknown, so an hour of silence means nothing.
    assert account["found"] == offline
    assert 100 < offline <= 150
    assert len(account["workers"]) == 20
    assert len(json.dumps(account)) < 6000
    row = account["workers"][0]
    assert row["name"] in names[:150]
    assert row["last_share"]["value"]
    # The list of a farm is requested every five minutes.
    assert 60 < account["age_seconds"] <= 420
    most = await ask_about_account(hass, "get_workers", limit=100)
    assert (most["found"], len(most["workers"])) == (3000, 100)


async def test_a_worker_without_a_device_is_known_by_the_counts(
    hass: HomeAssistant, upstreams: Upstreams, address: str, world: World, tick: Tick
) -> None:
    """If some workers are devices, only those are listed."""
    settings = {CONF_WORKER_DEVICES: "chosen", CONF_CHOSEN_WORKERS: ["nano3s"]}
    entry = make_entry(address, **settings)
    assert await set_up(hass, entry)
    expose(hass, "sensor.home_nano3s_status")
    account = await ask_about_account(hass, "get_workers")
    assert [one["name"] for one in account["workers"]] == ["nano3s"]
    assert account["some_workers_are_not_exposed"] is True
    async_expose_entity(
        hass, ASSISTANT, "sensor.home_nano3s_status", should_expose=False
    )
    expose(hass, "sensor.home_workers")
    account = await ask_about_account(hass, "get_workers")
    assert account["found"] == 7
    assert account["some_workers_are_not_exposed"] is True
    world.remove_machine(address, "s21-garage")
    await tick(25 * 60, step=30)
    account = await ask_about_account(hass, "get_workers")
    assert account["workers"][0]["status"] == "gone"
    assert "nano3s" not in str(account)
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("all_enabled", "loaded")
async def test_a_power_cut_is_told_as_one(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """OCEAN reports an idle account: the answer says so, and which workers are off."""
    expose_all(hass)
    world.switch_off(address)
    await tick(4 * 60, step=2)
    account = await ask_about_account(hass, "get_mining_status")
    assert account["data_status"] == "idle"
    assert "no machine" in account["note"]
    assert account["now"]["mining"] == {"value": False}
    assert account["now"]["hashrate_5_minutes"]["value"] == 0
    assert account["now"]["hashrate_24_hours"]["value"] is None
    off = await ask_about_account(hass, "get_workers", status="offline")
    assert off["found"] == 8
