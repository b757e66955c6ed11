"""Solar forecasts: the energy is kept, gaps stay gaps, several add up."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import nan
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.mining.forecasts.refused import Refused
from custom_components.ocean_xyz.mining.forecasts.slots import SolarSlot
from custom_components.ocean_xyz.mining.forecasts.solar import (
    read_solar,
    summed,
    with_nights,
)
from custom_components.ocean_xyz.mining.forecasts.times import HOUR

BERLIN = ZoneInfo("Europe/Berlin")
DAY = datetime(2026, 6, 1, tzinfo=BERLIN)


def at(*minutes: float) -> list[datetime]:
    """Return times of the day."""
    return [DAY + timedelta(minutes=minute) for minute in minutes]


def read(hours: dict[str, object]) -> tuple[SolarSlot, ...]:
    """Return the slots of a forecast that can be read."""
    found = read_solar({"wh_hours": hours}, BERLIN)
    assert not isinstance(found, Refused)
    return found


def minutes(slots: tuple[SolarSlot, ...]) -> list[tuple[float, float]]:
    """Return when slots begin and how long they last, in minutes."""
    minute = timedelta(minutes=1)
    return [
        ((one.start - DAY) / minute, (one.end - one.start) / minute) for one in slots
    ]


def energy(slots: tuple[SolarSlot, ...]) -> float:
    """Return the energy of slots in Wh."""
    return sum(slot.watts * ((slot.end - slot.start) / HOUR) for slot in slots)


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ((480, 540, 600), [(480, 60), (540, 60), (600, 60)]),
        ((480, 510, 540), [(480, 30), (510, 30), (540, 30)]),
        ((480, 495, 510), [(480, 15), (495, 15), (510, 15)]),
        # One slot of half an hour is missing, and an hour of quarters.
        ((480, 510, 570, 600), [(480, 30), (510, 30), (570, 30), (600, 30)]),
        ((480, 495, 555, 570), [(480, 15), (495, 15), (555, 15), (570, 15)]),
        # Sunrise and sunset, and the night between two days.
        (
            (451, 480, 540, 600, 650, 1891, 1920, 1980),
            [
                *((451, 29), (480, 60), (540, 60), (600, 50), (650, 50)),
                *((1891, 29), (1920, 60), (1980, 60)),
            ],
        ),
        # Hours that become halves.
        (
            (480, 540, 600, 630, 660),
            [(480, 60), (540, 60), (600, 30), (630, 30), (660, 30)],
        ),
        ((480,), [(480, 60)]),
    ],
)
def test_a_slot_lasts_until_the_next(
    starts: tuple[int, ...], expected: list[tuple[float, float]]
) -> None:
    """At most an hour, and not over a gap."""
    slots = read({time.isoformat(): 100 for time in at(*starts)})
    assert minutes(slots) == expected
    assert energy(slots) == pytest.approx(100 * len(starts))


def test_watts_are_the_mean_power() -> None:
    """250 Wh in half an hour are 500 W."""
    slots = read({time.isoformat(): 250 for time in at(600, 630)})
    assert [slot.watts for slot in slots] == [500, 500]


def test_the_hour_that_comes_twice() -> None:
    """The times say which of the two they are."""
    slots = read({"2026-10-25T02:00:00+02:00": 1, "2026-10-25T02:00:00+01:00": 2})
    assert [slot.watts for slot in slots] == [1, 2]
    assert slots[0].end == slots[1].start == datetime(2026, 10, 25, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (None, Refused.UNAVAILABLE),
        ({}, Refused.NO_LIST),
        ([], Refused.NO_LIST),
        ({"wh_hours": {}}, Refused.NO_LIST),
        ({"wh_hours": [1, 2]}, Refused.NO_LIST),
        ({"wh_hours": {"soon": 1}}, Refused.TIMES),
        ({"wh_hours": {"2026-06-01T08:00:00+02:00": nan}}, Refused.NOT_A_NUMBER),
        ({"wh_hours": dict.fromkeys(range(4001), 1)}, Refused.TOO_LONG),
    ],
)
def test_what_is_no_forecast(answer: object, reason: Refused) -> None:
    """It says why."""
    assert read_solar(answer, BERLIN) is reason


def test_what_is_no_energy_is_a_gap() -> None:
    """A value that is missing is not zero, and one below zero is; a text may be one."""
    hours = {
        one.isoformat(): wh
        for one, wh in zip(at(480, 540, 600), ("5", None, -1), strict=True)
    }
    assert [(slot.watts) for slot in read(hours)] == [5, 0]


def test_several_add_up() -> None:
    """In the steps of both, where both are known."""
    hourly = read({time.isoformat(): 1000 for time in at(480, 540)})
    halves = read({time.isoformat(): 100 for time in at(510, 540)})
    total = summed([hourly, halves])
    assert minutes(total) == [(510, 30), (540, 30)]
    assert [slot.watts for slot in total] == [1200, 1200]
    assert summed([hourly]) == hourly
    assert summed([hourly, ()]) == summed([]) == ()


@given(
    st.lists(
        st.dictionaries(
            st.integers(0, 2880).map(lambda minute: at(minute)[0].isoformat()),
            st.floats(0, 1e5),
            min_size=1,
            max_size=40,
        ),
        max_size=3,
    )
)
def test_energy_is_never_lost(days: list[dict[str, object]]) -> None:
    """However irregular the times are; and a sum is one of all forecasts, or none."""
    forecasts = [read(hours) for hours in days]
    said = sum(float(str(wh)) for hours in days for wh in hours.values())
    assert sum(map(energy, forecasts)) == pytest.approx(said)
    total = summed(forecasts)
    assert all(one.end <= two.start for one, two in pairwise(total))
    if len(forecasts) == 1:
        assert energy(total) == pytest.approx(said, abs=0.1)
    times = {one.start for slots in (*forecasts, total) for one in slots}
    for time in times:
        powers = [power_at(slots, time) for slots in forecasts]
        seen = None if None in powers else sum(filter(None, powers))
        assert power_at(total, time) == pytest.approx(seen, abs=0.01)


def power_at(slots: tuple[SolarSlot, ...], time: datetime) -> float | None:
    """Return the power at a time, None if it is not known."""
    return next((one.watts for one in slots if one.start <= time < one.end), None)


def midnight(time: datetime, days: int) -> datetime:
    """Return a midnight in Berlin, so many days after that before a time."""
    day = time.astimezone(BERLIN).date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("watts", "night"),
    [
        # Day and night of two days.
        (
            {480: 100, 540: 1000, 600: 100, 1920: 100, 1980: 900, 2040: 50},
            [(0, 480), (660, 780), (1440, 480), (2100, 780)],
        ),
        # The forecast ends at noon of the second day.
        (
            {480: 0, 540: 900, 600: 50, 1920: 100, 1980: 900},
            [(0, 480), (660, 780), (1440, 480)],
        ),
        # It begins at noon of the first, and a gap within a day is no night.
        ({720: 900, 900: 900, 960: 0}, [(1020, 420)]),
        ({60: 0, 120: 0}, [(0, 60), (180, 1260)]),
        ({}, []),
    ],
)
def test_nights_are_dark_and_what_is_cut_off_is_not_known(
    watts: dict[int, float], night: list[tuple[int, int]]
) -> None:
    """Forecasts leave out the night, but also what they do not know."""
    slots = tuple(
        SolarSlot(one, one + HOUR, power)
        for one, power in zip(at(*watts), watts.values(), strict=True)
    )
    seen = with_nights(slots, midnight)
    assert set(slots) <= set(seen)
    added = tuple(one for one in seen if one not in slots)
    assert minutes(added) == night
    assert {one.watts for one in added} <= {0}
    assert all(one.end <= two.start for one, two in pairwise(seen))


def test_a_night_of_an_hour_less_ends_at_its_midnight() -> None:
    """On the day when the clocks go forward."""
    noon = datetime(2026, 3, 29, 10, tzinfo=UTC)
    slots = tuple(
        SolarSlot(noon + place * HOUR, noon + (place + 1) * HOUR, watts)
        for place, watts in ((-1, 1.0), (0, 9.0), (1, 1.0))
    )
    seen = with_nights(slots, midnight)
    assert seen[0].start == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert seen[-1].end == datetime(2026, 3, 29, 22, tzinfo=UTC)
