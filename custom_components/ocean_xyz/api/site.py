"""OCEAN's web site, for when its interface does not answer."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Final

from yarl import URL

from .exceptions import OceanError, OceanResponseError
from .models import AccountPage
from .pages.account import WORKERS_PART, PageParts, read_page
from .transport import HTML, Transport
from .wire import read

SITE: Final = URL("https://ocean.xyz")

FEWEST_ROWS: Final = 10
"""A first page with fewer workers has no second one."""

MAX_PAGES: Final = 40
"""Pages of workers that are read at a time; the largest farms have more."""

type _Ask = Callable[[int], Awaitable[PageParts]]
"""Asks for a page of workers by its number; 0 is the first."""


def account_page(site: URL, address: str) -> URL:
    """Return the page of an account on OCEAN's web site."""
    return site.joinpath("stats", address)


class SiteClient:
    """Reads OCEAN's web site; raises only OceanErrors."""

    def __init__(self, transport: Transport, *, base: URL = SITE) -> None:
        """Prepare to read over a transport."""
        self._transport = transport
        self._base = base

    async def account(self, address: str, at: datetime) -> AccountPage:
        """Read an account's page, and the parts that it leaves to be loaded.

        `at` is the time of the answer by OCEAN's clock, which no page says. What is on
        no readable page is unknown.
        """
        ask = partial(self._ask, account_page(self._base, address), {}, address)
        parts, failure = await _first_page(ask)
        if parts.workers:
            parts = await _all_pages(parts, ask)
        for name in parts.missing:
            url = self._base.joinpath("template", "workers", *name.split("/"))
            ask = partial(self._ask, url, {"user": address}, address)
            part, failed = await _first_page(ask)
            failure = failure or failed
            if name == WORKERS_PART and part.workers:
                part = await _all_pages(part, ask)
            parts = parts.joined(part)
            if failure and parts.empty:
                raise failure
        return _account(parts, address, at)

    async def _ask(
        self, url: URL, query: dict[str, str], address: str, number: int
    ) -> PageParts:
        """Read one answer, away from the event loop."""
        if number:
            query = {**query, "wpage": str(number)}
        answer = await self._transport.get(
            url.with_query(query), lane=address, accept=HTML
        )
        if answer.status >= HTTPStatus.BAD_REQUEST:
            broken = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
            msg = f"{answer.host} answered {answer.status}"
            raise (_SiteDownError if broken else OceanResponseError)(msg)

        def parts(body: bytes) -> PageParts:
            return read_page(_whole(body), address=address, number=number)

        return await asyncio.get_running_loop().run_in_executor(
            None, lambda: read(answer, parts, answer.body)
        )


class _SiteDownError(OceanResponseError):
    """The whole site is down, so there is no use in asking for other pages."""


def _whole(body: bytes) -> bytes:
    """Return a page unless it was cut: its last number may be half of one.

    A cut page ends within a text, or without the end of the document that it began.
    """
    text = body.lower()
    unfinished = b"<html" in text and b"</html" not in text
    if unfinished or not text.rstrip().endswith(b">"):
        msg = "a page that was cut"
        raise ValueError(msg)
    return body


def _account(parts: PageParts, address: str, at: datetime) -> AccountPage:
    """Return the account that all parts together describe."""
    try:
        account = parts.page(address, at)
    except ValueError as err:
        # Each value was read before. But the time may be wrong: after an interface that
        # said it is the year 2140, OCEAN's clock goes on from there.
        msg = "a page of a time after bitcoin's, or of too many workers"
        raise OceanResponseError(msg) from err
    if account.empty:
        msg = "a page that says nothing of the account"
        raise OceanResponseError(msg)
    return account


async def _first_page(ask: _Ask) -> tuple[PageParts, OceanResponseError | None]:
    """Ask for a first page; if it cannot be read, return an empty one and the error."""
    try:
        return await ask(0), None
    except _SiteDownError:
        raise
    except OceanResponseError as err:
        return PageParts(), err


async def _all_pages(first: PageParts, ask: _Ask) -> PageParts:
    """Add the further pages of workers.

    Pages may be counted from 0 or from 1, and after the last one the last or an empty
    one may come. So the second page without a new worker is the end, as is one that is
    shorter than the first. The workers of a page that does not come are unknown.
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
