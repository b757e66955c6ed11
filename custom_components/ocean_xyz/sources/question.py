"""One thing asked of an upstream again and again, and its last good answer.

A bad answer is not the end of a good one: it stays until three asks in a row have
failed, or until five minutes have passed for what is asked each minute. Pure but for
the asking: time and randomness are passed in.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
import logging
from typing import Final

from ..api import OceanError, OceanRateLimitedError
from .moments import Moments

FAILURES_TOLERATED: Final = 3
"""Failures in a row after which the last good answer is no longer shown."""

AGE_TOLERATED: Final = 300.0
"""Seconds after which a failing minute-by-minute answer is no longer shown."""

AGES_TOLERATED: Final = 3
"""Times its pace after which a failing answer of a slower kind is no longer shown."""

MINUTE: Final = 60.0
LONGEST_BACK_OFF: Final = 300.0

# Home Assistant's timers are some tenths of a second early or late, and an answer
# takes a while; asking every other time because of that would halve the pace.
SLACK: Final = 5.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """Time, randomness and the log, passed in so that tests can hold them."""

    clock: Callable[[], float]
    """Seconds that never go back."""
    now: Callable[[], datetime]
    jitter: Callable[[], float]
    """A number between 0 and 1."""
    logger: logging.Logger


class Question[AnswerT]:
    """Asks one thing, no more often than is polite, and keeps the answer."""

    def __init__(
        self,
        name: str,
        ask: Callable[[], Awaitable[AnswerT]],
        *,
        every: float,
        around: Surroundings,
        kind: str | None = None,
        moments: Moments[AnswerT] | None = None,
        least_pause: float = 0.0,
    ) -> None:
        """Prepare to ask every so many seconds.

        `kind` says what is asked, without saying of whom, and `moments` of when an
        answer is, where it says so. After a failure there are at least `least_pause`
        seconds.
        """
        self.name = name
        self.kind = kind or name
        self.every = every
        self.answer: AnswerT | None = None
        self.answered_at: float | None = None
        self.failures = 0
        self.error: OceanError | None = None
        self._complained = False
        self._least_pause = least_pause
        self._ask = ask
        self._moments = moments
        self._clock = around.clock
        self._jitter = around.jitter
        self._logger = around.logger
        self._due_at = self._silent_since = self._asked_at = around.clock()

    @property
    def due(self) -> bool:
        """Return whether it is time to ask."""
        return self._clock() >= self._due_at - SLACK

    @property
    def current(self) -> AnswerT | None:
        """Return the last good answer while it may still be shown."""
        return self.answer if self.usable else None

    @property
    def usable(self) -> bool:
        """Return whether the last good answer may still be shown."""
        if self.failures >= FAILURES_TOLERATED:
            return False
        # Also without a failure: an ask that hangs has not failed yet.
        tolerated = (
            AGE_TOLERATED if self.every <= MINUTE else AGES_TOLERATED * self.every
        )
        return self.younger_than(tolerated)

    def younger_than(self, seconds: float) -> bool:
        """Return whether the last good answer is not as old as that."""
        at = self.answered_at
        return at is not None and self._clock() - at < seconds

    @property
    def silent_for(self) -> float:
        """Return for how many seconds all asks have failed, 0 if they do not."""
        return self._clock() - self._silent_since if self.failures else 0.0

    def hurry(self) -> None:
        """Ask at the next opportunity, unless the upstream wants to be left alone."""
        if not self.failures:
            self._due_at = self._clock()

    def retry(self) -> None:
        """Ask at the next opportunity though it failed: its upstream is back."""
        if self.failures and not isinstance(self.error, OceanRateLimitedError):
            self._due_at = self._clock()

    def rest(self) -> None:
        """Be asked no more until there is need again: what it stood in for is back."""
        if self._complained:
            self._logger.info("%s is no longer needed", self.name)
            self._complained = False
        if self.failures:
            self.failures, self.error = 0, None
            self._due_at = max(self._clock(), self._asked_at + self._least_pause)

    async def poll(self) -> bool:
        """Ask, and return whether there was a good answer.

        Never raises an OceanError: it is kept in `error`, and logged once when the
        answers stop and once when they come again.
        """
        started = self._asked_at = self._clock()
        try:
            answer = await self._ask_for_news()
        except OceanError as err:
            self._failed(err)
            return False
        if self._complained:
            self._logger.info("%s answers again", self.name)
            self._complained = False
        self.answer, self.answered_at = answer, self._clock()
        self.failures, self.error = 0, None
        self._due_at = started + self.every
        return True

    async def _ask_for_news(self) -> AnswerT:
        """Ask, and return the answer before where the new one is a little older."""
        answer, known = await self._ask(), self.answer
        if self._moments is None or self._moments.admits(answer) or known is None:
            return answer
        return known

    def _failed(self, err: OceanError) -> None:
        """Remember a failure, and when to try again."""
        # What it says is kept for as long as it lasts; where it came from would keep the
        # answer that it is about, which may be large.
        err.__context__ = None
        err.__traceback__ = None
        if not self.failures:
            self._silent_since = self._clock()
        # Where another question was told to wait, all of that host wait with it: one
        # line in the log is enough.
        held = isinstance(err, OceanRateLimitedError) and err.held
        if not self._complained and not held:
            self._logger.warning("%s does not answer: %s", self.name, err)
            self._complained = True
        self.failures += 1
        self.error = err
        self._due_at = self._clock() + self._pause(err)

    def _pause(self, err: OceanError) -> float:
        """Return how many seconds to wait after a failure.

        The first failures are retried at the usual pace, so that an outage is soon
        told from a hiccup; what slowly changes is retried sooner than it is asked.
        Whoever made a host ask for peace lets all others go first when that is over,
        or one route that is limited would keep the whole host from being asked.
        """
        doublings = min(max(self.failures - FAILURES_TOLERATED, 0), 8)
        pause = min(min(self.every, MINUTE) * float(1 << doublings), LONGEST_BACK_OFF)
        pause = max(pause, self._least_pause)
        if doublings:
            # Only what is put off anyway is spread out: the first retries have to
            # keep up with the minute.
            pause *= 1 + self._jitter() / 10
        if not isinstance(err, OceanRateLimitedError):
            return pause
        return max(pause, err.retry_after) if err.held else pause + err.retry_after
