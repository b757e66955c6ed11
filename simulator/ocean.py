"""OCEAN's JSON API, `https://api.ocean.xyz/v1`, with its types and misspellings."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from . import dice, records
from .account import Account
from .figures import Figures, bitcoin, expected_reward, tides_shares
from .messages import Reply, Request, View, as_json, as_text, not_found
from .records import Result
from .shares import DAY, HASHES_PER_SHARE
from .snapshot import (
    LONG_AVERAGES,
    SHORT_AVERAGES,
    MachineSnapshot,
    hashrate,
    ten_minutes,
)

NO_SUCH_USER: Final = "No such user or user has no active workers"
_POOL_NOISE: Final = 0.01


def respond(view: View, request: Request) -> Reply:
    """Answer a request to the API."""
    match request.segments:
        case ["v1", "ping"]:
            return as_text("PONG")
        case ["v1", "pool_stat"]:
            return _result(pool_stat(view))
        case ["v1", "pool_hashrate"]:
            return _result(pool_hashrate(view))
        case ["v1", "latest_block"]:
            return _result({"blocks": records.blocks(view, size=1)})
        case ["v1", "blocks", *page]:
            return _blocks(view, page)
        case ["v1", "earnpay", user, *span] if len(span) <= 2:
            return _earnpay(view, user, span)
        case ["v1", "statsnap", *user] if user:
            return _statsnap(view, "/".join(user))
        case ["v1", route, user] if route in _OF_ACCOUNTS:
            return _of_account(view, user, _OF_ACCOUNTS[route])
    return not_found()


def no_such_user(view: View) -> Reply:
    """Return the error that unknown and idle users get."""
    return as_json({"error": NO_SUCH_USER}, status=view.world.habits.error_status)


def worker_key(view: View, account: Account, name: str) -> str:
    """Return the name of a worker in the API's answers."""
    if view.world.habits.prefixed_workers:
        return f"{account.address}.{name}" if name else account.address
    return name or view.world.habits.default_worker


def pool_stat(view: View) -> Result:
    """Return the pool's statistics."""
    snap = view.world.snap(view.at)
    tides = str(tides_shares(view, snap))
    users = 2400 + int(30 * dice.wave(dice.key("users", view.world.seed), snap, DAY))
    return {
        "snap_ts": str(snap),
        "active_users": str(users),
        "active_workers": str(users * 36),
        "network_difficulty": f"{view.chain.difficulty(snap):.2f}",
        "current_tides_shares": tides,
        "max_tides_shares": tides,
        "current_estimated_block_reward": bitcoin(expected_reward(view, snap)),
    }


def pool_hashrate(view: View) -> Result:
    """Return the two averages of the pool's hashrate."""
    snap = view.world.snap(view.at)
    answer = {}
    for average in SHORT_AVERAGES:
        work = view.chain.work_at(snap) - view.chain.work_at(snap - average)
        noise = 1 + _POOL_NOISE * dice.wave(dice.key("pool", average), snap, average)
        answer[f"pool_{average}s"] = hashrate(int(work * noise), average)
    return answer


def _result(result: Any) -> Reply:
    return as_json({"result": result})


def _statsnap(view: View, user: str) -> Reply:
    address, _, worker = user.partition(".")
    account = view.world.account(address)
    if account is None or (figures := Figures(view, account)).is_idle:
        return no_such_user(view)
    if not worker:
        return _result({"snap_type": "user", **_user_fields(figures)})
    for machine in figures.snapshot.machines:
        if worker in (machine.name, worker_key(view, account, machine.name)):
            return _result({"snap_type": "worker", **_worker_fields(figures, machine)})
    return no_such_user(view)


def _of_account(view: View, user: str, answer: Callable[[Figures], Result]) -> Reply:
    account = view.world.account(user)
    if account is None or (figures := Figures(view, account)).is_idle:
        return no_such_user(view)
    return _result(answer(figures))


def _user_fields(figures: Figures) -> Result:
    """Return the 12 fields of an account, without its type."""
    snapshot = figures.snapshot
    estimate = figures.estimate(snapshot.shares_in_tides)
    return {
        "snap_ts": str(snapshot.time),
        "shares_60s": str(snapshot.shares_60s),
        "shares_300s": str(snapshot.shares_300s),
        "hashrate_60s": hashrate(snapshot.shares_60s, 60),
        "hashrate_300s": hashrate(snapshot.shares_300s, 300),
        "lastest_share_ts": str(snapshot.last_share or 0),
        "shares_in_tides": str(snapshot.shares_in_tides),
        "estimated_earn_next_block": bitcoin(estimate),
        "estimated_bonus_earn_next_block": bitcoin(0),
        "estimated_total_earn_next_block": bitcoin(estimate),
        "estimated_payout_next_block": bitcoin(figures.payout(estimate)),
        "unpaid": bitcoin(figures.unpaid),
    }


def _worker_fields(figures: Figures, machine: MachineSnapshot) -> Result:
    """Return a worker's fields; they are the same as an account's."""
    estimate = bitcoin(figures.estimate(machine.shares_in_tides))
    return {
        "snap_ts": str(figures.snap),
        "shares_60s": str(machine.shares_60s),
        "shares_300s": str(machine.shares_300s),
        "hashrate_60s": hashrate(machine.shares_60s, 60),
        "hashrate_300s": hashrate(machine.shares_300s, 300),
        "lastest_share_ts": str(machine.last_share or 0),
        "shares_in_tides": str(machine.shares_in_tides),
        "estimated_earn_next_block": estimate,
        "estimated_bonus_earn_next_block": "0.00000000",
        "estimated_total_earn_next_block": estimate,
        "estimated_payout_next_block": estimate,
        "unpaid": "0.00000000",
    }


def _user_hashrate(figures: Figures) -> Result:
    snapshot = figures.snapshot
    return {
        "snap_ts": str(snapshot.time),
        "db_ts": str(ten_minutes(snapshot.time)),
        **_account_averages(figures),
        "active_worker_count": snapshot.active,
        "lastest_share_ts": str(snapshot.last_share or 0),
    }


def _user_hashrate_full(figures: Figures) -> Result:
    view, account, snapshot = figures.view, figures.account, figures.snapshot
    long = view.world.averages(account, ten_minutes(snapshot.time))
    return {
        "snap_ts": str(snapshot.time),
        "db_ts": str(ten_minutes(snapshot.time)),
        "workers": {
            worker_key(view, account, machine.name): [
                _averages(machine.shares_60s, machine.shares_300s, long[machine.name])
            ]
            for machine in snapshot.machines
        },
        "user_hashrate": _account_averages(figures),
    }


def _userinfo_full(figures: Figures) -> Result:
    return {
        "snap_ts": str(figures.snap),
        "user_full": {"snap_type": "user", **_user_fields(figures)},
        "workers": [
            {
                worker_key(figures.view, figures.account, machine.name): _worker_fields(
                    figures, machine
                )
            }
            for machine in figures.snapshot.machines
        ],
    }


def _account_averages(figures: Figures) -> Result:
    snapshot = figures.snapshot
    long = figures.view.world.averages(figures.account, ten_minutes(snapshot.time))
    sums = tuple(map(sum, zip(*long.values(), strict=True)))
    return _averages(snapshot.shares_60s, snapshot.shares_300s, sums)


def _averages(shares_60s: int, shares_300s: int, long: tuple[int, ...]) -> Result:
    """Return the eight hashrate averages of an account or a worker."""
    answer = {
        "hashrate_60s": hashrate(shares_60s, 60),
        "hashrate_300s": hashrate(shares_300s, 300),
    }
    for average, shares in zip(LONG_AVERAGES, long, strict=True):
        answer[f"hashrate_{average}s"] = f"{shares * HASHES_PER_SHARE / average:.0f}"
    return answer


def _blocks(view: View, segments: list[str]) -> Reply:
    if len(segments) > 3 or not all(part.isdecimal() for part in segments):
        return not_found()
    page, size, legacy = (
        *map(int, segments),
        *(0, records.BLOCKS_PER_PAGE, 0)[len(segments) :],
    )
    return _result(
        {"blocks": records.blocks(view, page=page, size=size, legacy=bool(legacy))}
    )


def _earnpay(view: View, user: str, span: list[str]) -> Reply:
    account = view.world.account(user)
    if account is None:
        return no_such_user(view)
    try:
        start, end = records.range_of(
            view.at, [records.read_time(part) for part in span]
        )
    except ValueError:
        return as_json({"error": "Invalid time"}, status=HTTPStatus.BAD_REQUEST)
    return _result(records.earnpay(view, account, start, end))


_OF_ACCOUNTS: Final[dict[str, Callable[[Figures], Result]]] = {
    "user_hashrate": _user_hashrate,
    "user_hashrate_full": _user_hashrate_full,
    "userinfo_full": _userinfo_full,
}
