"""The ledger grows, is corrected, and never loses a row or counts one twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from time import perf_counter
from zoneinfo import ZoneInfo

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.ocean_xyz.api import (
    Earning,
    EarnPay,
    Payout,
    Satoshis,
    Shares,
)
from custom_components.ocean_xyz.mining.ledger.book import (
    BEGINNING,
    Certainty,
    DaySums,
    EarningCredited,
    Ledger,
    LedgerPayout,
    PayoutCorrected,
    PayoutMade,
    day_sums,
    earned_between,
    is_awaited,
    request_span,
    with_payout,
    without_rows,
)
from custom_components.ocean_xyz.mining.ledger.merge import (
    merge,
)
from custom_components.ocean_xyz.mining.payout import PaymentKind

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def earning(
    number: int, net: int = 1000, *, at: datetime | None = None, fees: int | None = 10
) -> Earning:
    """Return a row of a credited block."""
    return Earning(
        block_hash=f"{number:064x}",
        time=at or NOW + number * HOUR,
        net=Satoshis(net),
        fees=None if fees is None else Satoshis(fees),
        shares=Shares(5),
    )


def payout(
    number: int, amount: int = 5000, *, coinbase: bool = False, txid: str | None = "t"
) -> Payout:
    """Return a row of a payout; unless said otherwise all are of one transaction."""
    return Payout(
        time=NOW + number * HOUR,
        amount=Satoshis(amount),
        transaction=txid,
        coinbase=coinbase,
    )


def answer(*rows: Earning | Payout) -> EarnPay:
    """Return what OCEAN says."""
    return EarnPay(
        earnings=tuple(row for row in rows if isinstance(row, Earning)),
        payouts=tuple(row for row in rows if isinstance(row, Payout)),
    )


def begun(*rows: Earning | Payout) -> Ledger:
    """Return a ledger that was begun with some rows."""
    return merge(Ledger(), answer(*rows), at=NOW).ledger


def deduced(number: int, amount: int) -> LedgerPayout:
    """Return a payout that was deduced from the balance."""
    return LedgerPayout(
        time=NOW + number * HOUR,
        amount=Satoshis(amount),
        kind=PaymentKind.LIGHTNING,
        certainty=Certainty.DEDUCED,
    )


def test_the_first_answer_is_history_and_no_news() -> None:
    """Everything is taken up, oldest first, and nothing is announced."""
    change = merge(Ledger(), answer(earning(2), earning(1), payout(3)), at=NOW)
    assert change.events == ()
    assert [row.time for row in change.ledger.earnings] == [NOW + HOUR, NOW + 2 * HOUR]
    assert change.ledger.earned_total == 2000
    assert change.ledger.paid_listed == 5000
    assert change.ledger.begun == change.ledger.read == NOW


def test_a_new_row_is_news_once() -> None:
    """A block that is credited and a payout are announced with the first answer alone."""
    ledger = begun(earning(1))
    listed = answer(earning(1), earning(2), payout(3), payout(4, 70, coinbase=True))
    change = merge(ledger, listed, at=NOW + HOUR)
    kinds = [type(event) for event in change.events]
    assert kinds == [EarningCredited, PayoutMade, PayoutMade]
    again = merge(change.ledger, listed, at=NOW + 2 * HOUR)
    assert again.events == ()
    assert again.ledger == replace(change.ledger, read=NOW + 2 * HOUR)


def test_old_history_that_comes_late_is_no_news() -> None:
    """What dates from long before the ledger was begun is taken up silently."""
    late = earning(9, at=NOW - DAY)
    change = merge(begun(), answer(late), at=NOW + HOUR)
    assert change.events == ()
    assert change.ledger.earned_total == 1000
    fresh = earning(8, at=NOW - timedelta(minutes=4))
    assert merge(begun(), answer(fresh), at=NOW).events


@pytest.mark.parametrize(
    "listed",
    [answer(), answer(earning(2), payout(3)), answer(earning(1), earning(2))],
    ids=["nothing", "one earning less", "no payout"],
)
def test_a_shorter_answer_loses_nothing_and_does_not_count(listed: EarnPay) -> None:
    """The ledger stays as it was, and so does how far and how surely it was read."""
    ledger = begun(earning(1), earning(2), payout(3))
    change = merge(ledger, listed, at=NOW + DAY, whole=True)
    assert change.events == ()
    assert change.ledger == ledger


def test_an_answer_need_not_tell_what_is_old_deduced_or_corrected() -> None:
    """It counts as read without what it was not asked for or cannot know."""
    rows = (earning(-200), payout(-200, 9000, txid="o"), payout(3))
    ledger = with_payout(begun(*rows), deduced(2, 900))
    later = merge(ledger, answer(payout(4)), at=NOW + HOUR)
    assert later.ledger.read == NOW + HOUR
    assert later.ledger.paid_listed == 9000 + 900 + 5000


def test_what_a_cut_answer_tells_is_taken_up() -> None:
    """Its new rows are news, once."""
    ledger = begun(earning(1))
    change = merge(ledger, answer(earning(2)), at=NOW + HOUR)
    assert [type(event) for event in change.events] == [EarningCredited]
    assert change.ledger.earned_total == 2000
    assert change.ledger.read == NOW
    whole = merge(change.ledger, answer(earning(1), earning(2)), at=NOW + 2 * HOUR)
    assert whole.events == ()
    assert whole.ledger.read == NOW + 2 * HOUR


def test_news_are_told_oldest_first() -> None:
    """Earnings and payouts in one order of time."""
    listed = answer(earning(3), earning(1), payout(4, 7), payout(2))
    wrong = deduced(5, 900)
    ledger = with_payout(begun(), wrong)
    change = merge(
        ledger, answer(*listed.earnings, *listed.payouts, payout(5, 900)), at=NOW
    )
    kinds = [type(event) for event in change.events]
    assert kinds == [
        EarningCredited,
        PayoutMade,
        EarningCredited,
        PayoutMade,
        PayoutCorrected,
    ]


def test_rows_of_one_block_add_up() -> None:
    """One of two amounts is a bonus, and the block is announced once."""
    change = merge(begun(), answer(earning(1, 5), earning(1, 7)), at=NOW)
    assert len(change.events) == 1
    assert change.ledger.earned_total == 12


def test_a_row_is_corrected_by_a_later_answer() -> None:
    """Amount and fee follow; what an answer leaves out stays; and it is no news."""
    change = merge(
        begun(earning(1, 1000)), answer(earning(1, 900, fees=None)), at=NOW + HOUR
    )
    (row,) = change.ledger.earnings
    assert (row.net, row.fees, row.shares) == (900, 10, 5)
    assert change.events == ()
    paid = merge(begun(payout(1)), answer(payout(1, txid=None)), at=NOW + HOUR)
    assert paid.ledger.payouts[0].transaction == "t"
    kind = merge(begun(payout(1)), answer(payout(1, coinbase=True)), at=NOW + HOUR)
    assert kind.ledger.payouts[0].kind is PaymentKind.COINBASE
    assert kind.events == ()


@given(
    st.permutations(
        [
            payout(1, txid="x"),
            payout(1, coinbase=True, txid="x"),
            replace(payout(1, txid="x"), time=NOW + HOUR + timedelta(seconds=139)),
        ]
    )
)
def test_versions_of_a_payout_in_one_answer_count_once(rows: list[Payout]) -> None:
    """A transaction pays one account the same amount at one time, the latest listed."""
    change = merge(begun(), answer(*rows), at=NOW)
    assert len(change.events) == 1
    assert change.ledger.paid_listed == 5000
    assert change.ledger.payouts[0].time == NOW + HOUR + timedelta(seconds=139)
    kinds = merge(
        begun(), answer(*(row for row in rows if row.time == NOW + HOUR)), at=NOW
    )
    assert kinds.ledger.payouts[-1].kind is PaymentKind.COINBASE


@pytest.mark.parametrize("other", [payout(2), payout(1, 4990)])
def test_a_payout_whose_time_or_amount_is_corrected_counts_once(other: Payout) -> None:
    """It has the same transaction, and the answer no longer tells the old version."""
    change = merge(begun(payout(1)), answer(other), at=NOW + HOUR)
    assert change.ledger.paid_listed == other.amount
    assert change.events == ()


def test_two_payouts_of_one_transaction_are_two() -> None:
    """Where the answer tells both, neither is a version of the other."""
    change = merge(begun(payout(1)), answer(payout(1), payout(1, 300)), at=NOW + HOUR)
    assert change.ledger.paid_listed == 5300
    assert len(change.events) == 1


@pytest.mark.parametrize("number", [1, 5])
def test_a_row_on_chain_corrects_a_deduced_payout(number: int) -> None:
    """It was no Lightning: the deduced one goes, and the news say so."""
    wrong = deduced(1, 5000)
    ledger = with_payout(begun(), wrong)
    change = merge(ledger, answer(payout(number)), at=NOW + HOUR)
    (event,) = change.events
    assert isinstance(event, PayoutCorrected)
    assert (event.wrong, event.right) == (wrong, change.ledger.payouts[0])
    assert change.ledger.paid_listed == 5000
    assert change.ledger.payouts[-1].kind is PaymentKind.ON_CHAIN


@pytest.mark.parametrize("first", [1_000_000, 1_004_000])
def test_a_row_corrects_the_deduced_payout_that_is_nearest(first: int) -> None:
    """Of two of nearly its amount the one of its amount, and of those the last."""
    ledger = with_payout(
        with_payout(begun(), deduced(1, first)), deduced(30, 1_004_000)
    )
    change = merge(ledger, answer(payout(31, 1_004_000)), at=NOW + 40 * HOUR)
    (event,) = change.events
    assert isinstance(event, PayoutCorrected)
    assert event.wrong == deduced(30, 1_004_000)


@pytest.mark.parametrize("row", [payout(100), payout(2, 6000)])
def test_another_row_corrects_nothing(row: Payout) -> None:
    """A payout days later or of another amount is one more."""
    ledger = with_payout(begun(), deduced(1, 5000))
    change = merge(ledger, answer(row), at=NOW + HOUR)
    assert isinstance(change.events[0], PayoutMade)
    assert change.ledger.paid_listed == 5000 + row.amount
    assert without_rows(change.ledger, [deduced(1, 5000)]).paid_listed == row.amount


def test_what_was_paid_before_anybody_watched_counts() -> None:
    """Without a date it is in the total alone."""
    ledger = replace(begun(payout(1)), lightning_before=Satoshis(70))
    assert ledger.paid_total == 5070
    assert ledger.paid_listed == 5000
    assert begun(payout(1)).paid_total is None


def test_the_whole_history_is_asked_for_twice_and_each_day() -> None:
    """Else a week more than what is not known; the end is always in the future."""
    assert request_span(Ledger(), NOW) == (BEGINNING, NOW + DAY)
    first = merge(Ledger(), answer(), at=NOW, whole=True).ledger
    later = NOW + HOUR
    assert request_span(first, later) == (BEGINNING, later + DAY)
    second = merge(first, answer(), at=later, whole=True).ledger
    at = later + 2 * HOUR
    assert request_span(second, at) == (later - 7 * DAY, at + DAY)
    assert request_span(second, at, whole=True) == (BEGINNING, at + DAY)
    third = merge(second, answer(), at=at).ledger
    assert request_span(third, at + HOUR) == (at - 7 * DAY, at + HOUR + DAY)
    tomorrow = later + DAY
    assert request_span(third, tomorrow) == (BEGINNING, tomorrow + DAY)


def test_a_clock_that_was_ahead_does_not_stop_the_reading() -> None:
    """What was read in the future counts as not read."""
    ahead = NOW + 400 * DAY
    first = merge(Ledger(), answer(), at=ahead, whole=True).ledger
    ledger = merge(first, answer(), at=ahead, whole=True).ledger
    assert request_span(ledger, NOW) == (BEGINNING, NOW + DAY)
    present = merge(ledger, answer(), at=NOW).ledger
    assert request_span(present, NOW) == (BEGINNING, NOW + DAY)
    healed = merge(present, answer(), at=NOW, whole=True).ledger
    assert request_span(healed, NOW) == (NOW - 7 * DAY, NOW + DAY)
    jumped = merge(healed, answer(), at=ahead).ledger
    assert request_span(jumped, NOW + HOUR) == (BEGINNING, NOW + HOUR + DAY)


def test_a_past_that_is_another_one_is_said() -> None:
    """Its sums are others by old rows or corrected amounts; no news are that."""
    ledger = begun(earning(1), payout(2), earning(-9))
    same = answer(earning(1), earning(3), payout(4, txid="u"))
    assert not merge(ledger, same, at=NOW).rewritten
    moved = answer(earning(1, at=NOW), payout(3))
    assert not merge(ledger, moved, at=NOW).rewritten
    for listed in (
        answer(earning(-5)),
        answer(payout(-5, txid="v")),
        answer(earning(1, 999)),
        answer(payout(2, 4999)),
    ):
        assert merge(ledger, listed, at=NOW).rewritten
    deduced_one = with_payout(ledger, deduced(7, 900))
    assert not merge(deduced_one, answer(payout(7, 900)), at=NOW).rewritten


def test_a_credit_is_awaited_for_an_hour() -> None:
    """Of a block that is not credited yet, by an account that mines."""
    ledger, found, block = begun(earning(1)), NOW + 2 * HOUR, f"{7:064x}"
    minutes = timedelta(minutes=10)
    assert is_awaited(ledger, block, found, found + minutes)
    assert not is_awaited(ledger, block, found, found + HOUR)
    assert not is_awaited(ledger, ledger.earnings[0].block_hash, found, found + minutes)
    assert not is_awaited(begun(), block, found, found + minutes)
    assert not is_awaited(Ledger(), block, found, found + minutes)
    idle = found + 40 * DAY
    assert not is_awaited(ledger, block, idle, idle + minutes)


def test_days_are_the_homes_days() -> None:
    """Nine in the evening of New York is the next day of UTC, and still today."""
    zone = ZoneInfo("America/New_York")
    evening = datetime(2026, 6, 2, 1, 30, tzinfo=UTC)
    rows = [
        earning(1, 1, at=evening - timedelta(minutes=1)),
        earning(2, 20, at=evening - DAY),
        earning(3, 300, at=evening - 6 * DAY),
        earning(4, 4000, at=evening - 29 * DAY),
        earning(5, 50_000, at=evening - 30 * DAY),
    ]
    assert day_sums(begun(*rows), evening, zone) == DaySums(
        today=Satoshis(1),
        yesterday=Satoshis(20),
        week=Satoshis(321),
        month=Satoshis(4321),
    )


@pytest.mark.parametrize(
    ("day", "hours"), [(datetime(2026, 3, 29), 23), (datetime(2026, 10, 25), 25)]
)
def test_a_day_of_daylight_saving_is_whole(day: datetime, hours: int) -> None:
    """The days of 23 and 25 hours hold a row of each hour, once."""
    zone = ZoneInfo("Europe/Berlin")
    midnight = day.replace(tzinfo=zone).astimezone(UTC)
    rows = [earning(n, 1, at=midnight + n * HOUR) for n in range(-3, hours + 3)]
    late = midnight + (hours - 1) * HOUR + timedelta(minutes=59)
    assert day_sums(begun(*rows), late, zone).today == hours
    assert day_sums(begun(*rows), late + HOUR, zone).yesterday == hours


def test_an_end_is_not_included() -> None:
    """What is earned at midnight belongs to the day that begins."""
    ledger = begun(earning(1), earning(2))
    assert earned_between(ledger, NOW + HOUR, NOW + 2 * HOUR) == 1000
    assert earned_between(ledger, NOW + 2 * HOUR, NOW + 3 * HOUR) == 1000


rows = st.lists(st.integers(0, 60), min_size=1, max_size=25, unique=True)


@settings(max_examples=60, deadline=None)
@given(rows, rows, st.randoms(use_true_random=False))
def test_any_order_cut_and_restart_make_the_same_ledger(
    earned: list[int], paid: list[int], random: Random
) -> None:
    """And each row that is new is announced exactly once."""
    truth = [earning(n, n + 1) for n in earned] + [
        payout(n, 1000 + n, txid=f"{n // 3}") for n in paid
    ]
    ledger, events = begun(), []
    for number in range(8):
        part = random.sample(truth, random.randint(0, len(truth)))
        shown = truth if number == 7 else part
        change = merge(ledger, answer(*shown), at=NOW + number * HOUR)
        events += change.events
        ledger = Ledger.from_dict(change.ledger.to_dict())
    whole = merge(begun(), answer(*truth), at=NOW + 7 * HOUR)
    assert ledger == whole.ledger
    assert len(events) == len(truth)
    assert sorted(map(str, events)) == sorted(map(str, whole.events))


def test_three_years_of_a_large_account_load_quickly() -> None:
    """2,400 earnings and as many payouts, from the store and with a new answer."""
    many = [earning(n, 500, at=NOW - n * 10 * HOUR) for n in range(2400)] + [
        payout(-10 * n, 500, coinbase=True, txid=f"{n}") for n in range(2400)
    ]
    ledger = begun(*many)
    stored = ledger.to_dict()
    fastest = min(_seconds_to_load(stored) for _ in range(5))
    assert fastest < 0.2
    assert Ledger.from_dict(stored) == ledger


def _seconds_to_load(stored: dict[str, object]) -> float:
    """Return how long a ledger takes from the store to the first sum."""
    start = perf_counter()
    ledger = Ledger.from_dict(stored)
    assert ledger.earned_total == 2400 * 500
    return perf_counter() - start
