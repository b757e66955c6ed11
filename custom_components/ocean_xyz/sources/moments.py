"""Whether an answer goes back in time, told apart from a clock that was set back: pure.

A cache that serves an old page, or one of several servers that lags behind, answers well
but of an earlier moment than before. Shown, that would be a number that is no longer true.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ..api import OceanResponseError

CLOCK_STEPS: Final = 24
"""Earlier answers in a row after which it is the upstream's clock that was set back.

They are asked for every five minutes by then: a cache or a server that lags has two hours
to come to its senses, in which nothing old is shown.
"""

SNAPSHOT_SLACK: Final = 120.0
"""Seconds by which the servers of one upstream may be apart."""

HEIGHT_SLACK: Final = 1.0
"""Blocks by which they may be apart, for a moment."""


@dataclass(kw_only=True, slots=True)
class Moments[AnswerT]:
    """The moments of which the answers to one question speak."""

    of: Callable[[AnswerT], float | None]
    """Returns when an answer is of, in seconds or as a height; None where it is silent."""
    slack: float = SNAPSHOT_SLACK
    steps: int = CLOCK_STEPS
    """Earlier answers in a row after which they are believed."""
    moving: bool = True
    """Whether they have to move on among themselves to count.

    A snapshot has to: one that stands still is an old copy. The pool's last block does
    not: where one lost its place in the chain, the one before it is the last again.
    """
    _latest: float | None = None
    _earlier: float | None = None
    _back: int = 0

    def admits(self, answer: AnswerT) -> bool:
        """Return whether an answer is to be taken, and not the one before it kept.

        Raises OceanResponseError for one that is too old to be of a server that merely
        lags behind.
        """
        moment = self.of(answer)
        if moment is None or self._latest is None or moment >= self._latest:
            self._latest, self._earlier, self._back = moment, None, 0
            return True
        if self._latest - moment <= self.slack:
            return False
        if not self.moving or self._earlier is None or moment > self._earlier:
            self._earlier, self._back = moment, self._back + 1
        elif self._earlier - moment > self.slack:
            # The earlier ones were of another clock: to wait until this one comes to
            # where they were could take a century.
            self._earlier, self._back = moment, 1
        if self._back < self.steps:
            msg = "the answer is older than the one before"
            raise OceanResponseError(msg)
        self._latest, self._earlier, self._back = moment, None, 0
        return True
