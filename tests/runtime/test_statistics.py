"""What was earned and paid, in the statistics of Home Assistant's database."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
import logging
from random import Random
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.const import GROUP_ID_ADMIN
from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.history import get_significant_states
from homeassistant.components.recorder.statistics import (
    list_statistic_ids,
    statistics_during_period,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.ocean_xyz.api import Satoshis
from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.devices.ids import (
    earned_statistic_id,
    paid_statistic_id,
)
from custom_components.ocean_xyz.mining.ledger.book import Ledger, LedgerEarning
from custom_components.ocean_xyz.runtime.statistics import AccountHistory, Recorded
from custom_components.ocean_xyz.sources.ledger import LedgerMemory
from simulator import Upstreams, World
from simulator.oddities import PartialLists

from ..conftest import Tick, set_up
from ..sources.support import API

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """Record, and load the integration from this repository."""


def history_of(hass: HomeAssistant, label: str) -> AccountHistory:
    """Return the history of an account with some label."""
    return AccountHistory(
        hass,
        label=label,
        earned_id=earned_statistic_id("0123456789ab"),
        paid_id=paid_statistic_id("0123456789ab"),
    )


async def read_statistics(
    hass: HomeAssistant, what: str
) -> list[tuple[float, int, int]]:
    """Return the rows of a statistic as the database holds them."""
    await async_wait_recording_done(hass)
    stored = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        hass,
        dt_util.utc_from_timestamp(0),
        None,
        None,
        "hour",
        None,
        {"state", "sum"},
    )
    rows = next((rows for key, rows in stored.items() if f":{what}_" in key), [])
    return [
        (row["start"], int(row["state"] or 0), int(row["sum"] or 0)) for row in rows
    ]


def true_rows(rows: list[tuple[float, int]]) -> list[tuple[float, int, int]]:
    """Return what the database should hold now of amounts with their times."""
    hours: dict[float, int] = {}
    for time, amount in rows:
        start = time // 3600 * 3600
        hours[start] = hours.get(start, 0) + amount
    present = dt_util.utcnow().timestamp() // 3600 * 3600
    first = min([present, *hours]) - 3600
    starts = [first + 3600 * hour for hour in range(int(present - first) // 3600 + 1)]
    sums = accumulate(hours.get(start, 0) for start in starts)
    return [
        (start, hours.get(start, 0), total)
        for start, total in zip(starts, sums, strict=True)
    ]


async def test_statistics_hold_the_accounts_whole_life(
    hass: HomeAssistant,
    world: World,
    loaded: MockConfigEntry,
    address: str,
    tick: Tick,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Back-filled, continued after downtime, the same when written twice."""
    ledger = world.account(address).ledger

    def truth() -> list[tuple[float, int, int]]:
        return true_rows([(one.block.time, one.net) for one in ledger.credits])

    assert await read_statistics(hass, "earned") == truth()
    paid = true_rows([(one.time, one.amount) for one in ledger.payouts])
    assert await read_statistics(hass, "paid") == paid
    assert len(truth()) > 20
    await hass.config_entries.async_unload(loaded.entry_id)
    for _ in range(3):
        world.find_block()
        freezer.tick(timedelta(hours=5))
        world.advance(timedelta(hours=5))
    assert await set_up(hass, loaded)
    assert await read_statistics(hass, "earned") == truth()
    world.find_block()
    await tick(10)
    assert await read_statistics(hass, "earned") == truth()
    metadata = await get_instance(hass).async_add_executor_job(list_statistic_ids, hass)
    ours = {one["name"]: one for one in metadata if one["source"] == DOMAIN}
    assert set(ours) == {
        "Home Earned since the first day",
        "Home Paid since the first day",
    }
    earned = ours["Home Earned since the first day"]
    assert earned["statistics_unit_of_measurement"] == "sat"
    assert earned["has_sum"]
    assert address not in str(metadata)


async def test_a_late_row_is_right_in_hours_already_written(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    entry: MockConfigEntry,
    address: str,
    tick: Tick,
) -> None:
    """With half of the history first, all sums are right once the rest has come."""
    upstreams.inject(PartialLists(), host=API, path="/v1/earnpay")
    assert await set_up(hass, entry)
    part = await read_statistics(hass, "earned")
    upstreams.faults.clear()
    await tick(40)
    ledger = world.account(address).ledger
    truth = true_rows([(one.block.time, one.net) for one in ledger.credits])
    assert part != truth
    assert await read_statistics(hass, "earned") == truth
    await hass.config_entries.async_unload(entry.entry_id)


async def test_history_is_imported_again_on_demand(
    hass: HomeAssistant,
    world: World,
    loaded: MockConfigEntry,
    address: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Also after somebody deleted the statistics; the response says what is there."""
    before = await read_statistics(hass, "earned")
    ids = [row["statistic_id"] for row in await imported(hass)]
    instance = get_instance(hass)
    instance.async_clear_statistics(ids)
    assert await read_statistics(hass, "earned") == []
    earned, paid = await imported(hass)
    assert await read_statistics(hass, "earned") == before
    truth = world.truth(address)
    assert earned["total"] == truth.earned
    assert earned["hours"] == len(before)
    assert paid["total"] == sum(truth.paid.values())
    assert earned["start"] < earned["end"]


async def imported(hass: HomeAssistant) -> list[dict[str, Any]]:
    """Import the history, and return what the action says."""
    response: Any = await hass.services.async_call(
        DOMAIN, "import_history", {}, blocking=True, return_response=True
    )
    rows: list[dict[str, Any]] = response["statistics"]
    return rows


async def test_a_long_history_says_how_far_it_is(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """1,201 hours are written in three parts, each with a line at info level."""
    start = datetime(2025, 1, 1, tzinfo=UTC)
    end = start + timedelta(hours=1199)
    earnings = tuple(
        LedgerEarning(
            block_hash=f"{hour}",
            time=start + timedelta(hours=hour),
            net=Satoshis(hour),
        )
        for hour in range(1200)
    )
    history = history_of(hass, "Farm")

    def known(_: Recorded) -> LedgerMemory:
        return LedgerMemory(ledger=Ledger(earnings=earnings))

    with caplog.at_level(logging.INFO):
        earned, paid = await history.async_import(known, end)
    lines = [line for line in caplog.messages if "Statistics of Farm" in line]
    assert lines[0] == "Statistics of Farm: 500 of 1201 hours of earned written"
    assert len(lines) == 3
    assert (earned.hours, earned.changed) == (1201, 1201)
    assert (paid.hours, paid.total, paid.end) == (2, 0, end)
    again, _ = await history.async_import(known, end)
    assert again.changed == 0
    renamed = history_of(hass, "Barn")
    again, _ = await renamed.async_import(known, end)
    assert (again.hours, again.changed) == (1201, 0)
    assert len(await read_statistics(hass, "earned")) == 1201
    metadata = await get_instance(hass).async_add_executor_job(list_statistic_ids, hass)
    assert {one["name"] for one in metadata} == {
        "Barn Earned since the first day",
        "Barn Paid since the first day",
    }


@pytest.mark.usefixtures("all_enabled")
async def test_lists_of_recent_rows_are_not_recorded(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Each credit would else write the ten before it again."""
    entity_id = "sensor.home_last_earning"
    assert "recent_earnings" in hass.states.get(entity_id).attributes
    await async_wait_recording_done(hass)
    recorded = await get_instance(hass).async_add_executor_job(
        get_significant_states,
        hass,
        dt_util.utc_from_timestamp(0),
        None,
        [entity_id],
    )
    attributes = recorded[entity_id][-1].attributes
    assert "time" in attributes
    assert "recent_earnings" not in attributes


async def new_token(hass: HomeAssistant) -> str:
    """Return an access token; that of the plugin is good for half an hour."""
    user = await hass.auth.async_create_user("Owner", group_ids=[GROUP_ID_ADMIN])
    refresh = await hass.auth.async_create_refresh_token(user, "http://localhost/")
    return hass.auth.async_create_access_token(refresh)


def random_periods(
    start: datetime, now: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Return periods of full hours, from an hour to all of them."""
    random, hours = Random(3), int((now - start) / HOUR)
    for _ in range(30):
        first, last = sorted(random.sample(range(-5, hours + 1), 2))
        yield start + first * HOUR, start + last * HOUR


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York"])
async def test_every_period_of_the_statistics_is_true(
    hass: HomeAssistant,
    world: World,
    loaded: MockConfigEntry,
    address: str,
    tick: Tick,
    hass_ws_client: WebSocketGenerator,
    zone: str,
) -> None:
    """As the cards of the frontend ask for it, also while nothing is credited."""
    await hass.config.async_set_time_zone(zone)
    await tick(13 * 60, step=20)
    await async_wait_recording_done(hass)
    client = await hass_ws_client(hass, await new_token(hass))
    credited = world.account(address).ledger.credits
    (statistic,) = (
        one["statistic_id"]
        for one in await imported(hass)
        if "earned" in one["statistic_id"]
    )
    await async_wait_recording_done(hass)

    def true(start: datetime, end: datetime) -> int:
        return sum(
            one.net
            for one in credited
            if start.timestamp() <= one.block.time < end.timestamp()
        )

    async def ask(command: str, **more: Any) -> Any:
        await client.send_json_auto_id({"type": f"recorder/{command}", **more})
        answer = await client.receive_json()
        assert answer["success"], answer
        return answer["result"]

    async def change(**period: Any) -> Any:
        asked = {"statistic_id": statistic, "types": ["change"], **period}
        return (await ask("statistic_during_period", **asked))["change"]

    first = dt_util.utc_from_timestamp(credited[0].block.time).replace(
        minute=0, second=0, microsecond=0
    )
    for start, end in random_periods(first, dt_util.utcnow()):
        span = {"start_time": start.isoformat(), "end_time": end.isoformat()}
        assert await change(fixed_period=span) == true(start, end), (start, end)
    midnight = dt_util.start_of_local_day()
    for days in range(5):
        start, end = (midnight - timedelta(days=days - more) for more in (0, 1))
        assert await change(calendar={"period": "day", "offset": -days}) == true(
            start, end
        )
    month = midnight.replace(day=1)
    assert await change(calendar={"period": "month"}) == true(
        month, dt_util.utcnow() + HOUR
    )
    for period in ("hour", "day", "week", "month"):
        rows = (
            await ask(
                "statistics_during_period",
                start_time=first.isoformat(),
                statistic_ids=[statistic],
                period=period,
                types=["change"],
            )
        )[statistic]
        for row in rows:
            start, end = (
                dt_util.utc_from_timestamp(row[key] / 1000) for key in ("start", "end")
            )
            assert row["change"] == true(max(start, first), end), (period, start)
        assert sum(row["change"] for row in rows) == true(
            first, dt_util.utcnow() + HOUR
        )
    await client.close()


async def test_an_hour_without_news_has_its_row_and_cleared_statistics_come_back(
    hass: HomeAssistant, world: World, loaded: MockConfigEntry, address: str, tick: Tick
) -> None:
    """Not only with the next credit."""
    world.hold_blocks()
    await tick(3 * 60, step=10)
    ledger = world.account(address).ledger
    earned = [(one.block.time, one.net) for one in ledger.credits]
    rows = await read_statistics(hass, "earned")
    assert rows == true_rows(earned)
    assert [amount for _, amount, _ in rows[-3:]] == [0, 0, 0]
    ids = [row["statistic_id"] for row in await imported(hass)]
    get_instance(hass).async_clear_statistics(ids)
    assert await read_statistics(hass, "earned") == []
    await tick(60, step=10)
    assert await read_statistics(hass, "earned") == true_rows(earned)
