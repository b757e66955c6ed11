"""What the upstreams have been seen to do, or may do, while they answer."""

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
    """Answers speak of a time some seconds ago."""

    seconds: float = 60

    @override
    def view(self, view: View) -> View:
        """Look back."""
        at = view.at - self.seconds
        return replace(view, at=at, unpaid_at=min(at, view.unpaid_at))


@dataclass(frozen=True, slots=True)
class StuckSnapshot(Effect):
    """Answers speak of one moment, however late it is."""

    moment: datetime

    @override
    def view(self, view: View) -> View:
        """Look at the moment."""
        at = min(view.at, self.moment.timestamp())
        return replace(view, at=at, unpaid_at=min(at, view.unpaid_at))


@dataclass(frozen=True, slots=True)
class LateUnpaid(Effect):
    """The balance is some seconds behind everything else."""

    seconds: float = 180

    @override
    def view(self, view: View) -> View:
        """Look back at the balance alone."""
        return replace(view, unpaid_at=view.at - self.seconds)


@dataclass(frozen=True, slots=True)
class WrongChain(Effect):
    """The network source follows the chain that forked away."""

    @override
    def view(self, view: View) -> View:
        """Look at the other chain."""
        return on_other_chain(view)


@dataclass(frozen=True, slots=True)
class IdleError(Edit):
    """The account has no active workers, says OCEAN."""

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
    """The balance is something else, such as less than nothing."""

    amount: str = "-0.00000001"

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with the balance."""
        return walk(
            document, lambda key, value: self.amount if key == "unpaid" else value
        )


@dataclass(frozen=True, slots=True)
class ZeroSnapshot(Edit):
    """All hashrates and shares of the moment are zero."""

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with zeros."""
        return walk(document, self._zero)

    @staticmethod
    def _zero(key: str, value: Any) -> Any:
        if key == "active_worker_count":
            return 0
        zero = key.startswith(("hashrate_", "shares_60s", "shares_300s", "pool_"))
        return "0" if zero and isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class PartialLists(Edit):
    """Lists of earnings and payouts lack their newest rows, or their oldest."""

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
class UnavailablePrices(Edit):
    """mempool has no prices, or lacks some currencies."""

    currencies: tuple[str, ...] = ("USD", "EUR", "GBP", "CAD", "CHF", "AUD", "JPY")

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with −1 for what is unknown."""
        return walk(
            document, lambda key, value: -1 if key in self.currencies else value
        )


@dataclass(frozen=True, slots=True)
class NodeDown(Edit):
    """mempool's node does not answer it: hashrate and difficulty are 0."""

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with zeros."""
        fields = ("currentHashrate", "currentDifficulty")
        return walk(document, lambda key, value: 0 if key in fields else value)


@dataclass(frozen=True, slots=True)
class WithoutIndex(Effect):
    """An own mempool instance without indexing; its scope is the path `/api/v1/mining`."""

    @override
    def reply(self, reply: Reply) -> Reply:
        """Return what Express says to an unknown route."""
        return as_text("Cannot GET", status=404)
