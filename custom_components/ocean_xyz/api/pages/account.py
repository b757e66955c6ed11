"""What OCEAN's web site says of one account, put together from its answers.

An account's page has everything, or it leaves parts to be loaded by themselves: each
answer is read for what it says, and they are joined.
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
from . import page as pages

# Which words only the part that is loaded under a name can add.
_WORDS: Final = {
    "payoutcards": {"unpaid"},
    "earningscards": {"estimated_earn_next_block", "shares_in_tides"},
    "hashrates/rows": {"hashrate_300s", "hashrate_86400s"},
}
WORKERS_PART: Final = "rows"


@dataclass(frozen=True, kw_only=True, slots=True)
class PageParts:
    """What answers of the web site say, in the words of the interface."""

    user: WireObject = field(default_factory=dict)
    rates: WireObject = field(default_factory=dict)
    workers: dict[str, WireObject] | None = None
    """By name; None where no table of workers could be read."""
    more: bool = False
    """Whether there are links to further pages of workers."""

    @classmethod
    def of(cls, body: bytes, address: str, at: datetime, number: int) -> Self:
        """Read an answer; raises ValueError for one that is none of OCEAN's."""
        document = pages.read_page(body)
        said = pages.account(document, at, address=address)
        rates = pages.hashrates(document, at, address=address)
        rows = said.get("workers")
        return cls(
            user=_without_time(said["user_full"]),
            rates=_without_time(rates),
            workers=None
            if rows is None
            else {name: words for row in rows for name, words in row.items()},
            more=pages.next_page(document, number) is not None,
        )

    def joined(self, other: Self) -> Self:
        """Return this with what another answer adds to it; what is said stays."""
        workers = self.workers
        if other.workers is not None:
            workers = {**other.workers, **(workers or {})}
        return type(self)(
            user={**other.user, **self.user},
            rates={**other.rates, **self.rates},
            workers=workers,
            more=other.more,
        )

    @property
    def empty(self) -> bool:
        """Return whether nothing is said of the account."""
        return not (self.user or self.rates or self.workers)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the parts that are to be loaded by themselves."""
        known = self.user.keys() | self.rates.keys()
        parts = [part for part, words in _WORDS.items() if not words <= known]
        # A table without rows may be one that is yet to be loaded.
        return tuple(parts) if self.workers else (WORKERS_PART, *parts)

    def page(self, address: str, at: datetime) -> AccountPage:
        """Return the models of what is said, as of a time."""
        snapshot = {"snap_ts": str(int(at.timestamp()))}
        workers = dict(self.workers or {})
        windows = {
            name: {word: value for word, value in words.items() if _is_rate(word)}
            for name, words in workers.items()
        }
        short = {w: v for w, v in self.rates.items() if w in _SNAPSHOT_WORDS}
        return AccountPage(
            account=read_row(AccountSnapshot, {**short, **self.user, **snapshot}),
            hashrate=read_row(AccountHashrate, {**self.rates, **snapshot}),
            workers=read_workers(workers, address, WorkerSnapshot),
            averages=read_workers(windows, address, HashrateAverages),
        )


_SNAPSHOT_WORDS: Final = frozenset({"hashrate_60s", "hashrate_300s"})


def _without_time(words: WireObject) -> WireObject:
    """Return words without the time: a page does not say of when it is."""
    return {word: value for word, value in words.items() if word != "snap_ts"}


def _is_rate(word: str) -> bool:
    """Return whether a word is a hashrate."""
    return word.startswith("hashrate_")
