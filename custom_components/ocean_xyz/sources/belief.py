"""Which answers to a question are believed: pure, without Home Assistant.

An upstream that answers may still be wrong. A cache serves an old page, one of several
servers lags behind, one route says that no worker is active while another shows their
work, and all hashrates are zero for a minute. Shown, each would be a wrong number.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from ..api import OceanResponseError

CLOCK_STEPS: Final = 24
"""Earlier answers in a row after which it is the upstream's clock that was set back.

By then the question is asked every five minutes, so a cache or a server that lags has two
hours to recover. Nothing old is shown in that time.
"""

OUTVOTED_BY: Final = 2
"""Answers more than a new order had so far that end it."""

SNAPSHOT_SLACK: Final = 120.0
"""Seconds by which the servers of one upstream may differ."""

HEIGHT_SLACK: Final = 1.0
"""Blocks by which they may differ for a moment."""


class Reason(StrEnum):
    """Why an answer is not believed, or not as it stands."""

    ALL_ZERO = "all_zero"
    """All hashrates are zero, against the answer's own last share."""
    BEHIND = "behind"
    """It is a little older than the one before: a server lags."""
    CONTRADICTED = "contradicted"
    """It says that nobody mines; another answer shows work."""
    EXCESSIVE = "excessive"
    """It has more rows than there can be."""
    NEGATIVE = "negative"
    """Its balance is below zero; the last known one is used."""
    AHEAD = "ahead"
    """It is further ahead of the one before than time has passed."""
    OLDER = "older"
    """It is older than what is known."""
    POORER = "poorer"
    """It lacks a part that the one before had."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """A reason not to believe the answers to a question, and for how long."""

    reason: Reason
    since: datetime
    until: datetime | None = None
    """When an answer was believed again; None while none was."""


class DoubtedError(OceanResponseError):
    """The answer can be read, but cannot be true. It counts as a failure."""

    def __init__(self, reason: Reason, message: str) -> None:
        """Remember the reason."""
        super().__init__(message)
        self.reason = reason


@dataclass(kw_only=True, slots=True)
class SnapshotOrder[AnswerT]:
    """Keeps the answers to one question in the order of the times they describe.

    An upstream's clock that is set back looks like a series of old answers. After enough
    of them they are believed.
    """

    time_of: Callable[[AnswerT], float | None]
    """Returns an answer's time in seconds, or its height; None if it has neither."""
    slack: float = SNAPSHOT_SLACK
    """How much earlier an answer may be and still come from a server that lags."""
    believe_after: int = CLOCK_STEPS
    """Earlier answers in a row after which they are believed."""
    must_advance: bool = True
    """Whether only earlier answers that move forward count.

    A snapshot that stands still is an old copy. The pool's last block is not: when a
    block loses its place in the chain, the one before it is the last again.
    """
    clock: Callable[[], float] | None = None
    """Our own seconds. With them, an answer that is ahead of time is doubted too.

    A few answers in a row outvote as few that came before them.
    """
    _latest: float | None = None
    _lead: float = 0.0
    """How far the upstream's clock was ahead of ours at most."""
    _votes: int = 0
    """Answers in a row that were in order."""
    _other: float | None = None
    """The last time that is not believed."""
    _other_lead: float = 0.0
    _count: int = 0
    """Answers in a row that agree with it."""

    def accepts(self, answer: AnswerT) -> bool:
        """Return whether an answer is in order; False if it is a little behind.

        Raises DoubtedError for one that is older than a lagging server explains.
        """
        time = self.time_of(answer)
        if time is None:
            return True
        now = self.clock() if self.clock else 0.0
        if self._latest is None or self._follows(time, now):
            lead = time - now if self._latest is None else max(self._lead, time - now)
            self._restart(time, lead, votes=self._votes + 1)
            return True
        if 0 < self._latest - time <= self.slack:
            return False
        self._count_other(time, now)
        if self._count < self._needed():
            if time > self._latest:
                raise DoubtedError(Reason.AHEAD, "the answer is ahead of time")
            raise DoubtedError(Reason.OLDER, "the answer is older than the one before")
        self._restart(time, self._other_lead, votes=self._count)
        return True

    def _follows(self, time: float, now: float) -> bool:
        """Return whether a time may follow the latest one."""
        assert self._latest is not None  # noqa: S101 (asked only then)
        in_time = self.clock is None or time - now <= self._lead + self.slack
        return time >= self._latest and in_time

    def _count_other(self, time: float, now: float) -> None:
        """Count the answers in a row that agree with each other, but not with the latest."""
        other = self._other
        ahead = self.clock is not None and time - now > self._other_lead + self.slack
        behind = self.must_advance and other is not None and other - time > self.slack
        if other is None or ahead or behind:
            # The answers before came from yet another clock. Waiting for this one to
            # reach their time could take a century.
            self._other, self._other_lead, self._count = time, time - now, 1
        elif not self.must_advance or time > other:
            self._other, self._count = time, self._count + 1
            self._other_lead = max(self._other_lead, time - now)

    def _needed(self) -> int:
        """Return how many answers in a row are believed against the latest."""
        if self.clock is None:
            return self.believe_after
        return min(self.believe_after, self._votes + OUTVOTED_BY)

    def forget(self) -> None:
        """Take the next answer whatever its time."""
        self._restart(None, 0.0, votes=0)

    def _restart(self, time: float | None, lead: float, *, votes: int) -> None:
        """Take a time as the latest."""
        self._latest, self._lead, self._votes = time, lead, votes
        self._other, self._count = None, 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighed[AnswerT]:
    """What is to be believed after an answer, if it is plausible."""

    answer: AnswerT
    """The answer, with what cannot be true in it corrected."""
    corrected: Reason | None = None
    odd: Mapping[Reason, datetime | None] = field(default_factory=dict)
    """Why it is not believed at once. It is when the next answer is odd in the same way.

    By reason the answer's own time, where only a later snapshot counts as the next
    answer; None where any answer does.
    """


class Gate[AnswerT]:
    """Decides which answers to one question are believed.

    An answer has to be in order and plausible. An odd one is believed once it is
    repeated.
    """

    def __init__(
        self,
        *,
        order: SnapshotOrder[AnswerT] | None = None,
        weigh: Callable[[AnswerT, AnswerT | None], Weighed[AnswerT]] | None = None,
    ) -> None:
        """Take the rules.

        `weigh` is given an answer and the one believed before, and raises DoubtedError
        for an answer that cannot be true.
        """
        self.believed: AnswerT | None = None
        self._order = order
        self._weigh = weigh
        self._odd: dict[Reason, datetime | None] = {}

    def forget(self) -> None:
        """Forget what was believed, and of when it was."""
        self.believed = None
        if self._order is not None:
            self._order.forget()

    def take(self, answer: AnswerT) -> Reason | None:
        """Take an answer, and return why it is not believed as it stands, if so.

        Raises DoubtedError for one that is to count as a failure.
        """
        if self._order is not None and not self._order.accepts(answer):
            return Reason.BEHIND
        if self._weigh is None:
            self.believed = answer
            return None
        weighed = self._weigh(answer, self.believed)
        first = [reason for reason in weighed.odd if not self._repeats(weighed, reason)]
        self._odd = {
            reason: self._odd.get(reason, at) for reason, at in weighed.odd.items()
        }
        if first:
            return first[0]
        self._odd = {}
        self.believed = weighed.answer
        return weighed.corrected

    def _repeats(self, weighed: Weighed[AnswerT], reason: Reason) -> bool:
        """Return whether an earlier answer was odd in the same way."""
        if reason not in self._odd:
            return False
        at, before = weighed.odd[reason], self._odd[reason]
        return at is None or before is None or at > before
