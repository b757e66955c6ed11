"""The blueprint that heats with miners while their heat is the cheaper one."""

from collections.abc import Callable
from typing import Any

from homeassistant.setup import async_setup_component
import pytest

from .days import BY_HAND, MACHINES, POWER, House, house

__all__ = ["house"]

ROOM, SAVING, THERMOSTAT = "sensor.room", "sensor.saving", "climate.other"
MINER, OTHER = MACHINES[:2]
QUICK = {"least_on": 0, "least_off": 0}
MINERS, OTHERS, NONE = (POWER, 0, 0), (0, POWER, 0), (0, 0, 0)


@pytest.fixture
def blueprint_name() -> str:
    """Return the blueprint of these tests."""
    return "heat_with_miners.yaml"


class Winter:
    """A house that loses heat, and knows what the heat of miners saves."""

    def __init__(self, house: House) -> None:
        """Begin at 19 degrees."""
        self.house = house
        self.degrees = 19.0
        self.measured: list[float] = []

    async def begin(self, **inputs: Any) -> None:
        """Heat to 20 degrees with a miner and with something else."""
        use = {
            "thermometer": ROOM,
            "machines": [MINER],
            "heat_saving": SAVING,
            "other_heating": [OTHER],
            **inputs,
        }
        await self.house.install(**use)

    async def wait(
        self, minutes: int, saving: Callable[[int], object] | object = None
    ) -> tuple[int, ...]:
        """Let minutes pass in which the room warms and cools."""
        for _ in range(minutes):
            if saving is not None:
                value = saving(self.house.minute) if callable(saving) else saving
                self.house.set(SAVING, value, "EUR/kWh")
            self.house.set(ROOM, round(self.degrees, 2), "°C")
            self.measured.append(self.degrees)
            await self.house.pass_minute()
            self.degrees += 0.06 if any(self.house.taken) else -0.03
        return self.house.taken


@pytest.fixture
def winter(house: House) -> Winter:
    """Return a winter day."""
    return Winter(house)


def by_hours(minute: int) -> object:
    """Return a saving that changes with the hour, around zero, with a gap."""
    hour = minute // 60
    return "unknown" if minute % 60 == 7 else (0.05, -0.05, 0.001, -0.001)[hour % 4]


async def test_a_day_is_warm_whatever_heat_costs(winter: Winter, house: House) -> None:
    """The cheaper one heats, never both, and each switches seldom."""
    await winter.begin()
    await winter.wait(300, by_hours)
    await house.restart()
    await winter.wait(180, by_hours)
    assert 19.2 < min(winter.measured[30:]) < max(winter.measured) < 20.9
    for minute, _, taken in house.seen:
        assert taken in (MINERS, OTHERS, NONE)
        if minute % 60 > 20 and taken != NONE:
            assert taken == (MINERS if minute // 60 % 2 == 0 else OTHERS)
    for machine in range(2):
        spans = list(house.spans(machine))
        assert 8 < len(spans) < 26
        assert min(minutes for watts, minutes in spans[1:-1] if watts) >= 20


async def test_the_dearer_one_gives_way(winter: Winter) -> None:
    """As soon as its minimum time allows; the minimum saving is still enough."""
    await winter.begin(**QUICK, least_saving=0.02)
    assert await winter.wait(1, 0.02) == MINERS
    assert await winter.wait(2, 0.019) == OTHERS
    assert await winter.wait(2, 0.02) == MINERS


async def test_without_another_heating_nothing_heats_for_nothing(
    winter: Winter,
) -> None:
    """Unless nobody knows what it saves: then it is warm."""
    await winter.begin(**QUICK, other_heating=[])
    assert await winter.wait(5, -0.01) == NONE
    assert await winter.wait(25, "unavailable") == NONE
    assert await winter.wait(6, "unavailable") == MINERS


async def test_an_unknown_saving_changes_nothing_at_first(winter: Winter) -> None:
    """Later the other heating heats, at a price that is known."""
    await winter.begin(**QUICK, temperature=90)
    assert await winter.wait(5, 0.1) == MINERS
    assert await winter.wait(29, "unavailable") == MINERS
    assert await winter.wait(2, "unavailable") == OTHERS


async def test_a_price_of_electricity_lets_the_other_heat_too(winter: Winter) -> None:
    """Also of heat: what is dearest is then what other heat costs."""
    await winter.begin(**QUICK, heat_saving=[], tariff=SAVING, dearest=0.1)
    assert await winter.wait(2, 0.09) == MINERS
    assert await winter.wait(2, 0.11) == OTHERS


@pytest.mark.parametrize("saving", [0.1, -0.1])
async def test_a_thermostat_heats_if_no_temperature_is_known(
    winter: Winter, house: House, saving: float
) -> None:
    """It measures itself; a switch does not, and would heat for ever."""
    await winter.begin(**QUICK, other_heating=[THERMOSTAT, MACHINES[2]])
    thermostat = {"heater": OTHER, "target_sensor": ROOM, "target_temp": 20}
    platform = {"platform": "generic_thermostat", "name": "other", **thermostat}
    assert await async_setup_component(house.hass, "climate", {"climate": platform})
    assert await winter.wait(3, 0.1) == MINERS
    assert await winter.wait(3, -0.1) == (0, POWER, POWER)
    assert house.state(THERMOSTAT) == "heat"
    assert await winter.wait(3, 0.1) == MINERS
    assert house.state(THERMOSTAT) == "off"
    await winter.wait(3, saving)
    for _ in range(32):
        house.set(ROOM, "unavailable")
        await house.pass_minute()
    assert house.taken[0] == house.taken[2] == 0
    assert house.state(THERMOSTAT) == "heat"


@pytest.mark.parametrize("rule", ["heat_only_if", "by_hand"])
async def test_summer_and_hands_are_for_both(
    winter: Winter, house: House, rule: str
) -> None:
    """No heating in summer, and nothing is switched while a helper forbids it."""
    await winter.begin(**QUICK, **{rule: [BY_HAND]})
    await house.switch(BY_HAND, "on")
    summer = rule == "heat_only_if"
    assert await winter.wait(2, -0.1) == (OTHERS if summer else NONE)
    await house.switch(BY_HAND, "off")
    assert await winter.wait(2, -0.1) == (NONE if summer else OTHERS)
