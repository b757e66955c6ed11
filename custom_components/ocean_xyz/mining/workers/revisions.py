"""What the user decides about workers, and what is asked of all that are remembered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from heapq import nlargest

from .memory import Renaming, WorkerMemory
from .renaming import merged
from .state import RollCall, WorkerChange, WorkerEvent


def forget(roll: RollCall, names: set[str]) -> RollCall:
    """Forget workers for good."""
    return replace(
        roll,
        memories={k: v for k, v in roll.memories.items() if k not in names},
        states={k: v for k, v in roll.states.items() if k not in names},
        events=tuple(event for event in roll.events if event.name not in names),
    )


def gone_since_before(
    memories: Mapping[str, WorkerMemory], limit: datetime
) -> set[str]:
    """Return the workers that are gone since before a time, as far as that is open.

    Not those that the user wants to keep, or postponed to decide about since then.
    """
    return {
        name
        for name, memory in memories.items()
        if memory.gone_since is not None
        and max(memory.gone_since, memory.postponed_at or memory.gone_since) < limit
        and not memory.keep
    }


def revised(
    roll: RollCall, name: str, change: Callable[[WorkerMemory], WorkerMemory]
) -> RollCall:
    """Change what is remembered of a worker, if it is remembered at all."""
    if (memory := roll.memories.get(name)) is None:
        return roll
    return replace(roll, memories={**roll.memories, name: change(memory)})


def renamed(roll: RollCall, renaming: Renaming) -> RollCall:
    """Let a worker go on under its new name; doing so again changes nothing more."""
    old = roll.memories.get(renaming.old)
    if old is None:
        return roll
    roll = forget(roll, {renaming.old})
    return revised(roll, renaming.new, lambda new: merged(renaming.old, old, new))


def crowded_out(roll: RollCall, most: int) -> set[str]:
    """Return which workers to forget, so that no more than `most` are remembered.

    Those first that have been missing longest; a worker that is listed stays.
    """
    extra = len(roll.memories) - most
    if extra <= 0:
        return set()
    missing = [
        (memory.missing, name)
        for name, memory in roll.memories.items()
        if memory.missing
    ]
    return {name for _, name in nlargest(extra, missing)}


def without_surplus(roll: RollCall, most: int) -> RollCall:
    """Forget workers that are crowded out; those that were offline are announced."""
    names = crowded_out(roll, most)
    ended = [name for name in sorted(names) if roll.memories[name].offline]
    if not names:
        return roll
    kept = forget(roll, names)
    return replace(kept, events=(*kept.events, *map(removal, ended)))


def removal(name: str) -> WorkerEvent:
    """Return the event of a worker that is forgotten."""
    return WorkerEvent(change=WorkerChange.GONE, name=name)


def missing_on_purpose(
    roll: RollCall, names: Iterable[str], *, average: int, at: datetime
) -> float:
    """Return the H/s that an average lacks because workers were meant to be off.

    A worker that was off on purpose within the average, in seconds, counts wholly, by
    its hashrate at its last share before. That is too much rather than too little.
    """
    missing = 0.0
    for name in names:
        memory, state = roll.memories.get(name), roll.states.get(name)
        if memory is None or state is None or state.gone:
            continue
        last_off = memory.resumed or memory.off_until
        if last_off is not None and (at - last_off).total_seconds() < average:
            missing += memory.hashrate or 0
    return missing
