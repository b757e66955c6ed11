"""The world that `python -m simulator` serves, which its demo knows the past of."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from .account import AccountPlan
from .chain import NetworkPlan
from .presets import farm, heater, home
from .world import World

OFF_FOR = timedelta(hours=5)


def served_world(
    start: datetime,
    *,
    seed: int = 0,
    days: int = 60,
    machines: int = 0,
    off: Collection[str] = (),
) -> World:
    """Make a home, a heater and, if it has machines, a farm.

    It has a history of so many days; the machines named in `off` were switched off some
    hours before the start.
    """
    plans = (home(), heater(), *((farm(machines),) if machines else ()))
    return World(
        seed,
        start,
        accounts=tuple(_with_off(plan, off, start - OFF_FOR) for plan in plans),
        network=NetworkPlan(history=timedelta(days=days)),
    )


def _with_off(
    plan: AccountPlan, names: Collection[str], since: datetime
) -> AccountPlan:
    """Return an account some of whose machines are off."""
    return replace(
        plan,
        machines=tuple(
            replace(machine, off=((since, None),)) if machine.name in names else machine
            for machine in plan.machines
        ),
    )
