"""What the cards of an account's page are about.

Two things tell: the label, in the words that OCEAN has used since 2024 or in others
with the same key words, and the explanation that many labels carry.
"""

from collections.abc import Mapping
from itertools import islice
import re
from typing import Final

from .document import Document

UNPAID: Final = "unpaid earnings"
PAYOUT: Final = "estimated payout next block"
NEXT_BLOCK: Final = "estimated earnings next block"
WINDOW: Final = "estimated rewards in window"
PER_DAY: Final = "estimated earnings per day"
LIFETIME: Final = "lifetime earnings"
SHARES: Final = "shares in reward window"
WORKERS: Final = "workers currently hashing"
SHARE_LOG: Final = "share log %"
UNTIL_PAYOUT: Final = "estimated time until minimum payout"

UNKNOWN: Final = "?"
"""How the name of a card begins of which only is known that it is one."""

type Names = Mapping[int, str]
"""What labels are about, by their places among the texts of a page."""

_LABELS: Final = frozenset(
    {
        *(UNPAID, PAYOUT, NEXT_BLOCK, WINDOW, PER_DAY, LIFETIME),
        *(SHARES, WORKERS, SHARE_LOG, UNTIL_PAYOUT),
    }
)

# Marks and icons that may follow a label.
_MARKS: Final = re.compile(r"[^\w%/() ]+")
_WORD: Final = re.compile(r"[a-z]+")

# Words that make a label one of these, whatever else is in it.
_KEY_WORDS: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    (UNPAID, frozenset({"unpaid"})),
    (PAYOUT, frozenset({"payout", "next", "block"})),
    (NEXT_BLOCK, frozenset({"earnings", "next", "block"})),
    (WINDOW, frozenset({"rewards", "window"})),
    (PER_DAY, frozenset({"earnings", "day"})),
    (LIFETIME, frozenset({"lifetime", "earnings"})),
    (SHARES, frozenset({"shares", "window"})),
    (WORKERS, frozenset({"workers", "hashing"})),
)
# Words that make it something else after all.
_OTHERS: Final = frozenset(
    {"pool", "network", "usd", "eur", "fiat", "last", "time", "until", "average"}
)
_LONGEST_LABEL: Final = 60
_MAX_PIECES: Final = 8

# What the explanations say, of which no two are alike.
_HELPS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (UNPAID, re.compile(r"pending payment")),
    (PAYOUT, re.compile(r"estimated payout if|payout threshold is")),
    (NEXT_BLOCK, re.compile(r"earnings if a block|^(?:with|including) .*fees")),
    (WINDOW, re.compile(r"all your shares")),
    (PER_DAY, re.compile(r"earnings per day")),
    (UNTIL_PAYOUT, re.compile(r"until earnings exceed|^time (?:at|until)")),
)


def card_names(document: Document) -> dict[int, str]:
    """Return what each label on a page is about.

    Where a label and its explanation contradict each other, neither of the two things
    is known of any card. Such a label, and one that only looks like one, has a name of
    its own that begins with UNKNOWN.
    """
    told: dict[int, set[str]] = {}
    labels: set[int] = set()
    for at, piece in enumerate(document.pieces):
        element = document.elements[piece.parent].label
        if element in labels:
            continue
        if element:
            labels.add(element)
            told[at] = _told(document, element, piece.text)
        elif (name := _folded(piece.text)) in _LABELS:
            told[at] = {name}
    disputed = {name for names in told.values() if len(names) > 1 for name in names}
    return {
        at: next(iter(names))
        if len(names) == 1 and not names & disputed
        else f"{UNKNOWN}{at}"
        for at, names in told.items()
    }


def _told(document: Document, element: int, text: str) -> set[str]:
    """Return what an element that is a label by its class is said to be about."""
    parts = islice(document.within(element), _MAX_PIECES)
    pieces = " ".join(part.text for part in parts)
    label = _label(text) or _label(pieces)
    meaning = _meaning(document.helps.get(element, ""))
    return {name for name in (label, meaning) if name is not None}


def _folded(text: str) -> str:
    """Return a text without its case and without marks and icons."""
    words = text if len(text) <= _LONGEST_LABEL else ""
    return " ".join(_MARKS.sub(" ", words.casefold()).split())


def _label(text: str) -> str | None:
    """Return which label a label is, None if that is not certain."""
    folded = _folded(text)
    if folded in _LABELS:
        return folded
    words = set(_WORD.findall(folded))
    found = [name for name, keys in _KEY_WORDS if keys <= words]
    return found[0] if len(found) == 1 and not words & _OTHERS else None


def _meaning(text: str) -> str | None:
    """Return the label that an explanation explains, None if that is not certain."""
    folded = text.casefold()
    found = [name for name, pattern in _HELPS if pattern.search(folded)]
    return found[0] if len(found) == 1 else None
