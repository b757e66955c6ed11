"""What cannot be true in an answer about an account: pure, without Home Assistant.

OCEAN has been seen to answer all zeros for a minute and a balance of -1 sat.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from ..api import (
    AVERAGES,
    AccountHashrate,
    AccountSnapshot,
    HashrateAverages,
    PoolHashrate,
    Satoshis,
    UserInfo,
    WorkerAverages,
    WorkerSnapshot,
)
from ..mining.account import SNAPSHOT_AGE_TOLERATED
from ..mining.workers.learning import AHEAD
from .belief import Reason, Weighed

# OCEAN refreshes averages of ten minutes and more only every ten minutes.
LONG_AVERAGE: Final = 600
LONG_AVERAGE_DELAY: Final = 1200.0

ANSWERS_WITHOUT: Final = 3
"""Answers in a row that leave a worker out until its hashrates are unknown."""


def weigh_snapshot(
    answer: AccountSnapshot, balance: Satoshis | None
) -> Weighed[AccountSnapshot]:
    """Weigh an account's snapshot; `balance` is the last one known."""
    answer = in_time(answer)
    odd = oddities(answer)
    if answer.unpaid is None or answer.unpaid >= 0:
        return Weighed(answer=answer, odd=odd)
    corrected = replace(answer, unpaid=balance)
    return Weighed(answer=corrected, corrected=Reason.NEGATIVE, odd=odd)


def weigh_info(answer: UserInfo, balance: Satoshis | None) -> Weighed[UserInfo]:
    """Weigh an account with its workers by the account's own snapshot."""
    account = weigh_snapshot(answer.account, balance)
    if account.answer is not answer.account:
        answer = replace(answer, account=account.answer)
    odd = account.odd or workers_oddities(answer.account, answer.workers.values())
    return Weighed(answer=answer, corrected=account.corrected, odd=odd)


def weigh_hashrate(
    answer: AccountHashrate, _: AccountHashrate | None
) -> Weighed[AccountHashrate]:
    """Weigh an account's hashrates."""
    answer = in_time(answer)
    return Weighed(answer=answer, odd=oddities(answer))


def in_time[AnswerT: (AccountSnapshot, AccountHashrate)](answer: AnswerT) -> AnswerT:
    """Return an answer without a last share that cannot be known at its snapshot."""
    share = answer.last_share
    if share is None or share <= answer.snapshot_time + AHEAD:
        return answer
    return replace(answer, last_share=None)


def weigh_worker_hashrates(
    answer: WorkerAverages,
    account: AccountHashrate | AccountSnapshot | None,
    merged: WorkerAverages,
) -> Weighed[WorkerAverages]:
    """Weigh the workers' hashrates by those of the account, if any are known.

    `merged` is what would be shown.
    """
    odd = workers_oddities(account, answer.workers.values()) if account else {}
    at = dict.fromkeys(odd, answer.snapshot_time)
    return Weighed(answer=merged, odd=at)


def weigh_pool_hashrate(
    answer: PoolHashrate, _: PoolHashrate | None
) -> Weighed[PoolHashrate]:
    """Weigh the pool's hashrate: a whole pool does not stop for a minute."""
    zero = not (answer.hashrate_60s or answer.hashrate_300s)
    return Weighed(answer=answer, odd={Reason.ALL_ZERO: None} if zero else {})


def oddities(
    answer: AccountSnapshot | AccountHashrate,
) -> dict[Reason, datetime | None]:
    """Return why an answer is odd: it is all zeros and contradicts itself.

    A small machine finds no share in five minutes now and then. Its zero is true, and
    its last share is older than the average is long. The answer is odd if an average
    that covers the last share is zero, or if OCEAN forgot the last share too.
    """
    zeros = _zero_averages(answer)
    if zeros is None:
        return {}
    if answer.last_share is not None:
        quiet = (answer.snapshot_time - answer.last_share).total_seconds()
        longest = max(zeros)
        delay = LONG_AVERAGE_DELAY if longest >= LONG_AVERAGE else 0
        if quiet >= longest - delay:
            return {}
    return {Reason.ALL_ZERO: answer.snapshot_time}


def workers_oddities(
    account: AccountSnapshot | AccountHashrate,
    workers: Collection[WorkerSnapshot | HashrateAverages],
) -> dict[Reason, datetime | None]:
    """Return why workers are odd: all are zero, and their account is not.

    In an average that all report, an account is the sum of its workers. Short ones may
    be of another minute than the account's, so they count only if nothing else works.
    """
    contradicted = {average for average, rate in _averages(account).items() if rate}
    work = False
    for worker in workers:
        averages = _averages(worker)
        work = work or any(averages.values())
        shortest = LONG_AVERAGE if work else 0
        contradicted = {
            average
            for average in contradicted
            if averages.get(average) == 0 and average >= shortest
        }
        if not contradicted:
            return {}
    return {Reason.ALL_ZERO: account.snapshot_time} if workers and contradicted else {}


type HasAverages = AccountSnapshot | AccountHashrate | WorkerSnapshot | HashrateAverages


def _averages(answer: HasAverages) -> dict[int, float]:
    """Return the hashrates of an answer by the length of their averages, in seconds."""
    return {
        average: hashrate
        for average in AVERAGES
        if (hashrate := getattr(answer, f"hashrate_{average}s", None)) is not None
    }


def _zero_averages(answer: HasAverages) -> list[int] | None:
    """Return the lengths of an answer's averages if all are zero, else None."""
    known = _averages(answer)
    return list(known) if known and not any(known.values()) else None


def shows_work(answer: AccountSnapshot | AccountHashrate | None, at: datetime) -> bool:
    """Return whether an answer of about now shows work in the last minutes."""
    if answer is None:
        return False
    if (at - answer.snapshot_time).total_seconds() > SNAPSHOT_AGE_TOLERATED:
        return False
    return bool(answer.hashrate_60s or answer.hashrate_300s)


def merge_hashrates(
    known: WorkerAverages | None, missing: Mapping[str, int], answer: WorkerAverages
) -> tuple[WorkerAverages, dict[str, int]]:
    """Keep a worker's hashrates for two answers that leave it out.

    Returns the hashrates, and by name how many answers left a worker out.
    """
    if known is None:
        return answer, {}
    absent = {
        name: missing.get(name, 0) + 1
        for name in known.workers
        if name not in answer.workers
    }
    absent = {n: count for n, count in absent.items() if count < ANSWERS_WITHOUT}
    if not absent:
        return answer, {}
    still = {name: known.workers[name] for name in absent}
    return replace(answer, workers=still | answer.workers), absent
