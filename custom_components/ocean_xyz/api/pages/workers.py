"""The table of an account's workers: a row for each, and one for the total."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from .columns import LONG, SHORT, Columns, Line
from .document import WORKERS, Document, Row
from .text import (
    Figure,
    Hashrates,
    Kind,
    agreed,
    agreed_hashrates,
    read_hashrate,
    read_minute,
)

_ELSEWHERE: Final = "/info/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Worker:
    """What a row of the workers' table says of a worker, or of all of them."""

    hashrates: Hashrates
    last_share: datetime | None


NOTHING: Final = Worker(hashrates={}, last_share=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerTable:
    """The workers' table of one page."""

    total: Worker
    workers: dict[str, Worker]


def read_worker_table(document: Document, address: str | None) -> WorkerTable | None:
    """Return the rows of the workers' table, None if there is no readable one.

    If they belong to several addresses, `address` says which rows to take.
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
                worker = _worker(columns, line)
                found.setdefault(owner.worker, []).append(worker)
    if len(addresses) > 1 or not (found or _is_empty(document)):
        return None
    total = _merge(found.pop(None, ()))
    workers = {name: _merge(rows) for name, rows in found.items() if name is not None}
    return WorkerTable(total=total, workers=workers)


def _is_worker(row: Row, line: Line) -> bool:
    """Return whether a row with an account's link is one of the workers' table.

    The blocks on the dashboard also link to accounts: to their finders.
    """
    links = [*row.links, *(link for cell in row.cells for link in cell.links)]
    if any(_ELSEWHERE in link for link in links):
        return False
    if row.section is not None:
        return row.section == WORKERS
    return Kind.HASHRATE in line.kinds or Kind.STATUS in line.kinds


def _is_empty(document: Document) -> bool:
    """Return whether there is a workers' table that says that there are none."""
    return WORKERS in document.sections and not any(
        len(row.cells) > 1 and not all(cell.heading for cell in row.cells)
        for row in document.rows
        if row.section == WORKERS
    )


def _worker(columns: Columns, line: Line) -> Worker:
    """Return what a row says."""
    hashrates = {
        average: hashrate
        for average, text in columns.hashrates(line).items()
        if (hashrate := read_hashrate(text)) is not None
    }
    last_share = read_minute(columns.last_share(line))
    return Worker(hashrates=hashrates, last_share=last_share)


def _merge(rows: Collection[Worker]) -> Worker:
    """Return what all rows of one name agree on."""
    return Worker(
        hashrates=agreed_hashrates(row.hashrates for row in rows),
        last_share=agreed(row.last_share for row in rows),
    )


def confirmed_workers(table: WorkerTable, account: Hashrates) -> dict[str, Worker]:
    """Return the workers, without their hashrates where those are contradicted.

    A row alone cannot say which of its two hashrates is which, but the account's own
    figures and the total can. Cells changed places if the total contradicts the account,
    or if the workers add up to the total only over both columns together.
    """
    total = table.total.hashrates
    matches = [
        total[average].agrees(account[average])
        for average in total
        if average in account
    ]
    contradicted = bool(matches) and not any(matches)
    if not contradicted and not _changed_places(total, table.workers.values()):
        return table.workers
    return {
        name: replace(worker, hashrates={}) for name, worker in table.workers.items()
    }


def _changed_places(total: Hashrates, workers: Collection[Worker]) -> bool:
    """Return whether only both columns together add up to the total."""
    if not workers or SHORT not in total or LONG not in total:
        return False
    short, long = (
        _sum(
            worker.hashrates[average]
            for worker in workers
            if average in worker.hashrates
        )
        for average in (SHORT, LONG)
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
