"""An event loop whose time jumps to what is due next, and a watch on what holds it."""

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
    """A selector that lets time jump instead of waiting, unless a thread is at work."""

    def __init__(self, loop: JumpingLoop) -> None:
        """Wrap a real selector, for what threads have to say."""
        self._loop = loop
        self._selector = selectors.DefaultSelector()

    def select(self, timeout: float | None = None) -> list[Any]:
        """Return what is ready, after a jump if nothing is."""
        ready = self._selector.select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if timeout is None or self._loop.at_work:
            return self._selector.select(PATIENCE)
        self._loop.jump(timeout)
        return []

    def __getattr__(self, name: str) -> Any:
        """Be a selector in all else."""
        return getattr(self._selector, name)


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop in which an hour passes as fast as it is worked off."""

    def __init__(self) -> None:
        """Begin at no time in particular."""
        self.now = 1_000_000.0
        self.at_work = 0
        """Jobs that threads are doing."""
        self.followers: list[Callable[[float], None]] = []
        """Told of each jump, in seconds."""
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
        """Let no time jump, because a thread that the loop does not know is at work."""
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
        """Let a thread do something, and wait for it before time jumps on."""
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
    """How long each turn of a loop took, in seconds of the processor."""

    longest: float = 0.0
    """Without what the garbage collector took."""
    collecting: float = 0.0
    """The longest of the garbage collector's pauses."""
    ignored: set[object] = field(default_factory=set)
    """Callbacks that are the upstream's work, not ours."""

    def reset(self) -> None:
        """Begin anew."""
        self.longest = self.collecting = 0.0


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch what holds the event loop.

    Time of this thread's processor, so that what other programs do to the machine is
    not counted; collections of garbage are counted apart.
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
    """Do something in a loop whose time jumps."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(work)


def jumping(loop: asyncio.AbstractEventLoop) -> JumpingLoop:
    """Return a loop as what it is known to be."""
    assert isinstance(loop, JumpingLoop)
    return loop
