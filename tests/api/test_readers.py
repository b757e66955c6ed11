"""How numbers, money and times are read from answers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import readers
from custom_components.ocean_xyz.api.readers import (
    _decimal,
    read_bitcoin,
    read_count,
    read_flag,
    read_hash,
    read_moment,
    read_moment_milliseconds,
    read_positive,
    read_prices,
    read_satoshis,
    read_share_moment,
    read_text,
    read_transaction,
)

DIGITS = st.integers(0, 10**30 - 1).map(str)


@given(DIGITS | DIGITS.map(lambda text: text.zfill(30)))
def test_the_short_way_for_digits_agrees_with_the_long_one(text: str) -> None:
    """Plain digits need no Decimal, and give the same result with one."""
    assert read_positive(text) == float(_decimal(text))
    if int(text) < 2**63:
        assert read_count(text) == int(_decimal(text))


@given(st.integers(0, 2_100_000_000_000_000))
def test_the_short_way_for_bitcoin_agrees_with_the_long_one(satoshis: int) -> None:
    """Eight decimals are read to the satoshi, with either sign."""
    text = f"{satoshis // 10**8}.{satoshis % 10**8:08d}"
    assert read_bitcoin(text) == satoshis
    assert read_bitcoin(f" {text}") == satoshis
    assert read_bitcoin(f"{text}0") == satoshis
    assert read_bitcoin(f"-{text}") == -satoshis


@pytest.mark.parametrize(
    ("value", "satoshis"),
    [
        ("0.00000000", 0),
        ("-0.00000001", -1),
        ("1", 100_000_000),
        (1, 100_000_000),
        (0.5, 50_000_000),
        (1e-8, 1),
        ("1E-8", 1),
        ("3.1331216", 313_312_160),
        (".00000005", 5),
        ("20999999.97690000", 2_099_999_997_690_000),
    ],
)
def test_bitcoin_becomes_whole_satoshis(value: str | float, satoshis: int) -> None:
    """Any notation is read, without the rounding of floats."""
    assert read_bitcoin(value) == satoshis


@pytest.mark.parametrize(
    "value",
    [
        "0.000000001",
        "1.00000000000000000000000000000001",
        "1.-0000001",
        "1.0000000_",
        "1.1234567８",
        "1.+1234567",
        "1. 1234567",
        "1e-40",
        "0x10",
        "NaN",
        "",
        None,
        True,
    ],
)
def test_what_is_no_whole_number_of_satoshis_is_refused(value: Any) -> None:
    """A fraction of a satoshi is never rounded away, and no sign is skipped."""
    with pytest.raises(ValueError, match="not"):
        read_bitcoin(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "1_000",
        "１２",
        "٣",
        "inf",
        "-Infinity",
        "sNaN",
        "1e31",
        "1e-31",
        "1e999999999999",
        "1" * 41,
        "five",
        float("nan"),
        float("inf"),
        10**40,
        None,
        False,
        [],
        {},
        b"5",
    ],
)
def test_what_is_no_number_is_refused(value: Any) -> None:
    """Only finite numbers of a plausible size are read."""
    with pytest.raises(ValueError, match="not a"):
        _decimal(value)


@pytest.mark.parametrize("zero", ["0", "-0", "0.00000000", "0e-99", "0e99", 0, -0.0])
def test_every_zero_is_zero(zero: str | float) -> None:
    """Zero is always plausible, and has no sign."""
    assert str(_decimal(zero)) == "0"


@given(
    st.text(max_size=50)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.none()
    | st.text("0123456789.-+eE_ ", max_size=45)
)
def test_a_number_is_finite_or_refused(value: Any) -> None:
    """Every reader returns a finite number or raises ValueError."""
    for read in (_decimal, read_satoshis, read_count, read_positive, read_bitcoin):
        try:
            number = read(value)
        except ValueError:
            continue
        assert Decimal(number).is_finite()


@pytest.mark.parametrize(
    ("value", "wanted"),
    [("5.0", 5), (5.0, 5), ("5e2", 500), (21 * 10**14, 21 * 10**14), ("-3", -3)],
)
def test_a_whole_number_may_have_been_a_float(value: str | float, wanted: int) -> None:
    """5.0 is 5, up to all bitcoin that will ever exist."""
    assert read_satoshis(value) == wanted


@pytest.mark.parametrize(
    ("read", "most"),
    [
        (read_count, 2**63 - 1),
        (read_satoshis, 21 * 10**14),
        (
            lambda value: read_bitcoin(f"{value // 10**8}.{value % 10**8:08d}"),
            21 * 10**14,
        ),
        (
            lambda value: read_bitcoin(Decimal(value).scaleb(-8).to_eng_string()),
            21 * 10**14,
        ),
    ],
)
def test_a_number_that_no_database_holds_is_refused(
    read: Callable[[Any], int], most: int
) -> None:
    """A larger amount than can exist could not be written to a store."""
    assert read(most) == most
    for more in (most + 1, 10**25):
        with pytest.raises(ValueError, match=r"bitcoin|believable"):
            read(more)


def test_only_hexadecimal_digits_are_a_hash() -> None:
    """A block needs its hash; an invalid transaction id is ignored."""
    assert read_hash("00aF" * 16) == read_transaction("00aF" * 16) == "00aF" * 16
    for text in ("", "0" * 65, "0x00", "<img src=x>", "00\n"):
        assert read_transaction(text) is None
        with pytest.raises(ValueError, match="hash"):
            read_hash(text)
    with pytest.raises(ValueError, match="hash"):
        read_hash(5)
    assert len(read_text("x" * 10_000)) == 256


@pytest.mark.parametrize("value", ["5.5", 0.1, "1e-3"])
def test_a_fraction_is_no_whole_number(value: str | float) -> None:
    """Half a share is not rounded."""
    with pytest.raises(ValueError, match="whole"):
        read_satoshis(value)


@pytest.mark.parametrize(
    "value",
    [
        "1787271720",
        1787271720,
        1787271720.0,
        "2026-08-21T00:22:00",
        "2026-08-21T00:22:00Z",
        "2026-08-21T02:22:00+02:00",
        "2026-08-21 00:22",
    ],
)
def test_every_notation_of_a_time_is_utc(value: str | float) -> None:
    """A time without a zone is not the local one."""
    moment = read_moment(value)
    assert moment == datetime(2026, 8, 21, 0, 22, tzinfo=UTC)
    assert moment.tzinfo is UTC


@given(st.datetimes(datetime(2009, 1, 3), datetime(2139, 12, 31)))
def test_a_time_is_read_to_the_microsecond(moment: datetime) -> None:
    """Blocks have times with six decimals, and all are read."""
    assert read_moment(moment.isoformat()) == moment.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "0",
        "1",
        "-5",
        "2008-12-31T23:59:59",
        "2141-01-01T00:00:00",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+23:59",
        "1787271720000",
        "1e29",
        "now",
        "-",
        "20-20",
        "",
        None,
        True,
    ],
)
def test_a_time_that_is_not_of_bitcoin_is_refused(value: Any) -> None:
    """Milliseconds instead of seconds, and times before the first block, are errors."""
    with pytest.raises(ValueError, match=r"."):
        read_moment(value)


def test_milliseconds_and_the_time_of_a_share() -> None:
    """Times of mempool are milliseconds; a last share at 0 means that there is none."""
    moment = datetime(2026, 8, 21, 0, 22, tzinfo=UTC)
    half = timedelta(milliseconds=500)
    assert read_moment_milliseconds(1_787_271_720_500) == moment + half
    assert read_share_moment("1787271720") == moment
    assert read_share_moment("0") is None
    with pytest.raises(ValueError, match="outside"):
        read_moment_milliseconds(1_787_271_720)


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        *((value, True) for value in (True, 1, "1", "true")),
        *((value, False) for value in (False, 0, "0", "false")),
    ],
)
def test_a_flag_is_read_however_it_is_written(value: Any, flag: bool) -> None:
    """The text "false" is not true."""
    assert read_flag(value) is flag


@pytest.mark.parametrize("value", ["", "yes", 2, None, [], {}])
def test_what_is_no_flag_is_refused(value: Any) -> None:
    """A value that is merely truthy is not a flag."""
    with pytest.raises(ValueError, match="flag"):
        read_flag(value)


@pytest.mark.parametrize("value", [None, 5, True, [], {}])
def test_what_is_no_text_is_refused(value: Any) -> None:
    """A null does not become the text "None"."""
    with pytest.raises(ValueError, match="text"):
        read_text(value)


def test_prices_are_kept_by_currency() -> None:
    """A key that is not a currency, or has no price, is left out."""
    quotes = {
        "time": 5,
        "USD": 91_234,
        "EUR": "84000.5",
        "GBP": -1,
        "CAD": 0,
        "CHF": None,
        "usd": 1,
        "USDT": 1,
        "ÄÖÜ": 1,
        "U5D": "x",
    }
    assert read_prices(quotes) == {"USD": 91_234.0, "EUR": 84_000.5}


@pytest.mark.parametrize("quotes", [{}, {"time": 0}, {"USD": -1, "EUR": -1}])
def test_no_price_at_all_is_no_answer(quotes: dict[str, Any]) -> None:
    """An instance without a price feed reports -1 for every currency."""
    with pytest.raises(ValueError, match="no price"):
        read_prices(quotes)


def test_the_bounds_of_time_are_bitcoins() -> None:
    """Times are from the day of the first block to the year of the last subsidy."""
    assert datetime.fromtimestamp(readers.FIRST_SECOND, UTC).year == 2009
    assert datetime.fromtimestamp(readers.LAST_SECOND, UTC).year == 2140
