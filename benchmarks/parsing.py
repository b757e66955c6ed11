"""From bytes to models, against orjson alone."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from functools import partial
from time import perf_counter_ns, thread_time_ns
from typing import Any, Final
from unittest.mock import patch

import orjson
from yarl import URL

from custom_components.ocean_xyz.api import OceanClient, wire
from custom_components.ocean_xyz.api.transport import Answer
from simulator import Upstreams, World

from .figures import Figure
from .house import Case

BOUND: Final = 5
ROUNDS: Final = 40
LONG_ENOUGH: Final = 1_000_000
"""The minimum length of a single measurement, in nanoseconds."""


class _Repeats:
    """A transport that always returns the same answer."""

    def __init__(self, body: bytes) -> None:
        self.answer = Answer(host="api.ocean.xyz", status=200, body=body)

    async def get(self, url: URL, **_: object) -> Answer:
        return self.answer


def measure(case: Case, rounds: int = ROUNDS) -> Iterator[Figure]:
    """Measure each route about an account.

    This calls the client, so that its other work counts too.
    """
    world = World(accounts=case.plans())
    world.advance(timedelta(minutes=5))
    address, upstreams = next(iter(world.accounts)), Upstreams(world)
    start, end = world.now - timedelta(days=30), world.now
    span = f"/{start.timestamp():.0f}/{end.timestamp():.0f}"
    for route, more in (
        ("userinfo_full", ()),
        ("user_hashrate_full", ()),
        ("statsnap", ()),
        ("user_hashrate", ()),
        ("earnpay", (start, end)),
    ):
        path = f"{route}/{address}{span if more else ''}"
        body = upstreams.get(f"https://api.ocean.xyz/v1/{path}").body
        client = OceanClient(_Repeats(body))  # type: ignore[arg-type]
        ask = partial(getattr(client, route), address, *more)
        with patch.object(wire, "LARGE_BODY", len(body)):
            floor, figure = paired(partial(orjson.loads, body), _at_once(ask), rounds)
        yield Figure(
            what=f"reading {route}",
            workers=case.workers,
            floor=floor,
            figure=figure,
            unit="µs",
            bound=BOUND,
        )


def _at_once(ask: Callable[[], Awaitable[Any]]) -> Callable[[], Any]:
    """Return a function that calls the client without an event loop, in this thread."""

    async def asked() -> Any:
        return await ask()

    def run() -> Any:
        coroutine = asked()
        while True:
            try:
                coroutine.send(None)
            except StopIteration as stop:
                return stop.value

    return run


def paired(
    floor: Callable[[], Any], figure: Callable[[], Any], rounds: int
) -> tuple[float, float]:
    """Return the best times of both in µs, measured alternately."""
    floors, figures = _repeats(floor), _repeats(figure)
    best_floor = best_figure = float("inf")
    for _ in range(rounds):
        best_floor = min(best_floor, _timed(floor, floors))
        best_figure = min(best_figure, _timed(figure, figures))
    return best_floor, best_figure


def _repeats(work: Callable[[], Any]) -> int:
    """Return how often to repeat something so that a clock can measure it."""
    work()
    began = perf_counter_ns()
    work()
    return max(LONG_ENOUGH // max(perf_counter_ns() - began, 1), 1)


def _timed(work: Callable[[], Any], repeats: int) -> float:
    """Return the processor time of something in microseconds."""
    began = thread_time_ns()
    for _ in range(repeats):
        work()
    return (thread_time_ns() - began) / repeats / 1000
