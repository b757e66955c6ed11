"""Every rule of the quality scale has an answer, and "done" is proved."""

import ast
from collections.abc import Callable
import json
from pathlib import Path
import re
import tomllib
from typing import Any, Final

from homeassistant.util.yaml import load_yaml_dict
import pytest

ROOT = Path(__file__).parents[2]
INTEGRATION = ROOT / "custom_components" / "ocean_xyz"
RULES: dict[str, Any] = load_yaml_dict(str(INTEGRATION / "quality_scale.yaml"))["rules"]

BRONZE: Final = [
    "action-setup",
    "appropriate-polling",
    "brands",
    "common-modules",
    "config-flow",
    "config-flow-test-coverage",
    "dependency-transparency",
    "docs-actions",
    "docs-conditions",
    "docs-high-level-description",
    "docs-installation-instructions",
    "docs-removal-instructions",
    "docs-triggers",
    "entity-event-setup",
    "entity-unique-id",
    "has-entity-name",
    "runtime-data",
    "test-before-configure",
    "test-before-setup",
    "unique-config-entry",
]
SILVER: Final = [
    "action-exceptions",
    "config-entry-unloading",
    "docs-configuration-parameters",
    "docs-installation-parameters",
    "entity-unavailable",
    "integration-owner",
    "log-when-unavailable",
    "parallel-updates",
    "reauthentication-flow",
    "test-coverage",
]
GOLD: Final = [
    "devices",
    "diagnostics",
    "discovery",
    "discovery-update-info",
    "docs-data-update",
    "docs-examples",
    "docs-known-limitations",
    "docs-supported-devices",
    "docs-supported-functions",
    "docs-troubleshooting",
    "docs-use-cases",
    "dynamic-devices",
    "entity-category",
    "entity-device-class",
    "entity-disabled-by-default",
    "entity-translations",
    "exception-translations",
    "icon-translations",
    "reconfiguration-flow",
    "repair-issues",
    "stale-devices",
]
PLATINUM: Final = ["async-dependency", "inject-websession", "strict-typing"]

PLATFORMS: Final = ("sensor", "binary_sensor", "event")


def source(name: str) -> str:
    """Return a module of the integration."""
    return (INTEGRATION / name).read_text(encoding="utf-8")


def document(name: str) -> str:
    """Return the README or a page of the guide."""
    return (ROOT / name).read_text(encoding="utf-8")


def manifest() -> dict[str, Any]:
    """Return the manifest."""
    content: dict[str, Any] = json.loads(source("manifest.json"))
    return content


def functions(name: str) -> dict[str, str]:
    """Return the functions of a module with their text."""
    text = source(name)
    return {
        node.name: ast.get_source_segment(text, node) or ""
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def everything() -> str:
    """Return all modules of the integration."""
    return "\n".join(path.read_text("utf-8") for path in INTEGRATION.rglob("*.py"))


def headings(name: str) -> set[str]:
    """Return the headings of a document, in lower case."""
    found = re.findall(r"^#+ (.+)$", document(name), re.MULTILINE)
    return {heading.lower() for heading in found}


def describes_all(page: str, kind: str) -> bool:
    """Return whether a page has a section about each action, trigger or condition."""
    keys = [key for key in load_yaml_dict(str(INTEGRATION / f"{kind}.yaml"))
            if key[0] != "."]  # fmt: skip
    text = document(page)
    return bool(keys) and all(f"`ocean_xyz.{key}`" in text for key in keys)


def raises_are_translated() -> bool:
    """Return whether each error that Home Assistant shows has a translation."""
    found = 0
    for path in INTEGRATION.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
                continue
            name = ast.unparse(node.exc.func)
            if name.endswith(("HomeAssistantError", "ServiceValidationError",
                              "ConfigEntryNotReady", "ConfigEntryError",
                              "UpdateFailed")):  # fmt: skip
                found += 1
                if "translation_key" not in {one.arg for one in node.exc.keywords}:
                    return False
    return found >= 5


BACKED: Final[dict[str, Callable[[], Any]]] = {
    "action-setup": lambda: (
        "async_setup_services" in functions("__init__.py")["async_setup"]
        and "services" not in functions("__init__.py")["async_setup_entry"]
    ),
    "appropriate-polling": lambda: "scan_interval" not in everything(),
    "brands": (INTEGRATION / "brand" / "icon.png").is_file,
    "common-modules": lambda: source("coordinator.py") and source("entity.py"),
    "config-flow": lambda: manifest()["config_flow"],
    "docs-actions": lambda: describes_all("docs/guide/actions.md", "services"),
    "docs-triggers": lambda: describes_all("docs/guide/automations.md", "triggers"),
    "docs-conditions": lambda: describes_all("docs/guide/automations.md", "conditions"),
    "docs-high-level-description": lambda: document("README.md").startswith("# OCEAN"),
    "docs-installation-instructions": lambda: "installation" in headings("README.md"),
    "docs-removal-instructions": lambda: "removal" in headings("README.md"),
    "has-entity-name": lambda: "_attr_has_entity_name = True" in source("entity.py"),
    "entity-event-setup": lambda: (
        "async_on_remove" in functions("entity.py")["async_added_to_hass"]
    ),
    "runtime-data": lambda: "type OceanConfigEntry = ConfigEntry[" in everything(),
    "test-before-setup": lambda: "ConfigEntryNotReady" in everything(),
    "unique-config-entry": lambda: manifest()["single_config_entry"],
    "action-exceptions": raises_are_translated,
    "config-entry-unloading": lambda: "async_unload_entry" in functions("__init__.py"),
    "docs-installation-parameters": lambda: (
        "setting it up" in headings("docs/guide/configuration.md")
    ),
    "docs-configuration-parameters": lambda: (
        {"options", "costs"} <= headings("docs/guide/configuration.md")
    ),
    "integration-owner": lambda: manifest()["codeowners"],
    "parallel-updates": lambda: all(
        "PARALLEL_UPDATES = 0" in source(f"{platform}.py") for platform in PLATFORMS
    ),
    "reauthentication-flow": lambda: "async_step_reauth" in functions("config_flow.py"),
    "test-coverage": lambda: (
        tomllib.loads(document("pyproject.toml"))["tool"]["coverage"]["report"][
            "fail_under"
        ]
        == 100
    ),
    "devices": lambda: "DeviceEntryType.SERVICE" in everything(),
    "diagnostics": lambda: (
        {"async_get_config_entry_diagnostics", "async_get_device_diagnostics"}
        <= set(functions("diagnostics.py"))
    ),
    "docs-data-update": lambda: "how often it polls" in headings("docs/guide/data.md"),
    "docs-examples": lambda: "examples" in headings("docs/guide/automations.md"),
    "docs-known-limitations": lambda: "known limitations" in headings("README.md"),
    "docs-supported-devices": lambda: "## Worker" in document("docs/guide/entities.md"),
    "docs-supported-functions": lambda: (
        "## Account" in document("docs/guide/entities.md")
    ),
    "docs-troubleshooting": lambda: (
        "# Troubleshooting" in document("docs/guide/troubleshooting.md")
    ),
    "docs-use-cases": lambda: "what it is for" in headings("README.md"),
    "entity-category": lambda: "EntityCategory.DIAGNOSTIC" in everything(),
    "entity-device-class": lambda: "device_class=SensorDeviceClass." in everything(),
    "entity-disabled-by-default": lambda: (
        "entity_registry_enabled_default=False" in everything()
    ),
    "entity-translations": lambda: "_attr_translation_key" in source("entity.py"),
    "exception-translations": raises_are_translated,
    "icon-translations": lambda: "_attr_icon" not in everything(),
    "reconfiguration-flow": lambda: (
        "async_step_reconfigure" in functions("config_flow.py")
        and "async_step_reconfigure" in functions("flows/account.py")
    ),
    "repair-issues": lambda: "async_create_fix_flow" in functions("repairs.py"),
    "stale-devices": lambda: (
        "async_remove_config_entry_device" in functions("__init__.py")
    ),
    "inject-websession": lambda: "async_create_clientsession(" in everything(),
    "async-dependency": lambda: "import requests" not in everything(),
    "strict-typing": lambda: (
        (INTEGRATION / "py.typed").is_file()
        and tomllib.loads(document("pyproject.toml"))["tool"]["mypy"]["strict"]
    ),
}
"""The proof for each rule that the files can prove."""

SHOWN_BY_BEHAVIOUR: Final = {
    "config-flow-test-coverage": "tests/flows/test_hub.py",
    "dependency-transparency": "tests/tooling/test_repository.py",
    "dynamic-devices": "tests/test_entities.py",
    "entity-unavailable": "tests/sources/test_outages.py",
    "entity-unique-id": "tests/test_entities.py",
    "log-when-unavailable": "tests/sources/test_question.py",
    "test-before-configure": "tests/flows/test_hub.py",
}
"""The tests for each rule that only the running integration can prove."""


def status(rule: str) -> str:
    """Return the status of a rule."""
    answer = RULES[rule]
    return str(answer["status"] if isinstance(answer, dict) else answer)


def test_every_rule_is_answered() -> None:
    """The file has all 54 rules in the order of their tiers, and no others."""
    assert (len(BRONZE), len(SILVER), len(GOLD), len(PLATINUM)) == (20, 10, 21, 3)
    assert list(RULES) == [*BRONZE, *SILVER, *GOLD, *PLATINUM]


@pytest.mark.parametrize("rule", [*BRONZE, *SILVER, *GOLD, *PLATINUM])
def test_a_rule_is_done_or_exempt_with_a_reason(rule: str) -> None:
    """No rule is still to do."""
    assert status(rule) in {"done", "exempt"}
    if status(rule) == "exempt":
        assert len(RULES[rule]["comment"]) > 20


@pytest.mark.parametrize("rule", [rule for rule in RULES if status(rule) == "done"])
def test_what_is_done_is_backed(rule: str) -> None:
    """The proof is in the files, or in tests of the running integration."""
    if rule in BACKED:
        assert BACKED[rule]()
    else:
        assert "def test_" in document(SHOWN_BY_BEHAVIOUR[rule])
