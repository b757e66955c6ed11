"""Imports what an account earned and was paid into Home Assistant's statistics."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import (
    async_add_external_statistics,
    statistics_during_period,
)
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.recorder import get_instance
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from ..api import Satoshis
from ..const import DOMAIN, LOGGER, UNIT_SATOSHI
from ..mining.ledger.book import Ledger
from ..mining.ledger.statistics import HourRow, hourly, to_write

ROWS_AT_ONCE: Final = 500
"""Rows that the recorder gets before the event loop is given back."""

ROWS_LOGGED: Final = 24
"""From how many rows on the log says how far the import is."""

EARNED: Final = "earned"
PAID: Final = "paid"


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportResult:
    """What an import did to one statistic."""

    statistic_id: str
    hours: int
    """The hours that have a row now."""
    changed: int
    """How many of them this import wrote."""
    total: int
    """The sum at the end, in sat."""
    start: datetime | None
    end: datetime | None


class AccountHistory:
    """The statistics of one account.

    What they should be follows from the ledger alone; what they are is read from the
    database once. So an import may be interrupted, repeated or late, and the database
    may be replaced while Home Assistant is down.
    """

    def __init__(
        self, hass: HomeAssistant, *, label: str, earned_id: str, paid_id: str
    ) -> None:
        """Take what the user calls the account, and the ids of its statistics."""
        self._hass = hass
        self._ids = {EARNED: earned_id, PAID: paid_id}
        self._label = label
        self._written: dict[str, dict[datetime, HourRow]] = {}
        self._lock = asyncio.Lock()
        self._imported: Ledger | None = None

    @callback
    def async_import_changes(self, entry: ConfigEntry, ledger: Ledger | None) -> None:
        """Import a ledger in the background, if it changed and there is a recorder."""
        if ledger is None or "recorder" not in self._hass.config.components:
            return
        if (last := self._imported) is not None and (
            (last.earnings, last.payouts) == (ledger.earnings, ledger.payouts)
        ):
            return
        self._imported = ledger
        entry.async_create_background_task(
            self._hass, self.async_import(ledger), f"{DOMAIN} statistics"
        )

    async def async_import(
        self, ledger: Ledger, *, rewrite: bool = False
    ) -> list[ImportResult]:
        """Write what is missing or has changed, and return the results.

        `rewrite` writes every row again, whatever the database says. Raises KeyError
        where Home Assistant runs without its recorder.
        """
        amounts: Mapping[str, Iterable[tuple[datetime, Satoshis]]] = {
            EARNED: [(row.time, row.net) for row in ledger.earnings],
            PAID: [(row.time, row.amount) for row in ledger.payouts],
        }
        async with self._lock:
            return [
                await self._async_import_one(what, amounts[what], rewrite=rewrite)
                for what in (EARNED, PAID)
            ]

    async def _async_import_one(
        self, what: str, amounts: Iterable[tuple[datetime, Satoshis]], *, rewrite: bool
    ) -> ImportResult:
        """Write one statistic."""
        first = what not in self._written
        if rewrite or first:
            self._written[what] = await self._async_read(what)
        written = self._written[what]
        rows = hourly(amounts, written)
        changed = rows if rewrite else to_write(rows, written)
        if changed or first:
            # Even without a row this registers the statistic, so that it can be chosen
            # for a chart, with the account's present name.
            await self._async_write(what, changed)
        written.update((row.start, row) for row in changed)
        return ImportResult(
            statistic_id=self._ids[what],
            hours=len(rows),
            changed=len(changed),
            total=rows[-1].total if rows else 0,
            start=rows[0].start if rows else None,
            end=rows[-1].start if rows else None,
        )

    async def _async_read(self, what: str) -> dict[datetime, HourRow]:
        """Read what the database holds of a statistic."""
        statistic_id = self._ids[what]
        read = partial(
            statistics_during_period,
            self._hass,
            dt_util.utc_from_timestamp(0),
            None,
            {statistic_id},
            "hour",
            None,
            {"state", "sum"},
        )
        instance = get_instance(self._hass)
        # Rows may still be queued, also from before a reload.
        await instance.async_block_till_done()
        stored = await instance.async_add_executor_job(read)
        rows: dict[datetime, HourRow] = {}
        for row in stored.get(statistic_id, []):
            start = dt_util.utc_from_timestamp(row["start"])
            rows[start] = HourRow(
                start=start,
                amount=Satoshis(round(row.get("state") or 0)),
                total=Satoshis(round(row.get("sum") or 0)),
            )
        return rows

    async def _async_metadata(self, what: str) -> StatisticMetaData:
        """Describe a statistic; it is named like the sensor of the same sum."""
        names = await async_get_translations(
            self._hass, self._hass.config.language, "entity", [DOMAIN]
        )
        name = names[f"component.{DOMAIN}.entity.sensor.{what}_total.name"]
        return StatisticMetaData(
            mean_type=StatisticMeanType.NONE,
            has_sum=True,
            name=f"{self._label} {name}",
            source=DOMAIN,
            statistic_id=self._ids[what],
            unit_class=None,
            unit_of_measurement=UNIT_SATOSHI,
        )

    async def _async_write(self, what: str, rows: list[HourRow]) -> None:
        """Give rows to the recorder, many of them in parts."""
        metadata = await self._async_metadata(what)
        for begin in range(0, max(len(rows), 1), ROWS_AT_ONCE):
            part = rows[begin : begin + ROWS_AT_ONCE]
            async_add_external_statistics(
                self._hass,
                metadata,
                [
                    StatisticData(start=row.start, state=row.amount, sum=row.total)
                    for row in part
                ],
            )
            if len(rows) >= ROWS_LOGGED:
                LOGGER.info(
                    "Statistics of %s: %s of %s hours of %s written",
                    self._label,
                    begin + len(part),
                    len(rows),
                    what,
                )
            await asyncio.sleep(0)
