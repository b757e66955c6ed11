"""Which workers an announcement is about."""

from custom_components.ocean_xyz.mining.workers.news import NAMES_SHOWN, worker_news
from custom_components.ocean_xyz.mining.workers.state import WorkerChange, WorkerEvent


def test_an_announcement_of_many_knows_all_of_them() -> None:
    """Also those whose names it does not show."""
    events = [
        WorkerEvent(change=WorkerChange.APPEARED, name=str(number))
        for number in range(NAMES_SHOWN + 1)
    ]
    (news,) = worker_news(events)
    assert news.about == tuple(events)
    assert set(news.attributes) == {"count", "workers"}
    assert len(news.attributes["workers"]) == NAMES_SHOWN
