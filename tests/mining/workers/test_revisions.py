"""What is asked and changed of all workers that are remembered."""

from custom_components.ocean_xyz.mining.workers.revisions import (
    forget,
    missing_on_purpose,
)
from custom_components.ocean_xyz.mining.workers.status import Rules

from .farm import DAY, FAST, Farm, minute, row


def test_what_is_missing_on_purpose() -> None:
    """A worker that was off on purpose within the average counts wholly, one that is gone does not."""
    off: set[str] = set()
    farm = Farm(Rules(off_on_purpose=lambda name: name in off))
    farm.run(-DAY - 10, -DAY, "a", "b", "c")
    farm.run(-DAY, 40, "a", "b")

    def missing(*names: str, average: int, at: float) -> float:
        return missing_on_purpose(farm.roll, names, average=average, at=minute(at))

    assert missing("a", "b", average=3600, at=40) == 0
    off |= {"a", "c"}
    for number in range(40, 60):
        farm.call(number, {"a": row(39), "b": row(number)})
    assert farm.roll.states["c"].gone
    rate = FAST.hashrate_86400s
    assert missing("a", "b", "c", "x", average=3600, at=60) == rate
    off.clear()
    farm.run(60, 100, "a", "b")
    assert missing("a", "b", average=3600, at=100) == rate
    assert missing("a", "b", average=1800, at=100) == 0


def test_a_worker_is_forgotten_when_it_is_removed() -> None:
    """What was removed is known no more."""
    farm = Farm()
    farm.run(0, 2, "a", "b")
    roll = forget(farm.roll, {"a"})
    assert set(roll.memories) == set(roll.states) == {"b"}
