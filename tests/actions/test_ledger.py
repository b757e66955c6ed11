"""The actions that return blocks, earnings and payouts."""

from copy import replace
import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.actions.csv_text import csv_text
from simulator import Upstreams, World
from simulator.outages import Status

from ..conftest import Tick, set_up
from ..sources.support import API
from .support import (
    ask,
)


@pytest.mark.usefixtures("loaded")
async def test_blocks_are_the_pools(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """The newest is first, with the account that found it, and without an address."""
    world.find_block(finder=address)
    await tick(2)
    response = await ask(hass, "get_blocks", limit=4)
    truth = world.chain.pool_blocks_until(world.timestamp)
    assert [one["height"] for one in response["blocks"]] == [
        one.height for one in truth[-1:-5:-1]
    ]
    assert response["blocks"][0]["found_by"] == "Home"
    assert address not in str(response)
    start = world.now - timedelta(days=2)
    some = await ask(hass, "get_blocks", start=start)
    assert some["total"] == len([one for one in truth if one.time >= start.timestamp()])


@pytest.mark.usefixtures("loaded")
async def test_a_block_is_told_as_ocean_tells_it(
    hass: HomeAssistant, world: World
) -> None:
    """Work is in shares, the reward is in sat, and pages are parts of the list."""
    whole = (await ask(hass, "get_blocks"))["blocks"]
    newest = world.chain.pool_blocks_until(world.timestamp)[-1]
    assert whole[0]["hash"] == newest.hash
    assert whole[0]["reward"] == newest.subsidy + newest.fees
    assert whole[0]["difficulty"] == pytest.approx(newest.difficulty)
    assert whole[0]["accepted_shares"] == newest.accepted_shares
    assert whole[0]["found_by"] is None
    page = await ask(hass, "get_blocks", limit=2, offset=1)
    assert page["blocks"] == whole[1:3]
    assert (page["total"], page["offset"]) == (len(whole), 1)


@pytest.mark.usefixtures("upstreams")
async def test_blocks_that_are_not_known_are_an_error(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry
) -> None:
    """There is no block while OCEAN has reported none."""
    upstreams.inject(Status(502), host=API, path="/v1/blocks")
    assert await set_up(hass, entry)
    with pytest.raises(HomeAssistantError) as error:
        await ask(hass, "get_blocks")
    assert error.value.translation_key == "blocks_unknown"
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("loaded")
async def test_earnings_and_payouts_are_those_of_the_ledger(
    hass: HomeAssistant, world: World, address: str
) -> None:
    """The earnings of a range, newest first, with their sum; 30 days by default."""
    ledger = world.account(address).ledger
    since = world.timestamp - 30 * 86_400
    response = await ask(hass, "get_earnings")
    mine = [one for one in ledger.credits if one.block.time >= since]
    assert [one["earned"] for one in response["earnings"]] == [
        one.net for one in reversed(mine)
    ]
    assert response["earned"] == sum(one.net for one in mine)
    assert response["count"] == len(mine)
    assert response["earnings"][0]["height"] == mine[-1].block.height
    newest = await ask(hass, "get_earnings", limit=2)
    assert newest["earnings"] == response["earnings"][:2]
    assert (newest["earned"], newest["count"]) == (response["earned"], len(mine))
    everything = {"start": "2020-01-01 00:00:00", "end": "2030-01-01 00:00:00"}
    payouts = await ask(hass, "get_payouts", **everything)
    assert [one["paid"] for one in payouts["payouts"]] == [
        one.amount for one in reversed(ledger.payouts)
    ]
    assert payouts["payouts"][0]["kind"] == "on_chain"


@pytest.mark.usefixtures("loaded")
async def test_an_earning_is_told_as_the_ledger_has_it(
    hass: HomeAssistant, loaded: MockConfigEntry, world: World, address: str
) -> None:
    """An earning has a fee and shares; the height is null if the block is unknown."""
    newest = world.account(address).ledger.credits[-1]
    earning = (await ask(hass, "get_earnings"))["earnings"][0]
    assert (earning["fees"], earning["shares"]) == (newest.fee, newest.shares)
    assert earning["block_hash"] == newest.block.hash
    source = loaded.runtime_data.hub.pool_source
    source.log = replace(source.log, blocks=source.log.blocks[1:])
    assert (await ask(hass, "get_earnings"))["earnings"][0]["height"] is None


@pytest.mark.parametrize("what", ["earnings", "payouts"])
async def test_a_range_ends_before_its_end(
    hass: HomeAssistant, loaded: MockConfigEntry, what: str
) -> None:
    """So single days add up to their month."""
    (account,) = loaded.runtime_data.accounts.values()
    rows = getattr(account.ledger_state.ledger, what)
    first, last = rows[0].time, rows[-1].time
    whole = {"start": first, "end": last + timedelta(seconds=1)}
    assert (await ask(hass, f"get_{what}", **whole))["count"] == len(rows)
    parts = [{"start": first, "end": last}, {"start": last, "end": whole["end"]}]
    counts = [(await ask(hass, f"get_{what}", **part))["count"] for part in parts]
    assert sum(counts) == len(rows)
    assert counts[1] == 1


@pytest.mark.usefixtures("loaded")
async def test_payouts_are_those_of_30_days(
    hass: HomeAssistant, world: World, address: str
) -> None:
    """The range is the 30 days before the end, unless a start is given."""
    (oldest, *_) = world.account(address).ledger.payouts
    paid = datetime.fromtimestamp(oldest.time, UTC)
    for days, count in ((29.9, 1), (30.1, 0)):
        end = paid + timedelta(days=days)
        assert (await ask(hass, "get_payouts", end=end))["count"] == count


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
async def test_times_without_a_zone_are_the_homes(
    hass: HomeAssistant, loaded: MockConfigEntry, zone: str
) -> None:
    """A time without a zone is local."""
    await hass.config.async_set_time_zone(zone)
    (account,) = loaded.runtime_data.accounts.values()
    newest = account.ledger_state.ledger.earnings[-1].time
    wall = newest.astimezone(ZoneInfo(zone)).replace(tzinfo=None, microsecond=0)
    start, end = str(wall), str(wall + timedelta(seconds=1))
    response = await ask(hass, "get_earnings", start=start, end=end)
    assert [one["time"] for one in response["earnings"]] == [newest.isoformat()]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
async def test_the_ends_of_the_calendar_are_no_limit(
    hass: HomeAssistant, zone: str, subtests: pytest.Subtests
) -> None:
    """This includes days that UTC does not have."""
    await hass.config.async_set_time_zone(zone)
    first, last = "0001-01-01 00:00:00", "9999-12-31 23:59:59"
    for action in ("get_earnings", "get_payouts", "get_blocks"):
        with subtests.test(action=action):
            whole = await ask(hass, action, start="2020-01-01 00:00:00")
            assert await ask(hass, action, start=first, end=last) == whole
            with pytest.raises(ServiceValidationError) as error:
                await ask(hass, action, end=first)
            assert error.value.translation_key == "end_before_start"


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("what", ["earnings", "payouts"])
async def test_csv_holds_the_same_rows(hass: HomeAssistant, what: str) -> None:
    """A spreadsheet reads the same values from the CSV as the data has."""
    everything = {"start": "2020-01-01 00:00:00", "end": "2030-01-01 00:00:00"}
    data = (await ask(hass, f"get_{what}", **everything))[what]
    text = (await ask(hass, f"get_{what}", format="csv", **everything))["csv"]
    rows = list(csv.DictReader(StringIO(text)))
    assert rows == [
        {key: "" if value is None else str(value) for key, value in row.items()}
        for row in data
    ]
    assert rows


def test_csv_quotes_what_has_to_be() -> None:
    """Commas, quotes and line breaks come back as they were."""
    rows = [{"a": 'x, "y"\n', "b": None}]
    (back,) = csv.DictReader(StringIO(csv_text(("a", "b"), rows), newline=""))
    assert back == {"a": 'x, "y"\n', "b": ""}


@pytest.mark.parametrize("first", "=+-@\t\r\n")
def test_csv_holds_no_formula(first: str) -> None:
    """A spreadsheet runs nothing that OCEAN puts into a transaction's id."""
    rows = [{"transaction": f"{first}1+1", "paid": -1}]
    text = csv_text(("transaction", "paid"), rows)
    (back,) = csv.DictReader(StringIO(text, newline=""))
    assert back == {"transaction": f"'{first}1+1", "paid": "-1"}


async def test_a_ledger_that_is_not_known_is_an_error(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry
) -> None:
    """Zero earnings would be a lie."""
    upstreams.inject(Status(502), host=API, path="/v1/earnpay")
    assert await set_up(hass, entry)
    with pytest.raises(HomeAssistantError) as error:
        await ask(hass, "get_earnings")
    assert error.value.translation_key == "ledger_unknown"
    await hass.config_entries.async_unload(entry.entry_id)
