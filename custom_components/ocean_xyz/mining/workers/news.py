"""What an event entity announces of workers: pure, without Home Assistant."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from ..names import shown_name
from ..units import TERA
from .state import WorkerEvent

MANY_CHANGES: Final = 5
"""Changes of one kind in one poll above which they are announced as one."""

NAMES_SHOWN: Final = 20
"""Names that one announcement holds at most."""

RETENTION: Final = 16
"""Events of an account that can still be traced to their workers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """Something that an event entity announces."""

    kind: str
    attributes: Mapping[str, Any]
    about: tuple[WorkerEvent, ...] = ()


class AnnouncedWorkers:
    """Which workers the last states of an account's event entity are about.

    A trigger needs them, and cannot have them from the entity: Home Assistant dispatches
    a state one turn of the event loop later, when the entity may have the next one
    already, and a state holds only twenty names. A state of an event entity is the time
    at which it was announced.
    """

    def __init__(self) -> None:
        """Begin with nothing announced."""
        self._by_state: OrderedDict[str, tuple[WorkerEvent, ...]] = OrderedDict()

    def remember(self, state: str, about: tuple[WorkerEvent, ...]) -> None:
        """Remember what a state is about."""
        self._by_state[state] = about
        while len(self._by_state) > RETENTION:
            self._by_state.popitem(last=False)

    def at(self, state: str) -> tuple[WorkerEvent, ...]:
        """Return what a state is about; nothing if it is of an earlier run."""
        return self._by_state.get(state, ())


def worker_news(events: Iterable[WorkerEvent]) -> list[News]:
    """Return what to announce of an account's workers.

    A power cut takes a whole farm down at once: more than five changes of one kind make
    one announcement, with their number and the first twenty names.
    """
    news: list[News] = []
    in_order = sorted(events, key=lambda event: event.change)
    for change, group in groupby(in_order, key=lambda event: event.change):
        same = tuple(group)
        if len(same) > MANY_CHANGES:
            news.append(News(kind=change, attributes=_many(same), about=same))
        else:
            news += [
                News(kind=change, attributes=_one(event), about=(event,))
                for event in same
            ]
    return news


def _one(event: WorkerEvent) -> dict[str, Any]:
    """Describe what happened to one worker."""
    return {"worker": shown_name(event.name), "count": 1, **silence_and_loss((event,))}


def _many(events: tuple[WorkerEvent, ...]) -> dict[str, Any]:
    """Describe what happened to many workers."""
    return {
        "count": len(events),
        "workers": [shown_name(event.name) for event in events[:NAMES_SHOWN]],
        **silence_and_loss(events),
    }


def silence_and_loss(events: tuple[WorkerEvent, ...]) -> dict[str, Any]:
    """Return the longest silence in seconds and when it began, and the TH/s lost."""
    described: dict[str, Any] = {}
    if silences := [one.silence for one in events if one.silence is not None]:
        described["silence"] = round(max(silences))
    if begun := [one.since for one in events if one.since is not None]:
        described["since"] = min(begun).isoformat()
    lost = [one.hashrate_lost for one in events if one.hashrate_lost is not None]
    if lost:
        described["hashrate_lost"] = round(sum(lost) / TERA, 3)
    return described
