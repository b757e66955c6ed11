"""The pool's ledger of one account: credits, balance and payouts over time."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import isinf
from typing import Final

from . import dice
from .chain import Chain, PoolBlock
from .rules import LIGHTNING_BLOCKS, THRESHOLD, WINDOW_DIFFICULTIES
from .shares import DAY, HASHES_PER_SHARE

BASIS_POINTS: Final = 10_000

type Work = Callable[[float, float], float]
"""Returns the hashes of an account between two times."""


class PaidBy(StrEnum):
    """How an account is paid."""

    COINBASE = "coinbase"
    ON_CHAIN = "on_chain"
    LIGHTNING = "lightning"


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerRules:
    """When the pool writes to its ledger."""

    credit_delay: float = 240
    """Seconds from a pool block to its row and to the higher balance."""
    sweep_every: float = DAY
    """Seconds between two batches of on-chain payouts; infinite for none."""
    lightning: bool = True
    """Whether Lightning payouts work. Otherwise these accounts are paid on chain."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What a pool block credited."""

    block: PoolBlock
    shares: int
    fee: int
    net: int
    time: float
    """When the credit appeared."""


@dataclass(frozen=True, slots=True)
class Payout:
    """A payout."""

    time: float
    amount: int
    transaction: str | None
    """None for Lightning, which the API does not list."""
    by: PaidBy


class Ledger:
    """A ledger, written event by event: small and large steps give the same."""

    def __init__(
        self, chain: Chain, rules: LedgerRules, *, paid_by: PaidBy, fee: int, work: Work
    ) -> None:
        """Open the ledger at the beginning of the world's history."""
        self.credits: list[Credit] = []
        self.payouts: list[Payout] = []
        self.paid_by = paid_by
        self.fee = fee
        self.rules = rules
        self._chain = chain
        self._work = work
        self._settled = float(chain.origin)
        self._seen = 0
        self._pending: list[Credit] = []
        self._due: list[PoolBlock] = []
        self._times = [self._settled]
        self._balances = [0]

    def settle(self, to: float) -> None:
        """Write the ledger up to a time."""
        if to <= self._settled:
            return
        for block in self._chain.pool_blocks_until(to)[self._seen :]:
            self._earn(block)
        steps = [
            *self._credit_steps(to),
            *self._lightning_steps(to),
            *self._sweep_steps(to),
        ]
        for time, _, step in sorted(steps, key=lambda entry: entry[:2]):
            step(time)
        self._settled = to

    def balance(self, time: float) -> int:
        """Return the balance in satoshis at a time."""
        return self._balances[max(0, bisect_right(self._times, time) - 1)]

    def adjust(self, time: float, balance: int) -> None:
        """Set the balance without a reason in the ledger."""
        self.settle(time)
        self._set_balance(time, balance)

    def credits_until(self, time: float) -> list[Credit]:
        """Return the credits that had appeared by a time, oldest first."""
        return [credit for credit in self.credits if credit.time <= time]

    def payouts_until(self, time: float) -> list[Payout]:
        """Return the payouts made by a time, oldest first."""
        return [payout for payout in self.payouts if payout.time <= time]

    def _set_balance(self, time: float, balance: int) -> None:
        self._times.append(time)
        self._balances.append(balance)

    def _earn(self, block: PoolBlock) -> None:
        """Compute what a block credits to the account."""
        self._seen += 1
        shares = int(self._work(block.window_start, block.time) / HASHES_PER_SHARE)
        gross = shares * block.reward // int(WINDOW_DIFFICULTIES * block.difficulty)
        if not gross:
            return
        fee = (gross * self.fee + BASIS_POINTS // 2) // BASIS_POINTS
        time = block.time + self.rules.credit_delay
        self._pending.append(Credit(block, shares, fee, gross - fee, time))
        if self.paid_by is PaidBy.LIGHTNING:
            self._due.append(block)

    def _credit_steps(
        self, to: float
    ) -> list[tuple[float, int, Callable[[float], None]]]:
        ripe = [credit for credit in self._pending if credit.time <= to]
        self._pending = [credit for credit in self._pending if credit.time > to]

        def booking(credit: Credit) -> Callable[[float], None]:
            return lambda _: self._credit(credit)

        return [(credit.time, 0, booking(credit)) for credit in ripe]

    def _credit(self, credit: Credit) -> None:
        self.credits.append(credit)
        if self.paid_by is not PaidBy.COINBASE:
            self._set_balance(credit.time, self._balances[-1] + credit.net)
            return
        block = credit.block
        # In real answers rows appear 10 to 20 seconds after the block.
        time = block.time + 10 + dice.bits(0, block.height) % 11
        self.payouts.append(
            Payout(time, credit.net, block.transaction, PaidBy.COINBASE)
        )

    def _lightning_steps(
        self, to: float
    ) -> list[tuple[float, int, Callable[[float], None]]]:
        tip = self._chain.tip(to)
        steps: list[tuple[float, int, Callable[[float], None]]] = []
        waiting = []
        for block in self._due:
            height = block.height + LIGHTNING_BLOCKS
            time = self._chain.time_of_height(height) if height <= tip else to + 1
            time = max(time, block.time + self.rules.credit_delay + 1)
            if time <= to:
                steps.append((time, 1, self._pay_over_lightning))
            else:
                waiting.append(block)
        self._due = waiting
        return steps

    def _pay_over_lightning(self, time: float) -> None:
        if self.rules.lightning and self._balances[-1] > 0:
            self._pay(Payout(time, self._balances[-1], None, PaidBy.LIGHTNING))

    def _sweep_steps(
        self, to: float
    ) -> list[tuple[float, int, Callable[[float], None]]]:
        every = self.rules.sweep_every
        if self.paid_by is PaidBy.COINBASE or isinf(every):
            return []
        first, last = int(self._settled // every) + 1, int(to // every)
        return [(number * every, 2, self._sweep) for number in range(first, last + 1)]

    def _sweep(self, time: float) -> None:
        """Pay on chain, in one transaction for all accounts of the batch."""
        if self._balances[-1] >= THRESHOLD:
            transaction = dice.digest(self._chain.seed, "sweep", int(time))
            self._pay(Payout(time, self._balances[-1], transaction, PaidBy.ON_CHAIN))

    def _pay(self, payout: Payout) -> None:
        self.payouts.append(payout)
        self._set_balance(payout.time, 0)
