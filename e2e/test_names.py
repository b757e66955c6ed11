"""The guide gives buttons, dialogs and menus the names that they have on the screen."""

from collections.abc import Iterator
from importlib.resources import files
import json
from pathlib import Path
import re
from typing import Any

import pytest

from demo.processes import ROOT

DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md")))
INTEGRATION = ROOT / "custom_components" / "ocean_xyz"

# Emphasis that names nothing on the screen, or something of another program.
OTHERS = {
    "Attributes:",
    "Control Home Assistant",
    "Custom repositories",
    "Formula:",
    "Home (0)",
    "States:",
    "Types:",
    "Usual",
    "With power",
}


def texts_in(data: Any) -> Iterator[str]:
    """Return all texts of nested data."""
    if isinstance(data, dict):
        for value in data.values():
            yield from texts_in(value)
    elif isinstance(data, str):
        yield data


@pytest.fixture(scope="module")
def shown() -> set[str]:
    """Return what can stand on the screen: Home Assistant's texts and ours.

    Ours may be shortened: *Silence* stands for *Silence 1 h* and others.
    """
    frontend = Path(str(files("hass_frontend"))) / "static" / "translations"
    theirs: set[str] = set()
    for file in frontend.rglob("en-????????????????????????????????.json"):
        theirs |= set(texts_in(json.loads(file.read_text())))
    ours = our_texts()
    return theirs | ours | {name.partition(" ")[0] for name in ours}


def our_texts() -> set[str]:
    """Return the texts of the integration, its dashboard and its blueprints."""
    texts = json.loads((INTEGRATION / "translations" / "en.json").read_text())
    names = {"OCEAN", *texts_in(texts)}
    words = (INTEGRATION / "frontend" / "words_en.js").read_text()
    names |= set(re.findall(r': "([^"]+)"', words))
    for blueprint in (ROOT / "blueprints").rglob("*.yaml"):
        names |= set(
            re.findall(
                r"^ *(?:name|label|default): \"?(.+?)\"?$",
                blueprint.read_text(),
                re.MULTILINE,
            )
        )
    return {name.removeprefix("OCEAN: ") for name in names} | names


def names_in(document: Path) -> set[str]:
    """Return the emphasized names of a document: `*Settings > Tools*` holds two.

    A question is what a user asks an assistant, a text with dots between is an example, and
    what begins with a small letter is a word and no name.
    """
    text = re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL)
    text = re.sub(r"^ *\* ", "", text, flags=re.MULTILINE)
    found = re.findall(r"(?<![*\w])\*([^*\n]+(?:\n[^*\n]+)?)\*(?![*\w])", text)
    parts = {part for one in found for part in " ".join(one.split()).split(" > ")}
    return {
        part
        for part in parts
        if part[0].isupper() and not part.endswith("?") and " · " not in part
    }


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.stem)
def test_a_name_is_the_one_on_the_screen(document: Path, shown: set[str]) -> None:
    """Home Assistant renames its menus now and then."""
    assert names_in(document) - shown - OTHERS == set()


def test_a_former_name_would_be_noticed(tmp_path: Path, shown: set[str]) -> None:
    """A menu that has another name today is found, also in a path over two lines."""
    document = tmp_path / "guide.md"
    document.write_text("* Open *Settings >\nDeveloper tools > Actions*, *unknown*.\n")
    assert names_in(document) - shown == {"Developer tools"}
