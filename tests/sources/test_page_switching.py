"""To the web page and back: when it is asked, and what is shown at every step."""

from http import HTTPStatus
import threading
from typing import Any
from unittest.mock import patch

from homeassistant.const import STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.api import site
from simulator import Habits, Upstreams, World, farm, heater, home
from simulator.outages import Body, Status

from ..conftest import Tick, make_entry, set_up
from .page_support import Watch, silence
from .support import API, HASHRATE, MINING, ONLINE, SITE, STATUS, WORKER, number, state

UNPAID = "sensor.home_unpaid_earnings"
DAY = "sensor.home_hashrate_24_hours"
NEXT_BLOCK = "sensor.home_estimated_earnings_next_block"
WORKER_3H = "sensor.home_s21_garage_hashrate_3_hours"
EVENT = "event.home_worker"

KNOWN_BY_PAGE = (
    *(HASHRATE, "sensor.home_hashrate_3_hours", DAY, UNPAID, NEXT_BLOCK),
    *("sensor.home_last_share", ONLINE, "sensor.home_workers_offline"),
    *("sensor.home_workers", MINING, WORKER, WORKER_3H),
)
"""What must not be lost for a moment while one source takes over from the other."""


@pytest.mark.usefixtures("all_enabled", "loaded")
async def test_every_step_to_the_page_and_back(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Two failures keep all as it was, the third asks the page; no step has a gap.

    No statistic jumps or falls to zero, and no worker has news.
    """
    before = {entity: state(hass, entity) for entity in KNOWN_BY_PAGE}
    watch = Watch.over(hass)
    silence(upstreams)
    for _ in range(2):
        await tick()
        assert state(hass, STATUS) == "stale"
        assert {entity: state(hass, entity) for entity in KNOWN_BY_PAGE} == before
        assert not upstreams.count(SITE)
    await tick()
    assert state(hass, STATUS) == "web_page"
    assert upstreams.count(SITE) == 1
    assert state(hass, UNPAID) == before[UNPAID]
    assert state(hass, ONLINE) == before[ONLINE] == "8"
    assert number(hass, DAY) == pytest.approx(float(before[DAY]), rel=0.01)
    await tick(4)
    assert upstreams.count(SITE) == 1
    assert state(hass, STATUS) == "web_page"
    await tick()
    assert upstreams.count(SITE) == 2
    await tick(25)
    assert upstreams.count(SITE) == 7
    upstreams.faults.clear()
    await tick(6)
    assert state(hass, STATUS) == "live"
    assert upstreams.count(SITE) == 7
    assert not watch.wrong
    assert not watch.events
    assert not watch.lost & set(KNOWN_BY_PAGE)


@pytest.mark.usefixtures("loaded")
async def test_a_page_that_fails_too_is_left_alone_for_five_minutes(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Nothing is shown, the page is not asked more often, and it may come later."""
    silence(upstreams)
    broken = upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host=SITE)
    await tick(3)
    assert state(hass, STATUS) == "unreachable"
    assert state(hass, HASHRATE) == STATE_UNAVAILABLE
    await tick(30)
    assert upstreams.count(SITE) <= 7
    upstreams.faults.remove(broken)
    await tick(6)
    assert state(hass, STATUS) == "web_page"
    assert number(hass, HASHRATE) > 0
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host=SITE)
    await tick(6)
    assert state(hass, STATUS) == "stale"
    assert number(hass, HASHRATE) > 0
    await tick(12)
    assert state(hass, STATUS) == "unreachable"
    assert state(hass, EVENT) == STATE_UNKNOWN


@pytest.mark.parametrize(
    "page",
    [
        b"<html><body><h1>Our new site</h1><p>12 workers, 5 BTC</p></body></html>",
        b'<div class="no-stats">No stats were found for this user.</div>',
        b"",
        b'{"hashrate": 5}',
    ],
)
@pytest.mark.usefixtures("loaded")
async def test_a_page_of_an_unknown_layout_shows_nothing(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick, page: bytes
) -> None:
    """No number is taken from it, and two answers are enough to know that."""
    silence(upstreams)
    upstreams.inject(Body(page), host=SITE)
    await tick(4)
    assert state(hass, STATUS) == "unreachable"
    for entity in KNOWN_BY_PAGE:
        assert state(hass, entity) == STATE_UNAVAILABLE
    assert upstreams.count(SITE) == 2
    assert state(hass, EVENT) == STATE_UNKNOWN


@pytest.mark.usefixtures("loaded")
async def test_a_page_that_loads_its_parts_by_themselves(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Its cards and tables are asked for under their own names."""
    unpaid = state(hass, UNPAID)
    watch = Watch.over(hass)
    silence(upstreams)
    shell = (
        b"<h1>My Stats</h1><div id=payoutsnap-statcards hx-get=/template/></div>"
        b"<table><tr><th>Nickname</th></tr></table>"
    )
    upstreams.inject(Body(shell), host=SITE, path="/stats")
    await tick(12)
    assert state(hass, STATUS) == "web_page"
    assert upstreams.count(SITE) == 10
    assert state(hass, UNPAID) == unpaid
    assert state(hass, ONLINE) == "8"
    assert number(hass, DAY) > 100
    assert number(hass, NEXT_BLOCK) > 0
    assert number(hass, WORKER_3H) > 100
    assert not watch.wrong
    assert not watch.events
    assert not watch.lost & set(KNOWN_BY_PAGE)


@pytest.mark.usefixtures("loaded")
async def test_the_rest_of_ocean_and_the_network_may_fail_too(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """With everything but the page down the account goes on, and nothing else does."""
    watch = Watch.over(hass)
    for host in (API, "mempool.space", "blockchain.info"):
        upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host=host)
    await tick(20)
    assert state(hass, STATUS) == "web_page"
    assert state(hass, ONLINE) == "8"
    assert state(hass, "sensor.ocean_pool_users") == STATE_UNAVAILABLE
    assert state(hass, "sensor.bitcoin_network_block_height") == STATE_UNAVAILABLE
    assert state(hass, "sensor.home_expected_earnings_per_day") == STATE_UNAVAILABLE
    upstreams.faults.clear()
    await tick(12)
    assert state(hass, STATUS) == "live"
    assert number(hass, "sensor.ocean_pool_users") > 0
    assert not watch.wrong
    assert not watch.events
    assert not watch.lost & set(KNOWN_BY_PAGE)


@pytest.mark.parametrize("first_page", [0, 1])
@pytest.mark.parametrize("plans", [(farm(40),)])
async def test_workers_on_several_pages(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    tick: Tick,
    first_page: int,
) -> None:
    """All are read, by whichever number the pages begin; one that fails is no news."""
    world.habits = Habits(first_page=first_page)
    entry = make_entry(*world.accounts, worker_devices="none")
    assert await set_up(hass, entry)
    watch = Watch.over(hass)
    silence(upstreams)
    await tick(3)
    assert state(hass, STATUS) == "web_page"
    (account,) = entry.runtime_data.accounts.values()
    assert len(account.source.page.shown(0.0).workers) == 40
    assert state(hass, ONLINE) == "40"
    upstreams.inject(
        Status(HTTPStatus.BAD_GATEWAY), host=SITE, path="/stats", start=world.now
    )
    upstreams.faults.clear()
    silence(upstreams)
    await tick(10)
    assert state(hass, ONLINE) == "40"
    assert not watch.wrong
    assert not watch.events


@pytest.mark.parametrize("plans", [(farm(305),)])
async def test_a_large_account_has_no_gap(
    hass: HomeAssistant, upstreams: Upstreams, world: World, tick: Tick
) -> None:
    """Of three hundred workers, whose list comes every five minutes, all are read."""
    assert await set_up(hass, make_entry(*world.accounts, worker_devices="none"))
    await tick(1)
    watch = Watch.over(hass)
    silence(upstreams)
    await tick(9)
    assert state(hass, STATUS) == "web_page"
    assert state(hass, ONLINE) == "305"
    assert upstreams.count(SITE) == 21
    upstreams.faults.clear()
    await tick(6)
    assert state(hass, STATUS) == "live"
    assert state(hass, ONLINE) == "305"
    assert not watch.wrong
    assert not watch.events
    assert not watch.lost & {ONLINE, MINING, UNPAID, DAY}


@pytest.mark.parametrize("plans", [(heater(), home())])
@pytest.mark.usefixtures("loaded")
async def test_a_small_machine_is_no_zero(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Of 1 TH/s the page prints one digit; it neither jumps nor rings nor is low."""
    await tick(10)
    watch = Watch.over(hass)
    silence(upstreams)
    await tick(60)
    assert state(hass, STATUS) == "web_page"
    assert number(hass, "sensor.home_hashrate_24_hours") == pytest.approx(1, rel=0.3)
    assert state(hass, "binary_sensor.home_bitaxe_online") == STATE_ON
    assert not watch.events
    assert not [wrong for wrong in watch.wrong if "became 0" in wrong]


@pytest.mark.usefixtures("loaded")
async def test_pages_are_read_away_from_the_event_loop(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Also a small page takes so long that everything else would wait for it."""
    threads: list[int] = []
    read = site.read_page

    def note(*args: Any, **options: Any) -> Any:
        threads.append(threading.get_ident())
        return read(*args, **options)

    silence(upstreams)
    with patch.object(site, "read_page", note):
        await tick(3)
    assert state(hass, STATUS) == "web_page"
    assert threads
    assert threading.get_ident() not in threads


async def test_the_page_is_never_asked_with_the_option_off(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry, tick: Tick
) -> None:
    """Neither in an outage nor after it."""
    entry.add_to_hass(hass)
    options = {**entry.options, "web_page": False}
    hass.config_entries.async_update_entry(entry, options=options)
    assert await set_up(hass, entry)
    silence(upstreams)
    await tick(15)
    assert state(hass, STATUS) == "unreachable"
    upstreams.faults.clear()
    await tick(6)
    assert state(hass, STATUS) == "live"
    assert not upstreams.count(SITE)
