"""Asks OCEAN about one account, and turns the answers into what is held true."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import batched
from typing import Any, Final

from ..api import (
    MAX_ACCOUNT_WORKERS,
    AccountHashrate,
    AccountPage,
    AccountSnapshot,
    HashrateAverages,
    OceanClient,
    OceanError,
    SiteClient,
    UserInfo,
    WorkerAverages,
    WorkerSnapshot,
)
from ..mining.account import (
    LARGE_ACCOUNT,
    AccountMemory,
    AccountState,
    Belief,
    DataStatus,
    Health,
    Idle,
    WorkerCounts,
    all_paused,
    count_workers,
    data_status,
    idle_reference,
    idle_snapshot,
    merge_windows,
    short_windows,
    without_negative_balance,
)
from ..mining.workers.memory import WorkerMemory
from ..mining.workers.offline import CONFIRMATIONS
from ..mining.workers.renaming import Renaming, without_former
from ..mining.workers.revisions import crowded_out, forget, renamed, revised
from ..mining.workers.roll_call import Answer, Evidence, roll_call
from ..mining.workers.state import RollCall, joined, silent_averages
from ..mining.workers.status import Rules
from .contradictions import or_idle, tells_of_work
from .moments import Moments
from .page import PageSource
from .question import AGE_TOLERATED, FAILURES_TOLERATED, Question, Surroundings

MINUTE: Final = 60.0
FIVE_MINUTES: Final = 300.0
TEN_MINUTES: Final = 600.0

WORKERS_AT_ONCE: Final = 25
"""Workers that are judged before the event loop is given back."""

REGISTRIES_WRITTEN: Final = 120.0
"""Seconds after which Home Assistant has written down what changed in its registries."""

type Revision = Callable[[RollCall], RollCall]


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountContext:
    """What an account takes from the rest of the integration."""

    rules: Callable[[], Rules]
    """What the user decided about the workers, as of now."""
    pool_time: Callable[[], datetime | None]
    """The time of the pool's last snapshot."""
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
        self._client = client
        self._address = address
        self._context = context
        self._around = around

        def question[AnswerT](
            what: str,
            ask: Callable[[str], Awaitable[AnswerT]],
            contradicted: Callable[[], Awaitable[bool]],
            every: float = MINUTE,
        ) -> Question[AnswerT | Idle]:
            return Question(
                f"OCEAN ({what} of {label})",
                lambda: or_idle(ask(address), contradicted),
                every=every,
                around=around,
                kind=what,
                moments=Moments(of=_moment),
            )

        by_hashrate, by_snapshot = (
            self._hashrate_says_active,
            self._snapshot_says_active,
        )
        self.info = question("workers", client.userinfo_full, by_hashrate)
        self.statsnap = question("snapshot", client.statsnap, by_hashrate)
        self.hashrate = question("hashrate", client.user_hashrate, by_snapshot)
        self.windows = question(
            "worker hashrates", client.user_hashrate_full, by_snapshot, TEN_MINUTES
        )
        self.page = self._page_source(address, label)
        self._info_belief: Belief[UserInfo] = Belief()
        self._statsnap_belief: Belief[AccountSnapshot] = Belief()
        self._hashrate_belief: Belief[AccountHashrate] = Belief()
        self._hashrate_idle = 0
        self._windows: WorkerAverages | None = None
        self._windows_missing: dict[str, int] = {}
        self._idle = False
        self._told_by: Question[Any] = self.info
        self._revisions: list[Revision] = []
        self._began = around.clock()
        # The registries hold these under their new names; of later ones the next
        # set-up takes care.
        self._settled = memory.renamings
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
        if len(self.roll.memories) > WORKERS_AT_ONCE:
            # What was read of many took its time; what follows has its own turn.
            await asyncio.sleep(0)
        self._remember()
        if self._told_idle:
            await self._judge_idle()
        else:
            self._idle_at = self._idle_told = None
            self._was_idle = self._was_idle and self.info.answered_at is None
            await self._judge()
        return self._state(self._idle_at)

    def forget_workers(self, names: set[str]) -> None:
        """Forget workers that the user removed."""
        self._revise(lambda roll: forget(roll, names))

    def change_worker(
        self, name: str, change: Callable[[WorkerMemory], WorkerMemory]
    ) -> None:
        """Change what is remembered of a worker, if it is remembered at all."""
        self._revise(lambda roll: revised(roll, name, change))

    def rename_worker(self, renaming: Renaming) -> None:
        """Let a worker go on under a new name, and take no notice of its former one."""
        self._revise(lambda roll: renamed(roll, renaming))
        kept = (one for one in self.memory.renamings if one.old != renaming.old)
        self.memory = replace(self.memory, renamings=(*kept, renaming))

    def _revise(self, revision: Revision) -> None:
        """Change what is known of the workers.

        Also what a roll call that goes on in the meantime will come to.
        """
        self._revisions.append(revision)
        self.roll = revision(self.roll)
        self.memory = replace(self.memory, workers=self.roll.memories)

    @property
    def is_idle(self) -> bool:
        """Return whether OCEAN's last answer was that it knows no active worker."""
        return self._idle

    @property
    def workers_time(self) -> datetime | None:
        """Return of when, by OCEAN's clock, the workers' states are."""
        return self._idle_at or self._judged

    @property
    def _large(self) -> bool:
        """Return whether the list of workers is too long to ask for each minute."""
        answer = self.info.answer
        return isinstance(answer, UserInfo) and len(answer.workers) > LARGE_ACCOUNT

    async def _ask(self) -> None:
        """Ask what is due, and once OCEAN is back all that waits for its next try."""
        questions = (self.info, self.statsnap, self.hashrate, self.windows)
        silent = [one for one in questions if one.failures >= FAILURES_TOLERATED]
        await self._ask_interface()
        if any(not one.failures for one in silent):
            for one in silent:
                one.retry()
            await self._ask_interface()
        if self.page is not None and self._silent:
            await self.page.poll()
        elif self.page is not None:
            self.page.question.rest()

    async def _ask_interface(self) -> None:
        """Ask OCEAN's interface what is due.

        The snapshot alone stands in for the list of workers in the minutes in which
        that is not asked for, and when it does not come.
        """
        self.info.every = FIVE_MINUTES if self._large else MINUTE
        if self.info.due:
            await self._ask_info()
        if not self._large and not self.info.failures:
            self.statsnap.rest()
        elif self.statsnap.due:
            await self._ask_statsnap()
            if self.info.due:
                await self._ask_info()
        if self.hashrate.due:
            await self._ask_hashrate()
        if self.windows.due:
            await self._ask_windows()

    @property
    def _silent(self) -> bool:
        """Return whether OCEAN's interface says nothing of the account any more.

        It failed three times, or has asked to be left alone for longer than that.
        """
        failures = max(self.info.failures, self.statsnap.failures)
        for_long = self.info.silent_for >= AGE_TOLERATED
        return not self._told and (failures >= FAILURES_TOLERATED or for_long)

    @property
    def _told_idle(self) -> bool:
        """Return whether the last that was said of the account is that it is idle."""
        return self._idle and self._on_page is None

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
        if self.page is None or not self._silent:
            return None
        times = (self.info.answered_at, self.statsnap.answered_at)
        return self.page.shown(max(filter(None, times), default=None))

    def _page_source(self, address: str, label: str) -> PageSource | None:
        """Return the web site as a source, where the user wants it asked."""
        if self._context.site is None:
            return None
        return PageSource(
            self._context.site,
            address,
            label=label,
            memory=lambda: self.memory,
            pool_time=self._context.pool_time,
            around=self._around,
        )

    def _ocean_time(self) -> datetime:
        """Return the time of OCEAN's present snapshot, as far as it is known."""
        pool_time = self._context.pool_time()
        return idle_reference(self.memory, pool_time, self._around.now())

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
        was_silent = self.statsnap.failures >= FAILURES_TOLERATED
        if not await self.statsnap.poll():
            return
        if was_silent:
            # OCEAN is back: its list of workers need not be put off any longer.
            self.info.retry()
        answer = self.statsnap.answer
        self._idle, self._told_by = answer is Idle.IDLE, self.statsnap
        if isinstance(answer, AccountSnapshot):
            self._statsnap_belief = self._statsnap_belief.told(answer)

    async def _hashrate_says_active(self) -> bool:
        """Return whether the account's hashrates contradict that no worker is active.

        An account that OCEAN calls idle has none in its short windows. Asked only where
        that is news: who is known to be idle is not asked for twice.
        """
        known = self.hashrate.answer
        if isinstance(known, AccountHashrate):
            try:
                known = await self._client.user_hashrate(self._address)
            except OceanError:
                return False
        return tells_of_work(known, self._ocean_time())

    async def _snapshot_says_active(self) -> bool:
        """Return whether the account's snapshot contradicts that no worker is active."""
        if self._told_by.failures or self._idle:
            return False
        told = self._told_by.answer
        snapshot = told.account if isinstance(told, UserInfo) else told
        return tells_of_work(snapshot, self._ocean_time())

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
        if await self.windows.poll() and isinstance(
            self.windows.answer, WorkerAverages
        ):
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
        if self._told_idle:
            since = self.memory.idle_since or now
            self.memory = replace(self.memory, idle_since=since)
            return
        snapshot = self._snapshot()
        if snapshot is None:
            return
        known = self.memory
        if snapshot.snapshot_time == known.snapshot_time and not known.idle_since:
            return
        if self._on_page is not None and _is_before(snapshot, known):
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
        """Judge the workers by the newest answer about them, once."""
        answer = self._about_workers()
        if answer is None or answer.at == self._judged:
            self.roll = self.roll.quiet()
            return
        self._judged = answer.at
        await self._call(answer)

    def _about_workers(self) -> Answer | None:
        """Return what was last said about the workers, as far as it is still valid."""
        info, page = self._info_belief.believed, self._on_page
        windows = self._windows if self.windows.usable else None
        if page is not None:
            return Answer(
                evidence=Evidence.PART_OF_LIST,
                at=page.account.snapshot_time,
                rows=without_former(page.workers, self.memory.renamings),
                averages=page.averages,
            )
        if self.info.usable and info is not None:
            self._settle_renamings(info.workers)
            return Answer(
                evidence=Evidence.LIST,
                at=info.account.snapshot_time,
                rows=without_former(info.workers, self.memory.renamings),
                averages=windows.workers if windows else {},
            )
        if windows is not None and self._windows_stand_in():
            former = {one.old for one in self.memory.renamings}
            return Answer(
                evidence=Evidence.HASHRATES,
                at=windows.snapshot_time,
                averages={k: v for k, v in windows.workers.items() if k not in former},
            )
        return None

    def _settle_renamings(self, rows: Mapping[str, WorkerSnapshot]) -> None:
        """Forget renamings that are over: what is listed under a former name is new.

        And those that are no longer needed, once Home Assistant has surely written
        its registries.
        """
        settled = self._around.clock() - self._began > REGISTRIES_WRITTEN
        kept = tuple(
            one
            for one in self.memory.renamings
            if (
                not one.mines_again(rows[one.old])
                if one.old in rows
                else not (settled and one in self._settled)
            )
        )
        if kept != self.memory.renamings:
            self.memory = replace(self.memory, renamings=kept)

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
        told = self._told_by.answered_at
        if self._idle_told is None:
            self._idle_told = told
        known = self.memory.snapshot_time is not None and not self._was_idle
        first = known and told == self._idle_told
        at = self._ocean_time()
        earlier = self._idle_at is not None and at <= self._idle_at
        if self._told_by.failures or earlier or first:
            self.roll = self.roll.quiet()
            return
        self._idle_at = at
        await self._call(Answer(evidence=Evidence.IDLE, at=at))

    @property
    def _failing(self) -> bool:
        """Return whether the last ask about the account failed."""
        return bool(self.info.failures or (self._large and self.statsnap.failures))

    async def _call(self, answer: Answer) -> None:
        """Call the roll, and remember what came of it.

        A farm's is called in slices, between which others have their turn.
        """
        self._revisions.clear()
        before, rules = self.roll, self._context.rules()
        parts: list[RollCall] = []
        for some in batched(answer.names(before), WORKERS_AT_ONCE, strict=False):
            parts.append(roll_call(before, answer, rules, some))
            if len(some) == WORKERS_AT_ONCE:
                await asyncio.sleep(0)
        roll = joined(parts)
        if len(parts) > 1:
            await asyncio.sleep(0)
        # Whom the user removed in the meantime is not to come back with the result.
        for revision in self._revisions:
            roll = revision(roll)
        gone = crowded_out(roll, MAX_ACCOUNT_WORKERS)
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
            counts=self._counts() if known else None,
            events=self.roll.events,
        )

    def _counts(self) -> WorkerCounts | None:
        """Return how many workers do what; None while the page leaves some out."""
        states = self.roll.states
        unjudged = self._on_page is not None and any(
            state.status is None and not state.gone for state in states.values()
        )
        return None if unjudged else count_workers(states)

    def _long_hashrate(self) -> AccountHashrate | None:
        """Return the account's hashrate in all windows, if it may be shown.

        A single answer that no worker is active may be a slip.
        """
        if not self.hashrate.usable or self._hashrate_idle >= CONFIRMATIONS:
            return None
        return self._hashrate_belief.believed

    def _hashrate(
        self, snapshot: AccountSnapshot | None, idle_at: datetime | None
    ) -> HashrateAverages | None:
        """Return the account's hashrate in as many windows as are known."""
        if (full := self._long_hashrate()) is not None:
            return full
        if (page := self._on_page) is not None:
            return page.hashrate
        if idle_at is not None:
            return silent_averages(self.memory.last_share, idle_at)
        return None if snapshot is None else short_windows(snapshot)

    def _status(self) -> DataStatus:
        """Return the status of the data."""
        on_page = self.page if self._on_page is not None else None
        health = Health(
            idle=self._idle,
            usable=self._told,
            failing=on_page.failing if on_page else self._failing,
            web_page=on_page is not None,
            snapshot_age=self._around.clock() - self._moved_at,
            paused=all_paused(self.roll.states),
        )
        return data_status(health, self.memory, self._around.now())


def _moment(answer: object) -> float | None:
    """Return the time of OCEAN's snapshot, in seconds."""
    told = answer.account if isinstance(answer, UserInfo) else answer
    if not isinstance(told, AccountSnapshot | AccountHashrate | WorkerAverages):
        return None
    return told.snapshot_time.timestamp()


def _is_before(snapshot: AccountSnapshot, known: AccountMemory) -> bool:
    """Return whether a snapshot is older than the last that is remembered."""
    last = known.snapshot_time
    return last is not None and snapshot.snapshot_time < last
