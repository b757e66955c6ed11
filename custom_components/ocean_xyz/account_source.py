"""Asks OCEAN about one account, and turns the answers into what is held true."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from .account import (
    LARGE_ACCOUNT,
    AccountMemory,
    AccountState,
    Belief,
    DataStatus,
    Health,
    Idle,
    count_workers,
    data_status,
    idle_reference,
    idle_snapshot,
    merge_windows,
    short_windows,
    without_negative_balance,
)
from .api import (
    MOST_WORKERS,
    AccountHashrate,
    AccountPage,
    AccountSnapshot,
    HashrateWindows,
    OceanClient,
    OceanNoSuchUserError,
    SiteClient,
    UserInfo,
    WorkerWindows,
)
from .questions import AGE_TOLERATED, FAILURES_TOLERATED, Question, Surroundings
from .workers import (
    CONFIRMATIONS,
    RollCall,
    Rules,
    crowded_out,
    forget,
    idle_windows,
    roll_call,
    roll_call_idle,
    roll_call_without_shares,
)

MINUTE: Final = 60.0
FIVE_MINUTES: Final = 300.0
TEN_MINUTES: Final = 600.0


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountContext:
    """What an account takes from the rest of the integration."""

    rules: Callable[[], Rules]
    """What the user decided about the workers, as of now."""
    pool_time: Callable[[], datetime | None]
    """The time of the pool's last snapshot."""
    offload: Callable[[Callable[[], RollCall]], Awaitable[RollCall]]
    """Runs what takes long for a large account, away from the event loop."""
    site: SiteClient | None = None
    """The web site, where the user wants it as a second source."""


class AccountSource:
    """Everything known of one account, asked anew at each poll."""

    def __init__(
        self,
        client: OceanClient,
        address: str,
        *,
        label: str,
        memory: AccountMemory,
        context: AccountContext,
        around: Surroundings,
    ) -> None:
        """Prepare to ask, starting from what is remembered."""
        self.memory = memory
        self.roll = RollCall(memories=dict(memory.workers), states={}, events=())
        self._context = context
        self._around = around

        def question[AnswerT](
            what: str, ask: Callable[[str], Awaitable[AnswerT]], every: float
        ) -> Question[AnswerT | Idle]:
            return Question(
                f"OCEAN ({what} of {label})",
                lambda: _or_idle(ask(address)),
                every=every,
                around=around,
                kind=what,
            )

        self.info = question("workers", client.userinfo_full, MINUTE)
        self.statsnap = question("snapshot", client.statsnap, MINUTE)
        self.hashrate = question("hashrate", client.user_hashrate, MINUTE)
        self.windows = question(
            "worker hashrates", client.user_hashrate_full, TEN_MINUTES
        )
        self.page = self._page_question(address, label)
        self._info_belief: Belief[UserInfo] = Belief()
        self._statsnap_belief: Belief[AccountSnapshot] = Belief()
        self._hashrate_belief: Belief[AccountHashrate] = Belief()
        self._hashrate_idle = 0
        self._windows: WorkerWindows | None = None
        self._windows_missing: dict[str, int] = {}
        self._idle = False
        self._told_by: Question[Any] = self.info
        self._forgotten: set[str] = set()
        self._moved_at = around.clock()
        self._idle_told: float | None = None
        # An account that was idle before a restart is so without a second answer.
        self._was_idle = memory.idle_since is not None
        self._idle_at: datetime | None = None
        self._judged: datetime | None = None

    def state(self) -> AccountState:
        """Return what is held true now, without any news."""
        return replace(self._state(self._idle_at), events=())

    async def poll(self) -> AccountState:
        """Ask what is due, and return what is held true."""
        await self._ask()
        self._remember()
        if self._idle:
            await self._judge_idle()
        else:
            self._idle_at = self._idle_told = None
            self._was_idle = self._was_idle and self.info.answered_at is None
            await self._judge()
        return self._state(self._idle_at)

    def forget_workers(self, names: set[str]) -> None:
        """Forget workers that the user removed."""
        self._forgotten |= names
        self.roll = forget(self.roll, names)
        self.memory = replace(self.memory, workers=self.roll.memories)

    @property
    def _large(self) -> bool:
        """Return whether the list of workers is too long to ask for each minute."""
        answer = self.info.answer
        return isinstance(answer, UserInfo) and len(answer.workers) > LARGE_ACCOUNT

    async def _ask(self) -> None:
        """Ask what is due.

        The snapshot alone stands in for the list of workers in the minutes in which
        that is not asked for, and when it does not come.
        """
        self.info.every = FIVE_MINUTES if self._large else MINUTE
        if self.windows.due:
            await self._ask_windows()
        if self.info.due:
            await self._ask_info()
        if (self._large or self.info.failures) and self.statsnap.due:
            await self._ask_statsnap()
        if self.hashrate.due:
            await self._ask_hashrate()
        if self.page is not None and self._silent and self.page.due:
            await self.page.poll()

    @property
    def _silent(self) -> bool:
        """Return whether OCEAN's interface says nothing of the account any more."""
        return not self._told and self.info.failures >= FAILURES_TOLERATED

    @property
    def _told(self) -> bool:
        """Return whether OCEAN's interface still tells the account's own figures."""
        return self._info_tells_account or self.statsnap.usable

    @property
    def _info_tells_account(self) -> bool:
        """Return whether the list of workers still tells the account's own figures.

        Those of a large account come each minute with the snapshot alone, and are as
        old as any after five minutes, though the list comes more rarely.
        """
        if not self.info.usable:
            return False
        return not self._failing or self.info.younger_than(AGE_TOLERATED)

    @property
    def _on_page(self) -> AccountPage | None:
        """Return what the web page says, while that is all there is."""
        return self.page.current if self.page is not None and self._silent else None

    def _page_question(self, address: str, label: str) -> Question[AccountPage] | None:
        """Return the question to the web site, where the user wants it asked."""
        site = self._context.site
        if site is None:
            return None
        return Question(
            f"OCEAN (web page of {label})",
            lambda: self._ask_site(site, address),
            every=FIVE_MINUTES,
            around=self._around,
            kind="web page",
        )

    async def _ask_site(self, site: SiteClient, address: str) -> AccountPage:
        """Read the account's page, as of now by OCEAN's clock."""
        at = idle_reference(self.memory, self._context.pool_time(), self._around.now())
        return await site.account(address, at)

    async def _ask_info(self) -> None:
        """Ask for the account and its workers."""
        if not await self.info.poll():
            return
        answer = self.info.answer
        self._idle, self._told_by = answer is Idle.IDLE, self.info
        if isinstance(answer, UserInfo):
            self._info_belief = self._info_belief.told(answer)

    async def _ask_statsnap(self) -> None:
        """Ask for the account alone."""
        if not await self.statsnap.poll():
            return
        answer = self.statsnap.answer
        self._idle, self._told_by = answer is Idle.IDLE, self.statsnap
        if isinstance(answer, AccountSnapshot):
            self._statsnap_belief = self._statsnap_belief.told(answer)

    async def _ask_hashrate(self) -> None:
        """Ask for the account's hashrate in all windows."""
        if not await self.hashrate.poll():
            return
        answer = self.hashrate.answer
        if isinstance(answer, AccountHashrate):
            self._hashrate_belief = self._hashrate_belief.told(answer)
            self._hashrate_idle = 0
        else:
            self._hashrate_idle += 1

    async def _ask_windows(self) -> None:
        """Ask for each worker's hashrate in all windows."""
        self.windows.every = (
            FIVE_MINUTES if self.info.failures >= FAILURES_TOLERATED else TEN_MINUTES
        )
        if await self.windows.poll() and isinstance(self.windows.answer, WorkerWindows):
            self._windows, self._windows_missing = merge_windows(
                self._windows, self._windows_missing, self.windows.answer
            )

    def _snapshot(self) -> AccountSnapshot | None:
        """Return the newest believed snapshot that may be shown."""
        if (page := self._on_page) is not None:
            return page.account
        candidates = []
        if self._info_tells_account and (info := self._info_belief.believed):
            candidates.append(info.account)
        if self.statsnap.usable and (alone := self._statsnap_belief.believed):
            candidates.append(alone)
        return max(candidates, key=lambda one: one.snapshot_time, default=None)

    def _remember(self) -> None:
        """Remember what a later answer without it is compared with."""
        now = self._around.now()
        if self._idle:
            since = self.memory.idle_since or now
            self.memory = replace(self.memory, idle_since=since)
            return
        snapshot = self._snapshot()
        if snapshot is None:
            return
        known = self.memory
        if snapshot.snapshot_time == known.snapshot_time and not known.idle_since:
            return
        self._moved_at = self._around.clock()
        unpaid = snapshot.unpaid
        self.memory = replace(
            known,
            snapshot_time=snapshot.snapshot_time,
            received=now,
            last_share=snapshot.last_share or known.last_share,
            unpaid=unpaid if unpaid is not None and unpaid >= 0 else known.unpaid,
            idle_since=None,
        )

    async def _judge(self) -> None:
        """Judge the workers by the newest answer about them."""
        info, page = self._info_belief.believed, self._on_page
        windows = self._windows if self.windows.usable else None
        before, rules = self.roll, self._context.rules()
        if self.info.usable and info is not None:
            await self._call_once(
                info.account.snapshot_time,
                lambda at: roll_call(
                    before,
                    info.workers,
                    windows.workers if windows else {},
                    at=at,
                    rules=rules,
                ),
            )
        elif page is not None:
            # Of the workers that the page does not list it says nothing.
            await self._call_once(
                page.account.snapshot_time,
                lambda at: roll_call(
                    before,
                    page.workers,
                    page.windows,
                    at=at,
                    rules=rules,
                    complete=False,
                ),
            )
        elif windows is not None and self._windows_stand_in():
            await self._call_once(
                windows.snapshot_time,
                lambda at: roll_call_without_shares(
                    before, windows.workers, at=at, rules=rules
                ),
            )
        else:
            self.roll = before.quiet()

    async def _call_once(
        self, at: datetime, call: Callable[[datetime], RollCall]
    ) -> None:
        """Call the roll by an answer of a time, unless it was called by that already."""
        if at == self._judged:
            self.roll = self.roll.quiet()
            return
        self._judged = at
        await self._call(lambda: call(at))

    def _windows_stand_in(self) -> bool:
        """Return whether the workers' hashrates alone tell who mines.

        They do while OCEAN answers about the account, but not with its list of
        workers; where it does not answer at all they are too old.
        """
        return self.statsnap.usable and self.windows.usable

    async def _judge_idle(self) -> None:
        """Judge the workers by their last known shares.

        Only with an answer: once OCEAN is silent, so is every alarm. The first such
        answer may be a slip, and leaves the figures as they were.
        """
        before, told = self.roll, self._told_by.answered_at
        if self._idle_told is None:
            self._idle_told = told
        known = self.memory.snapshot_time is not None and not self._was_idle
        first = known and told == self._idle_told
        at = idle_reference(self.memory, self._context.pool_time(), self._around.now())
        earlier = self._idle_at is not None and at <= self._idle_at
        if self._told_by.failures or earlier or first:
            self.roll = before.quiet()
            return
        self._idle_at = at
        rules = self._context.rules()
        await self._call(lambda: roll_call_idle(before, at=at, rules=rules))

    @property
    def _failing(self) -> bool:
        """Return whether the last ask about the account failed."""
        return bool(self.info.failures or (self._large and self.statsnap.failures))

    async def _call(self, call: Callable[[], RollCall]) -> None:
        """Call the roll, and remember what came of it."""
        many = len(self.roll.memories) > LARGE_ACCOUNT
        self._forgotten.clear()
        roll = await self._context.offload(call) if many else call()
        # Whom the user removed in the meantime is not to come back with the result.
        gone = self._forgotten | crowded_out(roll, MOST_WORKERS)
        self.roll = forget(roll, gone) if gone else roll
        self.memory = replace(self.memory, workers=self.roll.memories)

    def _state(self, idle_at: datetime | None) -> AccountState:
        """Put together what is shown."""
        snapshot = self._snapshot()
        if idle_at is not None:
            snapshot = idle_snapshot(
                idle_at, self.memory.last_share, self.memory.unpaid
            )
        elif snapshot is not None:
            snapshot = without_negative_balance(snapshot, self.memory.unpaid)
        on_page = self._on_page is not None
        usable = self._told or on_page
        known = self.info.usable or self._windows_stand_in() or on_page
        # After a restart a first idle answer has judged nobody yet.
        known = known and bool(self.roll.states or not self.roll.memories)
        return AccountState(
            status=self._status(),
            snapshot=snapshot if usable else None,
            snapshot_time=None
            if snapshot is None or idle_at
            else snapshot.snapshot_time,
            hashrate=self._hashrate(snapshot, idle_at)
            if usable
            else self._long_hashrate(),
            workers=self.roll.states,
            workers_known=known,
            counts=count_workers(self.roll.states) if known else None,
            events=self.roll.events,
        )

    def _long_hashrate(self) -> AccountHashrate | None:
        """Return the account's hashrate in all windows, if it may be shown.

        A single answer that no worker is active may be a slip.
        """
        if not self.hashrate.usable or self._hashrate_idle >= CONFIRMATIONS:
            return None
        return self._hashrate_belief.believed

    def _hashrate(
        self, snapshot: AccountSnapshot | None, idle_at: datetime | None
    ) -> HashrateWindows | None:
        """Return the account's hashrate in as many windows as are known."""
        if (full := self._long_hashrate()) is not None:
            return full
        if (page := self._on_page) is not None:
            return page.hashrate
        if idle_at is not None:
            return idle_windows(self.memory.last_share, idle_at)
        return None if snapshot is None else short_windows(snapshot)

    def _status(self) -> DataStatus:
        """Return the status of the data."""
        health = Health(
            idle=self._idle,
            usable=self._told,
            failing=self._failing,
            web_page=self._on_page is not None,
            snapshot_age=self._around.clock() - self._moved_at,
        )
        return data_status(health, self.memory, self._around.now())


async def _or_idle[AnswerT](answer: Awaitable[AnswerT]) -> AnswerT | Idle:
    """Take "no such user or no active workers" as the answer that it is."""
    try:
        return await answer
    except OceanNoSuchUserError:
        return Idle.IDLE
