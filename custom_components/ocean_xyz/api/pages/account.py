"""OCEAN's web site on one account, in the words of its interface.

So there is one way to a model: hashrates in H/s, bitcoin with eight decimals, times in
seconds since the epoch, all as text. What a page does not say, or says in doubt, is
absent. A page rounds: hashrates to about four digits, times to the minute.

An account's page has everything, or it leaves parts to be loaded by themselves. Each
answer is read for what it says, and the parts are joined.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from ..containers import read_workers
from ..models import (
    AccountHashrate,
    AccountPage,
    AccountSnapshot,
    HashrateAverages,
    WorkerSnapshot,
)
from ..rows import WireObject, read_row
from .cards import read_cards
from .document import read_document
from .hashrates import read_hashrates
from .text import Hashrates, agreed_hashrates
from .workers import NOTHING, confirmed_workers, read_worker_table

WORKERS_PART: Final = "rows"
"""The part with the rows of the workers' table."""

# What only the part under this name can add.
_WORDS: Final = {
    "payoutcards": {"unpaid"},
    "earningscards": {"estimated_earn_next_block", "shares_in_tides"},
    "hashrates/rows": {"hashrate_300s", "hashrate_86400s"},
}


@dataclass(frozen=True, kw_only=True, slots=True)
class PageParts:
    """What answers of the web site say, in the words of the interface."""

    account: WireObject = field(default_factory=dict)
    workers: dict[str, WireObject] | None = None
    """By name; None where no table of workers could be read."""
    more: bool = False
    """Whether there are links to further pages of workers."""

    def joined(self, other: Self) -> Self:
        """Return this with what another answer adds to it."""
        workers = self.workers
        if other.workers is not None:
            workers = {**other.workers, **(workers or {})}
        account = {**other.account, **self.account}
        return type(self)(account=account, workers=workers, more=other.more)

    @property
    def empty(self) -> bool:
        """Return whether nothing is said of the account."""
        return not (self.account or self.workers)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the parts that are to be loaded by themselves."""
        parts = [
            part for part, words in _WORDS.items() if not words <= self.account.keys()
        ]
        # A table without rows may be one that is yet to be loaded.
        return tuple(parts) if self.workers else (WORKERS_PART, *parts)

    def page(self, address: str, at: datetime) -> AccountPage:
        """Return the models as of a time; raises ValueError if that is not bitcoin's."""
        words = {**self.account, "snap_ts": _seconds(at)}
        workers = self.workers or {}
        return AccountPage(
            account=read_row(AccountSnapshot, words),
            hashrate=read_row(AccountHashrate, words),
            workers=read_workers(workers, address, WorkerSnapshot)[0],
            averages=read_workers(workers, address, HashrateAverages)[0],
        )


def read_page(
    html: bytes | str, *, address: str | None = None, number: int = 0
) -> PageParts:
    """Read a page of the site, or a fragment of one.

    `address` says which account is meant where workers of several are listed, `number`
    which page of workers this is. Raises ValueError for what is no page of OCEAN's. The
    largest page takes up to a second, so this does not belong on an event loop.
    """
    document = read_document(html)
    cards = read_cards(document)
    rates = read_hashrates(document)
    table = read_worker_table(document, address)
    if cards is None and table is None and not rates and not document.marked:
        msg = "not a page of OCEAN's"
        raise ValueError(msg)
    total, workers = NOTHING, None
    if table is not None:
        total = table.total
        workers = {
            name: _words(worker.hashrates, worker.last_share)
            for name, worker in confirmed_workers(table, rates).items()
        }
    hashrates = agreed_hashrates((rates, total.hashrates))
    return PageParts(
        account={**(cards or {}), **_words(hashrates, total.last_share)},
        workers=workers,
        more=any(page > number for page in document.worker_pages),
    )


def _words(hashrates: Hashrates, last_share: datetime | None) -> WireObject:
    """Return what a row says, in the words of the interface."""
    words = {f"hashrate_{average}s": str(rate) for average, rate in hashrates.items()}
    return words | ({"lastest_share_ts": _seconds(last_share)} if last_share else {})


def _seconds(moment: datetime) -> str:
    """Return a time as the interface writes it."""
    return str(int(moment.timestamp()))
