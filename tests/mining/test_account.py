"""What is held true about an account."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.ocean_xyz.api import (
    AccountSnapshot,
    HashesPerSecond,
    HashrateAverages,
    Satoshis,
)
from custom_components.ocean_xyz.mining.account import (
    AccountMemory,
    AccountReading,
    DataStatus,
    KnownBy,
    data_status,
    idle_snapshot,
    known_by,
    ocean_time,
    remembered,
    short_averages,
)
from custom_components.ocean_xyz.mining.workers.state import (
    WorkerState,
    WorkerStatus,
    count_workers,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
RATE = HashesPerSecond(1e15)


def snapshot(minute: int) -> AccountSnapshot:
    """Return the snapshot of a minute."""
    return AccountSnapshot(
        snapshot_time=NOW + timedelta(minutes=minute),
        hashrate_60s=RATE,
        hashrate_300s=RATE,
        last_share=NOW,
        unpaid=Satoshis(100 + minute),
    )


def test_gone_workers_are_not_counted() -> None:
    """Online and low are online; paused is neither online nor offline."""
    states = {
        name: WorkerState(
            name=name,
            status=status,
            last_share=None,
            long_averages=HashrateAverages(),
            gone=name == "gone",
        )
        for name, status in (
            ("a", WorkerStatus.ONLINE),
            ("b", WorkerStatus.LOW),
            ("c", WorkerStatus.OFFLINE),
            ("d", WorkerStatus.PAUSED),
            ("gone", WorkerStatus.OFFLINE),
        )
    }
    counts = count_workers(states)
    assert (counts.online, counts.offline, counts.total) == (2, 1, 4)


def test_an_idle_account_shows_the_zeros_that_follow() -> None:
    """After two minutes of silence the minute is zero, the five minutes are not known."""
    shown = idle_snapshot(NOW, NOW - timedelta(minutes=2), Satoshis(7))
    assert (shown.shares_60s, shown.hashrate_60s) == (0, 0)
    assert (shown.shares_300s, shown.hashrate_300s) == (None, None)
    assert shown.unpaid == 7


def test_two_averages_are_known_from_the_snapshot() -> None:
    """Where the route for all averages is silent."""
    assert short_averages(snapshot(0)) == HashrateAverages(
        hashrate_60s=RATE, hashrate_300s=RATE
    )


def test_the_time_of_an_idle_account() -> None:
    """The pool's snapshot, else the last one of the account plus what has passed."""
    minute = timedelta(minutes=1)
    known = AccountMemory(snapshot_time=NOW, received=NOW + 5 * minute)
    assert ocean_time(known, None, NOW + 15 * minute) == NOW + 10 * minute
    assert ocean_time(known, None, NOW) == NOW
    assert ocean_time(known, NOW + 3 * minute, NOW) == NOW + 3 * minute
    assert ocean_time(known, NOW - minute, NOW) == NOW
    assert ocean_time(AccountMemory(), None, NOW) == NOW
    assert ocean_time(AccountMemory(), NOW - minute, NOW) == NOW - minute


@pytest.mark.parametrize(
    ("reading", "age", "memory", "status"),
    [
        ({}, 0, {}, DataStatus.LIVE),
        ({"failing": True}, 0, {}, DataStatus.STALE),
        ({}, 301, {}, DataStatus.STALE),
        ({"known_by": KnownBy.SILENT}, 0, {}, DataStatus.UNREACHABLE),
        ({"known_by": KnownBy.SILENT, "unasked": True}, 0, {}, DataStatus.STALE),
        ({"known_by": KnownBy.OLD_LIST}, 0, {}, DataStatus.UNREACHABLE),
        ({"known_by": KnownBy.WEB_PAGE}, 301, {}, DataStatus.WEB_PAGE),
        ({"known_by": KnownBy.WEB_PAGE}, 901, {}, DataStatus.STALE),
        ({"known_by": KnownBy.IDLE}, 0, {}, DataStatus.UNKNOWN_ACCOUNT),
        ({"known_by": KnownBy.IDLE}, 0, {"snapshot_time": NOW}, DataStatus.IDLE),
        (
            {"known_by": KnownBy.IDLE},
            0,
            {"snapshot_time": NOW, "idle_since": NOW - timedelta(days=31)},
            DataStatus.UNKNOWN_ACCOUNT,
        ),
    ],
)
def test_what_alerts_depend_on_is_distinguished(
    reading: dict[str, object],
    age: float,
    memory: dict[str, datetime],
    status: DataStatus,
) -> None:
    """Six different things have six different words."""
    known = AccountReading(**{"known_by": KnownBy.LIST, **reading})
    found = data_status(known, AccountMemory(**memory), NOW, snapshot_age=age)
    assert found is status


@pytest.mark.parametrize(
    ("failing", "status"), [(False, DataStatus.LIVE), (True, DataStatus.STALE)]
)
def test_an_account_between_two_shares_is_not_idle(
    failing: bool, status: DataStatus
) -> None:
    """However old its last snapshot is."""
    idle = AccountReading(known_by=KnownBy.IDLE, failing=failing)
    memory = AccountMemory(snapshot_time=NOW)
    found = data_status(idle, memory, NOW, snapshot_age=9999, between_shares=True)
    assert found is status


def test_what_is_remembered_of_a_snapshot() -> None:
    """Its time, share and balance; one that is known already changes nothing."""
    memory = AccountMemory(idle_since=NOW, unpaid=Satoshis(7))
    reading = AccountReading(known_by=KnownBy.LIST, snapshot=snapshot(1))
    now = NOW + timedelta(minutes=2)
    after = remembered(memory, reading, now)
    assert after == AccountMemory(
        snapshot_time=NOW + timedelta(minutes=1),
        received=now,
        last_share=NOW,
        unpaid=Satoshis(101),
    )
    assert remembered(after, reading, now) is after
    page = AccountReading(known_by=KnownBy.WEB_PAGE, snapshot=snapshot(0))
    assert remembered(after, page, now) is after
    silent = AccountReading(known_by=KnownBy.SILENT)
    assert remembered(after, silent, now) is after


def test_since_when_an_account_is_idle_is_remembered() -> None:
    """By the first answer that says so."""
    reading = AccountReading(known_by=KnownBy.IDLE)
    memory = remembered(AccountMemory(), reading, NOW)
    assert memory.idle_since == NOW
    assert remembered(memory, reading, NOW + timedelta(days=1)) is memory


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("workers fresh", KnownBy.LIST),
        ("workers fresh snapshot hashrates", KnownBy.LIST),
        ("workers snapshot", KnownBy.LIST),
        ("workers hashrates", KnownBy.OLD_LIST),
        ("snapshot", KnownBy.SNAPSHOT),
        ("snapshot hashrates", KnownBy.HASHRATES),
        ("workers fresh idle", KnownBy.IDLE),
        ("snapshot hashrates idle", KnownBy.IDLE),
        ("hashrates idle", KnownBy.SILENT),
        ("", KnownBy.SILENT),
    ],
)
def test_by_which_answers_an_account_is_known(answers: str, expected: KnownBy) -> None:
    """The list before all others; without a snapshot nothing is said."""
    names = ("workers", "fresh", "snapshot", "hashrates", "idle")
    assert known_by(**{name: name in answers.split() for name in names}) is expected
    assert expected.has_figures is (expected not in (KnownBy.OLD_LIST, KnownBy.SILENT))
