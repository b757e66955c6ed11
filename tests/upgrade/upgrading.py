"""Starts the current code from the files of an earlier version, and observes it."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from tests.soak.clock import Clock

from . import fixture
from .house import House, Recording
from .observing import Listener, look, states
from .recorded import read_all, write_all
from .story import END, upstreams_at_the_end

LATER: Final = timedelta(minutes=75)
"""Long enough for two more rows of statistics, a block of the pool and its credit."""


async def upgraded(
    source: Path, folder: Path, clock: Clock, recording: Recording
) -> dict[str, Any]:
    """Return what is seen after a start, after a reload and an hour later.

    The start is at the time of the shutdown, in the same world. The stores are those
    that the reload wrote. After the first states, only changed ones are returned.
    """
    clock.move(END - clock.now)
    fixture.write_storage(folder / ".storage", fixture.read_storage(source / "storage"))
    house = House(folder, upstreams_at_the_end(), clock, recording)
    shown = fixture.read(source, "shown")
    house.others = {key: tuple(states) for key, states in shown["others"].items()}
    listener = Listener()
    listener.restored(shown["states"])
    await house.prepare(listener.attend)
    try:
        await write_all(house.hass, fixture.read(source, "statistics"))
        seen = await _see(house, listener)
    finally:
        await house.stop()
    return {**seen, "files": fixture.read_storage(house.storage)}


async def _see(house: House, listener: Listener) -> dict[str, Any]:
    """Start and reload the integration, let time pass, and return what was seen."""
    await house.load()
    start = {**await look(house), "news": listener.announced()}
    await house.unload()
    files = fixture.read_storage(house.storage)
    await house.load()
    reload = {"states": _others(start, house), "news": listener.announced()}
    statistics = await _pass(house)
    later = {
        "statistics": statistics,
        "states": _others(start, house),
        "news": listener.announced(),
    }
    return {
        "start": start,
        "stores": {k: content for k, content in files.items() if fixture.is_ours(k)},
        "reload": reload,
        "later": later,
        "fired": sorted(listener.kinds),
    }


def _others(start: dict[str, Any], house: House) -> dict[str, Any]:
    """Return the states that changed since the start; a removed one is None."""
    before, now = start["states"], states(house)
    return {
        key: now.get(key)
        for key in sorted(before.keys() | now.keys())
        if before.get(key) != now.get(key)
    }


async def _pass(house: House) -> dict[str, Any]:
    """Let some time pass, and return its hourly statistics."""
    house.compiling = True
    while house.clock.now < END + LATER:
        await house.minute()
    since = (END - timedelta(hours=1)).timestamp()
    return {
        key: [row for row in one["hour"] if row[0] >= since]
        for key, one in (await read_all(house.hass)).items()
    }
