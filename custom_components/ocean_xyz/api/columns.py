"""Reads many rows of one kind, a field at a time.

An answer about a farm holds 3,000 rows with the same few fields, nearly all of them
plain digits. Whether they are is asked once for a whole column, which is then converted
without calling a function of ours for each value. A column of anything else is read
value by value.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import repeat
from operator import itemgetter
from typing import Any, Final

from .models import WireModel, WireObject
from .readers import (
    FIRST_MOMENT,
    FIRST_SECOND,
    HASH_DIGITS,
    LAST_MOMENT,
    LAST_SECOND,
    LONGEST_TEXT,
    MAX_EXPONENT,
    read_bitcoin,
    read_count,
    read_hash,
    read_moment,
    read_positive,
    read_satoshis,
    read_share_moment,
    read_text,
)
from .rows import USUAL, Step, read_row, steps
from .units import BITCOIN_DECIMALS

type Values = Sequence[Any]
type Column = list[Any]

TOO_LARGE: Final = 10**MAX_EXPONENT

FEW: Final = 4
"""Rows up to which one after the other is sooner done than column by column."""

# Where the point of an amount with eight decimals stands.
_POINT: Final = slice(-BITCOIN_DECIMALS - 1, -BITCOIN_DECIMALS)


def read_rows[RowT: WireModel](
    kind: type[RowT], rows: Sequence[WireObject]
) -> list[RowT]:
    """Read rows; raises what the model raises for the first that is at fault."""
    if len(rows) <= FEW:
        return [read_row(kind, row) for row in rows]
    try:
        columns = [_column(step, rows) for step in steps(kind)]
    except KeyError, ValueError, TypeError, ArithmeticError, AttributeError:
        # Alone, a row says which of its fields is to blame.
        return [read_row(kind, row) for row in rows]
    return _made(kind, columns, len(rows))


def _made[RowT: WireModel](
    kind: type[RowT], columns: Iterable[Column], count: int
) -> list[RowT]:
    """Make models of their columns."""
    made = [*map(object.__new__, repeat(kind, count))]
    for step, column in zip(steps(kind), columns, strict=True):
        deque(map(step.put, made, column, strict=True), maxlen=0)
    return made


def _column(step: Step, rows: Sequence[WireObject]) -> Column:
    """Read a field of all rows; raises KeyError where a row does not name it so."""
    try:
        values = [*map(itemgetter(step.name), rows)]
    except KeyError:
        if not step.optional:
            raise
        values = [row.get(step.name) for row in rows]
    if (column := _at_once(step.read, values)) is not None:
        return column
    return [
        None if value is None and step.optional else step.read(value)
        for value in values
    ]


def _at_once(read: Callable[[Any], Any], values: Values) -> Column | None:
    """Convert a whole column; None if its values are not all in their usual form."""
    convert = _AT_ONCE.get(read)
    try:
        return None if convert is None else convert(values)
    except ValueError:
        return None


def _integers(values: Values) -> Column | None:
    """Convert whole numbers that are not negative and of a usual size."""
    integers = _digits(values)
    return integers if integers is not None and max(integers) <= USUAL else None


def _digits(values: Values) -> Column | None:
    """Convert whole numbers that are not negative, written in digits or as such."""
    try:
        digits = "".join(values)
    except TypeError:
        if set(map(type, values)) != {int} or min(values) < 0:
            return None
        integers = [*values]
    else:
        if not digits.isdecimal() or not digits.isascii():
            return None
        # Raises ValueError for an empty text, which the sum of all does not show.
        integers = [*map(int, values)]
    return integers if max(integers) < TOO_LARGE else None


def _floats(values: Values) -> Column | None:
    """Convert whole numbers that are not negative to floats."""
    # An integer on the way is exact, and twice as fast.
    integers = _digits(values)
    return None if integers is None else [*map(float, integers)]


def _bitcoins(values: Values) -> Column | None:
    """Convert amounts of bitcoin with eight decimals to satoshis."""
    if not _are_texts(values) or any(value[_POINT] != "." for value in values):
        return None
    return _integers([value.replace(".", "", 1) for value in values])


def _moments(values: Values) -> Column | None:
    """Convert times in whole seconds, or all in ISO 8601 without a zone: in UTC."""
    if not _are_texts(values) or {value[4:5] for value in values} != {"-"}:
        return _seconds(values)
    # Raises ValueError where there is a zone already.
    moments = [datetime.fromisoformat(f"{value}+00:00") for value in values]
    if min(moments) < FIRST_MOMENT or max(moments) > LAST_MOMENT:
        return None
    return moments


def _seconds(values: Values) -> Column | None:
    """Convert times in whole seconds; the shares of a farm fall into few of them."""
    seconds = _integers(values)
    if seconds is None or min(seconds) < FIRST_SECOND or max(seconds) > LAST_SECOND:
        return None
    known = {second: datetime.fromtimestamp(second, UTC) for second in set(seconds)}
    return [known[second] for second in seconds]


def _texts(values: Values) -> Column | None:
    """Take texts as they are, unless one of them is too long."""
    if not _are_texts(values) or max(map(len, values)) > LONGEST_TEXT:
        return None
    return [*values]


def _hashes(values: Values) -> Column | None:
    """Take the hashes of blocks as they are, unless one of them is none."""
    if not _are_texts(values) or max(map(len, values)) > HASH_DIGITS:
        return None
    digits = "".join(values)
    # Raises ValueError for anything but digits and space, of which a hash has none.
    whole = 2 * len(bytes.fromhex(digits)) == len(digits)
    return [*values] if whole and all(values) else None


def _are_texts(values: Values) -> bool:
    """Return whether a column holds nothing but texts."""
    return set(map(type, values)) == {str}


_AT_ONCE: Final[dict[Callable[[Any], Any], Callable[[Values], Column | None]]] = {
    read_count: _integers,
    read_satoshis: _integers,
    read_positive: _floats,
    read_bitcoin: _bitcoins,
    read_moment: _moments,
    read_share_moment: _moments,
    read_text: _texts,
    read_hash: _hashes,
}
"""By the reader of a single value; the others have no such way."""
