"""The table of an account's hashrates: a label, a hashrate and a count of shares.

A row says its window twice: by its label, and by the count of shares, since so many
shares are that hashrate over one window only. Where one of them cannot be read the
other is enough; where they contradict each other neither is believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from ..units import AVERAGES, HASHES_PER_SHARE
from .columns import Line
from .document import Document, Row, Section
from .text import Figure, read_hashrate, read_shares, read_window
from .workers import merge_hashrates

# Half of the last digit, as a part of the figure, above which it is no good figure.
_COARSE: Final = Decimal("0.01")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Span:
    """A row of the hashrates' table."""

    window: int
    labelled: bool
    """Whether the window is told by its label."""
    hashrate: Figure
    implied: Figure | None
    """The hashrate that the row's count of shares comes to."""


def read_hashrates(document: Document) -> dict[int, Figure]:
    """Return what the hashrates' table says, by window."""
    return merge_hashrates(_table_hashrates(rows) for rows in document.tables() if rows)


def _table_hashrates(rows: Sequence[Row]) -> dict[int, Figure]:
    """Return what one table says of hashrates.

    Its rows go from the longest window to the shortest. In another order their labels
    may have changed places, so a hashrate needs its count of shares as a witness.
    """
    found = [span for row in rows if (span := _span(row)) is not None]
    labelled = any(span.labelled for span in found)
    ours = labelled or any(row.section is Section.HASHRATES for row in rows)
    spans = [span for span in found if span.labelled or ours]
    windows = [span.window for span in spans]
    in_order = all(a > b for a, b in pairwise(windows)) or all(
        a < b for a, b in pairwise(windows)
    )
    return merge_hashrates(
        {span.window: _finer(span)}
        for span in spans
        if (span.implied is not None and span.implied.agrees(span.hashrate))
        or (in_order and not _belongs_elsewhere(span, spans))
    )


def _span(row: Row) -> _Span | None:
    """Return a row of the hashrates' table, None for any other.

    Its window is told by its label, or else by the count of shares: that many were
    found at that hashrate in one window only.
    """
    line = Line.of(row)
    if row.section not in (None, Section.HASHRATES) or line.owner is not None:
        return None
    named = [read_window(text) for text in line.texts]
    known = [window for window in named if window in AVERAGES]
    rates = [rate for text in line.texts if (rate := read_hashrate(text)) is not None]
    counts = [figure for text in line.texts if (figure := read_shares(text))]
    if len(rates) != 1 or len(known) > 1:
        return None
    implied = _implied(counts)
    fitting = [window for window in AVERAGES if _fits_window(implied, rates[0], window)]
    windows = known or (fitting if not any(named) else [])
    contradicted = fitting and not set(windows) <= set(fitting)
    if len(windows) != 1 or windows[0] is None or contradicted:
        return None
    return _Span(
        window=windows[0],
        labelled=bool(known),
        hashrate=rates[0],
        implied=implied and implied.times(Decimal(1) / windows[0]),
    )


def _implied(counts: Sequence[Figure]) -> Figure | None:
    """Return the hashes of a row's count of shares, None if it has not just one."""
    return counts[0].times(Decimal(HASHES_PER_SHARE)) if len(counts) == 1 else None


def _fits_window(hashes: Figure | None, hashrate: Figure, window: int) -> bool:
    """Return whether so many hashes are that hashrate over a window."""
    return (
        hashes is not None
        and hashrate.value > 0
        and hashes.times(Decimal(1) / window).agrees(hashrate)
    )


def _finer(span: _Span) -> Figure:
    """Return the hashrate, by the count of shares if it is too coarsely printed.

    The smallest machines are printed as `0.0 Th/s`.
    """
    printed, implied = span.hashrate, span.implied
    coarse = printed.resolution > _COARSE * printed.value
    if not coarse or implied is None or implied.resolution >= printed.resolution:
        return printed
    return implied if implied.agrees(printed) else printed


def _belongs_elsewhere(span: _Span, spans: Sequence[_Span]) -> bool:
    """Return whether the count of shares says that a hashrate is not its label's.

    It would fit with the label of another row, or it fits the hashrate of another.
    """
    implied = span.implied
    return implied is not None and any(
        implied.times(Decimal(span.window) / other.window).agrees(span.hashrate)
        or implied.agrees(other.hashrate)
        for other in spans
        if other is not span
    )
