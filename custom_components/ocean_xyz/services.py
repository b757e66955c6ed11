"""Actions: lists of workers, blocks, earnings and payouts, and the import of history."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Final

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_get_config_entry
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType, JsonValueType
import voluptuous as vol

from .actions.csv_text import csv_text
from .actions.support import OF_ACCOUNT, account_of, validated
from .actions.what_if import WHAT_IF_SCHEMA, what_if
from .const import DOMAIN
from .mining.account import LARGE_ACCOUNT, AccountState
from .mining.economics import Conditions
from .mining.figures import worker_outlook
from .mining.ledger.book import Ledger
from .mining.pool import label_of_finder, short_finder
from .mining.workers.table import (
    COLUMNS,
    Page,
    Query,
    WorkerFilter,
    WorkerRow,
    as_data,
    select,
)
from .runtime.account import OceanAccount, OceanConfigEntry

START: Final = "start"
END: Final = "end"
FORMAT: Final = "format"
STATUS: Final = "status"
SEARCH: Final = "search"
SORT: Final = "sort"
DESCENDING: Final = "descending"
LIMIT: Final = "limit"
OFFSET: Final = "offset"

EPOCH: Final = datetime.fromtimestamp(0, UTC)
DEFAULT_SPAN: Final = timedelta(days=30)
MOST_ROWS: Final = 10_000


class Format(StrEnum):
    """How rows are returned."""

    JSON = "json"
    CSV = "csv"


RANGE: Final = {vol.Optional(START): cv.datetime, vol.Optional(END): cv.datetime}
PAGE: Final = {
    vol.Optional(LIMIT): vol.All(vol.Coerce(int), vol.Range(1, MOST_ROWS)),
    vol.Optional(OFFSET, default=0): vol.All(vol.Coerce(int), vol.Range(min=0)),
}
LEDGER_SCHEMA: Final = vol.Schema(
    OF_ACCOUNT
    | RANGE
    | {vol.Optional(FORMAT, default=Format.JSON.value): vol.Coerce(Format)}
)
WORKERS_SCHEMA: Final = vol.Schema(
    OF_ACCOUNT
    | PAGE
    | {
        vol.Optional(STATUS, default=[]): vol.All(
            cv.ensure_list, [vol.Coerce(WorkerFilter)]
        ),
        vol.Optional(SEARCH, default=""): cv.string,
        vol.Optional(SORT, default="name"): vol.In(COLUMNS),
        vol.Optional(DESCENDING, default=False): cv.boolean,
    }
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, which are there also while no entry is loaded."""
    for name, action, schema in (
        ("get_workers", _get_workers, WORKERS_SCHEMA),
        ("get_blocks", _get_blocks, vol.Schema(RANGE | PAGE)),
        ("get_earnings", _get_earnings, LEDGER_SCHEMA),
        ("get_payouts", _get_payouts, LEDGER_SCHEMA),
        ("import_history", _import_history, vol.Schema(OF_ACCOUNT)),
        ("what_if", what_if, WHAT_IF_SCHEMA),
    ):
        hass.services.async_register(
            DOMAIN,
            name,
            partial(validated, action, schema),
            supports_response=SupportsResponse.ONLY,
        )


def _range(call: ServiceCall, *, span: timedelta | None) -> tuple[datetime, datetime]:
    """Return from when to when; times without a zone are the home's.

    Raises ServiceValidationError where the end is before the start.
    """
    now = dt_util.utcnow()
    end = _as_utc(call.data.get(END)) or now + timedelta(minutes=1)
    begin = EPOCH if span is None else max(end, EPOCH + span) - span
    start = _as_utc(call.data.get(START)) or begin
    if start > end:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="end_before_start"
        )
    return start, end


def _as_utc(time: datetime | None) -> datetime | None:
    """Return a time in UTC.

    The first and the last day of the calendar stand for no limit, and are in some time
    zones days that UTC does not have.
    """
    if time is None:
        return None
    try:
        return dt_util.as_utc(time)
    except OverflowError:
        limit = datetime.min if time.year == datetime.min.year else datetime.max
        return limit.replace(tzinfo=UTC)


def _ledger(account: OceanAccount) -> Ledger:
    """Return the ledger; raises HomeAssistantError while it is not known."""
    if (ledger := account.ledger_state.ledger) is None:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="ledger_unknown",
            translation_placeholders={"account": account.label},
        )
    return ledger


async def _get_workers(call: ServiceCall) -> ServiceResponse:
    """Return the workers that are wanted."""
    account = account_of(call)
    state = account.state
    if not state.workers_known:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="workers_unknown",
            translation_placeholders={"account": account.label},
        )
    query = Query(
        statuses=frozenset(call.data[STATUS]),
        search=call.data[SEARCH],
        sort=call.data[SORT],
        descending=call.data[DESCENDING],
        limit=call.data.get(LIMIT),
        offset=call.data[OFFSET],
    )
    conditions = account.figures.conditions
    if len(state.workers) > LARGE_ACCOUNT:
        return await call.hass.async_add_executor_job(
            _worker_table, state, conditions, query
        )
    return _worker_table(state, conditions, query)


def _worker_table(
    state: AccountState, conditions: Conditions | None, query: Query
) -> JsonObjectType:
    """Return a page of the workers.

    All of one answer of OCEAN: the next may arrive while this runs in a thread.
    """
    rows = []
    for worker in state.workers.values():
        outlook = worker_outlook(worker, state.hashrate, conditions)
        row = WorkerRow(
            state=worker,
            share_of_account=outlook.share_of_account,
            expected_per_day=outlook.expected_per_day,
        )
        rows.append(row)
    page: Page = select(rows, query)
    return {
        "workers": [dict(as_data(row)) for row in page.rows],
        "total": page.total,
        "offset": query.offset,
    }


async def _get_blocks(call: ServiceCall) -> ServiceResponse:
    """Return the pool's blocks, newest first."""
    entry: OceanConfigEntry = async_get_config_entry(call.hass, DOMAIN, None)
    blocks = entry.runtime_data.hub.pool_source.log.blocks
    start, end = _range(call, span=None)
    if not blocks:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="blocks_unknown"
        )
    labels = entry.runtime_data.labels
    found = [one for one in blocks if start <= one.time < end]
    offset = call.data[OFFSET]
    end_row = offset + call.data.get(LIMIT, MOST_ROWS)
    rows: list[JsonValueType] = [
        {
            "height": one.height,
            "hash": one.hash,
            "time": one.time.isoformat(),
            "reward": one.reward,
            "difficulty": one.difficulty,
            "accepted_shares": one.shares,
            "finder": short_finder(one),
            "found_by": label_of_finder(one, labels),
        }
        for one in found[offset:end_row]
    ]
    return {"blocks": rows, "total": len(found), "offset": offset}


async def _get_earnings(call: ServiceCall) -> ServiceResponse:
    """Return the credited blocks, newest first."""
    account = account_of(call)
    start, end = _range(call, span=DEFAULT_SPAN)
    heights = account.hub.pool_source.log.heights
    rows: list[dict[str, JsonValueType]] = [
        {
            "time": row.time.isoformat(),
            "height": heights.get(row.block_hash),
            "block_hash": row.block_hash,
            "earned": row.net,
            "fees": row.fees,
            "shares": row.shares,
        }
        for row in reversed(_ledger(account).earnings)
        if start <= row.time < end
    ]
    columns = ("time", "height", "block_hash", "earned", "fees", "shares")
    return _table("earnings", columns, rows, total="earned", call=call)


async def _get_payouts(call: ServiceCall) -> ServiceResponse:
    """Return the payouts, newest first."""
    account = account_of(call)
    start, end = _range(call, span=DEFAULT_SPAN)
    rows: list[dict[str, JsonValueType]] = [
        {
            "time": row.time.isoformat(),
            "paid": row.amount,
            "kind": row.kind,
            "certainty": row.certainty,
            "transaction": row.transaction,
        }
        for row in reversed(_ledger(account).payouts)
        if start <= row.time < end
    ]
    columns = ("time", "paid", "kind", "certainty", "transaction")
    return _table("payouts", columns, rows, total="paid", call=call)


def _table(
    what: str,
    columns: Sequence[str],
    rows: list[dict[str, JsonValueType]],
    *,
    total: str,
    call: ServiceCall,
) -> JsonObjectType:
    """Return rows and their sum in sat, as data or as CSV text."""
    amounts = [row[total] for row in rows]
    response: JsonObjectType = {
        "count": len(rows),
        total: sum(amount for amount in amounts if isinstance(amount, int)),
    }
    if call.data[FORMAT] is Format.CSV:
        return response | {"csv": csv_text(columns, rows)}
    return response | {what: list[JsonValueType](rows)}


async def _import_history(call: ServiceCall) -> ServiceResponse:
    """Write the statistics of an account again, and return what there is then."""
    account = account_of(call)
    ledger = _ledger(account)
    if "recorder" not in call.hass.config.components:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="no_recorder"
        )
    written = await account.history.async_import(ledger, anew=True)
    return {
        "statistics": [
            {
                "statistic_id": one.statistic_id,
                "hours": one.hours,
                "total": one.total,
                "start": one.start.isoformat() if one.start else None,
                "end": one.end.isoformat() if one.end else None,
            }
            for one in written
        ]
    }
