"""A set-up returns soon, and shows nothing false while the other answers come.

In a loop whose time jumps: each answer takes a tenth of a second of it.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest

from benchmarks import house as houses
from benchmarks.clockwork import run
from benchmarks.house import Case, House, house
from custom_components.ocean_xyz.api import transport
from custom_components.ocean_xyz.assistant.answers import account_head
from simulator import Upstreams
from simulator.outages import Status

pytestmark = pytest.mark.usefixtures("all_enabled")

API = "api.ocean.xyz"
SOON = 2.0
ALL = 10.0
"""Seconds within which a set-up returns, and all is known."""
STEP = 0.1
NOT_KNOWN = {"unknown", "unavailable"}


@pytest.fixture(autouse=True)
def _far_away() -> Iterator[None]:
    """Let each answer take a tenth of a second, and keep requests apart."""
    with (
        patch.object(houses, "LATENCY", 0.1),
        patch.object(transport, "SPACING", 0.5),
    ):
        yield


def shown(hass: HomeAssistant) -> dict[str, str]:
    """Return all states of ours."""
    return {one.entity_id: one.state for one in hass.states.async_all()}


async def timed(home: House, work: Callable[[], Any]) -> float:
    """Return how many seconds something takes."""
    began = home.hass.loop.time()
    assert await work()
    return home.hass.loop.time() - began


async def watched(home: House, since: float) -> list[dict[str, str]]:
    """Return the states at each tenth of a second until all has to be known."""
    seen = []
    while home.hass.loop.time() - since < ALL:
        seen.append(shown(home.hass))
        await home.wait(STEP)
    seen.append(shown(home.hass))
    return seen


def false_states(seen: list[dict[str, str]]) -> dict[str, list[str]]:
    """Return the states that were neither unknown nor what they are in the end."""
    end = seen[-1]
    states: dict[str, list[str]] = {}
    for moment in seen:
        for entity_id, state in moment.items():
            known = states.setdefault(entity_id, [])
            if state not in NOT_KNOWN and state not in known:
                known.append(state)
    return {
        entity_id: known
        for entity_id, known in states.items()
        if known and known != [end[entity_id]] and not _about(known)
    }


def _about(known: list[str]) -> bool:
    """Return whether amounts are about the same: by a newer figure, or a known fee."""
    try:
        amounts = [float(one) for one in known]
    except ValueError:
        return False
    return min(amounts) > 0 and max(amounts) <= 1.05 * min(amounts)


def requests(home: House, since: int = 0) -> list[str]:
    """Return what OCEAN was asked, in order."""
    return [
        one.path.split("/")[2]
        for one in home.upstreams.requests[since:]
        if one.host == API
    ]


@pytest.mark.parametrize("accounts", [1, 3])
def test_a_first_set_up(accounts: int) -> None:
    """First the account, then the rest; nothing false in between, and politely."""

    async def live() -> None:
        case = Case(workers=4 * accounts, accounts=accounts)
        async with house(case, timers=True) as home:
            hass, began = home.hass, home.hass.loop.time()
            home.entry.add_to_hass(hass)
            events: list[Any] = []
            hass.bus.async_listen("repairs_issue_registry_updated", events.append)
            setup = hass.config_entries.async_setup
            assert await timed(home, lambda: setup("ocean")) < SOON
            first = shown(hass)
            assert first["sensor.account_0_data_status"] == "live"
            assert first["sensor.account_0_workers_online"] == "4"
            assert first["binary_sensor.account_0_mining"] == "on"
            assert set(requests(home)[:4]) == {
                *("userinfo_full", "user_hashrate", "user_hashrate_full", "pool_stat")
            }
            for other in range(1, accounts):
                assert first[f"sensor.account_{other}_data_status"] == "unknown"
                assert first[f"binary_sensor.account_{other}_mining"] == "unavailable"
            seen = await watched(home, began)
            assert false_states(seen) == {}
            end = seen[-1]
            assert "unavailable" not in end.values()
            for number in range(accounts):
                assert end[f"sensor.account_{number}_data_status"] == "live"
                assert int(end[f"sensor.account_{number}_earned_in_total"]) > 0
            assert end["sensor.bitcoin_network_data_source"] == "mempool"
            assert events == []
            times = [one.time for one in home.upstreams.requests if one.host == API]
            assert len(times) == 4 + 4 * accounts
            least = min(b - a for a, b in pairwise(times))
            assert least > timedelta(seconds=0.49)

    run(live())


def test_a_restart_shows_at_once_what_is_remembered() -> None:
    """Also while OCEAN is slow: no state of before is false, no alarm is raised."""

    async def live() -> None:
        async with house(Case(workers=4), timers=True) as home:
            hass, began = home.hass, home.hass.loop.time()
            await home.set_up()
            before = (await watched(home, began))[-1]
            assert await hass.config_entries.async_unload("ocean")
            alarms: list[Any] = []
            hass.bus.async_listen("ocean_xyz_event", alarms.append)
            setup = hass.config_entries.async_setup
            with patch.object(houses, "LATENCY", 1.5):
                began = hass.loop.time()
                assert await timed(home, lambda: setup("ocean")) < SOON
                first = shown(hass)
                for remembered in ("earned_in_total", "paid_in_total", "last_payout"):
                    entity_id = f"sensor.account_0_{remembered}"
                    assert first[entity_id] == before[entity_id]
                (account,) = home.runtime.accounts.values()
                assert account_head(account)["data_status"] == "unknown"
                assert first["sensor.account_0_data_status"] == "unknown"
                assert first["sensor.bitcoin_network_data_source"] == "unknown"
                assert first["sensor.account_0_workers_online"] == "unavailable"
                seen = await watched(home, began)
            assert false_states(seen) == {}
            assert seen[-1]["sensor.account_0_workers_online"] == "4"
            assert alarms == []

    run(live())


@pytest.mark.parametrize(("seconds", "loads"), [(8.0, True), (40.0, False)])
def test_the_very_first_set_up_waits_for_ocean(seconds: float, loads: bool) -> None:
    """For fifteen seconds, because nothing at all is known."""

    async def live() -> None:
        async with house(Case(workers=1), timers=True) as home:
            home.entry.add_to_hass(home.hass)
            with patch.object(houses, "LATENCY", seconds):
                setup = home.hass.config_entries.async_setup
                assert await setup("ocean") is loads
            state = home.entry.state
            assert (state is ConfigEntryState.LOADED) is loads
            assert loads or state is ConfigEntryState.SETUP_RETRY

    run(live())


def test_without_an_answer_nothing_is_awaited_for_long() -> None:
    """After a failure all is decided: OCEAN cannot be reached."""

    async def live() -> None:
        async with house(Case(workers=1), timers=True) as home:
            await home.set_up()
            assert await home.hass.config_entries.async_unload("ocean")
            fail(home.upstreams)
            setup = home.hass.config_entries.async_setup
            assert await timed(home, lambda: setup("ocean")) < SOON
            await home.wait(5)
            end = shown(home.hass)
            assert end["sensor.account_0_data_status"] == "unreachable"
            assert end["sensor.bitcoin_network_data_source"] == "none"

    run(live())


def fail(upstreams: Upstreams) -> None:
    """Let all hosts fail."""
    upstreams.inject(Status(502))
