"""The checks of hassfest: texts, icons, actions, imports."""

import ast
from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.loader import async_get_integration
from homeassistant.util.yaml import load_yaml_dict
import pytest
import voluptuous as vol

from . import shapes

INTEGRATION = Path(__file__).parents[2] / "custom_components" / "ocean_xyz"
LANGUAGES = sorted((INTEGRATION / "translations").glob("*.json"))

# Components that hassfest lets anybody import, because they are always installed or
# need nothing. Only those that we might use.
ALWAYS_THERE = {
    *(platform.value for platform in Platform),
    "automation", "frontend", "homeassistant", "persistent_notification",
    "script", "system_health", "websocket_api",
}  # fmt: skip


def read(path: Path) -> Any:
    """Return the content of a JSON file. A repeated key is an error."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        content = dict(pairs)
        assert len(content) == len(pairs), [key for key, _ in pairs]
        return content

    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=unique)


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_the_texts_have_their_shape(path: Path) -> None:
    """Every language has known keys only, no markup, no URL and no outer spaces."""
    shapes.TRANSLATIONS(read(path))


def test_the_icons_have_their_shape() -> None:
    """The file has known keys only, and icons of Home Assistant's set."""
    shapes.ICONS(read(INTEGRATION / "icons.json"))


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("services", shapes.SERVICES),
        ("triggers", shapes.TRIGGERS),
        ("conditions", shapes.TRIGGERS),
    ],
)
def test_what_is_described_in_yaml_has_its_shape(name: str, shape: vol.Schema) -> None:
    """Actions, triggers and conditions are described, with selectors that exist."""
    shape(load_yaml_dict(str(INTEGRATION / f"{name}.yaml")))


@pytest.mark.parametrize("kind", ["triggers", "conditions"])
def test_what_is_described_is_named_and_drawn(kind: str) -> None:
    """Triggers and conditions have texts for fields and selectors, and an icon."""
    described = load_yaml_dict(str(INTEGRATION / f"{kind}.yaml"))
    described = {key: one for key, one in described.items() if key[0] != "."}
    texts, icons = read(LANGUAGES[0].with_stem("en")), read(INTEGRATION / "icons.json")
    assert set(described) == set(texts[kind]) == set(icons[kind])
    for key, one in described.items():
        fields = one.get("fields", {})
        assert set(fields) == set(texts[kind][key].get("fields", {})), key
        for field in fields.values():
            select = field.get("selector", {}).get("select") or {}
            if "translation_key" in select:
                words = texts["selector"][select["translation_key"]]["options"]
                assert set(words) == set(select["options"])


@pytest.mark.parametrize(
    "wrong",
    [
        "<b>bold</b>", "see https://example.com", " space", "", "'{name}'",
        "{0}", "[%key:common::x%]",
    ],
)  # fmt: skip
def test_a_text_that_is_none_is_refused(wrong: str) -> None:
    """The schemas refuse each of these errors."""
    with pytest.raises(vol.Invalid):
        shapes.text(wrong)


def imported(path: Path) -> Iterator[str]:
    """Return the components of Home Assistant that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for module in modules:
            if found := re.match(r"homeassistant\.components\.(\w+)", module):
                yield found[1]


def test_every_import_is_a_dependency() -> None:
    """The manifest lists each imported component that may be missing."""
    manifest = read(INTEGRATION / "manifest.json")
    allowed = ALWAYS_THERE | {
        *manifest.get("dependencies", ()),
        *manifest.get("after_dependencies", ()),
    }
    files = list(INTEGRATION.rglob("*.py"))
    used = {(path.stem, part) for path in files for part in imported(path)}
    assert len(used) > 10
    # A platform may import its own component: repairs.py, diagnostics.py.
    stems = {path.stem for path in files}
    assert not {part for _, part in used if part not in allowed and part not in stems}


async def test_every_dependency_exists(hass: HomeAssistant) -> None:
    """The manifest lists components by name, and each in one list only."""
    manifest = read(INTEGRATION / "manifest.json")
    needed = manifest.get("dependencies", [])
    wanted = manifest.get("after_dependencies", [])
    assert not set(needed) & set(wanted)
    for domain in (*needed, *wanted):
        assert (await async_get_integration(hass, domain)).domain == domain
