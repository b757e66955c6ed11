"""Replays answers, so that a refresh can be measured without requests and reading."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from custom_components.ocean_xyz.api import OceanError
from custom_components.ocean_xyz.runtime import setup as builder

CLIENTS = ("ocean_client", "site_client", "mempool_client", "blockchain_info_client")


@dataclass(kw_only=True)
class Memory:
    """Answers by question and time. Two homes in one world ask the same questions."""

    answers: dict[tuple[object, ...], object] = field(default_factory=dict)
    time: Callable[[], float] = lambda: 0.0
    """The world's time."""

    def clients(self) -> dict[str, Callable[..., Any]]:
        """Return the clients that replace those of the set-up."""
        return {name: self._client(getattr(builder, name)) for name in CLIENTS}

    def _client(self, make: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *args: _ReplayClient(make(*args), self)


class _ReplayClient:
    """A client that repeats earlier answers, and makes a request only the first time."""

    def __init__(self, client: object, memory: Memory) -> None:
        self._client = client
        self._memory = memory

    def __getattr__(self, question: str) -> Callable[..., Awaitable[object]]:
        ask: Callable[..., Awaitable[object]] = getattr(self._client, question)
        memory = self._memory

        async def replay(*args: object) -> object:
            key = (question, args, memory.time())
            if key not in memory.answers:
                try:
                    memory.answers[key] = await ask(*args)
                except OceanError as err:
                    memory.answers[key] = err
            answer = memory.answers[key]
            if isinstance(answer, OceanError):
                raise answer
            return answer

        return replay
