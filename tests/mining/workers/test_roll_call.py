"""Which worker mines, which is down, and what is told of it."""

from collections.abc import Callable, Mapping
from copy import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import HashrateAverages, WorkerSnapshot
from custom_components.ocean_xyz.mining.workers.offline import holds_no_work
from custom_components.ocean_xyz.mining.workers.revisions import (
    forget,
    missing_on_purpose,
)
from custom_components.ocean_xyz.mining.workers.roll_call import (
    Answer,
    Evidence,
    roll_call,
)
from custom_components.ocean_xyz.mining.workers.state import (
    RollCall,
    WorkerChange,
    WorkerStatus,
    silent_averages,
)
from custom_components.ocean_xyz.mining.workers.status import Rules

START = datetime(2026, 11, 1, tzinfo=UTC)
NOBODY = RollCall(memories={}, states={}, events=())
TERA = 10**12
DIFFICULTY = 2**16

# A gap of 20 seconds between shares of difficulty 65,536.
FAST = HashrateAverages(
    hashrate_10800s=DIFFICULTY * 2**32 / 20, hashrate_86400s=DIFFICULTY * 2**32 / 20
)


def minute(number: float) -> datetime:
    """Return the time of a snapshot."""
    return START + timedelta(minutes=number)


def row(last: float | None, shares: int = 3) -> WorkerSnapshot:
    """Return a row of a worker whose last share was found in that minute."""
    return WorkerSnapshot(
        shares_60s=shares * DIFFICULTY,
        shares_300s=15 * DIFFICULTY,
        hashrate_60s=float(shares),
        hashrate_300s=15.0,
        last_share=None if last is None else minute(last),
    )


def listed(
    at: float,
    rows: Mapping[str, WorkerSnapshot],
    windows: Mapping[str, HashrateAverages] | None = None,
) -> Answer:
    """Return an answer that lists the workers."""
    return Answer(
        evidence=Evidence.LIST, at=minute(at), rows=rows, averages=windows or {}
    )


def part(at: float, rows: Mapping[str, WorkerSnapshot]) -> Answer:
    """Return an answer that lists some of the workers."""
    return Answer(evidence=Evidence.PART_OF_LIST, at=minute(at), rows=rows)


def hashrates(at: float, windows: Mapping[str, HashrateAverages]) -> Answer:
    """Return an answer that holds the workers' hashrates alone."""
    return Answer(evidence=Evidence.HASHRATES, at=minute(at), averages=windows)


class Farm:
    """Calls the roll minute by minute."""

    def __init__(self, rules: Rules | None = None) -> None:
        """Begin with nobody known."""
        self.roll = NOBODY
        self.rules = rules or Rules()
        self.told: list[tuple[float, WorkerChange, str]] = []

    def call(self, at: float, rows: Mapping[str, WorkerSnapshot]) -> None:
        """Call the roll with an answer."""
        windows = dict.fromkeys(rows, FAST)
        self.roll = roll_call(self.roll, listed(at, rows, windows), self.rules)
        self._listen(at)

    def idle(self, at: float) -> None:
        """Call the roll while OCEAN says that nobody is active."""
        self.roll = roll_call(
            self.roll, Answer(evidence=Evidence.IDLE, at=minute(at)), self.rules
        )
        self._listen(at)

    def run(self, start: int, end: int, *names: str) -> None:
        """Let workers mine for some minutes."""
        for number in range(start, end):
            self.call(number, {name: row(number) for name in names})

    def status(self, name: str) -> WorkerStatus | None:
        """Return what is shown of a worker."""
        return self.roll.states[name].status

    def _listen(self, at: float) -> None:
        """Note what was told."""
        self.told += [(at, event.change, event.name) for event in self.roll.events]


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
    changes = [(change, name) for _, change, name in farm.told]
    assert changes == [(WorkerChange.OFFLINE, "a"), (WorkerChange.ONLINE, "a")]
    offline_at = farm.told[0][0]
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


def test_one_answer_is_no_alarm() -> None:
    """A silence that is too long has to be seen in two answers."""
    farm = Farm()
    farm.run(0, 10, "a")
    farm.call(30, {"a": row(9)})
    assert farm.status("a") is WorkerStatus.ONLINE
    farm.call(31, {"a": row(9)})
    assert farm.status("a") is WorkerStatus.OFFLINE


def test_the_first_answer_is_no_news() -> None:
    """Workers that are there, or long off, at the first answer make no event."""
    farm = Farm()
    farm.call(100, {"a": row(100), "dead": row(-3000)})
    assert farm.told == []
    assert farm.status("dead") is WorkerStatus.OFFLINE
    farm.call(101, {"a": row(101), "dead": row(-3000)})
    assert farm.told == []


def test_a_new_worker_appears_and_one_left_out_three_times_is_gone() -> None:
    """Appearing, going and coming back are told; a short list deletes nothing."""
    farm = Farm()
    farm.run(0, 5, "a")
    farm.run(5, 10, "a", "b")
    assert farm.told == [(5, WorkerChange.APPEARED, "b")]
    shown = farm.roll.states["b"]
    farm.run(10, 12, "a")
    assert farm.roll.states["b"] == shown
    farm.run(12, 13, "a")
    assert farm.told[-1] == (12, WorkerChange.GONE, "b")
    assert farm.roll.states["b"].gone
    farm.run(13, 30, "a")
    assert farm.status("b") is WorkerStatus.OFFLINE
    farm.run(30, 31, "a", "b")
    assert (30, WorkerChange.APPEARED, "b") in farm.told
    assert not farm.roll.states["b"].gone


def test_a_worker_off_on_purpose_raises_nothing_and_gets_time_to_start() -> None:
    """It stays paused until its first share, for a quarter of an hour; then it rings."""
    off = {"a"}
    farm = Farm(Rules(off_on_purpose=lambda name: name in off))
    off.clear()
    farm.run(0, 10, "a", "b")
    off.add("a")
    for number in range(10, 100):
        farm.call(number, {"a": row(9), "b": row(number)})
    assert farm.status("a") is WorkerStatus.PAUSED
    off.clear()
    for number in range(100, 115):
        farm.call(number, {"a": row(9), "b": row(number)})
        assert farm.status("a") is WorkerStatus.PAUSED
    assert farm.told == []
    for number in range(115, 120):
        farm.call(number, {"a": row(9), "b": row(number)})
    assert [change for _, change, _ in farm.told] == [WorkerChange.OFFLINE]
    assert farm.status("a") is WorkerStatus.OFFLINE


def test_a_worker_that_starts_in_time_is_no_news() -> None:
    """Ten minutes after its switch it mines again, and nothing was told."""
    off = {"a"}
    farm = Farm(Rules(off_on_purpose=lambda name: name in off))
    off.clear()
    farm.run(0, 10, "a")
    off.add("a")
    for number in range(10, 60):
        farm.call(number, {"a": row(9)})
    off.clear()
    for number in range(60, 70):
        farm.call(number, {"a": row(9)})
    farm.run(70, 80, "a")
    assert farm.status("a") is WorkerStatus.ONLINE
    assert farm.told == []


def test_a_pause_slows_no_rhythm() -> None:
    """After a night off a dead machine rings as soon as before."""
    off: set[str] = set()
    farm = Farm(Rules(off_on_purpose=lambda name: name in off))
    farm.run(0, 60, "a")
    off.add("a")
    for number in range(60, 540):
        farm.call(number, {"a": row(59)})
    off.clear()
    farm.run(540, 560, "a")
    for number in range(560, 570):
        farm.call(number, {"a": row(559)})
    assert [(at <= 567, change) for at, change, _ in farm.told] == [
        (True, WorkerChange.OFFLINE)
    ]


def test_what_is_missing_on_purpose() -> None:
    """Who was off on purpose within a window counts wholly; others and the gone do not."""
    off: set[str] = set()
    farm = Farm(Rules(off_on_purpose=lambda name: name in off))
    farm.run(0, 30, "a", "b", "c")
    farm.run(30, 40, "a", "b")

    def missing(*names: str, window: int, at: float) -> float:
        return missing_on_purpose(farm.roll, names, window=window, at=minute(at))

    assert missing("a", "b", window=3600, at=40) == 0
    off |= {"a", "c"}
    for number in range(40, 60):
        farm.call(number, {"a": row(39), "b": row(number)})
    assert farm.roll.states["c"].gone
    rate = FAST.hashrate_86400s
    assert missing("a", "b", "c", "x", window=3600, at=60) == rate
    off.clear()
    farm.run(60, 100, "a", "b")
    assert missing("a", "b", window=3600, at=100) == rate
    assert missing("a", "b", window=1800, at=100) == 0


def test_the_only_worker_may_be_off_on_purpose() -> None:
    """OCEAN lists nobody then, for a day; that is no news, nor is the return."""
    off: set[str] = set()
    farm = Farm(Rules(off_on_purpose=lambda name: name in off))
    farm.run(0, 10, "a")
    off.add("a")
    for number in range(10, 1450):
        farm.idle(number)
    assert farm.status("a") is WorkerStatus.PAUSED
    off.clear()
    for number in range(1450, 1460):
        farm.idle(number)
    farm.run(1460, 1470, "a")
    assert farm.told == []
    for number in range(1470, 1480):
        farm.idle(number)
    assert [change for _, change, _ in farm.told] == [WorkerChange.OFFLINE]


def test_a_worker_off_on_purpose_is_never_gone() -> None:
    """OCEAN lists it no longer; it stays, without hashrates, until it may mine again."""
    off = {"a"}
    farm = Farm(Rules(off_on_purpose=lambda name: name in off))
    off.clear()
    farm.run(0, 10, "a", "b")
    off.add("a")
    farm.call(10, {"b": row(10)})
    assert farm.roll.states["a"].averages.hashrate_300s == 15.0
    farm.run(11, 2000, "b")
    worker = farm.roll.states["a"]
    assert (worker.status, worker.gone) == (WorkerStatus.PAUSED, False)
    assert worker.averages.hashrate_300s == 0
    off.clear()
    farm.run(2000, 2014, "b")
    assert farm.told == []
    farm.run(2014, 2020, "b")
    changes = [change for _, change, name in farm.told if name == "a"]
    assert sorted(changes) == [WorkerChange.GONE, WorkerChange.OFFLINE]


def test_a_worker_that_was_gone_before_stays_gone() -> None:
    """A schedule for all does not bring back what was taken away."""
    off: set[str] = set()
    farm = Farm(Rules(off_on_purpose=lambda name: name in off))
    farm.run(0, 10, "a", "b")
    farm.run(10, 20, "b")
    assert farm.roll.states["a"].gone
    off |= {"a", "b"}
    for number in range(20, 50):
        farm.call(number, {"b": row(19)})
    assert farm.roll.states["a"].gone
    off.clear()
    farm.run(50, 80, "b")
    gone = [change for _, change, _ in farm.told if change is WorkerChange.GONE]
    assert len(gone) == 1


def test_a_switch_that_cannot_be_read_leaves_it_as_it_was() -> None:
    """Off on purpose before is off on purpose, and one that mined is not."""
    told: dict[str, bool | None] = {"a": True}
    farm = Farm(Rules(off_on_purpose=lambda name: told.get(name, False)))
    told.clear()
    farm.run(0, 10, "a", "b")
    told |= {"a": True}
    for number in range(10, 100):
        farm.call(number, {"a": row(9), "b": row(number)})
    told |= {"a": None, "b": None}
    for number in range(100, 160):
        farm.call(number, {"a": row(9), "b": row(99)})
    assert farm.status("a") is WorkerStatus.PAUSED
    assert [(change, name) for _, change, name in farm.told] == [
        (WorkerChange.OFFLINE, "b")
    ]


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


def test_a_worker_still_running_down_is_online() -> None:
    """Off on purpose but still hashing is online, and one that never mined is paused."""
    farm = Farm(Rules(off_on_purpose=lambda _: True))
    farm.run(0, 3, "a")
    assert farm.status("a") is WorkerStatus.ONLINE
    farm.call(3, {"a": row(3), "b": row(None)})
    assert farm.status("b") is WorkerStatus.PAUSED


def test_a_power_cut_takes_all_offline_though_ocean_lists_no_one() -> None:
    """While OCEAN says that no worker is active, the stored last shares decide."""
    farm = Farm()
    farm.run(0, 10, "a", "b")
    for number in range(10, 30):
        farm.idle(number)
    assert farm.status("a") is WorkerStatus.OFFLINE
    assert sorted(name for _, change, name in farm.told) == ["a", "b"]
    windows = farm.roll.states["a"].averages
    assert windows.hashrate_600s == 0
    assert windows.hashrate_3600s is None
    farm.run(30, 31, "a", "b")
    assert [change for _, change, _ in farm.told[2:]] == [WorkerChange.ONLINE] * 2


def test_an_idle_account_without_a_known_share_says_nothing() -> None:
    """Of a worker that never had a share nothing is known while OCEAN is idle."""
    farm = Farm()
    farm.call(0, {"a": row(None)})
    farm.idle(1)
    assert farm.status("a") is None
    assert farm.roll.states["a"].averages == HashrateAverages()


def test_without_last_shares_a_window_decides() -> None:
    """The smallest window at least as long as the allowed silence holds work, or not."""
    farm = Farm()
    farm.run(0, 10, "a")
    windows = {
        "a": HashrateAverages(hashrate_300s=1.0, hashrate_600s=0.0),
        "new": HashrateAverages(hashrate_3600s=5.0),
        "odd": HashrateAverages(),
    }
    events = []
    roll = farm.roll
    for number in (10, 20):
        roll = roll_call(roll, hashrates(number, windows), Rules())
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
    roll = roll_call(roll, hashrates(30, back), Rules())
    assert [one.change for one in roll.events] == [WorkerChange.ONLINE]


def test_off_on_purpose_counts_without_last_shares_too() -> None:
    """An empty window of a machine that is meant to be off, or just was, is no news."""
    farm = Farm()
    farm.run(0, 10, "a", "b")
    off = [True]
    rules = Rules(off_on_purpose=lambda _: off[0])
    windows = {
        "a": HashrateAverages(hashrate_300s=0.0, hashrate_600s=0.0),
        "b": HashrateAverages(hashrate_300s=1.0, hashrate_600s=1.0),
    }
    roll = farm.roll
    for number in (10, 20, 30, 40, 50):
        off[0] = number <= 30
        roll = roll_call(roll, hashrates(number, windows), rules)
        assert roll.events == ()
        assert roll.states["a"].status is WorkerStatus.PAUSED
    assert roll.states["b"].status is WorkerStatus.ONLINE
    told = []
    for number in (60, 70):
        roll = roll_call(roll, hashrates(number, windows), rules)
        told += [(one.change, one.name) for one in roll.events]
    assert told == [(WorkerChange.OFFLINE, "a")]


def test_the_longest_window_decides_where_none_is_long_enough() -> None:
    """A silence of two days is looked for in the window of one."""
    assert holds_no_work(HashrateAverages(hashrate_86400s=0.0), 200_000) is True


def test_low_is_shown_and_is_online() -> None:
    """A worker far under its usual is low, and counts as online."""
    farm = Farm()
    farm.run(0, 10, "a")
    usual = tuple((START.date(), 3 * (FAST.hashrate_10800s or 0)) for _ in range(3))
    memory = replace(farm.roll.memories["a"], medians=usual, running_since=minute(-600))
    farm.roll = replace(farm.roll, memories={"a": memory})
    farm.run(10, 11, "a")
    assert farm.status("a") is WorkerStatus.LOW
    assert farm.roll.states["a"].online


def test_a_worker_is_forgotten_when_it_is_removed() -> None:
    """What was removed is known no more."""
    farm = Farm()
    farm.run(0, 2, "a", "b")
    roll = forget(farm.roll, {"a"})
    assert set(roll.memories) == set(roll.states) == {"b"}


def test_zero_follows_from_silence_only_for_windows_within_it() -> None:
    """After seven minutes of silence the window of five is zero, that of ten is not known."""
    windows = silent_averages(minute(0), minute(7))
    assert windows.hashrate_300s == 0
    assert windows.hashrate_600s is None
    assert silent_averages(None, minute(7)) == HashrateAverages()


@given(st.lists(st.text(max_size=30), unique=True, max_size=40))
def test_no_two_names_are_one_worker(names: list[str]) -> None:
    """Whatever the names, each is its own worker with its own state."""
    roll = roll_call(NOBODY, listed(0, {name: row(0) for name in names}), Rules())
    assert set(roll.states) == set(names)
    assert all(state.name == name for name, state in roll.states.items())


def alarms(gap: float, days: int, seed: int) -> int:
    """Return the alarms that a machine raises that never stops."""
    random = Random(seed)
    farm = Farm()
    share = last = 0.0
    rate = DIFFICULTY * 2**32 / gap
    windows = {"a": HashrateAverages(hashrate_10800s=rate, hashrate_86400s=rate)}
    found: list[float] = []
    for number in range(1, days * 1440):
        now = number * 60
        while share < now:
            found.append(share)
            last, share = share, share + random.expovariate(1 / gap)
        found = [one for one in found if one > now - 300]
        one = WorkerSnapshot(
            shares_60s=sum(1 for when in found if when > now - 60) * DIFFICULTY,
            shares_300s=len(found) * DIFFICULTY,
            last_share=START + timedelta(seconds=last),
        )
        farm.roll = roll_call(farm.roll, listed(number, {"a": one}, windows), Rules())
        farm._listen(number)
    return sum(change is WorkerChange.OFFLINE for _, change, _ in farm.told)


@pytest.mark.parametrize("gap", [20.0, 281.0])
def test_a_machine_that_never_stops_raises_no_alarm_in_two_months(gap: float) -> None:
    """A large and a 1 TH/s machine run for 60 days each without a false alarm."""
    assert alarms(gap, 60, seed=7) == 0


def test_rules_say_who_is_off() -> None:
    """Without settings no one is off on purpose."""
    judge: Callable[[str], bool | None] = Rules().off_on_purpose
    assert not judge("a")


def test_an_incomplete_answer_says_nothing_of_the_others() -> None:
    """Who is left out by a page is neither missing nor silent."""
    farm = Farm()
    farm.run(0, 5, "a", "b")
    before = farm.roll
    roll = roll_call(before, part(5, {"a": row(5)}), Rules())
    assert roll.memories["b"] == before.memories["b"]
    assert roll.states["b"] == before.states["b"]
    restarted = RollCall(memories=before.memories, states={}, events=())
    roll = roll_call(restarted, part(5, {"a": row(5)}), Rules())
    assert set(roll.states) == {"a"}
    assert set(roll.memories) == {"a", "b"}


def test_the_same_snapshot_after_a_restart_decides_nothing() -> None:
    """An alarm needs two snapshots, and a worker is gone after three."""
    farm = Farm()
    farm.run(0, 20, "a", "b")
    once = roll_call(farm.roll, listed(40, {"a": row(1)}), Rules())
    restarted = RollCall(memories=once.memories, states={}, events=())
    for _ in range(3):
        again = roll_call(restarted, listed(40, {"a": row(1)}), Rules())
        assert again.events == ()
        assert again.memories == once.memories
        assert again.states["a"].status is WorkerStatus.ONLINE
        restarted = RollCall(memories=again.memories, states={}, events=())
    later = roll_call(restarted, listed(41, {"a": row(1)}), Rules())
    assert (WorkerChange.OFFLINE, "a") in [
        (one.change, one.name) for one in later.events
    ]


def test_old_hashrates_bring_no_machine_back() -> None:
    """A window that still holds the last share, or is from before, is no life."""
    farm = Farm()
    farm.run(0, 10, "a")
    offline = replace(farm.roll.memories["a"], offline=True, silent=2)
    before = replace(farm.roll, memories={"a": offline})
    full = {"a": HashrateAverages(hashrate_300s=1.0, hashrate_600s=1.0)}
    for number in (5, 11):
        roll = roll_call(before, hashrates(number, full), Rules())
        assert roll.events == ()
        assert roll.states["a"].status is WorkerStatus.OFFLINE
        assert roll.memories["a"] == offline
    roll = roll_call(before, hashrates(40, full), Rules())
    assert [one.change for one in roll.events] == [WorkerChange.ONLINE]


def test_a_row_that_tells_no_share_is_not_a_silent_machine() -> None:
    """Its windows decide then; where they are not known either, nothing is decided."""
    farm = Farm()
    farm.run(0, 10, "a")
    mute = WorkerSnapshot()
    for number in range(10, 120):
        farm.call(number, {"a": mute})
    assert farm.status("a") is None
    assert farm.roll.memories["a"].answered == minute(119)
    farm.call(120, {"a": row(None)})
    assert farm.status("a") is WorkerStatus.ONLINE
    assert not farm.told
    for number in range(121, 124):
        farm.call(number, {"a": replace(mute, hashrate_300s=0.0)})
    assert farm.status("a") is WorkerStatus.OFFLINE
    assert [change for _, change, _ in farm.told] == [WorkerChange.OFFLINE]
