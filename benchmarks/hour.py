"""An hour of Home Assistant's own timers: requests, rows, and what blocks the loop.

Everything except the sockets and the time is real: the timers, the spacing of requests,
reading, the rules, writing and the recorder.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from homeassistant.components.recorder.const import DOMAIN as RECORDER
from homeassistant.components.recorder.db_schema import States, StatesMeta
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.recorder import (
    async_initialize_recorder,
    get_instance,
    session_scope,
)
from homeassistant.setup import async_setup_component
from sqlalchemy import func, select

from .bare import Writers, writers
from .clockwork import Watch, jumping, run, watched
from .figures import Figure
from .house import Case, House, house

MEAN_BOUND: Final = 6
MINUTE_BOUND: Final = 10
HOLD_BOUND: Final = 200
ROWS_BOUND: Final = 8
MINUTES: Final = 60
RUNS: Final = 3
"""The number of runs. Of their longest blocks the shortest counts; the rest is noise."""
FLOORS: Final = 400
"""The number of bare writes to measure a single one."""

SPACING: Final = 0.5
API: Final = "api.ocean.xyz"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Hour:
    """What happened in an hour."""

    requests: Sequence[datetime]
    hold: float
    """Seconds."""
    collecting: float
    write: float
    """Seconds of one bare write."""


def measure(case: Case, minutes: int = MINUTES, runs: int = RUNS) -> Iterator[Figure]:
    """Run the hour of set-up and the hour after it, several times."""
    lived = [run(_live(case, minutes)) for _ in range(runs)]
    for what, hours in zip(("first", "steady"), zip(*lived, strict=True), strict=True):
        yield from _requests(case, hours[0], what, minutes)
        yield from _holds(case, min(hours, key=lambda it: it.hold / it.write), what)


def measure_rows(case: Case, minutes: int = MINUTES) -> Iterator[Figure]:
    """Let an hour pass with a recorder that records everything."""
    first, steady = run(_record(case, minutes))
    for what, rows, bound in (
        ("rows of a worker, steady hour", steady, ROWS_BOUND),
        ("rows of a worker, hour of set-up", first, None),
    ):
        yield Figure(
            what=what,
            workers=case.workers,
            accounts=case.accounts,
            figure=rows / case.workers * 60 / minutes,
            unit="an hour",
            bound=bound,
        )


def _requests(case: Case, hour: _Hour, what: str, minutes: int) -> Iterator[Figure]:
    """Return the number of requests to OCEAN."""
    bounded = case.accounts == 1
    for name, figure, bound in (
        (
            f"requests, mean of the {what} hour",
            len(hour.requests) / minutes,
            MEAN_BOUND,
        ),
        (f"requests, busiest minute of the {what} hour", _busiest(hour), MINUTE_BOUND),
    ):
        yield Figure(
            what=name,
            workers=case.workers,
            accounts=case.accounts,
            figure=figure,
            unit="a minute",
            bound=bound if bounded else None,
        )
    gaps = [
        (later - earlier).total_seconds()
        for earlier, later in zip(hour.requests, hour.requests[1:], strict=False)
    ]
    yield Figure(
        what=f"requests nearer than {SPACING} s, {what} hour",
        workers=case.workers,
        accounts=case.accounts,
        figure=sum(gap < SPACING - 1e-6 for gap in gaps),
        unit="",
        bound=0,
    )


def _busiest(hour: _Hour) -> int:
    """Return the most requests in any sixty seconds."""
    minute = timedelta(seconds=60)
    return max(
        sum(start <= other < start + minute for other in hour.requests)
        for start in hour.requests
    )


def _holds(case: Case, hour: _Hour, what: str) -> Iterator[Figure]:
    """Return how long the loop was blocked."""
    yield Figure(
        what=f"longest hold of the loop, {what} hour",
        workers=case.workers,
        accounts=case.accounts,
        floor=hour.write * 1000,
        figure=hour.hold * 1000,
        unit="ms",
        bound=HOLD_BOUND if what == "steady" else None,
    )
    yield Figure(
        what=f"longest garbage collection, {what} hour",
        workers=case.workers,
        accounts=case.accounts,
        figure=hour.collecting * 1000,
        unit="ms",
    )


async def _live(case: Case, minutes: int) -> list[_Hour]:
    """Run the hour from the set-up on, and the hour after it."""
    async with house(case, timers=True) as home:
        bare = await writers(home.hass, FLOORS)
        with watched() as watch:
            watch.ignored = home.session.ignored
            await home.set_up()
            first = await _hour(home, watch, bare, minutes, asked=0)
            asked = len(home.upstreams.requests)
            return [first, await _hour(home, watch, bare, minutes, asked=asked)]


async def _hour(
    home: House, watch: Watch, bare: Writers, minutes: int, *, asked: int
) -> _Hour:
    """Let an hour pass; `asked` is the number of requests before it."""
    loop = home.hass.loop
    writes: list[float] = []

    def write() -> None:
        writes.append(bare.write(FLOORS) / FLOORS)

    # Neither the set-up nor the floor is a refresh.
    watch.reset()
    watch.ignored.add(write)
    for _ in range(minutes):
        await home.wait(60)
        loop.call_soon(write)
    return _Hour(
        requests=[
            one.time for one in home.upstreams.requests[asked:] if one.host == API
        ],
        hold=watch.longest,
        collecting=watch.collecting,
        write=min(writes),
    )


async def _record(case: Case, minutes: int) -> tuple[int, int]:
    """Return the rows of workers' states in the hour of set-up, and in the next hour."""
    async with house(case, timers=True) as home:
        await _start_recorder(home.hass)
        await home.set_up()
        await home.wait(60 * minutes)
        first = await _rows(home)
        await home.wait(60 * minutes)
        return first, await _rows(home) - first


async def _start_recorder(hass: HomeAssistant) -> None:
    """Start a recorder with its default settings."""
    async_initialize_recorder(hass)
    with jumping(hass.loop).in_real_time():
        assert await async_setup_component(hass, RECORDER, {RECORDER: {}})
        await hass.async_block_till_done()
    instance = get_instance(hass)
    jumping(hass.loop).is_behind = lambda: instance.backlog > 0


async def _rows(home: House) -> int:
    """Return the number of rows of the workers' entities."""
    hass, names = home.hass, _entities_of_workers(home)
    instance = get_instance(hass)
    with jumping(hass.loop).in_real_time():
        await instance.async_block_till_done()

    def count() -> int:
        query = (
            select(func.count())
            .select_from(States)
            .join(StatesMeta, States.metadata_id == StatesMeta.metadata_id)
            .where(StatesMeta.entity_id.in_(names))
        )
        with session_scope(hass=hass, read_only=True) as session:
            return int(session.scalar(query) or 0)

    return await instance.async_add_executor_job(count)


def _entities_of_workers(home: House) -> list[str]:
    """Return the entities of all workers."""
    registry = er.async_get(home.hass)
    return [
        entity.entity_id
        for entity in er.async_entries_for_config_entry(registry, home.entry.entry_id)
        if "_worker_" in entity.unique_id and entity.disabled_by is None
    ]
