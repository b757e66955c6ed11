"""Sets up a house before a week passes in it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
import logging
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.ocean_xyz.const import CONF_REMOVE_AFTER
from simulator import Upstreams, World
from tests.conftest import make_entry

from .books import Books
from .churn import Churn
from .clock import Clock
from .house import House, Recording
from .journal import Journal
from .week import Week

GUEST = "plant"
PREFIXES = ("home", "account_2")
HEARD = (
    "event.ocean_pool_block",
    *(
        f"event.{prefix}_{what}"
        for prefix in (*PREFIXES, GUEST)
        for what in ("worker", "earning", "payout")
    ),
)


def few_words(caplog: pytest.LogCaptureFixture) -> None:
    """Log errors only: a captured warning keeps its arguments in memory."""
    asyncio.get_event_loop().set_debug(False)
    for logger in (None, "sqlalchemy.engine", "custom_components.ocean_xyz"):
        caplog.set_level(logging.ERROR, logger)


@asynccontextmanager
async def beginning(
    world: World,
    freezer: FrozenDateTimeFactory,
    storage: dict[str, Any],
    recording: Recording,
    *,
    zone: str,
) -> AsyncGenerator[Week]:
    """Set up a house with the world's first two accounts, and count its objects."""
    books = [Books(world, account.address) for account in world.accounts.values()]
    clock = Clock(freezer, world.now)
    journal = Journal(clock, HEARD)
    house = House(Upstreams(world), clock, storage, recording, journal.attend)
    house.zone = zone
    churn = Churn(world, books[0].address)
    shown = dict(zip(PREFIXES, books, strict=False))
    with clock.in_force():
        await house.start()
        await _add_entry(house, shown)
        # Home Assistant reloads the entry half a minute after an entity was enabled.
        await house.minute()
        await house.restart()
        week = Week(house, journal, churn, shown, books[-1])
        await week.run((), hours=0.4)
        week.count()
        yield week
        await house.stop()


async def _add_entry(house: House, books: dict[str, Books]) -> None:
    """Add the hub with its accounts, and enable the tested entities."""
    addresses = [one.address for one in books.values()]
    await house.hass.config_entries.async_add(
        make_entry(*addresses, **{CONF_REMOVE_AFTER: 1})
    )
    for prefix in books:
        er.async_get(house.hass).async_update_entity(
            f"sensor.{prefix}_earned_yesterday", disabled_by=None
        )
