"""Asks OCEAN what an account earned and was paid, and keeps the ledger of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from ..api import (
    AccountSnapshot,
    Block,
    EarnPay,
    OceanClient,
    Satoshis,
)
from ..mining.fee import FeeRange, fee_range
from ..mining.ledger.balance import BalanceWatch
from ..mining.ledger.book import (
    BEGINNING,
    DaySums,
    Ledger,
    LedgerEvent,
    day_sums,
    earned_between,
    is_awaited,
    request_span,
)
from ..mining.ledger.lightning import watch_balance, with_list, with_weighed
from ..mining.ledger.luck import ExpectedDays, earnings_luck
from ..mining.ledger.merge import Row, is_too_much, merge
from ..mining.ledger.recorded import with_recorded
from ..mining.ledger.statistics import HourRow, Withdrawn, with_withdrawn
from .belief import DoubtedError, Gate, Reason, Weighed
from .question import OCEAN, Environment, Question

HALF_HOUR: Final = 1800.0

AWAITED_EVERY: Final = 120.0
"""Seconds between two looks for a credit that is still to come."""

VANISHED_AFTER: Final = 7200.0
"""Seconds for which all lists omit a row before we ask whether it is still true.

A list with a row that cannot be read begins them again: it may be that row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerMemory(DataClassDictMixin):
    """What outlives a restart."""

    ledger: Ledger = field(default_factory=Ledger)
    balance: BalanceWatch = field(default_factory=BalanceWatch)
    expected: ExpectedDays = field(default_factory=ExpectedDays)
    withdrawn: Withdrawn = field(default_factory=Withdrawn)


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerState:
    """What the ledger of an account says."""

    ledger: Ledger | None = None
    """None until the whole history was read once."""
    answers: bool = False
    fee: FeeRange = FeeRange()  # noqa: RUF009 (it is frozen)
    """What the newest credits say of the pool's fee."""
    days: DaySums | None = None
    difference: tuple[datetime, int] | None = None
    """Since when, and by how many sat, earned is not paid + owed."""
    luck: float | None = None
    """What was earned in 30 days against what was to be expected, as a fraction."""
    events: tuple[LedgerEvent, ...] = ()


class LedgerSource:
    """The ledger of an account, asked for every half hour and when it moves."""

    def __init__(
        self,
        client: OceanClient,
        address: str,
        *,
        label: str,
        memory: LedgerMemory,
        zone: tzinfo,
        env: Environment,
    ) -> None:
        """Prepare to ask, starting from what is remembered.

        `zone` is the home's time zone.
        """
        ledger, offset = memory.ledger, memory.balance.offset
        if offset is not None:
            # In 1.0.0, None also meant that nothing was paid before.
            ledger = with_weighed(ledger, offset)
        self.memory = replace(memory, ledger=ledger)
        self._client = client
        self._address = address
        self._env = env
        self._zone = zone
        self._snapshot: AccountSnapshot | None = None
        self._owed: Satoshis | None = None
        self.question = Question(
            OCEAN,
            f"ledger of {label}",
            self._ask,
            every=HALF_HOUR,
            env=env,
            kind="ledger",
            gate=Gate(weigh=self._weigh),
            contradicted=self._has_earned,
        )
        self._awaited: dict[str, datetime] = {}
        self._whole = True
        self._doubted = False
        self._omitted: dict[Row, float] = {}
        self._vanished: tuple[Row, ...] = ()
        self._digest = _Digest()

    def state(self) -> LedgerState:
        """Return what is known, without any news.

        It never becomes unknown again, only older.
        """
        ledger = self.memory.ledger
        if ledger.begun is None:
            return LedgerState(answers=self.question.usable)
        fee, days = self._digest.of(ledger, self._env.now(), self._zone)
        return LedgerState(
            ledger=ledger,
            answers=self.question.usable,
            fee=fee,
            days=days,
            difference=self.memory.balance.difference,
            luck=_luck(self.memory, self._env.now()),
        )

    async def poll(
        self, *, snapshot: AccountSnapshot | None, zone: tzinfo
    ) -> LedgerState:
        """Ask if it is time to, weigh the balance, and return what is known.

        `snapshot` is the account's newest one while it is live, `zone` the home's time
        zone.
        """
        self._snapshot, self._zone = snapshot, zone
        self._owed = snapshot.unpaid if snapshot else None
        begun = self.memory.ledger.begun
        events = (*self._weigh_balance(), *await self._read())
        if begun != self.memory.ledger.begun:
            self._weigh_balance()
        return replace(self.state(), events=events)

    def expect(self, expected: ExpectedDays) -> None:
        """Remember what the account may expect."""
        self.memory = replace(self.memory, expected=expected)

    @property
    def heard(self) -> bool:
        """Return whether OCEAN gave a list since the start, and says the balance.

        Before, it is not known which recorded payouts are in no list.
        """
        return self.question.believed is not None and self._owed is not None

    def restore(self, recorded: Mapping[datetime, HourRow]) -> LedgerMemory:
        """Take up payouts that were recorded and are not known, and return all."""
        old = self.memory
        if self.heard and (owed := self._owed) is not None:
            ledger, withdrawn = with_recorded(old.ledger, recorded, old.withdrawn, owed)
            # The balance was compared with another past.
            balance = BalanceWatch() if ledger != old.ledger else old.balance
            self.memory = replace(
                old, ledger=ledger, balance=balance, withdrawn=withdrawn
            )
        return self.memory

    def await_credits(self, blocks: Iterable[Block]) -> None:
        """Look for the credits of new pool blocks, which come some minutes later."""
        self._awaited.update((block.hash, block.time) for block in blocks)
        self.question.hurry()

    async def _ask(self) -> EarnPay:
        """Ask for what is not known yet, and some days more."""
        start, end = request_span(
            self.memory.ledger, self._env.now(), whole=self._doubted
        )
        self._whole = start == BEGINNING
        return await self._client.earnpay(self._address, start, end)

    async def _has_earned(self) -> bool:
        """Return whether it is wrong that there is no such user."""
        return bool(self.memory.ledger.earnings) and self._snapshot is not None

    def _weigh(self, answer: EarnPay, _: EarnPay | None) -> Weighed[EarnPay]:
        """Refuse an answer that has more rows than an account can have."""
        if is_too_much(self.memory.ledger, answer):
            msg = "more earnings or payouts than an account has"
            raise DoubtedError(Reason.EXCESSIVE, msg)
        return Weighed(answer=answer)

    async def _read(self) -> tuple[LedgerEvent, ...]:
        """Ask if it is time to, and return what is new."""
        self._hurry_for_credits()
        if not await self.question.poll_due() or self.question.idle_answers:
            # OCEAN says nothing about an account that it does not know or calls idle.
            return ()
        answer = self.question.believed
        assert answer is not None  # noqa: S101 (the poll was good)
        # While a row cannot be read, nothing is deduced from what the list omits.
        whole = self._whole and not answer.left_out
        change = merge(
            self.memory.ledger,
            answer,
            at=self._env.now(),
            whole=whole,
            vanished=self._vanished,
        )
        clock = self._env.clock()
        omitted = () if answer.left_out else change.omitted
        self._omitted = {row: self._omitted.get(row, clock) for row in omitted}
        self._vanished = tuple(
            row for row in omitted if clock - self._omitted[row] >= VANISHED_AFTER
        )
        self._doubted = self._doubted and not whole
        balance = with_list(
            self.memory.balance, change.events, rewritten=change.rewritten
        )
        self._remember(change.ledger, balance)
        return change.events

    def _hurry_for_credits(self) -> None:
        """Ask sooner while the credit of a pool block is awaited."""
        now, ledger = self._env.now(), self.memory.ledger
        self._awaited = {
            block: found
            for block, found in self._awaited.items()
            if is_awaited(ledger, block, found, now)
        }
        if self._awaited and not self.question.younger_than(AWAITED_EVERY):
            self.question.hurry()

    def _weigh_balance(self) -> tuple[LedgerEvent, ...]:
        """Compare the balance with the ledger, to find payouts that are in no list."""
        if (snapshot := self._snapshot) is None:
            return ()
        watched = watch_balance(
            self.memory.balance,
            self.memory.ledger,
            snapshot.unpaid,
            snapshot.snapshot_time,
            self._vanished,
        )
        if watched.ledger is not self.memory.ledger:
            self._vanished = ()
        self._remember(watched.ledger, watched.watch)
        self._doubted = self._doubted or watched.whole
        if watched.ask:
            self.question.hurry()
        return watched.events

    def _remember(self, ledger: Ledger, balance: BalanceWatch) -> None:
        """Remember a ledger, and what it took back of the one before."""
        before = self.memory
        withdrawn = with_withdrawn(before.withdrawn, before.ledger, ledger)
        self.memory = replace(
            before, ledger=ledger, balance=balance, withdrawn=withdrawn
        )


class _Digest:
    """What follows from the credits alone, until they or the day are others."""

    def __init__(self) -> None:
        """Begin with nothing worked out."""
        self._last: tuple[Ledger, tzinfo, date, FeeRange, DaySums] | None = None

    def of(
        self, ledger: Ledger, now: datetime, zone: tzinfo
    ) -> tuple[FeeRange, DaySums]:
        """Return what the newest credits say of the fee, and the sums of the last days."""
        today, last = now.astimezone(zone).date(), self._last
        if last is None or last[0] is not ledger or last[1:3] != (zone, today):
            fee, days = _newest_fee(ledger), day_sums(ledger, now, zone)
            last = self._last = ledger, zone, today, fee, days
        return last[3:]


def _newest_fee(ledger: Ledger) -> FeeRange:
    """Return what the newest credits say of the fee."""
    return fee_range(
        (row.fees, row.net) for row in reversed(ledger.earnings) if row.fees is not None
    )


def _luck(memory: LedgerMemory, now: datetime) -> float | None:
    """Return what was earned against what was to be expected."""
    return earnings_luck(
        memory.expected,
        lambda start, end: earned_between(memory.ledger, start, end),
        memory.ledger.read or now,
    )
