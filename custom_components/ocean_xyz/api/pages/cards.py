"""The cards on an account's page: a label and, somewhere beside it, its value.

What a card is about is told by its label and by the explanation of the label; where
they contradict each other it is not known. In 2024 each pair had a box of its own, in
2026 a box may hold several. A value is believed if it is the only one in the box of
the only label, or if labels and values take turns without a gap. With one value more
or less than labels there is no telling which belongs to which, so none of the box is
believed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
import itertools
from typing import Final

from .document import Document, Piece
from .labels import (
    LIFETIME,
    NEXT_BLOCK,
    PAYOUT,
    PER_DAY,
    SHARE_LOG,
    SHARES,
    UNKNOWN,
    UNPAID,
    UNTIL_PAYOUT,
    WINDOW,
    WORKERS,
    Names,
    card_names,
)
from .text import (
    Figure,
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
    UNPAID: read_bitcoin,
    PAYOUT: read_bitcoin,
    NEXT_BLOCK: read_bitcoin,
    WINDOW: read_bitcoin,
    PER_DAY: read_bitcoin,
    LIFETIME: read_bitcoin,
    SHARES: read_shares,
    WORKERS: read_count,
    SHARE_LOG: lambda _: None,
    UNTIL_PAYOUT: lambda _: None,
}

# What stands beside the shares in the window.
_BESIDE_SHARES: Final = frozenset({WINDOW, NEXT_BLOCK})

# A block pays the window of eight times the difficulty: the reward of one block is an
# eighth of what the window will earn, less the fee and plus the transaction fees.
_LEAST_PART: Final = 0.11
_LARGEST_PART: Final = 0.2
_SMALLEST_WINDOW: Final = 100

# From here on so many satoshis are no rounding, and have to fit each other.
_GOOD_WINDOW: Final = 10_000

# A difficulty that the network has long left behind, and a subsidy in satoshis.
_LEAST_DIFFICULTY: Final = 10**12
_SUBSIDY: Final = 625_000_000

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
    names = card_names(document)
    labels = [at for at in names if not names[at].startswith(UNKNOWN)][:_MAX_LABELS]
    if not labels:
        return Cards(found=False)
    said: dict[str, set[object]] = {}
    for at in labels:
        label, text = names[at], _value(document, names, at)
        if (value := _READERS[label](text)) is not None:
            said.setdefault(label, set()).add(value)
    if SHARES not in names.values() and (shares := _shares_by_form(document, names)):
        said[SHARES] = {shares}
    return _cards(
        {label: value for label, (value, *others) in said.items() if not others}
    )


def _shares_by_form(document: Document, names: Names) -> object | None:
    """Return the shares in the window where no label names them.

    They are the only figure of their form in the box of the estimates.
    """
    boxes = {
        _box(document, document.pieces[at])
        for at, label in names.items()
        if label in _BESIDE_SHARES
    }
    boxes |= {document.elements[box].parent for box in boxes}
    unknown = [at for at in names if names[at].startswith(UNKNOWN)][:_MAX_LABELS]
    found = {
        text
        for at in unknown
        if boxes & set(_ancestors(document, document.pieces[at]))
        and kind_of(text := _value(document, names, at)) is Kind.SHARES
    }
    return read_shares(found.pop()) if len(found) == 1 else None


def _ancestors(document: Document, piece: Piece) -> Iterator[int]:
    """Return the boxes around a label, from the inside, but not the whole page."""
    box = _box(document, piece)
    for _ in range(_MAX_WRAPPERS):
        if not box:
            return
        yield box
        box = document.elements[box].parent


def _box(document: Document, piece: Piece) -> int:
    """Return the element around a label."""
    part_of = document.elements[piece.parent].label
    return document.elements[part_of].parent if part_of else piece.parent


def _value(document: Document, names: Names, at: int) -> str:
    """Return the text that belongs to a label, empty where that is not certain."""
    box = _box(document, document.pieces[at])
    for _ in range(_MAX_WRAPPERS):
        tokens = _tokens(document, names, box)
        if len(tokens) > 1:
            return _by_box(tokens) or _by_turns(tokens, names[at])
        box = document.elements[box].parent
    return ""


def _tokens(document: Document, names: Names, box: int) -> list[_Token]:
    """Return the texts of a box, none if there are too many for one."""
    held = document.elements[box]
    if held.end - held.start > _MAX_TEXTS:
        return []
    tokens: list[_Token] = []
    labelled = 0
    for at in range(held.start, held.end):
        piece, label = document.pieces[at], names.get(at)
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
    amounts = {label: satoshis(text) for label, text in money.items()}
    if _exchanged(amounts):
        money = {}
    wrong = _impossible(amounts)
    shares = said.get(SHARES)
    workers = said.get(WORKERS)
    return Cards(
        found=True,
        unpaid=None if UNPAID in wrong else money.get(UNPAID),
        payout_next_block=None if PAYOUT in wrong else money.get(PAYOUT),
        earnings_next_block=None if NEXT_BLOCK in wrong else money.get(NEXT_BLOCK),
        shares_in_window=str(shares) if _are_shares(shares, amounts) else None,
        workers=workers if isinstance(workers, int) else None,
    )


def _impossible(money: dict[str, int]) -> set[str]:
    """Return which amounts cannot be what their labels say.

    What comes with the next block is what is unpaid and more, so it needs that as a
    witness; and a block earns a certain part of the window.
    """
    wrong: set[str] = set()
    payout, unpaid = money.get(PAYOUT), money.get(UNPAID)
    if payout is not None and unpaid is None:
        wrong.add(PAYOUT)
    window, coming = money.get(WINDOW, 0), money.get(NEXT_BLOCK)
    if payout is not None and unpaid is not None:
        if payout + _ROUNDING < unpaid:
            wrong |= {PAYOUT, UNPAID}
        if coming is not None and abs(payout - unpaid - coming) > _ROUNDING:
            wrong.add(PAYOUT)
    if window >= _GOOD_WINDOW and coming is not None and not _is_part(coming, window):
        wrong.add(NEXT_BLOCK)
    return wrong


def _are_shares(shares: object | None, money: dict[str, int]) -> bool:
    """Return whether a figure can be the shares that earn what the window does."""
    if not isinstance(shares, Figure):
        return False
    window = money.get(WINDOW, 0)
    least = window / _SUBSIDY * _LEAST_DIFFICULTY
    return window < _GOOD_WINDOW or float(shares.value) >= least


def _exchanged(money: dict[str, int]) -> bool:
    """Return whether the amounts fit each other better with two of them exchanged.

    The payout is what is unpaid and what the block earns; a block earns an eighth of
    the window, near enough; and no more can be unpaid than was ever earned. Amounts
    that fit neither way are no evidence of anything.
    """
    unpaid = money.get(UNPAID)
    coming = money.get(NEXT_BLOCK)
    payout = money.get(PAYOUT)
    if unpaid is None:
        return False
    if unpaid > money.get(LIFETIME, unpaid):
        return True
    if coming is None:
        return False
    if payout is not None and payout + _ROUNDING < max(unpaid, coming):
        return abs(payout + min(unpaid, coming) - max(unpaid, coming)) <= _ROUNDING
    window = money.get(WINDOW, 0)
    if _is_part(coming, window):
        return False
    return _is_part(unpaid, window) or (
        window >= _GOOD_WINDOW and _is_part(coming, unpaid)
    )


def _is_part(amount: int, window: int) -> bool:
    """Return whether an amount can be what one block earns of a window."""
    return window >= _SMALLEST_WINDOW and (
        _LEAST_PART * window <= amount <= _LARGEST_PART * window
    )
