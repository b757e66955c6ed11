"""Asks OCEAN about one account, and turns the answers into what is held true."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from ..api import OceanClient, SiteClient
from ..mining.account import (
    AccountMemory,
    AccountReading,
    AccountState,
    KnownBy,
    account_state,
    ocean_time,
    remembered,
)
from ..mining.workers.memory import WorkerMemory
from ..mining.workers.renaming import Renaming
from ..mining.workers.state import RollCall
from ..mining.workers.status import Rules
from .account_questions import AccountQuestions
from .question import Environment
from .roll import WORKERS_AT_ONCE, WorkerRoll


class AccountSource:
    """Everything known of one account, asked at each poll."""

    def __init__(
        self,
        client: OceanClient,
        address: str,
        *,
        label: str,
        memory: AccountMemory,
        site: SiteClient | None,
        env: Environment,
    ) -> None:
        """Prepare to ask, starting from what is remembered.

        `site` is the web site, if the user wants it as a second source.
        """
        self.memory = memory
        self.questions = AccountQuestions(
            client, address, label=label, memory=memory, site=site, env=env
        )
        self._env = env
        self._workers = WorkerRoll(memory, env.clock)
        self._moved_at = env.clock()

    @property
    def roll(self) -> RollCall:
        """Return what is known of the workers."""
        return self._workers.roll

    @property
    def workers_time(self) -> datetime | None:
        """Return the time of the workers' states, by OCEAN's clock."""
        return self._workers.idle_at or self._workers.at

    def state(self) -> AccountState:
        """Return what is held true now, without any news."""
        return replace(self._state(self.questions.reading()), events=())

    async def poll(self, *, rules: Rules, pool_time: datetime | None) -> AccountState:
        """Ask what is due, and return what is held true.

        `rules` are what the user decided about the workers, as of now; `pool_time` is
        the time of the pool's last snapshot.
        """
        reading = await self.questions.poll(self.memory, pool_time)
        if len(self.memory.workers) > WORKERS_AT_ONCE:
            # Reading many workers took its time; what follows has its own turn.
            await asyncio.sleep(0)
        now = self._env.now()
        memory = remembered(self.memory, reading, now)
        if memory is not self.memory and reading.known_by is not KnownBy.IDLE:
            self._moved_at = self._env.clock()
        self.memory = memory
        await self._workers.take(reading, ocean_time(memory, pool_time, now), rules)
        self._remember_workers()
        return self._state(reading)

    def forget_workers(self, names: set[str]) -> None:
        """Forget workers that the user removed."""
        self._workers.forget(names)
        self._remember_workers()

    def change_worker(
        self, name: str, change: Callable[[WorkerMemory], WorkerMemory]
    ) -> None:
        """Change what is remembered of a worker, if it is remembered at all."""
        self._workers.change(name, change)
        self._remember_workers()

    def rename_worker(self, renaming: Renaming) -> None:
        """Let a worker go on under a new name, and ignore its former one."""
        self._workers.rename(renaming)
        self._remember_workers()

    def _remember_workers(self) -> None:
        """Remember the workers as they are now."""
        self.memory = replace(
            self.memory,
            workers=self._workers.roll.memories,
            renamings=self._workers.renamings,
        )

    def _state(self, reading: AccountReading) -> AccountState:
        """Put together what is shown."""
        return account_state(
            reading,
            self.memory,
            self._workers.roll,
            idle_at=self._workers.idle_at,
            snapshot_age=self._env.clock() - self._moved_at,
            now=self._env.now(),
        )
