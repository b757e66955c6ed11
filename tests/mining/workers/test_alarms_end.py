"""Each announced alarm has an announced end, in every order of what may happen."""

from copy import replace
from random import Random

import pytest

from custom_components.ocean_xyz.mining.workers.memory import Renaming
from custom_components.ocean_xyz.mining.workers.revisions import (
    forget,
    removal,
    renamed,
    without_surplus,
)
from custom_components.ocean_xyz.mining.workers.roll_call import roll_call
from custom_components.ocean_xyz.mining.workers.state import WorkerChange, WorkerStatus
from custom_components.ocean_xyz.mining.workers.status import Rules

from .farm import FAST, Farm, averages_of, hashrates_only, row

NAMES = ("a", "b", "c", "d")


class Life:
    """Lives through what may happen to a farm, and keeps the alarms without an end."""

    def __init__(self, seed: int) -> None:
        """Begin with a farm that mines."""
        self.random = Random(seed)
        self.now = 0
        self.dead: set[str] = set()
        self.unplugged: set[str] = set()
        self.unlisted: set[str] = set()
        self.is_known = True
        self.last: dict[str, float] = {}
        self.alarms: set[str] = set()
        self.farm = Farm(Rules(off_on_purpose=self.is_off))
        self.names = list(NAMES)
        self.live(20)

    def is_off(self, name: str) -> bool | None:
        """Return what the switch of a machine says."""
        return name in self.unplugged if self.is_known else None

    def live(self, minutes: int, *, step: int = 1, lists: bool = True) -> None:
        """Let time pass, with lists or with hashrates alone."""
        for _ in range(0, minutes, step):
            self.now += step
            mining = set(self.names) - self.dead - self.unplugged
            self.last |= dict.fromkeys(mining, self.now)
            if lists:
                shown = [name for name in self.last if name not in self.unlisted]
                self.farm.call(self.now, {name: row(self.last[name]) for name in shown})
            else:
                answer = hashrates_only(self.now, dict.fromkeys(mining, FAST))
                self.farm.roll = roll_call(self.farm.roll, answer, self.farm.rules)
            self.hear()

    def hear(self) -> None:
        """Begin and end alarms as they are announced, and check what is remembered."""
        for event in self.farm.roll.events:
            if event.change is WorkerChange.OFFLINE:
                self.alarms.add(event.name)
            elif event.change in (WorkerChange.ONLINE, WorkerChange.GONE):
                self.alarms.discard(event.name)
        self.farm.roll = self.farm.roll.quiet()
        memories = self.farm.roll.memories
        assert self.alarms <= {name for name in memories if memories[name].alarmed}

    def one(self) -> str:
        """Return any machine."""
        return self.random.choice(self.names)

    def act(self) -> None:
        """Let one thing happen, and time pass."""
        self.random.choice(
            (
                lambda: self.dead.add(self.one()),
                lambda: self.dead.add(self.one()),
                lambda: self.dead.add(self.one()),
                lambda: self.unplugged.add(self.one()),
                self.unplug_for_good,
                self.unplugged.clear,
                self.dead.clear,
                self.unlist,
                self.restart,
                self.lose_ocean,
                lambda: self.live(30, lists=False),
                self.remove,
                self.rename,
            )
        )()
        self.unlisted &= self.dead
        self.live(self.random.choice((2, 8, 20, 60)))

    def unplug_for_good(self) -> None:
        """Switch a machine off for more than a day: that ends its alarm."""
        self.unplugged.add(self.one())
        self.live(1500, step=30)
        assert not self.alarms & self.unplugged

    def unlist(self) -> None:
        """Let OCEAN leave out the dead machines for more than a day."""
        self.unlisted |= self.dead
        self.live(1500, step=30)

    def restart(self) -> None:
        """Restart Home Assistant, where switches are known later."""
        self.farm.roll = replace(self.farm.roll, states={})
        self.is_known = False
        self.live(2)
        self.is_known = True

    def lose_ocean(self) -> None:
        """Hear nothing of OCEAN for a while."""
        self.now += self.random.choice((5, 40, 600))

    def remove(self) -> None:
        """Let the user remove a dead machine, or others crowd it out."""
        roll, name = self.farm.roll, self.one()
        if name not in self.dead or name not in roll.memories:
            return
        if roll.memories[name].missing and self.random.random() < 0.5:
            self.farm.roll = without_surplus(roll, len(roll.memories) - 1)
        else:
            ends = roll.memories[name].alarmed
            self.farm.roll = replace(
                forget(roll, {name}), events=(removal(name),) if ends else ()
            )
        self.hear()

    def rename(self) -> None:
        """Let a dead machine mine under a new name: an alarm goes on under that."""
        old, new = self.one(), f"new-{self.now}"
        if old not in self.dead or old not in self.farm.roll.memories:
            return
        self.names.append(new)
        self.live(2)
        self.names.remove(old)
        del self.last[old]
        self.farm.roll = renamed(self.farm.roll, Renaming(old=old, new=new))
        if old in self.alarms:
            self.alarms.remove(old)
            self.alarms.add(new)
        self.hear()


@pytest.mark.parametrize("seed", range(24))
def test_no_alarm_is_left_when_everything_mines_again(seed: int) -> None:
    """Whatever happened before, and in whatever order."""
    life = Life(seed)
    for _ in range(15):
        life.act()
    life.dead.clear()
    life.unplugged.clear()
    life.unlisted.clear()
    life.live(40)
    assert life.alarms == set()
    memories = life.farm.roll.memories
    assert [name for name in memories if memories[name].alarmed] == []
    states = life.farm.roll.states
    assert {states[name].status for name in life.names} == {WorkerStatus.ONLINE}


def test_one_that_mines_in_spite_of_its_switch_is_back() -> None:
    """It need not wait for the switch."""
    off: set[str] = set()
    farm = Farm(Rules(off_on_purpose=lambda name: name in off))
    farm.run(0, 20, "a", "b")
    for number in range(20, 40):
        farm.call(number, {"a": row(19), "b": row(number)})
    off.add("a")
    farm.call(40, {"a": row(19), "b": row(40)})
    assert farm.status("a") is WorkerStatus.PAUSED
    farm.run(41, 43, "a", "b")
    assert farm.announced[1:] == [(41, WorkerChange.ONLINE, "a")]
    assert farm.status("a") is WorkerStatus.ONLINE


def test_hashrates_alone_may_show_that_one_is_back() -> None:
    """As soon as what they hold is surely from after the pause."""
    off: set[str] = set()
    farm = Farm(Rules(off_on_purpose=lambda name: name in off))
    farm.run(0, 20, "a", "b")
    for number in range(20, 40):
        farm.call(number, {"a": row(19), "b": row(number)})
    off.add("a")
    farm.call(40, {"a": row(19), "b": row(40)})
    off.clear()
    every = averages_of(FAST.hashrate_86400s or 0.0, **{"600s": 1e14})
    for number in range(41, 140):
        answer = hashrates_only(number, {"a": every, "b": every})
        farm.roll = roll_call(farm.roll, answer, farm.rules)
        farm.listen(number)
    ((at, change, name),) = farm.announced[1:]
    assert (change, name) == (WorkerChange.ONLINE, "a")
    assert at > 40 + 15


def test_who_is_crowded_out_while_it_is_offline_is_announced() -> None:
    """Nothing else would end its alarm."""
    farm = Farm()
    farm.run(0, 20, "a", "b", "c")
    farm.run(20, 40, "a")
    assert len(farm.announced) == 2
    roll = without_surplus(farm.roll, 1)
    assert {(event.change, event.name) for event in roll.events} == {
        (WorkerChange.GONE, "b"),
        (WorkerChange.GONE, "c"),
    }
    assert without_surplus(roll, 1) is roll
