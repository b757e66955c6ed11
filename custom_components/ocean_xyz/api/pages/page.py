"""OCEAN's web pages, in the words of its API.

For when the API does not answer. Each function takes a page of the site, or a fragment
of one, and returns what the API's result of that kind would hold, so that there is one
way to a model: hashrates in H/s, bitcoin with eight decimals, times in seconds since
the epoch, all as text. What a page does not say, or says so that there is a doubt, is
absent. A page rounds: hashrates to four digits or so, times to the minute.

All functions raise ValueError for what is no page of OCEAN's. They take up to a second
on the largest page, so they do not belong on an event loop.
"""

from datetime import UTC, datetime
from typing import Final

from ..rows import WireObject
from .cards import Cards, read_cards
from .document import Document, decode, read_document
from .hashrates import read_hashrates
from .ledger import EarningRow, PayoutRow, read_earnings, read_payouts
from .pool import NO_POOL, read_pool
from .workers import (
    Hashrates,
    Worker,
    Workers,
    confirmed_workers,
    merge_hashrates,
    read_workers,
)

# The windows of the account's snapshot; the others are in `user_hashrate`.
_SNAPSHOT_WINDOWS: Final = (60, 300)

type Html = bytes | str | Document
"""A page as it came, or taken apart already."""


def read_page(html: Html) -> Document:
    """Take a page apart, once for all that is to be read from it."""
    document = html if isinstance(html, Document) else read_document(html)
    if not _is_oceans(document):
        msg = "not a page of OCEAN's"
        raise ValueError(msg)
    return document


def account(
    html: Html, snapshot: datetime, *, address: str | None = None
) -> WireObject:
    """Return what the account's page says, as `userinfo_full` would.

    `snapshot` is the time of the answer; a page does not say of when it is. Of a page
    that lists workers of several accounts only those of `address` are meant.
    `workers` is absent where there is no table that can be read, which is not the same
    as one without rows. There is one page of workers in a page: see `next_page`.
    """
    document = read_page(html)
    cards, workers, hashrates = _read_account(document, address)
    at = _seconds(snapshot)
    user = {
        "snap_ts": at,
        "unpaid": cards.unpaid,
        "estimated_payout_next_block": cards.payout_next_block,
        "estimated_earn_next_block": cards.earnings_next_block,
        "shares_in_tides": cards.shares_in_window,
        "lastest_share_ts": _last_share(workers.total),
        **_hashrate_words(
            {w: rate for w, rate in hashrates.items() if w in _SNAPSHOT_WINDOWS}
        ),
    }
    result: WireObject = {"snap_ts": at, "user_full": _known(user)}
    if workers.found:
        result["workers"] = _worker_list(workers)
    return result


def hashrates(
    html: Html, snapshot: datetime, *, address: str | None = None
) -> WireObject:
    """Return the account's hashrates, as `user_hashrate` would.

    From the table of hashrates and from the total of the workers, which have to agree.
    """
    cards, workers, rates = _read_account(read_page(html), address)
    return _known(
        {
            "snap_ts": _seconds(snapshot),
            **_hashrate_words(rates),
            "active_worker_count": cards.workers,
            "lastest_share_ts": _last_share(workers.total),
        }
    )


def worker_rows(html: Html, *, address: str | None = None) -> list[WireObject]:
    """Return the workers that a page lists, as in `userinfo_full`.

    Beside the words that the API has there, a row has the hashrate over three hours.
    An empty page is the one after the last.
    """
    if _is_empty(html):
        return []
    _, workers, _ = _read_account(read_page(html), address)
    if not workers.found:
        msg = "no table of workers that can be read"
        raise ValueError(msg)
    return _worker_list(workers)


def worker_hashrates(
    html: Html, snapshot: datetime, *, address: str | None = None
) -> WireObject:
    """Return the workers' hashrates, as `user_hashrate_full` would.

    Raises ValueError where there is no table of workers that can be read.
    """
    rows = worker_rows(html, address=address)
    workers = {
        name: [{k: v for k, v in fields.items() if k.startswith("hashrate_")}]
        for row in rows
        for name, fields in row.items()
    }
    return {"snap_ts": _seconds(snapshot), "workers": workers}


def pool_status(html: Html) -> WireObject:
    """Return what the header of any page says of the pool.

    `hashrate` in H/s; OCEAN does not say over how long, so it is neither `pool_60s` nor
    `pool_300s`. `height` of the last block that the pool found.
    """
    pool = read_pool(read_page(html))
    hashrate = None if pool.hashrate is None else str(pool.hashrate)
    return _known({"hashrate": hashrate, "height": pool.height})


def payout_rows(html: Html) -> list[WireObject]:
    """Return the payouts that a page lists, as `earnpay` would.

    A page also lists what was paid over Lightning, which the API does not: such a row
    has `lightning` instead of a transaction. Times are minutes, so a row is not to be
    told apart from one of the API by its time.
    """
    if _is_empty(html):
        return []
    return [_payout(row) for row in read_payouts(read_page(html))]


def earning_rows(html: Html) -> list[WireObject]:
    """Return the earnings that a page lists, as `earnpay` would, to the minute."""
    if _is_empty(html):
        return []
    return [_earning(row) for row in read_earnings(read_page(html))]


def next_page(html: Html, current: int, parameter: str = "wpage") -> int | None:
    """Return the number of the page after the current one, None on the last.

    OCEAN's pages link to each other by number. A fragment has no such links, so of
    fragments the first that is empty or repeats another is the end.
    """
    numbers = {
        link.number for link in read_page(html).links if link.parameter == parameter
    }
    return current + 1 if any(number > current for number in numbers) else None


def _is_empty(html: Html) -> bool:
    """Return whether a fragment has no rows at all."""
    return not isinstance(html, Document) and not decode(html).strip()


def _is_oceans(document: Document) -> bool:
    """Return whether anything of OCEAN's is on a page."""
    return (
        document.marked
        or read_cards(document).found
        or read_workers(document).found
        or bool(read_hashrates(document))
        or bool(read_payouts(document))
        or bool(read_earnings(document))
        or read_pool(document) != NO_POOL
    )


def _read_account(
    document: Document, address: str | None
) -> tuple[Cards, Workers, Hashrates]:
    """Return what a page says of an account, each part checked against the others."""
    workers = read_workers(document, address)
    table = read_hashrates(document)
    total = workers.total.hashrates if workers.total else {}
    return (
        read_cards(document),
        confirmed_workers(workers, table),
        merge_hashrates((table, total)),
    )


def _worker_list(workers: Workers) -> list[WireObject]:
    """Return workers as the API lists them: objects of one name each."""
    return [
        {
            str(worker.name): _known(
                {
                    **_hashrate_words(worker.hashrates),
                    "lastest_share_ts": _last_share(worker),
                }
            )
        }
        for worker in workers.workers
    ]


def _hashrate_words(hashrates: Hashrates) -> WireObject:
    """Return hashrates in the words of the API."""
    return {f"hashrate_{window}s": str(rate) for window, rate in hashrates.items()}


def _last_share(worker: Worker | None) -> str | None:
    """Return the time of a worker's last share in the notation of the API."""
    if worker is None or worker.last_share is None:
        return None
    return _seconds(worker.last_share)


def _payout(row: PayoutRow) -> WireObject:
    """Return a payout in the words of the API."""
    return _known(
        {
            "ts": _moment(row.time),
            "on_chain_txid": row.transaction,
            "total_satoshis_net_paid": row.amount,
            "is_generation_txn": row.generated,
            "lightning": row.lightning or None,
        }
    )


def _earning(row: EarningRow) -> WireObject:
    """Return an earning in the words of the API."""
    return _known(
        {
            "block_hash": row.block,
            "ts": _moment(row.time) if row.time else None,
            "shares_in_window": row.shares,
            "fees_colected_satoshis": row.fee,
            "satoshis_net_earned": row.net,
        }
    )


def _seconds(moment: datetime) -> str:
    """Return a time as the API writes that of a snapshot."""
    return str(int(moment.timestamp()))


def _moment(moment: datetime) -> str:
    """Return a time as the API writes that of a payout: UTC, without saying so."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _known(words: WireObject) -> WireObject:
    """Return what is known."""
    return {word: value for word, value in words.items() if value is not None}
