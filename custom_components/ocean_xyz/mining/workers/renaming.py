"""Machines that mine under a new name: pure, without Home Assistant.

OCEAN knows a machine by its name alone, so a renamed one is a new worker there. Only its
owner knows whether it is the same machine. Here is what suggests it, and what the new
name takes over from the former one.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from ...api.models import HashrateAverages, WorkerSnapshot
from ..units import DAY
from .low import USUAL_DAYS, usual_hashrate
from .memory import Renaming, WorkerMemory

BEFORE: Final = timedelta(minutes=10)
"""How long before the last share of the former name the new one may appear."""

AFTER: Final = timedelta(days=1)
"""How long a machine may stand still while it is renamed."""

LONG_ENOUGH: Final = timedelta(hours=3)
"""How long a new worker has to run until its hashrate can be compared."""

ALIKE: Final = 1.3
"""The factor by which two hashrates of one machine may differ."""

MOST_COMPARED: Final = 50
"""New workers with which a silent one is compared; among more, none stands out."""

MOST_FORMER: Final = 8
"""Former names that are remembered of a machine."""


def without_former(
    rows: Mapping[str, WorkerSnapshot], renamings: tuple[Renaming, ...]
) -> Mapping[str, WorkerSnapshot]:
    """Leave out what OCEAN still lists under former names."""
    if not renamings:
        return rows
    former = {one.old: one for one in renamings}
    return {
        name: row
        for name, row in rows.items()
        if name not in former or former[name].mines_again(row.last_share)
    }


def merged(name: str, old: WorkerMemory, new: WorkerMemory) -> WorkerMemory:
    """Return what is remembered of a machine that is known by two names.

    `name` is the former one. How it runs now comes from the new name, what is usual for it from both.
    """
    medians = dict(old.medians) | dict(new.medians)
    shares = [one for one in (old.last_share, new.last_share) if one is not None]
    return new._replace(
        medians=tuple(sorted(medians.items()))[-USUAL_DAYS:],
        last_share=max(shares, default=None),
        hashrate=new.hashrate or old.hashrate,
        shares_seen=old.shares_seen + new.shares_seen,
        appeared=old.appeared,
        was_offline=old.alarmed or new.was_offline,
        not_renamed_from=(),
        former_names=(*old.former_names, name, *new.former_names)[-MOST_FORMER:],
    )


def stands_still(memory: WorkerMemory) -> bool:
    """Return whether a worker stands still, so that it may have another name now."""
    return memory.offline or memory.gone_since is not None


def likely_renamings(
    memories: Mapping[str, WorkerMemory],
    averages: Mapping[str, HashrateAverages],
    at: datetime,
) -> list[tuple[str, str]]:
    """Return which silent workers may mine under which new names, by OCEAN's time.

    One fell silent when the other appeared, and their hashrates are alike. Where there
    is more than one candidate, only the user knows.
    """
    new = _newcomers(memories, at)
    moments = [moment for moment, _ in new]
    found: dict[str, list[str]] = {}
    for name, memory in memories.items():
        if not new or memory.last_share is None or not stands_still(memory):
            continue
        first = bisect_left(moments, memory.last_share - BEFORE)
        last = bisect_right(moments, memory.last_share + AFTER)
        found[name] = [
            other
            for moment, other in new[first:last][:MOST_COMPARED]
            if _alike(memory, averages.get(other), at - moment)
            and name not in memories[other].not_renamed_from
        ]
    claims = Counter(other for others in found.values() for other in others)
    return sorted(
        (name, others[0])
        for name, others in found.items()
        if len(others) == 1 and claims[others[0]] == 1
    )


def _newcomers(
    memories: Mapping[str, WorkerMemory], at: datetime
) -> list[tuple[datetime, str]]:
    """Return the workers that have appeared and run for a while, by time."""
    return sorted(
        (memory.appeared, name)
        for name, memory in memories.items()
        if memory.appeared is not None
        and at - memory.appeared >= LONG_ENOUGH
        and not stands_still(memory)
    )


def _alike(
    old: WorkerMemory, averages: HashrateAverages | None, ran: timedelta
) -> bool:
    """Return whether a new worker has the hashrate that a silent one had.

    The new one's is its work of the last day over the part of the day that it ran.
    """
    before = usual_hashrate(old) or old.hashrate
    day = averages.hashrate_86400s if averages else None
    if not before or not day:
        return False
    mean = day * DAY / min(ran.total_seconds(), DAY)
    return 1 / ALIKE <= mean / before <= ALIKE
