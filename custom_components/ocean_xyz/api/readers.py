"""How each notation of the upstreams is read.

Every reader raises ValueError for what cannot be true (a negative hashrate, a time
before bitcoin), because what passes here is shown to people.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Context, Decimal, InvalidOperation
from typing import Any, Final

from .units import (
    BITCOIN_DECIMALS,
    SATOSHIS_PER_BITCOIN,
    Count,
    Difficulty,
    Hash,
    HashesPerSecond,
    Percent,
    Price,
    Prices,
    Satoshis,
    SatoshisPerVbyte,
    Shares,
)

type Number = str | int | float
type Reader = Callable[[Any], Any]

UNREADABLE: Final = (ValueError, TypeError, AttributeError, ArithmeticError)
"""What readers raise."""

ALL_BITCOIN: Final = 21_000_000 * SATOSHIS_PER_BITCOIN

# More digits than any figure of this field has. Anything longer is an attack on the
# conversion, not a number.
MAX_DIGITS: Final = 40
MAX_EXPONENT: Final = 30

MAX_COUNT: Final = 2**63 - 1
"""JSON and databases hold no larger integers."""

MAX_TEXT: Final = 256
"""Characters of a text that are read; addresses and names are shorter."""

HASH_DIGITS: Final = 64
HEXADECIMAL: Final = frozenset("0123456789abcdefABCDEF")
CURRENCY_LETTERS: Final = 3

# Precise enough that no number within the bounds above is ever rounded.
EXACT: Final = Context(prec=2 * MAX_DIGITS)

# A time is one of bitcoin's: from its first block to the last of its subsidies.
FIRST_MOMENT: Final = datetime(2009, 1, 3, tzinfo=UTC)
LAST_MOMENT: Final = datetime(2140, 1, 1, tzinfo=UTC)
FIRST_SECOND: Final = FIRST_MOMENT.timestamp()
LAST_SECOND: Final = LAST_MOMENT.timestamp()
# Where the point of an amount with eight decimals stands.
POINT: Final = slice(-BITCOIN_DECIMALS - 1, -BITCOIN_DECIMALS)

OUTSIDE: Final = "a time outside bitcoin's"


def _is_digits(value: object) -> bool:
    """Return whether a value is plain digits, as nearly all numbers of OCEAN are.

    They need no Decimal, so a farm is read three times as fast.
    """
    return (
        type(value) is str
        and value.isdecimal()
        and value.isascii()
        and len(value) <= MAX_EXPONENT
    )


def _decimal(value: Number) -> Decimal:
    """Read a number that came as text or as a number.

    Raises ValueError for anything else: a boolean, an infinity, a number with more
    digits than any figure of this field has.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        msg = f"{type(value).__name__} is not a number"
        raise ValueError(msg)  # noqa: TRY004 (one kind of error for unreadable input)
    text = str(value).strip() if not isinstance(value, int) else f"{value:d}"
    if not text or len(text) > MAX_DIGITS or not text.isascii() or "_" in text:
        msg = f"a text of {len(text)} characters is not a number"
        raise ValueError(msg)
    try:
        number = Decimal(text)
    except InvalidOperation as err:
        msg = "not a number"
        raise ValueError(msg) from err
    if number.is_finite() and not number:
        return Decimal(0)
    if not number.is_finite() or abs(number.adjusted()) > MAX_EXPONENT:
        msg = "not a finite number of a believable size"
        raise ValueError(msg)
    return number


def _whole(number: Decimal) -> int:
    """Return a number that has no fraction."""
    if number != number.to_integral_value():
        msg = "not a whole number"
        raise ValueError(msg)
    return int(number)


def _integer(value: Number) -> int:
    """Read a whole number; OCEAN's have been through a float, so 5.0 is one."""
    if type(value) is int:
        return value
    return int(value) if _is_digits(value) else _whole(_decimal(value))


def read_satoshis(value: Number) -> int:
    """Read an amount in satoshis, which may be negative."""
    return _existing(_integer(value))


def read_amount(value: Number) -> int:
    """Read an amount in satoshis that is never negative."""
    return _not_negative(read_satoshis(value))


def _existing(satoshis: int) -> int:
    """Return an amount unless it is more than all bitcoin there will ever be."""
    if abs(satoshis) > ALL_BITCOIN:
        msg = "more than all bitcoin"
        raise ValueError(msg)
    return satoshis


def read_count(value: Number) -> int:
    """Read how many there are of something."""
    if not 0 <= (count := _integer(value)) <= MAX_COUNT:
        msg = "not a believable number"
        raise ValueError(msg)
    return count


def read_positive(value: Number) -> float:
    """Read a measured quantity, which may be zero but not less."""
    if _is_digits(value):
        return float(value)
    return float(_not_negative(_decimal(value)))


def _not_negative[NumberT: (int, Decimal)](number: NumberT) -> NumberT:
    """Return a number unless it is negative."""
    if number < 0:
        msg = "less than nothing"
        raise ValueError(msg)
    return number


def read_known(value: Number) -> float | None:
    """Read a measured quantity; mempool says 0 while its node is down."""
    return read_positive(value) or None


def read_difficulty(value: Number) -> float:
    """Read a difficulty. Everything is divided by it, so it is never zero."""
    if not (difficulty := read_positive(value)):
        msg = "no difficulty"
        raise ValueError(msg)
    return difficulty


def read_gigahashes(value: Number) -> float:
    """Read GH/s as H/s."""
    return read_positive(value) * 10**9


def read_float(value: Number) -> float:
    """Read a quantity that may be negative."""
    return float(_decimal(value))


def read_price(value: Any) -> float | None:
    """Read a price; mempool says -1 where it has none, and nothing costs 0."""
    return float(number) if (number := _decimal(value)) > 0 else None


def read_prices(quotes: Mapping[str, Any], *, key: str | None = None) -> Prices:
    """Read the prices by currency, leaving out other keys and what is no price.

    `key` names the price in each quote where a quote is more than its price.
    """
    prices: Prices = {}
    for code, quote in quotes.items():
        if not _is_currency(code):
            continue
        with suppress(ValueError, AttributeError):
            price = read_price(quote if key is None else quote.get(key))
            if price is not None:
                prices[code] = Price(price)
    if not prices:
        msg = "no price"
        raise ValueError(msg)
    return prices


def _is_currency(code: str) -> bool:
    """Return whether a key looks like an ISO 4217 code; times stand beside them."""
    letters = code.isascii() and code.isalpha() and code.isupper()
    return letters and len(code) == CURRENCY_LETTERS


def read_bitcoin(value: Number) -> int:
    """Read an amount of bitcoin as satoshis, refusing a fraction of one.

    The sign stays: OCEAN has said -0.00000001, and a reader cannot know whether to
    believe it.
    """
    usual = type(value) is str and value[POINT] == "."
    if usual and _is_digits(digits := str(value).replace(".", "", 1)):
        return _existing(int(digits))
    exact = EXACT.multiply(_decimal(value), Decimal(SATOSHIS_PER_BITCOIN))
    return _existing(_whole(exact))


def read_estimate(value: Number) -> int:
    """Read an amount of bitcoin that is never negative, as satoshis."""
    return _not_negative(read_bitcoin(value))


def read_moment(value: Number) -> datetime:
    """Read seconds since the epoch, or ISO 8601 with naive times meaning UTC."""
    if _is_digits(value):
        return _from_epoch(int(value))
    if isinstance(value, str) and "-" in value[1:]:
        moment = datetime.fromisoformat(value)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if not FIRST_MOMENT <= aware <= LAST_MOMENT:
            raise ValueError(OUTSIDE)
        return aware.astimezone(UTC)
    return _from_epoch(read_positive(value))


def read_moment_milliseconds(value: Number) -> datetime:
    """Read milliseconds since the epoch."""
    return _from_epoch(read_positive(value) / 1000)


def read_share_moment(value: Number) -> datetime | None:
    """Read the time of a share; 0 means that there was none."""
    if value in (0, "0"):
        return None
    return read_moment(value)


def _from_epoch(seconds: float) -> datetime:
    """Return a time between bitcoin's first block and the last of its subsidies."""
    if not FIRST_SECOND <= seconds <= LAST_SECOND:
        raise ValueError(OUTSIDE)
    return datetime.fromtimestamp(seconds, UTC)


def read_text(value: str) -> str:
    """Read the beginning of a text; only a text is one."""
    if not isinstance(value, str):
        msg = f"{type(value).__name__} is not a text"
        raise ValueError(msg)  # noqa: TRY004 (one kind of error for unreadable input)
    return value[:MAX_TEXT]


def read_hash(value: str) -> str:
    """Read the hash that identifies a block."""
    if not isinstance(value, str) or not _is_hash(value):
        msg = "not a hash"
        raise ValueError(msg)
    return value


def read_transaction(value: str) -> str | None:
    """Read the hash of a transaction; any other text names none."""
    return value if _is_hash(read_text(value)) else None


def _is_hash(text: str) -> bool:
    """Return whether a text is the hexadecimal digits of a hash."""
    return 0 < len(text) <= HASH_DIGITS and set(text) <= HEXADECIMAL


def read_flag(value: bool | str | int) -> bool:
    """Read a flag in any of its notations."""
    match value:
        case True | 1 | "1" | "true":
            return True
        case False | 0 | "0" | "false":
            return False
    msg = "not a flag"
    raise ValueError(msg)


READERS: Final[Mapping[Any, Reader]] = {
    Satoshis: read_amount,
    Hash: read_hash,
    HashesPerSecond: read_positive,
    Shares: read_count,
    Difficulty: read_difficulty,
    SatoshisPerVbyte: read_positive,
    Percent: read_float,
    Count: read_count,
    datetime: read_moment,
    str: read_text,
    bool: read_flag,
}
"""How a field of each type is read, unless the field says otherwise."""
