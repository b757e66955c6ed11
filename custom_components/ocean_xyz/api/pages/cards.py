"""The cards on an account's page: a label and, somewhere beside it, its value.

In 2024 each pair had a box of its own; in 2026 a box may hold several. A value is
believed if it is the only one in the box of the only label, or if labels and values
take turns without a gap. With one value more or less than labels nothing says which
belongs to which, so nothing in the box is believed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ..rows import WireObject
from .amounts import doubted_amounts, earns_the_window
from .document import Document, Piece
from .labels import LABELS, NEXT_BLOCK, SHARES, WINDOW, Label, find_labels
from .text import Figure, Kind, agreed, kind_of, read_shares, satoshis

# All pages of OCEAN together have fewer labels, and its largest box has fewer texts.
# What exceeds these is no card, and would only cost time.
_MAX_LABELS: Final = 100
_MAX_TEXTS: Final = 200

# How far up from a label its box may be.
_MAX_WRAPPERS: Final = 3

# What stands beside the shares in the window.
_BESIDE_SHARES: Final = frozenset({WINDOW, NEXT_BLOCK})

type Labels = Mapping[int, Label]
"""The labels of a page, by their places among its texts."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A text in a box: a label, a value, or words that label something unknown."""

    text: str
    label: Label | None
    value: bool


def read_cards(document: Document) -> WireObject | None:
    """Return what the cards say, in the interface's words; None if there is no card."""
    labels = find_labels(document)
    known = [at for at in labels if labels[at] in LABELS][:_MAX_LABELS]
    if not known:
        return None
    said: dict[Label, set[object]] = {}
    for at in known:
        label = labels[at]
        if (
            label.read
            and (value := label.read(_value(document, labels, at))) is not None
        ):
            said.setdefault(label, set()).add(value)
    if SHARES not in labels.values() and (shares := _shares_by_form(document, labels)):
        said[SHARES] = {shares}
    return _believed(
        {label: value for label, (value, *more) in said.items() if not more}
    )


def _shares_by_form(document: Document, labels: Labels) -> Figure | None:
    """Return the shares in the window where no label names them.

    They are the only figure of their form in the box of the estimates.
    """
    boxes = {
        _box(document, document.pieces[at])
        for at, label in labels.items()
        if label in _BESIDE_SHARES
    }
    boxes |= {document.elements[box].parent for box in boxes}
    unknown = [at for at in labels if labels[at] not in LABELS][:_MAX_LABELS]
    found = {
        text
        for at in unknown
        if boxes & set(_boxes(document, document.pieces[at]))
        and kind_of(text := _value(document, labels, at)) is Kind.SHARES
    }
    return read_shares(found.pop()) if len(found) == 1 else None


def _boxes(document: Document, piece: Piece) -> Iterator[int]:
    """Return the boxes of a label, from the inside, but not the whole page."""
    box = _box(document, piece)
    for _ in range(_MAX_WRAPPERS):
        if not box:
            return
        yield box
        box = document.elements[box].parent


def _box(document: Document, piece: Piece) -> int:
    """Return the element that holds a label."""
    part_of = document.elements[piece.parent].label
    return document.elements[part_of].parent if part_of else piece.parent


def _value(document: Document, labels: Labels, at: int) -> str:
    """Return the text that belongs to a label, empty if in doubt."""
    box = _box(document, document.pieces[at])
    for _ in range(_MAX_WRAPPERS):
        tokens = _tokens(document, labels, box)
        if len(tokens) > 1:
            return _by_box(tokens) or _by_turns(tokens, labels[at])
        box = document.elements[box].parent
    return ""


def _tokens(document: Document, labels: Labels, box: int) -> list[_Token]:
    """Return the texts of a box, none if it has too many for a card."""
    held = document.elements[box]
    if held.end - held.start > _MAX_TEXTS:
        return []
    tokens: list[_Token] = []
    labelled = 0
    for at in range(held.start, held.end):
        piece, label = document.pieces[at], labels.get(at)
        value = label is None and kind_of(piece.text) is not Kind.WORDS
        part_of = document.elements[piece.parent].label
        if label is None and not value and part_of and part_of == labelled:
            continue  # an explanation of the label
        labelled = part_of
        tokens.append(_Token(piece.text, label, value))
    return tokens


def _by_box(tokens: list[_Token]) -> str:
    """Return the value of a box that has one label and nothing else but one value.

    The value may be in pieces, as when its unit is set in smaller type.
    """
    rest = [token.text for token in tokens if token.label is None]
    text = " ".join(rest)
    alone = len(rest) == len(tokens) - 1
    return text if alone and kind_of(text) is not Kind.WORDS else ""


def _by_turns(tokens: list[_Token], label: Label) -> str:
    """Return the value after a label in a box where the two take turns throughout."""
    first = 0
    while not (tokens[first].label or tokens[first].value) and first + 1 < len(tokens):
        if tokens[first + 1].value:
            break
        first += 1  # a heading
    turns = tokens[first:]
    if len(turns) % 2 or any(
        token.value != bool(at % 2) for at, token in enumerate(turns)
    ):
        return ""
    values = (value.text for key, value in pairwise(turns) if key.label is label)
    return agreed(values) or ""


def _believed(said: Mapping[Label, object]) -> WireObject:
    """Return what the cards say, without the figures that do not fit each other."""
    amounts = {
        label: satoshis(text) for label, text in said.items() if isinstance(text, str)
    }
    doubted = doubted_amounts(amounts)
    shares = said.get(SHARES)
    if isinstance(shares, Figure) and not earns_the_window(shares, amounts):
        doubted.add(SHARES)
    return {
        label.word: str(value)
        for label, value in said.items()
        if label.word and label not in doubted
    }
