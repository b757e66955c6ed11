"""Writes the fixture of what version 1.0.0 leaves behind; not run with the tests.

To write it again, from a checkout of the version and this folder of any later commit::

    git worktree add ../v1 v1.0.0
    cp -r tests/upgrade ../v1/tests/
    cd ../v1
    ln -s "$OLDPWD/.venv" .venv
    .venv/bin/python -m pytest -q tests/upgrade/write_v1_0_0.py

It takes some minutes, and the result is in `tests/fixtures/v1_0_0` there: the same, to
the byte, whenever it is made from the same version. `about.json` says from which one:
`tree` is what `git rev-parse v1.0.0:custom_components/ocean_xyz` answers.

Time, chance and the world are given (`story.py`), all that the user does goes through
Home Assistant's own interfaces (`user.py`), and nothing but constants is imported from
the integration. So a later version can write its own fixture with it: the folder has
the name of the version that is in the manifest.
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
"""The minute from which on sensors have statistics."""


@pytest.mark.usefixtures("few_words")
async def test_write(
    tmp_path: Path, clock: Clock, async_test_recorder: Recording
) -> None:
    """Live through the story, and write down what is left; then see it start again."""
    version, tree = _version()
    target = fixture.ROOT / f"v{version.replace('.', '_')}"
    shutil.rmtree(target, ignore_errors=True)
    with clock.in_force():
        await _live(tmp_path / "lived", target, clock, async_test_recorder)
        folder = tmp_path / "again"
        seen = await upgraded(target, folder, clock, async_test_recorder)
    # What the registries hold after the start is what they held before it.
    shown = fixture.read(target, "shown")
    for held in ("devices", "entry", "issues"):
        assert seen["start"].pop(held) == shown[held]
    told = fixture.entities(fixture.read_storage(target / "storage"), ENTITY)
    assert seen["start"].pop("entities") == told
    del seen["start"]["statistics"], seen["files"]
    fixture.write(target, "states", seen)
    about = {"version": version, "home_assistant": ha_version, "tree": tree}
    fixture.write(target, "about", about)


def _version() -> tuple[str, str]:
    """Return which version this is made with, and which files it consists of."""
    manifest = json.loads(Path(INTEGRATION, "manifest.json").read_text())
    changed = ["git", "status", "--porcelain", INTEGRATION]
    assert not subprocess.check_output(changed)
    asked = ["git", "rev-parse", f"HEAD:{INTEGRATION}"]
    return manifest["version"], subprocess.check_output(asked, text=True).strip()


async def _live(folder: Path, target: Path, clock: Clock, recording: Recording) -> None:
    """Live through the story, and write down what is left of it."""
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
    """Let happen what is due in a minute, first in the world and then in the house."""
    world = house.upstreams.world
    for deed in DEEDS:
        if deed.minute == minute:
            deed.do(world, addresses(world)[0])
    for act in ACTS:
        if act.minute == minute:
            await act.do(house)
            await house.settle()


def _names(house: House) -> dict[str, str]:
    """Return what stands for the ids of the entry and its accounts: they are random."""
    ids = [house.entry.entry_id, *house.entry.subentries]
    return {one: f"{number:026d}" for number, one in enumerate(ids)}


def _settle(files: dict[str, Any]) -> dict[str, str]:
    """Put in order what has none, and return what stands for the registries' ids.

    Which platform is set up first is chance, and so is who gets which id. Of other
    integrations nothing is kept.
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


def _named(told: Any, names: dict[str, str]) -> Any:
    """Return something with other ids."""
    text = json.dumps(told)
    for one, other in names.items():
        text = text.replace(one, other)
    return json.loads(text)


def _shortened(told: dict[str, Any], clock: Clock) -> dict[str, Any]:
    """Return statistics with the short-term rows of the last hour alone."""
    since = (clock.now - timedelta(hours=1)).timestamp()
    return {
        key: {**one, "5minute": [row for row in one["5minute"] if row[0] >= since]}
        for key, one in told.items()
    }
