"""All places contain the same repository name, and the manifests are valid."""

import json
from pathlib import Path
import re
import shutil
import subprocess
import sys

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
import pytest

ROOT = Path(__file__).parents[2]
INTEGRATION = ROOT / "custom_components" / "ocean_xyz"

# Keys that Home Assistant 2026.10 knows in a custom integration's manifest.
MANIFEST_KEYS = {
    "domain", "name", "after_dependencies", "codeowners", "config_flow", "dependencies",
    "documentation", "integration_type", "iot_class", "issue_tracker", "loggers",
    "requirements", "single_config_entry", "version",
}  # fmt: skip


def manifest(root: Path = ROOT) -> dict[str, object]:
    """Return the manifest."""
    path = root / "custom_components" / "ocean_xyz" / "manifest.json"
    document: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return document


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the repository's files, as a repository of its own."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in listed.stdout.splitlines():
        source, target = ROOT / name, tmp_path / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


def set_repository(root: Path, name: str) -> subprocess.CompletedProcess[str]:
    """Run the script."""
    return subprocess.run(
        [sys.executable, str(root / "scripts" / "set-repository"), name],
        check=False,
        capture_output=True,
        text=True,
    )


def occurrences(root: Path, text: str) -> list[str]:
    """Return the files that contain a text."""
    return [
        str(path.relative_to(root))
        for path in root.rglob("*")
        if path.is_file()
        and ".git" not in path.relative_to(root).parts
        and path.name not in ("set-repository", "test_repository.py", "uv.lock")
        and text.encode() in path.read_bytes()
    ]


def test_the_repository_is_named_in_one_step(copy: Path) -> None:
    """Every place takes the new name, twice in a row, and no old name remains."""
    old = str(manifest(copy)["documentation"]).removeprefix("https://github.com/")
    before = occurrences(copy, old)
    assert "custom_components/ocean_xyz/manifest.json" in before
    for name in ("first-owner/first_name", "Second/second.name"):
        assert set_repository(copy, name).returncode == 0
        owner = name.split("/", maxsplit=1)[0]
        assert not occurrences(copy, old)
        assert occurrences(copy, name) == before
        content = manifest(copy)
        assert content["documentation"] == f"https://github.com/{name}"
        assert content["issue_tracker"] == f"https://github.com/{name}/issues"
        assert content["codeowners"] == [f"@{owner}"]
        old = name


def test_a_name_within_another_word_is_left_alone(copy: Path) -> None:
    """An owner called components does not change custom_components."""
    before = occurrences(copy, "custom_components/ocean_xyz")
    assert before
    for name in ("components/ocean_xyz", "Second/second.name"):
        assert set_repository(copy, name).returncode == 0
    assert occurrences(copy, "custom_components/ocean_xyz") == before
    assert not occurrences(copy, "github.com/components/ocean_xyz")


@pytest.mark.parametrize("name", ["", "no-slash", "a/b/c", "-x/y", "a b/c"])
def test_a_name_that_is_none_changes_nothing(copy: Path, name: str) -> None:
    """The script prints its usage."""
    result = set_repository(copy, name)
    assert result.returncode != 0
    assert "usage" in result.stderr
    assert manifest(copy) == manifest()


def test_all_links_name_the_same_repository() -> None:
    """All our links lead to the manifest's repository."""
    name = str(manifest()["documentation"]).removeprefix("https://github.com/")
    owner = name.split("/", maxsplit=1)[0]
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")):
        for found in re.findall(rf"github\.com/({owner}/[\w.-]+)", path.read_text()):
            assert found.removesuffix(".") == name, path


def test_the_manifest_is_valid() -> None:
    """The rules of hassfest hold: known keys in order, https, a version, a class."""
    content = manifest()
    keys = list(content)
    assert set(keys) <= MANIFEST_KEYS
    assert keys == ["domain", "name", *sorted(keys[2:])]
    assert content["domain"] == INTEGRATION.name
    for key in ("documentation", "issue_tracker"):
        assert str(content[key]).startswith("https://")
    strategy = AwesomeVersion(str(content["version"])).strategy
    assert strategy is AwesomeVersionStrategy.SEMVER
    assert content["iot_class"] == "cloud_polling"
    assert all("==" not in str(one) for one in list(content["requirements"]))  # type: ignore[call-overload]


def test_hacs_json_is_valid() -> None:
    """HACS' rules hold: known keys, a zip with a name, a version that exists."""
    content = json.loads((ROOT / "hacs.json").read_text(encoding="utf-8"))
    assert set(content) <= {
        "name", "homeassistant", "hacs", "zip_release", "filename", "render_readme",
        "hide_default_branch", "persistent_directory", "content_in_root", "country",
    }  # fmt: skip
    assert content["name"] == manifest()["name"]
    assert content["homeassistant"] == "2026.10.0"
    assert content["zip_release"] is True
    assert content["filename"] == "ocean_xyz.zip"


def test_the_version_is_one() -> None:
    """The project and the manifest have the same version."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r'^version = "(.+)"$', project, re.MULTILINE)
    assert found is not None
    assert found[1] == manifest()["version"]


def test_every_action_is_pinned_by_its_commit() -> None:
    """A workflow runs the reviewed version, and nothing newer."""
    workflows = list((ROOT / ".github" / "workflows").glob("*.yml"))
    assert len(workflows) >= 4
    for path in workflows:
        text = path.read_text(encoding="utf-8")
        uses = re.findall(r"uses: (\S+)(.*)", text)
        assert uses
        for action, comment in uses:
            assert re.search(r"@[0-9a-f]{40}$", action), (path.name, action)
            assert comment.strip().startswith("#"), (path.name, action)
        assert "permissions: {}" in text


def test_the_lock_names_the_public_index_alone() -> None:
    """A lock file that was made with another index does not reveal that index."""
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    hosts = set(re.findall(r'"https?://([^/"]+)', lock))
    assert hosts == {"files.pythonhosted.org", "pypi.org"}


def test_every_script_can_be_run() -> None:
    """Each script has a shebang and is executable."""
    for path in (*(ROOT / "scripts").iterdir(), ROOT / ".ci" / "run"):
        if path.is_file() and path.suffix != ".sh":
            assert path.read_bytes().startswith(b"#!/usr/bin/env "), path
            assert path.stat().st_mode & 0o111, path


def test_nothing_says_where_it_was_made() -> None:
    """The repository contains nothing about the place where it was made."""
    forbidden = ("/" + "work/", "sha" + "red/docs", "lab/" + "unit")
    for text in forbidden:
        assert not occurrences_in_tracked(text)


def occurrences_in_tracked(text: str) -> list[str]:
    """Return the repository's files that contain a text."""
    listed = subprocess.run(
        ["git", "grep", "-lI", "--untracked", "-e", text],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    return listed.stdout.splitlines()
