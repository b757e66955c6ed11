"""What is held true of a web page: of when it is, and how it fits what is known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.ocean_xyz.api import (
    AccountHashrate,
    AccountPage,
    AccountSnapshot,
    HashrateAverages,
    WorkerSnapshot,
)
from custom_components.ocean_xyz.mining.account import AccountMemory
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory
from custom_components.ocean_xyz.sources.page_answer import (
    dated,
    fitted,
    is_older,
    is_poorer,
)

AT = datetime(2026, 11, 20, 11, 0, 40, tzinfo=UTC)
SHARE = datetime(2026, 11, 20, 10, 59, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def page(
    *,
    at: datetime = AT,
    account: dict[str, object] | None = None,
    rates: dict[str, object] | None = None,
    workers: dict[str, datetime | None] | None = None,
    averages: dict[str, HashrateAverages] | None = None,
) -> AccountPage:
    """Return a page with workers by their last shares."""
    return AccountPage(
        account=AccountSnapshot(snapshot_time=at, **(account or {})),
        hashrate=AccountHashrate(snapshot_time=at, **(rates or {})),
        workers={
            name: WorkerSnapshot(last_share=share)
            for name, share in (workers or {}).items()
        },
        averages=averages or {},
    )


def memory(**shares: datetime | None) -> AccountMemory:
    """Return what is known of workers by their last shares."""
    return AccountMemory(
        workers={name: WorkerMemory(last_share=share) for name, share in shares.items()}
    )


@pytest.mark.parametrize(
    ("rates", "age", "latest"),
    [
        ({}, timedelta(hours=5), None),
        ({"hashrate_60s": 0.0}, timedelta(hours=5), None),
        ({"hashrate_60s": 1e12}, MINUTE, None),
        ({"hashrate_60s": 1e12}, timedelta(hours=5), timedelta(minutes=2)),
        ({"hashrate_300s": 1e12}, timedelta(hours=5), timedelta(minutes=6)),
        ({"hashrate_600s": 1e12}, timedelta(hours=5), timedelta(minutes=31)),
        (
            {"hashrate_60s": 1e12, "hashrate_600s": 1e12},
            timedelta(hours=5),
            timedelta(minutes=2),
        ),
    ],
)
def test_work_in_a_window_dates_a_page(
    rates: dict[str, object], age: timedelta, latest: timedelta | None
) -> None:
    """A page that shows work is not much newer than the last share on it."""
    share = AT - age
    answer = dated(page(account={"last_share": share}, rates=rates), None)
    expected = AT if latest is None else share + latest
    assert answer.account.snapshot_time == answer.hashrate.snapshot_time == expected


def test_work_of_a_worker_dates_a_page() -> None:
    """The total may say nothing."""
    answer = page(
        workers={"a": SHARE - timedelta(hours=1), "b": None},
        averages={"a": HashrateAverages(hashrate_60s=1e12)},
    )
    at = dated(answer, None).account.snapshot_time
    assert at == SHARE - timedelta(minutes=58)


def test_a_share_later_than_the_answer_is_believed() -> None:
    """OCEAN's clock is the one that counts."""
    answer = page(account={"last_share": AT + MINUTE})
    assert dated(answer, None).account.snapshot_time == AT + MINUTE


def test_the_same_page_again_is_of_the_same_time() -> None:
    """Word for word the same, it stands still; with one figure changed it does not."""
    first = dated(page(account={"unpaid": 5}), None)
    again = page(at=AT + 5 * MINUTE, account={"unpaid": 5})
    assert dated(again, first).account.snapshot_time == AT
    other = page(at=AT + 5 * MINUTE, account={"unpaid": 6})
    assert dated(other, first).account.snapshot_time == AT + 5 * MINUTE


@pytest.mark.parametrize(
    ("printed", "known", "older"),
    [
        (SHARE, SHARE, False),
        (SHARE, SHARE + timedelta(seconds=59), False),
        (SHARE, SHARE + timedelta(seconds=60), True),
        (SHARE, SHARE - MINUTE, False),
        (SHARE, SHARE + timedelta(hours=23), True),
        (SHARE, SHARE + timedelta(days=1), False),
        (None, SHARE, False),
        (SHARE, None, False),
    ],
)
def test_a_share_that_went_back_calls_a_page_old(
    printed: datetime | None, known: datetime | None, older: bool
) -> None:
    """Of a worker as of the account; within the printed minute nothing is older."""
    assert is_older(page(workers={"a": printed}), memory(a=known)) is older
    whole = AccountMemory(last_share=known)
    assert is_older(page(account={"last_share": printed}), whole) is older


def test_workers_have_the_names_that_the_interface_gives() -> None:
    """The site calls a worker without a name `default`; others it invents are none."""
    answer = page(
        workers={"default": SHARE, "a": SHARE, "ghost": SHARE},
        averages={"default": HashrateAverages(hashrate_60s=1e12)},
    )
    fit = fitted(answer, memory(**{"": None, "a": None}))
    assert fit.workers.keys() == {"", "a"}
    assert fit.averages[""].hashrate_60s == 1e12
    assert fitted(answer, memory(default=None, a=None)).workers.keys() == {
        "default",
        "a",
    }
    assert fitted(answer, memory()).workers.keys() == {"default", "a", "ghost"}
    assert is_older(answer, memory(**{"": SHARE + MINUTE}))


def test_a_known_time_stays_within_its_minute() -> None:
    """The page prints minutes: no time goes back by its seconds."""
    known = SHARE + timedelta(seconds=43)
    answer = page(account={"last_share": SHARE}, workers={"a": SHARE, "b": SHARE})
    whole = replace(memory(a=known, b=SHARE - MINUTE), last_share=known)
    fit = fitted(answer, whole)
    assert fit.account.last_share == fit.workers["a"].last_share == known
    assert fit.workers["b"].last_share == SHARE


def test_the_accounts_last_share_is_the_newest_of_all_workers() -> None:
    """Where the total does not say it, and none of the workers is missing."""
    answer = page(workers={"a": SHARE, "b": SHARE - MINUTE, "c": None})
    known = memory(a=None, b=None, c=None)
    assert fitted(answer, known).account.last_share == SHARE
    assert fitted(answer, memory(a=None, d=None)).account.last_share is None
    gone = replace(known, workers={**known.workers, "d": WorkerMemory(gone_since=AT)})
    assert fitted(answer, gone).account.last_share == SHARE
    assert fitted(page(), memory()).account.last_share is None


def test_a_printed_zero_is_not_known() -> None:
    """`0.0 Th/s` over a window with a share is a small machine, not a silent one."""
    share = AT - timedelta(minutes=4)
    zeros = {"hashrate_60s": 0.0, "hashrate_300s": 0.0}
    answer = page(
        account={"last_share": share, **zeros},
        rates={**zeros, "hashrate_86400s": 0.0, "hashrate_600s": 5.0},
        workers={"a": share, "b": None},
        averages={
            "a": HashrateAverages(hashrate_60s=0.0, hashrate_10800s=0.0),
            "b": HashrateAverages(hashrate_60s=0.0),
        },
    )
    fit = fitted(answer, memory())
    assert (fit.account.hashrate_60s, fit.account.hashrate_300s) == (0.0, None)
    assert (fit.hashrate.hashrate_60s, fit.hashrate.hashrate_86400s) == (0.0, None)
    assert fit.hashrate.hashrate_600s == 5.0
    assert fit.averages["a"].hashrate_60s == 0.0
    assert fit.averages["a"].hashrate_10800s is None
    assert fit.averages["b"].hashrate_60s == 0.0


def test_a_page_that_lacks_a_part_is_poorer() -> None:
    """The balance, all workers, all hashrates; one of them alone is not a part."""
    whole = page(
        account={"unpaid": 5},
        rates={"hashrate_86400s": 1.0, "hashrate_60s": 1.0},
        workers={"a": SHARE, "b": SHARE},
    )
    assert not is_poorer(whole, None)
    assert not is_poorer(whole, whole)
    assert not is_poorer(whole, page())
    assert is_poorer(replace(whole, account=page().account), whole)
    assert is_poorer(replace(whole, workers={}), whole)
    assert is_poorer(replace(whole, hashrate=page().hashrate), whole)
    fewer = replace(whole, workers={"a": whole.workers["a"]})
    assert not is_poorer(fewer, whole)
    hashrate = replace(whole.hashrate, hashrate_86400s=None)
    assert not is_poorer(replace(whole, hashrate=hashrate), whole)
