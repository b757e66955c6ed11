"""What is announced of figures: a payout is near, the fee changed, a drought of blocks.

Each function takes what is remembered and what is known now. It returns what to
remember, and the news. What is remembered moves in one direction until a payout or a
block, so a trigger that is given the value before and now fires once, also after a
restart. The first answer is the baseline and never raises news.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import Any, Final

from .alert_memory import MOST_HOURS, Alerts, PayoutNear
from .fee import NARROW, FeeRange
from .payout import PAYOUT_THRESHOLD, ForecastInputs, PaymentKind, PayoutForecast
from .pool import Drought, PoolState
from .units import HOUR
from .window import WindowInputs, window_falls
from .workers.news import News

ALERT: Final = "alert"
"""The key of this news, which no entity has."""

PAYOUT_NEAR: Final = "payout_near"
FEE_CHANGED: Final = "fee_changed"
WINDOW_FALLS: Final = "window_falls"
DROUGHT: Final = "drought"
DROUGHT_OVER: Final = "drought_over"

PAID: Final = 0.5
"""The part to which a balance has fallen after a payout, at most."""

LIKELY: Final = 0.5
"""The probability of a gap between blocks from which it is no drought yet."""

STEP: Final = 0.9
"""The factor by which the probability has to fall to be news again.

Each news is written to the disk; so a drought writes about once in an hour.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertInputs:
    """What decides about an account's alerts; an unknown part is None."""

    inputs: ForecastInputs | None
    forecast: PayoutForecast | None
    credited_fee: FeeRange
    window: WindowInputs | None
    now: datetime


def account_alerts(before: Alerts, known: AlertInputs) -> tuple[Alerts, list[News]]:
    """Return what to remember of an account, the same object if nothing is new."""
    payout, near = _payout(before.payout, known)
    fee, changed = _fee(before.fee, known.credited_fee)
    falls, fallen = _window(before.window_falls, known.window)
    if (payout, fee, falls) == (before.payout, before.fee, before.window_falls):
        return before, []
    after = replace(before, payout=payout, fee=fee, window_falls=falls)
    return after, [*near, *changed, *fallen]


def _payout(
    before: PayoutNear | None, known: AlertInputs
) -> tuple[PayoutNear | None, list[News]]:
    """Note how near the next payout is.

    Only on chain: an account that is paid in the coinbase or over Lightning is paid
    after each block. A balance that has fallen to a half was paid. The baseline waits
    for a time, which follows from answers that come later than the balance.
    """
    inputs, forecast = known.inputs, known.forecast
    if inputs is None or forecast is None or inputs.kind is not PaymentKind.ON_CHAIN:
        return before, []
    unpaid, progress = inputs.unpaid, forecast.progress
    if unpaid is None or progress is None:
        return before, []
    now = PayoutNear(
        unpaid=unpaid, hours=_hours(forecast, known.now), percent=int(progress * 100)
    )
    if before is None:
        # While a time is only not known yet, it would be news once it is.
        is_known = forecast.awaiting_sweep or forecast.expected is not None
        return (now if is_known else None), []
    if unpaid < PAID * before.unpaid:
        before = PayoutNear(unpaid=unpaid)
    hours = [one for one in (before.hours, now.hours) if one is not None]
    after = PayoutNear(
        unpaid=max(unpaid, before.unpaid),
        hours=min(hours, default=None),
        percent=max(before.percent, now.percent),
    )
    if (after.hours, after.percent) == (before.hours, before.percent):
        return after, []
    described: Mapping[str, Any] = {
        "hours": after.hours,
        "hours_before": before.hours,
        "percent": after.percent,
        "percent_before": before.percent,
        "unpaid": unpaid,
        "threshold": PAYOUT_THRESHOLD,
        "earliest": forecast.earliest,
        "expected": forecast.expected,
        "latest": forecast.latest,
    }
    return after, [News(kind=PAYOUT_NEAR, attributes=described)]


def _hours(forecast: PayoutForecast, now: datetime) -> int | None:
    """Return the full hours to the median of a payout, 0 while it may come any time."""
    if forecast.awaiting_sweep:
        return 0
    if forecast.expected is None:
        return None
    hours = max(ceil((forecast.expected - now).total_seconds() / HOUR), 0)
    return hours if hours <= MOST_HOURS else None


def _fee(before: float | None, credited: FeeRange) -> tuple[float | None, list[News]]:
    """Note the pool's fee where the newest credits show it exactly.

    The fee by OCEAN's estimates is newer, but it jumps with the block template.
    """
    fee = credited.fee
    if fee is None or before is None:
        return (before if fee is None else fee), []
    if abs(fee - before) < NARROW:
        return before, []
    described = {"fee": fee, "fee_before": before}
    return fee, [News(kind=FEE_CHANGED, attributes=described)]


def _window(
    before: bool | None, known: WindowInputs | None
) -> tuple[bool | None, list[News]]:
    """Note whether the account's part of the TIDES window falls."""
    if known is None:
        return before, []
    falls, fall = window_falls(bool(before), known)
    if falls is None or before is None or falls <= before:
        return (before if falls is None else falls), []
    described = {
        "part": fall.part,
        "hashrate": fall.coming,
        "hashrate_of_window": fall.leaving,
    }
    return falls, [News(kind=WINDOW_FALLS, attributes=described)]


def drought_alerts(
    before: Drought | None, pool: PoolState
) -> tuple[Drought | None, list[News]]:
    """Return what to remember of the pool's present gap, the same object if nothing is.

    The end of a drought is news with the probability that it had reached.
    """
    last_block, probability = pool.last_block, pool.drought
    if last_block is None or probability is None:
        return before, []
    if before is None:
        return Drought(block=last_block.hash, probability=probability), []
    news: list[News] = []
    after = before
    if last_block.hash != before.block:
        if before.probability <= LIKELY:
            over = {"probability": before.probability}
            news.append(News(kind=DROUGHT_OVER, attributes=over))
        after = Drought(block=last_block.hash)
    if probability <= min(LIKELY, STEP * after.probability):
        described: dict[str, Any] = {
            "probability": probability,
            "probability_before": after.probability,
            "since": last_block.time,
        }
        news.append(News(kind=DROUGHT, attributes=described))
        after = replace(after, probability=probability)
    return after, news
