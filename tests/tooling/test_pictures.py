"""The pictures of the documents show the present version."""

from pathlib import Path
import re

import pytest

from demo.pictures import FOLDER, PICTURES, present_version, save, version_of

ROOT = Path(__file__).parents[2]
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))

# Pages that somebody else drew.
ELSEWHERE = ("http://", "https://")


def shown_in(document: Path) -> list[Path]:
    """Return the pictures of a document, in their order."""
    names = re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", document.read_text())
    return [
        (document.parent / name).resolve()
        for name in names
        if not name.startswith(ELSEWHERE)
    ]


def test_each_picture_is_made_and_shown() -> None:
    """`scripts/screenshots` makes what the documents show, and nothing else."""
    made = {picture.file for picture in PICTURES}
    assert set(FOLDER.rglob("*.png")) == made
    assert {file for document in DOCUMENTS for file in shown_in(document)} == made


@pytest.mark.parametrize("picture", PICTURES, ids=lambda one: one.name)
def test_a_picture_is_as_new_as_its_version(picture: object) -> None:
    """After a new version `scripts/screenshots` makes all pictures anew."""
    assert isinstance(picture, type(PICTURES[0]))
    assert version_of(picture.file) == present_version(), "run scripts/screenshots"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.stem)
def test_no_picture_is_shown_twice(document: Path) -> None:
    """Each picture of a document shows something else."""
    contents = [file.read_bytes() for file in shown_in(document)]
    assert len(set(contents)) == len(contents)


def test_a_picture_without_a_version_would_be_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The version is in the file, and another one is told from it."""
    plain = (
        ROOT / "custom_components" / "ocean_xyz" / "brand" / "icon.png"
    ).read_bytes()
    (tmp_path / "plain.png").write_bytes(plain)
    assert version_of(tmp_path / "plain.png") is None
    monkeypatch.setattr("demo.pictures.FOLDER", tmp_path)
    monkeypatch.setattr("demo.pictures.present_version", lambda: "0.1.0")
    save(PICTURES[0], plain)
    assert version_of(PICTURES[0].file) == "0.1.0"
