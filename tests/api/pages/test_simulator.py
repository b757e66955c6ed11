"""The simulator's web site shows the figures of its API, as far as a page can."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from custom_components.ocean_xyz.api.pages.account import read_page
from simulator import Habits, Upstreams, World, farm, heater, home, odd_names

SMALLEST_STEP = 0.05e12
"""The site's smallest unit is the terahash, with one decimal."""


@pytest.fixture(params=["2024", "2026"])
def upstreams(request: pytest.FixtureRequest) -> Upstreams:
    """Return a world with four accounts, on the web site of either year."""
    world = World(
        accounts=(home(), heater(), odd_names(), farm(40)),
        habits=Habits(layout=request.param),
    )
    world.advance(timedelta(hours=5, seconds=10))
    return Upstreams(world)


def _said(upstreams: Upstreams, path: str) -> dict[str, Any]:
    """Return the API's figures."""
    body = upstreams.get(f"https://api.ocean.xyz/v1/{path}").body
    result: dict[str, Any] = orjson.loads(body)["result"]
    return result


def _differences(
    page: dict[str, Any], said: dict[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """Return figures of a page that differ from the API's by more than rounding."""
    return {
        key: (value, said[key])
        for key, value in page.items()
        if not _is_print(key, value, said[key])
    }


def _is_print(key: str, value: Any, said: Any) -> bool:
    """Return whether a figure is the API's, rounded."""
    if key.startswith("hashrate_"):
        step = max(int(said) * 0.001, SMALLEST_STEP)
        return abs(int(value) - int(said)) <= step
    if key == "shares_in_tides":
        return abs(int(value) / int(said) - 1) < 0.005
    if key == "lastest_share_ts":
        return 0 <= int(said) - int(value) < 60
    return bool(value == str(said))


def test_page_says_of_accounts_what_the_interface_says(upstreams: Upstreams) -> None:
    """Each figure of each account's page is the API's, rounded."""
    for address in upstreams.world.accounts:
        html = upstreams.get(f"https://ocean.xyz/stats/{address}").body
        page = read_page(html, address=address).account
        assert {"unpaid", "estimated_earn_next_block", "hashrate_60s"} <= page.keys()
        assert {"hashrate_10800s", "active_worker_count"} <= page.keys()
        said = _said(upstreams, f"user_hashrate/{address}")
        said |= _said(upstreams, f"statsnap/{address}")
        assert not _differences(page, said)


@pytest.mark.parametrize("account", range(4))
def test_pages_say_of_workers_what_the_interface_says(
    upstreams: Upstreams, account: int
) -> None:
    """Each worker of all pages has the API's figures, rounded."""
    address = list(upstreams.world.accounts)[account]
    workers = {
        name: words
        for row in _said(upstreams, f"userinfo_full/{address}")["workers"]
        for name, words in row.items()
    }
    windows = _said(upstreams, f"user_hashrate_full/{address}")["workers"]
    seen: dict[str, dict[str, Any]] = {}
    for number in range(50):
        url = f"https://ocean.xyz/stats/{address}?wpage={number}"
        rows = read_page(upstreams.get(url).body, address=address).workers
        if not rows:
            break
        seen |= rows
    assert seen.keys() == workers.keys()
    for name, words in seen.items():
        assert {"hashrate_60s", "hashrate_10800s"} <= words.keys()
        assert not _differences(words, windows[name][0] | workers[name])
