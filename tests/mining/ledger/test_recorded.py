"""A ledger takes up what was recorded, and lowers it only with evidence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import Satoshis
from custom_components.ocean_xyz.mining.ledger.book import (
    Certainty,
    Ledger,
    LedgerEarning,
    LedgerPayout,
)
from custom_components.ocean_xyz.mining.ledger.recorded import (
    with_recorded as with_recorded_and_balance,
)
from custom_components.ocean_xyz.mining.ledger.statistics import (
    HourRow,
    Withdrawn,
    by_hour,
    hourly,
    paid_amounts,
    with_withdrawn,
)
from custom_components.ocean_xyz.mining.payout import PaymentKind

START = datetime(2026, 11, 1, tzinfo=UTC)
END = START + timedelta(minutes=9000)

with_recorded = partial(with_recorded_and_balance, balance=Satoshis(-(10**9)))
"""With a balance that leaves room for all payouts."""


def payout(minutes: int, sat: int) -> LedgerPayout:
    """Return a payout so many minutes after the start."""
    return LedgerPayout(
        time=START + timedelta(minutes=minutes),
        amount=Satoshis(sat),
        kind=PaymentKind.LIGHTNING,
        certainty=Certainty.DEDUCED,
    )


def ledger_of(*pairs: tuple[int, int]) -> Ledger:
    """Return a ledger with payouts."""
    return Ledger(payouts=tuple(payout(*pair) for pair in sorted(pairs)))


def record(ledger: Ledger) -> dict[datetime, HourRow]:
    """Return what is recorded of the payouts of a ledger."""
    return {row.start: row for row in hourly(paid_amounts(ledger), END)}


AMOUNTS = st.integers(1, 900).map(lambda number: 20 * number)
PAIRS = st.lists(st.tuples(st.integers(0, 9000), AMOUNTS), max_size=12)


@given(PAIRS, PAIRS, PAIRS)
def test_what_was_recorded_outlives_any_ledger_and_nothing_counts_twice(
    lost: list[tuple[int, int]],
    both: list[tuple[int, int]],
    new: list[tuple[int, int]],
) -> None:
    """Whatever a ledger knows, no hour is lost, and a second look changes nothing."""
    recorded = record(ledger_of(*lost, *both))
    before = ledger_of(*both, *new)
    ledger, withdrawn = with_recorded(before, recorded, Withdrawn())
    rows = {
        row.start: row.amount
        for row in hourly(paid_amounts(ledger), END, recorded, withdrawn.paid)
    }
    known = by_hour(paid_amounts(before))
    for start, row in recorded.items():
        kept = row.amount - withdrawn.paid.get(start, 0)
        assert rows[start] == max(kept, known.get(start, 0))
    assert sum(rows.values()) == ledger.paid_listed
    assert with_recorded(ledger, recorded, withdrawn) == (ledger, withdrawn)


def test_a_recorded_payout_that_is_dated_differently_is_the_same() -> None:
    """One of two equal ones that were recorded is it, the other one is another."""
    recorded = record(ledger_of((30, 500), (630, 500), (5000, 500)))
    before = ledger_of((150, 500))
    ledger, withdrawn = with_recorded(before, recorded, Withdrawn())
    assert withdrawn == Withdrawn(paid={START: 500})
    assert [row.time for row in ledger.payouts] == [
        START + timedelta(minutes=minutes) for minutes in (150, 600, 4980)
    ]


@pytest.mark.parametrize("known", [(), ((5, 100_000),), ((5, 100_000), (50, 700))])
def test_an_hour_keeps_what_the_ledger_knows_only_in_part(
    known: tuple[tuple[int, int], ...],
) -> None:
    """OCEAN lists one payout of the hour, or an older backup has the first of two."""
    recorded = record(ledger_of((5, 100_000), (40, 5000), (50, 700), (90, 80)))
    ledger, withdrawn = with_recorded(ledger_of(*known), recorded, Withdrawn())
    missing = 105_700 - sum(sat for _, sat in known)
    assert withdrawn == Withdrawn()
    assert (START, missing) in [(row.time, row.amount) for row in ledger.payouts]
    assert record(ledger) == recorded


@pytest.mark.parametrize("again", [(70, 500), (3000, 500)])
def test_a_payout_may_be_dated_into_an_hour_that_has_another(
    again: tuple[int, int],
) -> None:
    """Only what that hour has beyond what was recorded of it can be another one."""
    recorded = record(ledger_of((5, 500), (65, 500), (3000, 300), (6000, 500)))
    before = ledger_of((65, 500), (3000, 300), again)
    ledger, withdrawn = with_recorded(before, recorded, Withdrawn())
    assert withdrawn == Withdrawn(paid={START: 500})
    assert len(ledger.payouts) == 4
    assert ledger.paid_listed == 1800


@given(
    st.lists(st.integers(11, 900), max_size=5, unique=True),
    st.lists(st.integers(1, 10_000), min_size=1, max_size=4),
    st.integers(0, 10),
)
def test_a_correction_while_the_ledger_was_lost_is_no_payout(
    paid: list[int], less: list[int], rounding: int
) -> None:
    """OCEAN lists less than was recorded, and owes it: only the balance tells."""
    listed = [(60 * number, 20_000) for number in range(len(less))]
    lightning = [(6000 + 60 * number, 20 * sat) for number, sat in enumerate(paid)]
    before = [(at, 20_000 + more) for (at, _), more in zip(listed, less, strict=True)]
    recorded = record(ledger_of(*before, *lightning))
    rest = 500
    earned = 20_000 * len(listed) + sum(sat for _, sat in lightning) + rest
    credit = LedgerEarning(block_hash="a", time=START, net=Satoshis(earned))
    known = replace(ledger_of(*listed), earnings=(credit,))
    ledger, withdrawn = with_recorded_and_balance(
        known, recorded, Withdrawn(), Satoshis(rest + rounding)
    )
    assert ledger.paid_listed <= earned - rest + 10
    if not paid or max(less) + 10 < 20 * min(paid):
        times = {START + timedelta(minutes=at) for at, _ in (*listed, *lightning)}
        assert {row.time for row in ledger.payouts} == times
        assert withdrawn == Withdrawn()
    rows = hourly(paid_amounts(ledger), END, recorded, withdrawn.paid)
    assert {row.start: row for row in rows} == recorded


def test_a_correction_is_evidence_for_as_much_as_it_took_back() -> None:
    """What is recorded in the same hour beyond it stays."""
    before, after = ledger_of((5, 100), (50, 30), (90, 7)), ledger_of((90, 7))
    withdrawn = with_withdrawn(Withdrawn(), before, after)
    assert withdrawn == Withdrawn(paid={START: 130})
    assert with_withdrawn(withdrawn, after, before) == withdrawn
    assert with_withdrawn(withdrawn, after, after) is withdrawn
    assert with_withdrawn(withdrawn, before, after).paid == {START: 260}
    more = record(ledger_of((5, 150), (90, 7), (6000, 9)))
    ledger, _ = with_recorded(after, more, withdrawn)
    assert [(row.time, row.amount) for row in ledger.payouts] == [
        (START, 20),
        (START + timedelta(minutes=90), 7),
    ]
    assert Withdrawn.from_dict(withdrawn.to_dict()) == withdrawn
