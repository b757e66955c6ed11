"""The blueprint that mines with surplus, without meters, with prices, over restarts."""

from typing import Any

import pytest

from .days import (
    BY_HAND,
    GRID,
    MACHINES,
    POWER,
    PROFITABLE,
    House,
    house,
    sunny,
)
from .surplus import (
    ALL,
    NOON,
    ONE,
    QUICK,
    THROTTLED,
    blueprint_name,
    bright,
)

__all__ = ["blueprint_name", "house"]


@pytest.mark.parametrize("reading", ["unavailable", "unknown", "", "nan", "12 W"])
async def test_no_number_is_no_zero(house: House, reading: str) -> None:
    """Machines stay as they are for a while, and then switch off or stay as told."""
    await house.install(NOON, **ONE, **QUICK, unknown_minutes=20)
    assert await house.wait(5, bright) == (POWER, 0, 0)
    house.silent = True
    house.set(GRID, reading, "W")
    assert await house.wait(19) == (POWER, 0, 0)
    assert await house.wait(3) == (0, 0, 0)
    assert await house.wait(60) == (0, 0, 0)
    house.silent = False
    assert await house.wait(5, bright) == (POWER, 0, 0)


async def test_another_unit_is_no_power(house: House) -> None:
    """The energy that was fed in is not its power."""
    house.silent = True
    await house.install(NOON, **ONE, **QUICK)
    house.set(GRID, -5000, "kWh")
    assert await house.wait(30) == (0, 0, 0)


@pytest.mark.parametrize(("off", "after"), [(True, 0), (False, POWER)])
async def test_a_meter_that_has_stopped_is_not_believed(
    house: House, off: bool, after: int
) -> None:
    """It still shows a number; what counts is when it reported the last one."""
    unknown = {"unknown_minutes": 20, "off_when_unknown": off}
    await house.install(NOON, **ONE, **QUICK, **unknown)
    assert await house.wait(5, bright) == (POWER, 0, 0)
    house.silent = True
    assert await house.wait(18) == (POWER, 0, 0)
    assert await house.wait(3) == (after, 0, 0)


async def test_a_meter_that_goes_at_noon_and_returns(house: House) -> None:
    """A long outage on a sunny day costs one switching off and one on."""
    await house.install(NOON - 60, **ONE)
    await house.until(NOON, sunny)
    house.silent = True
    house.set(GRID, "unavailable")
    assert await house.until(NOON + 60, sunny) == (0, 0, 0)
    house.silent = False
    await house.wait(30, sunny)
    await house.wait(20)
    assert [watts for watts, _ in house.spans()] == [0, POWER, 0, POWER, 0]


@pytest.mark.parametrize(
    ("machines", "away"), [(ALL, 2), (THROTTLED, 20)], ids=["all", "steps"]
)
async def test_a_restart_at_noon_changes_nothing(
    house: House, machines: dict[str, Any], away: int
) -> None:
    """The meter comes later than the machines, and everything goes on as it was."""
    await house.install(NOON - 60, **machines)
    before = await house.until(NOON, sunny)
    house.silent = True
    await house.restart(away)
    assert await house.wait(3, sunny) == before
    house.silent = False
    assert await house.wait(30, sunny) == before
    assert await house.until(NOON + 60) == (0, 0, 0)
    assert house.longest_without_sun() <= 6


@pytest.mark.parametrize("before", [1, 3, 6, 12])
async def test_restarts_while_it_waits_only_delay(house: House, before: int) -> None:
    """Also the minimum time begins again, but nothing stays on all night."""
    await house.install(NOON, **ONE)
    assert await house.wait(25, bright) == (POWER, 0, 0)
    await house.wait(before)
    await house.restart()
    assert await house.wait(14) == ((POWER, 0, 0) if before < 6 else (0, 0, 0))
    assert await house.wait(8) == (0, 0, 0)


async def test_a_negative_price_runs_everything(house: House) -> None:
    """At midnight as well, until it does not pay any more, and without a meter."""
    await house.install(60, **ALL, profitable=PROFITABLE)
    house.set(PROFITABLE, "off")
    assert await house.wait(30) == (0, 0, 0)
    house.set(PROFITABLE, "on")
    assert await house.wait(30) == (POWER, POWER, POWER)
    house.silent = True
    house.set(GRID, "unavailable")
    assert await house.wait(60) == (POWER, POWER, POWER)
    house.silent = False
    await house.restart()
    house.set(PROFITABLE, "on")
    assert await house.wait(60) == (POWER, POWER, POWER)
    house.set(PROFITABLE, "off")
    assert await house.wait(7) == (0, 0, 0)
    assert [len(list(house.spans(one))) for one in range(3)] == [3, 3, 3]


async def test_without_a_price_the_sun_decides(house: House) -> None:
    """The tariff is away: surplus is used, and nothing else."""
    await house.install(NOON, **ONE, **QUICK, profitable=PROFITABLE)
    for words in ("unavailable", "unknown"):
        house.set(PROFITABLE, words)
        assert await house.wait(5, bright) == (POWER, 0, 0)
        assert await house.wait(5) == (0, 0, 0)


async def test_surplus_is_fed_in_while_that_is_worth_more(house: House) -> None:
    """With the other rule surplus and profit must agree."""
    rule = {"profitable": PROFITABLE, "rule": "only", "unknown_minutes": 20}
    await house.install(NOON, **ONE, **QUICK, **rule)
    house.set(PROFITABLE, "off")
    assert await house.wait(10, bright) == (0, 0, 0)
    house.set(PROFITABLE, "on")
    assert await house.wait(10) == (0, 0, 0)
    assert await house.wait(4, bright) == (POWER, 0, 0)
    house.set(PROFITABLE, "unavailable")
    assert await house.wait(19, bright) == (POWER, 0, 0)
    assert await house.wait(3, bright) == (0, 0, 0)


async def test_the_profit_alone_may_decide(house: House) -> None:
    """Without a meter of the grid."""
    use = {**ONE, "grid_power": [], "profitable": PROFITABLE, "unknown_minutes": 20}
    await house.install(NOON, **use, **QUICK)
    for pays, minutes, taken in (
        ("on", 4, POWER),
        ("off", 4, 0),
        ("on", 4, POWER),
        ("unavailable", 19, POWER),
        ("unavailable", 3, 0),
    ):
        house.set(PROFITABLE, pays)
        assert await house.wait(minutes) == (taken, 0, 0)


async def test_without_any_sensor_nothing_happens(house: House) -> None:
    """Nobody knows whether there is surplus: after a while the machine is off."""
    await house.install(NOON, **ONE | {"grid_power": []}, **QUICK)
    await house.switch(MACHINES[0], "on")
    assert await house.wait(14, bright) == (POWER, 0, 0)
    assert await house.wait(3, bright) == (0, 0, 0)


async def test_a_helper_leaves_the_machines_alone(house: House) -> None:
    """For as long as it is on, also over a restart, and while the automation waits."""
    await house.install(NOON, **ONE, **QUICK, by_hand=[BY_HAND])
    assert await house.wait(4, bright) == (POWER, 0, 0)
    await house.wait(1)
    await house.switch(BY_HAND, "on")
    assert await house.wait(60) == (POWER, 0, 0)
    await house.restart()
    assert await house.wait(60) == (POWER, 0, 0)
    await house.switch(BY_HAND, "off")
    assert await house.wait(4) == (0, 0, 0)
