"""The worlds that a demo can show: a household, solar power, a farm and others."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from simulator import START, Upstreams, World
from simulator.served import served_world

from .past import Costs


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoWorld:
    """The accounts of a demo."""

    help: str
    presets: Mapping[str, str] = field(default_factory=dict)
    """The simulator's accounts, by the labels that they get."""
    machines: int = 0
    """The number of machines of a farm."""
    costs: Mapping[str, Costs] = field(default_factory=dict)
    """What is entered as the costs of an account, by its label."""
    house: bool = False
    """Whether there are solar panels, prices ahead, and a switch for the heating."""

    def options(self, start: datetime, off: Collection[str] = ()) -> tuple[str, ...]:
        """Return the simulator's options for this world."""
        return (
            *("--start", start.isoformat(), "--farm", str(self.machines)),
            *("--accounts", *self.presets.values(), "--off", *off),
        )

    def world(self, start: datetime, off: Collection[str] = ()) -> World:
        """Return a copy of the served world, for its past."""
        return served_world(
            start, accounts=(*self.presets.values(),), machines=self.machines, off=off
        )

    def addresses(self, world: World) -> dict[str, str]:
        """Return the addresses of the accounts by their labels."""
        labels = [*self.presets, *(("Farm",) if self.machines else ())]
        accounts = [account.address for account in world.accounts.values()]
        return dict(zip(labels, accounts, strict=True))


WORLDS: Final = {
    # The price is one at which mining just pays.
    "home": DemoWorld(
        help="a home with eight machines, and a heater with one",
        presets={"Home": "home", "Heater": "heater"},
        costs={"Home": Costs(watts=12_800, tariff=0.065)},
    ),
    "solar": DemoWorld(
        help="a home with solar panels, and a tariff by the quarter of an hour",
        presets={"Home": "home"},
        costs={"Home": Costs(watts=12_800)},
        house=True,
    ),
    "farm": DemoWorld(
        help="a farm with 300 machines",
        machines=300,
        costs={"Farm": Costs(watts=850_000, tariff=0.045)},
    ),
    "solo": DemoWorld(help="a single Bitaxe", presets={"Desk": "solo"}),
    "lightning": DemoWorld(
        help="four small machines, paid over Lightning",
        presets={"Workshop": "lightning"},
        costs={"Workshop": Costs(watts=1_500, tariff=0.3)},
    ),
}

HOME: Final = WORLDS["home"]


MINUTE: Final = timedelta(minutes=1)
CANDIDATES: Final = range(0, 240, 4)
"""Minutes before now at which a world may start."""
WATCHED: Final = range(0, 15, 2)
"""Minutes after now in which it has to mine steadily."""
STEADY: Final = 0.955
"""The integration takes a hashrate for steady from 0.95 on."""


def steady_start(world_at: Callable[[datetime], World], now: datetime) -> datetime:
    """Return a start, mostly now, of a world whose first account mines steadily.

    What follows from a fixed power is then known at once. In one of six minutes, luck
    makes ten minutes better than three hours. If no start will do, it is now.
    """
    starts = (now - minutes * MINUTE for minutes in CANDIDATES)
    return next((one for one in starts if _is_steady(world_at(one), now)), now)


def _is_steady(world: World, now: datetime) -> bool:
    """Return whether no average of the first account is lower than a shorter one."""
    upstreams, account = Upstreams(world), next(iter(world.accounts), "")
    for minutes in WATCHED if account else ():
        world.advance(now + minutes * MINUTE)
        answer = upstreams.get(f"https://api.ocean.xyz/v1/user_hashrate/{account}")
        shown = answer.json["result"]
        long, *shorter = (
            float(shown[f"hashrate_{one}s"]) for one in (10800, 3600, 1800, 600)
        )
        if long < STEADY * max(shorter):
            return False
    return True


def demo_accounts() -> dict[str, str]:
    """Return the accounts of the home's world: label and address."""
    return HOME.addresses(HOME.world(START))
