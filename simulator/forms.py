"""Other forms of the same answer: fields, types, containers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, override

from .faults import Edit

type Document = Any


def walk(document: Document, change: Callable[[str, Any], Any]) -> Document:
    """Return a document with the value of each key changed, inner values first."""
    if isinstance(document, dict):
        return {
            key: change(key, walk(value, change)) for key, value in document.items()
        }
    if isinstance(document, list):
        return [walk(item, change) for item in document]
    return document


@dataclass(frozen=True, slots=True)
class SetFields(Edit):
    """Gives fields, at any depth, this value: null, or one of a wrong type."""

    fields: tuple[str, ...]
    value: Any = None

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with the value."""
        return walk(
            document, lambda key, value: self.value if key in self.fields else value
        )


@dataclass(frozen=True, slots=True)
class MissingFields(Edit):
    """Leaves out fields, at any depth."""

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
        return (
            [self.edit(item) for item in document]
            if isinstance(document, list)
            else document
        )


@dataclass(frozen=True, slots=True)
class BrokenRows(Edit):
    """Rows of a list that cannot be read stand before the others."""

    name: str
    """The list: `workers`, `earnings`, `payouts` or `blocks`."""
    row: Any = None
    rows: int = 1
    instead: bool = False
    """Whether they replace as many rows of the list."""

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with the rows."""
        return walk(document, self._break)

    def _break(self, key: str, value: Any) -> Any:
        if key != self.name or not isinstance(value, list):
            return value
        return [*[self.row] * self.rows, *value[self.rows * self.instead :]]


@dataclass(frozen=True, slots=True)
class RenamedFields(Edit):
    """Spells fields differently; by default, correctly."""

    names: tuple[tuple[str, str], ...] = (
        ("lastest_share_ts", "latest_share_ts"),
        ("fees_colected_satoshis", "fees_collected_satoshis"),
    )

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with other names."""
        names = dict(self.names)
        if isinstance(document, dict):
            return {
                names.get(key, key): self.edit(value) for key, value in document.items()
            }
        return (
            [self.edit(item) for item in document]
            if isinstance(document, list)
            else document
        )


@dataclass(frozen=True, slots=True)
class JsonNumbers(Edit):
    """Writes numbers as JSON numbers instead of texts."""

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with numbers."""
        return walk(document, lambda _, value: _number(value))


@dataclass(frozen=True, slots=True)
class WorkerContainer(Edit):
    """The container of workers: `mapping`, `mapping_of_lists`, `single_keys` or `named`."""

    form: str

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with repacked workers."""
        return walk(
            document,
            lambda key, value: self._pack(value) if key == "workers" else value,
        )

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
    """Repeats the first workers at the end of the list."""

    count: int = 1

    @override
    def edit(self, document: Document) -> Document:
        """Return the document with repeated workers."""
        return walk(document, self._repeat)

    def _repeat(self, key: str, value: Any) -> Any:
        if key == "workers" and isinstance(value, list):
            return value + value[: self.count]
        return value


def _number(value: Any) -> Any:
    """Return a number if a text is one."""
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
