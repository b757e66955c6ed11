"""Web pages that are not to be trusted: old, frozen, short of workers, all zero."""

from http import HTTPStatus
import re

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import START, Habits, Upstreams, World
from simulator.outages import Body, Status
from simulator.snapshot import Silence

from ..api.pages.support import fixture
from ..conftest import Tick
from .page_support import EditedPage, Watch, silence, without_workers
from .support import API, HASHRATE, MINING, ONLINE, SITE, STATUS, WORKER, number, state

EVENT = "event.home_worker"
UNPAID = "sensor.home_unpaid_earnings"
LAST_SHARE = "sensor.home_last_share"


def page_of(upstreams: Upstreams, address: str) -> bytes:
    """Return the account's page as it is now."""
    return upstreams.get(f"https://ocean.xyz/stats/{address}").body


@pytest.mark.usefixtures("loaded")
async def test_workers_that_the_page_leaves_out(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """They keep their state until it is too old, and are neither gone nor offline."""
    watch = Watch.over(hass)
    silence(upstreams)
    upstreams.inject(without_workers("s21-garage", "nano3s"), host=SITE)
    await tick(14)
    assert state(hass, STATUS) == "web_page"
    assert state(hass, WORKER) == STATE_ON
    assert state(hass, ONLINE) == "8"
    await tick(10)
    assert state(hass, WORKER) == STATE_UNKNOWN
    assert state(hass, "binary_sensor.home_s21_attic_online") == STATE_ON
    assert state(hass, ONLINE) == STATE_UNKNOWN
    assert state(hass, MINING) == STATE_ON
    upstreams.faults.clear()
    await tick(6)
    assert state(hass, WORKER) == STATE_ON
    assert state(hass, ONLINE) == "8"
    assert not watch.wrong
    assert not watch.events


@pytest.mark.usefixtures("loaded")
async def test_a_page_without_its_table_of_workers(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """What is on it is shown; of the workers nothing is said."""
    silence(upstreams)
    upstreams.inject(
        EditedPage(
            lambda html: re.sub(r"<tr[^>]*>(?:(?!</tr).)*/stats/.*?</tr>", "", html)
        ),
        host=SITE,
    )
    await tick(25)
    assert state(hass, STATUS) == "web_page"
    assert number(hass, "sensor.home_hashrate_24_hours") > 100
    assert state(hass, WORKER) == STATE_UNKNOWN
    assert state(hass, MINING) == STATE_UNKNOWN
    assert state(hass, EVENT) == STATE_UNKNOWN


@pytest.mark.usefixtures("loaded")
async def test_a_page_that_lost_a_part_is_doubted_once(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """What was on the page before stays for one more; then it is not known."""
    silence(upstreams)
    await tick(3)
    unpaid = state(hass, UNPAID)
    upstreams.inject(
        EditedPage(lambda html: html.replace("Unpaid Earnings", "Your balance")),
        host=SITE,
    )
    await tick(5)
    assert upstreams.count(SITE) == 3
    assert state(hass, STATUS) == "stale"
    assert state(hass, UNPAID) == unpaid
    await tick(5)
    assert state(hass, STATUS) == "web_page"
    assert state(hass, UNPAID) == STATE_UNKNOWN
    assert state(hass, ONLINE) == "8"


@pytest.mark.usefixtures("loaded")
async def test_a_worker_that_only_the_page_knows(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """The interface may list it under another name, so it is no news yet."""
    silence(upstreams)
    upstreams.inject(
        EditedPage(lambda html: html.replace("s21-garage", "new-name")), host=SITE
    )
    await tick(12)
    assert state(hass, STATUS) == "web_page"
    assert state(hass, ONLINE) == "8"
    assert hass.states.get("binary_sensor.home_new_name_online") is None
    assert state(hass, EVENT) == STATE_UNKNOWN


@pytest.mark.usefixtures("loaded")
async def test_a_page_that_stands_still_rings_nobody(
    hass: HomeAssistant, upstreams: Upstreams, address: str, tick: Tick
) -> None:
    """Its workers do not fall silent because the web site does; it is shown as old."""
    silence(upstreams)
    await tick(2)
    upstreams.inject(Body(page_of(upstreams, address)), host=SITE, path="/stats")
    await tick(8)
    assert state(hass, STATUS) == "web_page"
    await tick(120)
    assert state(hass, STATUS) == "stale"
    assert state(hass, WORKER) == STATE_ON
    assert state(hass, EVENT) == STATE_UNKNOWN
    upstreams.faults.clear()
    silence(upstreams)
    await tick(6)
    assert state(hass, STATUS) == "web_page"
    upstreams.faults.clear()
    await tick(6)
    assert state(hass, STATUS) == "live"
    assert state(hass, EVENT) == STATE_UNKNOWN


@pytest.mark.usefixtures("loaded")
async def test_a_page_from_before_what_is_known_is_refused(
    hass: HomeAssistant, upstreams: Upstreams, address: str, tick: Tick
) -> None:
    """Nothing goes back: an old page is none at all."""
    old = page_of(upstreams, address)
    await tick(20)
    last = state(hass, LAST_SHARE)
    upstreams.inject(Body(old), host=SITE, path="/stats")
    silence(upstreams)
    await tick(6)
    assert state(hass, STATUS) == "unreachable"
    assert state(hass, HASHRATE) == STATE_UNAVAILABLE
    upstreams.faults.clear()
    await tick(6)
    assert state(hass, LAST_SHARE) > last
    assert state(hass, EVENT) == STATE_UNKNOWN


@pytest.mark.usefixtures("loaded")
async def test_a_second_outage_shows_no_page_of_the_first(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """A page from before the interface's last answer is older than that."""
    silence(upstreams)
    await tick(3)
    assert state(hass, STATUS) == "web_page"
    upstreams.faults.clear()
    await tick()
    assert state(hass, STATUS) == "live"
    last = state(hass, LAST_SHARE)
    silence(upstreams)
    await tick(3)
    assert upstreams.count(SITE) == 1
    assert state(hass, STATUS) == "unreachable"
    await tick()
    assert upstreams.count(SITE) == 2
    assert state(hass, STATUS) == "web_page"
    assert state(hass, LAST_SHARE) >= last


@pytest.mark.usefixtures("loaded")
async def test_a_page_of_zeros_makes_no_zero(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Zeros beside fresh shares contradict themselves: the hashrates are not known."""
    unpaid = state(hass, "sensor.home_unpaid_earnings")
    watch = Watch.over(hass)
    silence(upstreams)
    zeros = EditedPage(lambda html: re.sub(r"\d+\.\d ([TP]h/s<)", r"0.0 \1", html))
    upstreams.inject(zeros, host=SITE)
    await tick(12)
    assert state(hass, STATUS) == "web_page"
    assert state(hass, HASHRATE) == STATE_UNKNOWN
    assert state(hass, "sensor.home_s21_garage_hashrate_3_hours") == STATE_UNKNOWN
    assert state(hass, "sensor.home_unpaid_earnings") == unpaid
    assert state(hass, WORKER) == STATE_ON
    assert not watch.wrong
    assert not watch.events


@pytest.mark.usefixtures("loaded")
async def test_a_page_of_zeros_without_times_is_not_believed(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Nor when it is repeated word for word: it may stand still."""
    silence(upstreams)
    upstreams.inject(
        EditedPage(
            lambda html: re.sub(
                r"\d{4}-\d\d-\d\d \d\d:\d\d",
                "never",
                re.sub(r"\d+\.\d ([TP]h/s<)", r"0.0 \1", html),
            )
        ),
        host=SITE,
    )
    await tick(9)
    assert state(hass, STATUS) == "unreachable"
    assert state(hass, HASHRATE) == STATE_UNAVAILABLE
    assert state(hass, EVENT) == STATE_UNKNOWN


@pytest.mark.usefixtures("loaded")
async def test_a_power_cut_rings_while_only_the_page_is_there(
    hass: HomeAssistant, upstreams: Upstreams, world: World, address: str, tick: Tick
) -> None:
    """True zeros and old shares are what they are."""
    silence(upstreams)
    await tick(10)
    world.switch_off(address)
    await tick(20)
    assert number(hass, HASHRATE) == 0
    assert state(hass, WORKER) == STATE_OFF
    await tick(150, step=2)
    assert state(hass, MINING) == STATE_OFF
    assert state(hass, "sensor.home_workers_offline") == "8"
    event = hass.states.get(EVENT)
    assert event is not None
    assert event.attributes["event_type"] == "offline"


@pytest.mark.usefixtures("loaded")
async def test_an_idle_farm_comes_back_on_the_page(
    hass: HomeAssistant, upstreams: Upstreams, world: World, address: str, tick: Tick
) -> None:
    """What the interface said last, that nobody mines, is not held against the page."""
    world.habits = Habits(silence=Silence(idle=1200))
    world.switch_off(address)
    await tick(200, step=2)
    assert state(hass, STATUS) == "idle"
    assert state(hass, MINING) == STATE_OFF
    silence(upstreams)
    await tick(3)
    world.switch_on(address)
    await tick(16)
    assert state(hass, STATUS) == "web_page"
    assert state(hass, MINING) == STATE_ON
    upstreams.faults.clear()
    await tick(6)
    assert state(hass, STATUS) == "live"
    assert state(hass, MINING) == STATE_ON


@pytest.mark.usefixtures("loaded")
async def test_the_page_stands_in_for_an_interface_that_wants_peace(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """It asked for twenty minutes, and gets them; after five the page is asked."""
    upstreams.inject(
        Status(HTTPStatus.TOO_MANY_REQUESTS, retry_after=1200), host=API, times=1
    )
    await tick()
    asked = upstreams.count(API)
    await tick(3)
    assert not upstreams.count(SITE)
    await tick(4)
    assert state(hass, STATUS) == "web_page"
    await tick(10)
    assert upstreams.count(API) == asked
    assert state(hass, ONLINE) == "8"


@pytest.mark.parametrize(
    ("name", "unpaid", "day"),
    [
        ("stats_2024", "18939196", 101.7),
        ("stats_2025", "911200", 1497.2),
        ("stats_2026", "356948", 1301.7),
    ],
)
async def test_a_page_of_each_year(
    hass: HomeAssistant,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    address: str,
    tick: Tick,
    name: str,
    unpaid: str,
    day: float,
) -> None:
    """Its figures are shown, and those who mined then are no news today."""
    silence(upstreams)
    html = fixture(name).replace("bc1qexampleexampleexampleexampleexample0000", address)
    html = html.replace("s19-01", "s19-left").replace("attic", "s21-attic")
    upstreams.inject(Body(html.encode()), host=SITE, path="/stats")
    await tick(12)
    assert state(hass, STATUS) == "web_page"
    assert state(hass, "sensor.home_unpaid_earnings") == unpaid
    assert number(hass, "sensor.home_hashrate_24_hours") == day
    assert state(hass, ONLINE) == "8"
    (account,) = loaded.runtime_data.accounts.values()
    assert account.source.memory.snapshot_time >= START
    await tick(12)
    assert state(hass, STATUS) == "stale"
    upstreams.faults.clear()
    await tick(6)
    assert state(hass, STATUS) == "live"
    assert state(hass, ONLINE) == "8"
    assert state(hass, EVENT) == STATE_UNKNOWN
