"""The actions, as Developer tools and scripts call them."""

from collections.abc import Callable, Mapping
from copy import replace
import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from hypothesis import given, strategies as st
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.actions.csv_text import csv_text
from custom_components.ocean_xyz.api import HashrateAverages
from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.mining.workers.state import WorkerState, WorkerStatus
from custom_components.ocean_xyz.mining.workers.table import (
    COLUMNS,
    Query,
    WorkerFilter,
    WorkerRow,
    natural,
    select,
)
from simulator import AccountPlan, Upstreams, World, farm, heater, home, odd_names
from simulator.outages import Status

from ..conftest import Tick, make_entry, set_up
from ..sources.test_truth import API, number


async def ask(hass: HomeAssistant, action: str, **data: Any) -> dict[str, Any]:
    """Call an action, and return its response."""
    response = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )
    assert isinstance(response, dict)
    return dict(response)


def account_device(hass: HomeAssistant, entry: MockConfigEntry, number: int = 0) -> str:
    """Return the device of an account."""
    accounts = list(entry.runtime_data.accounts.values())
    device_id: str = accounts[number].device_id
    return device_id


@pytest.mark.usefixtures("loaded")
async def test_workers_are_returned_as_the_entities_show_them(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """All of them, by name, in TH/s; filtered and searched as wanted."""
    told = await ask(hass, "get_workers")
    names = [worker["name"] for worker in told["workers"]]
    assert names == sorted(names, key=natural)
    assert told["total"] == len(names) == 8
    garage = next(one for one in told["workers"] if one["name"] == "s21-garage")
    assert set(garage) == set(COLUMNS)
    shown = number(hass, "sensor.home_s21_garage_hashrate_3_hours")
    assert garage["hashrate_10800s"] == shown > 100
    assert garage["share_of_account"] == pytest.approx(28, abs=3)
    assert garage["expected_per_day"] > 1000
    world.switch_off(address, "s21-garage")
    await tick(20)
    (off,) = (await ask(hass, "get_workers", status="offline"))["workers"]
    assert off["name"] == "s21-garage"
    found = await ask(hass, "get_workers", search="S21", status=["online", "low"])
    assert {one["name"] for one in found["workers"]} == {
        name for name in names if "s21" in name
    } - {"s21-garage"}


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("descending", [False, True])
async def test_workers_are_sorted_by_any_column(
    hass: HomeAssistant, column: str, *, descending: bool
) -> None:
    """In order, whichever way; and pages are parts of the whole."""
    told = await ask(hass, "get_workers", sort=column, descending=descending)
    values = [worker[column] for worker in told["workers"]]
    known = [value for value in values if value is not None]
    assert values[: len(known)] == known
    key = natural if column == "name" else None
    assert known == sorted(known, key=key, reverse=descending)
    page = await ask(
        hass, "get_workers", sort=column, descending=descending, limit=3, offset=2
    )
    assert page["workers"] == told["workers"][2:5]
    assert (page["total"], page["offset"]) == (8, 2)


@pytest.mark.parametrize("plans", [(farm(301),)])
async def test_a_farm_without_devices_is_listed_too(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Workers that are no devices are found like all others."""
    told = await ask(hass, "get_workers", sort="hashrate_10800s", limit=5)
    assert told["total"] == 301
    assert len(told["workers"]) == 5


@pytest.mark.parametrize("plans", [(farm(301),)])
async def test_the_list_of_a_farm_is_that_of_one_answer(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """An answer that arrives while a thread lists the workers changes nothing of it."""
    (account,) = loaded.runtime_data.accounts.values()
    state, in_executor = account.state, hass.async_add_executor_job

    def late(target: Callable[..., Any], *args: Any) -> Any:
        account.state_coordinator.data = replace(state, workers={}, hashrate=None)
        return in_executor(target, *args)

    with patch.object(hass, "async_add_executor_job", side_effect=late) as executor:
        told = await ask(hass, "get_workers", limit=1)
    assert executor.called
    assert told["total"] == 301
    assert told["workers"][0]["share_of_account"] > 0


@pytest.mark.parametrize("plans", [(odd_names(),)])
@pytest.mark.usefixtures("loaded")
async def test_odd_names_are_returned_raw(
    hass: HomeAssistant, world: World, address: str
) -> None:
    """Data is data: nothing is cut, escaped or left out."""
    told = await ask(hass, "get_workers")
    machines = set(world.account(address).machines)
    # OCEAN calls the worker without a name so.
    names = {name or "default" for name in machines}
    assert {one["name"] for one in told["workers"]} == names


@pytest.mark.usefixtures("loaded")
async def test_workers_that_are_not_known_are_an_error(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """An empty list would be a lie."""
    upstreams.inject(Status(502))
    await tick(20)
    with pytest.raises(HomeAssistantError) as error:
        await ask(hass, "get_workers")
    assert error.value.translation_key == "workers_unknown"


@pytest.mark.usefixtures("loaded")
async def test_blocks_are_the_pools(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """Newest first, with the account that found one, and without any address."""
    world.find_block(finder=address)
    await tick(2)
    told = await ask(hass, "get_blocks", limit=4)
    truth = world.chain.pool_blocks_until(world.timestamp)
    assert [one["height"] for one in told["blocks"]] == [
        one.height for one in truth[-1:-5:-1]
    ]
    assert told["blocks"][0]["found_by"] == "Home"
    assert address not in str(told)
    start = world.now - timedelta(days=2)
    some = await ask(hass, "get_blocks", start=start)
    assert some["total"] == len([one for one in truth if one.time >= start.timestamp()])


@pytest.mark.usefixtures("loaded")
async def test_a_block_is_told_as_ocean_tells_it(
    hass: HomeAssistant, world: World
) -> None:
    """Its work in shares, its reward in sat; pages are parts of the whole."""
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
    """As long as OCEAN has told none."""
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
    """Of a range, newest first, with the sum; 30 days unless said otherwise."""
    ledger = world.account(address).ledger
    since = world.timestamp - 30 * 86_400
    told = await ask(hass, "get_earnings")
    mine = [one for one in ledger.credits if one.block.time >= since]
    assert [one["earned"] for one in told["earnings"]] == [
        one.net for one in reversed(mine)
    ]
    assert told["earned"] == sum(one.net for one in mine)
    assert told["count"] == len(mine)
    assert told["earnings"][0]["height"] == mine[-1].block.height
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
    """With its fee and shares; the height is null where the block is not known."""
    newest = world.account(address).ledger.credits[-1]
    told = (await ask(hass, "get_earnings"))["earnings"][0]
    assert (told["fees"], told["shares"]) == (newest.fee, newest.shares)
    assert told["block_hash"] == newest.block.hash
    source = loaded.runtime_data.hub.pool_source
    source.log = replace(source.log, blocks=source.log.blocks[1:])
    assert (await ask(hass, "get_earnings"))["earnings"][0]["height"] is None


@pytest.mark.parametrize("what", ["earnings", "payouts"])
async def test_a_range_ends_before_its_end(
    hass: HomeAssistant, loaded: MockConfigEntry, what: str
) -> None:
    """So that the days of a month, asked one by one, make up the month."""
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
    """Before the end, unless a start is given."""
    (oldest, *_) = world.account(address).ledger.payouts
    paid = datetime.fromtimestamp(oldest.time, UTC)
    for days, count in ((29.9, 1), (30.1, 0)):
        end = paid + timedelta(days=days)
        assert (await ask(hass, "get_payouts", end=end))["count"] == count


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
async def test_times_without_a_zone_are_the_homes(
    hass: HomeAssistant, loaded: MockConfigEntry, zone: str
) -> None:
    """A user writes what the clock on the wall shows."""
    await hass.config.async_set_time_zone(zone)
    (account,) = loaded.runtime_data.accounts.values()
    newest = account.ledger_state.ledger.earnings[-1].time
    wall = newest.astimezone(ZoneInfo(zone)).replace(tzinfo=None, microsecond=0)
    start, end = str(wall), str(wall + timedelta(seconds=1))
    told = await ask(hass, "get_earnings", start=start, end=end)
    assert [one["time"] for one in told["earnings"]] == [newest.isoformat()]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
@pytest.mark.parametrize("action", ["get_earnings", "get_payouts", "get_blocks"])
async def test_the_ends_of_the_calendar_are_no_limit(
    hass: HomeAssistant, loaded: MockConfigEntry, zone: str, action: str
) -> None:
    """Also where they are days that UTC does not have."""
    await hass.config.async_set_time_zone(zone)
    first, last = "0001-01-01 00:00:00", "9999-12-31 23:59:59"
    whole = await ask(hass, action, start="2020-01-01 00:00:00")
    assert await ask(hass, action, start=first, end=last) == whole
    with pytest.raises(ServiceValidationError) as error:
        await ask(hass, action, end=first)
    assert error.value.translation_key == "end_before_start"


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("what", ["earnings", "payouts"])
async def test_csv_holds_the_same_rows(hass: HomeAssistant, what: str) -> None:
    """A spreadsheet reads from the text what the data says."""
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
    """What OCEAN calls a transaction is not run by a spreadsheet."""
    rows = [{"transaction": f"{first}1+1", "paid": -1}]
    text = csv_text(("transaction", "paid"), rows)
    (back,) = csv.DictReader(StringIO(text, newline=""))
    assert back == {"transaction": f"'{first}1+1", "paid": "-1"}


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (
            {"start": "2026-02-01 00:00:00", "end": "2026-01-01 00:00:00"},
            "end_before_start",
        ),
        ({"account": "no such device"}, "service_device_not_found"),
    ],
)
@pytest.mark.usefixtures("loaded")
async def test_wrong_input_says_what_is_wrong(
    hass: HomeAssistant, data: dict[str, str], key: str
) -> None:
    """Each with a text of its own."""
    with pytest.raises(ServiceValidationError) as error:
        await ask(hass, "get_earnings", **data)
    assert error.value.translation_key == key


@pytest.mark.parametrize(
    "data",
    [{"sort": "colour"}, {"limit": 0}, {"offset": -1}, {"status": "asleep"}, {"x": 1}],
    ids=lambda data: next(iter(data)),
)
@pytest.mark.usefixtures("loaded")
async def test_impossible_input_is_refused(
    hass: HomeAssistant, data: Mapping[str, Any]
) -> None:
    """With the name of the field, before anything is looked up."""
    with pytest.raises(ServiceValidationError) as error:
        await ask(hass, "get_workers", **data)
    assert error.value.translation_key == "invalid_field"
    ((field, value),) = data.items()
    placeholders = {"field": field, "value": str(value)}
    assert error.value.translation_placeholders == placeholders
    for what in ("get_earnings", "get_payouts"):
        with pytest.raises(ServiceValidationError):
            await ask(hass, what, format="xml")


@pytest.mark.parametrize("plans", [(home(), heater())])
async def test_one_of_several_accounts_is_chosen(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    plans: tuple[AccountPlan, ...],
) -> None:
    """By its device or that of a worker; without one the question is not clear."""
    with pytest.raises(ServiceValidationError) as error:
        await ask(hass, "get_workers")
    assert error.value.translation_key == "account_needed"
    second = account_device(hass, loaded, 1)
    assert (await ask(hass, "get_workers", account=second))["total"] == 1
    first = account_device(hass, loaded)
    worker = dr.async_entries_for_parent_device(device_registry, first)[0]
    assert (await ask(hass, "get_workers", account=worker.id))["total"] == 8
    pool = device_registry.async_get_device_by_identifier(
        (DOMAIN, f"{loaded.entry_id}_pool"), loaded.entry_id
    )
    assert pool is not None
    with pytest.raises(ServiceValidationError) as error:
        await ask(hass, "get_workers", account=pool.id)
    assert error.value.translation_key == "no_account_device"


async def test_a_hub_without_accounts_has_no_workers(
    hass: HomeAssistant, upstreams: Upstreams
) -> None:
    """The error says where to add one."""
    entry = make_entry()
    assert await set_up(hass, entry)
    with pytest.raises(ServiceValidationError) as error:
        await ask(hass, "get_payouts")
    assert error.value.translation_key == "no_account"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_actions_are_there_without_an_entry(hass: HomeAssistant) -> None:
    """An automation that uses them is valid, and learns that nothing is loaded."""
    assert await async_setup_component(hass, DOMAIN, {})
    for action in hass.services.async_services_for_domain(DOMAIN):
        with pytest.raises(ServiceValidationError) as error:
            await ask(hass, action)
        assert error.value.translation_domain == "homeassistant"


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


@pytest.mark.usefixtures("loaded")
async def test_without_a_recorder_no_history_is_imported(hass: HomeAssistant) -> None:
    """The error says what is missing."""
    with pytest.raises(HomeAssistantError) as error:
        await ask(hass, "import_history")
    assert error.value.translation_key == "no_recorder"


@pytest.mark.usefixtures("loaded")
async def test_a_script_uses_the_response(hass: HomeAssistant) -> None:
    """As an action in the middle of a script."""
    assert await async_setup_component(
        hass,
        "script",
        {
            "script": {
                "count": {
                    "sequence": [
                        {
                            "action": "ocean_xyz.get_workers",
                            "data": {"status": ["online"]},
                            "response_variable": "found",
                        },
                        {
                            "event": "counted",
                            "event_data": {"total": "{{ found.total }}"},
                        },
                    ]
                }
            }
        },
    )
    counted: list[Any] = []
    hass.bus.async_listen("counted", lambda event: counted.append(event.data["total"]))
    await hass.services.async_call("script", "count", blocking=True)
    await hass.async_block_till_done()
    assert counted == [8]


def row(name: str, status: WorkerStatus | None, rate: float | None) -> WorkerRow:
    """Return a worker."""
    state = WorkerState(
        name=name,
        status=status,
        last_share=None,
        long_averages=HashrateAverages(hashrate_10800s=rate),
    )
    return WorkerRow(state=state, share_of_account=None, expected_per_day=None)


def test_what_is_not_known_comes_last() -> None:
    """In both directions; and a worker that is gone is that, whatever it was."""
    rows = [row("a", None, None), row("b", WorkerStatus.LOW, 2e12)]
    rows.append(row("c", WorkerStatus.OFFLINE, 1e12))
    for descending, order in ((False, "cba"), (True, "bca")):
        query = Query(sort="hashrate_10800s", descending=descending)
        assert "".join(one.state.name for one in select(rows, query).rows) == order
    gone = replace(rows[1], state=replace(rows[1].state, gone=True))
    assert gone.status is WorkerFilter.GONE
    assert select([gone], Query(statuses=frozenset({WorkerFilter.LOW}))).total == 0
    assert rows[0].status is None
    assert rows[0].cell("share_of_account") is rows[0].cell("expected_per_day") is None


def test_names_are_sorted_as_people_count() -> None:
    """rig-2 is before rig-10, and endless digits are no trap."""
    names = ["rig-10", "Rig-2", "rig-1", "alpha", "9" * 5000]
    assert sorted(names, key=natural)[1:] == ["alpha", "rig-1", "Rig-2", "rig-10"]


texts = st.text(alphabet="aAb0129-", max_size=6)
statuses = st.sampled_from([None, *WorkerStatus])
rates = st.one_of(st.none(), st.integers(0, 5).map(float))
tables = st.lists(st.builds(row, texts, statuses, rates), max_size=30)


@given(tables, st.sampled_from(COLUMNS), st.booleans(), st.integers(1, 7), texts)
def test_pages_make_up_the_whole(
    rows: list[WorkerRow], column: str, descending: bool, size: int, search: str
) -> None:
    """Each worker is on one page, and only those that were wanted."""
    query = Query(sort=column, descending=descending, search=search)
    whole = select(rows, query)
    pages = [
        one
        for offset in range(0, len(rows) + size, size)
        for one in select(rows, replace(query, limit=size, offset=offset)).rows
    ]
    assert pages == list(whole.rows)
    assert whole.total == len(pages)
    wanted = [one for one in rows if search.casefold() in one.state.name.casefold()]
    assert len(wanted) == whole.total
