"""Makes automations of the blueprints, and notes what they tell."""

from typing import Any
from unittest.mock import patch

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint import models
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict

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
    """Add an automation from a blueprint; return what it tells from now on."""
    notes: Notes = []

    @callback
    def note(call: ServiceCall) -> None:
        notes.append(dict(call.data))

    hass.services.async_register("test", "note", note)
    for needed in ("homeassistant", "persistent_notification"):
        assert await async_setup_component(hass, needed, {})
    use = {"path": name, "input": inputs}
    with patch(
        "homeassistant.components.blueprint.models.DomainBlueprints._load_blueprint",
        return_value=blueprint(name),
    ):
        assert await async_setup_component(
            hass, "automation", {"automation": {"alias": "Ours", "use_blueprint": use}}
        )
    await hass.async_block_till_done()
    found = hass.states.get("automation.ours")
    assert found is not None
    assert found.state == "on"
    return notes
