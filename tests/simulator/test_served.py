"""The served world, whose past the demo knows."""

from datetime import timedelta

from simulator import START
from simulator.presets import PRESETS
from simulator.served import OFF_FOR, served_world

START_TIME = START.timestamp()


def test_it_is_the_same_world_for_whoever_makes_it() -> None:
    """The demo's own copy has the same past as the served world."""
    one, other = served_world(START), served_world(START)
    assert list(one.accounts) == list(other.accounts)
    for address, account in one.accounts.items():
        again = other.accounts[address]
        for name, machine in account.machines.items():
            end = int(START_TIME) - 3600
            shares = machine.shares(end - 10800, end)
            assert shares == again.machines[name].shares(end - 10800, end)


def test_machines_that_are_off_were_on_before() -> None:
    """They are silent for some hours, and all others mine."""
    world = served_world(START, off=("s19-shed",))
    home = next(iter(world.accounts.values()))
    off = home.machines["s19-shed"]
    before = START_TIME - OFF_FOR.total_seconds()
    assert off.is_on(before - 1)
    assert not off.is_on(before)
    assert not off.is_on(START_TIME)
    assert all(
        machine.is_on(START_TIME)
        for name, machine in home.machines.items()
        if name != "s19-shed"
    )
    world.advance(timedelta(days=1))
    assert not off.is_on(world.timestamp)


def test_a_farm_is_there_when_it_is_wanted() -> None:
    """The farm has the given number of machines."""
    assert len(served_world(START).accounts) == 2
    *_, farm = served_world(START, machines=30).accounts.values()
    assert len(farm.machines) == 30


def test_each_preset_can_be_served_alone() -> None:
    """The world has the wanted accounts, in their order, and no other ones."""
    for name in PRESETS:
        (account,) = served_world(START, accounts=(name,)).accounts.values()
        assert account.label == name
    (farm,) = served_world(START, accounts=(), machines=30).accounts.values()
    assert farm.label == "farm"
