"""Every text that the code uses exists, and there are no others."""

from importlib import import_module
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.util.yaml import load_yaml_dict
import pytest

INTEGRATION = Path("custom_components/ocean_xyz")
TEXTS: dict[str, Any] = json.loads((INTEGRATION / "translations/en.json").read_text())
ICONS: dict[str, Any] = json.loads((INTEGRATION / "icons.json").read_text())
ACTIONS = load_yaml_dict(str(INTEGRATION / "services.yaml"))
SOURCE = "\n".join(path.read_text() for path in INTEGRATION.rglob("*.py"))


def fields_of(action: str) -> tuple[dict[str, Any], set[str]]:
    """Return the fields of an action, and its sections."""
    fields: dict[str, Any] = {}
    sections: set[str] = set()
    for name, described in (ACTIONS[action].get("fields") or {}).items():
        if "fields" in described:
            sections.add(name)
            fields |= described["fields"]
        else:
            fields[name] = described
    return fields, sections


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_is_described(action: str) -> None:
    """An action has texts for its fields, sections and selectors, and an icon."""
    fields, sections = fields_of(action)
    texts = TEXTS["services"][action]
    assert texts["name"]
    assert texts["description"]
    named = texts.get("fields", {})
    assert set(named) == set(fields)
    assert all(set(one) == {"name", "description"} for one in named.values())
    assert set(texts.get("sections", {})) == sections
    assert set(ICONS["services"][action].get("sections", {})) == sections
    for field in fields.values():
        select = field["selector"].get("select")
        if select is None:
            continue
        words = TEXTS["selector"][select["translation_key"]]["options"]
        assert set(words) == set(select["options"])


def test_no_action_is_missing() -> None:
    """The same actions are registered, described, named and have icons."""
    registered = set(re.findall(r'"(\w+)": \(\w+, (?:\w+_SCHEMA|vol)', SOURCE))
    registered |= set(re.findall(r'DOMAIN,\s+"(\w+)",\s+partial\(validated', SOURCE))
    assert registered == set(ACTIONS) == set(TEXTS["services"])
    assert registered == set(ICONS["services"])


def test_every_error_has_a_text_and_every_text_an_error() -> None:
    """The keys come from the code."""
    keys = set(re.findall(r'translation_key="(\w+)"', SOURCE))
    keys |= set(re.findall(r'translation_key="(\w+)" if', SOURCE))
    keys |= set(re.findall(r'else "(\w+)"', SOURCE))
    assert set(TEXTS["exceptions"]) <= keys
    raised = re.findall(
        r"Error\(\s*translation_domain=DOMAIN,\s*translation_key=\"(\w+)\"", SOURCE
    )
    assert len(raised) >= 8
    assert set(raised) <= set(TEXTS["exceptions"])
    assert "no_account" in TEXTS["exceptions"]


@pytest.mark.parametrize("what", ["trigger", "condition"])
def test_a_trigger_and_a_condition_are_described(what: str) -> None:
    """Each has a name, a description, an icon and texts for its fields."""
    module = import_module(f"custom_components.ocean_xyz.{what}")
    there = module.TRIGGERS if what == "trigger" else module.CONDITIONS
    described = load_yaml_dict(str(INTEGRATION / f"{what}s.yaml"))
    keys = {key for key in described if not key.startswith(".")}
    texts, icons = TEXTS[f"{what}s"], ICONS[f"{what}s"]
    assert set(there) == keys == set(texts) == set(icons)
    for key in keys:
        assert described[key]["target"]["entity"][0]["integration"] == "ocean_xyz"
        assert icons[key][what].startswith("mdi:")
        text = texts[key]
        assert text["name"]
        assert text["description"].startswith(
            "Triggers " if what == "trigger" else "Tests if"
        )
        fields = text.get("fields", {})
        assert set(fields) == set(described[key].get("fields", {}))
        assert all(set(one) == {"name", "description"} for one in fields.values())
