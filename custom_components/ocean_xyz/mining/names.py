"""Makes names from the internet safe to show.

Anyone who mines to an address chooses the names of its workers. Home Assistant shows
names in many ways: as plain text, as Markdown in repairs and forms, and through the
user's templates in notifications.
"""

from functools import lru_cache
from hashlib import sha256
import re
from typing import Final
import unicodedata

from ..api.address import MalformedAddressError, WrongNetworkError, parse_address

LONGEST_NAME: Final = 64
"""Longest name that a page shows, in characters."""

STACKED_MARKS: Final = 3
"""Accents on one letter; more of them are not writing, and cover nearby lines."""

# Letters and symbols by category, but invisible.
BLANKS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")

# Properties of every JavaScript object. Home Assistant's table of entities groups them
# by device name, and shows nothing at all once a device has one of these names.
OF_OBJECTS: Final = frozenset(
    {
        *("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"),
        *("toLocaleString", "toString", "valueOf"),
    }
)

# Characters that begin markup in Markdown, HTML or a template, and look-alikes that all
# but the smallest fonts contain.
LOOK_ALIKES: Final = str.maketrans("<>[]{}`*|\\~", "‹›()()‘•¦/˜")

# An underscore within a word is harmless; at its edge it is Markdown.
_EDGE: Final = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_REFERENCE: Final = re.compile(r"&(?=#?\w+;)")
_MAIL: Final = re.compile(r"(?<=\S)@(?=[\w-]+\.)")
_ADDRESS_LIKE: Final = re.compile(r"[0-9A-Za-z]{14,}")
"""Words at least as long as the shortest address."""
_WEB: Final = re.compile(r"(?<=\bwww)\.", re.IGNORECASE)


def harmless(text: str) -> str:
    """Return a text that contains no markup for any renderer, and looks the same.

    Look-alikes replace the characters that begin a tag, an image, a link, emphasis, a
    character reference or a template. Ordinary names do not change.
    """
    text = text.translate(LOOK_ALIKES).replace("://", ":∕∕")
    text = _EDGE.sub("‗", text)
    text = _REFERENCE.sub("& ", text)
    text = _MAIL.sub(" @", text)
    return _WEB.sub("·", text)


def visible(text: str) -> str:
    """Return the visible part of a text, in one line.

    Control characters, direction marks and invisible characters become spaces; several
    spaces become one.
    """
    seen: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)[0]
        marks = marks + 1 if category == "M" else 0
        if marks > STACKED_MARKS:
            continue
        blank = category in "CZ" or character in BLANKS
        seen.append(" " if blank else character)
    words = " ".join("".join(seen).split())
    # Accents without a letter are not a name.
    if all(unicodedata.category(one)[0] in "MZ" for one in words):
        return ""
    return words


@lru_cache(maxsize=1024)
def display_name(name: str) -> str:
    """Return a name as a page may show it; empty if nothing of it is visible.

    In one line, without markup, and shortened if it is longer than a line.
    """
    shown = harmless(visible(name[: LONGEST_NAME * 4]))
    if len(shown) > LONGEST_NAME:
        # The cut may have put an underscore at an edge.
        shown = harmless(f"{shown[: LONGEST_NAME - 1].rstrip()}…")
    return shown[0].upper() + shown[1:] if shown in OF_OBJECTS else shown


def name_number(name: str) -> str:
    """Return six hex digits that identify a name that cannot be shown."""
    return sha256(name.encode(errors="surrogatepass")).hexdigest()[:6]


def shown_name(name: str) -> str:
    """Return a name for places without translations.

    Empty for the default worker, which has no name.
    """
    return display_name(name) or (f"#{name_number(name)}" if name else "")


def without_addresses(text: str) -> str:
    """Return a text without readable bitcoin addresses of any network."""
    return _ADDRESS_LIKE.sub(
        lambda word: f"{word[0][:4]}…" if _is_address(word[0]) else word[0], text
    )


def _is_address(word: str) -> bool:
    """Return whether a word is an address on any bitcoin network."""
    try:
        parse_address(word)
    except MalformedAddressError:
        return False
    except WrongNetworkError:
        return True
    return True
