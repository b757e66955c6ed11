"""Measures how long one callback blocks the event loop."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
import gc
import time
from typing import Any


class Guard:
    """The longest processor time of a callback.

    Wall time depends more on the machine's other work than on ours. The time in which
    the hosts on this machine answer does not count.
    """

    def __init__(self) -> None:
        """Start at zero."""
        self.longest = 0.0
        self._excused = 0.0

    @contextmanager
    def excused(self) -> Generator[None]:
        """Do not count the work in this context."""
        began = time.thread_time()
        try:
            yield
        finally:
            self._excused += time.thread_time() - began

    @contextmanager
    def watching(self) -> Generator[None]:
        """Measure every callback of every loop."""
        handle: Any = asyncio.Handle
        run = handle._run

        def watched(one: asyncio.Handle) -> None:
            began, excused = time.thread_time(), self._excused
            run(one)
            taken = time.thread_time() - began - (self._excused - excused)
            self.longest = max(self.longest, taken)

        handle._run = watched
        # Garbage of the tests must not be collected in the measured time.
        gc.disable()
        try:
            yield
        finally:
            gc.enable()
            handle._run = run
