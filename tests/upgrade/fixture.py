"""The files of a fixture: what Home Assistant stored, and what it showed."""

from collections.abc import Iterable, Mapping
import json
from pathlib import Path
from typing import Any, Final

from custom_components.ocean_xyz.const import DOMAIN

ROOT: Final = Path(__file__).parents[1] / "fixtures"
V1_0_0: Final = ROOT / "v1_0_0"

CORE: Final = (
    "core.area_registry",
    "core.config_entries",
    "core.device_registry",
    "core.entity_registry",
    "core.label_registry",
    "core.restore_state",
    "core.uuid",
    "repairs.issue_registry",
)
"""Home Assistant's own files that contain data of the integration."""

WIDTH: Final = 120


def is_ours(name: str) -> bool:
    """Return whether a file in the storage belongs to the integration."""
    return name.startswith(f"{DOMAIN}.") and ".corrupt." not in name


def read_storage(folder: Path) -> dict[str, Any]:
    """Return the files in a storage that belong to a fixture."""
    return {
        path.name: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.iterdir())
        if path.name in CORE or is_ours(path.name)
    }


def write_storage(folder: Path, files: Mapping[str, Any]) -> None:
    """Write files into a storage."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(compact(content) + "\n", encoding="utf-8")


def read(folder: Path, name: str) -> Any:
    """Return a part of a fixture."""
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def write(folder: Path, name: str, content: object) -> None:
    """Write a part of a fixture."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(compact(content) + "\n", encoding="utf-8")


def compact(content: object, indent: str = "") -> str:
    """Return JSON in which every value that fits on one line is on one line."""
    line = json.dumps(content, ensure_ascii=False)
    if len(indent) + len(line) <= WIDTH or not content:
        return line
    deeper = f"{indent} "
    if isinstance(content, dict):
        parts = [
            f"{json.dumps(key, ensure_ascii=False)}: {compact(value, deeper)}"
            for key, value in content.items()
        ]
        return _block("{", parts, "}", indent)
    if isinstance(content, list):
        return _block("[", [compact(value, deeper) for value in content], "]", indent)
    return line


def _block(begin: str, parts: list[str], end: str, indent: str) -> str:
    """Return the parts, each beginning on its own line."""
    inner = f",\n{indent} ".join(parts)
    return f"{begin}\n{indent} {inner}\n{indent}{end}"


def entities(files: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return our entities in the entity registry's file, by their ids."""
    rows = files["core.entity_registry"]["data"]["entities"]
    found = {
        row["entity_id"]: {name: row[name] for name in names}
        | {"aliases": [alias for alias in row["aliases_v2"] if alias]}
        for row in rows
        if row["platform"] == DOMAIN
    }
    return dict(sorted(found.items()))
