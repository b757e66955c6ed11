"""The true amounts of an account, computed from the simulator's ledger alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from simulator import World

HOUR = 3600

# Credits are polled every two minutes, and lists are read every half hour.
SETTLED_AFTER = timedelta(minutes=75)

# A payout over Lightning is known half an hour after the balance fell. If a block
# credits exactly the same amount in that time, it takes two hours more.
DEDUCED_AFTER = timedelta(hours=3)


@dataclass(frozen=True)
class Books:
    """The true ledger of one account in the simulator."""

    world: World
    address: str

    def earnings(self) -> list[tuple[float, int]]:
        """Return times of blocks and their credits, as far as OCEAN reports them."""
        ledger = self.world.account(self.address).ledger
        credited = ledger.credits_until(self.world.timestamp)
        return [(one.block.time, one.net) for one in credited]

    def payouts(self) -> list[tuple[float, int]]:
        """Return the times and amounts of payouts."""
        ledger = self.world.account(self.address).ledger
        made = ledger.payouts_until(self.world.timestamp)
        return [(one.time, one.amount) for one in made]

    def moved_lately(self, within: timedelta = SETTLED_AFTER) -> bool:
        """Return whether a recent event may not have been announced yet."""
        since = self.world.timestamp - within.total_seconds()
        ledger = self.world.account(self.address).ledger
        entries = [*ledger.credits_until(self.world.timestamp), *ledger.payouts]
        return any(one.time > since for one in entries)

    def sums(self, zone: str) -> dict[str, int]:
        """Return what the sensors should show, by the dates of a time zone."""
        days = by_day(self.earnings(), zone)
        today = self.world.now.astimezone(ZoneInfo(zone)).date()
        truth = self.world.truth(self.address)

        def last(number: int) -> int:
            return sum(days[today - timedelta(days=ago)] for ago in range(number))

        return {
            "earned_in_total": truth.earned,
            "paid_in_total": sum(truth.paid.values()),
            "unpaid_earnings": truth.balance,
            "earned_today": last(1),
            "earned_yesterday": days[today - timedelta(days=1)],
            "earned_7_days": last(7),
            "earned_30_days": last(30),
        }


def by_day(amounts: Iterable[tuple[float, int]], zone: str) -> Counter[date]:
    """Return the amount of each date of a time zone."""
    days: Counter[date] = Counter()
    for time, amount in amounts:
        days[datetime.fromtimestamp(time, ZoneInfo(zone)).date()] += amount
    return days


def by_hour(amounts: Iterable[tuple[float, int]]) -> list[tuple[float, int, int]]:
    """Return the start, the amount and the sum so far of each hour with an amount."""
    hours: Counter[float] = Counter()
    for time, amount in amounts:
        hours[time // HOUR * HOUR] += amount
    starts = sorted(hours)
    sums = accumulate(hours[start] for start in starts)
    return [
        (start, hours[start], total) for start, total in zip(starts, sums, strict=True)
    ]


def hours_of(day: date, zone: str) -> float:
    """Return how many hours a date has in a time zone."""
    start, end = (
        datetime.combine(one, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
        for one in (day, day + timedelta(days=1))
    )
    return (end - start) / timedelta(hours=1)
