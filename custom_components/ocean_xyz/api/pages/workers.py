"""The rows of an account's workers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from .columns import LONG, SHORT, Columns, Line
from .document import Document, Row, Section
from .text import (
    Figure,
    Kind,
    agreed,
    agreed_figure,
    read_hashrate,
    read_minute,
)

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
    links = [*row.links, *(link for cell in row.cells for link in cell.links)]
    if any(_ELSEWHERE in link for link in links):
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
