"""An event loop whose time jumps to the next timer, and a watch on what blocks it."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
import gc
import selectors
from time import thread_time
from typing import Any, Final, override
from unittest.mock import patch

PATIENCE: Final = 0.002
"""Seconds of real time to wait for a thread before looking again."""


class _Jumps:
    """A selector that lets time jump instead of waiting, unless a thread is working."""

    def __init__(self, loop: JumpingLoop) -> None:
        """Wrap a real selector, which threads can wake."""
        self._loop = loop
        self._selector = selectors.DefaultSelector()

    def select(self, timeout: float | None = None) -> list[Any]:
        """Return what is ready. If nothing is, jump first."""
        ready = self._selector.select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if timeout is None or self._loop.at_work or self._loop.is_behind():
            return self._selector.select(PATIENCE)
        self._loop.jump(timeout)
        return []

    def __getattr__(self, name: str) -> Any:
        """Pass everything else to the real selector."""
        return getattr(self._selector, name)


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop in which an hour takes only as long as its work."""

    def __init__(self) -> None:
        """Start at an arbitrary time."""
        self.now = 1_000_000.0
        self.at_work = 0
        """The jobs that threads are working on."""
        self.is_behind: Callable[[], bool] = lambda: False
        """Whether a thread has not done yet what it was given: time must not run away
        from it."""
        self.followers: list[Callable[[float], None]] = []
        """Called with the length of each jump in seconds."""
        super().__init__(_Jumps(self))  # type: ignore[arg-type]

    @override
    def time(self) -> float:
        """Return the simulated time."""
        return self.now

    def jump(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
        for follow in self.followers:
            follow(seconds)

    @contextmanager
    def in_real_time(self) -> Iterator[None]:
        """Stop time from jumping while a thread is working that the loop does not know."""
        self.at_work += 1
        try:
            yield
        finally:
            self.at_work -= 1

    @override
    def run_in_executor[*ArgsT, ResultT](
        self,
        executor: Executor | None,
        func: Callable[[*ArgsT], ResultT],
        *args: *ArgsT,
    ) -> asyncio.Future[ResultT]:
        """Let a thread do something. Time does not jump until it is done."""
        self.at_work += 1
        future = super().run_in_executor(executor, func, *args)

        def done(_: object) -> None:
            self.at_work -= 1

        future.add_done_callback(done)
        return future

    @override
    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """Wait for the threads in real time."""
        with self.in_real_time():
            await super().shutdown_default_executor(timeout)


@dataclass(kw_only=True)
class Watch:
    """How long each iteration of a loop took, in seconds of processor time."""

    longest: float = 0.0
    """The longest iteration, without garbage collections."""
    collecting: float = 0.0
    """The longest garbage collection."""
    ignored: set[object] = field(default_factory=set)
    """Callbacks of the upstream, which do not count."""

    def reset(self) -> None:
        """Start again."""
        self.longest = self.collecting = 0.0


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch what blocks the event loop.

    Measured in processor time of this thread, so that other programs do not count.
    Garbage collections count apart.
    """
    watch, paused = Watch(), [0.0, 0.0]
    run = asyncio.Handle._run

    def collected(phase: str, _: object) -> None:
        if phase == "start":
            paused[0] = thread_time()
        else:
            pause = thread_time() - paused[0]
            paused[1] += pause
            watch.collecting = max(watch.collecting, pause)

    def timed(handle: asyncio.Handle) -> None:
        callback = handle._callback  # type: ignore[attr-defined]
        ours = callback not in watch.ignored
        paused[1], began = 0.0, thread_time()
        run(handle)
        if ours:
            watch.longest = max(watch.longest, thread_time() - began - paused[1])

    gc.callbacks.append(collected)
    try:
        with patch.object(asyncio.Handle, "_run", timed):
            yield watch
    finally:
        gc.callbacks.remove(collected)


def run[ResultT](work: Coroutine[Any, Any, ResultT]) -> ResultT:
    """Run something in a loop whose time jumps."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(work)


def jumping(loop: asyncio.AbstractEventLoop) -> JumpingLoop:
    """Return a loop with its real type."""
    assert isinstance(loop, JumpingLoop)
    return loop
