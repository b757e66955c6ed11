"""Documents are easy to read, and name only files that exist."""

from pathlib import Path
import re
import subprocess
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
INTEGRATION: Final = ROOT / "custom_components" / "ocean_xyz"
WIDTH: Final = 120

LISTED: Final = subprocess.run(
    ["git", "ls-files", "*.md"], cwd=ROOT, check=True, capture_output=True, text=True
).stdout.split()
DECISIONS: Final = [name for name in LISTED if name.startswith("docs/adr/")]

# A path in backticks. A folder ends with a slash, a file has one of these endings, and
# a script has no ending. What scripts create, such as `.cache/`, need not be there.
PATH: Final = re.compile(
    r"`(?!\.cache/)((?:[\w.-]+/)+(?:[\w.-]+\.(?:py|js|mjs|md|json|toml|yaml))?|scripts/[\w-]+)`"
)
# Words that make a native reader stumble. The glossary has better ones.
STUMBLING: Final = re.compile(
    r"\b(anew|whom|of which|goes before|hence|thereby|told|beside|stands in)\b"
)
READ_BY_PEOPLE: Final = sorted(
    path
    for pattern in (
        "*.md",
        "docs/**/*.md",
        "docs/**/*.toml",
        "benchmarks/*.md",
        "blueprints/**/*.yaml",
        "custom_components/ocean_xyz/translations/en.json",
        "custom_components/ocean_xyz/frontend/words_en.js",
    )
    for path in ROOT.glob(pattern)
    if path.name != "glossary.md"
)

CODE: Final = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def long_lines(text: str) -> list[str]:
    """Return the lines of prose that are too long.

    Tables and code cannot be wrapped, nor can a line that holds a single word or link.
    """
    return [
        line
        for line in CODE.sub("", text).splitlines()
        if len(line) > WIDTH
        and not line.lstrip().startswith(("|", "[![", "!["))
        and len(line.split()) > 1
    ]


def missing(text: str) -> set[str]:
    """Return the paths in a text that exist neither here nor in the integration."""
    return {
        path
        for path in PATH.findall(text)
        if not (ROOT / path).exists() and not (INTEGRATION / path).exists()
    }


@pytest.mark.parametrize("name", LISTED)
def test_lines_are_wrapped(name: str) -> None:
    """They wrap at 120 characters."""
    assert not long_lines((ROOT / name).read_text(encoding="utf-8"))


def test_a_long_line_would_be_noticed() -> None:
    """Only prose is reported, not a table, an image, code or a long link."""
    prose = "word " * 30
    assert long_lines(f"short\n{prose}\n") == [prose]
    rest = f"| {prose}|\n![{prose}](x.png)\n```\n{prose}\n```\n{'link' * 40}\n"
    assert not long_lines(rest)


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", *DECISIONS])
def test_every_path_exists(name: str) -> None:
    """If a file moves, its mentions must change too."""
    assert not missing((ROOT / name).read_text(encoding="utf-8"))


def test_a_path_that_is_gone_would_be_noticed() -> None:
    """Folders, files and scripts must exist; routes, units and other names need not."""
    gone = "`mining/gone/`, `api/gone.py` and `scripts/gone`"
    assert missing(gone) == {"mining/gone/", "api/gone.py", "scripts/gone"}
    assert not missing("`mining/*`, `sat/kWh`, `kept.py`, `api/`, `scripts/lint`")


@pytest.mark.parametrize("path", READ_BY_PEOPLE, ids=lambda path: path.name)
def test_no_word_makes_a_reader_stumble(path: Path) -> None:
    """This applies to documents, texts of the user interface and blueprints."""
    text = path.read_text(encoding="utf-8")
    assert {found[0] for found in STUMBLING.finditer(text)} == set()


def test_the_glossary_names_what_exists() -> None:
    """Each name in backticks exists in the code."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    names = set(re.findall(r"`([A-Za-z_]+)`", text))
    code = "\n".join(path.read_text("utf-8") for path in INTEGRATION.rglob("*.py"))
    assert len(names) > 20
    assert {name for name in names if not re.search(rf"\b{name}\b", code)} == set()
