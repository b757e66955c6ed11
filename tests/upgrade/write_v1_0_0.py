"""Writes the fixture of version 1.0.0; it does not run with the tests.

To write it again, from a checkout of the version and this folder of any later commit::

    git worktree add ../v1 v1.0.0
    cp -r tests/upgrade ../v1/tests/
    cd ../v1
    ln -s "$OLDPWD/.venv" .venv
    .venv/bin/python -m pytest -q tests/upgrade/write_v1_0_0.py

It takes some minutes, and the result is in `tests/fixtures/v1_0_0` there. The same
version always gives the same bytes. `about.json` says from which one:
`tree` is what `git rev-parse v1.0.0:custom_components/ocean_xyz` answers.

Time, randomness and the world are fixed (`story.py`). The user acts through Home
Assistant's own interfaces (`user.py`). Only constants are imported from the
integration. So a later version can write its own fixture: the folder is named after the
version in the manifest.
"""

from datetime import timedelta
from hashlib import sha256
import json
from pathlib import Path
import shutil
import subprocess
from typing import Any, Final

from homeassistant.const import __version__ as ha_version
import pytest

from custom_components.ocean_xyz.const import DOMAIN
from tests.soak.clock import Clock

from . import fixture
from .house import House, Recording
from .observing import ENTITY, look
from .story import DEEDS, MINUTES, addresses, hours, make_upstreams
from .upgrading import upgraded
from .user import ACTS

INTEGRATION: Final = "custom_components/ocean_xyz"
INSTALLATION: Final = {
    "version": 1,
    "minor_version": 1,
    "key": "core.uuid",
    "data": {"uuid": "0123456789abcdef0123456789abcdef"},
}

COMPILED_FROM: Final = hours(40)
"""The minute from which sensors have statistics."""


@pytest.mark.usefixtures("few_words")
async def test_write(
    tmp_path: Path, clock: Clock, async_test_recorder: Recording
) -> None:
    """Run the story, write the files, then restart and write what is seen."""
    version, tree = _version()
    target = fixture.ROOT / f"v{version.replace('.', '_')}"
    shutil.rmtree(target, ignore_errors=True)
    with clock.in_force():
        await _live(tmp_path / "lived", target, clock, async_test_recorder)
        folder = tmp_path / "again"
        seen = await upgraded(target, folder, clock, async_test_recorder)
    # The registries contain the same after the start as before it.
    shown = fixture.read(target, "shown")
    for held in ("devices", "entry", "issues"):
        assert seen["start"].pop(held) == shown[held]
    registered = fixture.entities(fixture.read_storage(target / "storage"), ENTITY)
    assert seen["start"].pop("entities") == registered
    del seen["start"]["statistics"], seen["files"]
    fixture.write(target, "states", seen)
    about = {"version": version, "home_assistant": ha_version, "tree": tree}
    fixture.write(target, "about", about)


def _version() -> tuple[str, str]:
    """Return the version and the git tree that the fixture is made from."""
    manifest = json.loads(Path(INTEGRATION, "manifest.json").read_text())
    changed = ["git", "status", "--porcelain", INTEGRATION]
    assert not subprocess.check_output(changed)
    asked = ["git", "rev-parse", f"HEAD:{INTEGRATION}"]
    return manifest["version"], subprocess.check_output(asked, text=True).strip()


async def _live(folder: Path, target: Path, clock: Clock, recording: Recording) -> None:
    """Run the story, and write the files that it leaves."""
    fixture.write_storage(folder / ".storage", {"core.uuid": INSTALLATION})
    house = House(folder, make_upstreams(), clock, recording)
    await house.start()
    for minute in range(MINUTES + 1):
        if minute:
            await house.minute()
        house.compiling = minute >= COMPILED_FROM
        await _happen(house, minute)
    shown = await look(house)
    del shown["entities"], shown["actions"]
    shown["others"] = house.others
    names = _names(house)
    statistics = _shortened(shown.pop("statistics"), clock)
    await house.stop()
    files = _named(fixture.read_storage(house.storage), names)
    ids = _settle(files)
    fixture.write(target, "statistics", statistics)
    shown = _named(_named(shown, names), ids)
    shown["devices"] = dict(sorted(shown["devices"].items()))
    fixture.write(target, "shown", shown)
    fixture.write_storage(target / "storage", _named(files, ids))


async def _happen(house: House, minute: int) -> None:
    """Run what is due in a minute, first in the world and then in the house."""
    world = house.upstreams.world
    for deed in DEEDS:
        if deed.minute == minute:
            deed.do(world, addresses(world)[0])
    for act in ACTS:
        if act.minute == minute:
            await act.do(house)
            await house.settle()


def _names(house: House) -> dict[str, str]:
    """Return fixed names for the random ids of the entry and its accounts."""
    ids = [house.entry.entry_id, *house.entry.subentries]
    return {one: f"{number:026d}" for number, one in enumerate(ids)}


def _settle(files: dict[str, Any]) -> dict[str, str]:
    """Sort what has no order, and return fixed names for the registries' ids.

    The order in which platforms are set up is random, and so are the ids. Data of other
    integrations is removed.
    """
    ids: dict[str, str] = {}
    for registry, name in (("entity", "unique_id"), ("device", "identifiers")):
        for kind, rows in files[f"core.{registry}_registry"]["data"].items():
            if kind == "settings":
                continue
            rows.sort(key=lambda row: (str(row[name]), str(row.get("entity_id"))))
            for row in rows:
                what = f"{kind} {row.get('entity_id')} {row[name]}"
                ids[row["id"]] = sha256(what.encode()).hexdigest()[:32]
    states = files["core.restore_state"]["data"]
    states.sort(key=lambda one: str(one["state"]["entity_id"]))
    for one in states:
        one["state"]["context"] = None
    issues = files["repairs.issue_registry"]["data"]["issues"]
    issues[:] = [one for one in issues if one["domain"] == DOMAIN]
    return ids


def _named(value: Any, names: dict[str, str]) -> Any:
    """Return a value with its ids replaced."""
    text = json.dumps(value)
    for one, other in names.items():
        text = text.replace(one, other)
    return json.loads(text)


def _shortened(statistics: dict[str, Any], clock: Clock) -> dict[str, Any]:
    """Return statistics with only the last hour of short-term rows."""
    since = (clock.now - timedelta(hours=1)).timestamp()
    return {
        key: {**one, "5minute": [row for row in one["5minute"] if row[0] >= since]}
        for key, one in statistics.items()
    }
