"""Answers for an assistant: structured data with units, ages and a status.

No answer holds a sentence from elsewhere: names of workers and labels of accounts are
values, short and without control characters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from homeassistant.const import STATE_UNKNOWN
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonValueType

from ..const import UNIT_SATOSHI
from ..mining.account import DataStatus
from ..mining.ledger.book import earned_between
from ..runtime.account import OceanAccount, OceanRuntimeData
from ..runtime.hub import OceanHub
from .exposure import Data, Exposure, local, safe_name

MOST_ACCOUNTS: Final = 10
"""Accounts in one answer; an assistant asks for others by name."""

NOTES: Final = {
    DataStatus.STALE: "OCEAN's figures have not moved for some minutes, or nobody asked"
    " for them.",
    DataStatus.WEB_PAGE: "Read from OCEAN's web page; its interface does not answer.",
    DataStatus.IDLE: "OCEAN says that no machine of this account is active.",
    DataStatus.UNKNOWN_ACCOUNT: "OCEAN does not know this account, or it was idle for"
    " 30 days.",
    DataStatus.UNREACHABLE: "OCEAN does not answer, so present figures are not known."
    " The machines may well be running.",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """The data of one kind of question: names in the answer, and keys of entities."""

    live: Mapping[str, str] = field(default_factory=dict)
    """Of an account, from the newest snapshot of OCEAN."""
    ledger: Mapping[str, str] = field(default_factory=dict)
    """Of an account, from the list of its earnings and payouts."""
    pool: Mapping[str, str] = field(default_factory=dict)
    network: Mapping[str, str] = field(default_factory=dict)

    @property
    def account(self) -> Mapping[str, str]:
        """Return all data of an account."""
        return {**self.live, **self.ledger}


COUNTS: Final = {
    "online": "workers_online",
    "offline": "workers_offline",
    "total": "workers_total",
}

STATUS: Final = Topic(
    live={
        "mining": "mining",
        "hashrate_5_minutes": "hashrate_300s",
        "hashrate_3_hours": "hashrate_10800s",
        "hashrate_24_hours": "hashrate_86400s",
        "last_share": "last_share",
        "workers_online": "workers_online",
        "workers_offline": "workers_offline",
        "workers_total": "workers_total",
        "unpaid": "unpaid",
        "payout_progress": "payout_progress",
        "payout_method": "payout_method",
        "payout_expected": "payout_expected",
        "expected_per_day": "expected_per_day",
        "tides_window_fill": "window_fill",
        "profitable": "profitable",
    },
    ledger={
        "earned_today": "earned_today",
        "earned_last_7_days": "earned_7d",
        "earnings_luck_30_days": "earnings_luck_30d",
    },
    pool={
        "last_block_time": "last_block_time",
        "blocks_24_hours": "blocks_24h",
        "blocks_7_days": "blocks_7d",
        "luck_7_days": "luck_7d",
        "hashrate_5_minutes": "pool_hashrate_300s",
    },
)

EARNINGS: Final = Topic(
    live={
        "unpaid": "unpaid",
        "unpaid_value": "unpaid_value",
        "payout_progress": "payout_progress",
        "payout_method": "payout_method",
        "payout_earliest": "payout_earliest",
        "payout_expected": "payout_expected",
        "payout_latest": "payout_latest",
        "estimated_next_block": "estimated_next_block",
        "expected_per_day": "expected_per_day",
        "revenue_per_day": "revenue_per_day",
    },
    ledger={
        "earned_today": "earned_today",
        "earned_yesterday": "earned_yesterday",
        "earned_last_7_days": "earned_7d",
        "earned_last_30_days": "earned_30d",
        "earned_total": "earned_total",
        "earned_total_value": "earned_total_value",
        "paid_total": "paid_total",
        "last_earning": "last_earning",
        "last_payout": "last_payout",
    },
    network={"bitcoin_price": "price"},
)

PROFITABILITY: Final = Topic(
    live={
        "profitable": "profitable",
        "power": "power",
        "efficiency": "running_efficiency",
        "expected_per_day": "expected_per_day",
        "expected_per_day_after_retarget": "expected_after_retarget",
        "revenue_per_day": "revenue_per_day",
        "power_cost_per_day": "power_cost_per_day",
        "profit_per_day": "profit_per_day",
        "break_even_electricity_price": "break_even_tariff",
        "break_even_bitcoin_price": "break_even_price",
        "earnings_per_energy": "sats_per_kwh",
        "value_of_a_kwh": "value_per_kwh",
        "price_of_the_next_kwh": "grid_price",
        "heat_price_per_kwh": "heat_price",
        "heat_saving_per_kwh": "heat_saving",
        "next_profitable_start": "next_profitable_start",
        "profitable_hours_today": "profitable_hours_today",
        "profitable_hours_tomorrow": "profitable_hours_tomorrow",
    },
    network={
        "bitcoin_price": "price",
        "hashprice": "hashprice",
        "hashprice_value": "hashprice_value",
        "difficulty_change_forecast": "difficulty_change",
        "next_retarget": "next_retarget",
    },
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """The first and the last day of a span, in the time zone of Home Assistant."""

    start: date
    end: date


NO_SPANS: Final[Mapping[str, Span]] = {}


def account_head(account: OceanAccount) -> Data:
    """Return the account's name and the status of its data.

    They belong to every figure, so that old data does not pass for live data.
    """
    status = account.state.status
    shown = STATE_UNKNOWN if status is None else status.value
    head: Data = {"account": safe_name(account.label), "data_status": shown}
    if status is not None and (note := NOTES.get(status)) is not None:
        head["note"] = note
    return head


def topic_answer(
    runtime: OceanRuntimeData,
    exposure: Exposure,
    topic: Topic,
    accounts: Iterable[OceanAccount],
    spans: Mapping[str, Span] = NO_SPANS,
) -> Data:
    """Return the data of a topic: of accounts, pool and network."""
    rows: list[JsonValueType] = [
        row
        for account in accounts
        if (row := account_answer(account, exposure, topic, spans)) is not None
    ]
    answer: Data = {"accounts": rows} if rows else {}
    hub = runtime.hub
    if pool := exposure.values(hub.entry_id, topic.pool):
        answer["pool"] = exposure.freshness(pool_time(hub)) | pool
    if network := exposure.values(hub.entry_id, topic.network):
        answered_at = hub.network_source.answered_at
        answer["network"] = exposure.freshness(answered_at) | network
    return answer


def account_answer(
    account: OceanAccount, exposure: Exposure, topic: Topic, spans: Mapping[str, Span]
) -> Data | None:
    """Return the data of one account, each part with its age; None if there is none."""
    answer = account_head(account)
    live = exposure.values(account.account_id, topic.live)
    if live:
        answer["now"] = exposure.freshness(snapshot_time(account)) | live
    ledger = exposure.values(account.account_id, topic.ledger)
    ledger |= _earned_in_spans(account, exposure, spans)
    if ledger:
        answer["ledger"] = exposure.freshness(ledger_time(account)) | ledger
    return answer if live or ledger else None


def snapshot_time(account: OceanAccount) -> datetime | None:
    """Return the time of an account's newest snapshot, however old."""
    return account.state.snapshot_time or account.source.memory.snapshot_time


def ledger_time(account: OceanAccount) -> datetime | None:
    """Return when the ledger was read."""
    ledger = account.ledger_state.ledger
    return ledger.read if ledger else None


def pool_time(hub: OceanHub) -> datetime | None:
    """Return the time of the pool's snapshot."""
    stat = hub.pool_source.stat.believed
    return stat.snapshot_time if stat else None


def spans_of(today: date) -> dict[str, Span]:
    """Return the last days, and those of the calendar: since Monday, and this month.

    They need no entity of their own, because *Earned in total* covers them.
    """
    return {
        "earned_last_7_days": Span(start=today - timedelta(days=6), end=today),
        "earned_last_30_days": Span(start=today - timedelta(days=29), end=today),
        "earned_this_week": Span(
            start=today - timedelta(days=today.weekday()), end=today
        ),
        "earned_this_month": Span(start=today.replace(day=1), end=today),
    }


SUMS: Final = (
    ("earned_today", 0, 0),
    ("earned_yesterday", 1, 1),
    ("earned_7d", 6, 0),
    ("earned_30d", 30, 0),
)
"""Sums that entities show: the age in days of their first and their last day.

A calendar month of 31 days is known where the sum over 30 days is.
"""


def may_know_span(
    account: OceanAccount, exposure: Exposure, span: Span, today: date
) -> bool:
    """Return whether a span lies within one whose sum is exposed."""

    def exposed(key: str) -> bool:
        return exposure.state(account.account_id, key) is not None

    return exposed("earned_total") or any(
        today - timedelta(days=oldest) <= span.start
        and span.end <= today - timedelta(days=newest)
        and exposed(key)
        for key, oldest, newest in SUMS
    )


def _earned_in_spans(
    account: OceanAccount, exposure: Exposure, spans: Mapping[str, Span]
) -> Data:
    """Return what was earned in the spans that the assistant may know."""
    return {
        name: earned_in(account, span, exposure.now())
        for name, span in spans.items()
        if may_know_span(account, exposure, span, exposure.today)
    }


def earned_in(account: OceanAccount, span: Span, now: datetime) -> Data:
    """Return the earnings of a span; their value is None while the ledger is unknown."""
    ledger, zone = account.ledger_state.ledger, dt_util.get_default_time_zone()
    start, end = (
        datetime(day.year, day.month, day.day, tzinfo=zone)
        for day in (span.start, span.end + timedelta(days=1))
    )
    return {
        "value": earned_between(ledger, start, end) if ledger else None,
        "unit": UNIT_SATOSHI,
        "from": local(start),
        "to": local(min(end, now)),
    }
