"""The blueprint that mines with surplus, over days of sun and clouds."""

from typing import Any

from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from .days import (
    GRID,
    LIMIT,
    LOAD,
    MACHINES,
    POWER,
    House,
    Sun,
    cloudy,
    dark,
    house,
    sunny,
)
from .surplus import (
    ALL,
    EVENING,
    MORNING,
    NOON,
    ONE,
    QUICK,
    THROTTLED,
    blueprint_name,
    bright,
)

__all__ = ["blueprint_name", "house"]


@pytest.mark.parametrize(
    ("machines", "sky", "switchings", "used", "wait", "least"),
    [
        (ONE, sunny, 6, 0.35, 5, 15),
        (ONE, cloudy, 39, 0.2, 5, 15),
        (ALL, cloudy, 39, 0.3, 5, 15),
        (THROTTLED, cloudy, 39, 0.3, 5, 15),
        (ALL, cloudy, 15, 0.2, 2, 30),
        (ALL, dark, 0, 0, 2, 0),
    ],
)
async def test_a_day(
    house: House,
    machines: dict[str, Any],
    sky: Sun,
    switchings: int,
    used: float,
    wait: int,
    least: int,
) -> None:
    """Machines use the sun and little else, seldom switch, and keep their times."""
    times = {"start_minutes": wait, "stop_minutes": wait}
    least_times = {"least_on": least, "least_off": least}
    await house.install(MORNING, **machines, **times, **least_times)
    assert await house.until(EVENING, sky) == (0, 0, 0)
    assert house.longest_without_sun() <= max(wait, least) + wait + 1
    for machine in range(len(machines["machines"])):
        spans = list(house.spans(machine))
        inner = [minutes for _, minutes in spans[1:-1]]
        assert len(inner) < switchings or len(spans) == 1
        assert min(inner, default=99) >= (wait if "levels" in machines else least)
    taken = sum(sum(taken) for _, _, taken in house.seen)
    assert taken >= used * sum(max(left, 0) for _, left, _ in house.seen)


async def test_machines_follow_the_sun_one_by_one(house: House) -> None:
    """On a clear day each is switched on once, in order, and off in reverse."""
    await house.install(MORNING, **ALL)
    await house.until(EVENING, sunny)
    starts = [next(minutes for _, minutes in house.spans(one)) for one in range(3)]
    assert starts == sorted(starts)
    spans = [list(house.spans(one)) for one in range(3)]
    assert [[watts for watts, _ in one] for one in spans] == [[0, POWER, 0]] * 3
    assert house.longest_without_sun() <= 6


async def test_a_throttled_machine_climbs_step_by_step(house: House) -> None:
    """From low to high with the sun and down again, whatever order the steps are in."""
    await house.install(MORNING, **THROTTLED)
    await house.until(EVENING, sunny)
    watts = [watts // POWER for watts, _ in house.spans()]
    assert watts == [0, 1, 2, 3, 2, 1, 0]


async def test_without_a_switch_the_lowest_step_is_off(house: House) -> None:
    """A machine that only knows steps never leaves them."""
    await house.install(MORNING, **THROTTLED | {"machines": []})
    seen = []
    for _ in range(EVENING - MORNING):
        await house.pass_minute(sunny)
        seen.append(house.state(LIMIT))
    assert list(dict.fromkeys(seen)) == ["low", "middle", "high"]
    assert seen[-1] == "low"


async def test_a_setting_that_is_no_step_is_left(house: House) -> None:
    """A machine that runs with another setting gets the step that fits."""
    await house.install(NOON, **THROTTLED, **QUICK)
    await house.switch(LIMIT, "other")
    await house.switch(MACHINES[0], "on")
    assert await house.wait(8, bright) == (POWER, 0, 0)
    assert house.state(LIMIT) == "low"
    await house.switch(LIMIT, "other")
    assert await house.wait(4) == (0, 0, 0)


@pytest.mark.parametrize("minutes", [1, 4])
async def test_a_kettle_or_a_gap_switches_nothing(house: House, minutes: int) -> None:
    """What is shorter than the waits does not count."""
    await house.install(NOON, **ONE)
    for _ in range(5):
        assert await house.wait(minutes, bright) == (0, 0, 0)
        assert await house.wait(6) == (0, 0, 0)
    assert await house.wait(25, bright) == (POWER, 0, 0)
    for _ in range(5):
        assert await house.wait(minutes) == (POWER, 0, 0)
        assert await house.wait(6, bright) == (POWER, 0, 0)


async def test_between_start_and_stop_everything_stays(house: House) -> None:
    """Surplus that would be enough to stay is not enough to start."""
    limits = {"spare": 200, "tolerated": 300}
    await house.install(NOON, **ONE, **QUICK, **limits)
    assert await house.wait(20, lambda _: LOAD + POWER + 190) == (0, 0, 0)
    assert await house.wait(5, lambda _: LOAD + POWER + 210) == (POWER, 0, 0)
    assert await house.wait(20, lambda _: LOAD + POWER - 290) == (POWER, 0, 0)
    assert await house.wait(5, lambda _: LOAD + POWER - 310) == (0, 0, 0)


async def test_a_start_with_too_little_does_not_stop_at_once(house: House) -> None:
    """Who lets a machine start with half of its power wants it to stay on with that."""
    await house.install(NOON, **ONE, **QUICK, spare=-500)
    assert await house.wait(30, lambda _: LOAD + 510) == (POWER, 0, 0)
    assert len(list(house.spans())) == 2
    assert await house.wait(5, lambda _: LOAD + 490) == (0, 0, 0)


@pytest.mark.parametrize(
    ("grid", "readings"),
    [
        ({"grid_power": GRID}, {GRID: (-1.5, "kW")}),
        ({"grid_power": [], "grid_export": "sensor.fed"}, {"sensor.fed": (1500, "W")}),
        (
            {"grid_export": "sensor.fed"},
            {GRID: (0, "W"), "sensor.fed": (0.0015, "MW")},
        ),
    ],
    ids=["kilowatts", "export only", "two"],
)
async def test_meters_of_all_kinds(
    house: House, grid: dict[str, Any], readings: dict[str, tuple[float, str]]
) -> None:
    """One signed sensor, one of what is fed in, or two, in their units."""
    house.silent = True
    await house.install(NOON, **ONE | grid, **QUICK)
    for entity, (value, unit) in readings.items():
        house.set(entity, value, unit)
    assert await house.wait(4) == (POWER, 0, 0)


BATTERY = {"battery_power": "sensor.battery"}


async def test_what_a_battery_gives_is_no_surplus(house: House) -> None:
    """A house that hides each cloud behind its battery does not mine from it."""
    await house.install(NOON, **ONE, **QUICK, **BATTERY)
    house.set("sensor.battery", 0, "W")
    assert await house.wait(4, bright) == (POWER, 0, 0)
    house.set("sensor.battery", -0.8, "kW")
    assert await house.wait(4, lambda _: LOAD + POWER) == (0, 0, 0)


@pytest.mark.parametrize(("last", "taken"), [(True, POWER), (False, 0)])
async def test_who_is_first_the_battery_or_the_machines(
    house: House, last: bool, taken: int
) -> None:
    """Nothing is fed in, because the battery takes it."""
    battery = {**BATTERY, "battery_discharge": "sensor.given"}
    await house.install(NOON, **ONE, **QUICK, **battery, count_charging=last)
    house.set("sensor.battery", 1200, "W")
    house.set("sensor.given", 0, "W")
    assert await house.wait(4, lambda _: LOAD) == (taken, 0, 0)


async def test_an_empty_battery_goes_first(house: House) -> None:
    """From one level on machines start, below another one they stop."""
    level = "sensor.level"
    limits = {"battery_from": 80, "battery_until": 60}
    await house.install(NOON, **ONE, **QUICK, battery_level=level, **limits)
    for charge, taken in ((79, 0), (80, POWER), (61, POWER), (59, 0), (79, 0)):
        house.set(level, charge, "%")
        assert await house.wait(5, bright) == (taken, 0, 0)


@pytest.mark.parametrize(
    "what", ["battery_level", "battery_power", "battery_discharge"]
)
async def test_an_unknown_battery_makes_the_surplus_unknown(
    house: House, what: str
) -> None:
    """Machines keep what they do for a while."""
    battery = {what: "sensor.battery", "unknown_minutes": 20}
    await house.install(NOON, **ONE, **QUICK, **battery)
    house.set("sensor.battery", "unavailable", "W")
    assert await house.wait(30, bright) == (0, 0, 0)
    await house.switch(MACHINES[0], "on")
    assert await house.wait(19, bright) == (POWER, 0, 0)
    assert await house.wait(3, bright) == (0, 0, 0)


async def test_who_switches_by_hand_has_it_so_for_a_while(house: House) -> None:
    """Only that machine: what it takes is no surplus for the others."""
    measured = {"power_sensors": ["sensor.machines"]}
    await house.install(NOON, **ALL, **QUICK, **measured, hand_minutes=60)
    house.set("sensor.machines", POWER, "W")
    await house.switch(MACHINES[1], "on", by=MockUser(is_owner=True))
    assert await house.wait(30) == (0, POWER, 0)
    enough_for_both = 2.5 * POWER + LOAD
    assert await house.wait(5, lambda _: enough_for_both) == (POWER, POWER, 0)
    assert await house.wait(10) == (0, POWER, 0)
    house.set("sensor.machines", 0, "W")
    assert await house.wait(20) == (0, 0, 0)


async def test_who_throttles_by_hand_has_it_so_for_a_while(house: House) -> None:
    """Nothing of the machine changes, and then it follows the sun again."""
    await house.install(NOON, **THROTTLED, **QUICK, hand_minutes=60)
    assert await house.wait(5, bright) == (POWER, 0, 0)
    await house.switch(LIMIT, "high", by=MockUser(is_owner=True))
    assert await house.wait(58) == (3 * POWER, 0, 0)
    assert await house.wait(7) == (0, 0, 0)


async def test_what_machines_really_take_counts(house: House) -> None:
    """A machine that warms up takes less than its step: no reason to climb further."""
    measured = {"power_sensors": ["sensor.machines"]}
    await house.install(NOON, **THROTTLED, **QUICK, **measured)
    house.silent = True
    for own, grid, step in (
        (0, -1500, "low"),
        (200, -1300, "low"),
        (1000, -500, "low"),
        (1000, -1200, "middle"),
        ("unavailable", -1200, "high"),
    ):
        house.set("sensor.machines", own, "W")
        for _ in range(5):
            house.set(GRID, grid, "W")
            await house.wait(1)
        assert house.state(LIMIT) == step


async def test_a_plug_that_is_away_is_not_counted(house: House) -> None:
    """The next machine takes its place."""
    await house.install(NOON, **ALL, **QUICK)
    house.set(MACHINES[0], "unavailable")
    assert await house.wait(5, bright) == (0, POWER, 0)


async def test_a_peak_in_the_wait_is_no_step(house: House) -> None:
    """The step is the one that fitted all the time, up and down."""
    waits = {**QUICK, "start_minutes": 6, "stop_minutes": 6}
    await house.install(NOON, **THROTTLED, **waits)
    house.seen.clear()
    await house.wait(5, bright)
    assert await house.wait(2, lambda _: LOAD + 3.5 * POWER) == (POWER, 0, 0)
    assert await house.wait(8, lambda _: LOAD + 3.5 * POWER) == (3 * POWER, 0, 0)
    await house.wait(5, lambda _: LOAD + 2.5 * POWER)
    assert await house.wait(3) == (2 * POWER, 0, 0)


async def test_a_setting_that_is_no_step_is_left_for_one_that_may_stay(
    house: House,
) -> None:
    """Also if there is not enough to start that step."""
    await house.install(NOON, **THROTTLED, **QUICK, power_sensors=["sensor.machines"])
    house.silent = True
    await house.switch(LIMIT, "other")
    await house.switch(MACHINES[0], "on")
    house.set("sensor.machines", POWER, "W")
    house.set(GRID, 0, "W")
    assert await house.wait(4) == (POWER, 0, 0)


async def test_a_power_limit_is_a_throttle(house: House) -> None:
    """Its state has decimals, its steps have none."""
    await house.install(
        NOON,
        **{**ONE, "machines": [], "throttles": ["input_number.limit"]},
        **QUICK,
        levels=[{"setting": str(watts), "power": watts} for watts in (500, 1000, 2000)],
    )
    limit = {"input_number": {"limit": {"min": 0, "max": 3000, "initial": 700}}}
    assert await async_setup_component(house.hass, "input_number", limit)
    house.silent = True
    seen = []
    for grid in (0, -600, -600, 500, 2000):
        for _ in range(4):
            house.set(GRID, grid, "W")
            await house.wait(1)
        seen.append(house.state("input_number.limit"))
    assert seen == ["500.0", "1000.0", "1000.0", "500.0", "500.0"]
