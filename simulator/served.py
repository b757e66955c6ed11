"""The world that `python -m simulator` serves. The demo also uses its past."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from .account import AccountPlan
from .chain import NetworkPlan
from .presets import PRESETS, farm
from .world import World

USUAL: Final = ("home", "heater")

OFF_FOR = timedelta(hours=5)


def served_world(
    start: datetime,
    *,
    seed: int = 0,
    days: int = 60,
    accounts: Sequence[str] = USUAL,
    machines: int = 0,
    off: Collection[str] = (),
) -> World:
    """Create accounts by their names in `PRESETS` and, if it has machines, a farm.

    The history has this many days. The machines named in `off` were switched off some
    hours before the start.
    """
    plans = [PRESETS[name]() for name in accounts]
    if machines:
        plans.append(farm(machines))
    return World(
        seed,
        start,
        accounts=tuple(_with_off(plan, off, start - OFF_FOR) for plan in plans),
        network=NetworkPlan(history=timedelta(days=days)),
    )


def _with_off(
    plan: AccountPlan, names: Collection[str], since: datetime
) -> AccountPlan:
    """Return an account with some of its machines switched off."""
    return replace(
        plan,
        machines=tuple(
            replace(machine, off=((since, None),)) if machine.name in names else machine
            for machine in plan.machines
        ),
    )
