"""Counts the turns of the event loop."""

import asyncio


class Turns:
    """Counts the turns of the event loop."""

    def __init__(self) -> None:
        """Begin to count."""
        self.count = 0
        self._task = asyncio.ensure_future(self._turn())

    async def _turn(self) -> None:
        while True:
            await asyncio.sleep(0)
            self.count += 1

    def stop(self) -> None:
        """Leave off counting."""
        self._task.cancel()
