"""Creates automations from the blueprints, and collects their messages."""

import asyncio
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint import models
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import pytest

from simulator import World

from ..clock import run_due_timers
from ..conftest import Tick

FOLDER = "blueprints/automation/ocean_xyz"

type Notes = list[dict[str, Any]]

NOTE = {
    "action": "test.note",
    "data": {
        "title": "{{ title }}",
        "message": "{{ message }}",
        "tag": "{{ tag | default('') }}",
    },
}


def blueprint(name: str) -> models.Blueprint:
    """Return one of our blueprints, checked as Home Assistant checks an import."""
    return models.Blueprint(
        load_yaml_dict(f"{FOLDER}/{name}"),
        expected_domain="automation",
        path=name,
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )


async def use_blueprint(hass: HomeAssistant, name: str, **inputs: Any) -> Notes:
    """Add an automation from a blueprint, and return a list of its messages."""
    return await use_blueprints(hass, name, inputs)


async def use_blueprints(
    hass: HomeAssistant, name: str, *inputs: dict[str, Any]
) -> Notes:
    """Add automations from a blueprint, and return a list of their messages."""
    notes: Notes = []

    @callback
    def note(call: ServiceCall) -> None:
        notes.append(dict(call.data))

    hass.services.async_register("test", "note", note)
    for needed in ("homeassistant", "persistent_notification"):
        assert await async_setup_component(hass, needed, {})
    automations = [
        {
            "id": str(number),
            "alias": "Ours",
            "use_blueprint": {"path": name, "input": one},
        }
        for number, one in enumerate(inputs, 7)
    ]
    with patch(
        "homeassistant.components.blueprint.models.DomainBlueprints._load_blueprint",
        return_value=blueprint(name),
    ):
        assert await async_setup_component(
            hass,
            "automation",
            {"automation": automations},
        )
    await hass.async_block_till_done()
    found = hass.states.get("automation.ours")
    assert found is not None
    assert found.state == "on"
    return notes


def _is_run(task: asyncio.Task[Any]) -> bool:
    """Return whether a task is the run of an automation, which may take long."""
    # Home Assistant may wait for a bare future, which runs nothing.
    run = task.get_coro() if isinstance(task, asyncio.Task) else None
    of = getattr(run, "__qualname__", "")
    return of.startswith(("AutomationEntity.", "Script.", "_ScriptRun."))


async def settle(hass: HomeAssistant) -> None:
    """Wait for everything except automations that are waiting themselves."""
    quiet = 0
    for _ in range(100_000):
        await asyncio.sleep(0)
        tasks = (*hass._tasks, *hass._background_tasks)
        busy = [task for task in tasks if not task.done() and not _is_run(task)]
        quiet = 0 if busy else quiet + 1
        if quiet > 50:
            return
    raise AssertionError(busy)


@pytest.fixture
def tick(hass: HomeAssistant, freezer: FrozenDateTimeFactory, world: World) -> Tick:
    """Return a function that lets time pass, also while an automation waits."""

    async def tick(minutes: float = 1, *, step: float = 1) -> None:
        for _ in range(round(minutes / step)):
            freezer.tick(timedelta(minutes=step))
            world.advance(timedelta(minutes=step))
            run_due_timers(hass)
            await settle(hass)

    return tick


async def stop(hass: HomeAssistant) -> None:
    """Stop the automation and its runs."""
    everything = {"entity_id": "all"}
    await hass.services.async_call("automation", "turn_off", everything, blocking=True)
