"""Time and memory of a set-up, compared with bare entities and child devices.

Each measurement runs in a process of its own: `python -m benchmarks.setting_up` sets up
what its arguments say, and prints time and memory.
"""

from collections.abc import Iterator
import gc
import subprocess
import sys
from time import process_time
import tracemalloc
from typing import Final

from homeassistant.helpers import entity_registry as er

from .bare import Others, bare_integration
from .clockwork import run
from .figures import Figure
from .house import Case, House, home_assistant, house, quiet_logs

BOUND: Final = 1.5
ROUNDS: Final = 3

# With fewer workers a figure per worker means nothing.
COMPARED: Final = 10


def measure(case: Case, rounds: int = ROUNDS) -> Iterator[Figure]:
    """Measure both alternately, and take the best of each."""
    times = [_pair(case, "time") for _ in range(rounds)]
    yield Figure(
        what="set-up",
        workers=case.workers,
        accounts=case.accounts,
        floor=min(floor for floor, _ in times),
        figure=min(figure for _, figure in times),
        unit="s",
        bound=BOUND,
    )
    if case.workers <= COMPARED:
        return
    few = _pair(Case(workers=COMPARED), "memory")
    many = _pair(case, "memory")
    floor, figure = (
        (of_many - of_few) / (case.workers - COMPARED) / 1024
        for of_few, of_many in zip(few, many, strict=True)
    )
    yield Figure(
        what="memory of a worker",
        workers=case.workers,
        accounts=case.accounts,
        floor=floor,
        figure=figure,
        unit="KiB",
        bound=BOUND,
    )


def _pair(case: Case, what: str) -> tuple[float, float]:
    """Return time and memory of the bare set-up and of ours."""
    figure, *others = _process("ours", what, case)
    (floor,) = _process("bare", what, case, *others)
    return floor, figure


def _process(which: str, what: str, case: Case, *others: float) -> list[float]:
    """Set up in a process of its own, and return the numbers that it prints."""
    numbers = (case.workers, case.accounts, *others)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.setting_up", which, what]
        + [f"{number:.0f}" for number in numbers],
        check=True,
        capture_output=True,
        text=True,
    )
    return [float(word) for word in done.stdout.split()]


async def _ours(case: Case, *, memory: bool) -> None:
    """Set the integration up, with devices for all workers.

    The time of the simulator does not count.
    """
    async with house(case) as home:
        for address in home.world.accounts:
            # The simulator's memory is not ours.
            for route in ("userinfo_full", "user_hashrate_full", "user_hashrate"):
                home.upstreams.get(f"https://api.ocean.xyz/v1/{route}/{address}")
        if memory:
            tracemalloc.start()
        began = process_time()
        await home.set_up()
        taken = process_time() - began - home.session.spent
        print(_traced() if memory else taken, *_others(home))


def _others(home: House) -> tuple[int, int]:
    """Return the number of entities without a worker: the enabled ones, and all."""
    registry = er.async_get(home.hass)
    entities = [
        entity
        for entity in er.async_entries_for_config_entry(registry, home.entry.entry_id)
        if "_worker_" not in entity.unique_id
    ]
    return sum(one.disabled_by is None for one in entities), len(entities)


async def _bare(case: Case, others: Others, *, memory: bool) -> None:
    """Set bare entities and child devices up."""
    async with home_assistant() as hass:
        with bare_integration(hass, case, others) as entry:
            entry.add_to_hass(hass)
            if memory:
                tracemalloc.start()
            began = process_time()
            assert await hass.config_entries.async_setup(entry.entry_id)
            await hass.async_block_till_done(wait_background_tasks=True)
            taken = process_time() - began
            print(_traced() if memory else taken)


def _traced() -> float:
    """Return the bytes in use."""
    gc.collect()
    return float(tracemalloc.get_traced_memory()[0])


def main(which: str, what: str, *numbers: str) -> None:
    """Set up, and print time and memory."""
    quiet_logs()
    workers, accounts, *others = map(int, numbers)
    case, memory = Case(workers=workers, accounts=accounts), what == "memory"
    if which == "ours":
        run(_ours(case, memory=memory))
    else:
        shown, total = others
        run(_bare(case, Others(shown=shown, total=total), memory=memory))


if __name__ == "__main__":
    main(*sys.argv[1:])
