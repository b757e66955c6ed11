"""A week in which everything happens: no leaks, no lost event, no wrong sum.

Minute by minute, from the evening before Europe's clocks go forward to the noon after New
Zealand's have gone back: a day of 23 hours and one of 25 are less than eight days apart,
and the home moves from one place to the other in between.
"""

from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime
from itertools import accumulate
import tracemalloc
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.ocean_xyz.const import DOMAIN
from simulator import AccountPlan, MachinePlan, NetworkPlan, PaidBy, World

from .acts import ACTS, HALLS, NEW_ZEALAND
from .beginning import GUEST, beginning, few_words
from .books import Books, by_day, by_hour, hours_of
from .churn import TERA, assert_announced
from .history import daily, hourly
from .house import House, Recording
from .week import HOUR, Week


@pytest.fixture(autouse=True)
def _every_entity(all_enabled: None) -> None:
    """Enable every entity."""


EUROPE = "Europe/Berlin"
START = datetime(2027, 3, 27, 22, 30, 10, 600_000, tzinfo=UTC)
HOURS = 182

FARM = AccountPlan(
    label="farm",
    machines=tuple(
        MachinePlan(name=name, hashrate=(4_500 + 200 * number) * TERA)
        for number, name in enumerate(HALLS)
    ),
)
HEATER = AccountPlan(
    label="heater",
    machines=(MachinePlan(name="heater", hashrate=60 * TERA),),
    paid_by=PaidBy.LIGHTNING,
)
PLANT = AccountPlan(
    label="plant",
    machines=(MachinePlan(name="plant", hashrate=9_000 * TERA),),
    paid_by=PaidBy.COINBASE,
)

TRACED = tracemalloc.Filter(True, f"*/custom_components/{DOMAIN}/*")
MAY_GROW = 64 * 1024
"""Bytes by which the memory that our code allocated may differ between two minutes."""


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Load the integration from this repository, in each Home Assistant that starts."""


@pytest.fixture
def persistent_database() -> bool:
    """Keep the database when Home Assistant stops."""
    return True


@pytest.fixture
async def week(
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
    async_test_recorder: Recording,
    caplog: pytest.LogCaptureFixture,
) -> AsyncGenerator[Week]:
    """Return a week in a house with two accounts, which has just been set up."""
    few_words(caplog)
    network = NetworkPlan(pool_hashrate=51e18)
    world = World(accounts=(FARM, HEATER, PLANT), start=START, network=network)
    async with beginning(
        world, freezer, hass_storage, async_test_recorder, zone=EUROPE
    ) as week:
        yield week
    assert not caplog.records


async def test_a_week_leaves_nothing_behind(week: Week) -> None:
    """Nothing grows, each event is announced once, and no satoshi is missing."""
    await week.run(ACTS, hours=HOURS)
    week.count()
    assert_all_is_announced(week)
    assert_paid(week)
    await assert_statistics(week)
    await assert_memory_is_flat(week.house)
    assert week.house.polls > 9_000
    assert week.looks["inventory"] == 6
    assert week.looks["workers"] > 100
    assert week.looks["paid_in_total of home"] > 60
    assert week.looks["paid_in_total of account_2"] > 20
    assert week.looks["earned_today of account_2"] > 60
    assert week.issues == {
        "gone_workers",
        "network_silent",
        "other_chain",
        "renamed_workers",
    }


def assert_all_is_announced(week: Week) -> None:
    """Assert that each block, credit and change of a machine was announced once."""
    journal, world = week.journal, week.house.world
    found = [b for b in world.chain.pool_blocks if b.time > START.timestamp()]
    ours = [b.height for b in found if b.finder == week.books["home"].address]
    announced = journal.of("event.ocean_pool_block")
    assert [one.attributes["height"] for one in announced] == [b.height for b in found]
    announced = journal.of("event.ocean_pool_block", "found_by_you")
    assert [one.attributes["height"] for one in announced] == ours
    assert len(ours) == 1
    assert len(found) > 40
    for prefix, books in week.books.items():
        assert_credits(week, prefix, books, START.timestamp(), world.timestamp)
    here, gone = week.guest_here
    assert_credits(week, GUEST, week.guest, here.timestamp(), gone.timestamp())
    assert_announced(journal.of("event.home_worker"), week.churn)
    assert not journal.of("event.account_2_worker")
    assert not journal.of(f"event.{GUEST}_worker")


def assert_credits(
    week: Week, prefix: str, books: Books, since: float, until: float
) -> None:
    """Assert that each credit in a span was announced once, to the satoshi."""
    credited = [net for time, net in books.earnings() if since < time <= until]
    announced = week.journal.of(f"event.{prefix}_earning")
    assert [one.attributes["amount"] for one in announced] == credited
    assert len({one.attributes["hash"] for one in announced}) == len(announced) > 1


def assert_paid(week: Week) -> None:
    """Assert that each payout was announced once; for Lightning, compare sums.

    While OCEAN or the house is silent, or if blocks follow closely, several Lightning
    payouts look like one.
    """
    for prefix, books in week.books.items():
        since = START.timestamp()
        made = [amount for time, amount in books.payouts() if time > since]
        news = week.journal.of(f"event.{prefix}_payout")
        announced = [one.attributes["amount"] for one in news]
        assert sum(announced) == sum(made)
        assert set(accumulate(announced)) <= set(accumulate(made))
        merged = len(made) - len(announced)
        assert 0 <= merged <= (len(made) // 4 if prefix in week.deduced else 0)
        assert len(announced) > 4
        assert not week.journal.of(f"event.{prefix}_payout", "corrected")


async def assert_statistics(week: Week) -> None:
    """Assert that the database has the right earnings, by hour and by date."""
    hass = week.house.hass
    accounts = week.house.runtime.accounts.values()
    for account, books in zip(accounts, week.books.values(), strict=True):
        statistic = f"{DOMAIN}:earned_{account.account_id}"
        assert await hourly(hass, statistic) == by_hour(books.earnings())
        days = by_day(books.earnings(), NEW_ZEALAND)
        assert await daily(hass, statistic, NEW_ZEALAND) == days
    (home, *_), books = accounts, week.books["home"]
    paid = await hourly(hass, f"{DOMAIN}:paid_{home.account_id}")
    assert paid == by_hour(books.payouts())
    assert hours_of(date(2027, 3, 28), EUROPE) == 23
    assert hours_of(date(2027, 4, 4), NEW_ZEALAND) == 25


async def assert_memory_is_flat(house: House) -> None:
    """Assert that an hour of polls uses no more memory than the half hour before.

    Within half an hour everything has been requested once.
    """
    tracemalloc.start()
    try:
        before = await memory_after(house, minutes=32)
        after = await memory_after(house, minutes=HOUR.seconds // 60)
    finally:
        tracemalloc.stop()
    assert after - before < MAY_GROW


async def memory_after(house: House, *, minutes: int) -> int:
    """Return the bytes that our code has allocated after some minutes."""
    for _ in range(minutes):
        await house.minute()
    house.forget_calls()
    traces = tracemalloc.take_snapshot().filter_traces([TRACED])
    return sum(statistic.size for statistic in traces.statistics("filename"))
