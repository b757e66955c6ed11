"""The header of OCEAN's pages: the pool's hashrate and its last block.

Each is looked for by its label, anywhere on the page, and by its form in the place that
the id of the header gives. Either is enough; where they differ it is not known. Early
in 2024 the header ended in the number of blocks found, which is no height.
"""

from dataclasses import dataclass
import re
from typing import Final

from .document import Document
from .text import Figure, agreed, agreed_figure, read_hashrate

_RATE: Final = r"[\d.,]{1,20} ?[A-Za-z]{1,2}/s"
_HEIGHT: Final = r"\d{1,3}(?:,\d{3}){1,2}|\d{1,8}"

# By the label.
_LABELLED_RATE: Final = re.compile(rf"\bHASHRATE: {{0,3}}({_RATE})")
_TITLE: Final = re.compile(rf"\bOCEAN Hashrate: {{0,3}}({_RATE})")
_LABELLED_HEIGHT: Final = re.compile(
    rf"\bLAST BLOCK: {{0,3}}({_HEIGHT})(?![\d,.]|[A-Za-z])"
)

# By the form: a rate is written like nothing else, and a height is followed by its age.
_ANY_RATE: Final = re.compile(rf"(?<![\w.,])({_RATE})(?!\w)")
_AGED_HEIGHT: Final = re.compile(
    r"(?<![\w.,])(\d{6,7}|\d{1,3}(?:,\d{3}){1,2}) ?\([^()]{1,20} AGO\)", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """What a page says of the pool; None is not known."""

    hashrate: Figure | None = None
    height: int | None = None


NO_POOL: Final = Pool()


def read_pool(document: Document) -> Pool:
    """Return what a page says of the pool."""
    header = " ".join(document.pool)
    page = " ".join(piece.text for piece in document.pieces)
    rates = _LABELLED_RATE.findall(page) + _LABELLED_RATE.findall(header)
    heights = _LABELLED_HEIGHT.findall(page) + _LABELLED_HEIGHT.findall(header)
    rates += _ANY_RATE.findall(header)
    heights += _AGED_HEIGHT.findall(header)
    # The dashboard's chart has another mean in its title.
    rates = rates or _TITLE.findall(page)
    figures = [figure for rate in rates if (figure := read_hashrate(rate)) is not None]
    return Pool(
        hashrate=agreed_figure(figures),
        height=agreed(int(height.replace(",", "")) for height in heights),
    )
