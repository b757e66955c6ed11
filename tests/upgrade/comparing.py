"""Compares what 1.0.0 stored with what the current code makes of it, field by field."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from . import changes

ANY: Final = "*"
type Fields = dict[tuple[str, ...], Any]


def kind_of(store: str) -> str:
    """Return what a store of the integration holds, by the name of its file."""
    return store.partition(".")[2].partition("_")[0]


def fields(store: str, content: Any) -> Fields:
    """Return the values of a store, by the path of names that leads to each.

    An empty container is a value too.
    """
    return dict(_walk((kind_of(store),), content))


def _walk(path: tuple[str, ...], stored: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Return the values below a place."""
    if isinstance(stored, dict) and stored:
        for key, value in stored.items():
            yield from _walk((*path, key), value)
    elif isinstance(stored, list) and stored:
        for number, value in enumerate(stored):
            yield from _walk((*path, str(number)), value)
    else:
        yield path, stored


def place(path: Iterable[str]) -> str:
    """Return a field's path, with a star for each part that is not a field."""
    parts: list[str] = []
    for part in path:
        free = part.isdecimal() or ".".join(parts) in changes.KEYED
        parts.append(ANY if free else part)
    return ".".join(parts)


def expected(before: Fields) -> Fields:
    """Return the fields as the current code must write them."""
    result: Fields = {}
    for path, value in before.items():
        where = place(path)
        if _within(where, changes.DROPPED_FIELDS):
            continue
        change = changes.CHANGED_FIELDS.get(where)
        result[_renamed(path)] = change(value) if change else value
    return result


def _renamed(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return where a field is now."""
    for length in range(len(path), 0, -1):
        if (now := changes.RENAMED_FIELDS.get(place(path[:length]))) is None:
            continue
        freely = [
            part
            for number, part in enumerate(path[:length])
            if place(path[: number + 1]).endswith(ANY)
        ]
        parts = [freely.pop(0) if part == ANY else part for part in now.split(".")]
        return (*parts, *path[length:])
    return path


def known(after: Fields) -> Fields:
    """Return the fields without those that 1.0.0 did not have."""
    return {k: v for k, v in after.items() if not _within(place(k), changes.NEW_FIELDS)}


def _within(where: str, places: Iterable[str]) -> bool:
    """Return whether a place is one of the given places, or inside one."""
    return any(where == one or where.startswith(f"{one}.") for one in places)


def differences(before: Any, after: Any, path: str = "") -> dict[str, tuple[Any, Any]]:
    """Return where two things differ, with the values before and after."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        found: dict[str, tuple[Any, Any]] = {}
        for key in sorted(before.keys() | after.keys(), key=str):
            one, other = before.get(key, MISSING), after.get(key, MISSING)
            found |= differences(one, other, f"{path}/{key}")
        return found
    return {} if before == after else {path: (before, after)}


MISSING: Final = "(missing)"
