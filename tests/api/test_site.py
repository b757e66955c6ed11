"""The client of the web site: a page, its parts, and the pages of workers."""

from collections.abc import Callable
from datetime import UTC, datetime
import re
import threading
from typing import Any, Final
from unittest.mock import patch

import pytest
from yarl import URL

from custom_components.ocean_xyz.api import (
    AccountPage,
    OceanConnectionError,
    OceanError,
    OceanRateLimitedError,
    OceanResponseError,
    SiteClient,
    site as site_client,
)
from custom_components.ocean_xyz.api.site import MAX_PAGES
from custom_components.ocean_xyz.api.transport import Answer

from .pages.support import fixture

ADDRESS: Final = "bc1qexampleexampleexampleexampleexample0000"
AT: Final = datetime(2026, 11, 20, 11, tzinfo=UTC)
PARTS: Final = {
    "/template/workers/rows": "worker_rows_2026",
    "/template/workers/hashrates/rows": "hashrate_rows_2026",
    "/template/workers/payoutcards": "payoutcards_2026",
    "/template/workers/earningscards": "earningscards_2026",
}

type Serve = Callable[[URL], str | int | Exception]


class Site:
    """A transport that answers from a function, and records requests."""

    def __init__(self, serve: Serve) -> None:
        """Store the function."""
        self.serve = serve
        self.asked: list[str] = []
        self.accepted: set[str] = set()

    async def get(
        self, url: URL, *, lane: str | None = None, accept: str = ""
    ) -> Answer:
        """Answer; a number is a status, an exception is raised."""
        assert lane == ADDRESS
        self.asked.append(url.path_qs)
        self.accepted.add(accept)
        served = self.serve(url)
        if isinstance(served, Exception):
            raise served
        if isinstance(served, int):
            return Answer(host="ocean.xyz", status=served, body=b"<h1>no</h1>")
        return Answer(host="ocean.xyz", status=200, body=served.encode())


async def read(serve: Serve) -> tuple[AccountPage, Site]:
    """Read an account's page from a site."""
    site = Site(serve)
    client = SiteClient(site)
    return await client.account(ADDRESS, AT), site


def parts(url: URL) -> str | int:
    """Serve the parts, each under its own name."""
    name = PARTS.get(url.path)
    return fixture(name) if name and "wpage" not in url.query else 404


def rows(first: int, count: int, links: str = "") -> str:
    """Return a page that lists so many workers."""
    cells = "<td>Online</td><td>2026-11-20 10:58</td><td>1.0 Th/s</td><td>1.0 Th/s</td>"
    listed = "".join(
        f"<tr><td><a href=/stats/{ADDRESS}.w{n}>w{n}</a></td>{cells}</tr>"
        for n in range(first, first + count)
    )
    cards = "".join(
        f"<div>{fixture(name)}</div>"
        for name in ("payoutcards_2026", "earningscards_2026", "hashrate_rows_2026")
    )
    return f"{cards}<table>{listed}</table>{links}"


async def test_a_page_with_everything_is_one_request() -> None:
    """One HTML answer has the cards, the hashrates and the workers."""
    html = re.sub(r'<div class="pagination">.*?</div>', "", fixture("stats_2026"))
    page, site = await read(lambda _: html)
    assert site.asked == [f"/stats/{ADDRESS}"]
    assert site.accepted == {"text/html"}
    assert page.account.unpaid == 356_948
    assert page.account.snapshot_time == AT
    assert page.hashrate.hashrate_86400s == 1301.7e12
    assert page.account.hashrate_60s == 104.8e12
    assert page.workers.keys() == {"shed.rig 2", "default", "s19-01"}
    assert page.averages["s19-01"].hashrate_10800s == 98.3e12


async def test_a_shell_is_filled_from_its_parts() -> None:
    """Missing parts of the page come from the fragment routes, and are the same."""
    whole, _ = await read(lambda _: fixture("stats_2026"))

    def serve(url: URL) -> str | int:
        return fixture("stats_shell_2026") if "/stats/" in url.path else parts(url)

    page, site = await read(serve)
    assert site.asked[0] == f"/stats/{ADDRESS}"
    assert {URL(path).path for path in site.asked[1:]} == PARTS.keys()
    assert all(URL(path).query["user"] == ADDRESS for path in site.asked[1:])
    assert page.account.unpaid == whole.account.unpaid
    assert page.account.estimated_next_block == whole.account.estimated_next_block
    assert page.workers == whole.workers
    assert page.hashrate.hashrate_300s == whole.hashrate.hashrate_300s


@pytest.mark.parametrize("page", [404, "<h1>A new site</h1>", ""])
async def test_the_parts_do_without_the_page(page: str | int) -> None:
    """If the page is gone or unknown, the parts are still read."""
    answer, _ = await read(lambda url: page if "/stats/" in url.path else parts(url))
    assert answer.account.unpaid == 356_948
    assert answer.workers.keys() == {"shed.rig 2", "default", "s19-01"}


async def test_a_part_that_does_not_come_is_not_known() -> None:
    """The other parts are read."""

    def serve(url: URL) -> str | int:
        if "/stats/" in url.path:
            return fixture("stats_shell_2026")
        return 404 if url.path.endswith("payoutcards") else parts(url)

    page, _ = await read(serve)
    assert page.account.unpaid is None
    assert page.account.estimated_next_block == 28_374


@pytest.mark.parametrize(
    "answer",
    [
        "<html><h1>A new site</h1></html>",
        fixture("cloudflare"),
        fixture("maintenance"),
        '<div class="no-stats">No stats were found for this user.</div>',
        404,
    ],
)
async def test_a_site_that_is_not_known_is_an_error(answer: str | int) -> None:
    """The page and one part are enough to know it."""
    site = Site(lambda _: answer)
    with pytest.raises(OceanResponseError):
        await SiteClient(site).account(ADDRESS, AT)
    assert len(site.asked) == 2


async def test_a_page_and_parts_that_say_nothing_are_an_error() -> None:
    """A header alone is not an account."""
    with pytest.raises(OceanResponseError, match="says nothing"):
        await read(lambda _: fixture("poolstatus_2026"))


async def test_a_page_of_a_time_after_bitcoin_is_an_error() -> None:
    """An answer from the year 2140 can leave such a clock."""
    site = Site(lambda _: fixture("stats_2026"))
    with pytest.raises(OceanResponseError, match="a time after bitcoin's"):
        await SiteClient(site).account(ADDRESS, datetime(2140, 2, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "trouble",
    [
        502,
        OceanConnectionError("gone"),
        OceanRateLimitedError("ocean.xyz", 60),
    ],
)
async def test_a_site_that_is_unwell_is_left_alone(trouble: int | Exception) -> None:
    """The parts are not requested."""
    site = Site(lambda _: trouble)
    with pytest.raises(OceanError):
        await SiteClient(site).account(ADDRESS, AT)
    assert len(site.asked) == 1


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("after", ["", "last", 404])
@pytest.mark.parametrize("size", [15, 25])
async def test_all_pages_of_workers(first: int, after: str | int, size: int) -> None:
    """They may begin with any number, and anything may follow the last."""
    total = 2 * size + 7

    def serve(url: URL) -> str | int:
        if "/stats/" not in url.path:
            return 404
        number = max(int(url.query.get("wpage", str(first))) - first, 0)
        if number * size >= total:
            if after != "last":
                return after
            number = total // size
        return rows(number * size, min(size, total - number * size))

    page, site = await read(serve)
    assert len(page.workers) == total
    assert len(site.asked) <= 5
    assert page.averages.keys() == page.workers.keys()


async def test_pages_that_are_linked_are_read_however_short() -> None:
    """A site may show five workers on a page."""
    links = "".join(f"<a href='?wpage={n}#workers-fulltable'>{n}</a>" for n in range(3))

    def serve(url: URL) -> str | int:
        number = int(url.query.get("wpage", "0"))
        return rows(5 * number, 5 if number < 2 else 1, links)

    page, site = await read(serve)
    assert len(page.workers) == 11
    assert len(site.asked) == 3


async def test_pages_of_a_part_are_read_too() -> None:
    """If the rows are a fragment, so are the following pages."""

    def serve(url: URL) -> str | int:
        if "/stats/" in url.path:
            return fixture("stats_shell_2026")
        if url.path.endswith("workers/rows"):
            number = int(url.query.get("wpage", "0"))
            return rows(15 * number, 15 if number < 2 else 4)
        return parts(url)

    page, _ = await read(serve)
    assert len(page.workers) == 34


async def test_a_further_page_that_fails_ends_the_list() -> None:
    """Workers that were read remain, and nothing is said about the others."""

    def serve(url: URL) -> str | int:
        return rows(0, 15) if "wpage" not in url.query else 502

    page, site = await read(serve)
    assert len(page.workers) == 15
    assert len(site.asked) == 2


async def test_a_farm_without_end_is_cut() -> None:
    """The number of pages is limited."""

    def serve(url: URL) -> str | int:
        return rows(15 * int(url.query.get("wpage", "0")), 15)

    page, site = await read(serve)
    assert len(site.asked) == MAX_PAGES
    assert len(page.workers) == 15 * MAX_PAGES


async def test_answers_are_read_away_from_the_event_loop() -> None:
    """This includes small ones."""
    threads = set()
    real = site_client.read_page

    def note(*args: Any, **options: Any) -> Any:
        threads.add(threading.get_ident())
        return real(*args, **options)

    with patch.object(site_client, "read_page", note):
        await read(lambda _: fixture("payoutcards_2026"))
    assert threads
    assert threading.get_ident() not in threads
