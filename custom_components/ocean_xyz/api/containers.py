"""Every form in which OCEAN has been seen to list workers, and their names."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from hashlib import sha256
from itertools import chain
from typing import Any, Final

from .models import MAX_ACCOUNT_WORKERS, HashrateAverages, WorkerSnapshot
from .rows import WireObject, read_rows, refuse_if_many

MAX_NAME: Final = 191
"""Characters of a name that count: no gateway passes on more of a user's name."""

# The keys of a row's own name, where its container does not name it.
_NAME_KEYS: Final = ("name", "worker", "workername", "worker_name")

_STRUCTURES: Final = frozenset({dict, list})


def read_workers[RowT: (WorkerSnapshot, HashrateAverages)](
    container: Any, address: str, kind: type[RowT]
) -> tuple[dict[str, RowT], int]:
    """Read the rows of all workers by raw name, and count the rows without a name.

    A container is a mapping of name to row or to a list of rows, or a list of objects
    with one name as their only key, or a list of rows that contain their name. A name
    that comes twice is one worker. An unreadable field is unknown; the rest of its row
    and the other workers stay, and so does a worker whose row is no object. Raises
    ValueError for a container of any other form, for too many workers and for too many
    rows without a name.
    """
    rows = list(_named_rows(container))
    named = [(name, row) for name, row in rows if name is not None]
    left_out = len(rows) - len(named)
    refuse_if_many(left_out, len(rows))
    return _read_named(named, address, kind), left_out


def _read_named[RowT: (WorkerSnapshot, HashrateAverages)](
    named: Sequence[tuple[str, WireObject]], address: str, kind: type[RowT]
) -> dict[str, RowT]:
    """Read some rows of workers by raw name; a name that comes twice is one worker."""
    names = bare_names([key for key, _ in named], address)
    rows = read_rows(kind, [row for _, row in named])
    workers = dict(zip(names, rows, strict=True))
    if len(workers) > MAX_ACCOUNT_WORKERS:
        msg = "more workers than an account has"
        raise ValueError(msg)
    if len(workers) == len(names):
        return workers
    workers.clear()
    for name, worker in zip(names, rows, strict=True):
        known = workers.get(name)
        workers[name] = worker if known is None else _merged(known, worker)
    return workers


def bare_names(names: Sequence[str], address: str) -> Sequence[str]:
    """Return workers' names without the address that some answers put in front."""
    if address.lower() in "\n".join(names).lower():
        names = [bare_name(name, address) for name in names]
    if max(map(len, names), default=0) > MAX_NAME:
        return [own_name(name) for name in names]
    return names


def own_name(name: str) -> str:
    """Return a name of believable length that identifies a worker.

    A longer name is cut and gets a digest, so that it differs from names that begin
    alike.
    """
    if len(name) <= MAX_NAME:
        return name
    digest = sha256(name.encode(errors="surrogatepass")).hexdigest()
    return f"{name[: MAX_NAME - len(digest) - 1]}…{digest}"


def bare_name(name: str, address: str) -> str:
    """Return a worker's name without the address that some answers put in front."""
    if name[: len(address)].lower() != address.lower():
        return name
    rest = name[len(address) :]
    if not rest:
        return ""
    return rest[1:] if rest[0] == "." else name


def _named_rows(container: Any) -> Iterator[tuple[str | None, WireObject]]:
    """Return the rows of a container, each with its worker's name if it has one.

    Raises ValueError for any other kind of container.
    """
    for name, value in _named(container):
        # A name with an empty list is a worker without any figures.
        for row in (value or ({},)) if isinstance(value, list) else (value,):
            yield name, row if isinstance(row, dict) else {}


def _named(container: Any) -> Iterable[tuple[str | None, Any]]:
    """Return each worker's name and its row or rows."""
    if isinstance(container, dict):
        return container.items()
    if not isinstance(container, list):
        msg = "neither a list nor a mapping of workers"
        raise ValueError(msg)  # noqa: TRY004 (unreadable input)
    return chain.from_iterable(map(_named_in, container))


def _named_in(element: Any) -> Iterable[tuple[str | None, Any]]:
    """Return the names of the workers in an element of a list, and their rows."""
    if not isinstance(element, dict) or not element:
        return ((None, {}),)
    if _STRUCTURES.issuperset(map(type, element.values())):
        return element.items()
    name = next((element[key] for key in _NAME_KEYS if key in element), None)
    return ((name if isinstance(name, str) else None, element),)


def _merged[RowT: (WorkerSnapshot, HashrateAverages)](one: RowT, other: RowT) -> RowT:
    """Return one worker for two rows; if both have a field, the later share wins."""
    if _last_share(other) >= _last_share(one):
        one, other = other, one
    missing: dict[str, Any] = {
        field.name: getattr(other, field.name)
        for field in fields(one)
        if getattr(one, field.name) is None
    }
    return replace(one, **missing)


def _last_share(worker: WorkerSnapshot | HashrateAverages) -> float:
    """Return when a worker had its last share, for comparison only."""
    if isinstance(worker, WorkerSnapshot) and worker.last_share:
        return worker.last_share.timestamp()
    return 0
