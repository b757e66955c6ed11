"""Watches for how long the event loop is held by one callback."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
import gc
import time
from typing import Any


class Guard:
    """The longest time, of the processor's, that a callback took.

    Time on the wall says more of the machine's other work than of ours. What the hosts
    on this machine need to answer is no part of it.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.longest = 0.0
        self._excused = 0.0

    @contextmanager
    def excused(self) -> Generator[None]:
        """Leave out what is done meanwhile."""
        began = time.thread_time()
        try:
            yield
        finally:
            self._excused += time.thread_time() - began

    @contextmanager
    def watching(self) -> Generator[None]:
        """Watch every callback of every loop."""
        handle: Any = asyncio.Handle
        run = handle._run

        def watched(one: asyncio.Handle) -> None:
            began, excused = time.thread_time(), self._excused
            run(one)
            taken = time.thread_time() - began - (self._excused - excused)
            self.longest = max(self.longest, taken)

        handle._run = watched
        # What the tests themselves leave behind is not collected at our expense.
        gc.disable()
        try:
            yield
        finally:
            gc.enable()
            handle._run = run
