"""One thing that an upstream is asked again and again, and its last good answer.

A failure does not end a good answer at once. It is shown until three asks in a row have
failed, or until five minutes have passed if it is asked every minute. Time and
randomness are passed in.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from ..api import (
    Difference,
    OceanError,
    OceanNoSuchUserError,
    OceanRateLimitedError,
)
from .belief import Doubt, DoubtedError, Gate, Reason
from .outages import Outages

FAILURES_TOLERATED: Final = 3
"""Failures in a row after which the last good answer is no longer shown."""

AGE_TOLERATED: Final = 300.0
"""Seconds after which an answer that is asked every minute is no longer shown."""

AGES_TOLERATED: Final = 3
"""Intervals after which an answer that is asked more rarely is no longer shown."""

OCEAN: Final = "OCEAN"
"""The host of OCEAN's API, as the log calls it."""

MINUTE: Final = 60.0
LONGEST_BACK_OFF: Final = 300.0

# Home Assistant's timers are some tenths of a second early or late, and an answer
# takes a while. Without slack a question would be asked every other time only.
SLACK: Final = 5.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Environment:
    """Time, randomness and what logs outages, passed in so that tests control them."""

    clock: Callable[[], float]
    """Seconds that never go back."""
    now: Callable[[], datetime]
    jitter: Callable[[], float]
    """A number between 0 and 1."""
    outages: Outages


def present_time(
    ours: datetime,
    theirs: datetime | None,
    tolerance: timedelta = timedelta(minutes=5),
) -> datetime:
    """Return the time to decide by: ours, unless it is far from OCEAN's.

    Our clock may be set between two readings of it, and OCEAN's is not. So moments that
    are stored can be compared, whenever they were stored.
    """
    return ours if theirs is None or abs(ours - theirs) <= tolerance else theirs


class Question[AnswerT]:
    """Asks one thing, no more often than is polite, and keeps what is believed."""

    def __init__(
        self,
        host: str,
        subject: str,
        ask: Callable[[], Awaitable[AnswerT]],
        *,
        every: float,
        env: Environment,
        kind: str | None = None,
        gate: Gate[AnswerT] | None = None,
        contradicted: Callable[[], Awaitable[bool]] | None = None,
        least_pause: float = 0.0,
    ) -> None:
        """Prepare to ask a host about a subject every so many seconds.

        `kind` says what is asked without naming an account. With `contradicted`,
        OCEAN's "no such user or no active workers" is a good answer, unless that returns
        that another answer shows work. After a failure the pause is at least
        `least_pause` seconds.
        """
        self.host = host
        self.subject = subject
        self.name = f"{host} ({subject})"
        self.kind = kind or self.name
        self.every = every
        self.answered_at: float | None = None
        self.believed_at: float | None = None
        self.failures = 0
        self.error: OceanError | None = None
        self.difference: Difference | None = None  # of what was last unreadable
        self.doubt: Doubt | None = None
        """The last doubt about an answer."""
        self.idle_answers = 0
        """Answers in a row that say that the user is unknown or has no workers."""
        self._least_pause = least_pause
        self._ask = ask
        self._gate: Gate[AnswerT] = gate or Gate()
        self._contradicted = contradicted
        self._env = env
        self._due_at = self._silent_since = self.asked_at = env.clock()

    @property
    def due(self) -> bool:
        """Return whether it is time to ask."""
        return self._env.clock() >= self._due_at - SLACK

    @property
    def believed(self) -> AnswerT | None:
        """Return the last answer that was believed, however old."""
        return self._gate.believed

    @property
    def current(self) -> AnswerT | None:
        """Return the last answer that was believed while it may still be shown."""
        return self._gate.believed if self.usable else None

    @property
    def usable(self) -> bool:
        """Return whether the last good answer may still be shown."""
        if self.failures >= FAILURES_TOLERATED:
            return False
        # Also without a failure: an ask that hangs has not failed yet.
        most = AGE_TOLERATED if self.every <= MINUTE else AGES_TOLERATED * self.every
        return self.younger_than(most)

    def younger_than(self, seconds: float) -> bool:
        """Return whether the last good answer is younger than that."""
        at = self.answered_at
        return at is not None and self._env.clock() - at < seconds

    @property
    def silent_for(self) -> float:
        """Return for how many seconds all asks have failed, 0 if they do not."""
        return self._env.clock() - self._silent_since if self.failures else 0.0

    def is_doubted_as(self, reason: Reason) -> bool:
        """Return whether the last answer is not believed for this reason."""
        doubt = self.doubt
        return doubt is not None and doubt.until is None and doubt.reason is reason

    def hurry(self) -> None:
        """Ask at the next opportunity, unless asking fails."""
        if not self.failures:
            self._due_at = self._env.clock()

    def retry(self) -> None:
        """Ask at the next opportunity though it failed, because its upstream is back.

        Not if the upstream is limiting requests.
        """
        if self.failures and not isinstance(self.error, OceanRateLimitedError):
            self._due_at = self._env.clock()

    def ask_in(self, seconds: float) -> None:
        """Ask so many seconds after the last ask, whatever happened."""
        self._due_at = self.asked_at + seconds

    def forget(self) -> None:
        """Forget what was believed: another upstream has shown that it is wrong."""
        self._gate.forget()

    def rest(self) -> None:
        """Forget failures: what this question stood in for is back."""
        if self.failures:
            self._env.outages.answered(self.host, self.subject)
            self.failures, self.error = 0, None
            self._due_at = max(self._env.clock(), self.asked_at + self._least_pause)

    async def poll_due(self) -> bool:
        """Ask if it is time to, and return whether there was a good answer."""
        return self.due and await self.poll()

    async def poll(self) -> bool:
        """Ask, and return whether there was a good answer.

        Never raises an OceanError. It stays in `error`, and goes to the log of outages.
        """
        started = self.asked_at = self._env.clock()
        try:
            reason = await self._take_answer()
        except OceanError as err:
            if isinstance(err, DoubtedError):
                self._note(err.reason)
            self._fail(err)
            return False
        self._env.outages.answered(self.host, self.subject)
        self.answered_at = self._env.clock()
        self._note(reason)
        self.failures, self.error = 0, None
        self._due_at = started + self.every
        return True

    async def _take_answer(self) -> Reason | None:
        """Ask, and return why the answer is not believed as it stands, if so."""
        try:
            answer = await self._ask()
        except OceanNoSuchUserError:
            if self._contradicted is None:
                raise
            if not await self._contradicted():
                self.idle_answers += 1
                return None
            msg = "no active workers on this route, and their work on another"
            raise DoubtedError(Reason.CONTRADICTED, msg) from None
        before = self._gate.believed
        reason = self._gate.take(answer)
        self.idle_answers = 0
        if self._gate.believed is not before:
            self.believed_at = self._env.clock()
        return reason

    def _note(self, reason: Reason | None) -> None:
        """Remember why an answer is not believed, or that one is believed again."""
        if reason is not None and not self.is_doubted_as(reason):
            self.doubt = Doubt(reason=reason, since=self._env.now())
        elif reason is None and self.doubt and self.doubt.until is None:
            self.doubt = replace(self.doubt, until=self._env.now())

    def _fail(self, err: OceanError) -> None:
        """Remember a failure, and when to try again."""
        # The error is stored for as long as it lasts. Its frames would keep the answer
        # in memory too, which may be large.
        err.__context__ = None
        err.__traceback__ = None
        if not self.failures:
            self._silent_since = self._env.clock()
        self._env.outages.failed(self.host, self.subject, err)
        self.failures, self.error = self.failures + 1, err
        self.difference = getattr(err, "difference", None) or self.difference
        self._due_at = self._env.clock() + self._pause(err)

    def _pause(self, err: OceanError) -> float:
        """Return how many seconds to wait after a failure.

        The first retries come every minute, to tell an outage from a hiccup soon; that
        is more often than slow questions are asked. The question that made a host limit
        requests lets all others ask first afterwards. Otherwise one limited route would
        keep the whole host from being asked.
        """
        doublings = min(max(self.failures - FAILURES_TOLERATED, 0), 8)
        pause = min(min(self.every, MINUTE) * float(1 << doublings), LONGEST_BACK_OFF)
        pause = max(pause, self._least_pause)
        if doublings:
            # Only later retries are spread out: the first have to keep up with the
            # minute.
            pause *= 1 + self._env.jitter() / 10
        if not isinstance(err, OceanRateLimitedError):
            return pause
        return max(pause, err.retry_after) if err.held else pause + err.retry_after
