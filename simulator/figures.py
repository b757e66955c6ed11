"""Figures of an account that more than one page or route shows."""

from functools import cached_property

from .account import Account
from .ledger import BASIS_POINTS, PaidBy
from .messages import View
from .rules import SATOSHIS_PER_BITCOIN, THRESHOLD, WINDOW_DIFFICULTIES, subsidy
from .snapshot import AccountSnapshot


def bitcoin(satoshis: int) -> str:
    """Return an amount with the eight decimals that OCEAN writes."""
    sign = "-" if satoshis < 0 else ""
    whole, part = divmod(abs(satoshis), SATOSHIS_PER_BITCOIN)
    return f"{sign}{whole}.{part:08d}"


class Figures:
    """The figures of an account at the time of a view."""

    def __init__(self, view: View, account: Account) -> None:
        """Take an account as of a view."""
        self.view = view
        self.account = account
        self.snap = view.world.snap(view.at)

    @cached_property
    def snapshot(self) -> AccountSnapshot:
        """Return the snapshot of the minute."""
        return self.view.world.snapshot(self.account, self.snap)

    @property
    def is_idle(self) -> bool:
        """Return whether OCEAN says that there are no active workers."""
        last = self.snapshot.last_share
        return last is None or self.snap - last > self.view.world.habits.silence.idle

    @cached_property
    def tides(self) -> int:
        """Return the number of shares in the pool's TIDES window."""
        return tides_shares(self.view, self.snap)

    @cached_property
    def reward(self) -> int:
        """Return the expected reward of the next block."""
        return expected_reward(self.view, self.snap)

    def estimate(self, shares: int) -> int:
        """Return what the next block would credit for shares, after the fee."""
        kept = BASIS_POINTS - self.account.fee
        return shares * self.reward * kept // (self.tides * BASIS_POINTS)

    @cached_property
    def unpaid(self) -> int:
        """Return the balance."""
        return self.account.ledger.balance(self.view.unpaid_at)

    def payout(self, estimate: int) -> int:
        """Return what the next block would pay out."""
        expected = self.unpaid + estimate
        reached = self.account.paid_by is not PaidBy.ON_CHAIN or expected >= THRESHOLD
        if reached or self.view.world.habits.payout_below_threshold == "sum":
            return expected
        return 0


def tides_shares(view: View, time: float) -> int:
    """Return the size of the pool's TIDES window in shares."""
    return int(WINDOW_DIFFICULTIES * view.chain.difficulty(time))


def expected_reward(view: View, time: float) -> int:
    """Return subsidy and fees of the block after the tip."""
    return subsidy(view.chain.tip(time) + 1) + view.chain.expected_fees(time)
