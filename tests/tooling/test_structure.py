"""The rules about imports and sizes. Each is seen to fail once."""

from pathlib import Path
import subprocess
import sys

import pytest

from scripts import structure

ROOT = Path(__file__).parents[2]
INTEGRATION = ROOT / "custom_components" / "ocean_xyz"

CYCLE = {"runtime/a.py": "from . import b", "runtime/b.py": "from .a import x"}
CHAIN = {f"api/m{n}.py": f"from .m{n + 1} import x" for n in range(14)} | {
    "api/m14.py": "x = 1"
}


def lines(head: str, count: int) -> str:
    """Return a block of some lines."""
    return "\n    ".join([head, *("x = 1" for _ in range(count - 1))])


def tree(folder: Path, files: dict[str, str]) -> Path:
    """Write modules into a folder that is a package, as are its own folders."""
    for name, text in {"__init__.py": "", "const.py": "", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text)
    return folder


@pytest.mark.parametrize(
    "files",
    [
        {"api/a.py": "x = 1", "mining/b.py": "from ..api.a import x"},
        {"devices/a.py": "from ..const import x", "api/a.py": "from .b import y",
         "api/b.py": "import math"},
        {"sensor.py": "from .issues import a", "issues/a.py": ""},
        {f"m{n}.py": "" for n in range(15)},
        {"api/a.py": lines("class A:", 200), "api/b.py": lines("def f():", 50)},
        {name: text for name, text in CHAIN.items() if name != "api/m0.py"},
    ],
)  # fmt: skip
def test_a_tree_that_keeps_the_rules_passes(
    tmp_path: Path, files: dict[str, str]
) -> None:
    """No problem is found in downward imports, doors, and sizes at the limit."""
    assert structure.problems(tree(tmp_path, files)) == []


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"api/a.py": "from ..mining import b", "mining/b.py": ""},
         "api imports mining, which is not below it"),
        ({"flows/a.py": "def f():\n    from ..sensors.b import x", "sensors/b.py": ""},
         "flows imports sensors, which is not below it"),
        ({"entity.py": "from .sensors.b import x", "sensors/b.py": ""},
         "entity imports sensors, which is not below it"),
        ({"runtime/a.py": "from custom_components.ocean_xyz.devices import ids",
          "devices/ids.py": ""}, "runtime imports devices, which is not below it"),
        ({"issues/a.py": "from ..repairs import x", "repairs.py": ""},
         "issues imports the door repairs"),
        ({"devices/a.py": "from .. import PLATFORMS"},
         "devices imports the door __init__"),
        ({"api/a.py": "import homeassistant.core"}, "api imports Home Assistant"),
        ({"mining/a.py": "from homeassistant.util import dt"},
         "mining imports Home Assistant"),
        ({"sources/a.py": "from ..const import DOMAIN"}, "sources imports const"),
        (CYCLE, "a cycle of imports: runtime.a → runtime.b → runtime.a"),
        (CHAIN, "a chain of 15 modules, more than 14: api.m0 →"),
        ({f"m{n}.py": "" for n in range(16)}, "18 files at the top, more than 17"),
        ({"api/a.py": lines("class A:", 201)}, "A has 201 lines, more than 200"),
        ({"api/a.py": lines("async def f():", 51)}, "f has 51 lines, more than 50"),
        ({"api/a.py": "x = 1\n" * 451}, "451 lines, more than 450"),
    ],
)  # fmt: skip
def test_each_rule_is_seen_to_fail(
    tmp_path: Path, files: dict[str, str], problem: str
) -> None:
    """Each rule finds one problem in a tree that breaks it."""
    (found,) = structure.problems(tree(tmp_path, files))
    assert problem in found


def test_names_count_for_the_module_that_defines_them(tmp_path: Path) -> None:
    """A package that re-exports names makes no chain longer."""
    face = {"api/__init__.py": "from .m1 import x"}
    files = CHAIN | face | {"mining/a.py": "from ..api import x"}
    del files["api/m0.py"]
    (found,) = structure.problems(tree(tmp_path, files))
    assert "mining.a → api.m1 → api.m2" in found


def test_the_script_fails_when_a_rule_is_broken(tmp_path: Path) -> None:
    """Then `scripts/lint` fails too."""
    broken = tree(tmp_path, {"api/a.py": "import homeassistant"})
    script = [sys.executable, "scripts/structure.py", str(broken)]
    done = subprocess.run(script, cwd=ROOT, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout.count("\n")) == (1, 1)


def test_elsewhere_only_a_long_file_is_found(tmp_path: Path) -> None:
    """Also deep within a folder; tests may import what they want, and be long classes."""
    ours = tree(tmp_path / "ours", {})
    tests = tree(
        tmp_path / "tests",
        {
            "api/a.py": "import homeassistant.core\nfrom ..sensors import b",
            "sensors/b.py": lines("class A:", 300),
            "sensors/deep/c.py": "x = 1\n" * 450,
            **CYCLE,
        },
    )
    assert structure.problems(ours, tests) == []
    (tests / "sensors" / "deep" / "c.py").write_text("x = 1\n" * 451)
    (found,) = structure.problems(ours, tests)
    assert found.endswith("c.py: 451 lines, more than 450")


def test_the_project_keeps_the_rules() -> None:
    """The rules hold for all modules of the integration, and no other file is long."""
    others = [ROOT / name for name in structure.OTHERS]
    assert all(folder.is_dir() for folder in others)
    assert structure.problems(INTEGRATION, *others) == []


def test_what_is_pure_loads_without_home_assistant() -> None:
    """All modules of api, mining and sources, where Home Assistant is not installed."""
    script = """
import importlib, pkgutil, sys, types
package = types.ModuleType("ocean_xyz")
package.__path__ = ["."]
sys.modules |= {"ocean_xyz": package, "ocean_xyz.const": None, "homeassistant": None}
for part in ("api", "mining", "sources"):
    part = importlib.import_module(f"ocean_xyz.{part}")
    for found in pkgutil.walk_packages(part.__path__, f"{part.__name__}."):
        print(importlib.import_module(found.name).__name__)
"""
    done = subprocess.run(
        [sys.executable, "-P", "-c", script],
        cwd=INTEGRATION,
        check=True,
        capture_output=True,
        text=True,
    )
    assert len(done.stdout.split()) > 40
