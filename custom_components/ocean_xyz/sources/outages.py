"""What the log says of upstreams that do not answer: one line for an outage.

An outage is a host's, however many questions it leaves without an answer. Its line comes
with the second failure in a row of one of them, when the others have failed as well; a
single failure is none. A second line says when it is over. Each failure is in the log of
level debug.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
import logging
from math import inf
from typing import Final

from ..api import OceanError

FAILURES: Final = 2
"""Failures of a question in a row that make an outage."""

FAILURES_SOON: Final = 5
"""The same within an hour after an outage: a host that flickers is not news."""

CALM: Final = 120.0
"""Seconds without any failure after which an outage is over."""

HOUR: Final = 3600.0
"""Seconds between two lines about an outage that grows."""

MOST_NAMED: Final = 12
"""Questions that one line names."""


@dataclass(slots=True)
class _Outage:
    """What a host does not answer."""

    began: float
    """By the clock of `Outages`; so are the next three."""
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

    def failed(self, host: str, question: str, err: OceanError) -> None:
        """Take a failure."""
        now = self._clock()
        self._logger.debug("%s does not answer about %s: %s", host, question, err)
        outage = self._outages.setdefault(host, _Outage(now, now, now))
        outage.failed = now
        outage.failures[question] = outage.failures.get(question, 0) + 1
        soon = now - self._ended.get(host, -inf) < HOUR
        lasts = outage.failures[question] >= (FAILURES_SOON if soon else FAILURES)
        if lasts and question not in outage.named and _may_be_said(outage, now):
            self._log(host, outage, err)
            outage.logged = now
        self._end_calm()

    def answered(self, host: str, question: str) -> None:
        """Take an answer, or that a question is no longer needed."""
        if (outage := self._outages.get(host)) is not None:
            outage.answered = self._clock()
            if outage.failures.pop(question, 0):
                self._logger.debug("%s no longer lacks %s", host, question)
        self._end_calm()

    def _log(self, host: str, outage: _Outage, err: OceanError) -> None:
        """Say what a host does not answer."""
        new = sorted(outage.failures.keys() - outage.named)
        outage.named |= outage.failures.keys()
        more = len(new) - MOST_NAMED
        what = ", ".join(new[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        self._logger.warning("%s does not answer: %s (%s)", host, err, what)

    def _end_calm(self) -> None:
        """Say which outages are over."""
        now = self._clock()
        for host, outage in list(self._outages.items()):
            if outage.failures or now - outage.failed < CALM:
                continue
            del self._outages[host]
            if outage.logged is not None:
                self._ended[host] = now
                minutes = round((outage.failed - outage.began) / 60)
                self._logger.info("%s answers again, after %d min", host, minutes)


def _may_be_said(outage: _Outage, now: float) -> bool:
    """Return whether it is time for a line about what an outage concerns as well.

    While nothing is answered, all that joins is the same silence.
    """
    if (logged := outage.logged) is None:
        return True
    return outage.answered >= logged and now - logged >= HOUR
