"""What OCEAN is asked about one account, and when."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from ..api import (
    AccountHashrate,
    AccountSnapshot,
    OceanClient,
    OceanError,
    Satoshis,
    UserInfo,
    WorkerAverages,
)
from ..mining.account import (
    LARGE_ACCOUNT,
    LARGE_ACCOUNT_INTERVAL,
    AccountMemory,
    AccountReading,
    KnownBy,
    known_by,
    ocean_time,
)
from ..mining.workers.offline import CONFIRMATIONS
from .belief import Gate, SnapshotOrder, Weighed
from .plausible import (
    merge_hashrates,
    shows_work,
    weigh_hashrate,
    weigh_info,
    weigh_snapshot,
    weigh_worker_hashrates,
)
from .question import (
    AGE_TOLERATED,
    FAILURES_TOLERATED,
    MINUTE,
    OCEAN,
    Environment,
    Question,
)

FIVE_MINUTES: Final = 300.0
TEN_MINUTES: Final = 600.0


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asking:
    """What all questions about one account share."""

    address: str
    label: str
    env: Environment

    def question[AnswerT: (UserInfo, AccountSnapshot, AccountHashrate, WorkerAverages)](
        self,
        kind: str,
        ask: Callable[[str], Awaitable[AnswerT]],
        contradicted: Callable[[], Awaitable[bool]],
        weigh: Callable[[AnswerT, AnswerT | None], Weighed[AnswerT]],
    ) -> Question[AnswerT]:
        """Return a question that keeps OCEAN's snapshots in order."""
        order: SnapshotOrder[AnswerT] = SnapshotOrder(
            time_of=_time_of, clock=self.env.clock
        )
        return Question(
            OCEAN,
            f"{kind} of {self.label}",
            lambda: ask(self.address),
            every=MINUTE,
            env=self.env,
            kind=kind,
            gate=Gate(order=order, weigh=weigh),
            contradicted=contradicted,
        )


class AccountQuestions:
    """What OCEAN's API is asked about one account.

    The list of workers has the account's own figures too. The snapshot alone is asked
    for while the list fails, and for a large account in the minutes in between.
    """

    def __init__(
        self,
        client: OceanClient,
        address: str,
        *,
        label: str,
        memory: AccountMemory,
        env: Environment,
    ) -> None:
        """Prepare to ask."""
        self._client = client
        self._address = address
        self._env, self._memory = env, memory
        self._pool_time: datetime | None = None
        self._missing: dict[str, int] = {}
        by_hashrate, by_snapshot = self._hashrate_shows_work, self._snapshot_shows_work
        asking = _Asking(address=address, label=label, env=env)
        self.workers = asking.question(
            "workers", client.userinfo_full, by_hashrate, self._weigh(weigh_info)
        )
        self.snapshot = asking.question(
            "snapshot", client.statsnap, by_hashrate, self._weigh(weigh_snapshot)
        )
        self.hashrate = asking.question(
            "hashrate", client.user_hashrate, by_snapshot, weigh_hashrate
        )
        self.worker_hashrates = asking.question(
            "worker hashrates",
            client.user_hashrate_full,
            by_snapshot,
            self._weigh_worker_hashrates,
        )
        self._newest: Question[UserInfo] | Question[AccountSnapshot] = self.workers
        # An account that was idle before a restart, or never known, needs one answer.
        known_active = memory.snapshot_time is not None and memory.idle_since is None
        self._idle_answers = 0 if known_active else CONFIRMATIONS - 1

    @property
    def all(self) -> tuple[Question[Any], ...]:
        """Return all questions."""
        return (self.workers, self.snapshot, self.hashrate, self.worker_hashrates)

    async def poll(self, memory: AccountMemory, pool_time: datetime | None) -> None:
        """Ask what is due.

        `pool_time` is the time of the pool's last snapshot. Once OCEAN is back,
        everything that waits for its next try is asked too.
        """
        self._memory, self._pool_time = memory, pool_time
        silent = [one for one in self.all if one.failures >= FAILURES_TOLERATED]
        await self._ask()
        if any(not one.failures for one in silent):
            for one in silent:
                one.retry()
            await self._ask()

    def reading(self) -> AccountReading:
        """Return what the answers say as of now."""
        by = self._known_by()
        info, listed = self.workers.current, _is_listed(self.workers)
        alone = _is_known_alone(self.snapshot, self.workers)
        known = self.workers.usable and listed
        unasked = self.workers.asked_at <= self.answered_at and not self._failing
        # A single answer that no worker is active may be a slip.
        idle = self.hashrate.idle_answers >= CONFIRMATIONS
        return AccountReading(
            known_by=by,
            snapshot=_newest(info, self.snapshot.current) if by.has_figures else None,
            hashrate=None if idle else self.hashrate.current,
            info=info if listed else None,
            worker_hashrates=self.worker_hashrates.current,
            # Not while OCEAN is silent: then every alarm is silent too.
            surely_idle=not self._newest.failures
            and self._idle_answers >= CONFIRMATIONS,
            workers_known=known or (alone and self.worker_hashrates.usable),
            failing=self._failing,
            unasked=unasked and not by.has_figures,
            awaited=not self.answered_at and not self._failing,
        )

    @property
    def answered_at(self) -> float:
        """Return when the API last answered about the account, by the clock."""
        return max(one.answered_at or 0.0 for one in (self.workers, self.snapshot))

    @property
    def is_long_silent(self) -> bool:
        """Return whether the API says nothing about the account any more.

        It failed three times, or has been limiting requests for longer than that.
        """
        failures = max(self.workers.failures, self.snapshot.failures)
        for_long = self.workers.silent_for >= AGE_TOLERATED
        silent = not self._known_by().has_figures
        return silent and (failures >= FAILURES_TOLERATED or for_long)

    def doubt_idle(self) -> None:
        """Take the next idle answer as a first one, which may be a slip."""
        self._idle_answers = 0

    def _known_by(self) -> KnownBy:
        """Return by which answers the account is known."""
        # A large account's own figures come each minute with the snapshot. After five
        # minutes they are too old, though the list comes more rarely.
        fresh = not self._failing or self.workers.younger_than(AGE_TOLERATED)
        return known_by(
            workers=self.workers.usable and _is_listed(self.workers),
            fresh=fresh,
            snapshot=_is_known_alone(self.snapshot, self.workers),
            hashrates=self.worker_hashrates.usable,
            idle=bool(self._newest.idle_answers),
        )

    @property
    def _failing(self) -> bool:
        """Return whether the last ask about the account failed."""
        alone = self._large and self.snapshot.failures
        return bool(self.workers.failures or alone)

    @property
    def _large(self) -> bool:
        """Return whether the list of workers is too long to ask for each minute."""
        info = None if self.workers.idle_answers else self.workers.believed
        return info is not None and len(info.workers) > LARGE_ACCOUNT

    async def _ask(self) -> None:
        """Ask what is due."""
        self.workers.every = LARGE_ACCOUNT_INTERVAL if self._large else MINUTE
        await self._ask_account(self.workers)
        if not self._large and not self.workers.failures:
            self.snapshot.rest()
        elif self.snapshot.due:
            was_silent = self.snapshot.failures >= FAILURES_TOLERATED
            if await self._ask_account(self.snapshot) and was_silent:
                # OCEAN is back, so the list of workers need not wait any longer.
                self.workers.retry()
            await self._ask_account(self.workers)
        await self.hashrate.poll_due()
        if self.worker_hashrates.due:
            known = self.workers.failures < FAILURES_TOLERATED
            slow = known and _is_listed(self.workers)
            self.worker_hashrates.every = TEN_MINUTES if slow else FIVE_MINUTES
            if await self.worker_hashrates.poll() and slow:
                _await_new_averages(self.worker_hashrates)

    async def _ask_account(
        self, question: Question[UserInfo] | Question[AccountSnapshot]
    ) -> bool:
        """Ask about the account if it is time to, and return whether it answered."""
        if not await question.poll_due():
            return False
        self._newest = question
        self._idle_answers = self._idle_answers + 1 if question.idle_answers else 0
        return True

    def _weigh[AnswerT: (UserInfo, AccountSnapshot)](
        self, weigh: Callable[[AnswerT, Satoshis | None], Weighed[AnswerT]]
    ) -> Callable[[AnswerT, AnswerT | None], Weighed[AnswerT]]:
        """Return what weighs an answer with the last known balance."""
        return lambda answer, _: weigh(answer, self._memory.unpaid)

    def _weigh_worker_hashrates(
        self, answer: WorkerAverages, before: WorkerAverages | None
    ) -> Weighed[WorkerAverages]:
        """Keep the hashrates of workers that an answer leaves out, for a while."""
        merged, self._missing = merge_hashrates(before, self._missing, answer)
        newest = _newest(self.workers.current, self.snapshot.current)
        return weigh_worker_hashrates(answer, self.hashrate.current or newest, merged)

    def _now(self) -> datetime:
        """Return the present time by OCEAN's clock, as far as it is known."""
        return ocean_time(self._memory, self._pool_time, self._env.now())

    async def _hashrate_shows_work(self) -> bool:
        """Return whether the account's hashrates contradict that no worker is active.

        OCEAN shows no short averages for an idle account. Asked only if idle is news.
        """
        if self.hashrate.believed is None or self.hashrate.idle_answers:
            return False
        try:
            answer = await self._client.user_hashrate(self._address)
        except OceanError:
            return False
        return shows_work(answer, self._now())

    async def _snapshot_shows_work(self) -> bool:
        """Return whether the account's snapshot contradicts that no worker is active."""
        if self._newest.failures or self._newest.idle_answers:
            return False
        newest = self._newest.believed
        snapshot = newest.account if isinstance(newest, UserInfo) else newest
        return shows_work(snapshot, self._now())


def _time_of(
    answer: UserInfo | AccountSnapshot | AccountHashrate | WorkerAverages,
) -> float:
    """Return the time of OCEAN's snapshot, in seconds."""
    snapshot = answer.account if isinstance(answer, UserInfo) else answer
    return snapshot.snapshot_time.timestamp()


def _await_new_averages(question: Question[WorkerAverages]) -> None:
    """Ask again when OCEAN makes new long averages, every ten minutes by its clock."""
    if (answer := question.believed) is not None:
        age = answer.snapshot_time.timestamp() % TEN_MINUTES
        question.ask_in(TEN_MINUTES - age)


def _is_listed(workers: Question[UserInfo]) -> bool:
    """Return whether the list of workers can be read, as far as is known."""
    return workers.believed is None or workers.believed.listed


def _is_known_alone(
    snapshot: Question[AccountSnapshot], workers: Question[UserInfo]
) -> bool:
    """Return whether the account is known without a list of its workers."""
    return snapshot.usable or (workers.usable and not _is_listed(workers))


def _newest(
    info: UserInfo | None, snapshot: AccountSnapshot | None
) -> AccountSnapshot | None:
    """Return the newer snapshot of the two answers that have one."""
    if info is None:
        return snapshot
    listed = info.account
    if snapshot is None or snapshot.snapshot_time <= listed.snapshot_time:
        return listed
    return snapshot
