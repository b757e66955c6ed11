"""A farm of 60 machines for half a night: many stop, come and leave at once."""

from collections import Counter
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from simulator import NetworkPlan, World, farm

from .beginning import beginning, few_words
from .house import Recording
from .week import Act, Week

# In this night the clocks of the United States go back.
START = datetime(2026, 11, 1, 3, 0, 10, 600_000, tzinfo=UTC)
HOURS = 5.1

FARM = farm(60)
MACHINES = tuple(machine.name for machine in FARM.machines)
NEW = tuple(f"new-{number}" for number in range(55))
DROPPED = MACHINES[:20]


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Load the integration from this repository, in each Home Assistant that starts."""


@pytest.fixture(autouse=True)
def _every_entity(all_enabled: None) -> None:
    """Enable every entity."""


@pytest.fixture
def persistent_database() -> bool:
    """Keep the database when Home Assistant stops."""
    return True


@pytest.fixture
async def night(
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
    async_test_recorder: Recording,
    caplog: pytest.LogCaptureFixture,
) -> AsyncGenerator[Week]:
    """Return a farm for one night."""
    few_words(caplog)
    network = NetworkPlan(pool_hashrate=250e18)
    world = World(accounts=(FARM,), start=START, network=network)
    async with beginning(
        world, freezer, hass_storage, async_test_recorder, zone="America/New_York"
    ) as week:
        yield week
    assert not caplog.records


def power_cut(week: Week) -> None:
    """All machines stop at once."""
    week.churn.stop(*MACHINES)
    week.disturb()


def power_back(week: Week) -> None:
    """All machines run again."""
    week.churn.back(*MACHINES)
    week.disturb()


def come(week: Week) -> None:
    """Fifty-five new machines appear."""
    week.churn.come(*NEW, hashrate=120e12)
    week.more_devices += len(NEW)


def drop(week: Week) -> None:
    """Twenty machines leave OCEAN's list."""
    for name in DROPPED:
        week.churn.drop(name)


ACTS = (
    Act(0.6, lambda week: week.house.reload()),
    Act(0.8, power_cut),
    Act(1.5, power_back),
    Act(2.0, come),
    Act(2.1, lambda week: week.house.reload()),
    Act(2.5, drop),
    Act(2.8, lambda week: week.restart(crash=True)),
    Act(3.2, lambda week: week.count()),
    # Without new blocks the ledgers can be compared at the end.
    Act(3.4, lambda week: week.house.world.hold_blocks()),
)


async def test_a_farms_night_leaves_nothing_behind(night: Week) -> None:
    """Many changes are announced as one, but each counts once, and nothing grows."""
    await night.run(ACTS, hours=HOURS)
    night.count()
    announced: Counter[str] = Counter()
    for news in night.journal.of("event.home_worker"):
        announced[news.kind] += news.attributes["count"]
    # What is not listed any more is gone a day later.
    now = night.house.world.now
    rows = (due for rows in night.churn.due.values() for due in rows)
    due = (one.kind for one in rows if one.after <= now)
    assert announced == Counter(due)
    blocks = night.house.world.chain.pool_blocks
    announced_blocks = night.journal.of("event.ocean_pool_block")
    assert [news.attributes["height"] for news in announced_blocks] == [
        block.height for block in blocks if block.time > START.timestamp()
    ]
    assert len(announced_blocks) > 3
    assert night.looks["workers"] >= 1
    assert night.looks["earned_today of home"] >= 1
