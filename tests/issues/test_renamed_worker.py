"""A machine that mines under a new name keeps its device and its history."""

from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)

from custom_components.ocean_xyz.const import (
    CONF_CHOSEN_WORKERS,
    CONF_WORKER_DEVICES,
    CONF_WORKERS_OFF_ON_PURPOSE,
    DOMAIN,
)
from custom_components.ocean_xyz.devices.renaming import (
    async_rename_workers,
    async_settle_renamings,
    refusal,
    renamed_settings,
)
from custom_components.ocean_xyz.mining.workers.memory import Renaming
from simulator import Upstreams, World

from ..conftest import Tick, make_entry, set_up
from .renamed import (
    FRESH,
    HASHRATE,
    NEW,
    OLD,
    device,
    entities_of,
    rename,
)
from .support import account_of, choose, issue, open_repair, submit


@pytest.mark.usefixtures("loaded")
async def test_the_same_machine_goes_on_under_its_new_name(
    hass: HomeAssistant, world: World, address: str, loaded: MockConfigEntry, tick: Tick
) -> None:
    """One click: device, ids, the user's name and area are those of before."""
    registry = dr.async_get(hass)
    former = device(hass, loaded, OLD)
    registry.async_update_child_device(former.id, name_by_user="Big one")
    ids = entities_of(hass, former.id)
    await tick(30, step=5)
    await rename(world, address, tick)
    assert hass.states.get(FRESH) is not None
    found = issue(hass, "renamed_workers", loaded)
    step = await open_repair(hass, found)
    assert step["menu_options"] == ["same", "different", "leave"]
    assert step["description_placeholders"]["workers"] == f"{OLD} → {NEW}"
    result = await choose(hass, step, "same")
    assert result["type"] == "create_entry"
    assert not issue(hass, "renamed_workers", loaded)

    kept = device(hass, loaded, NEW)
    assert (kept.id, kept.name, kept.name_by_user) == (former.id, NEW, "Big one")
    assert device(hass, loaded, OLD) is None
    now = entities_of(hass, kept.id)
    assert set(now) == set(ids)
    assert set(now.values()) == {one.replace(OLD, NEW) for one in ids.values()}
    assert er.async_get(hass).async_get(FRESH) is None
    assert hass.states.get(FRESH) is None
    state = hass.states.get(HASHRATE)
    assert state is not None
    assert float(state.state) > 150
    account = account_of(loaded)
    assert OLD not in account.source.memory.workers
    assert NEW in account.worker_devices.names

    # OCEAN lists the former name for another day: it does not come back by that.
    assert OLD in world.account(address).machines
    await tick(60, step=5)
    assert OLD not in account_of(loaded).source.memory.workers
    assert account_of(loaded).source.memory.renamings
    await tick(24 * 60, step=30)
    assert not account_of(loaded).source.memory.renamings
    assert device(hass, loaded, OLD) is None
    assert hass.states.get("sensor.home_workers").state == "8"


@pytest.mark.usefixtures("loaded")
async def test_a_former_name_that_mines_again_is_a_new_worker(
    hass: HomeAssistant, world: World, address: str, loaded: MockConfigEntry, tick: Tick
) -> None:
    """The name was given to another machine."""
    await rename(world, address, tick)
    assert await async_rename_workers(hass, loaded, account_of(loaded), [(OLD, NEW)])
    await hass.async_block_till_done(wait_background_tasks=True)
    world.switch_on(address, OLD)
    await tick(15, step=5)
    account = account_of(loaded)
    assert not account.source.memory.renamings
    assert {OLD, NEW} <= account.worker_devices.names
    assert device(hass, loaded, OLD).id != device(hass, loaded, NEW).id
    assert hass.states.get("sensor.home_workers").state == "9"


@pytest.mark.usefixtures("loaded")
async def test_different_machines_stay_so_and_nobody_asks_again(
    hass: HomeAssistant, world: World, address: str, loaded: MockConfigEntry, tick: Tick
) -> None:
    """Also after a restart."""
    await rename(world, address, tick)
    step = await open_repair(hass, issue(hass, "renamed_workers", loaded))
    result = await choose(hass, step, "different")
    assert result["type"] == "create_entry"
    await tick(10, step=5)
    assert not issue(hass, "renamed_workers", loaded)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await tick(10, step=5)
    assert not issue(hass, "renamed_workers", loaded)
    assert {OLD, NEW} <= account_of(loaded).worker_devices.names


@pytest.mark.usefixtures("loaded")
async def test_an_old_machine_that_mines_again_is_not_merged(
    hass: HomeAssistant, world: World, address: str, loaded: MockConfigEntry, tick: Tick
) -> None:
    """Though the repair was open already: nothing is changed, and it says why."""
    await rename(world, address, tick)
    step = await open_repair(hass, issue(hass, "renamed_workers", loaded))
    world.switch_on(address, OLD)
    await tick(10, step=5)
    result = await choose(hass, step, "same")
    assert (result["type"], result["reason"]) == ("abort", "former_mines")
    assert {OLD, NEW} <= account_of(loaded).worker_devices.names
    assert not account_of(loaded).source.memory.renamings
    account = account_of(loaded)
    assert refusal(account, OLD, NEW) == "former_mines"
    assert refusal(account, OLD, OLD) == "same_worker"
    assert refusal(account, "nobody", NEW) == "worker_unknown"


@pytest.mark.usefixtures("loaded")
async def test_some_of_several_are_the_same(
    hass: HomeAssistant, world: World, address: str, loaded: MockConfigEntry, tick: Tick
) -> None:
    """Those that are not chosen are different machines."""
    world.rename_machine(address, "s19-shed", "shed-1")
    await tick(10, step=5)
    await rename(world, address, tick)
    step = await open_repair(hass, issue(hass, "renamed_workers", loaded))
    form = await choose(hass, step, "choose")
    assert form["step_id"] == "choose"
    ((key, field),) = form["data_schema"].schema.items()
    assert key.default() == ["0", "1"]
    labels = {one["label"]: one["value"] for one in field.config["options"]}
    assert set(labels) == {f"{OLD} → {NEW}", "s19-shed → shed-1"}
    result = await submit(hass, form, {"same": [labels[f"{OLD} → {NEW}"]]})
    assert result["type"] == "create_entry"
    await tick(10, step=5)
    assert not issue(hass, "renamed_workers", loaded)
    assert device(hass, loaded, OLD) is None
    assert device(hass, loaded, "s19-shed") is not None
    assert account_of(loaded).source.memory.workers["shed-1"].not_renamed_from == (
        "s19-shed",
    )


async def test_settings_go_on_under_the_new_name(
    hass: HomeAssistant, upstreams: Upstreams, world: World, address: str, tick: Tick
) -> None:
    """A machine with a switch of its own keeps it, and one that was chosen is a device."""
    hass.states.async_set("switch.plug", "on")
    settings = {
        CONF_WORKER_DEVICES: "chosen",
        CONF_CHOSEN_WORKERS: [OLD, "nano3s"],
        CONF_WORKERS_OFF_ON_PURPOSE: [{"worker": OLD, "entity": "switch.plug"}],
    }
    entry = make_entry(address, **settings)
    assert await set_up(hass, entry)
    await rename(world, address, tick)
    assert hass.states.get(FRESH) is None
    step = await open_repair(hass, issue(hass, "renamed_workers", entry))
    await choose(hass, step, "same")
    data = account_of(entry).subentry.data
    assert data[CONF_CHOSEN_WORKERS] == [NEW, "nano3s"]
    assert data[CONF_WORKERS_OFF_ON_PURPOSE] == [
        {"worker": NEW, "entity": "switch.plug"}
    ]
    assert hass.states.get(HASHRATE).state not in ("unavailable", "unknown")
    hass.states.async_set("switch.plug", "off")
    world.switch_off(address, NEW)
    await tick(30, step=5)
    assert hass.states.get("sensor.home_s21_garage_status").state == "paused"
    await hass.config_entries.async_unload(entry.entry_id)


def test_what_was_set_for_the_new_name_is_the_latest_word() -> None:
    """No worker has two switches, and none is chosen twice."""
    rows = [
        {"worker": name, "entity": f"switch.{number}"}
        for number, name in enumerate(("old", "new", "other"))
    ]
    settings = {
        CONF_CHOSEN_WORKERS: ["old", "new"],
        CONF_WORKERS_OFF_ON_PURPOSE: rows,
    }
    result = renamed_settings(settings, [Renaming(old="old", new="new")])
    assert result[CONF_CHOSEN_WORKERS] == ["new"]
    assert result[CONF_WORKERS_OFF_ON_PURPOSE] == rows[1:]
    assert renamed_settings(settings, []) == settings


async def by_hand(
    hass: HomeAssistant, entry: MockConfigEntry, typed: dict[str, str]
) -> Any:
    """Rename a worker in the form of its account."""
    subentry = account_of(entry).subentry
    form = await hass.config_entries.subentries.async_init(
        (entry.entry_id, subentry.subentry_type),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": subentry.subentry_id},
    )
    names = [str(key) for key in form["data_schema"].schema]
    assert "renamed" in names
    result = await hass.config_entries.subentries.async_configure(
        form["flow_id"],
        {
            "label": subentry.title,
            "workers": {},
            "costs": {},
            "renamed": typed,
        },
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


@pytest.mark.usefixtures("loaded")
async def test_the_user_says_so_in_the_form_of_the_account(
    hass: HomeAssistant, world: World, address: str, loaded: MockConfigEntry, tick: Tick
) -> None:
    """As soon as the machine is silent under its former name, without a repair."""
    former = device(hass, loaded, OLD)
    await rename(world, address, tick, hours=0.5)
    assert not issue(hass, "renamed_workers", loaded)
    for typed, error in (
        ({"former": OLD}, "half_renamed"),
        ({"present": NEW}, "half_renamed"),
    ):
        result = await by_hand(hass, loaded, typed)
        assert result["errors"] == {"renamed": error}
    result = await by_hand(hass, loaded, {})
    assert result["reason"] == "reconfigure_successful"
    assert device(hass, loaded, OLD).id == former.id
    result = await by_hand(hass, loaded, {"former": OLD, "present": NEW})
    assert result["reason"] == "reconfigure_successful"
    assert device(hass, loaded, OLD) is None
    assert device(hass, loaded, NEW).id == former.id


@pytest.mark.usefixtures("loaded")
async def test_a_form_that_was_open_too_long_is_refused(
    hass: HomeAssistant, world: World, address: str, loaded: MockConfigEntry, tick: Tick
) -> None:
    """The former name mines again by the time it is submitted."""
    await rename(world, address, tick, hours=0.5)
    subentry = account_of(loaded).subentry
    form = await hass.config_entries.subentries.async_init(
        (loaded.entry_id, subentry.subentry_type),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": subentry.subentry_id},
    )
    world.switch_on(address, OLD)
    await tick(10, step=5)
    result = await hass.config_entries.subentries.async_configure(
        form["flow_id"],
        {
            "label": "Home",
            "workers": {},
            "renamed": {"former": OLD, "present": NEW},
        },
    )
    assert result["errors"] == {"renamed": "former_mines"}
    world.switch_off(address, NEW)
    assert not account_of(loaded).source.memory.renamings


async def test_a_form_sent_while_the_entry_is_unloaded_renames_nobody(
    hass: HomeAssistant, upstreams: Upstreams, world: World, address: str, tick: Tick
) -> None:
    """There is nobody to take note of it."""
    entry = make_entry(address)
    assert await set_up(hass, entry)
    await rename(world, address, tick, hours=0.5)
    subentry = account_of(entry).subentry
    form = await hass.config_entries.subentries.async_init(
        (entry.entry_id, subentry.subentry_type),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": subentry.subentry_id},
    )
    await hass.config_entries.async_unload(entry.entry_id)
    result = await hass.config_entries.subentries.async_configure(
        form["flow_id"],
        {
            "label": "Home",
            "workers": {},
            "renamed": {"former": OLD, "present": NEW},
        },
    )
    assert result["errors"] == {"base": "worker_unknown"}
    assert "renamed" not in [str(key) for key in result["data_schema"].schema]
    assert await set_up(hass, entry)
    assert {OLD, NEW} <= account_of(entry).worker_devices.names
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("lost", ["nothing", "entities", "devices", "both"])
async def test_a_crash_in_between_loses_nothing(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    address: str,
    tick: Tick,
    lost: str,
) -> None:
    """Whatever of the registries was not written yet, the next start makes up for it."""
    entry = make_entry(address)
    assert await set_up(hass, entry)
    former = device(hass, entry, OLD)
    ids = entities_of(hass, former.id)
    await rename(world, address, tick)
    fresh = device(hass, entry, NEW)
    entities = er.async_get(hass)
    unique = {one: entities.async_get(one).unique_id for one in ids}
    account = account_of(entry)
    account_id = account.account_id
    assert await async_rename_workers(hass, entry, account, [(OLD, NEW)])
    await hass.async_block_till_done(wait_background_tasks=True)
    await hass.config_entries.async_unload(entry.entry_id)
    # The registries as they would be read from a disk that lags behind.
    registry = dr.async_get(hass)
    if lost in ("entities", "both"):
        for entity_id, former_id in unique.items():
            entities.async_update_entity(entity_id, new_unique_id=former_id)
    if lost in ("devices", "both"):
        registry.async_update_child_device(
            former.id, new_identifiers={(DOMAIN, f"{account_id}_worker_{OLD}")}
        )
        info = {"identifiers": fresh.identifiers, "name": NEW}
        registry.async_get_or_create_child(
            config_entry_id=entry.entry_id,
            config_subentry_id=account.subentry.subentry_id,
            parent_device_id=account.device_id,
            **info,
        )
    assert await set_up(hass, entry)
    kept = device(hass, entry, NEW)
    assert kept.id == former.id
    assert device(hass, entry, OLD) is None
    assert set(entities_of(hass, kept.id)) == set(ids)
    assert hass.states.get(HASHRATE).state not in ("unavailable", "unknown")
    assert hass.states.get("sensor.home_workers").state == "8"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_settings_that_were_not_written_are_made_up_for(
    hass: HomeAssistant, upstreams: Upstreams, world: World, address: str, tick: Tick
) -> None:
    """The renaming was written down, and then the power failed."""
    entry = make_entry(address, **{CONF_CHOSEN_WORKERS: [OLD]})
    assert await set_up(hass, entry)
    await rename(world, address, tick)
    account = account_of(entry)
    last_share = account.source.memory.workers[OLD].last_share
    renaming = Renaming(old=OLD, new=NEW, last_share=last_share)
    account.source.rename_worker(renaming)
    await account.stores.account.save(account.source.memory)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert account_of(entry).subentry.data[CONF_CHOSEN_WORKERS] == [NEW]
    assert device(hass, entry, OLD) is None
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("loaded")
async def test_an_account_that_was_removed_meanwhile_has_no_settings(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Its workers' renaming then changes registries at the most."""
    account = account_of(loaded)
    hass.config_entries.async_remove_subentry(loaded, account.subentry.subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    renaming = Renaming(old=OLD, new=NEW)
    async_settle_renamings(
        hass, loaded, account.subentry, account.account_id, [renaming]
    )
    assert not loaded.subentries
