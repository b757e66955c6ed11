"""Filters, sorts and pages the workers of an account: pure, without Home Assistant."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
import re
from typing import Final

from ...api.units import AVERAGES
from ..units import TERA
from .state import WorkerState

HASHRATES: Final = tuple(f"hashrate_{average}s" for average in AVERAGES)

COLUMNS: Final = (
    "name",
    "status",
    "last_share",
    "offline_since",
    "hashrate_lost",
    *HASHRATES,
    "share_of_account",
    "expected_per_day",
    "estimated_next_block",
)

type Cell = str | float | int | datetime | None


class WorkerFilter(StrEnum):
    """What a worker may be asked for by."""

    ONLINE = "online"
    LOW = "low"
    OFFLINE = "offline"
    PAUSED = "paused"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerRow:
    """A worker and what it contributes."""

    state: WorkerState
    share_of_account: float | None
    """As a fraction of the account's hashrate."""
    expected_per_day: float | None
    """Satoshis."""

    @property
    def status(self) -> WorkerFilter | None:
        """Return what the worker does; one that is not listed any more is gone."""
        if self.state.gone:
            return WorkerFilter.GONE
        return WorkerFilter(self.state.status) if self.state.status else None

    def cell(self, column: str) -> Cell:
        """Return the value of a column, in the units of the entities."""
        if column in HASHRATES:
            hashrate: float | None = getattr(self.state.averages, column)
            return None if hashrate is None else hashrate / TERA
        match column:
            case "hashrate_lost":
                lost = self.state.hashrate_lost
                return None if lost is None else round(lost / TERA, 3)
            case "status":
                return self.status
            case "share_of_account":
                share = self.share_of_account
                return None if share is None else round(share * 100, 4)
            case "expected_per_day":
                per_day = self.expected_per_day
                return None if per_day is None else round(per_day)
        value: Cell = getattr(self.state, column)
        return value


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """What is wanted of the workers."""

    statuses: frozenset[WorkerFilter] = frozenset()
    """None of them means all."""
    search: str = ""
    sort: str = "name"
    descending: bool = False
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A part of the workers that were found."""

    rows: Sequence[WorkerRow]
    total: int
    """How many were found."""


def select(workers: Iterable[WorkerRow], query: Query) -> Page:
    """Return the workers that are wanted, sorted; what is not known comes last."""
    search = query.search.casefold()
    found = [
        row
        for row in workers
        if (not query.statuses or row.status in query.statuses)
        and search in row.state.name.casefold()
    ]
    downwards = query.descending and query.sort == "name"
    found.sort(key=lambda row: natural(row.state.name), reverse=downwards)
    if query.sort != "name":
        found = _sorted_by(found, query.sort, descending=query.descending)
    end = None if query.limit is None else query.offset + query.limit
    return Page(rows=found[query.offset : end], total=len(found))


def _sorted_by(
    rows: list[WorkerRow], column: str, *, descending: bool
) -> list[WorkerRow]:
    """Sort by a column, those without a value last."""
    known = [row for row in rows if row.cell(column) is not None]
    unknown = [row for row in rows if row.cell(column) is None]
    key: Callable[[WorkerRow], Cell] = lambda row: row.cell(column)  # noqa: E731
    known.sort(key=key, reverse=descending)  # type: ignore[arg-type]
    return known + unknown


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """Return by what names are sorted: rig-2 before rig-10, whatever the case.

    The longer of two numbers is the larger one, however many digits they have.
    """
    parts = re.split(r"([0-9]+)", name.casefold())
    return tuple(
        (len(digits), digits) if number % 2 else (0, part)
        for number, part in enumerate(parts)
        for digits in (part.lstrip("0"),)
    )


def as_data(row: WorkerRow) -> Mapping[str, str | float | None]:
    """Return a worker as an action returns it; times are ISO 8601."""
    data: dict[str, str | float | None] = {}
    for column in COLUMNS:
        value = row.cell(column)
        data[column] = value.isoformat() if isinstance(value, datetime) else value
    return data
