"""The cards on an account's page: a label and, somewhere beside it, its value.

In 2024 each pair had a box of its own, in 2026 a box may hold several. A value is
believed if it is the only one in the box of the only label, or if labels and values
take turns without a gap. With one value more or less than labels there is no telling
which belongs to which, so none of the box is believed.
"""

from collections.abc import Callable
from dataclasses import dataclass
import itertools
from typing import Final

from .pages_document import Document, Piece
from .pages_text import (
    Kind,
    agreed,
    kind_of,
    read_bitcoin,
    read_count,
    read_shares,
    satoshis,
)

# More labels than all pages of OCEAN have together, and more texts than its largest
# box; what exceeds them is no card, and would only cost time.
_MAX_LABELS: Final = 100
_MAX_TEXTS: Final = 200

# How far up from a label its box may be.
_MAX_WRAPPERS: Final = 3

_READERS: Final[dict[str, Callable[[str], object]]] = {
    "unpaid earnings": read_bitcoin,
    "estimated payout next block": read_bitcoin,
    "estimated earnings next block": read_bitcoin,
    "estimated rewards in window": read_bitcoin,
    "estimated earnings per day": read_bitcoin,
    "lifetime earnings": read_bitcoin,
    "shares in reward window": read_shares,
    "workers currently hashing": read_count,
    "share log %": lambda _: None,
    "estimated time until minimum payout": lambda _: None,
}

# A block pays the window of eight times the difficulty: the reward of one block is an
# eighth of what the window will earn, less the fee and plus the transaction fees.
_LEAST_PART: Final = 0.11
_LARGEST_PART: Final = 0.2
_SMALLEST_WINDOW: Final = 100
_ROUNDING: Final = 2
"""Satoshis by which printed amounts may miss each other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cards:
    """What the cards of a page say, in the API's notation; None is not known."""

    found: bool
    """Whether there is any card."""
    unpaid: str | None = None
    payout_next_block: str | None = None
    earnings_next_block: str | None = None
    shares_in_window: str | None = None
    workers: int | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    """A text in a box: a label, a value, or words that label something unknown."""

    text: str
    label: str | None
    value: bool


def read_cards(document: Document) -> Cards:
    """Return what the cards of a page say."""
    labels = [
        (piece, label)
        for piece in document.pieces
        if (label := _label(piece.text)) is not None
    ][:_MAX_LABELS]
    if not labels:
        return Cards(found=False)
    said: dict[str, set[object]] = {}
    for piece, label in labels:
        if (value := _READERS[label](_value(document, piece, label))) is not None:
            said.setdefault(label, set()).add(value)
    return _cards(
        {label: value for label, (value, *others) in said.items() if not others}
    )


def _label(text: str) -> str | None:
    """Return the label that a text is, if it is a known one."""
    folded = text.casefold().rstrip(": ")
    return folded if folded in _READERS else None


def _value(document: Document, piece: Piece, label: str) -> str:
    """Return the text that belongs to a label, empty where that is not certain."""
    part_of = document.elements[piece.parent].label
    box = document.elements[part_of].parent if part_of else piece.parent
    for _ in range(_MAX_WRAPPERS):
        tokens = _tokens(document, box)
        if len(tokens) > 1:
            return _by_box(tokens) or _by_turns(tokens, label)
        box = document.elements[box].parent
    return ""


def _tokens(document: Document, box: int) -> list[_Token]:
    """Return the texts of a box, none if there are too many for one."""
    held = document.elements[box]
    if held.end - held.start > _MAX_TEXTS:
        return []
    tokens: list[_Token] = []
    labelled = 0
    for piece in document.within(box):
        label = _label(piece.text)
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


def _by_turns(tokens: list[_Token], label: str) -> str:
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
    values = (
        value.text for key, value in itertools.pairwise(turns) if key.label == label
    )
    return agreed(values) or ""


def _cards(said: dict[str, object]) -> Cards:
    """Return what the cards say, in the words of the API."""
    money = {label: text for label, text in said.items() if isinstance(text, str)}
    if _exchanged({label: satoshis(text) for label, text in money.items()}):
        money = {}
    shares = said.get("shares in reward window")
    workers = said.get("workers currently hashing")
    return Cards(
        found=True,
        unpaid=money.get("unpaid earnings"),
        payout_next_block=money.get("estimated payout next block"),
        earnings_next_block=money.get("estimated earnings next block"),
        shares_in_window=None if shares is None else str(shares),
        workers=workers if isinstance(workers, int) else None,
    )


def _exchanged(money: dict[str, int]) -> bool:
    """Return whether the amounts fit each other better with two of them exchanged.

    The payout is what is unpaid and what the block earns; a block earns an eighth of
    the window, near enough; and no more can be unpaid than was ever earned. Amounts
    that fit neither way are no evidence of anything.
    """
    unpaid = money.get("unpaid earnings")
    coming = money.get("estimated earnings next block")
    payout = money.get("estimated payout next block")
    if unpaid is None:
        return False
    if unpaid > money.get("lifetime earnings", unpaid):
        return True
    if coming is None:
        return False
    if payout is not None and payout + _ROUNDING < max(unpaid, coming):
        return abs(payout + min(unpaid, coming) - max(unpaid, coming)) <= _ROUNDING
    window = money.get("estimated rewards in window", 0)
    return _is_part(unpaid, window) and not _is_part(coming, window)


def _is_part(amount: int, window: int) -> bool:
    """Return whether an amount can be what one block earns of a window."""
    return window >= _SMALLEST_WINDOW and (
        _LEAST_PART * window <= amount <= _LARGEST_PART * window
    )
