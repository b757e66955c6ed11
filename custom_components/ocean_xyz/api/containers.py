"""The containers in which OCEAN lists workers, in every form that was seen."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from mashumaro.exceptions import InvalidFieldValue

from .models import WireModel, WireObject

# The keys under which a row that is not named by its container names itself.
_NAME_KEYS: Final = ("name", "worker", "workername", "worker_name")

_LAST_SHARE_KEYS: Final = ("lastest_share_ts", "latest_share_ts", "last_share_ts")


def worker_rows(container: Any, address: str) -> dict[str, WireObject]:
    """Return the rows of all workers by raw name.

    A mapping of name to row or to a list of rows, or a list of objects with one name
    as their only key, or a list of rows that hold their name. A name that comes twice
    is one worker. Raises ValueError for anything else.
    """
    rows: dict[str, WireObject] = {}
    for key, value in _named(container):
        name = bare_name(key, address)
        for row in value if isinstance(value, list) else (value,):
            if not isinstance(row, dict):
                msg = "a worker that is not an object"
                raise ValueError(msg)  # noqa: TRY004 (unreadable input)
            rows[name] = _merged(rows[name], row) if name in rows else row
    return rows


def bare_name(name: str, address: str) -> str:
    """Return a worker's name without the address that some answers put before it."""
    if name[: len(address)].lower() != address.lower():
        return name
    rest = name[len(address) :]
    if not rest:
        return ""
    return rest[1:] if rest[0] == "." else name


def read_rows[RowT: WireModel](
    rows: Mapping[str, WireObject], kind: type[RowT]
) -> dict[str, RowT]:
    """Read the rows of all workers.

    One field that cannot be read is unknown; it takes neither its worker nor the
    other workers down.
    """
    return {name: _read_row(row, kind) for name, row in rows.items()}


def _read_row[RowT: WireModel](row: WireObject, kind: type[RowT]) -> RowT:
    """Read a row, leaving out what cannot be read."""
    try:
        return kind.from_dict(row)
    except InvalidFieldValue, ArithmeticError:
        pass
    readable: WireObject = {}
    for key, value in row.items():
        try:
            kind.from_dict({key: value})
        except InvalidFieldValue, ArithmeticError:
            continue
        readable[key] = value
    return kind.from_dict(readable)


def _named(container: Any) -> Iterator[tuple[str, Any]]:
    """Return each worker's name and what stands for it."""
    if isinstance(container, dict):
        yield from container.items()
        return
    if not isinstance(container, list):
        msg = "neither a list nor a mapping of workers"
        raise ValueError(msg)  # noqa: TRY004 (unreadable input)
    for element in container:
        yield from _named_element(element)


def _named_element(element: Any) -> Iterator[tuple[str, Any]]:
    """Return the name of a worker in a list, and what stands for it."""
    if not isinstance(element, dict):
        msg = "a worker that is not an object"
        raise ValueError(msg)  # noqa: TRY004 (unreadable input)
    if all(isinstance(value, dict | list) for value in element.values()):
        yield from element.items()
        return
    for key in _NAME_KEYS:
        if isinstance(name := element.get(key), str):
            yield name, element
            return
    msg = "a worker without a name"
    raise ValueError(msg)


def _merged(one: WireObject, other: WireObject) -> WireObject:
    """Return one row for two, in which the row with the later share goes before."""
    if _last_share(other) >= _last_share(one):
        return one | other
    return other | one


def _last_share(row: WireObject) -> float:
    """Return when a row had its last share, for comparison only."""
    value = next((row[key] for key in _LAST_SHARE_KEYS if row.get(key)), 0)
    try:
        return float(value)
    except TypeError, ValueError, OverflowError:
        return 0.0
