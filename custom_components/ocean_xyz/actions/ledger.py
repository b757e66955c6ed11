"""The actions about an account's ledger: earnings, payouts, and their statistics."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.json import JsonObjectType, JsonValueType
import voluptuous as vol

from ..const import DOMAIN
from ..mining.ledger.book import Ledger
from ..mining.written import separators
from ..runtime.account import OceanAccount
from .csv_text import csv_text
from .picture import async_picture_path
from .support import LIMIT, OF_ACCOUNT, PAGE, TIME_RANGE, called_account, time_range

FORMAT: Final = "format"

DEFAULT_SPAN: Final = timedelta(days=30)


class Format(StrEnum):
    """How rows are returned."""

    JSON = "json"
    CSV = "csv"


LEDGER_SCHEMA: Final = vol.Schema(
    OF_ACCOUNT
    | TIME_RANGE
    | {
        vol.Optional(FORMAT, default=Format.JSON.value): vol.Coerce(Format),
        vol.Optional(LIMIT): PAGE[LIMIT],
    }
)
IMPORT_SCHEMA: Final = vol.Schema(OF_ACCOUNT)


async def get_earnings(call: ServiceCall) -> ServiceResponse:
    """Return the credited blocks, newest first."""
    account = called_account(call)
    start, end = time_range(call, account.hub.now(), span=DEFAULT_SPAN)
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
    table = _table("earnings", columns, rows, total="earned", call=call)
    return table | {
        "picture": async_picture_path(call.hass, account.account_id),
        "separators": separators(call.hass.config.language),
    }


async def get_payouts(call: ServiceCall) -> ServiceResponse:
    """Return the payouts, newest first."""
    account = called_account(call)
    start, end = time_range(call, account.hub.now(), span=DEFAULT_SPAN)
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
    table = _table("payouts", columns, rows, total="paid", call=call)
    return table | _next_payout(account)


def _next_payout(account: OceanAccount) -> JsonObjectType:
    """Return what is known of the next payout: in sat, in percent, and when."""
    snapshot, forecast = account.state.snapshot, account.figures.forecast
    progress = forecast.progress if forecast else None
    expected = forecast.expected if forecast else None
    return {
        "unpaid": snapshot.unpaid if snapshot else None,
        "progress": None if progress is None else round(progress * 100, 1),
        "expected": expected.isoformat() if expected else None,
    }


async def import_history(call: ServiceCall) -> ServiceResponse:
    """Write an account's statistics again, and return which there are then.

    Raises HomeAssistantError without the recorder, or while the ledger is not known.
    """
    account = called_account(call)
    _ledger(account)
    if "recorder" not in call.hass.config.components:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="no_recorder"
        )
    written = await account.history.async_import(
        account.ledger_source.restore, account.hub.now(), rewrite=True
    )
    return {
        "statistics": [
            {
                "statistic_id": one.statistic_id,
                "hours": one.hours,
                "total": one.total,
                "start": one.start.isoformat(),
                "end": one.end.isoformat(),
            }
            for one in written
        ]
    }


def _ledger(account: OceanAccount) -> Ledger:
    """Return the ledger; raises HomeAssistantError while it is not known."""
    if (ledger := account.ledger_state.ledger) is None:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="ledger_unknown",
            translation_placeholders={"account": account.label},
        )
    return ledger


def _table(
    what: str,
    columns: Sequence[str],
    rows: list[dict[str, JsonValueType]],
    *,
    total: str,
    call: ServiceCall,
) -> JsonObjectType:
    """Return rows, as data or as CSV text, and the number and sum in sat of all."""
    amounts = [row[total] for row in rows]
    response: JsonObjectType = {
        "count": len(rows),
        total: sum(amount for amount in amounts if isinstance(amount, int)),
    }
    rows = rows[: call.data.get(LIMIT)]
    if call.data[FORMAT] is Format.CSV:
        return response | {"csv": csv_text(columns, rows)}
    return response | {what: list[JsonValueType](rows)}
