"""The package needs nothing of Home Assistant."""

from pathlib import Path
import subprocess
import sys
from types import ModuleType

from custom_components.ocean_xyz import api

INTEGRATION = Path(api.__file__).parents[1]
LINT = [sys.executable, "-m", "ruff", "check", "--no-cache", "--select=TID251"]


def test_the_clients_need_no_home_assistant() -> None:
    """Without Home Assistant, the package imports and has all its names."""
    script = (
        "import sys; sys.modules['homeassistant'] = None; sys.path.append('.'); "
        "import api; print(*(getattr(api, name) for name in api.__all__))"
    )
    subprocess.run(
        [sys.executable, "-P", "-c", script],
        cwd=INTEGRATION,
        check=True,
        capture_output=True,
    )


def test_each_public_name_is_listed_once() -> None:
    """`__all__` lists every public name of the package, and no module."""
    offered = {
        name
        for name, value in vars(api).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert sorted(api.__all__) == sorted(offered)


def test_an_import_of_home_assistant_is_refused_by_the_linter() -> None:
    """The boundary is enforced by configuration, and only inside the package."""
    for folder, refused in ((INTEGRATION / "api", True), (INTEGRATION, False)):
        done = subprocess.run(
            [*LINT, "--stdin-filename", str(folder / "x.py"), "-"],
            input="import homeassistant.core\n",
            capture_output=True,
            text=True,
            check=False,
        )
        assert ("TID251" in done.stdout) is refused
