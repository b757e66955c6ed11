"""The world in which the earlier version ran, and what happened in it at what time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from simulator import AccountPlan, MachinePlan, NetworkPlan, PaidBy, Upstreams, World

TERA: Final = 10**12

# Quarters of a second, so that many small steps add up exactly to one large one.
START: Final = datetime(2026, 11, 23, 12, 0, 10, 750_000, tzinfo=UTC)
MINUTES: Final = 52 * 60 - 2
END: Final = START + timedelta(minutes=MINUTES)
"""When the earlier version was shut down."""

OWN_MEMPOOL: Final = "mempool.home"

ATTIC, ATTIC_NEW = "s21-attic", "attic-1"
LEFT, LEFT_OTHER = "s19-left", "s19-third"
SHED, SHED_NEW = "s19-shed", "shed-1"
ODD: Final = "Grüße-日本-⛏️"

HASHRATES: Final = {
    "s21-garage": 900,
    ATTIC: 640,
    LEFT: 410,
    "s19-right": 1_300,
    SHED: 280,
    "nano3s": 130,
    ODD: 3_100,
    "spare": 60,
    "loft": 50,
    "old-rig": 40,
    "bench": 30,
    "cellar": 95,
    "porch": 75,
}

HOME: Final = AccountPlan(
    label="home",
    machines=tuple(
        MachinePlan(name=name, hashrate=rate * TERA) for name, rate in HASHRATES.items()
    ),
)
HEATER: Final = AccountPlan(
    label="heater",
    machines=(
        MachinePlan(name="heater", hashrate=60 * TERA),
        MachinePlan(name="", hashrate=1.2 * TERA),
    ),
    paid_by=PaidBy.LIGHTNING,
)
BARN: Final = AccountPlan(
    label="barn",
    machines=(MachinePlan(name="barn", hashrate=2_500 * TERA),),
    paid_by=PaidBy.COINBASE,
)


def make_upstreams() -> Upstreams:
    """Return the upstreams at the beginning."""
    network = NetworkPlan(pool_hashrate=25e18, history=timedelta(days=40))
    world = World("upgrade", START, accounts=(HOME, HEATER, BARN), network=network)
    upstreams = Upstreams(world)
    upstreams.serve_mempool(OWN_MEMPOOL)
    return upstreams


def addresses(world: World) -> list[str]:
    """Return the addresses of the accounts, in their order."""
    return [account.address for account in world.accounts.values()]


@dataclass(frozen=True)
class Deed:
    """Something that happens in the world, in minutes after the beginning."""

    minute: int
    do: Callable[[World, str], object]
    """It takes a world and the address of the first account."""


def hours(number: float) -> int:
    """Return hours in minutes."""
    return round(number * 60)


def _barn_stops(world: World, _: str) -> None:
    """The only machine of the third account stops, and OCEAN calls it idle."""
    world.switch_off(addresses(world)[2])


DEEDS: Final = (
    Deed(hours(2), lambda world, home: world.remove_machine(home, "old-rig")),
    Deed(hours(2), lambda world, home: world.remove_machine(home, "spare")),
    Deed(hours(2), lambda world, home: world.remove_machine(home, "loft")),
    Deed(hours(10), lambda world, home: world.switch_off(home, "nano3s")),
    Deed(hours(12), lambda world, _: world.retarget(1.05)),
    Deed(hours(14), lambda world, home: world.switch_on(home, "nano3s")),
    Deed(
        hours(18),
        lambda world, home: world.find_block(finder=home, worker="s21-garage"),
    ),
    Deed(hours(20), lambda world, home: world.remove_machine(home, "bench")),
    Deed(hours(22), lambda world, home: world.rename_machine(home, LEFT, LEFT_OTHER)),
    Deed(hours(30), lambda world, home: world.rename_machine(home, ATTIC, ATTIC_NEW)),
    Deed(hours(33), lambda world, _: world.find_block()),
    Deed(hours(38), _barn_stops),
    Deed(hours(40), lambda world, home: world.rename_machine(home, SHED, SHED_NEW)),
    Deed(hours(46), lambda world, _: world.find_block()),
    Deed(hours(47), lambda world, home: world.switch_off(home, "nano3s")),
    Deed(hours(49), lambda world, home: world.switch_off(home, "cellar")),
    Deed(MINUTES - 5, lambda world, home: world.switch_off(home, "s19-right")),
    Deed(MINUTES - 2, lambda world, _: world.find_block()),
    Deed(MINUTES - 1, lambda world, home: world.remove_machine(home, "porch")),
)


def upstreams_at_the_end() -> Upstreams:
    """Return the upstreams at the time when the earlier version was shut down."""
    upstreams = make_upstreams()
    world = upstreams.world
    home = addresses(world)[0]
    for deed in DEEDS:
        world.advance(START + timedelta(minutes=deed.minute))
        deed.do(world, home)
    world.advance(END)
    return upstreams
