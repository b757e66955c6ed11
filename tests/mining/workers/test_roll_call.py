"""What an answer means for each worker of an account."""

from copy import replace
from random import Random

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import HashrateAverages, WorkerSnapshot
from custom_components.ocean_xyz.mining.workers.roll_call import (
    roll_call,
)
from custom_components.ocean_xyz.mining.workers.state import (
    RollCall,
    WorkerChange,
    WorkerStatus,
    joined,
    silent_averages,
)
from custom_components.ocean_xyz.mining.workers.status import Rules

from .farm import (
    DAY,
    FAST,
    NEVER_MINED,
    NOBODY,
    Farm,
    hashrates_only,
    listing,
    minute,
    page_listing,
    row,
)


def test_a_stopped_worker_is_offline_once_and_comes_back_once() -> None:
    """Silence of more than five minutes, seen twice, is an alarm; a share is the all-clear."""
    farm = Farm()
    farm.run(0, 10, "a", "b")
    for number in range(10, 30):
        farm.call(number, {"a": row(9), "b": row(number)})
    assert farm.status("a") is WorkerStatus.OFFLINE
    assert farm.status("b") is WorkerStatus.ONLINE
    farm.run(30, 33, "a", "b")
    assert farm.status("a") is WorkerStatus.ONLINE
    changes = [(change, name) for _, change, name in farm.announced]
    assert changes == [(WorkerChange.OFFLINE, "a"), (WorkerChange.ONLINE, "a")]
    offline_at = farm.announced[0][0]
    assert 5 < offline_at - 9 <= 8


def test_an_alarm_says_how_long_and_how_much() -> None:
    """The event holds the silence and the hashrate that the account is short of."""
    farm = Farm()
    farm.run(0, 10, "a")
    events = []
    for number in range(10, 20):
        farm.call(number, {"a": row(9)})
        events += farm.roll.events
    (event,) = events
    assert event.silence == pytest.approx(7 * 60, abs=60)
    assert event.hashrate_lost == FAST.hashrate_86400s


def test_an_offline_worker_shows_since_when_and_how_much_until_it_is_back() -> None:
    """What the alarm said, for as long as it is offline."""
    farm = Farm()
    farm.run(0, 10, "a")
    for number in range(10, 20):
        farm.call(number, {"a": row(9)})
    shown = farm.roll.states["a"]
    assert shown.offline_since == minute(9)
    assert shown.hashrate_lost == FAST.hashrate_86400s
    # A list that leaves it out changes neither.
    farm.call(20, {"b": row(20)})
    assert farm.roll.states["a"].offline_since == minute(9)
    farm.run(21, 24, "a")
    back = farm.roll.states["a"]
    assert back.offline_since is back.hashrate_lost is None


def test_the_first_answer_raises_no_event() -> None:
    """Workers that are there, or long off, at the first answer make no event."""
    farm = Farm()
    farm.call(100, {"a": row(100), "dead": row(-3000)})
    assert farm.announced == []
    assert farm.status("dead") is WorkerStatus.OFFLINE
    farm.call(101, {"a": row(101), "dead": row(-3000)})
    assert farm.announced == []


def test_a_new_worker_appears_and_one_left_out_for_a_day_is_gone() -> None:
    """Appearing, going and coming back are announced; a short list deletes nothing."""
    farm = Farm()
    farm.run(0, 5, "a")
    farm.run(5, 10, "a", "b")
    assert farm.announced == [(5, WorkerChange.APPEARED, "b")]
    shown = farm.roll.states["b"]
    farm.run(10, 12, "a")
    assert farm.roll.states["b"] == shown
    farm.run(12, DAY, "a")
    assert farm.status("b") is WorkerStatus.OFFLINE
    assert WorkerChange.GONE not in [change for _, change, _ in farm.announced]
    farm.run(DAY, DAY + 11, "a")
    assert farm.announced[-1] == (DAY + 10, WorkerChange.GONE, "b")
    assert farm.roll.states["b"].gone
    farm.run(DAY + 11, DAY + 12, "a", "b")
    assert (DAY + 11, WorkerChange.APPEARED, "b") in farm.announced
    assert not farm.roll.states["b"].gone


@pytest.mark.parametrize("listed_for", [15, 60])
@pytest.mark.parametrize("gap", [281, 562])
def test_a_list_without_the_silent_makes_nobody_gone(listed_for: int, gap: int) -> None:
    """Small machines are silent by chance, and OCEAN may leave them out meanwhile."""
    random, farm, last = Random(gap), Farm(), 0.0
    for number in range(DAY + DAY // 2):
        while (share := last + random.expovariate(60 / gap)) < number:
            last = share
        silent = number - last > listed_for
        farm.call(number, {"b": row(number)} | ({} if silent else {"a": row(last, 1)}))
    assert not {WorkerChange.GONE, WorkerChange.APPEARED} & {
        change for _, change, _ in farm.announced
    }


def test_all_clear_says_how_long_it_was_silent() -> None:
    """From the last share before to the first one after."""
    farm = Farm()
    farm.run(0, 10, "a")
    for number in range(10, 40):
        farm.call(number, {"a": row(9)})
    farm.call(40, {"a": row(39.5)})
    (event,) = farm.roll.events
    assert event.change is WorkerChange.ONLINE
    assert event.silence == 30.5 * 60
    assert event.since == minute(9)
    assert event.hashrate_lost is None


def test_a_power_cut_takes_all_offline_though_ocean_lists_no_one() -> None:
    """While OCEAN says that no worker is active, the stored last shares decide."""
    farm = Farm()
    farm.run(0, 10, "a", "b")
    for number in range(10, 30):
        farm.idle(number)
    assert farm.status("a") is WorkerStatus.OFFLINE
    assert sorted(name for _, change, name in farm.announced) == ["a", "b"]
    averages = farm.roll.states["a"].averages
    assert averages.hashrate_600s == 0
    assert averages.hashrate_3600s is None
    farm.run(30, 31, "a", "b")
    assert [change for _, change, _ in farm.announced[2:]] == [WorkerChange.ONLINE] * 2


def test_an_idle_account_without_a_known_share_says_nothing() -> None:
    """Of a worker that never had a share nothing is known while OCEAN is idle."""
    farm = Farm()
    farm.call(0, {"a": NEVER_MINED})
    farm.idle(1)
    assert farm.status("a") is None
    assert farm.roll.states["a"].averages == HashrateAverages()


def test_without_last_shares_an_average_decides() -> None:
    """The shortest average that covers the allowed silence holds work, or not."""
    farm = Farm()
    farm.run(0, 10, "a")
    averages = {
        "a": HashrateAverages(hashrate_300s=1.0, hashrate_600s=0.0),
        "new": HashrateAverages(hashrate_3600s=5.0),
        "odd": HashrateAverages(),
    }
    events = []
    roll = farm.roll
    for number in (10, 20):
        roll = roll_call(roll, hashrates_only(number, averages), Rules())
        events += roll.events
        status = roll.states["a"].status
        assert (status is WorkerStatus.OFFLINE) is (number == 20)
    assert [(one.change, one.name) for one in events] == [(WorkerChange.OFFLINE, "a")]
    assert roll.states["new"].status is WorkerStatus.ONLINE
    assert roll.states["odd"].status is None
    assert roll.states["odd"].online is None
    assert roll.states["a"].last_share is None
    assert set(roll.memories) == {"a"}
    back = {"a": HashrateAverages(hashrate_300s=1.0, hashrate_600s=1.0)}
    roll = roll_call(roll, hashrates_only(30, back), Rules())
    assert [one.change for one in roll.events] == [WorkerChange.ONLINE]


def test_zero_follows_from_silence_only_for_averages_within_it() -> None:
    """After seven minutes of silence the 5 min average is zero, that of 10 min is unknown."""
    averages = silent_averages(minute(0), minute(7))
    assert averages.hashrate_300s == 0
    assert averages.hashrate_600s is None
    assert silent_averages(None, minute(7)) == HashrateAverages()


@given(st.lists(st.text(max_size=30), unique=True, max_size=40))
def test_no_two_names_are_one_worker(names: list[str]) -> None:
    """Whatever the names, each is its own worker with its own state."""
    roll = roll_call(NOBODY, listing(0, {name: row(0) for name in names}), Rules())
    assert set(roll.states) == set(names)
    assert all(state.name == name for name, state in roll.states.items())


def test_an_incomplete_answer_says_nothing_of_the_others() -> None:
    """Who is left out by a page is neither missing nor silent."""
    farm = Farm()
    farm.run(0, 5, "a", "b")
    before = farm.roll
    roll = roll_call(before, page_listing(5, {"a": row(5)}), Rules())
    assert roll.memories["b"] == before.memories["b"]
    assert roll.states["b"] == before.states["b"]
    restarted = RollCall(memories=before.memories, states={}, events=())
    roll = roll_call(restarted, page_listing(5, {"a": row(5)}), Rules())
    assert set(roll.states) == {"a"}
    assert set(roll.memories) == {"a", "b"}


def test_the_same_snapshot_after_a_restart_decides_nothing() -> None:
    """An alarm needs two snapshots, and a worker is gone after three."""
    farm = Farm()
    farm.run(0, 20, "a", "b")
    for number in range(20, 24):
        farm.call(number, {"a": row(19)})
    once = roll_call(farm.roll, listing(24, {"a": row(19)}), Rules())
    restarted = RollCall(memories=once.memories, states={}, events=())
    for _ in range(3):
        again = roll_call(restarted, listing(24, {"a": row(19)}), Rules())
        assert again.events == ()
        assert again.memories == once.memories
        assert again.states["a"].status is WorkerStatus.ONLINE
        restarted = RollCall(memories=again.memories, states={}, events=())
    later = roll_call(restarted, listing(25, {"a": row(19)}), Rules())
    assert (WorkerChange.OFFLINE, "a") in [
        (one.change, one.name) for one in later.events
    ]


def test_old_hashrates_bring_no_machine_back() -> None:
    """An average that still holds the last share, or is older, is no sign of life."""
    farm = Farm()
    farm.run(0, 10, "a")
    offline = replace(farm.roll.memories["a"], offline=True, silent=2)
    before = replace(farm.roll, memories={"a": offline})
    full = {"a": HashrateAverages(hashrate_300s=1.0, hashrate_600s=1.0)}
    for number in (5, 11):
        roll = roll_call(before, hashrates_only(number, full), Rules())
        assert roll.events == ()
        assert roll.states["a"].status is WorkerStatus.OFFLINE
        assert roll.memories["a"] == offline
    roll = roll_call(before, hashrates_only(40, full), Rules())
    assert [one.change for one in roll.events] == [WorkerChange.ONLINE]


def test_a_row_without_a_last_share_is_not_a_silent_machine() -> None:
    """Its averages decide then; where they are not known either, nothing is decided."""
    farm = Farm()
    farm.run(0, 10, "a")
    mute = WorkerSnapshot()
    for number in range(10, 120):
        farm.call(number, {"a": mute})
    assert farm.status("a") is None
    assert farm.roll.memories["a"].answered == minute(119)
    farm.call(120, {"a": row(None)})
    assert farm.status("a") is WorkerStatus.ONLINE
    assert not farm.announced
    averages = {"a": HashrateAverages(hashrate_600s=0.0)}
    for number in range(121, 124):
        answer = listing(number, {"a": replace(mute, hashrate_300s=0.0)}, averages)
        farm.roll = roll_call(farm.roll, answer, Rules())
        farm.listen(number)
    assert farm.status("a") is WorkerStatus.OFFLINE
    assert [change for _, change, _ in farm.announced] == [WorkerChange.OFFLINE]


def test_a_worker_that_pages_leave_out_is_unknown_after_a_while() -> None:
    """It keeps its state for a quarter of an hour; one that is gone keeps it for good."""
    farm = Farm()
    farm.run(0, 5, "a", "b", "c")
    farm.run(5, DAY + 8, "a", "b")
    for at, status in ((DAY + 22, WorkerStatus.ONLINE), (DAY + 23, None)):
        farm.roll = roll_call(farm.roll, page_listing(at, {"a": row(at)}), Rules())
        assert farm.status("b") is status
    assert farm.roll.states["b"].last_share == minute(DAY + 7)
    assert farm.roll.states["c"].gone


def test_a_farm_may_be_judged_in_groups() -> None:
    """What comes of the groups is what comes of all at once."""
    farm = Farm()
    farm.run(0, 10, "a", "b", "c")
    answer = listing(40, {"a": row(40), "b": row(9), "d": row(40)})
    groups = [roll_call(farm.roll, answer, Rules(), part) for part in ("ab", "cd")]
    assert joined(groups) == roll_call(farm.roll, answer, Rules())
    assert joined(groups).quiet().events == ()
