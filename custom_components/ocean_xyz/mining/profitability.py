"""Whether mining pays, decided by the energy that a running machine's hashes take.

By the figures of the moment, machines that were switched off a minute ago would seem
to mine for nothing, machines that were just switched on to mine at a loss, and machines
that are off would never pay again.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from .costs import CostSettings, pays
from .efficiency import CostMemory


@dataclass(frozen=True, kw_only=True, slots=True)
class Profitability:
    """Whether mining pays now, and by how much."""

    profitable: bool
    margin: float
    """What is left of a running machine's revenue, in percent of it."""
    price: float
    """What the next kWh costs, in the hub's currency."""
    break_even: float | None
    """The price of a kWh at which nothing is left; None if heat saves all of it."""


def due_at(memory: CostMemory, settings: CostSettings) -> datetime | None:
    """Return when another decision is allowed; None if there was none."""
    if memory.profitable is None or memory.since is None:
        return None
    least = settings.least_on if memory.profitable else settings.least_off
    return memory.since + least


def decide(
    memory: CostMemory, margin: float, settings: CostSettings, now: datetime
) -> tuple[CostMemory, datetime | None]:
    """Decide whether mining pays; return also when a decision that waits is due.

    That is None unless a decision waits for its time. After the clock was set back
    none waits.
    """
    profitable = pays(memory.profitable, margin, settings)
    if profitable is memory.profitable:
        return memory, None
    due = due_at(memory, settings)
    if due is not None and memory.since is not None and memory.since <= now < due:
        return memory, due
    return replace(memory, profitable=profitable, since=now), None
