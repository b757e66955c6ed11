"""Checks earned = paid + owed at each balance, and deduces Lightning payouts from it.

OCEAN lists no payout over Lightning. What the balance lost and no row explains was paid
that way. But the balance and the lists are out of step after each pool block, either may
be wrong or late for hours, and rows are corrected. So:

* A fall of the balance that we see is a payout in waiting. It is booked when it is
  45 minutes old, nothing has explained it, and the whole history was read after that.
* What the falls do not explain is a doubt. It is decided in the same way: a row that was
  taken back, a payout that we did not see, or deduced payouts that were none.
* Nothing is announced before that.

OCEAN's clock measures how long a doubt lasts. Whether a list was read since then is
known by which list it is, so no clock is compared with another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from ...api import Satoshis
from ..payout import PaymentKind
from .balance import MAX_DOUBTS, BalanceWatch, Doubt, first_run
from .book import (
    CREDIT_AWAITED,
    LATEST,
    NOISE,
    Certainty,
    Ledger,
    LedgerEarning,
    LedgerEvent,
    LedgerPayout,
    PayoutCorrected,
    PayoutMade,
    rows_between,
    with_payout,
    without_rows,
)
from .merge import CORRECTION_SPAN, FEE_SPAN, lost_a_fee

FALL_AFTER: Final = timedelta(minutes=45)
"""How long a fall of the balance has to last: longer than it was seen to be wrong."""

BOOKED_AFTER: Final = timedelta(hours=2)
"""How long anything else has to last before it is announced."""

DISTRUSTED_AFTER: Final = timedelta(hours=6)
"""How long both have to last once a payout was announced that was none."""

WEIGHED_AFTER: Final = timedelta(minutes=30)
"""How long it has to last if nothing would be announced."""

LAG: Final = timedelta(days=1)
"""How long the balance may lack a listed credit."""

ASK_AGAIN: Final = timedelta(minutes=10)
"""How long to wait for the list before asking again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """The result of a reading of the balance."""

    watch: BalanceWatch
    ledger: Ledger
    events: tuple[LedgerEvent, ...] = ()
    ask: bool = False
    """Whether to ask for the list now."""
    whole: bool = False
    """Whether to ask for the whole of it."""


def watch_balance(
    watch: BalanceWatch,
    ledger: Ledger,
    balance: Satoshis | None,
    at: datetime,
    vanished: Sequence[LedgerEarning | LedgerPayout] = (),
) -> Watched:
    """Check a reading of the balance at a time by OCEAN's clock.

    An unknown or negative balance changes nothing. `vanished` are the rows that OCEAN no
    longer lists; they are removed if the balance agrees.
    """
    if balance is None or balance < 0 or ledger.begun is None:
        return Watched(watch=watch, ledger=ledger)
    before, watch = watch, watch.seen(balance, at)
    watch, ledger = _without_vanished(watch, ledger, balance, vanished)
    watch = _with_hidden(watch, ledger, watch.unexplained(ledger, balance))
    amount = watch.unexplained(ledger, balance)
    if amount == 0:
        watch = replace(
            watch, offset=watch.offset or 0, doubts=(), fell=None, rewritten=False
        )
        ledger = with_weighed(ledger, watch.offset)
        decided = _book_falls(watch, ledger, at)
    else:
        watch = watch.doubting(amount, at)
        decided = _decide(watch, ledger, watch.doubts[-1], at)
        is_due = amount > 0 and watch.offset is not None and decided.watch.doubts
        if is_due and not _came_back(watch, ledger, amount, at):
            # At least the falls are true, and something else is in doubt.
            booked = _book_falls(decided.watch, decided.ledger, at)
            asks = decided.ask or booked.ask
            decided = replace(booked, ask=asks, whole=asks)
    known = {one.since for one in (*before.falls, *before.doubts)}
    new = {one.since for one in (*decided.watch.falls, *decided.watch.doubts)}
    return replace(decided, ask=decided.ask or not new <= known)


def _without_vanished(
    watch: BalanceWatch,
    ledger: Ledger,
    balance: int,
    vanished: Sequence[LedgerEarning | LedgerPayout],
) -> tuple[BalanceWatch, Ledger]:
    """Remove rows that OCEAN no longer lists if the balance agrees with that."""
    if not vanished:
        return watch, ledger
    left = without_rows(ledger, vanished)
    amount = watch.unexplained(left, balance)
    falls = first_run(watch.falls, -amount)
    if amount == 0 or falls:
        return watch.without_falls(falls), left
    return watch, ledger


def with_list(
    watch: BalanceWatch, events: Iterable[LedgerEvent], *, rewritten: bool
) -> BalanceWatch:
    """Remember what a list has brought: payouts that explain a fall, or another past.

    A fee that the balance lost with a payout was paid to nobody: it is no news.
    """
    for event in events:
        if isinstance(event, PayoutMade):
            paid = event.payout.amount, event.payout.time
            same = [one for one in watch.falls if one.amount == paid[0]]
            if not same:
                same = [
                    one
                    for one in watch.falls
                    if lost_a_fee(*paid, one.amount, one.since)
                ]
                rewritten = rewritten or bool(same)
            watch = watch.without_falls(same[-1:])
    return replace(watch, rewritten=watch.rewritten or rewritten)


def _with_hidden(watch: BalanceWatch, ledger: Ledger, amount: int) -> BalanceWatch:
    """Add to a payout what credits hid that entered the balance in the same step.

    The list shows them before or after that. If the balance then rises by them, they
    had been late, and hid nothing. Until the past is known, a change is compared.
    """
    usual = [doubt.amount for doubt in watch.doubts if watch.offset is None]
    for more in (amount - one for one in (*reversed(usual), 0)):
        for fall in reversed(watch.falls):
            hidden = fall.credits + more
            if (more > NOISE and _may_hide(ledger, fall, hidden)) or (
                fall.credits and not hidden
            ):
                right = replace(fall, amount=fall.amount + more, credits=hidden)
                falls = tuple(right if one is fall else one for one in watch.falls)
                return replace(watch, falls=falls)
        if more > NOISE and (rise := watch.rise):
            hides = _may_hide(ledger, rise, rise.amount + more)
            if hides and not _may_hide(ledger, rise, rise.amount):
                fall = Doubt(amount=more, since=rise.since)
                falls = (*watch.falls, fall)[-MAX_DOUBTS:]
                return replace(watch, falls=falls, rise=None)
    return watch


def _may_hide(ledger: Ledger, step: Doubt, amount: int) -> bool:
    """Return whether credits of an amount may have come in a step of the balance."""
    rows = rows_between(
        ledger.earnings,
        step.since - CREDIT_AWAITED,
        step.since + timedelta(microseconds=1),
    )
    return bool(
        first_run([Doubt(amount=row.net, since=row.time) for row in rows], amount)
    )


def _decide(watch: BalanceWatch, ledger: Ledger, doubt: Doubt, at: datetime) -> Watched:
    """Decide about the newest doubt if it has lasted."""
    none = first_run(watch.falls, -doubt.amount)
    is_later = none and doubt.since < none[0].since
    if later := none if is_later else _less_a_fee(watch.falls, ledger, doubt):
        # The row was listed before the balance fell.
        left = replace(watch, rewritten=watch.rewritten or not is_later)
        return Watched(watch=left.without_falls(later), ledger=ledger)
    quiet = watch.offset is None or watch.rewritten or abs(doubt.amount) <= NOISE
    if not quiet and watch.fell is None and _lags(ledger, [doubt.amount], at):
        return Watched(watch=watch, ledger=ledger)
    lasts = WEIGHED_AFTER if none or watch.offset is None else BOOKED_AFTER
    if doubt.amount > 0 and not quiet:
        lasts = max(lasts, _proof(watch, at))
    ripe, asked = _ripen(doubt, ledger, at, lasts)
    watch = replace(watch, doubts=(*watch.doubts[:-1], asked))
    if not ripe:
        ask = asked.asked == at
        return Watched(watch=watch, ledger=ledger, ask=ask, whole=ask)
    settled = replace(watch, doubts=(), fell=None, rewritten=False)
    if none:
        was_long = doubt.since - none[-1].since > FALL_AFTER
        settled = replace(settled, wrong=at if was_long else watch.wrong)
        decided = Watched(watch=settled.without_falls(none), ledger=ledger)
    elif quiet:
        decided = _weigh(settled, ledger, doubt.amount)
    elif doubt.amount > 0:
        decided = _book(settled, ledger, watch.fell or doubt.since, doubt.amount)
    else:
        decided = _take_back(watch, settled, ledger, doubt, at)
    return decided


def _less_a_fee(
    falls: Sequence[Doubt], ledger: Ledger, doubt: Doubt
) -> Sequence[Doubt]:
    """Return a fall that a row in doubt explains, which came before it without a fee."""
    paid = -doubt.amount, doubt.since
    rows = rows_between(ledger.payouts, doubt.since - FEE_SPAN, LATEST)
    certain = (row for row in rows if row.certainty is Certainty.CERTAIN)
    if all(row.amount != paid[0] for row in certain):
        return ()
    later = (one for one in falls if one.since >= doubt.since)
    return [one for one in later if lost_a_fee(*paid, one.amount, one.since)][:1]


def _proof(watch: BalanceWatch, at: datetime) -> timedelta:
    """Return for how long a fall has to last before it is announced."""
    return DISTRUSTED_AFTER if watch.is_distrusted(at) else FALL_AFTER


def _ripen(
    doubt: Doubt, ledger: Ledger, at: datetime, lasts: timedelta
) -> tuple[bool, Doubt]:
    """Return whether a doubt can be decided; if it was asked for now, it says so.

    It has to last, and then the whole history has to be read.
    """
    if at - doubt.since < lasts:
        return False, doubt
    if doubt.asked is None:
        return False, replace(doubt, asked=at, known=ledger.whole)
    if doubt.known != ledger.whole:
        return True, doubt
    again = at - doubt.asked >= ASK_AGAIN
    return False, replace(doubt, asked=at) if again else doubt


def _lags(ledger: Ledger, amounts: Iterable[int], at: datetime) -> bool:
    """Return whether the balance may only lack the newest credits."""
    wanted, total = set(amounts), 0
    for row in reversed(ledger.earnings):
        if at - row.time > LAG:
            return False
        total += row.net
        if total in wanted:
            return True
    return False


def _came_back(watch: BalanceWatch, ledger: Ledger, amount: int, at: datetime) -> bool:
    """Return whether a fall may be over, while the balance lacks the newest credits."""
    amounts = [fall.amount for fall in watch.falls]
    runs = (
        amount + sum(amounts[first:last])
        for first in range(len(amounts))
        for last in range(first + 1, len(amounts) + 1)
    )
    return _lags(ledger, runs, at)


def _weigh(watch: BalanceWatch, ledger: Ledger, amount: int) -> Watched:
    """Take what cannot be explained for something of the past, without a date."""
    watch = replace(watch, offset=(watch.offset or 0) + amount)
    return Watched(watch=watch, ledger=with_weighed(ledger, watch.offset))


def with_weighed(ledger: Ledger, offset: int | None) -> Ledger:
    """Return the ledger with what was paid over Lightning before it began.

    That is what the lists do not explain. It stays unknown if they lack something.
    """
    if offset is None or offset < -NOISE:
        before = None
    else:
        before = Satoshis(offset if offset > NOISE else 0)
    if before == ledger.lightning_before:
        return ledger
    return replace(ledger, lightning_before=before)


def _book_falls(watch: BalanceWatch, ledger: Ledger, at: datetime) -> Watched:
    """Book the falls of the balance that nothing has explained."""
    result = Watched(watch=watch, ledger=ledger)
    lasts = _proof(watch, at)
    for fall in watch.falls:
        ripe, asked = _ripen(fall, ledger, at, lasts)
        falls = tuple(asked if one is fall else one for one in result.watch.falls)
        ask = result.ask or asked.asked == at
        watch = replace(result.watch, falls=falls)
        result = replace(result, watch=watch, ask=ask, whole=ask)
        if ripe:
            watch = watch.without_falls((fall,))
            booked = _book(watch, result.ledger, fall.since, fall.amount)
            events = result.events + booked.events
            result = replace(booked, events=events, ask=ask, whole=ask)
    return result


def _book(watch: BalanceWatch, ledger: Ledger, time: datetime, amount: int) -> Watched:
    """Book a Lightning payout."""
    payout = LedgerPayout(
        time=time,
        amount=Satoshis(amount),
        kind=PaymentKind.LIGHTNING,
        certainty=Certainty.DEDUCED,
    )
    return Watched(
        watch=watch,
        ledger=with_payout(ledger, payout),
        events=(PayoutMade(payout=payout),),
    )


def _take_back(
    watch: BalanceWatch,
    settled: BalanceWatch,
    ledger: Ledger,
    doubt: Doubt,
    at: datetime,
) -> Watched:
    """Take back deduced payouts of exactly the amount that is owed again.

    The newest that explain it, with the falls after them; else, after a day, what was
    paid before the ledger began. If neither explains it, a row is late, and the list
    will.
    """
    deduced = (
        row
        for row in reversed(ledger.payouts)
        if row.certainty is Certainty.DEDUCED
        and abs(doubt.since - row.time) <= CORRECTION_SPAN
    )
    newest: list[Doubt | LedgerPayout] = [*reversed(watch.falls), *deduced]
    if none := first_run(newest, -doubt.amount):
        wrong = [row for row in none if isinstance(row, LedgerPayout)]
        falls = [fall for fall in none if isinstance(fall, Doubt)]
        return Watched(
            watch=replace(settled.without_falls(falls), wrong=at),
            ledger=without_rows(ledger, wrong),
            events=tuple(
                PayoutCorrected(wrong=row, right=None) for row in reversed(wrong)
            ),
        )
    if at - doubt.since >= LAG and (ledger.lightning_before or 0) >= -doubt.amount:
        return _weigh(settled, ledger, doubt.amount)
    return Watched(watch=watch, ledger=ledger)
