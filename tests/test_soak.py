"""A week in which everything happens: nothing leaks, each event is told once, sums are right.

From the evening before Europe's clocks go forward to the night after New Zealand's go
back, minute by minute; the home moves from the one to the other in between.
"""

import asyncio
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
import logging
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.helpers import entity_registry as er
import pytest

from simulator import (
    AccountPlan,
    MachinePlan,
    NetworkPlan,
    PaidBy,
    Upstreams,
    World,
)

from custom_components.ocean_xyz.const import CONF_REMOVE_AFTER

from .conftest import make_entry
from .soak.acts import ACTS, HALLS
from .soak.books import Books, by_day, by_hour, hours_of
from .soak.churn import TERA, Churn, assert_told
from .soak.clock import Clock
from .soak.history import daily, hourly
from .soak.house import House, Recording
from .soak.journal import Journal
from .soak.week import Week

START = datetime(2027, 3, 27, 22, 30, 10, 600_000, tzinfo=UTC)
HOURS = 182
EUROPE, NEW_ZEALAND = "Europe/Berlin", "Pacific/Auckland"

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
PREFIXES = ("home", "account_2", "plant")
HEARD = (
    "event.ocean_pool_block",
    *(
        f"event.{prefix}_{what}"
        for prefix in PREFIXES
        for what in ("worker", "earning", "payout")
    ),
)


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Load the integration from this repository, in each Home Assistant that starts."""


@pytest.fixture(autouse=True)
def _few_words(caplog: pytest.LogCaptureFixture) -> None:
    """Log errors alone: a warning that is kept keeps what it is about."""
    asyncio.get_event_loop().set_debug(False)
    for logger in (None, "sqlalchemy.engine", "custom_components.ocean_xyz"):
        caplog.set_level(logging.ERROR, logger)


@pytest.fixture
def persistent_database() -> bool:
    """Keep the database when Home Assistant stops."""
    return True


@pytest.fixture
async def week(
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
    async_test_recorder: Recording,
) -> AsyncGenerator[Week]:
    """Return a week in a house with two accounts, which has just been set up."""
    world = World(
        accounts=(FARM, HEATER, PLANT),
        start=START,
        network=NetworkPlan(pool_hashrate=51e18),
    )
    home, second, guest = (Books(world, a.address) for a in world.accounts.values())
    clock = Clock(freezer, START)
    journal = Journal(clock, HEARD)
    upstreams = Upstreams(world)
    house = House(upstreams, clock, hass_storage, async_test_recorder, journal.attend)
    house.zone = EUROPE
    with clock.in_force():
        await house.start()
        await house.hass.config_entries.async_add(
            make_entry(home.address, second.address, **{CONF_REMOVE_AFTER: 1})
        )
        for prefix in PREFIXES[:2]:
            er.async_get(house.hass).async_update_entity(
                f"sensor.{prefix}_earned_yesterday", disabled_by=None
            )
        # Home Assistant loads the entry anew for that, after half a minute.
        await house.minute()
        await house.restart()
        books = {"home": home, "account_2": second}
        week = Week(house, journal, Churn(world, home.address), books, guest)
        await week.run((), hours=0.4)
        week.count()
        yield week
        if house.running:
            await house.stop()


async def test_a_week_leaves_nothing_behind(week: Week) -> None:
    """Nothing grows, nothing is told twice or not at all, and no satoshi is missing."""
    import os
    c=os.times()
    try:
        await week.run(ACTS, hours=HOURS)
    finally:
        print("CPU", [b-a for a,b in zip(c,os.times())], week.house.clock.elapsed, week.house.polls, week.looks, week.issues, week.silences)
        import pickle
        print({e:[(n.at.isoformat(),str(n.kind),n.attributes.get("worker") or n.attributes.get("workers") or n.attributes.get("height") or n.attributes.get("amount")) for n in ns] for e,ns in week.journal.news.items()})
    week.count()
    assert_all_is_told(week)
    await assert_statistics(week)
    assert week.looks["workers"] > 100
    assert min(week.looks[f"sums of {prefix}"] for prefix in week.books) > 25
    assert week.issues == {"gone_workers", "network_silent", "other_chain"}


def assert_all_is_told(week: Week) -> None:
    """Assert that each block, credit, payout and change of a machine was told once."""
    journal, world = week.journal, week.house.world
    since, until = START.timestamp(), world.timestamp - 120
    blocks = [b for b in world.chain.pool_blocks if since < b.time <= until]
    told = journal.of("event.ocean_pool_block")
    assert [one.attributes["height"] for one in told] == [b.height for b in blocks]
    own = [b.height for b in blocks if b.finder == week.books["home"].address]
    by_us = journal.of("event.ocean_pool_block", "found_by_you")
    assert [one.attributes["height"] for one in by_us] == own
    assert len(own) == 1
    for prefix, books in week.books.items():
        credited = [row for row in books.earnings() if row[0] > since]
        told = journal.of(f"event.{prefix}_earning")
        assert [one.attributes["amount"] for one in told] == [net for _, net in credited]
        assert len({one.attributes["hash"] for one in told}) == len(told) > 40
    assert_told(journal.of("event.home_worker"), week.churn)
    assert not journal.of("event.account_2_worker")
    assert_paid(week)


def assert_paid(week: Week) -> None:
    """Assert that each payout was told once, those over Lightning by their sums.

    While OCEAN or the house is silent, several of them look like one.
    """
    since = START.timestamp()
    for prefix, books in week.books.items():
        made = [amount for time, amount in books.payouts() if time > since]
        told = [
            one.attributes["amount"]
            for one in week.journal.of(f"event.{prefix}_payout")
        ]
        assert sum(told) == sum(made)
        assert set(accumulate(told)) <= set(accumulate(made))
        missing = len(made) - len(told)
        assert 0 <= missing <= (week.silences if prefix == "account_2" else 0)
        assert len(told) > 4
        assert not week.journal.of(f"event.{prefix}_payout", "corrected")


async def assert_statistics(week: Week) -> None:
    """Assert that the database holds what was earned, by hours and by dates."""
    hass = week.house.hass
    accounts = week.house.runtime.accounts.values()
    for account, books in zip(accounts, week.books.values(), strict=True):
        statistic = f"ocean_xyz:earned_{account.account_id}"
        earned = books.earnings()
        assert await hourly(hass, statistic) == by_hour(earned)
        days = await daily(hass, statistic, NEW_ZEALAND)
        assert days == by_day(earned, NEW_ZEALAND)
    assert hours_of(date(2027, 3, 28), EUROPE) == 23
    assert hours_of(date(2027, 4, 4), NEW_ZEALAND) == 25
