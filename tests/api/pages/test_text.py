"""The texts on OCEAN's web pages, in every known format."""

from datetime import UTC, datetime

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api.pages.text import (
    Kind,
    kind_of,
    read_average,
    read_bitcoin,
    read_count,
    read_hashrate,
    read_minute,
    read_shares,
)


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("150.1 Th/s", 150_100_000_000_000),
        ("150.1 TH/s", 150_100_000_000_000),
        ("710.5 Ph/s", 710_500_000_000_000_000),
        ("20.74 Eh/s", 20_740_000_000_000_000_000),
        ("1.5 Zh/s", 1_500_000_000_000_000_000_000),
        ("61.2 Gh/s", 61_200_000_000),
        ("3.3 Mh/s", 3_300_000),
        ("7 kH/s", 7_000),
        ("12 H/s", 12),
        ("0 h/s", 0),
        ("0.0 Th/s", 0),
        ("1,885.8 Th/s", 1_885_800_000_000_000),
        ("5Th/s", 5_000_000_000_000),
    ],
)
def test_hashrate_is_read_in_its_own_unit(text: str, hashes: int) -> None:
    """A hashrate becomes H/s, whatever its unit and however that is written."""
    assert str(read_hashrate(text)) == str(hashes)


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "never", "n/a", "Th/s", "5", "5 T", "5 Th", "5 Xh/s", "1,88 Th/s"),
        *("1.885,8 Th/s", "-5 Th/s", "5 Th/s 6 Th/s", "about 5 Th/s", "9" * 60),
        *("1e9 h/s", "NaN Th/s", "5 Th/s!", "0x5 h/s"),
    ],
)
def test_anything_else_is_no_hashrate(text: str) -> None:
    """A text that is only partly a hashrate is not read."""
    assert read_hashrate(text) is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0.00356948 BTC", "0.00356948"),
        ("5.33677721 btc", "5.33677721"),
        ("1,234.5 BTC", "1234.50000000"),
        ("0.00356948", "0.00356948"),
        ("-0.00000001 BTC", "-0.00000001"),
        ("−0.00000001 BTC", "-0.00000001"),
        ("3 BTC", "3.00000000"),
        ("0.0035694", None),
        ("0.003569481 BTC", None),
        ("Below threshold", None),
        ("11 days", None),
        ("threshold is 0.01048576 BTC", None),
        ("5 sats", None),
        ("-", None),
    ],
)
def test_bitcoin_is_written_with_eight_decimals(text: str, amount: str | None) -> None:
    """An amount of bitcoin becomes the API's notation; other texts are not read."""
    assert read_bitcoin(text) == amount


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("112.74T", "112740000000000"),
        ("11.78G", "11780000000"),
        ("11.78 G", "11780000000"),
        ("45 shares", "45"),
        ("1.5K shares", "1500"),
        ("1,234,567", "1234567"),
        ("112.74t", None),
        ("112.74", None),
        ("0.009%", None),
    ],
)
def test_shares_are_counted_with_metric_prefixes(text: str, shares: str | None) -> None:
    """A count of shares is read with its prefix, which is a capital letter."""
    found = read_shares(text)
    assert (None if found is None else str(found)) == shares


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-08-17 08:28", datetime(2026, 8, 17, 8, 28, tzinfo=UTC)),
        ("2026-08-17 08:28 UTC", datetime(2026, 8, 17, 8, 28, tzinfo=UTC)),
        ("2026-08-17T08:28:09Z", datetime(2026, 8, 17, 8, 28, 9, tzinfo=UTC)),
        ("2026-02-30 08:28", None),
        ("2026-08-17", None),
        ("never", None),
        ("5 minutes ago", None),
    ],
)
def test_times_are_utc(text: str, moment: datetime | None) -> None:
    """A time is UTC; a day that does not exist is not a time."""
    assert read_minute(text) == moment


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("24 hrs", 86_400),
        ("3 hrs", 10_800),
        ("3hr", 10_800),
        ("1 hour", 3_600),
        ("10 min", 600),
        ("5 minutes", 300),
        ("60 sec", 60),
        ("60s", 60),
        ("sec", None),
        ("60", None),
        ("60 sec ago", None),
    ],
)
def test_windows_are_read_in_seconds(text: str, seconds: int | None) -> None:
    """A window becomes seconds."""
    assert read_average(text) == seconds


@pytest.mark.parametrize(("text", "count"), [("2,866", 2866), ("7", 7), ("7.5", None)])
def test_counts_are_whole(text: str, count: int | None) -> None:
    """A count is a whole number, with or without separators."""
    assert read_count(text) == count


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("150.1 Th/s", Kind.HASHRATE),
        ("0.1 BTC", Kind.BITCOIN),
        ("0.009%", Kind.PERCENT),
        ("112.74T", Kind.SHARES),
        ("1,204", Kind.COUNT),
        ("2026-08-17 08:28", Kind.MINUTE),
        ("Offline", Kind.STATUS),
        ("Below threshold", Kind.PHRASE),
        ("11 days", Kind.PHRASE),
        ("Never", Kind.BLANK),
        ("—", Kind.BLANK),
        ("Unpaid Earnings", Kind.WORDS),
    ],
)
def test_each_text_is_of_one_kind(text: str, kind: Kind) -> None:
    """The kind of a text depends on the text alone."""
    assert kind_of(text) is kind


@given(st.text(max_size=80))
def test_no_text_is_an_error(text: str) -> None:
    """No text raises an error in any reader."""
    assert isinstance(kind_of(text), Kind)
    assert read_average(text) is None or read_hashrate(text) is None
