"""What is held true about an account."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.ocean_xyz.api import (
    AccountHashrate,
    AccountSnapshot,
    HashesPerSecond,
    HashrateAverages,
    Satoshis,
    WorkerAverages,
)
from custom_components.ocean_xyz.mining.account import (
    AccountMemory,
    Belief,
    DataStatus,
    Health,
    count_workers,
    data_status,
    idle_reference,
    idle_snapshot,
    merge_windows,
    short_windows,
    without_negative_balance,
)
from custom_components.ocean_xyz.mining.workers.state import WorkerState, WorkerStatus

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
RATE = HashesPerSecond(1e15)
ZERO = HashesPerSecond(0.0)


def snapshot(
    minute: int, rate: HashesPerSecond = RATE, last: float | None = 0
) -> AccountSnapshot:
    """Return a snapshot of a minute whose last share is so many minutes old."""
    at = NOW + timedelta(minutes=minute)
    return AccountSnapshot(
        snapshot_time=at,
        hashrate_60s=rate,
        hashrate_300s=rate,
        last_share=None if last is None else at - timedelta(minutes=last),
    )


def believed(*told: AccountSnapshot) -> list[AccountSnapshot | None]:
    """Return what is believed after each answer."""
    belief: Belief[AccountSnapshot] = Belief()
    history = []
    for answer in told:
        belief = belief.told(answer)
        history.append(belief.believed)
    return history


def test_zeros_that_contradict_themselves_have_to_be_repeated() -> None:
    """A minute of zeros with a share in it is not believed, a second minute is."""
    good, zero, again = snapshot(0), snapshot(1, ZERO), snapshot(2, ZERO)
    assert believed(good, zero, again) == [good, good, again]


def test_the_same_snapshot_again_repeats_nothing() -> None:
    """Only the next snapshot can confirm, not the same one asked twice."""
    good, zero = snapshot(0), snapshot(1, ZERO)
    assert believed(good, zero, zero, zero) == [good] * 4


def test_a_good_snapshot_ends_the_doubt() -> None:
    """Zeros, good, zeros: the second zeros are doubted anew."""
    told = [snapshot(0), snapshot(1, ZERO), snapshot(2), snapshot(3, ZERO)]
    assert believed(*told)[-1] == told[2]


def test_a_small_machine_has_true_zeros() -> None:
    """No share for six minutes is a true zero of the window of five, at once."""
    good, quiet = snapshot(0), snapshot(1, ZERO, last=6)
    assert believed(good, quiet)[-1] == quiet


def test_zeros_that_forgot_the_last_share_are_doubted() -> None:
    """Even at the very first answer."""
    assert believed(snapshot(0, ZERO, last=None)) == [None]


def test_a_day_of_zeros_with_a_share_today_is_doubted() -> None:
    """Of all eight windows the longest decides, less what OCEAN lags behind."""
    zeros = {
        f"hashrate_{window}s": ZERO
        for window in (60, 300, 600, 1800, 3600, 10800, 43200, 86400)
    }
    at = NOW
    doubtful = AccountHashrate(
        snapshot_time=at, last_share=at - timedelta(hours=20), **zeros
    )
    true = AccountHashrate(
        snapshot_time=at, last_share=at - timedelta(hours=25), **zeros
    )
    belief: Belief[AccountHashrate] = Belief()
    assert belief.told(doubtful).believed is None
    assert belief.told(true).believed == true


def test_an_answer_without_a_hashrate_is_not_all_zeros() -> None:
    """What is not known is not zero."""
    bare = AccountSnapshot(snapshot_time=NOW, unpaid=Satoshis(5))
    assert believed(bare) == [bare]


@pytest.mark.parametrize(
    ("told", "known", "shown"),
    [(-1, 5, 5), (-1, None, None), (0, 5, 0), (None, 5, None)],
)
def test_a_negative_balance_is_not_believed(
    told: int | None, known: int | None, shown: int | None
) -> None:
    """The last known balance stands where OCEAN says less than nothing."""
    answer = AccountSnapshot(
        snapshot_time=NOW, unpaid=None if told is None else Satoshis(told)
    )
    before = None if known is None else Satoshis(known)
    assert without_negative_balance(answer, before).unpaid == shown


def test_windows_survive_two_answers_without_a_worker() -> None:
    """A shorter list deletes nothing at once."""
    windows = HashrateAverages(hashrate_10800s=RATE)
    full = WorkerAverages(snapshot_time=NOW, workers={"a": windows, "b": windows})
    short = WorkerAverages(snapshot_time=NOW, workers={"a": windows})
    merged, missing = merge_windows(None, {}, full)
    assert merged == full
    for kept in (True, True, False):
        merged, missing = merge_windows(merged, missing, short)
        assert ("b" in merged.workers) is kept
    assert not missing


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


def test_two_windows_are_known_from_the_snapshot() -> None:
    """Where the route for all windows is silent."""
    assert short_windows(snapshot(0)) == HashrateAverages(
        hashrate_60s=RATE, hashrate_300s=RATE
    )


def test_the_time_of_an_idle_account() -> None:
    """The pool's snapshot, else the last one of the account plus what has passed."""
    minute = timedelta(minutes=1)
    known = AccountMemory(snapshot_time=NOW, received=NOW + 5 * minute)
    assert idle_reference(known, None, NOW + 15 * minute) == NOW + 10 * minute
    assert idle_reference(known, None, NOW) == NOW
    assert idle_reference(known, NOW + 3 * minute, NOW) == NOW + 3 * minute
    assert idle_reference(known, NOW - minute, NOW) == NOW
    assert idle_reference(AccountMemory(), None, NOW) == NOW
    assert idle_reference(AccountMemory(), NOW - minute, NOW) == NOW - minute


@pytest.mark.parametrize(
    ("health", "memory", "status"),
    [
        ({}, {}, DataStatus.LIVE),
        ({"failing": True}, {}, DataStatus.STALE),
        ({"snapshot_age": 301.0}, {}, DataStatus.STALE),
        ({"usable": False}, {}, DataStatus.UNREACHABLE),
        ({"web_page": True, "usable": False}, {}, DataStatus.WEB_PAGE),
        ({"idle": True}, {}, DataStatus.UNKNOWN_ACCOUNT),
        ({"idle": True}, {"snapshot_time": NOW}, DataStatus.IDLE),
        (
            {"idle": True},
            {"snapshot_time": NOW, "idle_since": NOW - timedelta(days=31)},
            DataStatus.UNKNOWN_ACCOUNT,
        ),
    ],
)
def test_what_alerts_depend_on_is_told_apart(
    health: dict[str, object], memory: dict[str, datetime], status: DataStatus
) -> None:
    """Six different things have six different words."""
    known = {
        "idle": False,
        "usable": True,
        "failing": False,
        "web_page": False,
        "snapshot_age": 0.0,
    }
    assert data_status(Health(**known | health), AccountMemory(**memory), NOW) is status
