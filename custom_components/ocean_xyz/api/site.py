"""OCEAN's web site, for when its interface does not answer.

A page answers in the interface's own words, so there is one way to a model.
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from yarl import URL

from . import pages
from .containers import MOST_WORKERS, read_workers
from .exceptions import OceanResponseError
from .models import AccountHashrate, AccountSnapshot, HashrateWindows, WorkerSnapshot
from .pages_document import Document
from .transport import Transport
from .wire import away, read

SITE: Final = URL("https://ocean.xyz")

ROWS: Final = 15
"""Workers on a page, if there are that many."""

MAX_PAGES: Final = 20
"""Pages of workers that are read at a time; a farm has more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountPage:
    """What the page of an account says, which is less than the interface does."""

    account: AccountSnapshot
    hashrate: AccountHashrate
    workers: dict[str, WorkerSnapshot]
    windows: dict[str, HashrateWindows]


class SiteClient:
    """Reads OCEAN's web site; raises only OceanErrors."""

    def __init__(self, transport: Transport, *, base: URL = SITE) -> None:
        """Prepare to read over a transport."""
        self._transport = transport
        self._base = base

    async def account(self, address: str, at: datetime) -> AccountPage:
        """Read an account's page, and the pages of its workers that follow it.

        `at` is the time of the answer by OCEAN's clock: a page does not say it.
        """
        page = await self._page(address, at, 0)
        repeats = 0
        for number in range(1, MAX_PAGES if len(page.workers) >= ROWS else 1):
            more = await self._page(address, at, number)
            # Pages may be counted from 0 or from 1, and past the last one the last or
            # an empty one may come: the second page without news is the end.
            if more.workers.keys() <= page.workers.keys():
                repeats += 1
            page.workers.update(more.workers)
            page.windows.update(more.windows)
            crowd = len(page.workers) > MOST_WORKERS
            if crowd or repeats > 1 or len(more.workers) < ROWS:
                break
        return page

    async def _page(self, address: str, at: datetime, number: int) -> AccountPage:
        """Read one page."""
        url = self._base.joinpath("stats", address)
        if number:
            url = url.with_query(wpage=str(number))
        answer = await self._transport.get(url, lane=address)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            msg = f"{answer.host} answered {answer.status}"
            raise OceanResponseError(msg)

        def page(body: bytes) -> AccountPage:
            return _account(pages.read_page(body), address, at)

        return await away(answer, lambda: read(answer, page, answer.body))


def _account(document: Document, address: str, at: datetime) -> AccountPage:
    """Read a page; one without a table of workers is no account's page."""
    words = pages.account(document, at, address=address)
    windows = pages.worker_hashrates(document, at, address=address)
    return AccountPage(
        account=AccountSnapshot.from_dict(words["user_full"]),
        hashrate=AccountHashrate.from_dict(
            pages.hashrates(document, at, address=address)
        ),
        workers=read_workers(words["workers"], address, WorkerSnapshot),
        windows=read_workers(windows["workers"], address, HashrateWindows),
    )
