"""Never a wrong number: answers that are zero, old, negative or contradict themselves."""

from homeassistant.const import STATE_ON, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Upstreams, World
from simulator.forms import SetFields
from simulator.oddities import (
    FixedUnpaid,
    NullResult,
    OlderSnapshot,
    StuckSnapshot,
    ZeroSnapshot,
    ZeroWorkers,
)
from simulator.outages import Status

from ..conftest import Tick, set_up
from .support import API, HASHRATE, ONLINE, STATUS, WORKER, number, state


@pytest.mark.usefixtures("loaded")
async def test_an_all_zero_snapshot_is_not_believed_once(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """One minute of zeros changes nothing, a second one is believed."""
    before = state(hass, HASHRATE)
    upstreams.inject(ZeroSnapshot(), host=API, path="/v1/user")
    await tick()
    assert state(hass, HASHRATE) == before
    assert state(hass, WORKER) == STATE_ON
    assert state(hass, ONLINE) == "8"
    await tick()
    assert number(hass, HASHRATE) == 0


@pytest.mark.usefixtures("loaded")
async def test_an_old_snapshot_is_not_live(
    hass: HomeAssistant, upstreams: Upstreams, world: World, tick: Tick
) -> None:
    """A snapshot that no longer moves is shown as old; no worker is taken for dead."""
    upstreams.inject(StuckSnapshot(world.now), host=API, path="/v1/")
    await tick(10)
    assert state(hass, STATUS) == "stale"
    assert state(hass, WORKER) == STATE_ON
    upstreams.faults.clear()
    await tick(2)
    assert state(hass, STATUS) == "live"


@pytest.mark.usefixtures("loaded")
async def test_a_snapshot_from_the_past_changes_nothing(
    hass: HomeAssistant, upstreams: Upstreams, address: str, tick: Tick
) -> None:
    """An answer that is older than the last one is not shown."""
    await tick(5)
    before = state(hass, "sensor.home_last_share")
    fault = upstreams.inject(OlderSnapshot(600), host=API, account=address)
    await tick(2)
    assert state(hass, "sensor.home_last_share") == before
    upstreams.faults.remove(fault)
    await tick(2)
    assert state(hass, "sensor.home_last_share") > before


@pytest.mark.usefixtures("loaded")
async def test_null_for_a_known_account_is_idle(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """`result: null` is OCEAN's other way to say that no worker is active."""
    upstreams.inject(NullResult(), host=API, path="/v1/user", times=2)
    await tick()
    assert state(hass, STATUS) == "idle"
    assert state(hass, WORKER) == STATE_ON
    await tick(2)
    assert state(hass, STATUS) == "live"
    assert state(hass, "event.home_worker") == STATE_UNKNOWN


@pytest.mark.usefixtures("loaded")
async def test_a_negative_balance_is_not_believed(
    hass: HomeAssistant,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    tick: Tick,
) -> None:
    """-1 sat leaves the last known balance where it was."""
    (account,) = loaded.runtime_data.accounts.values()
    before = account.state.snapshot.unpaid
    assert before > 0
    upstreams.inject(FixedUnpaid(), host=API)
    await tick(2)
    assert account.state.snapshot.unpaid == before


@pytest.mark.usefixtures("loaded")
async def test_a_zero_of_the_pool_is_not_repeated_by_a_failure(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Zero, then no answer: the last value stays."""
    entity = "sensor.ocean_pool_hashrate_5_minutes"
    before = state(hass, entity)
    upstreams.inject(ZeroSnapshot(), host=API, path="/v1/pool_hashrate", times=1)
    await tick()
    upstreams.inject(Status(502), host=API, path="/v1/pool_hashrate")
    await tick()
    assert state(hass, entity) == before


async def test_a_pool_without_hashrate_is_believed_when_it_is_repeated(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """One minute of zero keeps the last value."""
    before = state(hass, "sensor.ocean_pool_hashrate_5_minutes")
    upstreams.inject(ZeroSnapshot(), host=API, path="/v1/pool_hashrate")
    await tick()
    assert state(hass, "sensor.ocean_pool_hashrate_5_minutes") == before
    await tick()
    assert number(hass, "sensor.ocean_pool_hashrate_5_minutes") == 0


@pytest.mark.usefixtures("loaded")
async def test_a_pool_window_that_is_missing(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Without the five minutes there is no share of the network."""
    upstreams.inject(SetFields(("pool_300s",), None), host=API)
    await tick(2)
    assert state(hass, "sensor.ocean_pool_hashrate_5_minutes") == "unknown"
    assert state(hass, "sensor.ocean_pool_share_of_network") == "unknown"


@pytest.mark.usefixtures("loaded")
async def test_without_the_pools_estimate_the_subsidy_counts(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """The next block brings at least 3.125 BTC, less than with fees."""
    before = number(hass, "sensor.home_expected_earnings_per_day")
    names = ("current_estimated_block_reward", "current_tides_shares")
    upstreams.inject(SetFields(names, None), host=API, path="/v1/pool_stat")
    await tick(2)
    after = number(hass, "sensor.home_expected_earnings_per_day")
    assert 0.9 * before < after < before
    assert number(hass, "sensor.home_share_of_tides_window") > 0


@pytest.mark.usefixtures("loaded")
async def test_a_hashrate_of_another_snapshot_is_taken(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Routes of one poll may speak of different minutes."""
    upstreams.inject(OlderSnapshot(60), host=API, path="/v1/user_hashrate")
    await tick(5)
    assert state(hass, "sensor.home_data_status") == "live"
    assert number(hass, "sensor.home_hashrate_24_hours") > 0


@pytest.mark.parametrize(
    ("route", "zeros", "failing"),
    [
        ("userinfo_full", ZeroWorkers(), None),
        ("user_hashrate_full", ZeroWorkers(), None),
        ("user_hashrate_full", ZeroWorkers(), "/v1/user_hashrate/"),
        (
            "user_hashrate_full",
            ZeroWorkers(spared=("hashrate_60s", "hashrate_300s")),
            None,
        ),
    ],
)
async def test_workers_that_are_all_zero_once_are_not_low(
    hass: HomeAssistant,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    tick: Tick,
    route: str,
    zeros: ZeroWorkers,
    failing: str | None,
) -> None:
    """While the account shows their work; a second such answer is believed."""
    down = upstreams.inject(Status(), host=API, path=failing) if failing else None
    await tick(25)
    (account,) = loaded.runtime_data.accounts.values()
    names = list(account.state.workers)

    def shown() -> list[tuple[object, ...]]:
        workers = account.state.workers
        return [
            (workers[name].status, workers[name].averages.hashrate_10800s != 0)
            for name in names
        ]

    before = shown()
    upstreams.inject(zeros, host=API, path=f"/v1/{route}", times=1)
    for _ in range(25):
        await tick()
        assert shown() == before
    if down:
        upstreams.faults.remove(down)
    assert not upstreams.faults
    await hass.config_entries.async_unload(loaded.entry_id)


@pytest.mark.parametrize("seconds", [900, 3600, 7200])
@pytest.mark.parametrize("path", ["/v1/", "/v1/pool_stat"])
async def test_a_snapshot_of_the_future_is_one_bad_answer(
    hass: HomeAssistant,
    upstreams: Upstreams,
    entry: MockConfigEntry,
    tick: Tick,
    seconds: float,
    path: str,
) -> None:
    """At the first set-up and later, the next answers are live."""
    fault = upstreams.inject(OlderSnapshot(-seconds), host=API, path=path)
    assert await set_up(hass, entry)
    upstreams.faults.remove(fault)
    await tick(4)
    assert state(hass, STATUS) == "live"
    upstreams.inject(OlderSnapshot(-seconds), host=API, path=path)
    await tick()
    assert state(hass, WORKER) == STATE_ON
    upstreams.faults.clear()
    for _ in range(5):
        await tick()
        assert state(hass, STATUS) == "live"
    await hass.config_entries.async_unload(entry.entry_id)
