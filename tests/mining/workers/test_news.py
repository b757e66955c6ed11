"""Which workers an announcement is about."""

from custom_components.ocean_xyz.mining.workers.news import (
    RETENTION,
    AnnouncedWorkers,
    worker_news,
)
from custom_components.ocean_xyz.mining.workers.state import WorkerChange, WorkerEvent


def test_the_last_announcements_can_be_traced_to_their_workers() -> None:
    """By the time that is the event's state; earlier ones are forgotten."""
    announced = AnnouncedWorkers()
    events = [
        WorkerEvent(change=WorkerChange.APPEARED, name=str(number))
        for number in range(RETENTION + 1)
    ]
    for event in events:
        announced.remember(event.name, (event,))
    assert announced.at("0") == ()
    assert announced.at("1") == (events[1],)
    (news,) = worker_news(events)
    assert news.about == tuple(events)
    assert set(news.attributes) == {"count", "workers"}
