"""The action that returns an account's workers."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ..const import DOMAIN
from ..mining.account import LARGE_ACCOUNT, AccountState
from ..mining.economics import Conditions
from ..mining.figures import worker_outlook
from ..mining.workers.memory import WorkerMemory
from ..mining.workers.table import (
    COLUMNS,
    Page,
    Query,
    WorkerFilter,
    WorkerRow,
    as_data,
    select,
)
from .support import LIMIT, OF_ACCOUNT, OFFSET, PAGE, called_account

STATUS: Final = "status"
SEARCH: Final = "search"
SORT: Final = "sort"
DESCENDING: Final = "descending"

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


async def get_workers(call: ServiceCall) -> ServiceResponse:
    """Return the workers that the query selects.

    Raises HomeAssistantError while the workers are not known.
    """
    account = called_account(call)
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
    memories = dict(account.source.memory.workers)
    if len(state.workers) > LARGE_ACCOUNT:
        return await call.hass.async_add_executor_job(
            _worker_table, state, memories, conditions, query
        )
    return _worker_table(state, memories, conditions, query)


def _worker_table(
    state: AccountState,
    memories: Mapping[str, WorkerMemory],
    conditions: Conditions | None,
    query: Query,
) -> JsonObjectType:
    """Return a page of the workers.

    All are from one answer of OCEAN: the next may arrive while this runs in a thread.
    """
    rows = []
    for worker in state.workers.values():
        outlook = worker_outlook(worker, state.hashrate_shared, conditions)
        row = WorkerRow(
            state=worker,
            share_of_account=outlook.share_of_account,
            expected_per_day=outlook.expected_per_day,
        )
        rows.append(row)
    page: Page = select(rows, query)
    return {
        "workers": [
            dict(as_data(row)) | _last_outage(memories.get(row.state.name))
            for row in page.rows
        ],
        "total": page.total,
        "offset": query.offset,
    }


def _last_outage(memory: WorkerMemory | None) -> JsonObjectType:
    """Return from when until when a worker was offline before it last came back."""
    start = end = None
    if memory and memory.running_since and memory.standstill:
        end = memory.running_since
        start = end - timedelta(seconds=memory.standstill)
    return {
        "last_outage_start": start.isoformat() if start else None,
        "last_outage_end": end.isoformat() if end else None,
    }
