"""The hashrates of an account and the rows of its workers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Final

from .models import WINDOWS
from .pages_columns import LONG, SHORT, Columns, Line
from .pages_document import Document, Row, Section
from .pages_text import (
    Figure,
    Kind,
    agreed,
    agreed_figure,
    read_hashrate,
    read_minute,
    read_shares,
    read_window,
)

_HASHES_PER_SHARE: Final = 2**32
_ELSEWHERE: Final = "/info/"

type Hashrates = Mapping[int, Figure]
"""H/s by the seconds over which they are averaged."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Worker:
    """A row of the workers' table."""

    name: str | None
    """None for the total."""
    hashrates: Hashrates
    last_share: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Workers:
    """The workers' table of one page."""

    found: bool
    """Whether there is one that could be read; it may be empty."""
    total: Worker | None = None
    workers: tuple[Worker, ...] = ()


@dataclass(frozen=True, slots=True)
class _Span:
    """A row of the hashrates' table."""

    window: int
    hashrate: Figure
    implied: Figure | None
    """The hashrate that the row's count of shares comes to."""


def read_workers(document: Document, address: str | None = None) -> Workers:
    """Return the rows of the workers' table.

    Rows of more than one address are no account's, unless it is known which to take.
    """
    found: dict[str | None, list[Worker]] = {}
    addresses = {address.casefold()} if address else set()
    for rows in document.tables():
        lines = [Line.of(row) for row in rows]
        columns = Columns.of(lines)
        for row, line in zip(rows, lines, strict=True):
            if (owner := line.owner) is None or not _is_worker(row, line):
                continue
            if address is None and owner.address:
                addresses.add(owner.address)
            if owner.address in addresses or not owner.address:
                worker = _worker(owner.worker, columns, line)
                found.setdefault(owner.worker, []).append(worker)
    if len(addresses) > 1 or not (found or _is_empty(document)):
        return Workers(found=False)
    total = found.pop(None, None)
    return Workers(
        found=True,
        total=_merge(total) if total else None,
        workers=tuple(map(_merge, found.values())),
    )


def _is_worker(row: Row, line: Line) -> bool:
    """Return whether a row with an account's link is one of the workers' table.

    The blocks on the dashboard also link to accounts: to their finders.
    """
    if any(_ELSEWHERE in link for cell in row.cells for link in cell.links):
        return False
    if row.section is not None:
        return row.section is Section.WORKERS
    return Kind.HASHRATE in line.kinds or Kind.STATUS in line.kinds


def _is_empty(document: Document) -> bool:
    """Return whether there is a workers' table that says that there are none."""
    return Section.WORKERS in document.sections and not any(
        len(row.cells) > 1 and not all(cell.heading for cell in row.cells)
        for row in document.rows
        if row.section is Section.WORKERS
    )


def _worker(name: str | None, columns: Columns, line: Line) -> Worker:
    """Return what a row says."""
    hashrates = {
        window: hashrate
        for window, text in columns.hashrates(line).items()
        if (hashrate := read_hashrate(text)) is not None
    }
    return Worker(
        name=name,
        hashrates=hashrates,
        last_share=read_minute(columns.last_share(line)),
    )


def _merge(rows: Sequence[Worker]) -> Worker:
    """Return what all rows of one name agree on."""
    return Worker(
        name=rows[0].name,
        hashrates=merge_hashrates(row.hashrates for row in rows),
        last_share=agreed(row.last_share for row in rows),
    )


def merge_hashrates(sources: Iterable[Hashrates]) -> dict[int, Figure]:
    """Return what all sources that say anything of a window agree on."""
    said: dict[int, list[Figure]] = {}
    for source in sources:
        for window, hashrate in source.items():
            said.setdefault(window, []).append(hashrate)
    merged = {window: agreed_figure(figures) for window, figures in said.items()}
    return {window: figure for window, figure in merged.items() if figure is not None}


def confirmed_workers(read: Workers, account: Hashrates) -> Workers:
    """Return the workers without their hashrates where those are contradicted.

    A row cannot tell its two hashrates apart; the account's own figures and the total
    can. They say that cells changed places if the total is not what the account does,
    or if the workers do not add up to it while both columns together do.
    """
    if read.total is None:
        return read
    total = read.total.hashrates
    matches = [
        total[window].agrees(account[window]) for window in total if window in account
    ]
    contradicted = bool(matches) and not any(matches)
    if not contradicted and not _changed_places(total, read.workers):
        return read
    return replace(
        read,
        total=replace(read.total, hashrates={}),
        workers=tuple(replace(worker, hashrates={}) for worker in read.workers),
    )


def _changed_places(total: Hashrates, workers: Sequence[Worker]) -> bool:
    """Return whether only both columns together add up to the total."""
    if not workers or SHORT not in total or LONG not in total:
        return False
    short, long = (
        _sum(
            worker.hashrates[window] for worker in workers if window in worker.hashrates
        )
        for window in (SHORT, LONG)
    )
    together = _sum((short, long)).agrees(_sum((total[SHORT], total[LONG])))
    return together and not (short.agrees(total[SHORT]) and long.agrees(total[LONG]))


def _sum(figures: Iterable[Figure]) -> Figure:
    """Return a sum, with the resolution that the parts leave it."""
    parts = list(figures)
    return Figure(
        value=sum((part.value for part in parts), Decimal()),
        resolution=sum((part.resolution for part in parts), Decimal()),
    )


def read_hashrates(document: Document) -> dict[int, Figure]:
    """Return what the hashrates' table says, by window."""
    return merge_hashrates(_table_hashrates(rows) for rows in document.tables() if rows)


def _table_hashrates(rows: Sequence[Row]) -> dict[int, Figure]:
    """Return what one table says of hashrates.

    Its rows go from the longest window to the shortest. In another order their labels
    may have changed places, so a hashrate needs its count of shares as a witness.
    """
    spans = [span for row in rows if (span := _span(row)) is not None]
    windows = [span.window for span in spans]
    in_order = all(a > b for a, b in pairwise(windows)) or all(
        a < b for a, b in pairwise(windows)
    )
    return merge_hashrates(
        {span.window: span.hashrate}
        for span in spans
        if (span.implied is not None and span.implied.agrees(span.hashrate))
        or (in_order and not _belongs_elsewhere(span, spans))
    )


def _span(row: Row) -> _Span | None:
    """Return a row of the hashrates' table, None for any other."""
    line = Line.of(row)
    if row.section not in (None, Section.HASHRATES) or line.owner is not None:
        return None
    windows = [read_window(text) for text in line.texts]
    known = [window for window in windows if window in WINDOWS]
    rates = [rate for text in line.texts if (rate := read_hashrate(text)) is not None]
    if len(known) != 1 or len(rates) != 1:
        return None
    counts = [figure for text in line.texts if (figure := read_shares(text))]
    implied = counts[0] if len(counts) == 1 else None
    window = known[0]
    assert window is not None  # noqa: S101 (WINDOWS holds no None)
    per_share = Decimal(_HASHES_PER_SHARE) / window
    return _Span(window, rates[0], implied.times(per_share) if implied else None)


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
