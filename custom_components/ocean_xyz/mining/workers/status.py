"""What a worker does: online, low, offline or off on purpose."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from ...api.models import HashrateAverages
from ..units import DAY, MINUTE
from .low import end_of_low, is_low
from .memory import WorkerMemory
from .offline import (
    allowed_silence,
    average_covering,
    holds_no_work,
    is_offline,
    is_silent_too_long,
    silence,
)
from .state import WorkerChange, WorkerStatus

START_UP: Final = 15 * MINUTE
"""Seconds that a machine has from being switched on to its first share.

It boots, connects and, with some firmware, tunes its chips first.
"""

ALARM_LASTS: Final = DAY
"""Seconds after its last share that the alarm of a machine lasts that was then switched
off."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What the user decided about the workers of an account."""

    offline_after: timedelta | None = None
    """A fixed silence, or None for the one that follows from the shares."""
    off_on_purpose: Callable[[str], bool | None] = lambda _: False
    """Whether a worker is meant to be off now; None while that is unknown."""


class Decision(NamedTuple):
    """What is decided about one worker."""

    memory: WorkerMemory
    status: WorkerStatus | None
    """None if nothing is known of it."""
    change: WorkerChange | None = None
    """Whether it went offline or came back, or its hashrate became low or recovered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusRules:
    """By what all workers of one answer are judged."""

    at: datetime
    """The time of the answer, by OCEAN's clock."""
    workers: int
    """Workers that share the account's budget of false alarms."""
    user: Rules

    def by_last_share(
        self,
        old: WorkerMemory | None,
        memory: WorkerMemory,
        name: str,
        averages: HashrateAverages,
    ) -> Decision:
        """Decide by how long the worker has been silent.

        `memory` is `old` with what the answer taught. A worker that is silent for too
        long when it is first seen is offline without a second answer, as there is no
        alarm. The same snapshot again, after a restart, changes no status.
        """
        if old is not None and memory.last_share != old.last_share:
            memory = _back(memory)
        quiet = silence(memory, self.at)
        if quiet is None:
            return self.by_hashrate_only(old, memory, name, averages)
        if (excused := self._excused(memory, name, START_UP)) is not None:
            last = memory.last_share
            stopped = last is None or (
                (self.at - last).total_seconds() > self._allowed(memory)
            )
            return self._without_alarm(old, excused, stopped=stopped)
        fixed = self.user.offline_after
        too_long = is_silent_too_long(memory, quiet, self.workers, fixed)
        # One that is offline stays so: time to reconnect is no sign of life.
        too_long &= memory.offline or not self._may_reconnect(memory)
        if old is None and too_long:
            memory = memory._replace(offline=True)
        is_new = old is None or old.answered != self.at
        return self.decision(
            memory,
            averages,
            too_long=too_long,
            may_change=is_new,
            mines=memory.resumed is None,
        )

    def by_hashrate_only(
        self,
        old: WorkerMemory | None,
        memory: WorkerMemory,
        name: str,
        averages: HashrateAverages,
    ) -> Decision:
        """Decide by whether an average that covers the allowed silence holds work.

        For when the answer does not say when the last share was, however long ago the
        last known one is. Hashrates from before the last answer change no status. An
        average that still holds the last share of an offline machine does not bring it
        back.
        """
        allowed = self._allowed(memory)
        stopped = holds_no_work(averages, allowed)
        covered = average_covering(allowed)
        last = memory.last_share
        lived = last is None or (self.at - last).total_seconds() >= covered
        if stopped is False and lived:
            memory = _back(memory)
        excused = self._excused(memory, name, START_UP + covered)
        if excused is not None:
            return self._without_alarm(old, excused, stopped=stopped is not False)
        if stopped is None:
            return Decision(memory, status=None)
        if stopped and memory.last_share is None:
            # It has never mined as far as is known, so nothing has stopped.
            return Decision(memory, WorkerStatus.OFFLINE)
        answered = old.answered if old else None
        is_new = answered is None or answered < self.at
        return self.decision(
            memory,
            averages,
            too_long=stopped,
            may_change=is_new and (stopped or lived),
            mines=lived,
        )

    def decision(
        self,
        memory: WorkerMemory,
        averages: HashrateAverages,
        *,
        too_long: bool,
        may_change: bool,
        mines: bool,
    ) -> Decision:
        """Decide about a worker that is meant to run.

        `mines` is whether it surely has since it was last off on purpose.
        """
        silent = memory.silent + 1 if too_long else 0
        offline, change = is_offline(memory, silent), None
        is_back = memory.was_offline and mines and not offline
        if offline != memory.offline or is_back:
            if may_change:
                change = WorkerChange.OFFLINE if offline else WorkerChange.ONLINE
            else:
                silent, offline = memory.silent, memory.offline
        if silent != memory.silent or change:
            was_offline = memory.was_offline and change is not WorkerChange.ONLINE
            memory = memory._replace(
                silent=silent, offline=offline, was_offline=was_offline
            )
            if change is WorkerChange.OFFLINE:
                memory = memory._replace(alarm_at=self.at, acknowledged=False)
        if offline:
            # What is announced of it now says more than that it was low.
            return Decision(_without_low(memory), WorkerStatus.OFFLINE, change)
        hashrate = averages.hashrate_10800s
        low = is_low(memory, hashrate, self.at)
        status = WorkerStatus.LOW if low else WorkerStatus.ONLINE
        if change or not may_change:
            return Decision(memory, status, change)
        if low and not memory.low:
            return Decision(memory._replace(low=True), status, WorkerChange.LOW)
        if memory.low and (usual := end_of_low(memory, hashrate)) is not None:
            change = WorkerChange.RECOVERED if usual else None
            return Decision(_without_low(memory), status, change)
        return Decision(memory, status)

    def _excused(
        self, memory: WorkerMemory, name: str, start_up: float
    ) -> WorkerMemory | None:
        """Return the memory of a worker whose silence is expected, None for others.

        It is off on purpose. Or it was, and has `start_up` seconds to start, or as many
        as its shares allow.
        """
        off = memory.off_until_back or self.user.off_on_purpose(name)
        if off is None:
            # After a restart the switch may be known later than the machine: a worker
            # that was off on purpose and has not mined since still is.
            off = memory.resumed is not None and not memory.offline
        if off:
            return memory._replace(resumed=self.at)
        if memory.resumed is None:
            return None
        passed = (self.at - memory.resumed).total_seconds()
        return memory if passed <= max(self._allowed(memory), start_up) else None

    def _may_reconnect(self, memory: WorkerMemory) -> bool:
        """Return whether a worker has not had its time since we hear OCEAN again.

        What kept us from hearing OCEAN may have kept the machines from mining. So they
        have as long as after they were switched on.
        """
        if memory.heard_again is None:
            return False
        passed = (self.at - memory.heard_again).total_seconds()
        return passed <= max(self._allowed(memory), START_UP)

    def _without_alarm(
        self, old: WorkerMemory | None, memory: WorkerMemory, *, stopped: bool
    ) -> Decision:
        """Decide about a worker whose silence is expected; it may still run down.

        It is not gone either when OCEAN no longer lists it: that was to be expected.
        It has its day from when it is meant to run again. One that was offline comes
        back only when it mines: to switch it off and on ends no alarm. After a day
        without a share the alarm ends, as it may be off for good.
        """
        last = memory.last_share
        gone_since = memory.gone_since if old and old.gone_since else None
        was_offline = memory.offline or memory.was_offline
        has_share = old is not None and old.last_share != memory.last_share
        is_back = was_offline and has_share and not stopped
        change = WorkerChange.ONLINE if is_back else None
        quiet = (self.at - last).total_seconds() if last else 0
        if was_offline and not gone_since and quiet >= ALARM_LASTS:
            change = WorkerChange.GONE
        return Decision(
            memory._replace(
                silent=0,
                offline=False,
                low=False,
                was_offline=was_offline and not change,
                unlisted_since=None,
                gone_since=gone_since,
            ),
            WorkerStatus.PAUSED if stopped else WorkerStatus.ONLINE,
            change,
        )

    def _allowed(self, memory: WorkerMemory) -> float:
        """Return the seconds of silence that do not mean that a worker is offline."""
        return allowed_silence(memory, self.workers, self.user.offline_after)


def _without_low(memory: WorkerMemory) -> WorkerMemory:
    """Return the memory of a worker whose hashrate is no longer announced as low."""
    return memory._replace(low=False) if memory.low else memory


def _back(memory: WorkerMemory) -> WorkerMemory:
    """Return the memory of a worker that mines: it is no longer off until it is back."""
    return memory._replace(off_until_back=False) if memory.off_until_back else memory
