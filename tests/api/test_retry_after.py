"""How long a host that is limiting requests is left alone."""

from datetime import UTC, datetime

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import OceanRateLimitedError
from custom_components.ocean_xyz.api.transport import _retry_after

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, 60),
        ("", 60),
        ("soon", 60),
        ("1.5", 60),
        ("-5", 60),
        ("٣", 60),
        ("Mon, 32 Nov 2026 12:00:00 GMT", 60),
        ("30", 30),
        (" 30 ", 30),
        ("0", 1),
        ("9" * 5000, 86_400),
        ("86401", 86_400),
        ("Mon, 23 Nov 2026 12:02:00 GMT", 120),
        ("Mon, 23 Nov 2026 13:02:00 +0100", 120),
        ("Mon, 23 Nov 2026 12:02:00 -0000", 120),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 1),
        ("Mon, 23 Nov 2099 11:00:00 GMT", 86_400),
    ],
)
def test_how_long_to_wait_is_a_number_or_a_date(
    value: str | None, seconds: float
) -> None:
    """It is a minute by default, at least a second, at most a day."""
    assert _retry_after(value, NOW) == seconds


@given(st.text() | st.from_regex(r"\w{3}, \d+ (Jan|Dec) \d+ \d+:\d+:\d+ [+-]\d+"))
def test_any_wait_is_between_a_second_and_a_day(value: str) -> None:
    """No header raises an error."""
    assert 1 <= _retry_after(value, NOW) <= 86_400


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(1, 1), (60, 1), (61, 2), (86_400, 1440)]
)
def test_the_error_says_when_the_next_try_comes(seconds: float, minutes: int) -> None:
    """It is shown in whole minutes, rounded up."""
    assert str(OceanRateLimitedError("ocean.xyz", seconds)) == (
        f"ocean.xyz is limiting requests; next try in {minutes} min"
    )
