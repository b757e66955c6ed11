"""What is remembered of the balance, and of what earned = paid + owed leaves open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Self, override

from mashumaro.mixins.dict import DataClassDictMixin

from ...api import Satoshis
from .book import NOISE, Ledger, LedgerPayout

WATCHED: Final = timedelta(minutes=15)
"""Longest time between two readings of the balance that counts as watching it."""

MAX_DOUBTS: Final = 60
"""The newest doubts and falls that are remembered: more than come in six hours."""

TRUST_AGAIN: Final = timedelta(days=30)
"""How long after a wrong balance the next fall has to be proved for longer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt(DataClassDictMixin):
    """An amount that the list and the balance do not agree about."""

    amount: int
    """In sat; negative if the balance is higher than the list says."""
    since: datetime
    asked: datetime | None = None
    """When we last asked for the whole list to decide it."""
    known: datetime | None = None
    """When the whole list had last been read before we asked."""
    credits: int = 0
    """The part of a fall that credits in the same step hid, in sat."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BalanceWatch(DataClassDictMixin):
    """What is remembered of the balance."""

    offset: int | None = None
    """The unexplained amount of the past, in sat; None until it is known."""
    last: Satoshis | None = None
    """The last balance that was read."""
    read: datetime | None = None
    """When it was read."""
    falls: tuple[Doubt, ...] = ()
    """By how much the balance was seen to fall; payouts in waiting, oldest first."""
    rise: Doubt | None = None
    """By how much it was last seen to rise."""
    doubts: tuple[Doubt, ...] = ()
    """What the falls do not explain, since it was last nothing; the newest is last."""
    fell: datetime | None = None
    """When the balance had fallen while nobody watched."""
    rewritten: bool = False
    """Whether the list of the past changed since the identity last held."""
    wrong: datetime | None = None
    """When a fall last turned out to be none after it was, or could be, announced."""

    @classmethod
    @override
    def __pre_deserialize__(cls, d: dict[Any, Any]) -> dict[Any, Any]:
        """Take over the fall that version 1.0.0 had in doubt."""
        doubt = d.get("doubt")
        if isinstance(doubt, dict) and (since := doubt.get("fall")):
            fall = {"amount": doubt.get("amount"), "since": since}
            return {**d, "falls": [fall]}
        return d

    @property
    def difference(self) -> tuple[datetime, int] | None:
        """Return since when, and by how many sat now, earned is not paid + owed."""
        unsettled = (*self.falls, *self.doubts)
        if not unsettled:
            return None
        amount = sum(fall.amount for fall in self.falls)
        amount += self.doubts[-1].amount if self.doubts else 0
        return min(one.since for one in unsettled), amount

    def is_distrusted(self, at: datetime) -> bool:
        """Return whether the balance was lately wrong for longer than usual."""
        return self.wrong is not None and abs(at - self.wrong) < TRUST_AGAIN

    def seen(self, balance: Satoshis, at: datetime) -> Self:
        """Remember a balance, and whether it fell.

        After OCEAN's clock was set back, all that is in doubt begins again.
        """
        watch = replace(self, last=balance, read=at)
        if self.read is None or self.last is None:
            return watch
        fall = Doubt(amount=self.last - balance, since=at)
        if at < self.read:
            return replace(watch, doubts=(), falls=(), fell=None, rise=None)
        if at - self.read > WATCHED:
            fell = at if fall.amount > NOISE else self.fell
            return replace(watch, fell=fell, rise=None)
        if fall.amount > NOISE:
            return replace(watch, falls=(*self.falls, fall)[-MAX_DOUBTS:])
        if fall.amount < 0:
            return replace(watch, rise=replace(fall, amount=-fall.amount))
        return watch

    def doubting(self, amount: int, at: datetime) -> Self:
        """Remember an amount in doubt as the newest; the balance may have been off it."""
        doubt = next(
            (one for one in self.doubts if one.amount == amount),
            Doubt(amount=amount, since=at),
        )
        others = (one for one in self.doubts if one.amount != amount)
        return replace(self, doubts=(*others, doubt)[-MAX_DOUBTS:])

    def without_falls(self, falls: Iterable[Doubt]) -> Self:
        """Return what is remembered without some falls."""
        gone = tuple(falls)
        return replace(
            self, falls=tuple(fall for fall in self.falls if fall not in gone)
        )

    def unexplained(self, ledger: Ledger, balance: int) -> int:
        """Return what neither the list nor a fall explains, in sat."""
        falls = sum(fall.amount for fall in self.falls)
        owed = ledger.earned_total - ledger.paid_listed - (self.offset or 0)
        return owed - balance - falls


def first_run[RowT: Doubt | LedgerPayout](
    rows: Sequence[RowT], amount: int
) -> Sequence[RowT]:
    """Return the first rows next to each other that add up to an amount, if any."""
    for first in range(len(rows)):
        total = 0
        for last, row in enumerate(rows[first:], first + 1):
            total += row.amount
            if total == amount:
                return rows[first:last]
    return ()
