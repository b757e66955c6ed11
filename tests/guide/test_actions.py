"""The guide explains every field of every action, trigger and condition."""

from pathlib import Path
import re
from typing import Any

from homeassistant.util.yaml import load_yaml_dict, parse_yaml
import pytest

ROOT = Path(__file__).parents[2]
INTEGRATION = ROOT / "custom_components" / "ocean_xyz"
GUIDE = ROOT / "docs" / "guide"

KINDS = {
    "services": "actions.md",
    "triggers": "automations.md",
    "conditions": "automations.md",
}


def described() -> list[tuple[str, str, dict[str, Any]]]:
    """Return page, key and fields of all actions, triggers and conditions."""
    return [
        (page, key, one or {})
        for kind, page in KINDS.items()
        for key, one in load_yaml_dict(str(INTEGRATION / f"{kind}.yaml")).items()
        if key[0] != "."
    ]


def fields_of(one: dict[str, Any]) -> set[str]:
    """Return the fields, including those in sections."""
    found: set[str] = set()
    for name, field in (one.get("fields") or {}).items():
        found |= fields_of(field) if "fields" in field else {name}
    return found


def section_on(page: str, key: str) -> str:
    """Return the section of a page about one of them."""
    sections = re.split(
        r"^(?=##+ )", (GUIDE / page).read_text("utf-8"), flags=re.MULTILINE
    )
    found = [one for one in sections[1:] if f"`ocean_xyz.{key}`" in one]
    assert found, f"{page} has no section on {key}"
    return "\n".join(found)


@pytest.mark.parametrize(("page", "key", "one"), described())
def test_every_field_is_explained(page: str, key: str, one: dict[str, Any]) -> None:
    """It is in the section that names it, with YAML to copy."""
    section = section_on(page, key)
    missing = {name for name in fields_of(one) if f"`{name}`" not in section}
    assert not missing
    assert "```yaml" in section


@pytest.mark.parametrize(
    "page", sorted(GUIDE.glob("*.md")), ids=lambda path: str(path.name)
)
def test_yaml_in_the_guide_can_be_read(page: Path) -> None:
    """A user who copies it gets no error from the editor."""
    for block in re.findall(r"```yaml\n(.+?)```", page.read_text("utf-8"), re.DOTALL):
        assert isinstance(parse_yaml(block), dict | list)
