"""Workers that are off on purpose, or starting."""

from collections.abc import Callable
from copy import replace

import pytest

from custom_components.ocean_xyz.api import HashrateAverages
from custom_components.ocean_xyz.mining.workers.roll_call import (
    roll_call,
)
from custom_components.ocean_xyz.mining.workers.state import WorkerChange, WorkerStatus
from custom_components.ocean_xyz.mining.workers.status import Rules

from .farm import DAY, NEVER_MINED, Farm, hashrates_only, listing, minute, row


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
    assert farm.announced == []
    for number in range(115, 120):
        farm.call(number, {"a": row(9), "b": row(number)})
    assert [change for _, change, _ in farm.announced] == [WorkerChange.OFFLINE]
    assert farm.status("a") is WorkerStatus.OFFLINE


def test_a_worker_that_starts_in_time_raises_no_event() -> None:
    """Ten minutes after its switch it mines again, and nothing was announced."""
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
    assert farm.announced == []


def test_a_pause_does_not_stretch_the_gap() -> None:
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
    assert [(at <= 567, change) for at, change, _ in farm.announced] == [
        (True, WorkerChange.OFFLINE)
    ]


def test_the_only_worker_may_be_off_on_purpose() -> None:
    """OCEAN lists nobody then, for a day; that raises no event, nor does the return."""
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
    assert farm.announced == []
    for number in range(1470, 1480):
        farm.idle(number)
    assert [change for _, change, _ in farm.announced] == [WorkerChange.OFFLINE]


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
    assert farm.announced == []
    farm.run(2014, 2000 + DAY, "b")
    assert WorkerChange.GONE not in [change for _, change, _ in farm.announced]
    farm.run(2000 + DAY, 2020 + DAY, "b")
    changes = [change for _, change, name in farm.announced if name == "a"]
    assert sorted(changes) == [WorkerChange.GONE, WorkerChange.OFFLINE]


def test_a_worker_that_was_gone_before_stays_gone() -> None:
    """A schedule for all does not bring back what was taken away."""
    off: set[str] = set()
    farm = Farm(Rules(off_on_purpose=lambda name: name in off))
    farm.run(0, 10, "a", "b")
    farm.run(10, DAY + 20, "b")
    assert farm.roll.states["a"].gone
    off |= {"a", "b"}
    for number in range(DAY + 20, DAY + 50):
        farm.call(number, {"b": row(DAY + 19)})
    assert farm.roll.states["a"].gone
    off.clear()
    farm.run(DAY + 50, DAY + 80, "b")
    gone = [change for _, change, _ in farm.announced if change is WorkerChange.GONE]
    assert len(gone) == 1


def test_a_switch_that_cannot_be_read_leaves_it_as_it_was() -> None:
    """Off on purpose before is off on purpose, and one that mined is not."""
    off: dict[str, bool | None] = {"a": True}
    farm = Farm(Rules(off_on_purpose=lambda name: off.get(name, False)))
    off.clear()
    farm.run(0, 10, "a", "b")
    off |= {"a": True}
    for number in range(10, 100):
        farm.call(number, {"a": row(9), "b": row(number)})
    off |= {"a": None, "b": None}
    for number in range(100, 160):
        farm.call(number, {"a": row(9), "b": row(99)})
    assert farm.status("a") is WorkerStatus.PAUSED
    assert [(change, name) for _, change, name in farm.announced] == [
        (WorkerChange.OFFLINE, "b")
    ]


def test_a_worker_still_running_down_is_online() -> None:
    """Off on purpose but still hashing is online, and one that never mined is paused."""
    farm = Farm(Rules(off_on_purpose=lambda _: True))
    farm.run(0, 3, "a")
    assert farm.status("a") is WorkerStatus.ONLINE
    farm.call(3, {"a": row(3), "b": NEVER_MINED})
    assert farm.status("b") is WorkerStatus.PAUSED


def test_off_on_purpose_counts_without_last_shares_too() -> None:
    """An empty average of a machine that is off on purpose, or just was, raises no event."""
    farm = Farm()
    farm.run(0, 10, "a", "b")
    off = [True]
    rules = Rules(off_on_purpose=lambda _: off[0])
    averages = {
        "a": HashrateAverages(hashrate_300s=0.0, hashrate_600s=0.0),
        "b": HashrateAverages(hashrate_300s=1.0, hashrate_600s=1.0),
    }
    roll = farm.roll
    for number in (10, 20, 30, 40, 50):
        off[0] = number <= 30
        roll = roll_call(roll, hashrates_only(number, averages), rules)
        assert roll.events == ()
        assert roll.states["a"].status is WorkerStatus.PAUSED
    assert roll.states["b"].status is WorkerStatus.ONLINE
    announced = []
    for number in (60, 70):
        roll = roll_call(roll, hashrates_only(number, averages), rules)
        announced += [(one.change, one.name) for one in roll.events]
    assert announced == [(WorkerChange.OFFLINE, "a")]


def test_rules_say_who_is_off() -> None:
    """Without settings no one is off on purpose."""
    judge: Callable[[str], bool | None] = Rules().off_on_purpose
    assert not judge("a")


@pytest.mark.parametrize("away", [1, 2, 4, 15, 60, 600])
@pytest.mark.parametrize("reconnect", [1, 4, 10])
def test_deafness_is_not_silence(away: int, reconnect: int) -> None:
    """After an outage of our internet, machines may take their time to mine again."""
    farm = Farm()
    farm.run(0, 100, "a", "b")
    back = 100 + away
    for number in range(back, back + reconnect):
        farm.call(number, {"a": row(99), "b": row(99)})
    farm.run(back + reconnect, back + reconnect + 30, "a", "b")
    assert farm.announced == []


@pytest.mark.parametrize("heard", [1, 3, 10])
@pytest.mark.parametrize("again", [11, 15, 60])
def test_an_internet_that_comes_and_goes_is_not_silence(heard: int, again: int) -> None:
    """A second outage leaves the machines as much time as was left before it."""
    farm = Farm()
    farm.run(0, 100, "a", "b")
    back = 115 + heard + again
    for number in (*range(115, 115 + heard), *range(back, back + 4)):
        farm.call(number, {"a": row(99), "b": row(99)})
    farm.run(back + 4, back + 34, "a")
    [(number, change, name)] = farm.announced
    assert (change, name) == (WorkerChange.OFFLINE, "b")
    assert back + 5 <= number <= back + 18


@pytest.mark.parametrize("away", [4, 60])
def test_who_really_stopped_in_an_outage_is_announced(away: int) -> None:
    """A quarter of an hour after it, whether OCEAN lists the worker or not."""
    farm = Farm()
    farm.run(0, 100, "a", "b", "c")
    back = 100 + away
    for number in range(back, back + 20):
        farm.call(number, {"a": row(99), "b": row(number)})
    assert farm.announced == [
        (back + 17, WorkerChange.OFFLINE, "a"),
        (back + 17, WorkerChange.OFFLINE, "c"),
    ]


def test_answers_that_fail_now_and_then_put_off_no_alarm_for_ever() -> None:
    """There is one such quarter of an hour in each silence."""
    farm = Farm()
    farm.run(0, 100, "a", "b")
    for number in range(100, 200, 5):
        farm.call(number, {"a": row(99), "b": row(number)})
    assert [name for _, _, name in farm.announced] == ["a"]
    assert farm.announced[0][0] <= 130


def test_a_silence_from_before_an_outage_goes_on() -> None:
    """A worker that was silent for too long already is offline with the next answer."""
    farm = Farm()
    farm.run(0, 100, "a", "b")
    for number in range(100, 106):
        farm.call(number, {"a": row(99), "b": row(number)})
    assert farm.roll.memories["a"].silent == 1
    farm.call(120, {"a": row(99), "b": row(105)})
    assert farm.announced == [(120, WorkerChange.OFFLINE, "a")]


def test_a_snapshot_that_is_skipped_is_not_deafness() -> None:
    """It puts no alarm off where each ask was answered."""
    farm = Farm()
    farm.run(0, 100, "a")
    for number in (101, 102, 104, 105):
        answer = replace(listing(number, {"a": row(99)}), interval=120)
        farm.roll = roll_call(farm.roll, answer, farm.rules)
        farm.listen(number)
    assert farm.announced == [(105, WorkerChange.OFFLINE, "a")]


def test_lists_that_are_asked_for_more_rarely_are_not_late() -> None:
    """A large account's list comes every five minutes."""
    farm = Farm()
    farm.run(0, 100, "a")
    for number in range(100, 130, 5):
        answer = replace(listing(number, {"a": row(99)}), interval=300)
        farm.roll = roll_call(farm.roll, answer, farm.rules)
        farm.listen(number)
    assert farm.announced == [(110, WorkerChange.OFFLINE, "a")]


@pytest.mark.parametrize("averages", [{}, {"hashrate_3600s": 0.0}])
def test_a_worker_that_never_mined_is_never_announced(
    averages: dict[str, float],
) -> None:
    """Neither one that is dead when it is first seen, nor one before its first share."""
    farm, held = Farm(), {"a": HashrateAverages(**averages)}
    farm.run(0, 3, "b")
    for number in range(3, 60):
        rows = {"a": NEVER_MINED, "b": row(number)}
        farm.roll = roll_call(farm.roll, listing(number, rows, held), farm.rules)
        farm.listen(number)
        expected = WorkerStatus.OFFLINE if averages else None
        assert farm.status("a") is expected
    farm.run(60, 70, "a", "b")
    assert farm.status("a") is WorkerStatus.ONLINE
    assert farm.announced == [(3, WorkerChange.APPEARED, "a")]


@pytest.mark.parametrize("away", [4, 15, 40, 600])
@pytest.mark.parametrize("share", [99, 99.07])
def test_an_outage_brings_no_worker_back(away: int, share: float) -> None:
    """One that is offline stays so until it mines, however long OCEAN was not heard.

    The same share may be known to the minute before, and to the second after.
    """
    farm = Farm()
    farm.run(0, 100, "a", "b")
    for number in range(100, 130):
        farm.call(number, {"a": row(99), "b": row(number)})
    back = 130 + away
    for number in range(back, back + 40):
        farm.call(number, {"a": row(share), "b": row(number)})
        assert farm.status("a") is WorkerStatus.OFFLINE
    assert [one[1:] for one in farm.announced] == [(WorkerChange.OFFLINE, "a")]
    farm.run(back + 40, back + 50, "a", "b")
    assert farm.announced[1:] == [(back + 40, WorkerChange.ONLINE, "a")]


def marked(farm: Farm, name: str) -> None:
    """Let the user say that a worker is off on purpose until it is back."""
    memory = replace(farm.roll.memories[name], off_until_back=True)
    farm.roll = replace(farm.roll, memories={**farm.roll.memories, name: memory})


def test_a_worker_is_off_on_purpose_until_it_mines() -> None:
    """Its alarm ends when it is back, and the next stop is one again."""
    farm = Farm()
    farm.run(0, 10, "a", "b")
    for number in range(10, 40):
        farm.call(number, {"a": row(9), "b": row(number)})
    marked(farm, "a")
    for number in range(40, 500):
        farm.call(number, {"a": row(9), "b": row(number)})
    assert farm.status("a") is WorkerStatus.PAUSED
    farm.run(500, 510, "a", "b")
    assert farm.status("a") is WorkerStatus.ONLINE
    assert not farm.roll.memories["a"].off_until_back
    for number in range(510, 540):
        farm.call(number, {"a": row(509), "b": row(number)})
    changes = [change for _, change, _ in farm.announced]
    assert changes == [WorkerChange.OFFLINE, WorkerChange.ONLINE, WorkerChange.OFFLINE]
    alarm_at = farm.roll.memories["a"].alarm_at
    assert alarm_at is not None
    assert alarm_at > minute(510)


def test_a_hashrate_alone_shows_that_it_is_back_too() -> None:
    """One that still holds the work of before does not."""
    farm = Farm()
    farm.run(0, 10, "a")
    farm.call(11, {"a": row(9)})
    marked(farm, "a")
    busy = HashrateAverages(hashrate_300s=1e14, hashrate_600s=1e14, hashrate_3600s=1e14)
    for at, still in ((12, True), (300, False)):
        report = hashrates_only(at, {"a": busy})
        farm.roll = roll_call(farm.roll, report, farm.rules)
        assert farm.roll.memories["a"].off_until_back is still
