"""The labels of the cards on an account's page: one row for each, in `LABELS`.

A label is recognised by OCEAN's own words since 2024, by key words in other words, and
by the explanation that many labels carry.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
import re
from typing import Final

from .document import Document
from .text import folded, read_bitcoin, read_count, read_shares


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Label:
    """What a card is about. Every unknown label is a `Label` of its own."""

    text: str
    """OCEAN's words since 2024, folded."""
    word: str | None = None
    """The name of the value in OCEAN's interface, None if it only checks others."""
    read: Callable[[str], object] | None = None
    """Reads the value, None if nobody needs it."""
    keys: frozenset[str] = frozenset()
    """Words that make any label this one, unless another label fits too."""
    explained: re.Pattern[str] | None = None
    """Finds the explanation of this label and of no other."""


UNPAID: Final = Label(
    text="unpaid earnings",
    word="unpaid",
    read=read_bitcoin,
    keys=frozenset({"unpaid"}),
    explained=re.compile(r"pending payment"),
)
PAYOUT: Final = Label(
    text="estimated payout next block",
    word="estimated_payout_next_block",
    read=read_bitcoin,
    keys=frozenset({"payout", "next", "block"}),
    explained=re.compile(r"estimated payout if|payout threshold is"),
)
NEXT_BLOCK: Final = Label(
    text="estimated earnings next block",
    word="estimated_earn_next_block",
    read=read_bitcoin,
    keys=frozenset({"earnings", "next", "block"}),
    explained=re.compile(r"earnings if a block|^(?:with|including) .*fees"),
)
WINDOW: Final = Label(
    text="estimated rewards in window",
    read=read_bitcoin,
    keys=frozenset({"rewards", "window"}),
    explained=re.compile(r"all your shares"),
)
LIFETIME: Final = Label(
    text="lifetime earnings",
    read=read_bitcoin,
    keys=frozenset({"lifetime", "earnings"}),
)
SHARES: Final = Label(
    text="shares in reward window",
    word="shares_in_tides",
    read=read_shares,
    keys=frozenset({"shares", "window"}),
)
WORKERS: Final = Label(
    text="workers currently hashing",
    word="active_worker_count",
    read=read_count,
    keys=frozenset({"workers", "hashing"}),
)
PER_DAY: Final = Label(
    text="estimated earnings per day",
    keys=frozenset({"earnings", "day"}),
    explained=re.compile(r"earnings per day"),
)
SHARE_LOG: Final = Label(text="share log %")
UNTIL_PAYOUT: Final = Label(
    text="estimated time until minimum payout",
    explained=re.compile(r"until earnings exceed|^time (?:at|until)"),
)

LABELS: Final = (
    *(UNPAID, PAYOUT, NEXT_BLOCK, WINDOW, LIFETIME),
    *(SHARES, WORKERS, PER_DAY, SHARE_LOG, UNTIL_PAYOUT),
)

_BY_TEXT: Final = {label.text: label for label in LABELS}
_WORD: Final = re.compile(r"[a-z]+")
# With one of these words, key words mean something else.
_OTHERS: Final = frozenset(
    {"pool", "network", "usd", "eur", "fiat", "last", "time", "until", "average"}
)
_MAX_PIECES: Final = 8


def find_labels(document: Document) -> dict[int, Label]:
    """Return the labels on a page, by their places among its texts.

    A label whose explanation contradicts it is unknown, and so is every other label of
    the two kinds.
    """
    candidates: dict[int, set[Label]] = {}
    elements: set[int] = set()
    for at, piece in enumerate(document.pieces):
        element = document.elements[piece.parent].label
        if element in elements:
            continue
        if element:
            elements.add(element)
            candidates[at] = _labels_of(document, element, piece.text)
        elif (label := _by_text(piece.text)) is not None:
            candidates[at] = {label}
    disputed = {
        label for labels in candidates.values() if len(labels) > 1 for label in labels
    }
    return {
        at: next(iter(labels))
        if len(labels) == 1 and not labels & disputed
        else Label(text="")
        for at, labels in candidates.items()
    }


def _labels_of(document: Document, element: int, text: str) -> set[Label]:
    """Return what an element with the class of labels says that it is about."""
    parts = islice(document.within(element), _MAX_PIECES)
    whole = " ".join(part.text for part in parts)
    label = _by_words(text) or _by_words(whole)
    explained = _by_explanation(document.helps.get(element, ""))
    return {found for found in (label, explained) if found is not None}


def _by_text(text: str) -> Label | None:
    """Return the label with just these words."""
    return _BY_TEXT.get(folded(text))


def _by_words(text: str) -> Label | None:
    """Return the label with just these words or by its key words, None if in doubt."""
    if (label := _by_text(text)) is not None:
        return label
    words = set(_WORD.findall(folded(text)))
    found = [label for label in LABELS if label.keys and label.keys <= words]
    return found[0] if len(found) == 1 and not words & _OTHERS else None


def _by_explanation(text: str) -> Label | None:
    """Return the label that an explanation explains, None if in doubt."""
    text = text.casefold()
    found = [
        label for label in LABELS if label.explained and label.explained.search(text)
    ]
    return found[0] if len(found) == 1 else None
