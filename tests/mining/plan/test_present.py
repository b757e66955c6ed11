"""What a plan says now, and what it remembers of the past."""

from datetime import datetime, timedelta

from hypothesis import given, settings, strategies as st

from custom_components.ocean_xyz.mining.plan.paying import Known, Span, hours_within
from custom_components.ocean_xyz.mining.plan.present import (
    RETENTION,
    DayHours,
    Present,
    with_past,
)

from .worlds import START

HOUR = timedelta(hours=1)


def spans(*times: tuple[float, float]) -> tuple[Span, ...]:
    """Return times in hours."""
    return tuple(Span(start=START + a * HOUR, end=START + b * HOUR) for a, b in times)


def known(pays: tuple[Span, ...], prices: tuple[Span, ...] = ()) -> Known:
    """Return times at which mining pays, by default of a day with all prices."""
    return Known(pays=pays, prices=prices or spans((0, 24)))


def at(hour: float, what: Known) -> Present:
    """Return what is known at an hour of a day of 25."""
    return Present(
        known=what,
        time=START + hour * HOUR,
        today=spans((0, 25))[0],
        tomorrow=spans((25, 49))[0],
    )


def test_the_next_start() -> None:
    """While mining pays, it is the one after the present run."""
    what = known(spans((2, 5), (8, 10)))
    for hour, pays, start, until in (
        (0, False, 2, 5),
        (2, True, 8, 5),
        (4.99, True, 8, 5),
        (5, False, 8, 10),
        (8, True, None, 10),
        (11, False, None, None),
    ):
        present = at(hour, what)
        assert (present.run is not None) is pays
        following = present.next_run
        assert (following and following.start) == (
            None if start is None else START + start * HOUR
        )
        assert present.until == (None if until is None else START + until * HOUR)


def test_hours_of_days() -> None:
    """Only those of the day, and nothing of a day without prices."""
    what = known(spans((0, 3), (20, 30)), spans((0, 10), (15, 30)))
    present = at(12, what)
    assert present.hours_of(present.today) == DayHours(pays=8, known=20)
    assert present.hours_of(present.tomorrow) == DayHours(pays=5, known=5)
    present = at(12, known((), spans((0, 25))))
    assert present.hours_of(present.today) == DayHours(pays=0, known=25)
    assert present.hours_of(present.tomorrow) is None


def test_what_was_decided_stays() -> None:
    """Prices of the past may be forgotten, or mean something else by now."""
    before = known(spans((2, 6)))
    now = known(spans((4, 8), (9, 10)), spans((4, 30)))
    joined = with_past(before, now, START + 5 * HOUR)
    assert joined == known(spans((2, 8), (9, 10)), spans((0, 30)))
    # Where mining no longer pays, the run ends now.
    joined = with_past(before, known((), spans((4, 30))), START + 5 * HOUR)
    assert joined == known(spans((2, 5)), spans((0, 30)))
    # Without anything before, the past is as it looks now.
    assert with_past(Known(), now, START + 5 * HOUR) is now
    # A run that lasts keeps its start, and one that is long over goes.
    late = START + 6 * HOUR + RETENTION
    assert with_past(before, known(()), late).pays == ()
    last = spans((0, 99))
    assert with_past(known(last, last), known(last, last), late) == known(last, last)


@settings(max_examples=80)
@given(
    st.lists(st.integers(0, 40), max_size=8, unique=True),
    st.lists(st.integers(0, 40), max_size=8, unique=True),
    st.integers(0, 40),
)
def test_the_past_is_of_before_and_the_rest_of_now(
    first: list[int], second: list[int], hour: int
) -> None:
    """Each hour for itself."""

    def runs(hours: list[int]) -> tuple[Span, ...]:
        return spans(*((one, one + 0.5) for one in sorted(hours)))

    def is_on(what: tuple[Span, ...], time: datetime) -> bool:
        return hours_within(what, time, time + HOUR) > 0

    before, now = known(runs(first)), known(runs(second))
    time = START + hour * HOUR
    joined = with_past(before, now, time)
    for one in range(41):
        of = before if one < hour else now
        moment = START + one * HOUR
        assert is_on(joined.pays, moment) is is_on(of.pays, moment)
