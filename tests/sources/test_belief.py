"""Whether an answer goes back in time, and when an odd one is believed."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.ocean_xyz.sources.belief import (
    DoubtedError,
    Gate,
    Reason,
    SnapshotOrder,
    Weighed,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def taken(order: SnapshotOrder[float], *answers: float) -> list[bool | None]:
    """Return for each answer whether it is taken; None for one that is refused."""
    results: list[bool | None] = []
    for answer in answers:
        try:
            results.append(order.accepts(answer))
        except DoubtedError:
            results.append(None)
    return results


def snapshots() -> SnapshotOrder[float]:
    """Return the order of answers that are nothing but their time."""
    return SnapshotOrder(time_of=float, believe_after=5)


def test_time_goes_on() -> None:
    """The same moment again is as good as a later one."""
    assert taken(snapshots(), 0, 60, 60, 120) == [True] * 4


def test_a_server_that_lags_behind_is_passed_over() -> None:
    """Two minutes are no trouble: what was known stays until there is news."""
    assert taken(snapshots(), 600, 480, 540, 600, 660) == [
        True,
        False,
        False,
        True,
        True,
    ]


def test_an_old_answer_is_refused() -> None:
    """More than two minutes are, and the next good answer is good."""
    assert taken(snapshots(), 600, 479, 0, 660) == [True, None, None, True]


def test_a_clock_that_was_set_back_is_followed() -> None:
    """Five earlier answers that move on are the truth, and what follows is."""
    history = taken(snapshots(), 9000, 0, 60, 120, 180, 240, 300, 8000)
    assert history == [True, *[None] * 4, True, True, True]


def test_an_old_copy_is_never_followed() -> None:
    """It stands still, or starts again."""
    assert taken(snapshots(), 9000, *[60] * 20) == [True, *[None] * 20]


def test_two_wrong_clocks_are_no_worse_than_one() -> None:
    """After 2139 and 2100 the truth is followed as soon as after 2139 alone."""
    history = taken(snapshots(), 90_000, 50_000, 0, 60, 120, 180, 240, 300)
    assert history == [True, *[None] * 5, True, True]


def test_servers_a_little_apart_tell_one_truth() -> None:
    """Of two whose clocks were set back, one lags: the answers of the other count."""
    history = taken(snapshots(), 9000, 60, 0, 120, 60, 180, 120, 240, 180, 300)
    assert history == [True, *[None] * 8, True]


def test_a_good_answer_ends_the_count() -> None:
    """Four earlier ones, a good one, four earlier ones."""
    history = taken(snapshots(), 9000, 0, 60, 120, 180, 9000, 240, 300, 360, 420)
    assert history == [True, *[None] * 4, True, *[None] * 4]


def test_a_block_that_lost_its_place_is_given_up() -> None:
    """The one before it stands still where it is, and is the last again."""
    order: SnapshotOrder[float] = SnapshotOrder(
        time_of=float, slack=0, believe_after=5, must_advance=False
    )
    assert taken(order, 9000, *[8000] * 6) == [True, *[None] * 4, True, True]


def by_the_minute(*answers: float) -> list[bool | None]:
    """Return whether each of the answers is taken that come a minute apart."""
    minutes = iter(range(0, 60 * len(answers), 60))
    order: SnapshotOrder[float] = SnapshotOrder(
        time_of=float, clock=lambda: next(minutes)
    )
    return taken(order, *answers)


@pytest.mark.parametrize("ahead", [600, 3600, 86_400, 5e9])
def test_an_answer_ahead_of_time_is_doubted(ahead: float) -> None:
    """A snapshot of the future would make all that follow look old."""
    answers = [0, 60, 120 + ahead, 180, 240 + ahead, 300]
    assert by_the_minute(*answers) == [True, True, None, True, None, True]


@pytest.mark.parametrize("ahead", [600, 3600, 86_400, -3600])
def test_a_clock_that_was_set_is_followed(ahead: float) -> None:
    """As many answers and two more outvote those before; a gap in the answers is none."""
    assert by_the_minute(
        0, *(60 * minute + ahead for minute in range(1, 5)), 300 + ahead
    ) == [True, None, None, True, True, True]


def test_a_first_answer_ahead_of_time_is_outvoted_soon() -> None:
    """There is nothing to compare it with, but what comes next agrees."""
    assert by_the_minute(3600, 60, 120, 180, 240) == [True, None, None, True, True]


def test_a_snapshot_that_stood_still_goes_on() -> None:
    """It was never ahead of time, however far it moves then."""
    assert by_the_minute(0, 60, *[60] * 30, 1920, 1980) == [True] * 34


def test_a_long_order_is_outvoted_by_many() -> None:
    """A cache that lags for some minutes is not believed after a day of good answers."""
    day = [60.0 * minute for minute in range(1440)]
    lagging = [day[-1] - 3600 + 60 * minute for minute in range(20)]
    assert by_the_minute(*day, *lagging)[1440:] == [None] * 20


@pytest.mark.parametrize(("slack", "result"), [(0, None), (1, False)])
def test_heights_have_a_slack_of_their_own(slack: float, result: bool | None) -> None:
    """Nodes are a block apart for a moment."""
    order: SnapshotOrder[float] = SnapshotOrder(time_of=float, slack=slack)
    assert taken(order, 900_001, 900_000) == [True, result]


def odd_gate(*times: datetime | None) -> Gate[int]:
    """Return a gate that finds the first answers odd; these are their times."""

    def weigh(answer: int, _: int | None) -> Weighed[int]:
        odd = {Reason.ALL_ZERO: times[answer]} if answer < len(times) else {}
        return Weighed(answer=answer, odd=odd)

    return Gate(weigh=weigh)


def reasons(gate: Gate[int], *answers: int) -> list[Reason | None]:
    """Return for each answer why it is not believed."""
    return [gate.take(answer) for answer in answers]


def test_an_odd_answer_is_believed_once_it_is_repeated() -> None:
    """The second one is, and after a good one it is the first again."""
    gate = odd_gate(None, None)
    assert reasons(gate, 9, 0, 1) == [None, Reason.ALL_ZERO, None]
    assert gate.believed == 1
    assert reasons(gate, 0, 9, 1) == [Reason.ALL_ZERO, None, Reason.ALL_ZERO]
    assert gate.believed == 9


def test_only_a_later_snapshot_repeats_where_answers_have_a_time() -> None:
    """The same snapshot asked twice says the same twice."""
    gate = odd_gate(NOON, NOON + timedelta(minutes=1))
    assert reasons(gate, 0, 0, 1) == [Reason.ALL_ZERO, Reason.ALL_ZERO, None]


def test_each_reason_has_to_be_repeated() -> None:
    """An answer that is odd in a new way is not believed for an old one."""
    odd: list[dict[Reason, datetime | None]] = [
        {Reason.POORER: None},
        {Reason.POORER: None, Reason.ALL_ZERO: NOON},
        {Reason.POORER: None, Reason.ALL_ZERO: NOON + timedelta(minutes=1)},
    ]
    gate: Gate[int] = Gate(weigh=lambda at, _: Weighed(answer=at, odd=odd[at]))
    assert reasons(gate, 0, 1, 2) == [Reason.POORER, Reason.ALL_ZERO, None]


def test_an_answer_that_is_a_little_behind_changes_nothing() -> None:
    """It is neither believed nor refused."""
    gate: Gate[int] = Gate(order=SnapshotOrder(time_of=float))
    assert reasons(gate, 500, 450) == [None, Reason.BEHIND]
    assert gate.believed == 500
    with pytest.raises(DoubtedError):
        gate.take(100)


def test_what_is_corrected_is_believed_and_says_why() -> None:
    """A part that cannot be true does not spoil the rest."""
    gate: Gate[int] = Gate(
        weigh=lambda answer, _: Weighed(
            answer=max(answer, 0), corrected=Reason.NEGATIVE if answer < 0 else None
        )
    )
    assert reasons(gate, 3, -1) == [None, Reason.NEGATIVE]
    assert gate.believed == 0


@pytest.mark.parametrize("order", [None, SnapshotOrder(time_of=float)])
def test_after_a_gate_forgot_an_older_answer_is_believed(
    order: SnapshotOrder[int] | None,
) -> None:
    """What was believed is over, and so is its time."""
    gate: Gate[int] = Gate(order=order)
    assert gate.take(500) is None
    gate.forget()
    assert gate.believed is None
    assert gate.take(100) is None
    assert gate.believed == 100
