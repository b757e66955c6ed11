"""What cannot be true in an answer about an account."""

from copy import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.ocean_xyz.api import (
    AVERAGES,
    AccountHashrate,
    AccountSnapshot,
    HashesPerSecond,
    HashrateAverages,
    PoolHashrate,
    Satoshis,
    UserInfo,
    WorkerAverages,
)
from custom_components.ocean_xyz.sources.belief import Gate, Reason
from custom_components.ocean_xyz.sources.plausible import (
    merge_hashrates,
    oddities,
    shows_work,
    weigh_hashrate,
    weigh_info,
    weigh_pool_hashrate,
    weigh_snapshot,
    weigh_worker_hashrates,
    workers_oddities,
)

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


def believed(*answers: AccountSnapshot) -> list[AccountSnapshot | None]:
    """Return what is believed after each answer."""
    gate: Gate[AccountSnapshot] = Gate(
        weigh=lambda answer, _: weigh_snapshot(answer, None)
    )
    history = []
    for answer in answers:
        gate.take(answer)
        history.append(gate.believed)
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
    """Zeros, good, zeros: the second zeros are doubted again."""
    answers = [snapshot(0), snapshot(1, ZERO), snapshot(2), snapshot(3, ZERO)]
    assert believed(*answers)[-1] == answers[2]


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
    assert oddities(doubtful) == {Reason.ALL_ZERO: at}
    assert not oddities(true)


def test_an_answer_without_a_hashrate_is_not_all_zeros() -> None:
    """What is not known is not zero."""
    bare = AccountSnapshot(snapshot_time=NOW, unpaid=Satoshis(5))
    assert believed(bare) == [bare]


@pytest.mark.parametrize(
    ("answered", "known", "shown"),
    [(-1, 5, 5), (-1, None, None), (0, 5, 0), (None, 5, None)],
)
def test_a_negative_balance_is_not_believed(
    answered: int | None, known: int | None, shown: int | None
) -> None:
    """The last known balance stands where OCEAN says less than nothing."""
    answer = AccountSnapshot(
        snapshot_time=NOW, unpaid=None if answered is None else Satoshis(answered)
    )
    before = None if known is None else Satoshis(known)
    doubt = Reason.NEGATIVE if answered == -1 else None
    alone = weigh_snapshot(answer, before)
    assert (alone.answer.unpaid, alone.corrected) == (shown, doubt)
    listed = weigh_info(UserInfo(account=answer, workers={}), before)
    assert (listed.answer.account.unpaid, listed.corrected) == (shown, doubt)


def test_hashrates_survive_two_answers_without_a_worker() -> None:
    """A shorter list deletes nothing at once."""
    hashrates = HashrateAverages(hashrate_10800s=RATE)
    full = WorkerAverages(snapshot_time=NOW, workers={"a": hashrates, "b": hashrates})
    short = WorkerAverages(snapshot_time=NOW, workers={"a": hashrates})
    merged, missing = merge_hashrates(None, {}, full)
    assert merged == full
    for kept in (True, True, False):
        merged, missing = merge_hashrates(merged, missing, short)
        assert ("b" in merged.workers) is kept
    assert not missing


@pytest.mark.parametrize(
    ("answer", "work"),
    [
        (snapshot(0), True),
        (AccountHashrate(snapshot_time=NOW, hashrate_60s=RATE), True),
        (snapshot(0, ZERO), False),
        (snapshot(-6), False),
        (None, False),
    ],
)
def test_what_shows_work(
    answer: AccountSnapshot | AccountHashrate | None, work: bool
) -> None:
    """Only an answer of about now, with a hashrate in its short averages."""
    assert shows_work(answer, NOW) is work


def test_a_pool_without_hashrate_is_odd() -> None:
    """A whole pool does not stop for a minute; any next answer may repeat it."""
    odd = weigh_pool_hashrate(PoolHashrate(hashrate_60s=ZERO, hashrate_300s=ZERO), None)
    assert odd.odd == {Reason.ALL_ZERO: None}
    assert not weigh_pool_hashrate(PoolHashrate(hashrate_60s=RATE), None).odd


@pytest.mark.parametrize("ahead", [5, 120, 121, 3600, 7200])
def test_a_last_share_far_after_its_snapshot_is_not_known(ahead: int) -> None:
    """OCEAN's are a few seconds late; hours come from a wrong zone, on every route."""
    answer = snapshot(0, last=-ahead / 60)
    share = answer.last_share if ahead <= 120 else None
    info = UserInfo(account=answer, workers={})
    hashrate = AccountHashrate(
        snapshot_time=answer.snapshot_time, last_share=answer.last_share
    )
    assert weigh_snapshot(answer, None).answer.last_share == share
    assert weigh_info(info, None).answer.account.last_share == share
    assert weigh_hashrate(hashrate, None).answer.last_share == share


@pytest.mark.parametrize("average", [60, 300, 86400])
@pytest.mark.parametrize("account", [ZERO, RATE, None])
@pytest.mark.parametrize("worker", [ZERO, RATE, None])
def test_workers_are_not_all_zero_while_their_account_mines(
    average: int, account: HashesPerSecond | None, worker: HashesPerSecond | None
) -> None:
    """Whichever average shows it; an average that one of them lacks shows nothing."""
    name = f"hashrate_{average}s"
    own = AccountHashrate(snapshot_time=NOW, **{name: account})
    idle = HashrateAverages(hashrate_60s=ZERO, **({name: ZERO} if average > 60 else {}))
    row = HashrateAverages(**{name: worker})
    odd = (account, worker) == (RATE, ZERO)
    assert bool(workers_oddities(own, [row, idle])) is odd
    assert workers_oddities(own, []) == {}
    answer = WorkerAverages(snapshot_time=NOW, workers={"a": row, "b": idle})
    assert weigh_worker_hashrates(answer, own, answer).odd == (
        {Reason.ALL_ZERO: NOW} if odd else {}
    )
    assert weigh_worker_hashrates(answer, None, answer).odd == {}


@pytest.mark.parametrize("average", [60, 300, 600, 3600, 10800, 86400])
def test_each_long_average_is_compared_by_itself(average: int) -> None:
    """A zero of all in one of them is odd; a short one may be of another minute."""
    full = {f"hashrate_{one}s": RATE for one in AVERAGES}
    own, runs = AccountHashrate(snapshot_time=NOW, **full), HashrateAverages(**full)
    wrong = replace(runs, **{f"hashrate_{average}s": ZERO})
    assert bool(workers_oddities(own, [wrong] * 3)) is (average >= 600)
    assert workers_oddities(own, [wrong, wrong, runs]) == {}
    none = replace(own, **{f"hashrate_{average}s": ZERO})
    assert workers_oddities(none, [wrong] * 3) == {}


@pytest.mark.parametrize("average", [60, 300])
def test_workers_are_weighed_by_a_snapshot_too(average: int) -> None:
    """It has the short averages only, and zeros in all of them are odd."""
    own = snapshot(0)
    zeros = HashrateAverages(**{f"hashrate_{one}s": ZERO for one in AVERAGES})
    for row, odd in (
        (zeros, True),
        (replace(zeros, **{f"hashrate_{average}s": RATE}), False),
    ):
        answer = WorkerAverages(snapshot_time=NOW, workers={"a": row, "b": zeros})
        assert bool(weigh_worker_hashrates(answer, own, answer).odd) is odd
