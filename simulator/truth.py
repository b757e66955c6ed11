"""The truth about an account, for tests to compare with what the upstreams report."""

from dataclasses import dataclass

from .account import Account
from .chain import Chain
from .ledger import PaidBy


@dataclass(frozen=True, kw_only=True, slots=True)
class MachineTruth:
    """The truth about a machine."""

    is_on: bool
    hashrate: float
    """In hashes per second; 0 while it is off."""
    difficulty: int
    """The difficulty of its shares."""
    gap: float
    """Mean seconds between two shares while it is on."""
    last_share: int | None
    """In seconds since the epoch."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Truth:
    """The truth about an account."""

    machines: dict[str, MachineTruth]
    hashrate: float
    balance: int
    earned: int
    """All credits, after the fee, in satoshis."""
    paid: dict[PaidBy, int]
    pool_hashrate: float
    difficulty: float
    pool_blocks: int
    height: int


def of(account: Account, chain: Chain, now: float) -> Truth:
    """Return the truth about an account. Its ledger must be written up to now."""
    paid = dict.fromkeys(PaidBy, 0)
    for payout in account.ledger.payouts_until(now):
        paid[payout.by] += payout.amount
    return Truth(
        machines={
            machine.name: MachineTruth(
                is_on=machine.is_on(now),
                hashrate=machine.hashrate(now),
                difficulty=machine.process.difficulty,
                gap=machine.process.gap,
                last_share=machine.last_share(int(now)),
            )
            for machine in account.machines.values()
        },
        hashrate=account.hashrate(now),
        balance=account.ledger.balance(now),
        earned=sum(credit.net for credit in account.ledger.credits_until(now)),
        paid=paid,
        pool_hashrate=chain.pool_hashrate(now),
        difficulty=chain.difficulty(now),
        pool_blocks=len(chain.pool_blocks_until(now)),
        height=chain.tip(now),
    )
