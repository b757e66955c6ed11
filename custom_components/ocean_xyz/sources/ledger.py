"""Asks OCEAN what an account earned and was paid, and keeps the ledger of it."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from ..api import (
    AccountSnapshot,
    Block,
    EarnPay,
    OceanClient,
    OceanNoSuchUserError,
    OceanResponseError,
)
from ..mining.account import Idle
from ..mining.economics import fee_from_credits
from ..mining.kept import Kept
from ..mining.ledger.book import (
    BEGINNING,
    DaySums,
    Ledger,
    LedgerEvent,
    day_sums,
    earned_between,
    is_awaited,
    is_too_much,
    merge,
    request_span,
)
from ..mining.ledger.lightning import BalanceWatch, watch_balance
from ..mining.ledger.luck import ExpectedDays, accumulate, earnings_luck
from .question import Question, Surroundings

HALF_HOUR: Final = 1800.0

AWAITED_EVERY: Final = 120.0
"""Seconds between two looks for a credit that is still to come."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerMemory(DataClassDictMixin):
    """What outlives a restart."""

    ledger: Ledger = field(default_factory=Ledger)
    balance: BalanceWatch = field(default_factory=BalanceWatch)
    expected: ExpectedDays = field(default_factory=ExpectedDays)


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerState:
    """What the ledger of an account says."""

    ledger: Ledger | None = None
    """None until the whole history was read once."""
    fee: float | None = None
    """The pool's fee of the newest credits, as a fraction."""
    days: DaySums | None = None
    luck: float | None = None
    """What was earned in 30 days against what was to be expected, as a fraction."""
    events: tuple[LedgerEvent, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerContext:
    """What a ledger takes from the rest of the integration."""

    snapshot: Callable[[], AccountSnapshot | None]
    """The account's newest snapshot, while it is live."""
    save: Callable[[LedgerMemory], Awaitable[None]]
    """Writes down what must not be told twice."""
    zone: Callable[[], tzinfo]
    """The home's time zone."""


class LedgerSource:
    """The ledger of an account, asked for anew every half hour and when it moves."""

    def __init__(
        self,
        client: OceanClient,
        address: str,
        *,
        label: str,
        memory: LedgerMemory,
        context: LedgerContext,
        around: Surroundings,
    ) -> None:
        """Prepare to ask, starting from what is remembered."""
        self.memory = memory
        self._client = client
        self._address = address
        self._context = context
        self._around = around
        self.question: Question[EarnPay | Idle] = Question(
            f"OCEAN (ledger of {label})",
            self._ask,
            every=HALF_HOUR,
            around=around,
            kind="ledger",
        )
        self._awaited: dict[str, datetime] = {}
        self._whole = True
        self._today: tuple[date, tzinfo] | None = None
        self._fee = Kept(lambda: _newest_fee(self.memory.ledger))
        self._days = Kept(self._add_up_days)

    def state(self) -> LedgerState:
        """Return what is known, without any news.

        It never becomes unknown again, only older.
        """
        ledger = self.memory.ledger
        if ledger.begun is None:
            return LedgerState()
        return LedgerState(
            ledger=ledger,
            fee=self._fee.of(ledger),
            days=self._days.of(ledger, self._day),
            luck=self._luck(),
        )

    @property
    def _day(self) -> tuple[date, tzinfo]:
        """Return the day that it is at home, the same object for as long as it is."""
        zone = self._context.zone()
        today = (self._around.now().astimezone(zone).date(), zone)
        if self._today != today:
            self._today = today
        return self._today or today

    def _add_up_days(self) -> DaySums:
        """Add up what was earned on the last days."""
        return day_sums(self.memory.ledger, self._around.now(), self._context.zone())

    async def poll(self) -> LedgerState:
        """Ask if it is time to, weigh the balance, and return what is known."""
        begun = self.memory.ledger.begun
        events = (*self._weigh_balance(), *await self._read())
        if events or begun != self.memory.ledger.begun:
            # Before anybody is told: what is told twice is worse than what is late. And
            # from its beginning on, what comes is news, also after a crash.
            await self._context.save(self.memory)
        return replace(self.state(), events=events)

    def expect(self, expected_per_day: float | None, at: datetime) -> None:
        """Remember what the account may expect as of a snapshot, in sat a day."""
        expected = accumulate(self.memory.expected, expected_per_day, at)
        self.memory = replace(self.memory, expected=expected)

    def await_credits(self, blocks: Iterable[Block]) -> None:
        """Look for the credits of new pool blocks, which come some minutes later."""
        self._awaited.update((block.hash, block.time) for block in blocks)
        self.question.hurry()

    async def _ask(self) -> EarnPay | Idle:
        """Ask for what is not known yet, and some days more."""
        start, end = request_span(self.memory.ledger, self._around.now())
        self._whole = start == BEGINNING
        try:
            answer = await self._client.earnpay(self._address, start, end)
        except OceanNoSuchUserError:
            earned = bool(self.memory.ledger.earnings)
            if not earned or self._context.snapshot() is None:
                return Idle.IDLE
            msg = "no such user, who mines and has earned"
            raise OceanResponseError(msg) from None
        if is_too_much(self.memory.ledger, answer):
            msg = "more earnings or payouts than an account has"
            raise OceanResponseError(msg)
        return answer

    async def _read(self) -> tuple[LedgerEvent, ...]:
        """Ask if it is time to, and take up what is new."""
        self._hurry_for_credits()
        if not self.question.due or not await self.question.poll():
            return ()
        answer = self.question.answer
        if not isinstance(answer, EarnPay):
            # Nothing is said of an account that OCEAN does not know or calls idle.
            return ()
        now = self._around.now()
        change = merge(self.memory.ledger, answer, at=now, whole=self._whole)
        balance = self.memory.balance
        if change.rewritten:
            # The past that the balance was held against is another one: what it does
            # not explain is no payout of today.
            balance = BalanceWatch()
        self.memory = replace(self.memory, ledger=change.ledger, balance=balance)
        return change.events

    def _hurry_for_credits(self) -> None:
        """Ask sooner while the credit of a pool block is awaited."""
        now, ledger = self._around.now(), self.memory.ledger
        self._awaited = {
            block: found
            for block, found in self._awaited.items()
            if is_awaited(ledger, block, found, now)
        }
        if self._awaited and not self.question.younger_than(AWAITED_EVERY):
            self.question.hurry()

    def _weigh_balance(self) -> tuple[LedgerEvent, ...]:
        """Hold the balance against the ledger, for payouts that are in no list."""
        snapshot = self._context.snapshot()
        if snapshot is None:
            return ()
        watched = watch_balance(
            self.memory.balance,
            self.memory.ledger,
            snapshot.unpaid,
            snapshot.snapshot_time,
        )
        self.memory = replace(self.memory, balance=watched.watch, ledger=watched.ledger)
        if watched.ask:
            self.question.hurry()
        return watched.events

    def _luck(self) -> float | None:
        """Return what was earned against what was to be expected."""
        ledger = self.memory.ledger
        return earnings_luck(
            self.memory.expected,
            lambda start, end: earned_between(ledger, start, end),
            ledger.read or self._around.now(),
        )


def _newest_fee(ledger: Ledger) -> float | None:
    """Return the fee of the newest credits."""
    return fee_from_credits(
        (row.fees, row.net) for row in reversed(ledger.earnings) if row.fees is not None
    )
