"""What was earned against what was to be expected, over what was watched."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from math import inf, nan
from random import Random

from hypothesis import given, strategies as st
import orjson
import pytest

from custom_components.ocean_xyz.mining.ledger.luck import (
    LONGEST_GAP,
    RETENTION_DAYS,
    ExpectedDay,
    ExpectedDays,
    accumulate,
    earnings_luck,
)

START = datetime(2026, 10, 1, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
PER_DAY = 14_400.0
"""Satoshis a day: ten a minute."""


def watched(
    memory: ExpectedDays,
    since: datetime,
    until: datetime,
    *,
    per_day: float | None = PER_DAY,
    step: timedelta = 10 * MINUTE,
) -> ExpectedDays:
    """Read an expectation every ten minutes."""
    at = since
    while at <= until:
        memory = accumulate(memory, per_day, at)
        at += step
    return memory


def steady(per_day: float = PER_DAY) -> Callable[[datetime, datetime], int]:
    """Return earnings that flow all the time."""
    return lambda start, end: round(per_day * ((end - start) / DAY))


def credited(*rows: tuple[datetime, int]) -> Callable[[datetime, datetime], int]:
    """Return earnings that come with blocks."""
    return lambda start, end: sum(sat for at, sat in rows if start <= at < end)


def days(memory: ExpectedDays) -> list[tuple[date, float, float]]:
    """Return each day with its expectation in sat and its recorded seconds."""
    return [(one.day, round(one.expected, 6), one.covered) for one in memory.days]


def test_one_minute_is_a_part_of_the_day() -> None:
    """14,400 sat a day are ten in a minute; the first reading has nothing before it."""
    memory = accumulate(ExpectedDays(), PER_DAY, START)
    assert memory == ExpectedDays(read=START)
    memory = accumulate(memory, PER_DAY, START + MINUTE)
    assert days(memory) == [(START.date(), 10, 60)]
    assert memory.read == START + MINUTE


def test_a_reading_speaks_for_the_time_before_it() -> None:
    """Two minutes at 14,400 and one at 28,800 a day are forty sat."""
    memory = accumulate(ExpectedDays(), 1e9, START)
    for minute, per_day in ((2, PER_DAY), (3, 2 * PER_DAY)):
        memory = accumulate(memory, per_day, START + minute * MINUTE)
    assert days(memory) == [(START.date(), 40, 180)]


def test_midnight_of_utc_divides_two_days() -> None:
    """Of ten minutes around midnight, four belong to the day before."""
    memory = accumulate(ExpectedDays(), PER_DAY, START - 4 * MINUTE)
    memory = accumulate(memory, PER_DAY, START + 6 * MINUTE)
    assert days(memory) == [
        ((START - DAY).date(), 40, 240),
        (START.date(), 60, 360),
    ]


def test_a_reading_at_midnight_begins_no_day() -> None:
    """A day without a recorded second is left out."""
    memory = accumulate(ExpectedDays(), PER_DAY, START - MINUTE)
    memory = accumulate(memory, PER_DAY, START)
    assert days(memory) == [((START - DAY).date(), 10, 60)]


def test_the_zone_of_a_reading_moves_no_day() -> None:
    """Half past one in Berlin's summer is still the day before in UTC."""
    berlin = timezone(timedelta(hours=2))
    memory = accumulate(ExpectedDays(), PER_DAY, START.astimezone(berlin) - 30 * MINUTE)
    memory = accumulate(memory, PER_DAY, START.astimezone(berlin) - 20 * MINUTE)
    assert days(memory) == [((START - DAY).date(), 100, 600)]


def test_nothing_is_expected_of_a_farm_that_stands_still() -> None:
    """A zero is an expectation: its time is recorded."""
    memory = accumulate(ExpectedDays(), 0.0, START)
    memory = accumulate(memory, 0.0, START + MINUTE)
    assert days(memory) == [(START.date(), 0, 60)]


@pytest.mark.parametrize(
    ("gap", "recorded"), [(LONGEST_GAP, True), (LONGEST_GAP + MINUTE, False)]
)
def test_nobody_watched_for_longer_than_a_quarter_of_an_hour(
    gap: timedelta, recorded: bool
) -> None:
    """After an outage, recording begins again at the first reading."""
    memory = accumulate(ExpectedDays(), PER_DAY, START)
    memory = accumulate(memory, PER_DAY, START + gap)
    assert bool(memory.days) is recorded
    memory = accumulate(memory, PER_DAY, START + gap + MINUTE)
    assert memory.days[0].covered == 60 + recorded * gap.total_seconds()


@pytest.mark.parametrize("unusable", [None, nan, inf, -inf, -1.0])
def test_what_is_no_expectation_changes_nothing(unusable: float | None) -> None:
    """A reading that is not known is bridged by the next; a long silence is not."""
    assert accumulate(ExpectedDays(), unusable, START) == ExpectedDays()
    first = accumulate(ExpectedDays(), PER_DAY, START)
    memory = accumulate(first, unusable, START + MINUTE)
    assert memory is first
    bridged = accumulate(memory, PER_DAY, START + 2 * MINUTE)
    assert days(bridged) == [(START.date(), 20, 120)]
    silent = watched(memory, START, START + HOUR, per_day=unusable)
    assert accumulate(silent, PER_DAY, START + HOUR).days == ()


def test_the_same_time_twice_counts_once() -> None:
    """The same snapshot again, with whatever figures, adds nothing."""
    memory = accumulate(ExpectedDays(), PER_DAY, START)
    memory = accumulate(memory, PER_DAY, START + MINUTE)
    assert accumulate(memory, 5 * PER_DAY, START + MINUTE) is memory


def test_a_clock_that_is_set_back_is_waited_for() -> None:
    """An hour that is lived twice counts once."""
    memory = watched(ExpectedDays(), START, START + 2 * HOUR)
    again = watched(memory, START + HOUR, START + 2 * HOUR)
    assert again is memory
    later = accumulate(again, PER_DAY, START + 2 * HOUR + MINUTE)
    assert days(later) == [(START.date(), 1210, 7260)]


def test_a_clock_of_another_year_is_not_waited_for() -> None:
    """After a moment in the wrong year, recording goes on, and no day is lost."""
    memory = watched(ExpectedDays(), START, START + 9 * DAY)
    wrong = START.replace(year=2031)
    strayed = watched(memory, wrong, wrong + HOUR)
    back = watched(strayed, START + 9 * DAY + MINUTE, START + 10 * DAY)
    assert back.read == START + 10 * DAY - 9 * MINUTE
    luck = earnings_luck(back, steady(), START + 10 * DAY)
    assert luck == pytest.approx(1)
    stopped = watched(
        memory, datetime(1970, 1, 1, tzinfo=UTC), START.replace(year=1970)
    )
    assert [one.day for one in stopped.days][-9:] == [one.day for one in memory.days][
        -9:
    ]


@pytest.mark.parametrize("back", [DAY, DAY + timedelta(seconds=1)])
def test_a_clock_is_waited_for_up_to_a_day(back: timedelta) -> None:
    """A day back is waited for; a second more, and recording begins there."""
    memory = accumulate(ExpectedDays(), PER_DAY, START)
    again = accumulate(memory, PER_DAY, START - back)
    assert again.read == (START if back == DAY else START - back)


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.floats(0, 1e8), st.sampled_from([nan, -5.0, inf])),
            st.integers(-100_000, 200_000),
        ),
        max_size=60,
    )
)
def test_no_reading_in_no_order_spoils_the_memory(
    readings: list[tuple[float | None, int]],
) -> None:
    """Days stay in order without doubles, and each holds recorded time and an amount."""
    memory = ExpectedDays()
    for per_day, second in readings:
        memory = accumulate(memory, per_day, START + timedelta(seconds=second))
    known = [one.day for one in memory.days]
    assert known == sorted(set(known))
    assert all(0 <= one.expected < inf and one.covered > 0 for one in memory.days)
    assert earnings_luck(memory, steady(), START) is None


@given(
    st.lists(st.integers(1, 2000), min_size=1, max_size=40),
    st.randoms(use_true_random=False),
)
def test_a_clock_that_jumps_within_a_day_records_each_second_once(
    steps: list[int], random: Random
) -> None:
    """Readings out of order record no more than has passed."""
    memory, second = ExpectedDays(), 0
    seen = []
    for step in steps:
        second += step
        seen.append(second)
    for at in random.sample(seen, len(seen)):
        memory = accumulate(memory, PER_DAY, START + timedelta(seconds=at))
    assert sum(one.covered for one in memory.days) <= seen[-1] - seen[0]


def totals(memory: ExpectedDays) -> list[tuple[date, float, float]]:
    """Return the days rounded to what sums of fractions may differ by."""
    return [
        (one.day, round(one.expected, 3), round(one.covered, 3)) for one in memory.days
    ]


@given(
    st.lists(st.integers(1, 900), min_size=1, max_size=30),
    st.lists(st.integers(0, 27_000), max_size=30),
    st.floats(0, 1e7),
    st.integers(0, 86_400),
)
def test_more_readings_in_between_make_the_same_sum(
    steps: list[int], between: list[int], per_day: float, begin: int
) -> None:
    """However finely a steady expectation is read, each day holds the same."""

    def read(seconds: Iterable[int]) -> ExpectedDays:
        memory = ExpectedDays()
        for second in seconds:
            at = START + timedelta(seconds=begin + second)
            memory = accumulate(memory, per_day, at)
        return memory

    coarse = [sum(steps[:count]) for count in range(len(steps) + 1)]
    fine = sorted({*coarse, *(one for one in between if one < coarse[-1])})
    assert totals(read(coarse)) == totals(read(fine))


@given(
    st.lists(st.tuples(st.integers(1, 3000), st.floats(0, 1e7)), max_size=30),
    st.integers(0, 30),
)
def test_a_restart_changes_nothing(
    readings: list[tuple[int, float]], restart: int
) -> None:
    """What is written down and read again goes on as if nothing had happened."""
    kept = stored = ExpectedDays()
    at = START
    for number, (step, per_day) in enumerate(readings):
        at += timedelta(seconds=step)
        if number == restart:
            stored = ExpectedDays.from_dict(
                orjson.loads(orjson.dumps(stored.to_dict()))
            )
        kept = accumulate(kept, per_day, at)
        stored = accumulate(stored, per_day, at)
    assert stored == kept


def test_only_the_days_that_count_are_kept() -> None:
    """After half a year the store holds 33 days, the newest."""
    memory = watched(ExpectedDays(), START, START + 180 * DAY, step=15 * MINUTE)
    known = [one.day for one in memory.days]
    assert len(known) == RETENTION_DAYS == 33
    assert known[-1] == (START + 179 * DAY).date()


def recorded(
    count: int, *, expected: float = PER_DAY, covered: float = 86_400
) -> ExpectedDays:
    """Return a memory of so many days from the start."""
    return ExpectedDays(
        days=tuple(
            ExpectedDay(
                day=(START + number * DAY).date(), expected=expected, covered=covered
            )
            for number in range(count)
        )
    )


def test_luck_is_earned_over_expected() -> None:
    """Of ten days of 14,400 sat, three blocks of 40,000 paid five sixths."""
    rows = [(START + number * 3 * DAY + HOUR, 40_000) for number in range(3)]
    luck = earnings_luck(recorded(10), credited(*rows), START + 10 * DAY)
    assert luck == pytest.approx(120 / 144)


def test_without_a_block_luck_is_zero() -> None:
    """Nothing earned is no luck, not an unknown one."""
    assert earnings_luck(recorded(10), credited(), START + 10 * DAY) == 0


def test_luck_is_not_told_before_seven_days() -> None:
    """A week of recorded time, to the second."""
    seven = START + 7 * DAY
    memory = recorded(7)
    assert earnings_luck(memory, steady(), seven) == pytest.approx(1)
    assert earnings_luck(memory, steady(), seven - timedelta(seconds=1)) is None
    assert earnings_luck(recorded(6), steady(), seven) is None
    assert earnings_luck(ExpectedDays(), steady(), seven) is None


def test_where_nothing_was_expected_there_is_no_luck() -> None:
    """Nine days of standing still: what the tail still earns is no luck."""
    still = recorded(9, expected=0)
    assert earnings_luck(still, steady(), START + 9 * DAY) is None


def test_the_last_thirty_whole_days_count_and_today() -> None:
    """What was earned 31 midnights ago is past, 30 midnights ago it counts."""
    now = START + 31 * DAY + 12 * HOUR
    memory = watched(recorded(31), START + 31 * DAY, now)
    past = credited((START + DAY - MINUTE, 10**6))
    assert earnings_luck(memory, past, now) == 0
    first = credited((START + DAY, 439_200))
    assert earnings_luck(memory, first, now) == pytest.approx(
        439_200 / (30.5 * PER_DAY)
    )


def test_today_counts_as_far_as_it_has_passed() -> None:
    """After seven days and six hours, 7.25 days of expectation are held against it."""
    now = START + 7 * DAY + 6 * HOUR
    memory = watched(recorded(7), START + 7 * DAY, now)
    rows = credited((START, 10_440), (now - MINUTE, 41_760))
    luck = earnings_luck(memory, rows, now)
    assert luck == pytest.approx(52_200 / (7.25 * PER_DAY))


def test_luck_ends_where_the_ledger_does() -> None:
    """A ledger that is behind lets the expectation of the time since wait."""
    memory = watched(recorded(8), START + 8 * DAY, START + 8 * DAY + 20 * HOUR)
    behind = START + 8 * DAY + 5 * HOUR
    ends = []

    def earned(start: datetime, end: datetime) -> int:
        ends.append(end)
        return steady()(start, end)

    assert earnings_luck(memory, earned, behind) == pytest.approx(1)
    assert max(ends) == behind
    yesterday = START + 7 * DAY + 22 * HOUR
    assert earnings_luck(memory, steady(), yesterday) == pytest.approx(1, rel=1e-4)


def test_half_a_day_speaks_for_the_whole() -> None:
    """Of which half the block came is chance: the day counts whole."""
    half = ExpectedDay(day=(START + 9 * DAY).date(), expected=10_000, covered=43_200)
    memory = ExpectedDays(days=(*recorded(9).days, half))
    rows = credited((START + 9 * DAY + HOUR, 74_800))
    luck = earnings_luck(memory, rows, START + 10 * DAY)
    assert luck == pytest.approx(74_800 / (9 * PER_DAY + 20_000))


def test_less_than_half_a_day_is_left_out_with_its_earnings() -> None:
    """A lucky block on a day that nobody watched is no luck, nor is it a lack."""
    little = ExpectedDay(day=(START + 9 * DAY).date(), expected=10_000, covered=43_199)
    memory = ExpectedDays(days=(*recorded(9).days, little))
    rows = credited((START, 64_800), (START + 9 * DAY + HOUR, 10**9))
    luck = earnings_luck(memory, rows, START + 10 * DAY)
    assert luck == pytest.approx(0.5)


def test_a_day_without_a_record_is_left_out_with_its_earnings() -> None:
    """Home Assistant was off for three days: they neither add nor take."""
    memory = watched(ExpectedDays(), START, START + 5 * DAY)
    memory = watched(memory, START + 8 * DAY, START + 13 * DAY)
    rows = credited((START, 72_000), (START + 6 * DAY, 10**9))
    luck = earnings_luck(memory, rows, START + 13 * DAY)
    assert luck == pytest.approx(0.5, rel=1e-6)


def test_the_time_before_set_up_does_not_count_against_the_account() -> None:
    """Set up at six in the evening: that day is left out, at six in the morning not."""
    evening = watched(ExpectedDays(), START + 18 * HOUR, START + 8 * DAY)
    rows = credited((START + HOUR, 10**9), (START + 2 * DAY, 50_400))
    assert earnings_luck(evening, rows, START + 8 * DAY) == pytest.approx(0.5)
    morning = watched(ExpectedDays(), START + 6 * HOUR, START + 7 * DAY)
    assert earnings_luck(morning, steady(), START + 7 * DAY) == pytest.approx(1)


@given(
    st.lists(st.tuples(st.integers(0, 30 * 1440), st.integers(20, 4000)), max_size=12),
    st.floats(0.1, 3),
)
def test_outages_alone_change_no_luck(
    outages: list[tuple[int, int]], factor: float
) -> None:
    """An account that earns evenly has the same luck whenever it was watched."""
    memory = ExpectedDays()
    for minute in range(0, 30 * 1440 + 1, 15):
        if not any(since < minute < since + long for since, long in outages):
            memory = accumulate(memory, PER_DAY, START + minute * MINUTE)
    luck = earnings_luck(memory, steady(factor * PER_DAY), START + 30 * DAY)
    assert luck is None or luck == pytest.approx(factor, rel=1e-3)
    if not outages:
        assert luck is not None
