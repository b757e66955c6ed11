"""No alarm stays when its cause is gone: every order, any names, whatever the settings."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from custom_components.ocean_xyz import async_remove_config_entry_device
from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.devices.renaming import async_rename_workers
from simulator import AccountPlan, MachinePlan, Upstreams, World

from ..conftest import Tick, make_entry, set_up
from ..sources.support import number
from .automating import stop, tick
from .test_alerts import HASHRATE, watch_hashrate, watch_workers

__all__ = ["tick"]

ALIKE = ("rig-1", "rig.1", "rig_1", "rig 1", "RIG-1", "rig-1-", "räg-1", "rag-1")


@pytest.fixture
def plans() -> tuple[AccountPlan, ...]:
    """Return a farm whose names differ only in what a slug forgets."""
    machines = tuple(MachinePlan(name=name, hashrate=200e12) for name in ALIKE)
    return (AccountPlan(label="home", machines=machines),)


ORDERS: tuple[tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]], ...] = (
    ((ALIKE,), [(name,) for name in ALIKE]),
    ([(name,) for name in ALIKE], (ALIKE,)),
    ([(name,) for name in ALIKE[:3]], [(name,) for name in ALIKE[2::-1]]),
    ((ALIKE[:6],), (ALIKE[3:6], ALIKE[:3])),
    ((ALIKE[:2], ALIKE[2:]), (ALIKE[1:7], (ALIKE[0], ALIKE[7]))),
    *(
        ([(one,) for one in order], (ALIKE[:1], ALIKE[1:3]))
        for order in permutations(ALIKE[:3])
    ),
)


@pytest.mark.parametrize(("stops", "returns"), ORDERS)
@pytest.mark.parametrize("all_clear", [True, False])
async def test_nothing_stays_when_all_mine_again(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    address: str,
    tick: Tick,
    stops: Sequence[Sequence[str]],
    returns: Sequence[Sequence[str]],
    all_clear: bool,
) -> None:
    """While one is off, one message says which; the phone's tag is one for all."""
    entry = make_entry(address)
    assert await set_up(hass, entry)
    notes = await watch_workers(hass, all_clear=all_clear)
    shown = persistent_notification._async_get_or_create_notifications(hass)
    await tick(3)
    off: set[str] = set()
    for names in stops:
        world.switch_off(address, *names)
        off |= set(names)
        await tick(12, step=2)
        (message,) = shown.values()
        assert [name for name in off if name not in message["message"]] == []
    for names in returns:
        world.switch_on(address, *names)
        off -= set(names)
        await tick(8, step=2)
        assert len(shown) == (1 if off else 0)
        said = " ".join(one["message"] for one in shown.values())
        assert [name for name in off if name not in said] == []
    assert shown == {}
    assert len({note["tag"] for note in notes}) == 1
    assert "Still offline" not in notes[-1]["message"] or not all_clear
    await stop(hass)
    await hass.config_entries.async_unload(entry.entry_id)


PLUG = "switch.plug"
WITH_PLUG = {"workers_off_on_purpose": [{"worker": ALIKE[0], "entity": PLUG}]}


async def test_a_plug_that_is_switched_off_and_on_ends_no_alarm(
    hass: HomeAssistant, upstreams: Upstreams, world: World, address: str, tick: Tick
) -> None:
    """The machine does, as soon as it mines."""
    hass.states.async_set(PLUG, "on")
    entry = make_entry(address, **WITH_PLUG)
    assert await set_up(hass, entry)
    notes = await watch_workers(hass)
    shown = persistent_notification._async_get_or_create_notifications(hass)
    await tick(3)
    world.switch_off(address, ALIKE[0])
    await tick(12, step=2)
    hass.states.async_set(PLUG, "off")
    await tick(3)
    hass.states.async_set(PLUG, "on")
    await tick(3)
    assert len(shown) == len(notes) == 1
    world.switch_on(address)
    await tick(5)
    assert shown == {}
    assert [note["title"] for note in notes] == [
        "rig-1 is offline",
        "rig-1 mines again",
    ]
    assert "Without a share for 1" in notes[1]["message"]
    await stop(hass)
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("by_user", [True, False])
async def test_an_alarm_goes_with_a_worker_that_will_not_come_back(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    address: str,
    tick: Tick,
    by_user: bool,
) -> None:
    """Whether the user removes it or it is gone, and without an all-clear."""
    entry = make_entry(address)
    assert await set_up(hass, entry)
    (account,) = entry.runtime_data.accounts.values()
    device = dr.async_get(hass).async_get_child_device_by_identifier(
        (DOMAIN, f"{account.account_id}_worker_{ALIKE[0]}"), entry.entry_id
    )
    assert device is not None
    notes = await watch_workers(hass, watched={"device_id": [device.id]})
    shown = persistent_notification._async_get_or_create_notifications(hass)
    await tick(3)
    world.remove_machine(address, ALIKE[0])
    await tick(20, step=2)
    assert len(shown) == 1
    if by_user:
        assert await async_remove_config_entry_device(hass, entry, device)
        dr.async_get(hass).async_remove_device(device.id)
        await tick(1)
    else:
        await tick(25 * 60, step=30)
    assert shown == {}
    assert [note["title"] for note in notes] == ["rig-1 is offline"]
    await stop(hass)
    await hass.config_entries.async_unload(entry.entry_id)


async def test_an_alarm_goes_though_no_message_is_wanted_any_more(
    hass: HomeAssistant, upstreams: Upstreams, world: World, address: str, tick: Tick
) -> None:
    """The conditions of the user decide about messages alone."""
    entry = make_entry(address)
    assert await set_up(hass, entry)
    hass.states.async_set("binary_sensor.at_home", "on")
    at_home: dict[str, Any] = {
        "condition": "state",
        "entity_id": "binary_sensor.at_home",
        "state": "on",
    }
    notes = await watch_workers(hass, only_if=[at_home])
    shown = persistent_notification._async_get_or_create_notifications(hass)
    await tick(3)
    world.switch_off(address, ALIKE[0])
    await tick(20)
    assert len(shown) == len(notes) == 1
    hass.states.async_set("binary_sensor.at_home", "off")
    world.switch_on(address, ALIKE[0])
    await tick(10)
    assert shown == {}
    assert len(notes) == 1
    await stop(hass)
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("reload", [False, True])
@pytest.mark.parametrize("all_clear", [False, True])
async def test_a_drop_is_taken_back_also_after_a_reload(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    address: str,
    tick: Tick,
    reload: bool,
    all_clear: bool,
) -> None:
    """A run that was ended cannot take its alarm back, so the automation does."""
    entry = make_entry(address)
    assert await set_up(hass, entry)
    notes = await watch_hashrate(hass, limit=1200, must_last=10, all_clear=all_clear)
    shown = persistent_notification._async_get_or_create_notifications(hass)
    await tick(3)
    world.switch_off(address, *ALIKE[:4])
    await tick(40)
    assert number(hass, HASHRATE) < 1000
    assert len(shown) == len(notes) == 1
    if reload:
        # As a change of the automation does: its run ends, and its triggers begin again.
        automation = {"entity_id": "automation.ours"}
        for action in ("turn_off", "turn_on"):
            await hass.services.async_call(
                "automation", action, automation, blocking=True
            )
    await tick(2)
    world.switch_on(address)
    await tick(40)
    assert shown == {}
    assert len(notes) == 1 + (all_clear and not reload)
    assert len({note["tag"] for note in notes}) == 1
    await stop(hass)
    await hass.config_entries.async_unload(entry.entry_id)


async def test_an_alarm_goes_with_a_machine_that_is_switched_off_for_good(
    hass: HomeAssistant, upstreams: Upstreams, world: World, address: str, tick: Tick
) -> None:
    """A day after its last share; should it be switched on again, it is news again."""
    hass.states.async_set(PLUG, "on")
    entry = make_entry(address, **WITH_PLUG)
    assert await set_up(hass, entry)
    notes = await watch_workers(hass)
    shown = persistent_notification._async_get_or_create_notifications(hass)
    await tick(3)
    world.switch_off(address, ALIKE[0])
    await tick(12, step=2)
    hass.states.async_set(PLUG, "off")
    await tick(23 * 60, step=30)
    assert len(shown) == 1
    await tick(60, step=10)
    assert shown == {}
    hass.states.async_set(PLUG, "on")
    await tick(30, step=2)
    assert len(shown) == 1
    assert [note["title"] for note in notes] == 2 * ["rig-1 is offline"]
    await stop(hass)
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("removed", ["account", "hub", "unloaded hub"])
@pytest.mark.parametrize("by_device", [True, False])
async def test_the_alarms_of_an_account_go_with_it(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    address: str,
    tick: Tick,
    removed: str,
    by_device: bool,
) -> None:
    """Of all workers at once, also where single ones are watched."""
    entry = make_entry(address)
    assert await set_up(hass, entry)
    (account,) = entry.runtime_data.accounts.values()
    devices = [
        device.id
        for device in dr.async_entries_for_parent_device(
            dr.async_get(hass), account.device_id
        )
    ]
    watched = {"watched": {"device_id": devices}} if by_device else {}
    notes = await watch_workers(hass, **watched)
    shown = persistent_notification._async_get_or_create_notifications(hass)
    await tick(3)
    world.switch_off(address, *ALIKE[:3])
    await tick(12, step=2)
    assert len(shown) == 1
    said = len(notes)
    manager = hass.config_entries
    if removed == "account":
        manager.async_remove_subentry(entry, account.subentry.subentry_id)
    elif removed == "hub":
        await manager.async_remove(entry.entry_id)
    else:
        await manager.async_unload(entry.entry_id)
        assert len(shown) == 1
        await manager.async_remove(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert shown == {}
    assert len(notes) == said
    await stop(hass)
    if removed == "account":
        await manager.async_unload(entry.entry_id)


async def test_an_automation_by_a_former_name_goes_on(
    hass: HomeAssistant, upstreams: Upstreams, world: World, address: str, tick: Tick
) -> None:
    """The end of the alarm is heard, and the next one."""
    entry = make_entry(address)
    assert await set_up(hass, entry)
    notes = await watch_workers(hass, worker_names=[ALIKE[1]])
    shown = persistent_notification._async_get_or_create_notifications(hass)
    await tick(3)
    world.switch_off(address, ALIKE[1])
    await tick(12, step=2)
    assert len(shown) == 1
    world.add_machine(address, "rig-new", 200e12)
    await tick(10, step=2)
    (account,) = entry.runtime_data.accounts.values()
    assert await async_rename_workers(hass, entry, account, [(ALIKE[1], "rig-new")])
    await hass.async_block_till_done(wait_background_tasks=True)
    await tick(3)
    assert shown == {}
    world.switch_off(address, ALIKE[2], "rig-new")
    await tick(20, step=2)
    assert [note["title"] for note in notes] == [
        "rig.1 is offline",
        "rig-new mines again",
        "rig-new is offline",
    ]
    await stop(hass)
    await hass.config_entries.async_unload(entry.entry_id)


async def test_an_automation_that_is_renamed_ends_its_alarm(
    hass: HomeAssistant, upstreams: Upstreams, world: World, address: str, tick: Tick
) -> None:
    """Its entity has another id then."""
    entry = make_entry(address)
    assert await set_up(hass, entry)
    await watch_workers(hass)
    shown = persistent_notification._async_get_or_create_notifications(hass)
    await tick(3)
    world.switch_off(address, ALIKE[0])
    await tick(12, step=2)
    assert len(shown) == 1
    er.async_get(hass).async_update_entity(
        "automation.ours", new_entity_id="automation.alarms"
    )
    await tick(1)
    world.switch_on(address)
    await tick(8, step=2)
    assert shown == {}
    await stop(hass)
    await hass.config_entries.async_unload(entry.entry_id)
