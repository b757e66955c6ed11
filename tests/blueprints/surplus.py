"""Inputs of the blueprint that mines with surplus."""

from typing import Any

import pytest

from .days import GRID, LIMIT, LOAD, MACHINES, POWER

ONE: dict[str, Any] = {
    "machines": MACHINES[:1],
    "machine_power": POWER,
    "grid_power": GRID,
}
ALL = {**ONE, "machines": MACHINES}
STEPS = [("high", 3), ("low", 1), ("middle", 2)]
THROTTLED: dict[str, Any] = {
    **ONE,
    "throttles": [LIMIT],
    "levels": [{"setting": one, "power": times * POWER} for one, times in STEPS],
}
MORNING, NOON, EVENING = 470, 720, 980
QUICK: dict[str, Any] = {
    "start_minutes": 2,
    "stop_minutes": 2,
    "least_on": 0,
    "least_off": 0,
}


def bright(minute: int) -> float:
    """Return enough for one machine and a half."""
    return LOAD + 1.5 * POWER


@pytest.fixture
def blueprint_name() -> str:
    """Return the blueprint of these tests."""
    return "mine_with_surplus.yaml"
