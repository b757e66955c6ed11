"""The worlds that a demo can show: a household, solar power, a farm and others."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from simulator import START, World
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


def demo_accounts() -> dict[str, str]:
    """Return the accounts of the home's world: label and address."""
    return HOME.addresses(HOME.world(START))
