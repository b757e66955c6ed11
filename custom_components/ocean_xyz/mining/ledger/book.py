"""The ledger of an account: what it earned and what it was paid.

OCEAN sometimes shortens a list for one poll, corrects rows later, and lists them some
minutes late. So the ledger grows by new rows, takes corrections, and never loses a row
to a shorter list.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, override

from mashumaro.mixins.dict import DataClassDictMixin

from ...api import Satoshis, Shares
from ..payout import PaymentKind

BEGINNING: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""Before the pool's first block: a list from here on is complete."""

OVERLAP: Final = timedelta(days=7)
"""How far a later list reaches back before the last good one.

Late credits and corrections come within hours. A week also repairs a list that was
shortened for days.
"""

WHOLE_EVERY: Final = timedelta(days=1)
"""How often the whole history is read, to catch corrections of old rows."""

LATEST: Final = datetime(2140, 1, 1, tzinfo=UTC)
"""After the last of bitcoin's subsidies."""

MARGIN: Final = timedelta(days=1)
"""How far a list reaches into the future: OCEAN's clock may be ahead of ours."""

CREDIT_AWAITED: Final = timedelta(hours=1)
"""How long we wait for the credit of a pool block."""

NOISE: Final = 10
"""Satoshis that are rounding and not a payout."""

MINES_LATELY: Final = timedelta(days=30)


class Certainty(StrEnum):
    """How a payout is known."""

    CERTAIN = "certain"
    """From a row of OCEAN's list."""
    DEDUCED = "deduced"
    """From the balance, because OCEAN lists no Lightning payouts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerEarning(DataClassDictMixin):
    """What one pool block credited."""

    block_hash: str
    time: datetime
    net: Satoshis
    fees: Satoshis | None = None
    shares: Shares | None = None
    rows: int = 1
    """How many rows of the list it is the sum of; stored only if there are several."""

    @override
    def __post_serialize__(self, d: dict[Any, Any]) -> dict[Any, Any]:
        """Store what nearly every row has in common as nothing."""
        return d if d.pop("rows") == 1 else {**d, "rows": self.rows}


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerPayout(DataClassDictMixin):
    """One payout."""

    time: datetime
    amount: Satoshis
    kind: PaymentKind
    transaction: str | None = None
    certainty: Certainty = Certainty.CERTAIN

    @property
    def key(self) -> tuple[datetime, Satoshis]:
        """Return when it was made, and how much it was."""
        return self.time, self.amount


# No slots, so that it can cache its sums: they are read many times a minute.
@dataclass(frozen=True, kw_only=True)
class Ledger(DataClassDictMixin):
    """All known rows, each list oldest first."""

    earnings: tuple[LedgerEarning, ...] = ()
    payouts: tuple[LedgerPayout, ...] = ()
    begun: datetime | None = None
    """When the whole history was first read."""
    read: datetime | None = None
    """When the newest rows were last read, in a list that was not shortened."""
    whole: datetime | None = None
    """When the whole history was last read, as far as we can see."""
    confirmed: bool = False
    """Whether the whole history was read twice: the first list may have been shortened."""
    lightning_before: Satoshis | None = None
    """Paid over Lightning before the ledger began; the dates are not known.

    None until the balance has shown how much it was.
    """

    @cached_property
    def earned_total(self) -> Satoshis:
        """Return everything that was earned."""
        return Satoshis(sum(row.net for row in self.earnings))

    @cached_property
    def paid_listed(self) -> Satoshis:
        """Return the sum of all payouts that have a row, including deduced ones."""
        return Satoshis(sum(row.amount for row in self.payouts))

    @property
    def paid_total(self) -> Satoshis | None:
        """Return everything that was paid; None while part of it is not known."""
        if self.lightning_before is None:
            return None
        return Satoshis(self.paid_listed + self.lightning_before)


@dataclass(frozen=True, kw_only=True, slots=True)
class EarningCredited:
    """A pool block was credited."""

    earning: LedgerEarning


@dataclass(frozen=True, kw_only=True, slots=True)
class PayoutMade:
    """A payout was made."""

    payout: LedgerPayout


@dataclass(frozen=True, kw_only=True, slots=True)
class PayoutCorrected:
    """A deduced payout turned out not to be one."""

    wrong: LedgerPayout
    right: LedgerPayout | None
    """The payout that explains the balance, if there is one."""


type LedgerEvent = EarningCredited | PayoutMade | PayoutCorrected


def request_span(
    ledger: Ledger, now: datetime, *, whole: bool = False
) -> tuple[datetime, datetime]:
    """Return the span of time to ask OCEAN for.

    The whole history at first, a second time to be sure, then once a day, and where it
    is wanted. Otherwise everything since the last list, and a week more. A reading dated
    in the future comes from a time when our clock was wrong, and does not count.
    """
    known = ledger.read if ledger.confirmed and not whole else None
    if known is None or ledger.whole is None or known > now:
        return BEGINNING, now + MARGIN
    if not timedelta() <= now - ledger.whole < WHOLE_EVERY:
        return BEGINNING, now + MARGIN
    return known - OVERLAP, now + MARGIN


def payout_order(row: LedgerPayout) -> tuple[datetime, Satoshis, str]:
    """Return by what payouts are sorted."""
    return *row.key, row.transaction or ""


def with_payout(ledger: Ledger, payout: LedgerPayout) -> Ledger:
    """Return the ledger with a deduced payout added."""
    payouts = sorted((*ledger.payouts, payout), key=payout_order)
    return replace(ledger, payouts=tuple(payouts))


def without_rows(
    ledger: Ledger, rows: Collection[LedgerEarning | LedgerPayout]
) -> Ledger:
    """Return the ledger without some of its rows, or parts of its earnings."""
    gone = Counter(row for row in rows if isinstance(row, LedgerPayout))
    less = {row.block_hash: row for row in rows if isinstance(row, LedgerEarning)}
    earnings: list[LedgerEarning] = []
    for row in ledger.earnings:
        if (part := less.get(row.block_hash)) is None:
            earnings.append(row)
        elif part.rows < row.rows:
            net = Satoshis(row.net - part.net)
            earnings.append(replace(row, net=net, rows=row.rows - part.rows))
    payouts: list[LedgerPayout] = []
    for payout in ledger.payouts:
        if gone[payout]:
            gone[payout] -= 1
        else:
            payouts.append(payout)
    return replace(ledger, earnings=tuple(earnings), payouts=tuple(payouts))


def is_awaited(ledger: Ledger, block_hash: str, found: datetime, now: datetime) -> bool:
    """Return whether to expect the credit of a pool block.

    For an hour after the block was found, and only if the account had a credit lately.
    """
    if ledger.begun is None or not ledger.earnings or now - found >= CREDIT_AWAITED:
        return False
    if now - ledger.earnings[-1].time > MINES_LATELY:
        return False
    recent = ledger.earnings[-100:]
    return all(row.block_hash != block_hash for row in recent)


@dataclass(frozen=True, kw_only=True, slots=True)
class DaySums:
    """What was earned on the last days in the home's time zone, in sat."""

    today: Satoshis
    yesterday: Satoshis
    week: Satoshis
    """Today and the six days before."""
    month: Satoshis
    """Today and the 29 days before."""


def day_sums(ledger: Ledger, now: datetime, zone: tzinfo) -> DaySums:
    """Add up the last days from midnight to midnight, however long each day is."""
    today = now.astimezone(zone).date()

    def since(days: int, until: int = -1) -> Satoshis:
        start, end = (
            _midnight(today - timedelta(days=number), zone) for number in (days, until)
        )
        return earned_between(ledger, start, end)

    return DaySums(
        today=since(0), yesterday=since(1, 0), week=since(6), month=since(29)
    )


def _midnight(day: date, zone: tzinfo) -> datetime:
    """Return when a day begins in a time zone."""
    return datetime.combine(day, time(), zone)


def earned_between(ledger: Ledger, start: datetime, end: datetime) -> Satoshis:
    """Return what was earned from `start` up to, but not including, `end`, in sat."""
    return Satoshis(sum(row.net for row in rows_between(ledger.earnings, start, end)))


def rows_between[RowT: (LedgerEarning, LedgerPayout)](
    rows: tuple[RowT, ...], start: datetime, end: datetime
) -> tuple[RowT, ...]:
    """Return the rows from `start` up to, but not including, `end`."""
    key: Callable[[RowT], datetime] = lambda row: row.time.astimezone(UTC)  # noqa: E731
    first = bisect_left(rows, start.astimezone(UTC), key=key)
    last = bisect_left(rows, end.astimezone(UTC), key=key)
    return rows[first:last]
