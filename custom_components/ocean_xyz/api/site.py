"""OCEAN's web site, for when its interface does not answer.

A page answers in the interface's own words, so there is one way to a model.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from http import HTTPStatus
from typing import Final

from yarl import URL

from .exceptions import OceanError, OceanResponseError
from .models import AccountPage
from .pages.account import WORKERS_PART, PageParts
from .transport import HTML, Transport
from .wire import read

SITE: Final = URL("https://ocean.xyz")

FEWEST_ROWS: Final = 10
"""Workers on a first page below which there is no second one."""

MAX_PAGES: Final = 40
"""Pages of workers that are read at a time; the largest farms have more."""

type _Ask = Callable[[int], Awaitable[PageParts]]


class SiteClient:
    """Reads OCEAN's web site; raises only OceanErrors."""

    def __init__(self, transport: Transport, *, base: URL = SITE) -> None:
        """Prepare to read over a transport."""
        self._transport = transport
        self._base = base

    async def account(self, address: str, at: datetime) -> AccountPage:
        """Read an account's page, and what it leaves to be loaded by itself.

        `at` is the time of the answer by OCEAN's clock: a page does not say it. What
        is on no page that could be read is not known.
        """
        stats = self._base.joinpath("stats", address)

        async def page(number: int) -> PageParts:
            url = stats.with_query(wpage=str(number)) if number else stats
            return await self._read(url, address, at, number)

        parts, failure = await _try(page)
        if parts.workers:
            parts = await _all_pages(parts, page)
        for part in parts.missing:
            url = self._base.joinpath("template", "workers", *part.split("/"))

            async def load(number: int, url: URL = url) -> PageParts:
                asked = {"wpage": str(number)} if number else {}
                url = url.with_query(user=address, **asked)
                return await self._read(url, address, at, number)

            told, failed = await _try(load)
            failure = failure or failed
            if part == WORKERS_PART and told.workers:
                told = await _all_pages(told, load)
            parts = parts.joined(told)
            if failure and parts.empty:
                raise failure
        try:
            account = parts.page(address, at)
        except ValueError as err:
            # The single values were read before. An interface that told of the year
            # 2140 leaves behind a clock that goes on from there.
            msg = "a page of a time after bitcoin's, or of too many workers"
            raise OceanResponseError(msg) from err
        if account.empty:
            msg = "a page that says nothing of the account"
            raise OceanResponseError(msg)
        return account

    async def _read(
        self, url: URL, address: str, at: datetime, number: int
    ) -> PageParts:
        """Read one answer, away from the event loop."""
        answer = await self._transport.get(url, lane=address, accept=HTML)
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _UnwellError(answer.host, answer.status)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            msg = f"{answer.host} answered {answer.status}"
            raise OceanResponseError(msg)

        def parts(body: bytes) -> PageParts:
            return PageParts.of(_whole(body), address, at, number)

        return await asyncio.get_running_loop().run_in_executor(
            None, lambda: read(answer, parts, answer.body)
        )


def _whole(body: bytes) -> bytes:
    """Refuse a page that was cut: its last number may be half of one, the rest is missing.

    It ends within a text then, or without the end of the document that it began.
    """
    text = body.lower()
    unfinished = b"<html" in text and b"</html" not in text
    if unfinished or not text.rstrip().endswith(b">"):
        msg = "a page that was cut"
        raise ValueError(msg)
    return body


class _UnwellError(OceanResponseError):
    """The site as a whole is unwell, so that there is no use in asking on."""

    def __init__(self, host: str, status: int) -> None:
        """Say what it answered."""
        super().__init__(f"{host} answered {status}")


async def _try(ask: _Ask) -> tuple[PageParts, OceanResponseError | None]:
    """Ask for a first page; one that cannot be read says nothing."""
    try:
        return await ask(0), None
    except _UnwellError:
        raise
    except OceanResponseError as err:
        return PageParts(), err


async def _all_pages(first: PageParts, ask: _Ask) -> PageParts:
    """Add the further pages of workers.

    Pages may be counted from 0 or from 1, and past the last one the last or an empty
    one may come: the second page without news is the end, as is one that is shorter
    than the first. A page that does not come leaves its workers unknown.
    """
    parts, repeats = first, 0
    size = len(first.workers or ())
    wanted = first.more or size >= FEWEST_ROWS
    for number in range(1, MAX_PAGES if wanted else 1):
        try:
            page = await ask(number)
        except OceanError:
            break
        rows, known = page.workers or {}, parts.workers or {}
        repeats += rows.keys() <= known.keys()
        parts = parts.joined(page)
        if repeats > 1 or (len(rows) < size and not page.more):
            break
    return parts
