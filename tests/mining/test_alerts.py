"""What is announced of figures: once, in one direction, and of known values only."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import Block, HashesPerSecond, Shares
from custom_components.ocean_xyz.mining.alert_memory import Alerts
from custom_components.ocean_xyz.mining.alerts import (
    DROUGHT,
    DROUGHT_OVER,
    FEE_CHANGED,
    AlertInputs,
    account_alerts,
    drought_alerts,
)
from custom_components.ocean_xyz.mining.fee import FeeRange
from custom_components.ocean_xyz.mining.payout import (
    PAYOUT_THRESHOLD,
    ForecastInputs,
    PaymentKind,
    PayoutForecast,
    PayoutMethod,
    payout_progress,
)
from custom_components.ocean_xyz.mining.pool import (
    Drought,
    HourMean,
    LastBlocks,
    PoolState,
)
from custom_components.ocean_xyz.mining.window import WindowInputs
from custom_components.ocean_xyz.mining.workers.news import News

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
UNKNOWN = AlertInputs(
    inputs=None, forecast=None, credited_fee=FeeRange(), window=None, now=NOW
)


def near(unpaid: int | None, hours: float | None, **more: Any) -> AlertInputs:
    """Return what is known of an account with a balance and a payout in some hours."""
    progress = payout_progress(unpaid)
    inputs = ForecastInputs(
        kind=PaymentKind.ON_CHAIN,
        unpaid=unpaid,
        estimated_next_block=None,
        steady_credit=None,
        pool_hashrate=None,
        difficulty=None,
    )
    forecast = PayoutForecast(
        progress=progress,
        method=PayoutMethod.ON_CHAIN,
        awaiting_sweep=progress == 1,
        expected=None if hours is None else NOW + timedelta(hours=hours),
    )
    return replace(UNKNOWN, inputs=replace(inputs, **more), forecast=forecast)


def told(known: list[AlertInputs], begin: Alerts | None = None) -> list[News]:
    """Return what is announced while one answer follows the other."""
    alerts, announced = begin or Alerts(), list[News]()
    for one in known:
        alerts, news = account_alerts(Alerts.from_dict(alerts.to_dict()), one)
        announced += news
    return announced


def crossings(announced: list[News], hours: int, percent: int) -> int:
    """Return how often an automation fires for so many hours or percent."""

    def is_near(news: News, suffix: str = "") -> bool:
        found = news.attributes[f"hours{suffix}"]
        by_hours = found is not None and found <= hours
        by_percent: bool = news.attributes[f"percent{suffix}"] >= percent
        return by_hours or by_percent

    return sum(is_near(one) and not is_near(one, "_before") for one in announced)


def test_a_payout_is_near_once() -> None:
    """The first answer is no news, nor is a time that moves away and comes back."""
    answers = [near(500_000, one) for one in (100, 40, 20, 30, 23, 26, 5)]
    assert crossings(told(answers), 24, 101) == 1
    assert crossings(told(answers), 100, 101) == 0
    assert crossings(told(answers), 4, 101) == 0


def test_a_time_that_becomes_known_is_no_news() -> None:
    """At the first start the balance is known before the pool is."""
    answers = [near(1_000_000, None), near(1_000_000, 5), near(1_000_000, 4)]
    assert crossings(told(answers), 24, 101) == 0
    assert crossings(told(answers), 4, 101) == 1
    paid = near(PAYOUT_THRESHOLD, None)
    assert crossings(told([paid, near(20_000, 30), near(30_000, 20)]), 24, 101) == 1


def test_after_a_payout_the_next_one_counts() -> None:
    """Also if it is near at once; a balance that falls a little is no payout."""
    answers = [
        near(100_000, 90),
        near(900_000, 20),
        near(890_000, 30),
        near(895_000, 10),
        near(PAYOUT_THRESHOLD, None),
        near(20_000, 23),
    ]
    announced = told(answers)
    assert crossings(announced, 24, 101) == 2
    assert crossings(announced, -1, 80) == 1
    assert announced[-1].attributes["hours_before"] is None


@given(st.lists(st.tuples(st.integers(0, PAYOUT_THRESHOLD), st.integers(1, 1000))))
def test_it_never_fires_twice_for_a_payout(answers: list[tuple[int, int]]) -> None:
    """However the balance and the time move, without a fall of the balance."""
    rising = sorted(unpaid for unpaid, _ in answers)
    known = [
        near(unpaid, hours) for unpaid, (_, hours) in zip(rising, answers, strict=True)
    ]
    for hours, percent in ((24, 90), (1, 50), (720, 101)):
        assert crossings(told(known), hours, percent) <= 1


@pytest.mark.parametrize(
    "later",
    [
        UNKNOWN,
        near(None, 5),
        near(500_000, 5, kind=PaymentKind.COINBASE),
        near(500_000, 5, kind=PaymentKind.LIGHTNING),
        near(400_001, 900),
        near(500_000, None),
    ],
)
def test_what_is_not_known_or_paid_after_each_block_is_no_news(
    later: AlertInputs,
) -> None:
    """Neither is what is weeks away, nor a balance that falls by a correction."""
    assert crossings(told([near(500_000, 100), later]), 24, 95) == 0


def fee(low: float, high: float, credits: int = 3) -> AlertInputs:
    """Return what the newest credits say of the fee."""
    return replace(UNKNOWN, credited_fee=FeeRange(low=low, high=high, credits=credits))


def test_another_fee_is_news_when_it_is_known_exactly() -> None:
    """Not the first one, nor a range, nor the same one by other digits."""
    answers = [
        fee(0, 1),
        fee(0.0195, 0.0201),
        fee(0.005, 0.021),
        fee(0.0199, 0.0209),
        fee(0, 0.03),
        fee(0.0095, 0.0103),
        fee(0.0099, 0.0101),
    ]
    (news,) = told(answers)
    assert news.kind == FEE_CHANGED
    assert news.attributes == {"fee": 0.01, "fee_before": 0.02}


class Gap:
    """A pool that finds a block once in ten hours on average."""

    def __init__(self) -> None:
        """Begin with nothing announced."""
        self.drought: Drought | None = None
        self.announced: list[tuple[str, float]] = []

    def is_after(self, probability: float | None, block: str = "a") -> None:
        """Look while the gap since a block has a probability."""
        found = Block(height=1, hash=block, time=NOW)

        class Pool(PoolState):
            """A pool in a gap."""

            drought = probability

        state = Pool(last_blocks=LastBlocks(newest=found, recent=()))
        self.drought, news = drought_alerts(self.drought, state)
        self.announced += [(one.kind, one.attributes["probability"]) for one in news]


def test_a_drought_is_news_when_it_is_clearly_less_likely() -> None:
    """And once; it is over with the block that ends it."""
    gap = Gap()
    for probability in (0.8, 0.5, 0.4, 0.39, 0.3, None, 0.29, 0.2):
        gap.is_after(probability)
    assert gap.announced == [(DROUGHT, one) for one in (0.5, 0.4, 0.3, 0.2)]
    gap.is_after(0.9, "b")
    gap.is_after(0.2, "b")
    assert gap.announced[4:] == [(DROUGHT_OVER, 0.2), (DROUGHT, 0.2)]


def test_a_drought_that_was_there_first_is_no_news() -> None:
    """Nor is a block after a gap that was none, or a pool that is silent."""
    gap = Gap()
    gap.is_after(0.01)
    gap.is_after(0.0099)
    assert gap.announced == []
    gap.is_after(0.9, "b")
    gap.is_after(0.9, "c")
    assert gap.announced == [(DROUGHT_OVER, 0.01)]
    assert drought_alerts(gap.drought, PoolState()) == (gap.drought, [])


def window(part: float, *, difficulty: float | None = 2**16) -> AlertInputs:
    """Return what is known of 10 TH/s that mined a part of that in the last day."""
    hours = tuple(HourMean(hour=one, mean=8e18, samples=60) for one in range(200))
    pool = Shares(round(8e18 * 96 * 3600 / 2**32))
    known = WindowInputs(
        shares=Shares(round(1e13 * 96 * 3600 / 2**32)),
        window=pool,
        hours=hours,
        day=HashesPerSecond(part * 1e13),
        missing=lambda: 0.0,
        share_difficulty=lambda: difficulty,
    )
    return replace(UNKNOWN, window=known)


def test_a_window_that_falls_is_news_once() -> None:
    """Until it is clearly over. What cannot be told changes nothing."""
    parts = (1, 0.99, 0.83, 0.8, 0.9, 0.83, 0.96, 0.83)
    announced = told([window(one) for one in parts])
    assert [round(one.attributes["part"], 2) for one in announced] == [0.83, 0.83]
    assert announced[0].attributes["hashrate"] == pytest.approx(8.3e12)
    assert announced[0].attributes["hashrate_of_window"] == pytest.approx(1e13, 1e-6)
    assert told([window(1), window(0.5, difficulty=None), UNKNOWN]) == []
    assert told([window(0.5), window(0.5)]) == []
