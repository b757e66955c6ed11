"""Imports what an account earned and was paid into Home Assistant's statistics."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import (
    async_add_external_statistics,
    get_last_statistics,
    statistics_during_period,
)
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.recorder import get_instance
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from ..api import Satoshis
from ..const import DOMAIN, LOGGER, UNIT_SATOSHI
from ..mining.ledger.statistics import (
    Amounts,
    HourRow,
    earned_amounts,
    hour_of,
    hourly,
    later,
    paid_amounts,
    to_write,
)
from ..sources.ledger import LedgerMemory, LedgerSource

ROWS_AT_ONCE: Final = 500
"""Rows that the recorder gets before the event loop is given back."""

ROWS_LOGGED: Final = 24
"""From how many rows on the log says how far the import is."""

EARNED: Final = "earned"
PAID: Final = "paid"

type Recorded = Mapping[datetime, HourRow]
"""What the database has of a statistic, by the beginning of the hour."""


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
    start: datetime
    end: datetime


class AccountHistory:
    """The statistics of one account.

    What they should be follows from the ledger and from what was recorded. What they
    are is read from the database each time: an import may be interrupted, repeated or
    late, and the statistics may be deleted or the database replaced at any time.
    """

    def __init__(
        self, hass: HomeAssistant, *, label: str, earned_id: str, paid_id: str
    ) -> None:
        """Take what the user calls the account, and the ids of its statistics."""
        self._hass = hass
        self._ids = {EARNED: earned_id, PAID: paid_id}
        self._label = label
        self._named: set[str] = set()
        self._lock = asyncio.Lock()
        self._imported: object = None
        self._until: datetime | None = None
        """The last hour that has a row, or will have one soon."""
        self._newest: dict[str, HourRow] = {}

    @callback
    def async_import_changes(
        self, entry: ConfigEntry, source: LedgerSource, now: datetime
    ) -> None:
        """Import a ledger in the background, if it changed and there is a recorder.

        Each hour has a row, also one in which nothing changed.
        """
        ledger, hour = source.memory.ledger, hour_of(now)
        if ledger.begun is None or "recorder" not in self._hass.config.components:
            return
        last, present = self._imported, (ledger.earnings, ledger.payouts, source.heard)
        # Rows that are the same objects compare at once.
        self._imported = present
        if last == present and self._until == hour:
            return
        write = self._async_continue if last == present else self.async_import
        self._until = hour
        entry.async_create_background_task(
            self._hass, write(source.restore, hour), f"{DOMAIN} statistics"
        )

    async def async_import(
        self,
        restore: Callable[[Recorded], LedgerMemory],
        now: datetime,
        *,
        rewrite: bool = False,
    ) -> list[ImportResult]:
        """Write what is missing or has changed, and return the results.

        `restore` takes the recorded payouts, and returns what is known with them. `now`
        is OCEAN's time. `rewrite` writes every row again, whatever the database says.
        Raises KeyError where Home Assistant runs without its recorder.
        """
        async with self._lock:
            recorded = {what: await self._async_read(what) for what in self._ids}
            paid = recorded[PAID].items()
            memory = restore({start: row for start, row in paid if row.amount})
            ledger, withdrawn = memory.ledger, memory.withdrawn
            parts: tuple[tuple[str, Amounts, Mapping[datetime, int]], ...] = (
                (EARNED, earned_amounts(ledger), withdrawn.earned),
                (PAID, paid_amounts(ledger), withdrawn.paid),
            )
            results = []
            for what, amounts, taken_back in parts:
                before = recorded[what]
                # Years have tens of thousands of hours.
                rows = await self._hass.async_add_executor_job(
                    hourly, list(amounts), now, before, taken_back
                )
                results.append(
                    await self._async_import_one(what, rows, {} if rewrite else before)
                )
            return results

    async def _async_continue(
        self, restore: Callable[[Recorded], LedgerMemory], now: datetime
    ) -> list[ImportResult]:
        """Write the rows of hours in which nothing happened.

        Import everything where the newest row is not the one that we wrote: the
        statistics were cleared, or the database was replaced.
        """
        for what, newest in self._newest.items():
            if await self._async_newest(what) != newest:
                return await self.async_import(restore, now)
        async with self._lock:
            results = []
            for what, newest in self._newest.items():
                rows, known = [newest, *later(newest, now)], {newest.start: newest}
                results.append(await self._async_import_one(what, rows, known))
            return results

    async def _async_import_one(
        self, what: str, rows: list[HourRow], recorded: Recorded
    ) -> ImportResult:
        """Write one statistic."""
        changed = to_write(rows, recorded)
        self._newest[what] = rows[-1]
        if changed or what not in self._named:
            # With the account's present name, also where no row is new.
            await self._async_write(what, changed)
            self._named.add(what)
        return ImportResult(
            statistic_id=self._ids[what],
            hours=len(rows),
            changed=len(changed),
            total=rows[-1].total,
            start=rows[0].start,
            end=rows[-1].start,
        )

    async def _async_read(self, what: str) -> dict[datetime, HourRow]:
        """Read what the database holds of a statistic."""
        read = partial(
            statistics_during_period,
            self._hass,
            dt_util.utc_from_timestamp(0),
            None,
            {self._ids[what]},
            "hour",
            None,
            {"state", "sum"},
        )
        return await self._async_rows(what, read)

    async def _async_newest(self, what: str) -> HourRow | None:
        """Read the newest row of a statistic."""
        read = partial(
            get_last_statistics,
            self._hass,
            1,
            self._ids[what],
            convert_units=False,
            types={"state", "sum"},
        )
        return next(iter((await self._async_rows(what, read)).values()), None)

    async def _async_rows(
        self, what: str, read: Callable[[], Mapping[str, Sequence[Any]]]
    ) -> dict[datetime, HourRow]:
        """Read rows of a statistic from the database."""

        def rows() -> dict[datetime, HourRow]:
            return {
                (start := dt_util.utc_from_timestamp(row["start"])): HourRow(
                    start=start,
                    amount=Satoshis(round(row.get("state") or 0)),
                    total=Satoshis(round(row.get("sum") or 0)),
                )
                for row in read().get(self._ids[what], [])
            }

        instance = get_instance(self._hass)
        # Rows may still be queued, also from before a reload.
        await instance.async_block_till_done()
        return await instance.async_add_executor_job(rows)

    async def _async_metadata(self, what: str) -> StatisticMetaData:
        """Describe a statistic. No sensor's statistics have its name."""
        names = await async_get_translations(
            self._hass, self._hass.config.language, "common", [DOMAIN]
        )
        name = names[f"component.{DOMAIN}.common.statistic_{what}"]
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
