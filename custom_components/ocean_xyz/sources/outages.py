"""What the log says of upstreams that do not answer: one line for an outage.

An outage is a host's, however many questions it leaves without an answer. Its line comes
with the third failure in a row of one of them, when its answer is no longer shown and the
others have failed as well; a single failure is none. Hosts that fall silent together
share a line, as they do when the internet is gone. A second line says when all is over.
Each failure is in the log of level debug.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
import logging
from math import inf
from typing import Final

from ..api import OceanError

FAILURES: Final = 3
"""Failures of a question in a row that make an outage."""

FAILURES_SOON: Final = 5
"""The same within an hour after an outage: a host that flickers is not news."""

CALM: Final = 120.0
"""Seconds without any failure after which an outage is over."""

TOGETHER: Final = 900.0
"""Seconds after a line in which a host that falls silent is a part of it.

The sources that stand in for others are asked, and fail, some minutes later.
"""

RETRIED: Final = 360.0
"""Seconds after the end of a host's outage in which those of the others have to end, to
share its line: all that failed is asked again within them."""

HOUR: Final = 3600.0
"""Seconds between two lines about an outage that grows."""

MOST_NAMED: Final = 12
"""Questions that one line names."""


@dataclass(slots=True)
class _Outage:
    """What a host does not answer."""

    began: float
    """By the clock of `Outages`; so are the next three."""
    error: str
    """The last one."""
    failed: float
    """Last."""
    answered: float
    """Last."""
    logged: float | None = None
    failures: dict[str, int] = field(default_factory=dict)
    """In a row, by question."""
    named: set[str] = field(default_factory=set)
    """Questions that the log has named."""


class Outages:
    """Logs when hosts stop to answer, and when they do again."""

    def __init__(self, logger: logging.Logger, clock: Callable[[], float]) -> None:
        """Take the log, and a clock of seconds that never go back."""
        self._logger = logger
        self._clock = clock
        self._outages: dict[str, _Outage] = {}
        self._ended: dict[str, float] = {}
        self._over: dict[str, float] = {}
        """For how many seconds those were silent of whose end there is no line yet."""

    def failed(self, host: str, question: str, err: OceanError) -> None:
        """Take a failure."""
        now = self._clock()
        self._logger.debug("%s does not answer about %s: %s", host, question, err)
        outage = self._outages.setdefault(host, _Outage(now, str(err), now, now))
        outage.failed, outage.error = now, str(err)
        outage.failures[question] = outage.failures.get(question, 0) + 1
        soon = now - self._ended.get(host, -inf) < HOUR
        lasts = outage.failures[question] >= (FAILURES_SOON if soon else FAILURES)
        if lasts and question not in outage.named and _may_be_said(outage, now):
            self._log(host, outage, now)
        self._end_calm()

    def answered(self, host: str, question: str) -> None:
        """Take an answer, or that a question is no longer needed."""
        if (outage := self._outages.get(host)) is not None:
            outage.answered = self._clock()
            if outage.failures.pop(question, 0):
                self._logger.debug("%s no longer lacks %s", host, question)
        self._end_calm()

    def _log(self, host: str, outage: _Outage, now: float) -> None:
        """Say what a host does not answer, with all hosts that fell silent with it."""
        others = {name: one for name, one in self._outages.items() if one is not outage}
        if outage.logged is None and any(
            one.logged is not None and now - one.logged < TOGETHER
            for one in others.values()
        ):
            outage.named |= outage.failures.keys()
        else:
            new = {
                name: one
                for name, one in others.items()
                if one.logged is None and one.failures
            }
            lines = [_said(name, it) for name, it in ({host: outage} | new).items()]
            self._logger.warning("; ".join(lines))
            for one in new.values():
                one.logged = now
        outage.logged = now

    def _end_calm(self) -> None:
        """Say which outages are over."""
        now = self._clock()
        for host, outage in list(self._outages.items()):
            if outage.failures or now - outage.failed < CALM:
                continue
            del self._outages[host]
            if outage.logged is not None:
                self._ended[host] = now
                self._over[host] = outage.failed - outage.began
        going_on = any(one.logged is not None for one in self._outages.values())
        if self._over and (
            not going_on or now - min(self._ended[one] for one in self._over) >= RETRIED
        ):
            hosts, minutes = ", ".join(self._over), round(max(self._over.values()) / 60)
            answer = "answers" if len(self._over) == 1 else "answer"
            self._logger.info("%s %s again, after %d min", hosts, answer, minutes)
            self._over = {}


def _said(host: str, outage: _Outage) -> str:
    """Say what a host does not answer, and note that it is said."""
    new = sorted(outage.failures.keys() - outage.named)
    outage.named |= outage.failures.keys()
    more = len(new) - MOST_NAMED
    what = ", ".join(new[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"{host} does not answer: {outage.error} ({what})"


def _may_be_said(outage: _Outage, now: float) -> bool:
    """Return whether it is time for a line about what an outage concerns as well.

    While nothing is answered, all that joins is the same silence.
    """
    if (logged := outage.logged) is None:
        return True
    return outage.answered >= logged and now - logged >= HOUR
