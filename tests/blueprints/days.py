"""A house whose days pass by the minute: sun, meters, machines, and restarts."""

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import groupby
from math import pi, sin
from random import Random
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant import bootstrap
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    category_registry as cr,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    issue_registry as ir,
    label_registry as lr,
    restore_state as rs,
)
from homeassistant.setup import async_setup_component
from homeassistant.util.async_ import get_scheduled_timer_handles
import pytest
from pytest_homeassistant_custom_component.common import (
    MockUser,
    async_test_home_assistant,
)

from ..clock import run_due_timers
from .automating import settle, use_blueprint

GRID = "sensor.grid"
PROFITABLE = "binary_sensor.home_profitable"
MACHINES = ["input_boolean.first", "input_boolean.second", "input_boolean.third"]
LIMIT = "input_select.limit"
BY_HAND = "input_boolean.by_hand"
POWER = 1000
"""W that each machine takes, and each step of the limit more."""
LOAD = 300
"""W that the house takes without machines."""

type Sun = Callable[[int], float]
"""W at a minute of the day."""


def sunny(minute: int) -> float:
    """Return the W of a clear day: from 8 to 16 o'clock, up to 4 kW."""
    return max(4000 * sin((minute - 480) / 480 * pi), 0) if 480 < minute < 960 else 0


def cloudy(minute: int) -> float:
    """Return the W of a day with clouds of some minutes, and noise on each."""
    cloud = Random(minute // Random(minute // 30).randint(2, 12)).choice([0.2, 0.5, 1])
    return sunny(minute) * cloud * Random(minute).uniform(0.85, 1)


def dark(minute: int) -> float:
    """Return the W of a night."""
    return 0


class House:
    """A house in a Home Assistant that can restart."""

    def __init__(self, clock: FrozenDateTimeFactory, blueprint: str) -> None:
        """Stand still at midnight."""
        self.clock = clock
        self.blueprint = blueprint
        self.inputs: dict[str, Any] = {}
        self.minute = 0
        self.states: dict[str, str] = {}
        self.seen: list[tuple[int, float, tuple[int, ...]]] = []
        """Of each minute: when, what the house has left over, and what machines take."""
        self.silent = False
        self.prepare: Callable[[HomeAssistant], None] = lambda hass: None
        """What is done in Home Assistant before automations start."""
        self._stack = AsyncExitStack()
        self._hass: HomeAssistant | None = None

    @property
    def hass(self) -> HomeAssistant:
        """Return the running Home Assistant."""
        assert self._hass is not None
        return self._hass

    async def start(self) -> None:
        """Start Home Assistant, with the states that it had."""
        hass = await self._stack.enter_async_context(
            async_test_home_assistant(load_registries=False)
        )
        self._hass = hass
        dr.async_setup(hass)
        for registry in (ar, cr, dr, er, fr, ir, lr, rs):
            await registry.async_load(hass)
        hass.data[bootstrap.DATA_REGISTRIES_LOADED] = None
        names = [one.split(".")[1] for one in (*MACHINES, BY_HAND)]
        limit = {"options": ["low", "middle", "high", "other"]}
        helpers: dict[str, Any] = {
            "input_boolean": dict.fromkeys(names),
            "input_select": {"limit": limit},
            "input_datetime": {"ran": {"has_date": True, "has_time": True}},
        }
        for domain, config in helpers.items():
            assert await async_setup_component(hass, domain, {domain: config})
        self.prepare(hass)
        await use_blueprint(hass, self.blueprint, **self.inputs)

    async def stop(self) -> None:
        """Stop Home Assistant, which remembers its states."""
        await self.hass.async_stop(force=True)
        for timer in get_scheduled_timer_handles(self.hass.loop):
            timer.cancel()
        await self._stack.aclose()
        self._stack = AsyncExitStack()
        self._hass = None

    async def restart(self, away: int = 2) -> None:
        """Stop for some minutes; no meter is there at once afterwards."""
        await self.stop()
        self.clock.tick(timedelta(minutes=away))
        self.minute += away
        await self.start()

    async def install(self, at: int = 0, **inputs: Any) -> None:
        """Start at a minute of the day with an automation."""
        self.clock.tick(timedelta(minutes=at - self.minute))
        self.minute = at
        self.inputs = inputs
        await self.start()

    def state(self, entity: str) -> str:
        """Return a state."""
        found = self.hass.states.get(entity)
        assert found is not None
        return found.state

    def set(self, entity: str, value: object, unit: str | None = None) -> None:
        """Set what something outside of the automation says."""
        self.hass.states.async_set(entity, str(value), {"unit_of_measurement": unit})

    @property
    def taken(self) -> tuple[int, ...]:
        """Return the W that each machine takes."""
        limit = ("low", "middle", "high", "other").index(self.state(LIMIT)) + 1
        times = limit if "throttles" in self.inputs else 1
        return tuple(times * POWER * (self.state(one) == "on") for one in MACHINES)

    async def pass_minute(self, sun: Sun = dark) -> None:
        """Let a minute pass, and the meter say what it measures."""
        left = sun(self.minute) - LOAD
        self.seen.append((self.minute, left, self.taken))
        if not self.silent:
            self.set(GRID, round(sum(self.taken) - left), "W")
        self.clock.tick(timedelta(minutes=1))
        self.minute += 1
        run_due_timers(self.hass)
        await settle(self.hass)

    async def until(self, minute: int, sun: Sun = dark) -> tuple[int, ...]:
        """Let the day pass until a minute, and return what machines take then."""
        while self.minute < minute:
            await self.pass_minute(sun)
        return self.taken

    async def wait(self, minutes: int, sun: Sun = dark) -> tuple[int, ...]:
        """Let minutes pass, and return what machines take then."""
        return await self.until(self.minute + minutes, sun)

    async def switch(self, entity: str, to: str, *, by: MockUser | None = None) -> None:
        """Switch something, as a person or as anything else."""
        domain, _ = entity.split(".")
        select = domain == "input_select"
        await self.hass.services.async_call(
            domain,
            "select_option" if select else f"turn_{to}",
            {"entity_id": entity} | ({"option": to} if select else {}),
            blocking=True,
            context=Context(user_id=by.add_to_hass(self.hass).id if by else None),
        )
        await settle(self.hass)

    def spans(self, machine: int = 0) -> Iterator[tuple[int, int]]:
        """Return what a machine took one after another, and for how many minutes."""
        for watts, minutes in groupby(one[2][machine] for one in self.seen):
            yield watts, len(list(minutes))

    def longest_without_sun(self, tolerated: int = 100) -> int:
        """Return for how many minutes machines took more than was left over."""
        lacking = (
            sum(taken) > max(left, 0) + tolerated for _, left, taken in self.seen
        )
        runs = (len(list(run)) for lacks, run in groupby(lacking) if lacks)
        return max(runs, default=0)


@pytest.fixture
def blueprint_name() -> str:
    """Return the blueprint that runs in the house; a test file names its own."""
    raise NotImplementedError


@pytest.fixture
async def house(
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
    blueprint_name: str,
) -> AsyncGenerator[House]:
    """Return a house at midnight."""
    freezer.move_to("2026-11-23T00:00:00-08:00")
    house = House(freezer, blueprint_name)
    yield house
    if house._hass is not None:
        await house.stop()
