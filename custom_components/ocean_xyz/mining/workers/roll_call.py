"""What an answer means for each worker of an account.

Pure: what was remembered, an answer and the user's rules go in; what is remembered,
shown and announced comes out. When a worker is offline is decided in `offline.py`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from ...api.models import HashrateAverages, WorkerSnapshot
from ..units import MINUTE
from .learning import (
    idle,
    last_share_of,
    listed,
    long_unlisted,
    reported_share,
    unlisted,
)
from .low import usual_hashrate
from .memory import WorkerMemory
from .offline import silence, silent_since
from .state import (
    NO_AVERAGES,
    RollCall,
    WorkerChange,
    WorkerEvent,
    WorkerState,
    WorkerStatus,
    silent_averages,
    with_short_averages,
)
from .status import Decision, Rules, StatusRules

UNLISTED_TOLERATED: Final = timedelta(minutes=15)
"""For how long a worker keeps its state while no answer says anything of it."""


class Evidence(Enum):
    """What an answer says about the workers."""

    LIST = "list"
    """All that are active, with their last shares."""
    PART_OF_LIST = "part_of_list"
    """Some, with their last shares, and nothing about the others."""
    HASHRATES = "hashrates"
    """The hashrates of all that are active, and no last shares."""
    IDLE = "idle"
    """That none is active."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerReport:
    """What an upstream says about the workers of an account."""

    evidence: Evidence
    at: datetime
    """The time of OCEAN's snapshot, or the best estimate of it."""
    rows: Mapping[str, WorkerSnapshot] = field(default_factory=dict)
    averages: Mapping[str, HashrateAverages] = field(default_factory=dict)
    """In all averages; beside a list they may be of other workers, too."""
    interval: float = MINUTE
    """Seconds between two such answers at most, if we hear each."""

    def names(self, before: RollCall) -> Collection[str]:
        """Return all workers to judge: those that are known, and those it lists."""
        return before.memories | dict.fromkeys(self._listed)

    def worker_count(self, before: RollCall) -> int:
        """Return how many workers share the account's budget of false alarms."""
        if self.evidence in (Evidence.LIST, Evidence.HASHRATES):
            return len(self._listed)
        return len(self.names(before))

    def leaves_out(self, name: str) -> bool:
        """Return whether it says nothing about a worker, not even by its absence."""
        return self.evidence is Evidence.PART_OF_LIST and name not in self.rows

    @property
    def _listed(self) -> Mapping[str, object]:
        """Return the workers that the answer lists."""
        by_hashrate = self.evidence is Evidence.HASHRATES
        return self.averages if by_hashrate else self.rows


def roll_call(
    before: RollCall,
    report: WorkerReport,
    rules: Rules,
    names: Iterable[str] | None = None,
) -> RollCall:
    """Judge workers by what an upstream reports about them.

    The first answer is the baseline and never raises an event. `names` are the workers
    to judge, all by default. A worker that was never listed with its shares is shown,
    but neither remembered nor announced.
    """
    judge = StatusRules(at=report.at, workers=report.worker_count(before), user=rules)
    memories: dict[str, WorkerMemory] = {}
    states: dict[str, WorkerState] = {}
    events: list[WorkerEvent] = []
    for name in report.names(before) if names is None else names:
        old, shown = before.memories.get(name), before.states.get(name)
        if old is not None and report.leaves_out(name):
            memories[name] = old
            if shown is not None:
                states[name] = _carried_over(shown, old, report.at)
            continue
        decision = _decide(old, name, report, judge)
        states[name] = _with_loss(_state(name, decision, shown, report), decision)
        if old is None:
            if report.evidence is Evidence.HASHRATES:
                continue
            if before.memories:
                decision = _newcomer(decision, report.at)
        memories[name] = decision.memory
        if before.memories:
            events += _events(name, old, decision, report.at)
            events += _low_events(states[name], decision)
    return RollCall(memories=memories, states=states, events=tuple(events))


def _decide(
    old: WorkerMemory | None, name: str, report: WorkerReport, judge: StatusRules
) -> Decision:
    """Decide about one worker by what is remembered and what the answer says."""
    memory, row = old or WorkerMemory(), report.rows.get(name)
    averages = report.averages.get(name, NO_AVERAGES)
    if report.evidence is Evidence.HASHRATES:
        return judge.by_hashrate_only(old, memory, name, averages)
    if report.evidence is Evidence.IDLE:
        memory = idle(memory, report.at, report.interval)
        return judge.by_last_share(old, memory, name, averages)
    if row is None:
        memory = unlisted(memory, report.at, report.interval)
        return judge.by_last_share(old, memory, name, averages)
    memory = listed(memory, row, averages, report.at, report.interval)
    if last_share_of(row, report.at) is None:
        averages = with_short_averages(averages, row)
        return judge.by_hashrate_only(old, memory, name, averages)
    return judge.by_last_share(old, memory, name, averages)


def _newcomer(decision: Decision, at: datetime) -> Decision:
    """Remember that a worker came after the others."""
    return decision._replace(memory=decision.memory._replace(appeared=at))


def _state(
    name: str, decision: Decision, shown: WorkerState | None, report: WorkerReport
) -> WorkerState:
    """Put together what is shown of a worker.

    One that a list leaves out keeps its last values, until it was left out for so long
    that it may be gone. Then it has those that follow from its silence.
    """
    memory, status, _ = decision
    averages = report.averages.get(name, NO_AVERAGES)
    if (row := report.rows.get(name)) is not None:
        share = reported_share(row, report.at)
        return WorkerState(name, status, share, averages, row)
    if report.evidence is Evidence.HASHRATES:
        last_share = None
    elif report.evidence is Evidence.LIST and shown and not long_unlisted(memory):
        return shown._replace(status=status)
    else:
        last_share = memory.last_share
        averages = silent_averages(last_share, report.at)
    return WorkerState(
        name=name,
        status=status,
        last_share=last_share,
        long_averages=averages,
        gone=memory.gone_since is not None,
    )


def _with_loss(state: WorkerState, decision: Decision) -> WorkerState:
    """Return what is shown of a worker with what the account is short of by it."""
    memory = decision.memory
    since: datetime | None = None
    lost: float | None = None
    if decision.status is WorkerStatus.OFFLINE:
        since, lost = silent_since(memory), memory.hashrate
    elif decision.status is WorkerStatus.LOW:
        usual, now = usual_hashrate(memory), state.averages.hashrate_10800s
        lost = None if usual is None or now is None else max(usual - now, 0.0)
    if (since, lost) == (state.offline_since, state.hashrate_lost):
        return state
    return state._replace(offline_since=since, hashrate_lost=lost)


def _carried_over(
    shown: WorkerState, memory: WorkerMemory, at: datetime
) -> WorkerState:
    """Return the state of a worker about which an answer says nothing.

    It stays as it was for a while, and is then unknown.
    """
    answered = memory.answered
    if shown.gone or answered is None or at - answered <= UNLISTED_TOLERATED:
        return shown
    return WorkerState(
        name=shown.name,
        status=None,
        last_share=memory.last_share,
        long_averages=NO_AVERAGES,
    )


def _events(
    name: str, old: WorkerMemory | None, decision: Decision, at: datetime
) -> list[WorkerEvent]:
    """Return what is to be announced of a worker."""
    memory, _, change = decision
    if old is None:
        return [WorkerEvent(change=WorkerChange.APPEARED, name=name)]
    if not change and old.gone_since == memory.gone_since:
        return []
    events = []
    if old.gone_since and not memory.gone_since:
        events.append(WorkerEvent(change=WorkerChange.APPEARED, name=name))
    if change is WorkerChange.OFFLINE:
        event = _after_silence(change, name, memory, at)
        events.append(replace(event, hashrate_lost=memory.hashrate))
    if change is WorkerChange.ONLINE:
        fresh = memory.last_share if memory.last_share != old.last_share else None
        # A pause between the alarm and its end was no work either.
        before = old._replace(resumed=None) if old.was_offline else old
        events.append(_after_silence(change, name, before, fresh or at))
    if change is WorkerChange.GONE:
        # It was off on purpose for a part of its silence.
        last = memory._replace(resumed=None)
        events.append(_after_silence(change, name, last, at))
    elif memory.gone_since and not old.gone_since:
        events.append(_after_silence(WorkerChange.GONE, name, memory, at))
    return events


def _low_events(state: WorkerState, decision: Decision) -> list[WorkerEvent]:
    """Return what is to be announced of a worker's hashrate."""
    change = decision.change
    if change not in (WorkerChange.LOW, WorkerChange.RECOVERED):
        return []
    return [
        WorkerEvent(
            change=change,
            name=state.name,
            hashrate_lost=state.hashrate_lost,
            hashrate=state.averages.hashrate_10800s,
        )
    ]


def _after_silence(
    change: WorkerChange, name: str, memory: WorkerMemory, until: datetime
) -> WorkerEvent:
    """Return an event of a worker, with the silence that it had until a time."""
    return WorkerEvent(
        change=change,
        name=name,
        silence=silence(memory, until),
        since=silent_since(memory),
    )
