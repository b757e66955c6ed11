"""What an event entity announces of workers: pure, without Home Assistant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from ..names import shown_name
from ..units import TERA
from .state import WorkerChange, WorkerEvent

MANY_CHANGES: Final = 5
"""Changes of one kind in one poll above which they are announced as one."""

NAMES_SHOWN: Final = 20
"""Names that one announcement holds at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """Something that an event entity announces."""

    kind: str
    attributes: Mapping[str, Any]
    about: tuple[WorkerEvent, ...] = ()


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
            news.append(joint_news(change, same))
        else:
            news += [joint_news(change, (event,)) for event in same]
    return news


def joint_news(change: WorkerChange, events: tuple[WorkerEvent, ...]) -> News:
    """Return one announcement of the same change of one or more workers."""
    attributes = _one(events[0]) if len(events) == 1 else _many(events)
    return News(kind=change, attributes=attributes, about=events)


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
