"""What the upstreams have been seen to do, or may do, while they answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, override

from .faults import Edit, Effect
from .mempool import on_other_chain
from .messages import Reply, View, as_text
from .ocean import NO_SUCH_USER

type Document = Any


def walk(document: Document, change: Callable[[str, Any], Any]) -> Document:
    """Return a document with the value of each key changed, inside out."""
    if isinstance(document, dict):
        return {key: change(key, walk(value, change)) for key, value in document.items()}
    if isinstance(document, list):
        return [walk(item, change) for item in document]
    return document


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
        return walk(document, lambda key, value: self.amount if key == "unpaid" else value)


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
        return value[: self.keep] if self.newest else value[max(0, len(value) - self.keep) :]


@dataclass(frozen=True, slots=True)
class SetFields(Edit):
    """Fields, wherever they are, have this value: null, or of a wrong type."""

    fields: tuple[str, ...]
    value: Any = None

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with the value."""
        return walk(document, lambda key, value: self.value if key in self.fields else value)


@dataclass(frozen=True, slots=True)
class MissingFields(Edit):
    """Fields, wherever they are, are left out."""

    fields: tuple[str, ...]

    @override
    def edit(self, document: Document) -> Document:
        """Return the document without the fields."""
        if isinstance(document, dict):
            return {
                key: self.edit(value)
                for key, value in document.items()
                if key not in self.fields
            }
        return [self.edit(item) for item in document] if isinstance(document, list) else document


@dataclass(frozen=True, slots=True)
class RenamedFields(Edit):
    """Fields are spelt otherwise; by default, correctly."""

    names: tuple[tuple[str, str], ...] = (
        ("lastest_share_ts", "latest_share_ts"),
        ("fees_colected_satoshis", "fees_collected_satoshis"),
    )

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with other names."""
        names = dict(self.names)
        if isinstance(document, dict):
            return {names.get(key, key): self.edit(value) for key, value in document.items()}
        return [self.edit(item) for item in document] if isinstance(document, list) else document


@dataclass(frozen=True, slots=True)
class JsonNumbers(Edit):
    """Numbers are JSON numbers and not texts."""

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with numbers."""
        return walk(document, lambda _, value: _number(value))


@dataclass(frozen=True, slots=True)
class WorkerContainer(Edit):
    """Workers come in another container: `mapping`, `mapping_of_lists`, `single_keys`, `named`."""

    form: str

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with repacked workers."""
        return walk(document, lambda key, value: self._pack(value) if key == "workers" else value)

    def _pack(self, workers: Any) -> Any:
        pairs = _worker_pairs(workers)
        match self.form:
            case "mapping":
                return dict(pairs)
            case "mapping_of_lists":
                return {name: [fields] for name, fields in pairs}
            case "single_keys":
                return [{name: fields} for name, fields in pairs]
        return [{"name": name, **fields} for name, fields in pairs]


@dataclass(frozen=True, slots=True)
class RepeatedWorkers(Edit):
    """The list of workers repeats its first elements at its end."""

    count: int = 1

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with repeated workers."""
        return walk(document, self._repeat)

    def _repeat(self, key: str, value: Any) -> Any:
        if key == "workers" and isinstance(value, list):
            return value + value[: self.count]
        return value


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
        return walk(document, lambda key, value: -1 if key in self.currencies else value)


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


def _number(value: Any) -> Any:
    """Return a number for a text that is one."""
    if not isinstance(value, str):
        return value
    try:
        return int(value) if value.lstrip("-").isdecimal() else float(value)
    except ValueError:
        return value


def _worker_pairs(workers: Any) -> list[tuple[str, Any]]:
    """Return names and fields of OCEAN's two usual containers."""
    if isinstance(workers, dict):
        return [(name, fields[0]) for name, fields in workers.items()]
    return [pair for worker in workers for pair in worker.items()]
