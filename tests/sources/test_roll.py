"""What a list of workers may say by whom it leaves out."""

from copy import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.ocean_xyz.api import (
    AccountHashrate,
    AccountSnapshot,
    UserInfo,
    WorkerSnapshot,
)
from custom_components.ocean_xyz.api.units import Count, HashesPerSecond, Shares
from custom_components.ocean_xyz.mining.account import (
    LARGE_ACCOUNT,
    LARGE_ACCOUNT_INTERVAL,
    AccountReading,
    KnownBy,
)
from custom_components.ocean_xyz.mining.workers.roll_call import Evidence, WorkerReport
from custom_components.ocean_xyz.sources.roll import about_workers

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def report(listed: int, *, work: int | None, active: int | None) -> WorkerReport:
    """Return what is said by a list of so many workers, of a thousand shares each."""
    rows = {
        f"rig-{number}": WorkerSnapshot(shares_300s=Shares(1000))
        for number in range(listed)
    }
    account = AccountSnapshot(snapshot_time=NOW)
    if work is not None:
        account = replace(account, shares_300s=Shares(work))
    count = None if active is None else Count(active)
    reading = AccountReading(
        known_by=KnownBy.LIST,
        info=UserInfo(account=account, workers=rows),
        hashrate=AccountHashrate(snapshot_time=NOW, active_workers=count),
    )
    answer = about_workers(reading, (), NOW)
    assert answer is not None
    assert set(answer.rows) == set(rows)
    return answer


@pytest.mark.parametrize(
    ("listed", "work", "active"),
    [
        (8, 8000, 8),
        (8, 8000, None),
        (8, None, 8),
        (4, None, 8),
        (8, 8800, 8),
        (0, 0, 0),
        (8, 0, 0),
    ],
)
def test_a_list_speaks_for_all(
    listed: int, work: int | None, active: int | None
) -> None:
    """As long as the account's own figures agree, about."""
    answer = report(listed, work=work, active=active)
    assert answer.evidence is Evidence.LIST


@pytest.mark.parametrize(
    ("listed", "work", "active"),
    [
        (0, 8000, 8),
        (0, 8000, None),
        (0, None, 8),
        (0, 0, 1),
        (1, 8000, 8),
        (3, 6001, 3),
        (4, 8000, 8),
        (5, 8000, 8),
        (5, 8000, None),
        (7, 8000, 7),
    ],
)
def test_a_list_that_the_account_contradicts_says_nothing_of_the_others(
    listed: int, work: int | None, active: int | None
) -> None:
    """Its count shows more than twice what is listed, or its work a tenth more."""
    answer = report(listed, work=work, active=active)
    assert answer.evidence is Evidence.PART_OF_LIST


@pytest.mark.parametrize(
    "work",
    [
        {"shares_60s": Shares(1000)},
        {"hashrate_60s": HashesPerSecond(188e12)},
        {"hashrate_300s": HashesPerSecond(188e12)},
    ],
)
def test_any_work_of_the_account_contradicts_an_empty_list(
    work: dict[str, Any],
) -> None:
    """Whichever of its figures can be read."""
    account = replace(AccountSnapshot(snapshot_time=NOW), **work)
    info = UserInfo(account=account, workers={})
    answer = about_workers(AccountReading(known_by=KnownBy.LIST, info=info), (), NOW)
    assert answer is not None
    assert answer.evidence is Evidence.PART_OF_LIST


def test_few_shares_have_to_be_half_of_the_account() -> None:
    """Of a small account, a share more or less is a large part of the work."""
    share = 2**16
    rows = {"bitaxe": WorkerSnapshot(shares_300s=Shares(3 * share))}
    for shares, evidence in ((6, Evidence.LIST), (7, Evidence.PART_OF_LIST)):
        account = AccountSnapshot(snapshot_time=NOW, shares_300s=Shares(shares * share))
        info = UserInfo(account=account, workers=rows)
        reading = AccountReading(known_by=KnownBy.LIST, info=info)
        answer = about_workers(reading, (), NOW)
        assert answer is not None
        assert answer.evidence is evidence


@pytest.mark.parametrize(
    ("listed", "evidence"),
    [
        (None, Evidence.PART_OF_LIST),
        (WorkerSnapshot(hashrate_300s=HashesPerSecond(90e12)), Evidence.PART_OF_LIST),
        (WorkerSnapshot(hashrate_300s=HashesPerSecond(100e12)), Evidence.LIST),
        (WorkerSnapshot(shares_300s=Shares(1000)), Evidence.LIST),
    ],
)
def test_the_hashrates_of_the_account_contradict_a_list_too(
    listed: WorkerSnapshot | None, evidence: Evidence
) -> None:
    """Also without a count; not if no worker says what is compared."""
    info = UserInfo(
        account=AccountSnapshot(snapshot_time=NOW),
        workers={"rig": listed} if listed else {},
    )
    hashrate = AccountHashrate(snapshot_time=NOW, hashrate_300s=HashesPerSecond(188e12))
    reading = AccountReading(known_by=KnownBy.LIST, info=info, hashrate=hashrate)
    answer = about_workers(reading, (), NOW)
    assert answer is not None
    assert answer.evidence is evidence


def test_a_large_account_is_listed_more_rarely() -> None:
    """So that five minutes without a list are no outage."""
    assert report(3, work=3000, active=3).interval == 60
    many = report(LARGE_ACCOUNT + 1, work=None, active=None)
    assert many.interval == LARGE_ACCOUNT_INTERVAL


def test_without_hashrates_the_list_alone_is_compared() -> None:
    """The count of active workers is in another answer, which may be missing."""
    info = UserInfo(account=AccountSnapshot(snapshot_time=NOW), workers={})
    answer = about_workers(AccountReading(known_by=KnownBy.LIST, info=info), (), NOW)
    assert answer is not None
    assert answer.evidence is Evidence.LIST
