"""The cost of a refresh without reading, compared with as many bare writes.

Two homes live through the same hour of the same world. The first one requests and
reads. The second one gets the same models again and is measured, so that the figure
contains neither the simulator nor reading. Each minute's floor is measured right after
it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
import gc
from time import thread_time
from typing import Any, Final

from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, callback

from .bare import Writers, writers
from .clockwork import run
from .figures import Figure
from .house import Case, House, house
from .replay import Memory

BOUND: Final = 2
MINUTES: Final = 60
TEN_MINUTES: Final = 10

WARM_UP: Final = 2
"""Minutes that do not count: everything takes longer the first time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Minute:
    """One refresh of everything."""

    changed: int
    reported: int
    """Writes without a change."""
    floor: float
    figure: float


def measure(case: Case, minutes: int = MINUTES) -> Iterator[Figure]:
    """Measure an hour of refreshes."""
    memory = Memory()
    run(_rehearse(case, memory, minutes))
    lived = run(_live(case, memory, minutes))
    # Every ten minutes each worker's long averages change, in any minute of the ten.
    lived.sort(key=lambda one: one.changed)
    few = len(lived) - max(len(lived) // TEN_MINUTES, 1)
    for what, part, bound in (
        ("refresh, mean of an hour", lived, BOUND),
        ("refresh, all hashrates move", lived[few:], BOUND),
        ("refresh, quiet minute", lived[:few], None),
    ):
        if part:
            yield Figure(
                what=what,
                workers=case.workers,
                accounts=case.accounts,
                floor=sum(one.floor for one in part) / len(part) * 1000,
                figure=sum(one.figure for one in part) / len(part) * 1000,
                unit="ms",
                bound=bound,
            )
    yield Figure(
        what="writes of states that did not change",
        workers=case.workers,
        accounts=case.accounts,
        figure=sum(one.reported for one in lived),
        unit="an hour",
        bound=0,
    )


async def _rehearse(case: Case, memory: Memory, minutes: int) -> None:
    """Request and read everything."""
    async with house(case, clients=memory.clients()) as home:
        memory.time = lambda: home.world.timestamp
        await home.set_up()
        for _ in range(minutes + WARM_UP):
            await home.pass_minute()


async def _live(case: Case, memory: Memory, minutes: int) -> list[_Minute]:
    """Run the same hour again, and measure."""
    async with house(case, clients=memory.clients()) as home:
        memory.time = lambda: home.world.timestamp
        await home.set_up()
        floor = await writers(home.hass, 4 * case.workers + 60 * (case.accounts + 1))
        changes = _count(home)
        for _ in range(WARM_UP):
            await home.pass_minute()
        gc.collect()
        gc.freeze()
        try:
            return [await _minute(home, floor, changes) for _ in range(minutes)]
        finally:
            gc.unfreeze()


def _count(home: House) -> list[str]:
    """Count the writes from now on, by kind of event."""
    written: list[str] = []

    @callback
    def changed(event: Event[Any]) -> None:
        written.append(str(event.event_type))

    home.hass.bus.async_listen(EVENT_STATE_CHANGED, changed)
    home.hass.bus.async_listen(EVENT_STATE_REPORTED, changed, callback(lambda _: True))
    return written


async def _minute(home: House, floor: Writers, written: list[str]) -> _Minute:
    """Measure one refresh, and its floor."""
    written.clear()
    began = thread_time()
    await home.pass_minute()
    passed = thread_time()
    # Waiting until nothing is left to do takes time even if there is nothing.
    await home.settle()
    figure = 2 * passed - began - thread_time()
    changed = written.count(str(EVENT_STATE_CHANGED))
    return _Minute(
        changed=changed,
        reported=written.count(str(EVENT_STATE_REPORTED)),
        floor=floor.write(changed),
        figure=figure,
    )
