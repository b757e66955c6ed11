"""Asks OCEAN about one account, and turns the answers into what is held true."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from ..api import OceanClient
from ..mining.account import (
    AccountMemory,
    AccountReading,
    AccountState,
    KnownBy,
    account_state,
    ocean_time,
    remembered,
)
from ..mining.alert_memory import Alerts
from ..mining.workers.memory import Renaming, WorkerMemory
from ..mining.workers.revisions import forget, revised
from ..mining.workers.state import RollCall
from ..mining.workers.status import Rules
from .account_questions import AccountQuestions
from .page import PageSource, ReadPage
from .question import Environment, Question, present_time
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
        read_page: ReadPage | None,
        env: Environment,
    ) -> None:
        """Prepare to ask, starting from what is remembered.

        `read_page` reads the web site, if the user wants it as a second source.
        """
        self.memory = memory
        self.api = AccountQuestions(
            client, address, label=label, memory=memory, env=env
        )
        self.page = (
            PageSource(read_page, address, label=label, env=env) if read_page else None
        )
        self._env = env
        self._workers = WorkerRoll(memory, env.clock)
        self._pool_time: datetime | None = None
        self._moved_at = env.clock()

    @property
    def roll(self) -> RollCall:
        """Return what is known of the workers."""
        return self._workers.roll

    @property
    def workers_time(self) -> datetime | None:
        """Return the time of the workers' states, by OCEAN's clock."""
        return self._workers.idle_at or self._workers.at

    @property
    def questions(self) -> tuple[Question[Any], ...]:
        """Return all that is asked."""
        page = () if self.page is None else (self.page.question,)
        return (*self.api.all, *page)

    @property
    def known_by(self) -> KnownBy:
        """Return by which answers the account is known now."""
        return self._reading().known_by

    def state(self) -> AccountState:
        """Return what is held true now, without any news."""
        return replace(self._state(self._reading()), events=())

    async def poll(self, *, rules: Rules, pool_time: datetime | None) -> AccountState:
        """Ask what is due, and return what is held true.

        `rules` are what the user decided about the workers, as of now; `pool_time` is
        the time of the pool's last snapshot.
        """
        reading = await self._ask(pool_time)
        if len(self.memory.workers) > WORKERS_AT_ONCE:
            # Reading many workers took its time; what follows has its own turn.
            await asyncio.sleep(0)
        self._pool_time = pool_time
        now = self._now()
        memory = remembered(self.memory, reading, now)
        if memory is not self.memory and reading.known_by is not KnownBy.IDLE:
            self._moved_at = self._env.clock()
        self.memory = memory
        await self._workers.take(reading, ocean_time(memory, pool_time, now), rules)
        self._remember_workers()
        return self._state(reading)

    def forget_workers(self, names: set[str]) -> None:
        """Forget workers that the user removed."""
        self._workers.revise(lambda roll: forget(roll, names))
        self._remember_workers()

    def change_worker(
        self, name: str, change: Callable[[WorkerMemory], WorkerMemory]
    ) -> None:
        """Change what is remembered of a worker, if it is remembered at all."""
        self._workers.revise(lambda roll: revised(roll, name, change))
        self._remember_workers()

    def note_alerts(self, alerts: Alerts) -> None:
        """Remember what was announced of the account's figures."""
        self.memory = replace(self.memory, alerts=alerts)

    def rename_worker(self, renaming: Renaming) -> None:
        """Let a worker go on under a new name, and ignore its former one."""
        self._workers.rename(renaming)
        self._remember_workers()

    async def _ask(self, pool_time: datetime | None) -> AccountReading:
        """Ask what is due, and return what the answers say.

        The web page is asked only while the API is silent.
        """
        await self.api.poll(self.memory, pool_time)
        if self.page is not None and self.api.is_long_silent:
            await self.page.poll(self.memory, pool_time)
        elif self.page is not None:
            self.page.question.rest()
        reading = self._reading()
        if reading.known_by is KnownBy.WEB_PAGE:
            self.api.doubt_idle()
        return reading

    def _reading(self) -> AccountReading:
        """Return what the answers say as of now."""
        reading = self.api.reading()
        if self.page is None or not self.api.is_long_silent:
            return reading
        page = self.page.shown(after=self.api.answered_at)
        if page is None:
            return reading
        return replace(
            reading,
            known_by=KnownBy.WEB_PAGE,
            snapshot=page.account,
            page=page,
            workers_known=True,
            failing=self.page.failing,
        )

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
            now=self._now(),
        )

    def _now(self) -> datetime:
        """Return the time to decide by; the pool's where ours is days from it."""
        return present_time(self._env.now(), self._pool_time, timedelta(days=1))
