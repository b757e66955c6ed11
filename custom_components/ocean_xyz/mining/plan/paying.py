"""Finds the times at which mining pays, by the rule of *Profitable*."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..costs import CostSettings, pays
from .pieces import Piece


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A time from its start until its end."""

    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Now:
    """What is decided now: the times ahead follow from it."""

    time: datetime
    profitable: bool | None
    """None while it is not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """The times at which mining pays, among those whose price is known."""

    pays: tuple[Span, ...] = ()
    """In order, with time between them."""
    prices: tuple[Span, ...] = ()
    """In order, with gaps between them."""

    @property
    def until(self) -> datetime | None:
        """Return when the known prices end."""
        return self.prices[-1].end if self.prices else None

    def run_at(self, time: datetime) -> Span | None:
        """Return the time in which mining pays that holds another one."""
        return next((one for one in self.pays if one.start <= time < one.end), None)

    def run_after(self, time: datetime) -> Span | None:
        """Return the next time in which mining pays that begins later."""
        return next((one for one in self.pays if one.start > time), None)


def known_of(
    pieces: Sequence[Piece],
    margin: Callable[[Piece], float],
    settings: CostSettings,
    now: Now,
) -> Known:
    """Return when mining pays.

    `margin` returns what is left of the revenue of a piece, in percent of it. Each
    decision follows from the one before, and from now on from the present one. What is
    over by now begins without a decision, because nobody remembers it.
    """
    decided: bool | None = None
    paying: list[Piece] = []
    is_ahead = False
    for piece in pieces:
        if not is_ahead and piece.end > now.time:
            is_ahead = True
            decided = decided if now.profitable is None else now.profitable
        decided = pays(decided, margin(piece), settings)
        if decided:
            paying.append(piece)
    return Known(pays=joined(paying), prices=joined(pieces))


def joined(times: Iterable[Piece | Span]) -> tuple[Span, ...]:
    """Return times in order as spans, joined where one goes on with the next."""
    spans: list[Span] = []
    for one in times:
        start = one.start
        if spans and spans[-1].end == start:
            start = spans.pop().start
        spans.append(Span(start=start, end=one.end))
    return tuple(spans)


def hours_within(spans: Iterable[Span], start: datetime, end: datetime) -> float:
    """Return how many hours of a time spans have."""
    seconds = sum(
        (min(one.end, end) - max(one.start, start)).total_seconds()
        for one in spans
        if one.end > start and one.start < end
    )
    return seconds / 3600
