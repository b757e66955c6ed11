"""What is asked of others: few requests, far apart, however many machines there are."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
import pytest

from simulator import AccountPlan, Upstreams, farm, heater

from ..conftest import Tick, make_entry, set_up

API = "api.ocean.xyz"
HOUR = 60


def busiest_minute(upstreams: Upstreams) -> int:
    """Return the most requests to OCEAN in any sixty seconds."""
    times = sorted(one.time for one in upstreams.requests if one.host == API)
    minute = timedelta(seconds=60)
    return max(
        sum(1 for other in times if start <= other < start + minute) for start in times
    )


async def mean_of_an_hour(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> float:
    """Return the requests to OCEAN a minute, over the first hour."""
    entry = make_entry(*upstreams.world.accounts, worker_devices="none")
    assert await set_up(hass, entry)
    await tick(HOUR)
    await hass.config_entries.async_unload(entry.entry_id)
    return upstreams.count(API) / HOUR


@pytest.mark.parametrize(
    "plans",
    [(heater(),), (farm(300),), (farm(3000),)],
    ids=["1 worker", "300 workers", "3,000 workers"],
)
async def test_an_account_asks_at_most_six_times_a_minute(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """The mean of an hour is at most 6 a minute, and no minute has more than 10.

    Between 1, 300 and 3,000 workers the means may be half a request apart: each of
    them lies in a band that is narrower.
    """
    assert 5.2 <= await mean_of_an_hour(hass, upstreams, tick) <= 5.6
    assert busiest_minute(upstreams) <= 10


@pytest.mark.parametrize("plans", [(heater(), farm(8))])
async def test_two_accounts_share_the_pool(
    hass: HomeAssistant,
    upstreams: Upstreams,
    tick: Tick,
    plans: tuple[AccountPlan, ...],
) -> None:
    """A second account adds its own two requests a minute and nothing else."""
    assert await mean_of_an_hour(hass, upstreams, tick) <= 5.6 + 2.2
    assert len(plans) == 2


@pytest.mark.parametrize("plans", [(heater(),)])
@pytest.mark.parametrize("minute", [1, 4, 8])
async def test_new_averages_are_asked_for_when_ocean_makes_them(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick, minute: int
) -> None:
    """Every ten minutes by OCEAN's clock, whenever Home Assistant started."""
    await tick(minute)
    entry = make_entry(*upstreams.world.accounts)
    assert await set_up(hass, entry)
    await tick(45)
    first, *others = [
        one.time.timestamp()
        for one in upstreams.requests
        if one.path.startswith("/v1/user_hashrate_full")
    ]
    assert len(others) >= 4
    assert all(time % 600 <= 120 for time in others), others
    assert others[0] - first < 700
    await hass.config_entries.async_unload(entry.entry_id)
