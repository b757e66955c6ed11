"""Which part of a fixed power machines take, in all that can happen to them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import HashesPerSecond, HashrateAverages
from custom_components.ocean_xyz.mining.efficiency import CostMemory
from custom_components.ocean_xyz.mining.fixed_power import (
    FixedPowerMemory,
    Machine,
    machines_of,
    may_have_stopped,
    part_that_mines,
    stopped_at,
    with_machines,
    with_names,
)
from custom_components.ocean_xyz.mining.units import HOUR
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory
from custom_components.ocean_xyz.mining.workers.state import WorkerState, WorkerStatus

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
ON = Machine(mines=True, hashrate=100.0)
OFF = ON._replace(mines=False)
YOUNG = ON._replace(over=HOUR - 1)
NEW = Machine(mines=True, hashrate=None, over=0)
THREE = {"a": ON, "b": ON, "c": ON._replace(hashrate=200.0)}
OF_THREE = with_machines(FixedPowerMemory(), THREE, NOW)


def test_it_stands_for_machines_that_mine_when_it_is_typed() -> None:
    """They are remembered with their hashrates, and nothing is remembered twice."""
    assert (
        FixedPowerMemory(
            since=NOW,
            counted=("a", "b", "c"),
            hashrates={"a": 100.0, "b": 100.0, "c": 200.0},
        )
        == OF_THREE
    )
    assert with_machines(OF_THREE, THREE, LATER) is OF_THREE
    nothing = FixedPowerMemory()
    assert with_machines(nothing, {"a": OFF}, NOW) is nothing
    memory = CostMemory(fixed_power=OF_THREE)
    assert CostMemory.from_dict(memory.to_dict()) == memory
    assert CostMemory.from_dict({"efficiency": 20.0}).fixed_power == nothing


@pytest.mark.parametrize(
    ("machines", "at", "part"),
    [
        (THREE, NOW, 1),
        ({**THREE, "a": OFF}, NOW, 0.75),
        ({**THREE, "c": OFF}, LATER, 0.5),
        # One that is forgotten is off for good.
        ({"a": ON, "c": ON}, LATER, 0.75),
        (dict.fromkeys(THREE, OFF), NOW, 0),
        # A low one takes less, and never more than it had.
        ({**THREE, "c": ON._replace(low=100.0)}, NOW, 0.75),
        ({**THREE, "a": ON._replace(low=150.0)}, NOW, 1),
        ({**THREE, "a": ON._replace(mines=None)}, NOW, None),
        # One that comes later adds to it, once its hashrate is known.
        ({**THREE, "d": ON}, LATER, 1.25),
        ({**THREE, "d": YOUNG}, LATER, None),
        ({**THREE, "d": NEW}, LATER, None),
        ({**THREE, "d": YOUNG._replace(mines=False)}, LATER, 1),
        # On the first day it is one of them.
        ({**THREE, "d": YOUNG}, NOW, 1),
        ({**THREE, "d": NEW}, NOW, 1),
        ({**THREE, "d": NEW._replace(mines=False)}, NOW, 1),
        # Unless it has stopped, and nobody knows how much it was.
        ({**THREE, "d": YOUNG._replace(mines=False)}, NOW, None),
        ({**THREE, "d": YOUNG._replace(mines=False, recent=False)}, NOW, 1),
        # A hashrate that was learned later is not compared with one from before.
        ({**THREE, "a": ON._replace(hashrate=70.0)}, LATER, 1),
    ],
)
def test_the_part_of_it_that_machines_take(
    machines: dict[str, Machine], at: datetime, part: float | None
) -> None:
    """By their hashrates while they run."""
    assert part_that_mines(OF_THREE, machines, at) == part


@pytest.mark.parametrize("machine", [YOUNG, NEW])
def test_a_first_machine_takes_all_of_it(machine: Machine) -> None:
    """Whatever is known of it."""
    memory = with_machines(FixedPowerMemory(), {"a": machine}, NOW)
    assert memory == FixedPowerMemory(since=NOW)
    assert part_that_mines(memory, {"a": machine}, NOW) == 1
    stopped = NEW._replace(mines=False)
    assert part_that_mines(memory, {"a": stopped}, NOW) == 0
    assert part_that_mines(FixedPowerMemory(), {"a": stopped}, NOW) == 0


def test_machines_join_for_a_day() -> None:
    """Also those that were off at first; then they are none that it was typed for."""
    first = {"a": ON, "b": OFF, "c": OFF._replace(recent=False), "d": NEW}
    memory = with_machines(FixedPowerMemory(), first, NOW)
    assert memory.counted == ("a", "b")
    assert part_that_mines(memory, first, NOW) == 0.5
    soon = NOW + timedelta(hours=23)
    memory = with_machines(memory, {**first, "d": ON._replace(over=HOUR)}, soon)
    assert memory.counted == ("a", "b", "d")
    assert memory.hashrates == {"a": 100.0, "b": 100.0, "c": 100.0}
    later = with_machines(memory, {**first, "c": ON, "e": ON}, LATER)
    assert later.counted == memory.counted


def test_what_is_forgotten_of_machines() -> None:
    """One of them that was known for a day is not, others are with their workers."""
    brief = {"a": ON, "b": ON._replace(over=2 * HOUR)}
    memory = with_machines(FixedPowerMemory(), brief, NOW)
    memory = with_machines(memory, {"c": ON}, LATER)
    assert memory.counted == ("a",)
    assert memory.hashrates == {"a": 100.0, "c": 100.0}
    assert with_machines(memory, {}, LATER).hashrates == {"a": 100.0}


def test_renamed_workers_are_the_same_machines() -> None:
    """By the user's word; a former name that mines again is another machine."""
    renamed = {"z": WorkerMemory(former_names=("x", "a"))}
    memory = with_names(OF_THREE, renamed)
    assert memory.counted == ("z", "b", "c")
    assert memory.hashrates == {"z": 100.0, "b": 100.0, "c": 200.0}
    both = {**renamed, "a": WorkerMemory()}
    assert with_names(OF_THREE, both) is OF_THREE


def test_machines_may_have_stopped_before_that_is_known() -> None:
    """By the part of the hashrate that has been silent for more than ten minutes."""
    lately, long = NOW - timedelta(minutes=9), NOW - timedelta(minutes=11)
    fresh = {name: one._replace(last_share=lately) for name, one in THREE.items()}
    assert not may_have_stopped(OF_THREE, fresh, NOW)
    for share in (long, None):
        silent = {**fresh, "a": ON._replace(last_share=share)}
        assert may_have_stopped(OF_THREE, silent, NOW)
    small = Machine(mines=True, hashrate=20.0, last_share=long)
    assert not may_have_stopped(OF_THREE, {**fresh, "d": small}, NOW)
    assert not may_have_stopped(OF_THREE, {**fresh, "a": OFF}, NOW)


def test_when_the_last_machine_stopped() -> None:
    """Of those that mined before."""
    before = {"a": ON, "b": ON, "c": OFF, "e": ON}
    shares = {name: NOW + timedelta(seconds=n) for n, name in enumerate("abcd")}
    off = {name: OFF._replace(last_share=share) for name, share in shares.items()}
    assert stopped_at(before, {**off, "e": OFF}) == shares["b"]
    assert stopped_at(before, before) is None


@pytest.mark.parametrize(
    ("status", "gone", "mines", "low"),
    [
        (WorkerStatus.ONLINE, False, True, None),
        (WorkerStatus.LOW, False, True, 60.0),
        (WorkerStatus.OFFLINE, False, False, None),
        (WorkerStatus.PAUSED, False, False, None),
        (None, False, None, None),
        (None, True, False, None),
    ],
)
def test_what_is_known_of_a_machine(
    status: WorkerStatus | None, gone: bool, mines: bool | None, low: float | None
) -> None:
    """By its worker's state, and by what is remembered of it."""
    averages = HashrateAverages(hashrate_10800s=HashesPerSecond(60.0))
    state = WorkerState("a", status, NOW, averages, gone=gone)
    share = NOW - timedelta(days=1)
    memory = WorkerMemory(last_share=share, mean_hashrate=90.0, mean_over=HOUR)
    (machine,) = machines_of({"a": state}, {"a": memory}, NOW).values()
    assert (machine.mines, machine.low) == (mines, low)
    assert machine.known == 90
    assert machine.last_share == share
    assert machine.recent is (status is WorkerStatus.PAUSED)
    (machine,) = machines_of({"a": state}, {}, NOW).values()
    assert machine.hashrate is machine.known is None


RATES = st.lists(st.floats(0.5, 300), min_size=1, max_size=12)


@given(RATES, st.data())
def test_the_power_for_a_hash_is_the_same_whoever_mines(
    rates: list[float], data: st.DataObject
) -> None:
    """Dead, gone, forgotten, low or new: power by hashrate is what it was."""
    names = [f"m{number}" for number in range(len(rates))]
    whole = {n: ON._replace(hashrate=r) for n, r in zip(names, rates, strict=True)}
    memory = with_machines(FixedPowerMemory(), whole, NOW)
    present, hashrate = dict(whole), 0.0
    for name, machine in whole.items():
        match data.draw(st.sampled_from(["on", "off", "gone", "low"])):
            case "off":
                present[name] = machine._replace(mines=False, recent=False)
            case "gone":
                del present[name]
            case "low":
                low = 0.6 * (machine.hashrate or 0)
                present[name] = machine._replace(low=low)
                hashrate += low
            case _:
                hashrate += machine.hashrate or 0
    for number in range(data.draw(st.integers(0, 3))):
        rate = data.draw(st.floats(0.5, 300))
        present[f"new{number}"] = ON._replace(hashrate=rate)
        hashrate += rate
    memory = with_machines(memory, present, LATER)
    part = part_that_mines(memory, present, LATER)
    assert part == pytest.approx(hashrate / sum(rates), abs=0.0005001)
    if present == whole:
        assert part == 1
