"""The blueprint that heats with miners, in a running Home Assistant."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from ..clock import run_due_timers
from ..sources.support import state
from .automating import stop, use_blueprint

ROOM = "sensor.room"
MACHINES = ["input_boolean.rig", "input_boolean.heater"]


class Room:
    """A room that the blueprint heats."""

    def __init__(self, hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
        """Take Home Assistant and its clock."""
        self.hass = hass
        self.freezer = freezer

    async def heat(self, **inputs: Any) -> None:
        """Add the machines and an automation from the blueprint."""
        names = [one.split(".")[-1] for one in [*MACHINES, "winter", "by_hand"]]
        helpers = {"input_boolean": {name: {"initial": False} for name in names}}
        assert await async_setup_component(self.hass, "input_boolean", helpers)
        use = {
            "thermometer": ROOM,
            "machines": MACHINES,
            "least_on": 0,
            "least_off": 0,
            **inputs,
        }
        await use_blueprint(self.hass, "heat_with_miners.yaml", **use)

    async def is_at(self, degrees: float | str, minutes: int = 1) -> list[str]:
        """Set the temperature for some minutes, and return the states of the machines."""
        unit = {"unit_of_measurement": "°C", "device_class": "temperature"}
        self.hass.states.async_set(ROOM, str(degrees), unit)
        return await self.wait(minutes)

    async def wait(self, minutes: int) -> list[str]:
        """Let minutes pass, and return the states of the machines."""
        await self.hass.async_block_till_done()
        for _ in range(minutes):
            self.freezer.tick(timedelta(minutes=1))
            run_due_timers(self.hass)
            await self.hass.async_block_till_done()
        return [state(self.hass, one) for one in MACHINES]

    async def set(self, entity: str, value: str) -> None:
        """Switch a helper."""
        self.hass.states.async_set(entity, value)
        await self.hass.async_block_till_done()


@pytest.fixture
async def room(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> AsyncGenerator[Room]:
    """Return a room."""
    yield Room(hass, freezer)
    await stop(hass)


ON, OFF = ["on", "on"], ["off", "off"]


async def test_it_heats_while_it_is_cold(room: Room) -> None:
    """On half a degree below, off half a degree above, unchanged in between."""
    await room.heat(temperature=20)
    assert await room.is_at(19.8, 5) == OFF
    assert await room.is_at(19.4) == ON
    assert await room.is_at(20.4, 5) == ON
    assert await room.is_at(20.6) == OFF
    assert await room.is_at(19.6, 5) == OFF
    assert await room.is_at(19.5) == ON


async def test_it_switches_seldom(room: Room) -> None:
    """A switched machine stays so for its minimum time, and then follows by itself."""
    await room.heat(least_on=20, least_off=10)
    assert await room.is_at(15, 9) == OFF
    assert await room.wait(2) == ON
    assert await room.is_at(25, 18) == ON
    assert await room.wait(3) == OFF


@pytest.mark.parametrize("kind", ["input_number", "climate"])
async def test_the_temperature_comes_from_an_entity(room: Room, kind: str) -> None:
    """And from the number while the entity is not there."""
    entity = f"{kind}.wanted"
    await room.heat(temperature=20, temperature_entity=entity)
    room.hass.states.async_set(entity, "25", {"temperature": 25})
    assert await room.is_at(22) == ON
    room.hass.states.async_set(entity, "unavailable")
    assert await room.wait(1) == OFF


async def test_a_thermostat_may_be_the_thermometer(room: Room) -> None:
    """Its state is a mode; the temperature is an attribute."""
    await room.heat(thermometer="climate.room", temperature_entity="climate.room")
    for measured, wanted in ((18, ON), (23, OFF)):
        attributes = {"current_temperature": measured, "temperature": 21}
        room.hass.states.async_set("climate.room", "heat", attributes)
        assert await room.wait(1) == wanted


async def test_dear_electricity_heats_nothing(room: Room) -> None:
    """An unknown price does not matter: the room is cold."""
    await room.heat(tariff="sensor.price", dearest=0.3)
    room.hass.states.async_set("sensor.price", "0.25")
    assert await room.is_at(15) == ON
    room.hass.states.async_set("sensor.price", "0.31")
    assert await room.wait(1) == OFF
    room.hass.states.async_set("sensor.price", "unavailable")
    assert await room.wait(1) == ON


async def test_a_silent_thermometer_overheats_no_room(room: Room) -> None:
    """The machines stay on for a while, and then switch off."""
    await room.heat(unknown_minutes=30)
    assert await room.is_at(15) == ON
    assert await room.is_at("unavailable", 29) == ON
    assert await room.wait(2) == OFF
    assert await room.is_at(15) == ON
    room.hass.states.async_remove(ROOM)
    assert await room.wait(1) == OFF


async def test_summer_and_hands(room: Room) -> None:
    """Off while heating is not wanted; left alone while somebody wants that."""
    await room.heat(
        heat_only_if=["input_boolean.winter"], by_hand=["input_boolean.by_hand"]
    )
    assert await room.is_at(10) == OFF
    await room.set("input_boolean.winter", "on")
    assert await room.wait(1) == ON
    await room.set("input_boolean.by_hand", "on")
    await room.set("input_boolean.winter", "off")
    assert await room.wait(5) == ON
    await room.set("input_boolean.by_hand", "off")
    assert await room.wait(1) == OFF


async def test_a_plug_that_is_not_there_stops_no_other(room: Room) -> None:
    """It is neither on nor off, or it does not exist."""
    machines = [*MACHINES, "switch.gone"]
    await room.heat(machines=machines)
    room.hass.states.async_set(MACHINES[0], "unavailable")
    assert await room.is_at(15) == ["unavailable", "on"]


@pytest.mark.parametrize("minutes", [5, 30, 90])
@pytest.mark.parametrize("degrees", [15, 19.9])
async def test_a_frozen_thermometer_heats_no_longer_than_that(
    room: Room, minutes: int, degrees: float
) -> None:
    """What counts is its last report, also one of the same number."""
    await room.heat(temperature=20, unknown_minutes=minutes)
    assert await room.is_at(15) == ON
    for _ in range(minutes // 2 + 3):
        assert await room.is_at(degrees, 2) == ON
    assert await room.wait(minutes - 3) == ON
    assert await room.wait(3) == OFF
    assert await room.wait(600) == OFF
    assert await room.is_at(15) == ON


@pytest.mark.parametrize("without", [{}, {"current_temperature": None}])
async def test_a_thermostat_may_miss_a_reading(
    room: Room, without: dict[str, Any]
) -> None:
    """For a while, and however its other attributes and its mode change meanwhile."""

    async def report(minutes: int, **attributes: Any) -> list[str]:
        for minute in range(minutes):
            mode = "heat" if minute % 5 else "unavailable"
            fan = {"fan": minute} if minute % 2 else {}
            room.hass.states.async_set("climate.room", mode, {**attributes, **fan})
            last = await room.wait(1)
        return last

    await room.heat(thermometer="climate.room", least_on=600)
    reading = {"current_temperature": 15}
    room.hass.states.async_set("climate.room", "heat", reading)
    await room.wait(120)
    room.hass.states.async_set("climate.room", "heat", {**reading, "fan": 1})
    assert await room.wait(1) == ON
    assert await report(29, **without) == ON
    room.hass.states.async_set("climate.room", "heat", reading)
    assert await room.wait(1) == ON
    assert await report(33, **without) == OFF
