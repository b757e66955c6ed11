"""The simulator's web site says what its interface says, as far as a page can."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from custom_components.ocean_xyz.api.pages import page as pages
from simulator import Habits, Upstreams, World, farm, heater, home, odd_names

SMALLEST_STEP = 0.05e12
"""The site has no unit below the terahash, of which it prints a tenth."""


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
    """Return what the interface says."""
    body = upstreams.get(f"https://api.ocean.xyz/v1/{path}").body
    result: dict[str, Any] = orjson.loads(body)["result"]
    return result


def _differences(
    page: dict[str, Any], said: dict[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """Return what a page says otherwise than the interface, beyond its rounding."""
    return {
        key: (value, said[key])
        for key, value in page.items()
        if key != "snap_ts" and not _is_print(key, value, said[key])
    }


def _is_print(key: str, value: Any, said: Any) -> bool:
    """Return whether a figure may be printed from what the interface says."""
    if key.startswith("hashrate_"):
        step = max(int(said) * 0.001, SMALLEST_STEP)
        return abs(int(value) - int(said)) <= step
    if key == "shares_in_tides":
        return abs(int(value) / int(said) - 1) < 0.005
    if key == "lastest_share_ts":
        return 0 <= int(said) - int(value) < 60
    return bool(value == said)


def test_page_says_of_accounts_what_the_interface_says(upstreams: Upstreams) -> None:
    """Each figure of each account's page is the interface's, rounded."""
    for address in upstreams.world.accounts:
        html = upstreams.get(f"https://ocean.xyz/stats/{address}").body
        now = upstreams.world.now
        page = pages.account(html, now, address=address)["user_full"]
        assert {"unpaid", "estimated_earn_next_block", "hashrate_60s"} <= page.keys()
        assert not _differences(page, _said(upstreams, f"statsnap/{address}"))
        rates = pages.hashrates(html, now, address=address)
        assert {"hashrate_10800s", "active_worker_count"} <= rates.keys()
        assert not _differences(rates, _said(upstreams, f"user_hashrate/{address}"))


@pytest.mark.parametrize("account", range(4))
def test_pages_say_of_workers_what_the_interface_says(
    upstreams: Upstreams, account: int
) -> None:
    """Each worker of all pages has the interface's figures, rounded."""
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
        rows = pages.worker_rows(upstreams.get(url).body, address=address)
        if not rows:
            break
        seen |= {name: words for row in rows for name, words in row.items()}
    assert seen.keys() == workers.keys()
    for name, words in seen.items():
        assert {"hashrate_60s", "hashrate_10800s"} <= words.keys()
        assert not _differences(words, windows[name][0] | workers[name])


def test_pool_header_says_the_last_block(upstreams: Upstreams) -> None:
    """The header has the height of the last block and the pool's hashrate."""
    status = pages.pool_status(
        upstreams.get("https://ocean.xyz/template/poolstatus").body
    )
    block = _said(upstreams, "latest_block")
    assert status["height"] == block.get(
        "height", block.get("blocks", [{}])[0].get("height")
    )
    said = _said(upstreams, "pool_hashrate")["pool_60s"]
    assert float(status["hashrate"]) == pytest.approx(float(said), rel=0.03)


def test_rows_say_what_was_earned_and_paid(upstreams: Upstreams) -> None:
    """Earnings and payouts are the interface's, to the minute."""
    address = next(iter(upstreams.world.accounts))
    html = upstreams.get(f"https://ocean.xyz/stats/{address}").body
    said = _said(upstreams, f"earnpay/{address}/2020-01-01/2027-01-01")
    payouts = {row["on_chain_txid"]: row for row in said["payouts"]}
    shown = pages.payout_rows(html)
    assert shown
    for row in shown:
        truth = payouts[row["on_chain_txid"]]
        assert row["total_satoshis_net_paid"] == truth["total_satoshis_net_paid"]
        assert row["ts"][:16] == truth["ts"][:16]
    earnings = {row["block_hash"]: row for row in said["earnings"]}
    for row in pages.earning_rows(html):
        truth = earnings[row["block_hash"]]
        assert row["satoshis_net_earned"] == truth["satoshis_net_earned"]
        assert row["fees_colected_satoshis"] == truth["fees_colected_satoshis"]
