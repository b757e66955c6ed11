"""An account whose books OCEAN keeps, watched minute by minute."""

from datetime import UTC, datetime, timedelta

from custom_components.ocean_xyz.api import Earning, EarnPay, Payout, Satoshis
from custom_components.ocean_xyz.mining.ledger.balance import BalanceWatch
from custom_components.ocean_xyz.mining.ledger.book import (
    Ledger,
    LedgerEarning,
    LedgerEvent,
    LedgerPayout,
)
from custom_components.ocean_xyz.mining.ledger.lightning import watch_balance, with_list
from custom_components.ocean_xyz.mining.ledger.merge import merge

START = datetime(2026, 11, 1, tzinfo=UTC)


def minute(number: float) -> datetime:
    """Return a time."""
    return START + timedelta(minutes=number)


class Account:
    """An account whose books OCEAN keeps, and that is watched minute by minute."""

    def __init__(self, *, before: int = 0) -> None:
        """Begin with a history; some of it was paid over Lightning."""
        self.rows: list[Earning | Payout] = []
        self.balance = 500
        self.credit(1000 + before - 500, at=-5000)
        self.balance = 500
        self.pay(500, at=-4000)
        self.balance = 500
        self.ledger, self.watch = Ledger(), BalanceWatch()
        self.events: list[LedgerEvent] = []
        self.asked: list[int] = []
        self.deaf = False
        self.cut = False
        self.ahead = 0
        self.omitted: dict[LedgerEarning | LedgerPayout, int] = {}
        self.vanished: tuple[LedgerEarning | LedgerPayout, ...] = ()
        self.now = 0
        self.credit(500, at=-3000)
        self.balance = 500

    def credit(self, net: int, *, at: float | None = None) -> None:
        """Credit a block: in the list and in the balance."""
        self.list_credit(net, at=at)
        self.balance += net

    def list_credit(self, net: int, *, at: float | None = None) -> None:
        """Credit a block in the list alone."""
        number = len(self.rows)
        time = minute(self.now if at is None else at)
        self.rows.append(
            Earning(block_hash=f"{number:064x}", time=time, net=Satoshis(net))
        )

    def pay(self, amount: int, *, at: float | None = None) -> None:
        """Pay on chain."""
        time = minute(self.now if at is None else at)
        number = f"{len(self.rows):064x}"
        self.rows.append(Payout(time=time, amount=Satoshis(amount), transaction=number))
        self.balance -= amount

    def pay_over_lightning(self) -> int:
        """Pay all of it over Lightning, which no list shows."""
        amount, self.balance = self.balance, 0
        return amount

    def read(self) -> None:
        """Read the list, unless OCEAN does not tell it."""
        if self.deaf:
            return
        listed = EarnPay(
            earnings=tuple(row for row in self.rows if isinstance(row, Earning)),
            payouts=tuple(
                row for row in self.rows if isinstance(row, Payout) and not self.cut
            ),
        )
        change = merge(
            self.ledger,
            listed,
            at=minute(self.now),
            whole=True,
            vanished=self.vanished,
        )
        self.ledger = change.ledger
        self.omitted = {row: self.omitted.get(row, self.now) for row in change.omitted}
        self.vanished = tuple(
            row for row in change.omitted if self.now - self.omitted[row] >= 120
        )
        self.watch = with_list(self.watch, change.events, rewritten=change.rewritten)
        self.events += [e for e in change.events if not hasattr(e, "earning")]

    def watch_once(self, balance: int | None) -> None:
        """Read the balance, and the list where that is asked for; then restart."""
        reading = None if balance is None else Satoshis(balance)
        at = minute(self.now + self.ahead)
        result = watch_balance(self.watch, self.ledger, reading, at, self.vanished)
        self.ledger, self.events = result.ledger, [*self.events, *result.events]
        self.watch = BalanceWatch.from_dict(result.watch.to_dict())
        if result.ask or self.now % 30 == 0:
            self.asked.append(self.now)
            self.read()

    def run(self, minutes: int, balance: int | None = None) -> None:
        """Let minutes pass; `balance` is what OCEAN says instead of the truth."""
        for _ in range(minutes):
            self.now += 1
            self.watch_once(self.balance if balance is None else balance)


def watched(**history: int) -> Account:
    """Return an account that has been watched for two hours."""
    account = Account(**history)
    account.read()
    account.run(120)
    return account
