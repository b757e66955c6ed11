"""Workers that are off on purpose, or starting."""

from collections.abc import Callable

from custom_components.ocean_xyz.api import HashrateAverages
from custom_components.ocean_xyz.mining.workers.roll_call import (
    roll_call,
)
from custom_components.ocean_xyz.mining.workers.state import WorkerChange, WorkerStatus
from custom_components.ocean_xyz.mining.workers.status import Rules

from .farm import Farm, hashrates_only, row


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
    farm.run(2014, 2020, "b")
    changes = [change for _, change, name in farm.announced if name == "a"]
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
    farm.call(3, {"a": row(3), "b": row(None)})
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
