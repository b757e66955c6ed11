"""Reads models from JSON objects: one row, or many rows a column at a time.

A model is a dataclass: the type of a field says how it is read, and the field's metadata
what the upstream calls it. An answer about a farm holds 3,000 rows with the same few fields,
nearly all of them plain digits. That is checked once for a whole column, which is then
converted without a call for each value. Any other column is read value by value, with
the same result.

As much is lost as cannot be read, and no more. An optional field that cannot be read is
unknown; a row is left out if a field is missing that makes it what it is.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache, partial
from itertools import repeat
from operator import attrgetter, itemgetter
from typing import Any, Final, NamedTuple, get_args, get_type_hints

from .readers import (
    ALL_BITCOIN,
    FIRST_MOMENT,
    FIRST_SECOND,
    HASH_DIGITS,
    LAST_MOMENT,
    LAST_SECOND,
    MAX_EXPONENT,
    MAX_TEXT,
    POINT,
    READERS,
    UNREADABLE,
    Reader,
    read_amount,
    read_bitcoin,
    read_count,
    read_estimate,
    read_hash,
    read_moment,
    read_positive,
    read_satoshis,
    read_share_moment,
    read_text,
)

type WireObject = dict[str, Any]
"""A JSON object that is not yet a model. It never leaves this package."""

type Values = Sequence[Any]
type Column = list[Any]

USUAL: Final = ALL_BITCOIN
"""Whole numbers up to here are believable, whatever they count."""

TOO_LARGE: Final = 10**MAX_EXPONENT

FEW: Final = 4
"""Rows up to which reading one after the other is faster than column by column."""

MOST_UNREADABLE: Final = 0.1
"""Fraction of a list's rows from which on it is not believed. One row always may be."""


class UnreadableFieldError(ValueError):
    """A required field is missing or cannot be read."""

    def __init__(self, field_name: str) -> None:
        """Remember our name of the field; its value may hold an address."""
        super().__init__(f"{field_name} cannot be read")
        self.field_name = field_name


class Step(NamedTuple):
    """How one field of a model is read from an object."""

    field_name: str
    name: str
    """As the upstream writes it now."""
    read: Reader
    put: Callable[[Any, Any], None]
    """Sets the field of a model in the making, though the model is frozen."""
    absent: Callable[[WireObject], Any]
    """Returns the value for an object that says null, or nothing, under the name."""
    default: Any
    """What is known if the field cannot be read; MISSING if it is required."""


def _steps(kind: Any) -> tuple[Step, ...]:
    """Return how the fields of a model are read, in their order."""
    hints = get_type_hints(kind)
    return tuple(_step(each, hints[each.name], kind) for each in fields(kind))


steps: Final[Callable[[Any], tuple[Step, ...]]] = cache(_steps)


def _step(each: Field[Any], hint: Any, kind: Any) -> Step:
    """Return how a field is read."""
    name, *spellings = each.metadata.get("names", (each.name,))
    read = each.metadata.get("read") or READERS[(get_args(hint) or (hint,))[0]]

    def absent(row: WireObject) -> Any:
        for spelling in spellings:
            if (value := row.get(spelling)) is not None:
                return read(value)
        if each.default is MISSING:
            raise ValueError(each.name)
        return each.default

    put = getattr(kind, each.name).__set__
    return Step(each.name, name, read, put, absent, each.default)


def read_row[RowT](kind: type[RowT], row: WireObject) -> RowT:
    """Read an object; raises UnreadableFieldError."""
    made = object.__new__(kind)
    try:
        for _, name, read, put, absent, _ in steps(kind):
            value = row.get(name)
            put(made, absent(row) if value is None else read(value))
    except UNREADABLE:
        for step in steps(kind):
            step.put(made, _value(step, row))
    return made


def read_answer[RowT](kind: type[RowT], row: WireObject) -> RowT:
    """Read an object in which at least one optional field has to be known."""
    made = read_row(kind, row)
    if not any(value is not None for value in _optional(kind)(made)):
        msg = "nothing known"
        raise ValueError(msg)
    return made


def read_rows[RowT](kind: type[RowT], rows: Sequence[WireObject]) -> list[RowT]:
    """Read objects as `read_row` reads each, leaving out those that cannot be read."""
    if len(rows) > FEW:
        with suppress(UnreadableFieldError):
            return _by_columns(kind, rows)
    made = []
    for row in rows:
        with suppress(UnreadableFieldError):
            made.append(read_row(kind, row))
    return made


def read_list[RowT](kind: type[RowT], value: Any, most: int) -> tuple[list[RowT], int]:
    """Read a list of objects, and count those that had to be left out.

    Raises ValueError for anything but a list, for one with more than `most` rows, and
    if a tenth of the rows cannot be read.
    """
    if not isinstance(value, list) or len(value) > most:
        msg = "not a list of objects, or too long a list"
        raise ValueError(msg)
    rows = read_rows(kind, value)
    left_out = len(value) - len(rows)
    refuse_if_many(left_out, len(value))
    return rows, left_out


def refuse_if_many(left_out: int, rows: int) -> None:
    """Raise ValueError if too many of a list's rows cannot be read."""
    many = left_out > 1 and left_out >= MOST_UNREADABLE * rows
    if many or (left_out and left_out == rows):
        msg = "too many rows that cannot be read"
        raise ValueError(msg)


def _by_columns[RowT](kind: type[RowT], rows: Sequence[WireObject]) -> list[RowT]:
    """Read objects a field at a time; raises UnreadableFieldError."""
    made = [*map(object.__new__, repeat(kind, len(rows)))]
    for step in steps(kind):
        deque(map(step.put, made, _column(step, rows), strict=True), maxlen=0)
    return made


def _known_by(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    """Return what returns the optional fields of a model."""
    names = (step.field_name for step in steps(kind) if step.default is not MISSING)
    return attrgetter(*names)


_optional: Final[Callable[[Any], Callable[[Any], tuple[Any, ...]]]] = cache(_known_by)


def _value(step: Step, row: WireObject) -> Any:
    """Read one field of an object."""
    try:
        value = row.get(step.name)
        return step.absent(row) if value is None else step.read(value)
    except UNREADABLE as err:
        if step.default is MISSING:
            raise UnreadableFieldError(step.field_name) from err
        return step.default


def _column(step: Step, rows: Sequence[WireObject]) -> Column:
    """Read one field of all objects."""
    try:
        return _AT_ONCE[step.read]([*map(itemgetter(step.name), rows)])
    except KeyError, ValueError, TypeError:
        return [_value(step, row) for row in rows]


def _require(usual: bool) -> None:
    """Raise ValueError for a column that has to be read value by value."""
    if not usual:
        raise ValueError


def _integers(values: Values) -> Column:
    """Convert whole numbers that are not negative and of a usual size."""
    integers = _digits(values)
    _require(max(integers) <= USUAL)
    return integers


def _digits(values: Values) -> Column:
    """Convert whole numbers that are not negative, written in digits or as such."""
    try:
        digits = "".join(values)
    except TypeError:
        _require(set(map(type, values)) == {int} and min(values) >= 0)
        integers = [*values]
    else:
        _require(digits.isdecimal() and digits.isascii())
        # Raises ValueError for an empty text, which the sum of all does not show.
        integers = [*map(int, values)]
    _require(max(integers) < TOO_LARGE)
    return integers


def _floats(values: Values) -> Column:
    """Convert whole numbers that are not negative to floats."""
    # An integer on the way is exact, and twice as fast.
    return [*map(float, _digits(values))]


def _bitcoins(values: Values) -> Column:
    """Convert amounts of bitcoin with eight decimals to satoshis."""
    _require(_are_texts(values) and all(value[POINT] == "." for value in values))
    return _integers([value.replace(".", "", 1) for value in values])


def _moments(values: Values) -> Column:
    """Convert times in whole seconds, or all in ISO 8601 without a zone: in UTC."""
    if not _are_texts(values) or {value[4:5] for value in values} != {"-"}:
        return _seconds(values)
    # Raises ValueError where there is a zone already.
    moments = [datetime.fromisoformat(f"{value}+00:00") for value in values]
    _require(min(moments) >= FIRST_MOMENT and max(moments) <= LAST_MOMENT)
    return moments


def _seconds(values: Values) -> Column:
    """Convert times in whole seconds; the shares of a farm fall into few of them."""
    seconds = _integers(values)
    _require(min(seconds) >= FIRST_SECOND and max(seconds) <= LAST_SECOND)
    known = {second: datetime.fromtimestamp(second, UTC) for second in set(seconds)}
    return [known[second] for second in seconds]


def _texts(values: Values) -> Column:
    """Take texts as they are, unless one of them is too long."""
    _require(_are_texts(values) and max(map(len, values)) <= MAX_TEXT)
    return [*values]


def _hashes(values: Values) -> Column:
    """Take the hashes of blocks as they are, unless a text is no hash."""
    _require(_are_texts(values) and min(map(len, values)) > 0)
    _require(max(map(len, values)) <= HASH_DIGITS)
    digits = "".join(values)
    # Raises ValueError for anything but digits and space, and a hash has no space.
    _require(2 * len(bytes.fromhex(digits)) == len(digits))
    return [*values]


def _are_texts(values: Values) -> bool:
    """Return whether a column holds nothing but texts."""
    return set(map(type, values)) == {str}


_AT_ONCE: Final[Mapping[Reader, Callable[[Values], Column]]] = {
    read_count: _integers,
    read_satoshis: _integers,
    read_positive: _floats,
    read_amount: _integers,
    read_bitcoin: _bitcoins,
    read_estimate: _bitcoins,
    read_moment: _moments,
    read_share_moment: _moments,
    read_text: _texts,
    read_hash: _hashes,
}
"""How a whole column is converted, by the reader of a single value.

Each raises ValueError or TypeError if a value does not have its usual form.
"""


def wanted(
    reader: Callable[[Any], Any],
) -> Iterator[tuple[tuple[str, ...], Reader]]:
    """Return the names of each field that a reader looks for, and how it is read."""
    for kind in _models(reader):
        with suppress(KeyError):
            # A model that holds other models has no steps of its own.
            for step, field in zip(steps(kind), fields(kind), strict=True):
                yield field.metadata.get("names", (field.name,)), step.read


def _models(reader: Callable[[Any], Any]) -> Iterator[Any]:
    """Return the models that a reader makes."""
    if isinstance(reader, partial) and reader.args:
        yield from _nested(reader.args[0])
    else:
        function = reader.func if isinstance(reader, partial) else reader
        yield from _nested(get_type_hints(function).get("return"))


def _nested(hint: Any) -> Iterator[Any]:
    """Return a model and those within it."""
    inner = get_args(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        yield hint
        inner = tuple(get_type_hints(hint).values())
    for one in inner:
        yield from _nested(one)
