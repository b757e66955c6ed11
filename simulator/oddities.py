"""Odd behaviour of upstreams that answer, seen in reality or possible."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, override

from .faults import Edit, Effect
from .forms import Document, walk
from .mempool import on_other_chain
from .messages import Reply, View, as_text
from .ocean import NO_SUCH_USER


@dataclass(frozen=True, slots=True)
class OlderSnapshot(Effect):
    """Answers contain data from some seconds ago."""

    seconds: float = 60

    @override
    def view(self, view: View) -> View:
        """Look back in time."""
        at = view.at - self.seconds
        return replace(view, at=at, unpaid_at=min(at, view.unpaid_at))


@dataclass(frozen=True, slots=True)
class StuckSnapshot(Effect):
    """Answers contain the data of one moment, at all times."""

    moment: datetime

    @override
    def view(self, view: View) -> View:
        """Look at this moment."""
        at = min(view.at, self.moment.timestamp())
        return replace(view, at=at, unpaid_at=min(at, view.unpaid_at))


@dataclass(frozen=True, slots=True)
class LateUnpaid(Effect):
    """The balance is some seconds older than everything else."""

    seconds: float = 180

    @override
    def view(self, view: View) -> View:
        """Look back in time for the balance only."""
        return replace(view, unpaid_at=view.at - self.seconds)


@dataclass(frozen=True, slots=True)
class WrongChain(Effect):
    """The network source follows the other chain."""

    @override
    def view(self, view: View) -> View:
        """Look at the other chain."""
        return on_other_chain(view)


@dataclass(frozen=True, slots=True)
class IdleError(Edit):
    """OCEAN says that the account has no active workers."""

    text: str = NO_SUCH_USER

    @override
    def edit(self, document: Document) -> Document:
        """Return the error object."""
        return {"error": self.text}


@dataclass(frozen=True, slots=True)
class NullResult(Edit):
    """The result is null."""

    @override
    def edit(self, document: Document) -> Document:
        """Return no result."""
        return {"result": None}


@dataclass(frozen=True, slots=True)
class FixedUnpaid(Edit):
    """The balance has another value, such as a negative one."""

    amount: str = "-0.00000001"

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with the balance."""
        return walk(
            document, lambda key, value: self.amount if key == "unpaid" else value
        )


@dataclass(frozen=True, slots=True)
class ZeroSnapshot(Edit):
    """All hashrates and share counts are zero."""

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with zeros."""
        return walk(document, self.zero)

    @staticmethod
    def zero(key: str, value: Any) -> Any:
        """Return a value of the document, or zero for one of work."""
        if key == "active_worker_count":
            return 0
        zero = key.startswith(("hashrate_", "shares_60s", "shares_300s", "pool_"))
        return "0" if zero and isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class ZeroWorkers(Edit):
    """Hashrates of the workers are zero, and those of their account are not."""

    spared: tuple[str, ...] = ()
    """Averages that are true."""

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with zeros in the list of workers."""
        result = document["result"]
        workers = walk(result["workers"], self._zero)
        return {**document, "result": {**result, "workers": workers}}

    def _zero(self, key: str, value: Any) -> Any:
        return value if key in self.spared else ZeroSnapshot.zero(key, value)


@dataclass(frozen=True, slots=True)
class PartialLists(Edit):
    """Lists of earnings and payouts lack their newest or their oldest rows."""

    keep: int = 1
    newest: bool = True

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with shortened lists."""
        return walk(document, self._shorten)

    def _shorten(self, key: str, value: Any) -> Any:
        if key not in ("earnings", "payouts"):
            return value
        return (
            value[: self.keep]
            if self.newest
            else value[max(0, len(value) - self.keep) :]
        )


@dataclass(frozen=True, slots=True)
class BareBlock(Edit):
    """`latest_block` is the block itself, not a list of one."""

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with the bare block."""
        return {"result": document["result"]["blocks"][0]}


@dataclass(frozen=True, slots=True)
class LosingBlock(Edit):
    """The pool lists a block that is about to lose its place to another pool's."""

    height: int
    time: datetime
    hash: str = "f" * 64

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with the block as the newest."""
        return walk(document, self._first)

    def _first(self, key: str, value: Any) -> Any:
        if key != "blocks" or not value:
            return value
        block = value[0] | {
            "block_hash": self.hash,
            "height": self.height,
            "ts": self.time.replace(tzinfo=None).isoformat(timespec="microseconds"),
        }
        return [block, *value][: len(value)]


@dataclass(frozen=True, slots=True)
class UnavailablePrices(Edit):
    """mempool has no prices, or lacks some currencies."""

    currencies: tuple[str, ...] = ("USD", "EUR", "GBP", "CAD", "CHF", "AUD", "JPY")

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with −1 for unknown prices."""
        return walk(
            document, lambda key, value: -1 if key in self.currencies else value
        )


@dataclass(frozen=True, slots=True)
class NodeDown(Edit):
    """The node of mempool does not answer: hashrate and difficulty are 0."""

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with zeros."""
        fields = ("currentHashrate", "currentDifficulty")
        return walk(document, lambda key, value: 0 if key in fields else value)


@dataclass(frozen=True, slots=True)
class WithoutIndex(Effect):
    """A user's own mempool without an index of blocks, for the path `/api/v1/mining`."""

    @override
    def reply(self, reply: Reply) -> Reply:
        """Return what Express answers for an unknown route."""
        return as_text("Cannot GET", status=404)
