"""Listens to triggers as an automation does, and asks conditions."""

from typing import Any

from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers import condition, config_validation as cv, trigger
import pytest

from custom_components.ocean_xyz.const import LOGGER

type Announced = list[dict[str, Any]]


class Listener:
    """Attaches triggers, and notes what they tell."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin with nothing attached."""
        self.hass = hass
        self._detach: list[Any] = []

    async def __call__(
        self, key: str, target: dict[str, Any], **options: Any
    ) -> Announced:
        """Attach a trigger as the editor writes it; return what it tells from now on."""
        announced: Announced = []

        @callback
        def note(variables: dict[str, Any], context: Context | None = None) -> None:
            announced.append(variables["trigger"])

        config = {
            "trigger": f"ocean_xyz.{key}",
            "target": target,
            "options": options,
        }
        validated = await trigger.async_validate_trigger_config(
            self.hass, cv.TRIGGER_SCHEMA([config])
        )
        detach = await trigger.async_initialize_triggers(
            self.hass, validated, note, "automation", "test", LOGGER.log
        )
        assert detach is not None
        self._detach.append(detach)
        return announced

    def stop(self) -> None:
        """Detach everything."""
        while self._detach:
            self._detach.pop()()


async def ask(
    hass: HomeAssistant, key: str, target: dict[str, Any], **options: Any
) -> bool | None:
    """Ask a condition as the editor writes it."""
    config = {
        "condition": f"ocean_xyz.{key}",
        "target": target,
        "options": {"behavior": "any", **options},
    }
    validated = await condition.async_validate_condition_config(
        hass, cv.CONDITION_SCHEMA(config)
    )
    checker = await condition.async_from_config(hass, validated)
    try:
        return checker.async_check()
    finally:
        checker.async_unload()


@pytest.fixture
def listen(hass: HomeAssistant) -> Any:
    """Return what attaches triggers."""
    listener = Listener(hass)
    yield listener
    listener.stop()
