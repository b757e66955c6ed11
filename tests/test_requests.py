"""What is asked of others: few requests, far apart, however many machines there are."""

from collections import Counter
from datetime import timedelta

from homeassistant.core import HomeAssistant
import pytest

from simulator import Upstreams, World, farm, heater

from .conftest import Tick, make_entry, set_up

API = "api.ocean.xyz"
HOUR = 60


def busiest_minute(upstreams: Upstreams) -> int:
    """Return the most requests to OCEAN in any sixty seconds."""
    times = sorted(one.time for one in upstreams.requests if one.host == API)
    minute = timedelta(seconds=60)
    return max(
        sum(1 for other in times if start <= other < start + minute) for start in times
    )


@pytest.fixture(params=[1, 300, 3000], ids=lambda number: f"{number} workers")
def plans(request: pytest.FixtureRequest) -> object:
    """Return one account with so many workers."""
    return (heater() if request.param == 1 else farm(request.param),)


async def test_an_account_asks_at_most_six_times_a_minute(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    tick: Tick,
    record_property: object,
) -> None:
    """The mean of an hour is at most 6 a minute, and no minute has more than 10."""
    world.hold_blocks(holding=False)
    entry = make_entry(*world.accounts, worker_devices="none")
    assert await set_up(hass, entry)
    await tick(HOUR)
    mean = upstreams.count(API) / HOUR
    print(
        f"{mean:.2f} requests a minute",
        Counter(one.path for one in upstreams.requests if one.host == API).most_common(
            4
        ),
    )
    # Between 1, 300 and 3,000 workers the means may be half a request apart; each of
    # them lies in a band of half a request.
    assert 5.0 <= mean <= 5.5
    assert busiest_minute(upstreams) <= 10
    await hass.config_entries.async_unload(entry.entry_id)


async def test_two_accounts_share_the_pool(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """A second account adds its own two requests a minute and nothing else."""
    world = upstreams.world
    world.add_account(farm(8))
    entry = make_entry(*world.accounts, worker_devices="none")
    assert await set_up(hass, entry)
    await tick(HOUR)
    assert upstreams.count(API) / HOUR <= 8
    await hass.config_entries.async_unload(entry.entry_id)
