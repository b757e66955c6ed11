"""Every language has all texts with the same placeholders, and no English ones."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any, Final

import pytest

from . import shapes

TRANSLATIONS = Path(__file__).parents[2] / "custom_components/ocean_xyz/translations"
LANGUAGES: Final = ("de", "es", "fr", "nl", "pt-BR")

# Words that exist in English only.
ENGLISH: Final = re.compile(
    r"\b(the|which|its|your|this|these|with|from|and|are|than|does|what"
    r"|when|until|there|without|they|their|only|should|would)\b",
    re.IGNORECASE,
)

# Names, units and terms of the field that are the same words in another language.
ALIKE: Final = re.compile(
    r"OCEAN|TIDES|BIP110|Workers?|Shares?|Hashrate|Hashprice|Status|Online|Offline"
    r"|Lightning|Coinbase|\bs\b|blockchain\.info|mempool|URL|CSV|JSON|[^a-zA-Z]+",
    re.IGNORECASE,
)


def read(language: str) -> dict[str, Any]:
    """Return the texts of a language."""
    path = TRANSLATIONS / f"{language}.json"
    texts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return texts


def leaves(texts: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Return each text with its path."""
    for key, value in texts.items():
        where = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            yield from leaves(value, where)
        else:
            yield where, value


ENGLISH_TEXTS: Final = dict(leaves(read("en")))


def test_there_are_the_languages_that_are_promised() -> None:
    """There is no text that English does not have."""
    assert {path.stem for path in TRANSLATIONS.glob("*.json")} == {"en", *LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_everything(language: str) -> None:
    """The keys are in the same order, so that changes are easy to compare."""
    assert list(dict(leaves(read(language)))) == list(ENGLISH_TEXTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_fills_in_the_same(language: str) -> None:
    """A missing or misspelt placeholder would lose its value."""
    for where, shown in leaves(read(language)):
        wanted = shapes.placeholders(ENGLISH_TEXTS[where])
        assert shapes.placeholders(shown) == wanted, where


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_is_left(language: str) -> None:
    """Neither a whole text nor a part of one is English."""
    for where, shown in leaves(read(language)):
        bare = re.sub(r"\{\w+\}", "", shown)
        assert not ENGLISH.search(bare), (where, shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_is_the_same_is_a_term(language: str) -> None:
    """An untranslated text is one word, or consists of names and terms of the field."""
    for where, shown in leaves(read(language)):
        if shown == ENGLISH_TEXTS[where]:
            bare = re.sub(r"\{\w+\}", "", shown)
            assert len(ALIKE.sub(" ", bare).split()) <= 1, (where, shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_words_are_the_same(language: str) -> None:
    """A file that was copied, and not translated, is noticed."""
    texts = dict(leaves(read(language)))
    same = [where for where, shown in texts.items() if shown == ENGLISH_TEXTS[where]]
    assert len(same) < len(texts) / 8


def test_english_would_be_noticed() -> None:
    """The checks can fail."""
    long = [shown for shown in ENGLISH_TEXTS.values() if len(shown.split()) > 6]
    noticed = [shown for shown in long if ENGLISH.search(shown)]
    assert len(noticed) > 0.9 * len(long) > 50
