"""A row of the ledger that cannot be read for hours is not one that OCEAN took back."""

from datetime import UTC, datetime, timedelta
import logging
from typing import cast

import pytest

from custom_components.ocean_xyz.api import (
    AccountSnapshot,
    Earning,
    EarnPay,
    OceanClient,
    Satoshis,
)
from custom_components.ocean_xyz.mining.ledger.book import LedgerEvent, PayoutMade
from custom_components.ocean_xyz.sources.ledger import LedgerMemory, LedgerSource
from custom_components.ocean_xyz.sources.outages import Outages
from custom_components.ocean_xyz.sources.question import Environment

START = datetime(2026, 11, 1, tzinfo=UTC)
CREDITS = [
    Earning(block_hash=f"{number:064x}", time=START - ago, net=Satoshis(net))
    for number, (ago, net) in enumerate(
        [(timedelta(days=2), 2000), (timedelta(hours=5), 900)]
    )
]


class Books:
    """An account whose books OCEAN keeps, read minute by minute."""

    def __init__(self) -> None:
        """Begin with two credits, both owed."""
        self.minutes = 0
        self.balance = 2900
        self.listed = EarnPay(earnings=tuple(CREDITS), payouts=())
        self.events: list[LedgerEvent] = []
        self.source = LedgerSource(
            cast("OceanClient", self),
            "address",
            label="Home",
            memory=LedgerMemory(),
            zone=UTC,
            env=Environment(
                clock=lambda: self.minutes * 60.0,
                now=lambda: self.now,
                jitter=lambda: 0.0,
                outages=Outages(logging.getLogger(__name__), lambda: 0.0),
            ),
        )

    @property
    def now(self) -> datetime:
        """Return the time."""
        return START + timedelta(minutes=self.minutes)

    async def earnpay(self, address: str, start: datetime, end: datetime) -> EarnPay:
        """Answer as OCEAN."""
        return self.listed

    async def run(self, minutes: int) -> None:
        """Let minutes pass."""
        for _ in range(minutes):
            self.minutes += 1
            snapshot = AccountSnapshot(
                snapshot_time=self.now, unpaid=Satoshis(self.balance)
            )
            state = await self.source.poll(snapshot=snapshot, zone=UTC)
            self.events += state.events


@pytest.mark.parametrize("hours", [3, 12])
async def test_an_unreadable_credit_is_not_taken_back(hours: int) -> None:
    """A Lightning payout of its very amount is a payout, once all can be read."""
    books = Books()
    await books.run(150)
    books.listed = EarnPay(earnings=tuple(CREDITS[:1]), payouts=(), left_out=1)
    await books.run(hours * 60)
    books.balance -= 900
    await books.run(200)
    assert not books.events
    assert books.source.memory.ledger.earned_total == 2900
    books.listed = EarnPay(earnings=tuple(CREDITS), payouts=())
    await books.run(200)
    (event,) = books.events
    assert isinstance(event, PayoutMade)
    assert event.payout.amount == 900


@pytest.mark.parametrize("unreadable", [0, 40])
async def test_a_credit_that_vanished_is_taken_back(unreadable: int) -> None:
    """Also where its row could not be read for a while before."""
    books = Books()
    await books.run(150)
    books.listed = EarnPay(
        earnings=tuple(CREDITS[:1]), payouts=(), left_out=min(unreadable, 1)
    )
    await books.run(unreadable)
    books.listed = EarnPay(earnings=tuple(CREDITS[:1]), payouts=())
    books.balance -= 900
    await books.run(400)
    assert not books.events
    assert books.source.memory.ledger.earned_total == 2000
