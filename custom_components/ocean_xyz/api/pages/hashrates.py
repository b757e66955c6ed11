"""The table of an account's hashrates: a label, a hashrate and a count of shares.

A row says twice over how long it averages: by its label, and by its count of shares,
because so many shares are that hashrate over one length only. If one of them cannot be
read, the other is enough. If they contradict each other, neither is believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from ..units import AVERAGES, HASHES_PER_SHARE
from .columns import Line
from .document import HASHRATES, Document, Row
from .text import (
    Figure,
    agreed_hashrates,
    read_average,
    read_hashrate,
    read_shares,
)

# A figure is coarse if half of its last digit is more than this part of it.
_COARSE: Final = Decimal("0.01")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Span:
    """A row of the hashrates' table."""

    average: int
    """Seconds."""
    labelled: bool
    """Whether its label says over how long it averages."""
    hashrate: Figure
    implied: Figure | None
    """The hashrate that the row's count of shares comes to."""


def read_hashrates(document: Document) -> dict[int, Figure]:
    """Return what the table of hashrates says, by the length of the average."""
    return agreed_hashrates(
        _table_hashrates(rows) for rows in document.tables() if rows
    )


def _table_hashrates(rows: Sequence[Row]) -> dict[int, Figure]:
    """Return what one table says of hashrates.

    Its rows go from the longest average to the shortest. In another order their labels
    may have changed places, so a hashrate needs its count of shares as a witness.
    """
    found = [span for row in rows if (span := _span(row)) is not None]
    labelled = any(span.labelled for span in found)
    ours = labelled or any(row.section == HASHRATES for row in rows)
    spans = [span for span in found if span.labelled or ours]
    averages = [span.average for span in spans]
    in_order = all(a > b for a, b in pairwise(averages)) or all(
        a < b for a, b in pairwise(averages)
    )
    return agreed_hashrates(
        {span.average: _finer(span)}
        for span in spans
        if (span.implied is not None and span.implied.agrees(span.hashrate))
        or (in_order and not _belongs_elsewhere(span, spans))
    )


def _span(row: Row) -> _Span | None:
    """Return a row of the table of hashrates, None for any other row."""
    line = Line.of(row)
    if row.section not in (None, HASHRATES) or line.owner is not None:
        return None
    named = [read_average(text) for text in line.texts]
    known = [average for average in named if average in AVERAGES]
    rates = [rate for text in line.texts if (rate := read_hashrate(text)) is not None]
    counts = [figure for text in line.texts if (figure := read_shares(text))]
    if len(rates) != 1 or len(known) > 1:
        return None
    implied = _implied(counts)
    fitting = [average for average in AVERAGES if _fits(implied, rates[0], average)]
    averages = known or (fitting if not any(named) else [])
    contradicted = fitting and not set(averages) <= set(fitting)
    if len(averages) != 1 or averages[0] is None or contradicted:
        return None
    return _Span(
        average=averages[0],
        labelled=bool(known),
        hashrate=rates[0],
        implied=implied and implied.times(Decimal(1) / averages[0]),
    )


def _implied(counts: Sequence[Figure]) -> Figure | None:
    """Return the hashes of a row's count of shares, None if it has not just one."""
    return counts[0].times(Decimal(HASHES_PER_SHARE)) if len(counts) == 1 else None


def _fits(hashes: Figure | None, hashrate: Figure, average: int) -> bool:
    """Return whether so many hashes are that hashrate over so many seconds."""
    return (
        hashes is not None
        and hashrate.value > 0
        and hashes.times(Decimal(1) / average).agrees(hashrate)
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
    """Return whether the count of shares fits another row's label or hashrate."""
    implied = span.implied
    return implied is not None and any(
        implied.times(Decimal(span.average) / other.average).agrees(span.hashrate)
        or implied.agrees(other.hashrate)
        for other in spans
        if other is not span
    )
