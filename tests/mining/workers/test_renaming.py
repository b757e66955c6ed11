"""Which silent worker may mine under which new name, and what of it goes on."""

from datetime import date, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import HashrateAverages, WorkerSnapshot
from custom_components.ocean_xyz.mining.workers.low import usual_hashrate
from custom_components.ocean_xyz.mining.workers.memory import Renaming, WorkerMemory
from custom_components.ocean_xyz.mining.workers.renaming import (
    likely_renamings,
    merged,
    without_former,
)
from custom_components.ocean_xyz.mining.workers.revisions import renamed, revised
from custom_components.ocean_xyz.mining.workers.state import RollCall
from simulator import START

TERA = 1e12
NOW = START + timedelta(days=3)


def before(hours: float) -> datetime:
    """Return a time some hours ago."""
    return NOW - timedelta(hours=hours)


def silent(hours: float, rate: float = 100) -> WorkerMemory:
    """Return a worker of so many TH/s that fell silent some hours ago."""
    return WorkerMemory(last_share=before(hours), hashrate=rate * TERA, offline=True)


def new(hours: float) -> WorkerMemory:
    """Return a worker that appeared some hours ago and mines."""
    return WorkerMemory(appeared=before(hours), last_share=NOW)


def worked(hours: float, rate: float = 100) -> HashrateAverages:
    """Return what OCEAN says of a day on which a machine ran for some hours."""
    return HashrateAverages(hashrate_86400s=rate * TERA * min(hours, 24) / 24)


def likely(
    memories: dict[str, WorkerMemory], averages: dict[str, HashrateAverages]
) -> list[tuple[str, str]]:
    """Return what is likely now."""
    return likely_renamings(memories, averages, NOW)


@pytest.mark.parametrize("rate", [75, 100, 130])
@pytest.mark.parametrize("hours", [3.1, 12, 40])
def test_one_falls_silent_and_one_like_it_appears(hours: float, rate: float) -> None:
    """The work of a part of a day is held against that part."""
    memories = {"old": silent(hours + 0.1), "new": new(hours), "x": WorkerMemory()}
    averages = {"new": worked(hours, rate)}
    assert likely(memories, averages) == ([] if rate == 75 else [("old", "new")])


@pytest.mark.parametrize(
    ("change", "value"),
    [
        # It runs too short to be compared, or appeared before the other was silent.
        ("appeared", before(2.9)),
        ("appeared", before(6.2)),
        # It is as silent as the other, or was there before the others.
        ("offline", True),
        ("gone_since", before(1)),
        ("appeared", None),
        ("not_renamed_from", ("old",)),
    ],
)
def test_what_speaks_against_it(change: str, value: object) -> None:
    """Each of these alone is enough not to ask."""
    memories = {"old": silent(6), "new": new(5.9)}
    averages = {"new": worked(5.9)}
    assert likely(memories, averages) == [("old", "new")]
    memories["new"] = memories["new"]._replace(**{change: value})
    assert likely(memories, averages) == []


@pytest.mark.parametrize(("stood_still", "found"), [(23.9, True), (24.1, False)])
def test_a_machine_stands_still_for_a_day_at_the_most(
    stood_still: float, found: bool
) -> None:
    """One that appears later is another one."""
    memories = {"old": silent(5 + stood_still), "new": new(5)}
    assert bool(likely(memories, {"new": worked(5)})) is found


def test_a_worker_that_mines_or_never_had_a_share_was_not_renamed() -> None:
    """Nor one whose hashrate nobody knows."""
    averages = {"new": worked(5)}
    for changes in (
        {"offline": False},
        {"last_share": None},
        {"hashrate": None},
    ):
        memories = {"old": silent(5.1)._replace(**changes), "new": new(5)}
        assert likely(memories, averages) == []
    assert likely({"old": silent(5.1), "new": new(5)}, {}) == []
    gone = silent(5.1)._replace(offline=False, gone_since=before(4))
    assert likely({"old": gone, "new": new(5)}, averages) == [("old", "new")]


def test_what_is_usual_counts_before_the_last_hashrate() -> None:
    """A machine that ran low when it was renamed is still the same."""
    usual = tuple((date(2026, 11, day), 100 * TERA) for day in (20, 21, 22))
    low = silent(5.1, rate=10)._replace(medians=usual)
    assert likely({"old": low, "new": new(5)}, {"new": worked(5)}) == [("old", "new")]


def test_where_two_come_into_question_nobody_is_asked() -> None:
    """Two machines alike that were renamed together cannot be distinguished."""
    averages = {"c": worked(5), "d": worked(5)}
    one_to_two = {"a": silent(5.1), "c": new(5), "d": new(5)}
    assert likely(one_to_two, averages) == []
    two_to_one = {"a": silent(5.1), "b": silent(5.2), "c": new(5)}
    assert likely(two_to_one, averages) == []
    unlike = {"a": silent(5.1), "b": silent(5.2, rate=10), "c": new(5), "d": new(5)}
    averages = {"c": worked(5), "d": worked(5, rate=10)}
    assert likely(unlike, averages) == [("a", "c"), ("b", "d")]


def test_a_farm_that_is_renamed_at_once_takes_no_time() -> None:
    """With thousands of names at a time no pair stands out, and few are compared."""
    memories = {f"old{number}": silent(5.1) for number in range(3000)}
    memories |= {f"new{number}": new(5) for number in range(3000)}
    averages = {f"new{number}": worked(5) for number in range(3000)}
    assert likely(memories, averages) == []


def test_the_new_name_goes_on_with_what_was_usual() -> None:
    """How it runs is the new name's, the days before are the old one's."""
    old = silent(5)._replace(
        medians=tuple((date(2026, 11, day), 100 * TERA) for day in range(10, 17)),
        shares_seen=50,
        appeared=before(1000),
    )
    fresh = new(4)._replace(
        medians=((date(2026, 11, 16), 90 * TERA), (date(2026, 11, 17), 90 * TERA)),
        shares_seen=5,
        not_renamed_from=("x",),
    )
    one = merged("rig", old, fresh)
    assert [day.day for day, _ in one.medians] == [11, 12, 13, 14, 15, 16, 17]
    assert dict(one.medians)[date(2026, 11, 16)] == 90 * TERA
    assert usual_hashrate(one) == 100 * TERA
    assert (one.last_share, one.hashrate, one.shares_seen) == (NOW, 100 * TERA, 55)
    assert not one.offline
    assert (one.appeared, one.not_renamed_from) == (before(1000), ())
    assert merged("rig", WorkerMemory(), WorkerMemory()).last_share is None


def test_a_renaming_may_be_made_twice() -> None:
    """The second time there is no former name any more, and nothing changes."""
    roll = RollCall(memories={"old": silent(5), "new": new(4)}, states={}, events=())
    once = renamed(roll, Renaming(old="old", new="new"))
    assert set(once.memories) == {"new"}
    assert renamed(once, Renaming(old="old", new="new")) == once
    assert revised(once, "nobody", lambda _: WorkerMemory()) == once


def test_what_is_still_listed_under_a_former_name_is_left_out() -> None:
    """Until it mines under it again."""
    at = before(5)
    renaming = Renaming(old="old", new="new", last_share=at)
    later = at + timedelta(minutes=1)
    rows = {"old": WorkerSnapshot(last_share=at), "b": WorkerSnapshot()}
    assert set(without_former(rows, (renaming,))) == {"b"}
    rows["old"] = WorkerSnapshot(last_share=None)
    assert set(without_former(rows, (renaming,))) == {"b"}
    rows["old"] = WorkerSnapshot(last_share=later)
    assert set(without_former(rows, (renaming,))) == {"old", "b"}
    never = Renaming(old="old", new="new")
    assert set(without_former(rows, (never,))) == {"old", "b"}
    assert without_former(rows, ()) is rows


@given(st.floats(3.01, 200), st.floats(0.1, 10))
def test_the_mean_of_the_time_it_ran_is_compared(hours: float, factor: float) -> None:
    """Whatever part of the day that was."""
    memories = {"old": silent(hours + 0.05), "new": new(hours)}
    found = likely(memories, {"new": worked(hours, 100 * factor)})
    if 0.78 < factor < 1.29:
        assert found
    elif not 0.76 < factor < 1.31:
        assert not found


def test_the_last_former_names_are_remembered() -> None:
    """Of a machine that is renamed again and again."""
    memories = {str(number): new(4) for number in range(12)}
    roll = RollCall(memories=memories, states={}, events=())
    for number in range(11):
        roll = renamed(roll, Renaming(old=str(number), new=str(number + 1)))
    (memory,) = roll.memories.values()
    assert memory.former_names == tuple(map(str, range(3, 11)))
