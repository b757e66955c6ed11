"""What is believed of an account's web page: pure, without Home Assistant.

A page does not say how old it is. It has times to the minute and hashrates to a tenth of
a terahash, so a small machine's hashrate is printed as zero. It names workers as the
site does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from ..api import (
    AVERAGES,
    AccountHashrate,
    AccountPage,
    AccountSnapshot,
    HashrateAverages,
    WorkerSnapshot,
)
from ..mining.account import AccountMemory
from ..mining.workers.memory import WorkerMemory

PRINTED: Final = timedelta(minutes=1)
"""How much later than a printed time the true one may be."""

# By the length of an average in seconds: how old a share may be that makes it more than
# zero. Averages of ten minutes and more are counted every ten minutes, and may be ten
# minutes late in addition.
_SHARE_WITHIN: Final = {60: 60, 300: 300, 600: 1800}

OLDEST_COPY: Final = timedelta(days=1)
"""The age from which a page cannot be a cached copy."""

DEFAULT_NAME: Final = "default"
"""The site's name for a worker without one."""


def dated(page: AccountPage, before: AccountPage | None) -> AccountPage:
    """Return a page with the latest time that it can have.

    It came with the time of the answer. It is older if an average shows work that would
    be over by then, or if it equals `before` word for word, the page that was read last.
    """
    at = page.account.snapshot_time
    newest = max(_shares(page), default=None)
    if newest is not None:
        margins = [
            timedelta(seconds=seconds) + PRINTED
            for average, seconds in _SHARE_WITHIN.items()
            if _has_work(page, average)
        ]
        at = max(min([at, *(newest + margin for margin in margins)]), newest)
    if before is not None and _as_of(page, before.account.snapshot_time) == before:
        at = before.account.snapshot_time
    return _as_of(page, at)


def is_older(page: AccountPage, memory: AccountMemory) -> bool:
    """Return whether a page is a copy from before what is known.

    Its last shares are earlier then. Shares that are earlier by more than a day come from
    another clock than ours: such a page is shown with its own time, and decides nothing.
    """
    names = _names(page, memory.workers)
    pairs = [
        (row.last_share, memory.workers[name].last_share)
        for printed, row in page.workers.items()
        if (name := names[printed]) in memory.workers
    ]
    pairs.append((page.account.last_share, memory.last_share))
    return any(
        printed is not None
        and known is not None
        and printed + PRINTED <= known < printed + OLDEST_COPY
        for printed, known in pairs
    )


def is_poorer(page: AccountPage, known: AccountPage | None) -> bool:
    """Return whether a page lacks a whole part that the one before had."""
    if known is None:
        return False
    no_hashrates = AccountHashrate(snapshot_time=page.hashrate.snapshot_time)
    lost_hashrates = replace(page.hashrate, last_share=None) == no_hashrates
    return (
        (page.account.unpaid is None and known.account.unpaid is not None)
        or (bool(known.workers) and not page.workers)
        or (lost_hashrates and known.hashrate.hashrate_86400s is not None)
    )


def fitted(page: AccountPage, memory: AccountMemory) -> AccountPage:
    """Return a page so that it fits what the API has reported before.

    Workers get the names that the API gives them. Those that it never listed are left
    out, because the API may list them under other names. A time within the minute of a
    known one is the known one. A zero that is only printed is unknown.
    """
    at, names = page.account.snapshot_time, _names(page, memory.workers)
    rows = {
        names[name]: _fit_worker(row, memory.workers.get(names[name]), at)
        for name, row in page.workers.items()
        if names[name] in memory.workers or not memory.workers
    }
    account = replace(page.account, last_share=_account_share(page, rows, memory))
    return AccountPage(
        account=_without_printed_zeros(account, account.last_share, at),
        hashrate=_without_printed_zeros(page.hashrate, account.last_share, at),
        workers=rows,
        averages={
            names[name]: _without_printed_zeros(
                averages, rows[names[name]].last_share, at
            )
            for name, averages in page.averages.items()
            if names[name] in rows
        },
    )


def _as_of(page: AccountPage, at: datetime) -> AccountPage:
    """Return a page with another time."""
    return replace(
        page,
        account=replace(page.account, snapshot_time=at),
        hashrate=replace(page.hashrate, snapshot_time=at),
    )


def _shares(page: AccountPage) -> Iterator[datetime]:
    """Return all last shares of a page."""
    rows: tuple[AccountSnapshot | WorkerSnapshot, ...] = (
        page.account,
        *page.workers.values(),
    )
    return (row.last_share for row in rows if row.last_share is not None)


def _has_work(page: AccountPage, average: int) -> bool:
    """Return whether an average of so many seconds shows work of anyone."""
    word = f"hashrate_{average}s"
    return any(
        getattr(hashrates, word, None)
        for hashrates in (page.account, page.hashrate, *page.averages.values())
    )


def _names(page: AccountPage, known: Mapping[str, WorkerMemory]) -> dict[str, str]:
    """Return the API's names of the workers of a page, by the site's."""
    unnamed = "" in known and DEFAULT_NAME not in known
    return {
        name: "" if unnamed and name == DEFAULT_NAME else name for name in page.workers
    }


def _fit_worker(
    row: WorkerSnapshot, known: WorkerMemory | None, at: datetime
) -> WorkerSnapshot:
    """Return a worker's row with the known time, and without printed zeros."""
    share = _known_share(row.last_share, known.last_share if known else None)
    return _without_printed_zeros(replace(row, last_share=share), share, at)


def _known_share(printed: datetime | None, known: datetime | None) -> datetime | None:
    """Return the known time instead of a printed minute, if it is in that minute."""
    if printed is None or known is None or not printed <= known < printed + PRINTED:
        return printed
    return known


def _account_share(
    page: AccountPage, rows: Mapping[str, WorkerSnapshot], memory: AccountMemory
) -> datetime | None:
    """Return the account's last share: the printed one, or the newest of all workers."""
    if page.account.last_share is not None:
        return _known_share(page.account.last_share, memory.last_share)
    present = {name for name, one in memory.workers.items() if not one.gone_since}
    if not present <= rows.keys():
        return None
    shares = (row.last_share for row in rows.values() if row.last_share is not None)
    return _known_share(max(shares, default=None), memory.last_share)


def _without_printed_zeros[
    RatesT: (AccountSnapshot, AccountHashrate, WorkerSnapshot, HashrateAverages)
](rates: RatesT, last_share: datetime | None, at: datetime) -> RatesT:
    """Return hashrates without the zeros of averages that hold a share."""
    if last_share is None:
        return rates
    quiet = (at - last_share).total_seconds()
    contradicted: dict[str, Any] = {
        word: None
        for average in AVERAGES
        if quiet < average and getattr(rates, word := f"hashrate_{average}s", None) == 0
    }
    return replace(rates, **contradicted)
