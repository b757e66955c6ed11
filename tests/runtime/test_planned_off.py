"""Machines that are off on purpose raise nothing, and ring when they do not come back."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.runtime.settings import SILENT_SWITCH_TOLERATED, rules
from simulator import Upstreams, World, heater

from ..conftest import Tick, make_entry, set_up
from ..sources.support import state
from ..triggers.listening import Listener, listen

PLUG = "switch.plug"
WORKER = {"entity_id": "event.home_worker"}
OFFLINE = "worker_went_offline"

__all__ = ["listen"]


def settings(scope: str, worker: str) -> dict[str, Any]:
    """Return the setting for all workers, or for one."""
    if scope == "all":
        return {"off_on_purpose": PLUG}
    return {"workers_off_on_purpose": [{"worker": worker, "entity": PLUG}]}


async def start(
    hass: HomeAssistant, address: str, scope: str, worker: str
) -> MockConfigEntry:
    """Set the account up, its machines running."""
    hass.states.async_set(PLUG, STATE_ON)
    entry = make_entry(address, **settings(scope, worker))
    assert await set_up(hass, entry)
    return entry


@pytest.mark.parametrize("plans", [(heater(),)])
@pytest.mark.parametrize("scope", ["all", "one"])
async def test_the_only_machine_of_an_account(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    address: str,
    tick: Tick,
    listen: Listener,
    scope: str,
) -> None:
    """OCEAN says that nobody is active then: neither that nor the return is an alarm."""
    entry = await start(hass, address, scope, "bitaxe")
    announced = [
        await listen(OFFLINE, WORKER),
        await listen("worker_came_online", WORKER),
    ]
    await tick(10)
    hass.states.async_set(PLUG, STATE_OFF)
    world.switch_off(address)
    await tick(30 * 60, step=15)
    assert state(hass, "sensor.home_data_status") == "idle"
    assert state(hass, "sensor.home_bitaxe_status") == "paused"
    assert state(hass, "sensor.home_workers_offline") == "0"
    assert state(hass, "sensor.home_workers") == "1"
    assert state(hass, "binary_sensor.home_mining") == STATE_OFF
    hass.states.async_set(PLUG, STATE_ON)
    await tick(10)
    assert state(hass, "sensor.home_bitaxe_status") == "paused"
    world.switch_on(address)
    await tick(60)
    assert state(hass, "sensor.home_bitaxe_status") == "online"
    assert state(hass, "event.home_worker") == "unknown"
    assert announced == [[], []]
    assert not ir.async_get(hass).issues
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("scope", ["all", "one"])
async def test_one_that_does_not_come_back_rings(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    address: str,
    tick: Tick,
    listen: Listener,
    scope: str,
) -> None:
    """Not before it could have started, but within half an hour."""
    entry = await start(hass, address, scope, "s21-garage")
    announced = await listen(OFFLINE, WORKER)
    await tick(10)
    hass.states.async_set(PLUG, STATE_OFF)
    world.switch_off(address, "s21-garage")
    await tick(2 * 60)
    hass.states.async_set(PLUG, STATE_ON)
    meant_to_run = dt_util.utcnow()
    await tick(14)
    assert announced == []
    await tick(8)
    (one,) = announced
    assert one["worker"] == "s21-garage"
    # Silent since it was meant to run: before that its silence was wanted.
    assert abs(one["since"] - meant_to_run) < timedelta(minutes=3)
    assert state(hass, "sensor.home_workers_offline") == "1"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_dead_machine_rings_while_another_one_is_off_on_purpose(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    address: str,
    tick: Tick,
    listen: Listener,
) -> None:
    """Each has its own status."""
    entry = await start(hass, address, "one", "s21-garage")
    announced = await listen(OFFLINE, WORKER)
    await tick(5)
    hass.states.async_set(PLUG, STATE_OFF)
    world.switch_off(address, "s21-garage", "s21-attic")
    await tick(20)
    assert [one["worker"] for one in announced] == ["s21-attic"]
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_restart_while_the_plug_is_not_known_yet(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    address: str,
    tick: Tick,
    freezer: FrozenDateTimeFactory,
) -> None:
    """The plug comes minutes after the decision about the machine, and that is no alarm."""
    entry = await start(hass, address, "one", "s21-garage")
    await tick(5)
    hass.states.async_set(PLUG, STATE_OFF)
    world.switch_off(address, "s21-garage")
    await tick(60)
    await hass.config_entries.async_unload(entry.entry_id)
    hass.states.async_remove(PLUG)
    freezer.tick(timedelta(hours=3))
    world.advance(timedelta(hours=3))
    hass.set_state(CoreState.not_running)
    assert await set_up(hass, entry)
    await tick(5)
    assert state(hass, "sensor.home_s21_garage_status") == "paused"
    hass.set_state(CoreState.running)
    hass.states.async_set(PLUG, STATE_UNAVAILABLE)
    await tick(10)
    assert state(hass, "sensor.home_s21_garage_status") == "paused"
    hass.states.async_set(PLUG, STATE_OFF)
    await tick(5)
    assert state(hass, "sensor.home_s21_garage_status") == "paused"
    assert state(hass, "event.home_worker") == "unknown"
    # A plug that stays away says nothing any more.
    hass.states.async_set(PLUG, STATE_UNAVAILABLE)
    await tick(40)
    assert state(hass, "sensor.home_s21_garage_status") == "offline"
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("plans", [(heater(),)])
@pytest.mark.parametrize(
    ("plug", "status", "issues"),
    [(STATE_OFF, "idle", 0), (STATE_ON, "unknown_account", 1)],
)
async def test_a_summer_without_heating(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    address: str,
    tick: Tick,
    plug: str,
    status: str,
    issues: int,
) -> None:
    """A heater that is off on purpose for months is no unknown account."""
    entry = await start(hass, address, "one", "bitaxe")
    await tick(10)
    hass.states.async_set(PLUG, plug)
    world.switch_off(address)
    await tick(32 * 24 * 60, step=6 * 60)
    assert state(hass, "sensor.home_data_status") == status
    assert len(ir.async_get(hass).issues) == issues
    await hass.config_entries.async_unload(entry.entry_id)


async def test_who_is_off_on_purpose(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    """One switch is enough; one that says nothing leaves it open, but not for ever."""
    data = {
        "off_on_purpose": "schedule.mining",
        "workers_off_on_purpose": [{"worker": "a", "entity": PLUG}],
    }

    def off(name: str) -> bool | None:
        return rules(hass, data).off_on_purpose(name)

    assert (off("a"), off("b")) == (False, False)
    hass.states.async_set("schedule.mining", STATE_ON)
    hass.states.async_set(PLUG, STATE_OFF)
    assert (off("a"), off("b")) == (True, False)
    hass.states.async_set("schedule.mining", "unknown")
    assert (off("a"), off("b")) == (True, None)
    hass.states.async_set("schedule.mining", STATE_OFF)
    hass.states.async_set(PLUG, STATE_UNAVAILABLE)
    assert (off("a"), off("b")) == (True, True)
    hass.states.async_set("schedule.mining", STATE_ON)
    assert (off("a"), off("b")) == (None, False)
    freezer.tick(SILENT_SWITCH_TOLERATED + timedelta(seconds=1))
    assert (off("a"), off("b")) == (False, False)
