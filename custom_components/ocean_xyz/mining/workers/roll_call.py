"""Which worker mines, which is down and what is to be told of it.

Pure, without Home Assistant: one answer of OCEAN and what was remembered go in, what
is shown and what is announced come out.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from heapq import nlargest
from typing import Final, NamedTuple

from ...api import AVERAGES, HashesPerSecond, HashrateAverages, WorkerSnapshot
from .memory import (
    WorkerMemory,
    allowed_silence,
    is_low,
    is_silent,
    listed,
    long_unlisted,
    silence,
    silent_since,
    unlisted,
)
from .renaming import Renaming, merged

CONFIRMATIONS: Final = 2
"""Answers in a row that have to agree that a machine is silent."""

UNLISTED_TOLERATED: Final = timedelta(minutes=15)
"""For how long a worker keeps its state while no answer says anything of it."""

START_UP: Final = 900.0
"""Seconds that a machine is given from its switch being on to its first share.

It boots, connects and, with some firmware, tunes its chips first.
"""

_NO_WINDOWS: Final = HashrateAverages()


class WorkerStatus(StrEnum):
    """What a worker does."""

    ONLINE = "online"
    LOW = "low"
    OFFLINE = "offline"
    PAUSED = "paused"


class WorkerChange(StrEnum):
    """What happened to a worker."""

    ONLINE = "online"
    OFFLINE = "offline"
    APPEARED = "appeared"
    GONE = "gone"


class WorkerState(NamedTuple):
    """A worker as the entities show it. Hashrates are H/s."""

    name: str
    status: WorkerStatus | None
    last_share: datetime | None
    long_windows: HashrateAverages
    """As OCEAN told all windows last: what it told of the short ones since goes
    before."""
    row: WorkerSnapshot | None = None
    """The worker in the newest answer that lists it with its shares."""
    gone: bool = False

    @property
    def windows(self) -> HashrateAverages:
        """Return the hashrates in all windows."""
        if (row := self.row) is None:
            return self.long_windows
        return replace(
            self.long_windows,
            hashrate_60s=row.hashrate_60s,
            hashrate_300s=row.hashrate_300s,
        )

    @property
    def estimated_next_block(self) -> int | None:
        """Return what the worker earns by the pool's next block, in sat."""
        return self.row.estimated_next_block if self.row else None

    @property
    def online(self) -> bool | None:
        """Return whether the worker mines."""
        if self.status is None:
            return None
        return self.status in (WorkerStatus.ONLINE, WorkerStatus.LOW)


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerEvent:
    """Something that happened to a worker, for whoever is to be told."""

    change: WorkerChange
    name: str
    silence: float | None = None
    """Seconds without a share: until now, or for one that is back until it was."""
    since: datetime | None = None
    """When that silence began, by OCEAN's clock."""
    hashrate_lost: float | None = None
    """H/s that the account is short of."""


def window_for(allowed: float) -> int:
    """Return the smallest window, in seconds, that is at least as long as a silence."""
    return next((window for window in AVERAGES if window >= allowed), AVERAGES[-1])


def silent_window(windows: HashrateAverages, allowed: float) -> bool | None:
    """Return whether the smallest window at least this long holds no work.

    For when last shares are not known; None where that window is not known either.
    """
    seconds = window_for(allowed)
    hashrate: float | None = getattr(windows, f"hashrate_{seconds}s")
    return None if hashrate is None else hashrate == 0


@dataclass(frozen=True, kw_only=True, slots=True)
class RollCall:
    """What one answer about the workers comes to."""

    memories: dict[str, WorkerMemory]
    states: dict[str, WorkerState]
    events: tuple[WorkerEvent, ...]

    def quiet(self) -> RollCall:
        """Return the same without its news."""
        return replace(self, events=())


def joined(parts: Iterable[RollCall]) -> RollCall:
    """Return what the same answer comes to for several parts of the workers."""
    memories: dict[str, WorkerMemory] = {}
    states: dict[str, WorkerState] = {}
    events: list[WorkerEvent] = []
    for part in parts:
        memories |= part.memories
        states |= part.states
        events += part.events
    return RollCall(memories=memories, states=states, events=tuple(events))


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What the user decided about the workers of an account."""

    offline_after: timedelta | None = None
    """A fixed silence, or None for the one that follows from the shares."""
    off_on_purpose: Callable[[str], bool | None] = lambda _: False
    """Whether a worker is meant to be off now; None while that cannot be told."""


class _Verdict(NamedTuple):
    """What is decided about one worker."""

    memory: WorkerMemory
    status: WorkerStatus | None
    change: WorkerChange | None = None


def known_or_listed(before: RollCall, listed: Mapping[str, object]) -> Collection[str]:
    """Return the names of all workers that an answer is about."""
    return before.memories | dict.fromkeys(listed)


def roll_call(
    before: RollCall,
    rows: Mapping[str, WorkerSnapshot],
    windows: Mapping[str, HashrateAverages],
    *,
    at: datetime,
    rules: Rules,
    complete: bool = True,
    names: Iterable[str] | None = None,
) -> RollCall:
    """Judge workers by an answer that lists them with their last shares.

    The first answer of all is a starting point rather than news: it makes no events.
    An answer that is not complete says nothing of those that it leaves out. `names`
    are the workers to judge, all by default.
    """
    everyone = known_or_listed(before, rows)
    court = _Court(at=at, workers=len(rows if complete else everyone), rules=rules)
    memories: dict[str, WorkerMemory] = {}
    states: dict[str, WorkerState] = {}
    events: list[WorkerEvent] = []
    for name in everyone if names is None else names:
        old = before.memories.get(name)
        row = rows.get(name)
        if row is None and not complete:
            _keep(name, before, memories, states, at)
            continue
        window = windows.get(name, _NO_WINDOWS)
        memory = _recall(old, row, window, at)
        if old is None and before.memories:
            memory = memory._replace(appeared=at)
        verdict = (
            court.judge_without_share(old, memory, name, _with_row(window, row))
            if row is not None and row.last_share is None and old is not None
            else court.judge(old, memory, name, window)
        )
        memories[name] = verdict.memory
        if row is None:
            states[name] = _unlisted_state(name, verdict, before.states.get(name), at)
        else:
            states[name] = _listed_state(name, row, window, verdict)
        if before.memories:
            events += _events(name, old, verdict, at)
    return RollCall(memories=memories, states=states, events=tuple(events))


def roll_call_without_shares(
    before: RollCall,
    windows: Mapping[str, HashrateAverages],
    *,
    at: datetime,
    rules: Rules,
    names: Iterable[str] | None = None,
) -> RollCall:
    """Judge workers by an answer that lists their hashrates alone.

    `at` is the time of the answer. A worker that was never listed with its shares is
    shown, but not remembered and not announced.
    """
    court = _Court(at=at, workers=len(windows), rules=rules)
    memories: dict[str, WorkerMemory] = {}
    states: dict[str, WorkerState] = {}
    events: list[WorkerEvent] = []
    for name in known_or_listed(before, windows) if names is None else names:
        old = before.memories.get(name)
        window = windows.get(name, _NO_WINDOWS)
        verdict = court.judge_without_shares(old, name, window)
        if old is not None:
            memories[name] = verdict.memory
            events += _events(name, old, verdict, at)
        states[name] = WorkerState(
            name=name,
            status=verdict.status,
            last_share=None,
            long_windows=window,
            gone=verdict.memory.gone_since is not None,
        )
    return RollCall(memories=memories, states=states, events=tuple(events))


def roll_call_idle(
    before: RollCall,
    *,
    at: datetime,
    rules: Rules,
    names: Iterable[str] | None = None,
) -> RollCall:
    """Judge workers while OCEAN says that none is active.

    OCEAN lists no one then, so each is judged by its last known share. `at` is the
    time of OCEAN's snapshot, or the best estimate of it.
    """
    memories: dict[str, WorkerMemory] = {}
    states: dict[str, WorkerState] = {}
    events: list[WorkerEvent] = []
    court = _Court(at=at, workers=len(before.memories), rules=rules)
    for name in before.memories if names is None else names:
        memory = old = before.memories[name]
        if old.answered is None or at > old.answered:
            memory = old._replace(answered=at)
        verdict = court.verdict(memory, name, _NO_WINDOWS)
        memories[name] = verdict.memory
        quiet = idle_windows(old.last_share, at)
        states[name] = WorkerState(
            name=name,
            status=verdict.status,
            last_share=old.last_share,
            long_windows=quiet,
            gone=old.gone_since is not None,
        )
        events += _events(name, old, verdict, at)
    return RollCall(memories=memories, states=states, events=tuple(events))


def idle_windows(last_share: datetime | None, at: datetime) -> HashrateAverages:
    """Return the hashrates that follow from silence alone.

    A window that is not longer than the silence holds no share, so its hashrate is a
    true zero; of a longer one nothing is known.
    """
    if last_share is None:
        return _NO_WINDOWS
    quiet = (at - last_share).total_seconds()
    return HashrateAverages(
        **{
            f"hashrate_{window}s": HashesPerSecond(0.0)
            for window in AVERAGES
            if window <= quiet
        }
    )


def missing_on_purpose(
    roll: RollCall, names: Iterable[str], *, window: int, at: datetime
) -> float:
    """Return the H/s that a mean over a window lacks because workers were meant to be off.

    A worker that was off on purpose within the window, in seconds, counts wholly, by
    its hashrate at its last share before. That is too much rather than too little.
    """
    missing = 0.0
    for name in names:
        memory, state = roll.memories.get(name), roll.states.get(name)
        if memory is None or state is None or state.gone:
            continue
        last_off = memory.resumed or memory.off_until
        if last_off is not None and (at - last_off).total_seconds() < window:
            missing += memory.hashrate or 0
    return missing


def forget(roll: RollCall, names: set[str]) -> RollCall:
    """Forget workers that are to be known no more."""
    return replace(
        roll,
        memories={k: v for k, v in roll.memories.items() if k not in names},
        states={k: v for k, v in roll.states.items() if k not in names},
        events=tuple(event for event in roll.events if event.name not in names),
    )


def revised(
    roll: RollCall, name: str, change: Callable[[WorkerMemory], WorkerMemory]
) -> RollCall:
    """Change what is remembered of a worker, if it is remembered at all."""
    if (memory := roll.memories.get(name)) is None:
        return roll
    return replace(roll, memories={**roll.memories, name: change(memory)})


def renamed(roll: RollCall, renaming: Renaming) -> RollCall:
    """Let a worker go on under its new name; again changes nothing more."""
    old = roll.memories.get(renaming.old)
    if old is None:
        return roll
    roll = forget(roll, {renaming.old})
    return revised(roll, renaming.new, lambda new: merged(old, new))


def crowded_out(roll: RollCall, most: int) -> set[str]:
    """Return whom to forget, so that no more than so many workers are remembered.

    Of those that were not listed the longest missing first; whoever is listed stays.
    """
    extra = len(roll.memories) - most
    if extra <= 0:
        return set()
    missing = [
        (memory.missing, name)
        for name, memory in roll.memories.items()
        if memory.missing
    ]
    return {name for _, name in nlargest(extra, missing)}


def _keep(
    name: str,
    before: RollCall,
    memories: dict[str, WorkerMemory],
    states: dict[str, WorkerState],
    at: datetime,
) -> None:
    """Keep what is known of a worker of which an answer says nothing, for a while."""
    memory = memories[name] = before.memories[name]
    if (state := before.states.get(name)) is None:
        return
    told = memory.answered
    if told is not None and at - told > UNLISTED_TOLERATED and not state.gone:
        state = WorkerState(
            name=name,
            status=None,
            last_share=memory.last_share,
            long_windows=_NO_WINDOWS,
        )
    states[name] = state


def _recall(
    old: WorkerMemory | None,
    row: WorkerSnapshot | None,
    window: HashrateAverages,
    at: datetime,
) -> WorkerMemory:
    """Remember what an answer says of one worker, or that it says nothing."""
    memory = old or WorkerMemory()
    if row is None:
        return unlisted(memory, at)
    return listed(memory, row, window, at)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Court:
    """By what all workers of one answer are judged."""

    at: datetime
    workers: int
    rules: Rules

    def judge(
        self,
        old: WorkerMemory | None,
        memory: WorkerMemory,
        name: str,
        window: HashrateAverages,
    ) -> _Verdict:
        """Judge one worker by what was and what is remembered of it.

        The same snapshot again, after a restart, shows the worker, and decides nothing.
        """
        if old is None:
            return self._first_verdict(memory, name, window)
        verdict = self.verdict(memory, name, window)
        if old.answered != self.at or verdict.change is None:
            return verdict
        return self._undecided(old, window)

    def _first_verdict(
        self, memory: WorkerMemory, name: str, window: HashrateAverages
    ) -> _Verdict:
        """Judge a worker that was never seen before.

        One that has long been silent is off, without an alarm and so without the
        second answer that an alarm needs.
        """
        quiet = silence(memory, self.at)
        if quiet is not None and quiet > self._allowed(memory):
            memory = memory._replace(offline=True, silent=CONFIRMATIONS)
        return self.verdict(memory, name, window)._replace(change=None)

    def verdict(
        self, memory: WorkerMemory, name: str, window: HashrateAverages
    ) -> _Verdict:
        """Judge one worker."""
        if self._off_on_purpose(memory, name):
            waiting = memory._replace(resumed=self.at)
            return self._waits(waiting, self._allowed(memory))
        if self._starts(memory, START_UP):
            return self._waits(memory, self._allowed(memory))
        quiet = silence(memory, self.at)
        if quiet is None:
            return self._window_verdict(memory, window, self._allowed(memory))
        fixed = self.rules.offline_after
        too_long = is_silent(memory, quiet, self.workers, fixed)
        return self._decided(memory, window, too_long=too_long)

    def _off_on_purpose(self, memory: WorkerMemory, name: str) -> bool:
        """Return whether a worker is meant to be off.

        While that cannot be told, one that was off on purpose and has not mined since
        still is: after a restart the plug may be known later than the machine.
        """
        off = self.rules.off_on_purpose(name)
        if off is None:
            return memory.resumed is not None and not memory.offline
        return off

    def _starts(self, memory: WorkerMemory, least: float) -> bool:
        """Return whether a worker that was off on purpose may still be starting.

        It has `least` seconds for that, or as many as its shares allow.
        """
        if memory.resumed is None:
            return False
        passed = (self.at - memory.resumed).total_seconds()
        return passed <= max(self._allowed(memory), least)

    def _waits(self, memory: WorkerMemory, allowed: float) -> _Verdict:
        """Judge a worker that is off on purpose or starting: its silence is no news.

        It may still be running down. It is not gone either when OCEAN lists it no
        longer: that was to be expected.
        """
        last, at = memory.last_share, self.at
        quiet = last is None or (at - last).total_seconds() > allowed
        gone = None if memory.gone_since == at else memory.gone_since
        return _Verdict(
            memory=memory._replace(silent=0, offline=False, gone_since=gone),
            status=WorkerStatus.PAUSED if quiet else WorkerStatus.ONLINE,
        )

    def judge_without_share(
        self,
        old: WorkerMemory,
        memory: WorkerMemory,
        name: str,
        window: HashrateAverages,
    ) -> _Verdict:
        """Judge a worker of whose last share an answer says nothing.

        Its silence is not known then, however long ago the last known share was.
        """
        known = memory._replace(answered=old.answered)
        verdict = self.judge_without_shares(known, name, window)
        judged = verdict.memory._replace(answered=memory.answered)
        return verdict._replace(memory=judged)

    def judge_without_shares(
        self, old: WorkerMemory | None, name: str, window: HashrateAverages
    ) -> _Verdict:
        """Judge one worker by what is remembered of it and its hashrates.

        Hashrates from before its last judgement decide nothing, and a window that
        holds the last share of a machine that is offline is no sign of life.
        """
        memory = old or WorkerMemory()
        verdict = self.verdict_without_shares(memory, name, window)
        late = memory.answered is not None and self.at <= memory.answered
        back = verdict.change is WorkerChange.ONLINE
        if (verdict.change and late) or (back and self._holds_last_share(memory)):
            return self._undecided(memory, window)
        return verdict

    def _undecided(self, memory: WorkerMemory, window: HashrateAverages) -> _Verdict:
        """Leave a worker that is meant to run as it was."""
        status = self._running_status(memory, window, offline=memory.offline)
        return _Verdict(memory=memory, status=status)

    def _holds_last_share(self, memory: WorkerMemory) -> bool:
        """Return whether the window by which a worker is judged holds its last share."""
        seconds = window_for(self._allowed(memory))
        last = memory.last_share
        return last is not None and (self.at - last).total_seconds() < seconds

    def verdict_without_shares(
        self, memory: WorkerMemory, name: str, window: HashrateAverages
    ) -> _Verdict:
        """Judge one worker while last shares are not known."""
        allowed = self._allowed(memory)
        if self._off_on_purpose(memory, name):
            memory = memory._replace(resumed=self.at)
        elif not self._starts(memory, START_UP + window_for(allowed)):
            return self._window_verdict(memory, window, allowed)
        quiet = silent_window(window, allowed) is not False
        return _Verdict(
            memory=memory._replace(silent=0, offline=False),
            status=WorkerStatus.PAUSED if quiet else WorkerStatus.ONLINE,
        )

    def _window_verdict(
        self, memory: WorkerMemory, window: HashrateAverages, allowed: float
    ) -> _Verdict:
        """Judge a worker by whether a window as long as the allowed silence is empty."""
        empty = silent_window(window, allowed)
        if empty is None:
            return _Verdict(memory=memory, status=None)
        return self._decided(memory, window, too_long=empty)

    def _decided(
        self, memory: WorkerMemory, window: HashrateAverages, *, too_long: bool
    ) -> _Verdict:
        """Decide on a worker that is meant to run; an alarm needs two answers."""
        silent = memory.silent + 1 if too_long else 0
        offline = too_long and (memory.offline or silent >= CONFIRMATIONS)
        change = None
        if offline != memory.offline:
            change = WorkerChange.OFFLINE if offline else WorkerChange.ONLINE
        if silent != memory.silent or offline != memory.offline:
            memory = memory._replace(silent=silent, offline=offline)
        return _Verdict(
            memory=memory,
            status=self._running_status(memory, window, offline=offline),
            change=change,
        )

    def _running_status(
        self, memory: WorkerMemory, window: HashrateAverages, *, offline: bool
    ) -> WorkerStatus:
        """Return the status of a worker that is meant to run."""
        if offline:
            return WorkerStatus.OFFLINE
        if is_low(memory, window.hashrate_10800s, self.at):
            return WorkerStatus.LOW
        return WorkerStatus.ONLINE

    def _allowed(self, memory: WorkerMemory) -> float:
        """Return the seconds of silence that do not mean that a worker is offline."""
        return allowed_silence(memory, self.workers, self.rules.offline_after)


def _with_row(window: HashrateAverages, row: WorkerSnapshot) -> HashrateAverages:
    """Return a worker's windows, the short ones as its row tells them."""
    return replace(
        window, hashrate_60s=row.hashrate_60s, hashrate_300s=row.hashrate_300s
    )


def _listed_state(
    name: str, row: WorkerSnapshot, window: HashrateAverages, verdict: _Verdict
) -> WorkerState:
    """Put together what is shown of a worker that an answer lists."""
    return WorkerState(name, verdict.status, row.last_share, window, row)


def _unlisted_state(
    name: str, verdict: _Verdict, before: WorkerState | None, at: datetime
) -> WorkerState:
    """Put together what is shown of a worker that an answer leaves out.

    It keeps its last values until it has been left out for too long.
    """
    memory = verdict.memory
    if before is not None and not long_unlisted(memory):
        return before._replace(status=verdict.status)
    return WorkerState(
        name=name,
        status=verdict.status,
        last_share=memory.last_share,
        long_windows=idle_windows(memory.last_share, at),
        gone=memory.gone_since is not None,
    )


def _events(
    name: str, old: WorkerMemory | None, verdict: _Verdict, at: datetime
) -> list[WorkerEvent]:
    """Return what is to be told of a worker."""
    memory = verdict.memory
    if old is not None and not verdict.change and old.gone_since == memory.gone_since:
        return []
    events = []
    if old is None or (old.gone_since and not memory.gone_since):
        events.append(WorkerEvent(change=WorkerChange.APPEARED, name=name))
    if old and verdict.change is WorkerChange.OFFLINE:
        event = _silent(WorkerChange.OFFLINE, name, memory, at)
        events.append(replace(event, hashrate_lost=memory.hashrate))
    if old and verdict.change is WorkerChange.ONLINE:
        back = _fresh_share(old, memory) or at
        events.append(_silent(WorkerChange.ONLINE, name, old, back))
    if old and memory.gone_since and not old.gone_since:
        events.append(_silent(WorkerChange.GONE, name, memory, at))
    return events


def _silent(
    change: WorkerChange, name: str, memory: WorkerMemory, until: datetime
) -> WorkerEvent:
    """Return an event of a worker, with the silence that it had until a time."""
    return WorkerEvent(
        change=change,
        name=name,
        silence=silence(memory, until),
        since=silent_since(memory),
    )


def _fresh_share(old: WorkerMemory, memory: WorkerMemory) -> datetime | None:
    """Return the last share, if it is newer than the last one before."""
    return memory.last_share if memory.last_share != old.last_share else None
