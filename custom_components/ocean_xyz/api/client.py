"""OCEAN's interface. No other file knows its routes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache, partial
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from yarl import URL

from .containers import read_workers
from .exceptions import OceanNoSuchUserError, OceanResponseError
from .models import (
    MAX_LEDGER_ROWS,
    AccountHashrate,
    AccountSnapshot,
    Block,
    BlockPage,
    Earning,
    EarnPay,
    HashrateAverages,
    Payout,
    PoolHashrate,
    PoolStat,
    UserInfo,
    WorkerAverages,
    WorkerSnapshot,
)
from .readers import read_moment
from .rows import read_answer, read_list, read_row
from .transport import Answer, Transport
from .wire import away, load, plain_text, read

API: Final = URL("https://api.ocean.xyz/v1")

NO_SUCH_USER: Final = "no such user"


class OceanClient:
    """Asks OCEAN, one method for each route.

    Every method raises only OceanErrors. Those about a user raise
    OceanNoSuchUserError for an address that is unknown or has no active workers.
    """

    def __init__(self, transport: Transport, *, api: URL = API) -> None:
        """Prepare to ask over a transport."""
        self._transport = transport
        self._api = api

    @property
    def time(self) -> datetime | None:
        """Return the present time by OCEAN's last answer, None if none said it."""
        return self._transport.time_at(self._api.host or "")

    async def statsnap(self, address: str) -> AccountSnapshot:
        """Read an account's snapshot of the minute."""
        return await self._user(
            "statsnap", address, partial(read_answer, AccountSnapshot)
        )

    async def user_hashrate(self, address: str) -> AccountHashrate:
        """Read an account's hashrate in all averages."""
        return await self._user(
            "user_hashrate", address, partial(read_answer, AccountHashrate)
        )

    async def user_hashrate_full(self, address: str) -> WorkerAverages:
        """Read the hashrate of all workers in all averages."""
        return await self._user(
            "user_hashrate_full",
            address,
            partial(_worker_averages, address=address),
        )

    async def userinfo_full(self, address: str) -> UserInfo:
        """Read an account's snapshot of the minute, and each worker's."""
        return await self._user(
            "userinfo_full", address, partial(_user_info, address=address)
        )

    async def earnpay(self, address: str, start: datetime, end: datetime) -> EarnPay:
        """Read what an account earned and was paid.

        Both ends are always sent: without an end OCEAN answers thirty days from the
        start, without the newest rows.
        """
        return await self._user(
            "earnpay",
            address,
            _earn_pay,
            f"{start.timestamp():.0f}",
            f"{end.timestamp():.0f}",
        )

    async def pool_stat(self) -> PoolStat:
        """Read the pool's state."""
        return await self._ask(partial(read_answer, PoolStat), "pool_stat")

    async def pool_hashrate(self) -> PoolHashrate:
        """Read the pool's hashrate."""
        return await self._ask(partial(read_answer, PoolHashrate), "pool_hashrate")

    async def blocks(self, page: int = 0, page_size: int = 30) -> BlockPage:
        """Read a page of the blocks that the pool found, newest first.

        Those of the days before the pool was called OCEAN are left out.
        """
        answer = await self._ask(_blocks, "blocks", str(page), str(page_size), "0")
        return replace(answer, blocks=answer.blocks[:page_size])

    async def latest_block(self) -> Block:
        """Read the last block that the pool found."""
        return await self._ask(_latest_block, "latest_block")

    async def _user[ModelT](
        self,
        route: str,
        address: str,
        reader: Callable[[Any], ModelT],
        *more: str,
    ) -> ModelT:
        """Ask a route about a user."""
        answer = await self._get((route, address, *more), lane=address)
        return await away(
            answer, lambda: read(answer, reader, _user_result(answer, address))
        )

    async def _ask[ModelT](self, reader: Callable[[Any], ModelT], *path: str) -> ModelT:
        """Ask a route about the pool."""
        answer = await self._get(path)
        return await away(answer, lambda: read(answer, reader, _result(answer)))

    async def _get(self, path: tuple[str, ...], lane: str | None = None) -> Answer:
        """Ask a route."""
        segments = "/".join(map(_segment, path))
        return await self._transport.get(
            URL(f"{self._api}/{segments}", encoded=True), lane=lane
        )


@lru_cache(64)
def _segment(text: str) -> str:
    """Return any text as a single segment of a path."""
    return quote(text, safe="").replace(".", "%2E")


def _user_result(answer: Answer, address: str) -> Any:
    """Return the result of an answer about a user."""
    envelope = _envelope(answer)
    if _says_no_such_user(answer.status, envelope):
        raise OceanNoSuchUserError
    return _result_of(answer, envelope, hidden=address)


def _says_no_such_user(status: int, envelope: Mapping[str, Any]) -> bool:
    """Return whether OCEAN knows no such user, which it says in several ways.

    They are its error text, a 404 whose error mentions a user, and a result of null. A
    404 about something else is none of them, and neither is null from a server that
    fails: a broken server must not look like a farm without power.
    """
    error = envelope.get("error")
    text = error.lower() if isinstance(error, str) else ""
    missing = status == HTTPStatus.NOT_FOUND
    if NO_SUCH_USER in text or (missing and "user" in text):
        return True
    null = "result" in envelope and envelope["result"] is None and error is None
    return null and (missing or status < HTTPStatus.BAD_REQUEST)


def _result(answer: Answer) -> Any:
    """Return the result of an answer about the pool."""
    return _result_of(answer, _envelope(answer))


def _result_of(
    answer: Answer, envelope: Mapping[str, Any], hidden: str | None = None
) -> Any:
    """Return the result in an envelope."""
    if (error := envelope.get("error")) is not None:
        words = plain_text(error) if isinstance(error, str) else ""
        if hidden and hidden.lower() in words.lower():
            words = ""
        msg = f"{answer.host} answered: {words or 'an error'}"
        raise OceanResponseError(msg)
    if answer.status >= HTTPStatus.BAD_REQUEST or "result" not in envelope:
        msg = f"{answer.host} answered {answer.status} without a result"
        raise OceanResponseError(msg)
    return envelope["result"]


def _envelope(answer: Answer) -> Mapping[str, Any]:
    """Return the object that wraps every result."""
    try:
        envelope = load(answer)
    except OceanResponseError:
        if answer.status < HTTPStatus.BAD_REQUEST:
            raise
        msg = f"{answer.host} answered {answer.status}"
        raise OceanResponseError(msg) from None
    if not isinstance(envelope, dict):
        msg = f"{answer.host} answered {answer.status} without a JSON object"
        raise OceanResponseError(msg)
    return envelope


def _worker_averages(result: Any, address: str) -> WorkerAverages:
    """Read the workers' hashrates in all averages."""
    time = read_moment(result["snap_ts"])
    workers, left_out = read_workers(result["workers"], address, HashrateAverages)
    return WorkerAverages(snapshot_time=time, workers=workers, left_out=left_out)


def _user_info(result: Any, address: str) -> UserInfo:
    """Read an account and its workers; without a readable list the account alone."""
    user = result["user_full"]
    if user.get("snap_ts") is None:
        # The time stands beside the account, and OCEAN may not repeat it in there.
        user = {**user, "snap_ts": result.get("snap_ts")}
    account = read_answer(AccountSnapshot, user)
    try:
        workers, left_out = read_workers(result.get("workers"), address, WorkerSnapshot)
    except ValueError:
        return UserInfo(account=account, workers={}, listed=False)
    return UserInfo(account=account, workers=workers, left_out=left_out)


def _earn_pay(result: Any) -> EarnPay:
    """Read a ledger; something in it has to be readable, unless its lists are empty.

    What is left out is counted, because money must not be missing silently.
    """
    earnings, earnings_left_out = _ledger_rows(Earning, result.get("earnings"))
    payouts, payouts_left_out = _ledger_rows(Payout, result.get("payouts"))
    left_out = earnings_left_out + payouts_left_out
    if left_out and not earnings and not payouts:
        msg = "no row of a ledger"
        raise ValueError(msg)
    return EarnPay(earnings=tuple(earnings), payouts=tuple(payouts), left_out=left_out)


def _ledger_rows[RowT](kind: type[RowT], value: Any) -> tuple[list[RowT], int]:
    """Read a list of a ledger; one that cannot be read counts as a row left out."""
    try:
        return read_list(kind, value, MAX_LEDGER_ROWS)
    except ValueError:
        return [], 1


def _blocks(result: Any) -> BlockPage:
    """Read a page of blocks."""
    rows, left_out = read_list(Block, result["blocks"], MAX_LEDGER_ROWS)
    blocks = tuple(block for block in rows if not block.legacy)
    return BlockPage(blocks=blocks, rows=len(rows) + left_out, left_out=left_out)


def _latest_block(result: Any) -> Block:
    """Read the last block, alone or as the only one of a page."""
    if "blocks" in result:
        return _blocks(result).blocks[0]
    return read_row(Block, result)
