"""The short way from an object of JSON to a model.

Nearly every value of the upstreams has its usual form, plain digits most of all. An
object in which all have it is read here; any other by the model itself, which knows all
forms and says which field is at fault. Both ways lead to equal models.
"""

from collections.abc import Callable
from dataclasses import Field, fields
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final, NamedTuple, get_args, get_type_hints

from .models import WireModel, WireObject
from .readers import (
    ALL_BITCOIN,
    FIRST_SECOND,
    LAST_SECOND,
    MAX_EXPONENT,
    read_bitcoin,
    read_count,
    read_moment,
    read_positive,
    read_satoshis,
    read_share_moment,
)
from .units import BITCOIN_DECIMALS

USUAL: Final = ALL_BITCOIN
"""Whole numbers up to which none is too large to be believed, whatever it counts."""

UNUSUAL: Final = "not in the usual form"

_POINT: Final = -BITCOIN_DECIMALS - 1


class Step(NamedTuple):
    """How one field of a model is taken from an object."""

    name: str
    """As the upstream writes it now; any other spelling is for the model."""
    read: Callable[[Any], Any]
    """Reads every form of it."""
    take: Callable[[Any], Any]
    """Takes it in its usual form, and raises ValueError for any other."""
    put: Callable[[Any, Any], None]
    """Sets the field of a model that is being made, frozen as it will be."""
    optional: bool
    """Whether null, or nothing at all, means that it is not known."""


def read_row[RowT: WireModel](kind: type[RowT], row: WireObject) -> RowT:
    """Read an object; raises what the model raises."""
    made = object.__new__(kind)
    try:
        for name, _, take, put, optional in steps(kind):
            value = row.get(name)
            put(made, None if value is None and optional else take(value))
    except ValueError, LookupError, TypeError, AttributeError:
        return kind.from_dict(row)
    return made


def _steps(kind: Any) -> tuple[Step, ...]:
    """Return how the fields of a model are taken, in their order."""
    hints = get_type_hints(kind)
    return tuple(_step(field, hints[field.name], kind) for field in fields(kind))


steps: Final[Callable[[Any], tuple[Step, ...]]] = cache(_steps)


def _step(field: Field[Any], hint: Any, kind: Any) -> Step:
    """Return how a field is taken, by how the model reads it."""
    alias, types = field.metadata.get("alias", field.name), get_args(hint) or (hint,)
    names = alias if isinstance(alias, tuple) else (alias,)
    strategies = kind.Config.serialization_strategy
    read = field.metadata.get("read") or field.metadata.get("deserialize")
    read = read or strategies[types[0]]["deserialize"]
    return Step(
        name=names[0],
        read=read,
        take=_SHORT_WAYS.get(read, read),
        put=getattr(kind, field.name).__set__,
        # A field with several names may be there under another one.
        optional=field.default is None and len(names) == 1,
    )


def _take_integer(value: Any) -> int:
    """Take plain digits, or a whole number as it is."""
    number = value if type(value) is int else int(_digits(value))
    if 0 <= number <= USUAL:
        return number
    raise ValueError(UNUSUAL)


def _digits(value: Any) -> str:
    """Take plain digits."""
    if value.isdecimal() and value.isascii() and len(value) <= MAX_EXPONENT:
        return str(value)
    raise ValueError(UNUSUAL)


def _take_float(value: Any) -> float:
    """Take plain digits as a float."""
    return float(_digits(value))


def _take_bitcoin(value: Any) -> int:
    """Take an amount with eight decimals as satoshis."""
    if value[_POINT] == ".":
        return _take_integer(value[:_POINT] + value[_POINT + 1 :])
    raise ValueError(UNUSUAL)


def _take_moment(value: Any) -> datetime:
    """Take whole seconds since the epoch."""
    if FIRST_SECOND <= (second := _take_integer(value)) <= LAST_SECOND:
        return datetime.fromtimestamp(second, UTC)
    raise ValueError(UNUSUAL)


def _take_time(value: Any) -> datetime:
    """Take a time in either of its two usual forms."""
    return read_moment(value) if value[4] == "-" else _take_moment(value)


_SHORT_WAYS: Final[dict[Callable[[Any], Any], Callable[[Any], Any]]] = {
    read_count: _take_integer,
    read_satoshis: _take_integer,
    read_positive: _take_float,
    read_bitcoin: _take_bitcoin,
    read_moment: _take_time,
    read_share_moment: _take_moment,
}
"""By the reader of each form; the others have no shorter way."""
