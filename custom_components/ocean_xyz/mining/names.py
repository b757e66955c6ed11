"""Words from elsewhere, so that nothing that shows them takes them for more than words.

Whoever mines to an address chooses the names of its workers, and Home Assistant shows
names in many ways: as plain text, as Markdown in repairs and forms, through templates
of the user's in notifications. Pure, without Home Assistant.
"""

from hashlib import sha256
import re
from typing import Final
import unicodedata

from ..api.address import MalformedAddressError, WrongNetworkError, parse_address

LONGEST_NAME: Final = 64
"""Characters of a name that a page can show."""

STACKED_MARKS: Final = 3
"""Accents on one letter; more of them are no writing, and cover the lines around."""

# Letters and symbols by their category, which show nothing.
BLANKS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")

# What every object has in a browser: Home Assistant's table of entities, in which they
# are grouped by the names of their devices, shows nothing more once one is called so.
OF_OBJECTS: Final = frozenset(
    {
        *("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"),
        *("toLocaleString", "toString", "valueOf"),
    }
)

# What begins markup in Markdown, HTML or a template, and what looks like it; each of
# them is in all but the smallest fonts.
LOOK_ALIKES: Final = str.maketrans("<>[]{}`*|\\~", "‹›()()‘•¦/˜")

# An underscore within a word is one, at its edge it is Markdown.
_EDGE: Final = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_REFERENCE: Final = re.compile(r"&(?=#?\w+;)")
_MAIL: Final = re.compile(r"(?<=\S)@(?=[\w-]+\.)")
_ADDRESS_LIKE: Final = re.compile(r"[0-9A-Za-z]{14,}")
"""Words as long as the shortest address."""
_WEB: Final = re.compile(r"(?<=\bwww)\.", re.IGNORECASE)


def harmless(text: str) -> str:
    """Return a text that is no markup to anything that renders it, and looks like it was.

    Look-alikes take the place of what begins a tag, an image, a link, emphasis, a
    character reference or a template. Ordinary names stay what they are.
    """
    text = text.translate(LOOK_ALIKES).replace("://", ":∕∕")
    text = _EDGE.sub("‗", text)
    text = _REFERENCE.sub("& ", text)
    text = _MAIL.sub(" @", text)
    return _WEB.sub("·", text)


def visible(text: str) -> str:
    """Return what can be seen of a text, in one line.

    Control characters, marks that turn the direction of writing and what shows nothing
    become spaces, which are told once.
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
    # Marks alone have no letter to stand on.
    if all(unicodedata.category(one)[0] in "MZ" for one in words):
        return ""
    return words


def display_name(name: str) -> str:
    """Return a name as a page may show it, empty where nothing of it can be seen.

    In one line, without markup, and cut where it is longer than a line.
    """
    shown = harmless(visible(name[: LONGEST_NAME * 4]))
    if len(shown) > LONGEST_NAME:
        # Where it is cut, an underscore may have come to an edge.
        shown = harmless(f"{shown[: LONGEST_NAME - 1].rstrip()}…")
    return shown[0].upper() + shown[1:] if shown in OF_OBJECTS else shown


def name_number(name: str) -> str:
    """Return what tells names apart that cannot be shown."""
    return sha256(name.encode(errors="surrogatepass")).hexdigest()[:6]


def shown_name(name: str) -> str:
    """Return a name where no translated words can stand for it.

    Empty for the default worker, which has none.
    """
    return display_name(name) or (f"#{name_number(name)}" if name else "")


def without_addresses(text: str) -> str:
    """Return a text in which no bitcoin address of any network can be read."""
    return _ADDRESS_LIKE.sub(
        lambda word: f"{word[0][:4]}…" if _is_address(word[0]) else word[0], text
    )


def _is_address(word: str) -> bool:
    """Return whether a word is an address of any bitcoin network."""
    try:
        parse_address(word)
    except MalformedAddressError:
        return False
    except WrongNetworkError:
        return True
    return True
