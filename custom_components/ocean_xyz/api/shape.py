"""The shape of an answer: its fields and their types, without any value or name."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, Final

from .exceptions import Difference
from .readers import UNREADABLE, Reader, read_float

ROWS: Final = 200
"""Elements of a list, or names of a mapping, that are looked at."""

LONGEST_KEY: Final = 32
CURRENCY_LETTERS: Final = 3

CONTAINERS: Final = frozenset(
    {"result", "user_full", "workers", "earnings", "payouts", "blocks"}
)
_STRUCTURES: Final = (dict, list)


def unread(wanted: Iterable[tuple[tuple[str, ...], Reader]], value: Any) -> Difference:
    """Compare an answer with the fields that are read, by their names."""
    wanted = [*wanted]
    readers = {name: read for names, read in wanted for name in names}
    seen: set[str] = set()
    new: set[str] = set()
    other: set[str] = set()
    for path, key, part in walk(value, ""):
        if isinstance(part, _STRUCTURES):
            continue
        seen.add(key)
        if (read := readers.get(key)) is None:
            new.add(path)
            continue
        try:
            read(part)
        except UNREADABLE:
            other.add(f"{path}: {type_of(part)}")
    return Difference(
        missing=tuple(
            sorted(names[0] for names, _ in wanted if seen.isdisjoint(names))
        ),
        new=tuple(sorted(new)),
        other=tuple(sorted(other)),
    )


def walk(value: Any, path: str, key: str = "") -> Iterator[tuple[str, str, Any]]:
    """Return all parts of JSON with their paths and keys; keys that are names are `*`."""
    yield path, key, value
    if isinstance(value, list):
        for element in islice(value, ROWS):
            yield from walk(element, f"{path}[]", key)
    elif isinstance(value, dict):
        nested = all(isinstance(part, _STRUCTURES) for part in value.values())
        for name, part in islice(value.items(), ROWS):
            shown = _key(name, nested=nested, named=path.endswith(".workers"))
            yield from walk(part, f"{path}.{shown}", shown)


def _key(name: str, *, nested: bool, named: bool) -> str:
    """Return a key if it is that of a field, else `*`: it may be a worker's name."""
    currency = len(name) == CURRENCY_LETTERS and name.isupper()
    field = name.isidentifier() and len(name) <= LONGEST_KEY and not currency
    return name if field and not named and (not nested or name in CONTAINERS) else "*"


def type_of(value: Any) -> str:
    """Return the type of a part; OCEAN's numbers are texts of digits."""
    match value:
        case None:
            return "null"
        case bool():
            return "flag"
        case int() | float():
            return "number"
        case str():
            with suppress(ValueError):
                read_float(value)
                return "digits"
            return "text"
    return "list" if isinstance(value, list) else "object"
