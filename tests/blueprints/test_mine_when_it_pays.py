"""Blueprints, as automations in a running Home Assistant."""

from collections.abc import AsyncGenerator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
)

from simulator import World

from ..clock import run_due_timers
from ..sensors.costs import (
    PROFITABLE,
    TARIFF,
    break_even,
    metered,
    settings,
    tariff,
)
from ..sources.support import state
from .automating import FOLDER, blueprint

BLUEPRINTS = sorted(path.name for path in Path(FOLDER).glob("*.yaml"))
MACHINES = ["input_boolean.rig", "input_boolean.heater"]
OVERRIDE = "input_boolean.by_hand"

__all__ = ["metered", "settings"]


@pytest.mark.parametrize("name", BLUEPRINTS)
def test_a_blueprint_can_be_imported(name: str) -> None:
    """From its own source URL, into a Home Assistant that is new enough."""
    loaded = blueprint(name)
    assert loaded.validate() is None
    url: str = loaded.metadata["source_url"]
    assert url.endswith(f"/blob/main/{FOLDER}/{name}")


class Home:
    """A home with machines that the blueprint switches."""

    def __init__(
        self, hass: HomeAssistant, freezer: FrozenDateTimeFactory, world: World
    ) -> None:
        """Take Home Assistant and its clock, and OCEAN's."""
        self.hass = hass
        self.world = world
        self.freezer = freezer
        self.even = break_even(hass)

    async def install(self, **inputs: Any) -> None:
        """Add the machines and an automation from the blueprint."""
        names = [one.split(".")[1] for one in [*MACHINES, OVERRIDE]]
        helpers = {"input_boolean": {name: {"initial": False} for name in names}}
        assert await async_setup_component(self.hass, "homeassistant", {})
        assert await async_setup_component(self.hass, "input_boolean", helpers)
        use = {
            "path": "mine_when_it_pays.yaml",
            "input": {"profitable": PROFITABLE, "machines": MACHINES, **inputs},
        }
        with patch(
            "homeassistant.components.blueprint.models.DomainBlueprints._load_blueprint",
            return_value=blueprint("mine_when_it_pays.yaml"),
        ):
            assert await async_setup_component(
                self.hass,
                "automation",
                {"automation": {"alias": "Mine", "use_blueprint": use}},
            )
        await self.hass.async_block_till_done()
        assert self.hass.states.get("automation.mine") is not None
        assert state(self.hass, "automation.mine") == "on"

    async def costs(self, times: float) -> None:
        """Set the electricity price to so many times break-even."""
        tariff(self.hass, self.even * times)
        await self.hass.async_block_till_done()

    async def wait(self, minutes: int) -> None:
        """Let minutes pass, one by one."""
        for _ in range(minutes):
            self.freezer.tick(timedelta(minutes=1))
            self.world.advance(timedelta(minutes=1))
            run_due_timers(self.hass)
            await self.hass.async_block_till_done()

    async def switch(self, entity: str, to: str, **context: Any) -> None:
        """Switch something; as a person if the context says so."""
        await self.hass.services.async_call(
            "input_boolean",
            f"turn_{to}",
            {"entity_id": entity},
            blocking=True,
            context=Context(**context),
        )
        await self.hass.async_block_till_done()

    @property
    def machines(self) -> list[str]:
        """Return the states of the machines."""
        return [state(self.hass, one) for one in MACHINES]


@pytest.fixture
async def installed(
    hass: HomeAssistant,
    metered: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    world: World,
) -> AsyncGenerator[Callable[[], Home]]:
    """Return a function that creates a home with known costs."""
    yield lambda: Home(hass, freezer, world)
    everything = {"entity_id": "all"}
    await hass.services.async_call("automation", "turn_off", everything, blocking=True)


async def test_machines_follow_the_tariff(installed: Callable[[], Home]) -> None:
    """On below break-even and off above it, after the minimum times."""
    home = installed()
    await home.install(least_on=20, least_off=15)
    await home.wait(14)
    assert home.machines == ["off", "off"]
    await home.wait(2)
    assert home.machines == ["on", "on"]
    await home.costs(2)
    assert home.machines == ["on", "on"]
    await home.wait(17)
    assert home.machines == ["on", "on"]
    await home.wait(4)
    assert home.machines == ["off", "off"]
    await home.costs(0.5)
    await home.wait(20)
    assert home.machines == ["on", "on"]


@pytest.mark.parametrize(
    "way",
    [
        {"hidden_by": er.RegistryEntryHider.USER},
        {"disabled_by": er.RegistryEntryDisabler.USER},
    ],
    ids=["hidden", "disabled"],
)
async def test_a_sensor_that_is_not_seen_is_followed(
    hass: HomeAssistant,
    installed: Callable[[], Home],
    metered: MockConfigEntry,
    way: dict[str, Any],
) -> None:
    """The integration knows it all the same; what it does not know switches nothing."""
    home = installed()
    er.async_get(hass).async_update_entity(PROFITABLE, **way)
    assert await hass.config_entries.async_reload(metered.entry_id)
    await home.install(least_on=0, least_off=0)
    await home.wait(2)
    assert home.machines == ["on", "on"]
    await home.costs(2)
    await home.wait(12)
    assert home.machines == ["off", "off"]
    tariff(hass, "unavailable")
    await home.wait(5)
    assert home.machines == ["off", "off"]
    await home.costs(0.5)
    await home.wait(12)
    assert home.machines == ["on", "on"]
    tariff(hass, "unavailable")
    await home.wait(5)
    assert home.machines == ["on", "on"]


async def test_a_flapping_tariff_switches_seldom(installed: Callable[[], Home]) -> None:
    """Each minute the price is on the other side: two switches in an hour and a half."""
    home = installed()
    await home.install(least_on=30, least_off=30)
    await home.wait(31)
    seen = [home.machines[0]]
    for minute in range(90):
        await home.costs(2 if minute % 2 else 0.5)
        await home.wait(1)
        if home.machines[0] != seen[-1]:
            seen.append(home.machines[0])
    assert 1 <= len(seen) <= 4


async def test_a_tariff_around_break_even_switches_nothing(
    installed: Callable[[], Home],
) -> None:
    """Within the margins everything stays as it is."""
    home = installed()
    await home.install(least_on=0, least_off=0)
    await home.wait(1)
    assert home.machines == ["on", "on"]
    await home.costs(2)
    await home.wait(11)
    assert home.machines == ["off", "off"]
    for minute in range(30):
        await home.costs(0.99 if minute % 2 else 1.01)
        await home.wait(1)
        assert home.machines == ["off", "off"]


@pytest.mark.parametrize(("off", "after"), [(False, "on"), (True, "off")])
async def test_a_tariff_that_disappears(
    hass: HomeAssistant, installed: Callable[[], Home], off: bool, after: str
) -> None:
    """Everything stays as it is, or switches off after a while if the user wants that."""
    home = installed()
    await home.install(off_when_unknown=off, unknown_minutes=30)
    await home.wait(16)
    assert home.machines == ["on", "on"]
    hass.states.async_remove(TARIFF)
    await hass.async_block_till_done()
    assert state(hass, PROFITABLE) == "unavailable"
    await home.wait(29)
    assert home.machines == ["on", "on"]
    await home.wait(2)
    assert home.machines == [after, after]
    await home.costs(0.5)
    await home.wait(16)
    assert home.machines == ["on", "on"]


@pytest.mark.parametrize("off", [False, True])
async def test_a_tariff_that_disappears_from_a_disabled_sensor(
    hass: HomeAssistant,
    installed: Callable[[], Home],
    metered: MockConfigEntry,
    off: bool,
) -> None:
    """The integration knows since when nothing is known, in whatever words."""
    home = installed()
    disabled = er.RegistryEntryDisabler.USER
    er.async_get(hass).async_update_entity(PROFITABLE, disabled_by=disabled)
    assert await hass.config_entries.async_reload(metered.entry_id)
    await home.install(
        off_when_unknown=off, unknown_minutes=30, least_on=0, least_off=0
    )
    await home.wait(2)
    assert home.machines == ["on", "on"]
    tariff(hass, "unavailable")
    await home.wait(20)
    tariff(hass, "unknown")
    await home.wait(8)
    assert home.machines == ["on", "on"]
    await home.wait(4)
    assert home.machines == (["off", "off"] if off else ["on", "on"])
    await home.costs(0.5)
    await home.wait(12)
    assert home.machines == ["on", "on"]


async def test_the_override_leaves_the_machines_alone(
    installed: Callable[[], Home],
) -> None:
    """For as long as it is on, and not a moment longer."""
    home = installed()
    await home.install(by_hand=[OVERRIDE], least_on=0, least_off=0)
    await home.switch(OVERRIDE, "on")
    await home.wait(30)
    assert home.machines == ["off", "off"]
    await home.switch(OVERRIDE, "off")
    assert home.machines == ["on", "on"]


async def test_who_switches_by_hand_has_it_so_for_a_while(
    installed: Callable[[], Home], hass_admin_user: MockUser
) -> None:
    """Only that machine; the others go on."""
    home = installed()
    await home.install(least_on=0, least_off=0, hand_minutes=60)
    await home.wait(1)
    assert home.machines == ["on", "on"]
    await home.switch(MACHINES[0], "off", user_id=hass_admin_user.id)
    await home.wait(30)
    assert home.machines == ["off", "on"]
    await home.wait(32)
    assert home.machines == ["on", "on"]


async def test_a_plug_that_is_offline_is_not_switched(
    hass: HomeAssistant, installed: Callable[[], Home]
) -> None:
    """It is neither on nor off; the other machine is switched."""
    home = installed()
    await home.install(least_on=0, least_off=0)
    hass.states.async_set(MACHINES[0], "unavailable")
    await home.wait(2)
    assert home.machines == ["unavailable", "on"]
    hass.states.async_remove(MACHINES[0])
    await home.costs(3)
    await home.wait(12)
    assert state(hass, MACHINES[1]) == "off"
