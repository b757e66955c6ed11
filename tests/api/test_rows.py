"""Rows give the same models, read one by one or by columns."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.ocean_xyz.api import AccountHashrate, AccountSnapshot, rows
from custom_components.ocean_xyz.api.containers import read_workers
from custom_components.ocean_xyz.api.models import (
    Block,
    Earning,
    HashrateAverages,
    Payout,
    WorkerSnapshot,
)
from custom_components.ocean_xyz.api.rows import (
    FEW,
    UnreadableFieldError,
    read_list,
    read_row,
    read_rows,
    steps,
)

KINDS = (
    AccountHashrate,
    AccountSnapshot,
    Block,
    Earning,
    HashrateAverages,
    Payout,
    WorkerSnapshot,
)
WHOLE = st.integers(0, 10**32).map(str)
SECONDS = st.integers(1_000_000_000, 6_000_000_000).map(str)
BITCOIN = st.from_regex(r"[0-9]{0,12}\.[0-9]{7,9}", fullmatch=True)
TIMES = st.sampled_from(["2026-11-22T17:23:04", "2026-11-22T17:23:04.621914"])
ODD_VALUES: list[Any] = [
    None, True, False, -1, 0, "0", "", "-5", " 7 ", "1_000", "٣", "²", 1.5, "1e3",
    10**31, "9" * 31, "inf", [], {}, ".12345678", "0.1.2345678", "12345678",
    "1999-01-01T00:00:00", "2026-11-22T17:23:04+02:00", "20261122", "2026-11-22",
    "2026-x", "2026-11-22T17:23:04Z", "2026-W47-2", "0g", "ab cd", "00AB", "f" * 66, "f" * 64,
]  # fmt: skip
ODD = st.sampled_from(ODD_VALUES)
USUAL = st.one_of(WHOLE, SECONDS, BITCOIN, TIMES, st.integers(0, 10**20))


def names_of(kind: type[Any]) -> list[str]:
    """Return the fields' names on the wire."""
    return [step.name for step in steps(kind)]


def rows_of(kind: type[Any], count: int) -> st.SearchStrategy[list[Any]]:
    """Return rows whose columns mostly have one form, with a few exceptions."""
    forms = (WHOLE, SECONDS, BITCOIN, TIMES, st.integers(0, 10**20), USUAL | ODD)
    column = st.sampled_from(forms).flatmap(
        lambda form: st.lists(form, min_size=count, max_size=count)
    )
    columns = st.fixed_dictionaries({}, optional=dict.fromkeys(names_of(kind), column))
    return columns.map(
        lambda known: [
            {name: column[row] for name, column in known.items()}
            for row in range(count)
        ]
    )


def outcome(read: Callable[[], object]) -> object:
    """Return the result, or the error's type."""
    try:
        return read()
    except UnreadableFieldError:
        return UnreadableFieldError


def one_by_one(kind: type[Any], several: list[Any]) -> list[Any]:
    """Read rows one after the other, leaving out those that cannot be read."""
    read = [outcome(partial(read_row, kind, row)) for row in several]
    return [row for row in read if row is not UnreadableFieldError]


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40)
@given(data=st.data())
def test_columns_hold_what_the_rows_hold(kind: type[Any], data: st.DataObject) -> None:
    """Many rows are read to the same models as one after the other."""
    many = data.draw(rows_of(kind, FEW + 1))
    assert read_rows(kind, many) == one_by_one(kind, many)


USUAL_ROWS: dict[Any, dict[str, Any]] = {
    WorkerSnapshot: {
        "shares_60s": "524288",
        "shares_300s": "17825792",
        "hashrate_60s": "37529996894754",
        "hashrate_300s": "255203978884328",
        "lastest_share_ts": "1795435382",
        "estimated_earn_next_block": "0.00004127",
    },
    HashrateAverages: dict.fromkeys(names_of(HashrateAverages), "255203978884328"),
    Earning: {
        "block_hash": "00ab",
        "ts": "2026-11-22T17:23:04",
        "satoshis_net_earned": 10181,
        "fees_colected_satoshis": 103,
        "shares_in_window": 40266668057,
    },
}


@pytest.mark.parametrize("kind", USUAL_ROWS)
@pytest.mark.parametrize("odd", ODD_VALUES, ids=repr)
def test_one_odd_value_among_usual_ones(kind: type[Any], odd: object) -> None:
    """It is read, or lost, as if it stood alone."""
    usual = USUAL_ROWS[kind]
    for name in usual:
        many = [usual] * FEW + [usual | {name: odd}]
        read = read_rows(kind, many)
        assert read == one_by_one(kind, many)
        assert read[:FEW] == read_rows(kind, many[:FEW])


@pytest.mark.parametrize("kind", USUAL_ROWS)
def test_the_usual_form_is_converted_a_column_at_a_time(
    kind: type[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """OCEAN's usual answers are never read value by value."""
    usual = [USUAL_ROWS[kind]] * (FEW + 1)
    expected = one_by_one(kind, usual)

    def value_by_value(*_: object, **__: object) -> None:
        pytest.fail("value by value")

    monkeypatch.setattr(rows, "_value", value_by_value)
    assert read_rows(kind, usual) == expected


@pytest.mark.parametrize("count", [1, FEW + 1])
def test_a_field_has_several_names(count: int) -> None:
    """The misspelt name counts first; if it is null, the other name counts."""
    right, wrong = "fees_collected_satoshis", "fees_colected_satoshis"
    row = USUAL_ROWS[Earning]
    for fees in (
        row | {wrong: 7, right: 8},
        {**row, wrong: None, right: 7},
        {name: value for name, value in row.items() if name != wrong} | {right: 7},
    ):
        assert {each.fees for each in read_rows(Earning, [fees] * count)} == {7}


@pytest.mark.parametrize("count", [1, FEW + 1])
@pytest.mark.parametrize("missing", ["block_hash", "ts", "satoshis_net_earned"])
def test_a_row_lacks_no_required_field(missing: str, count: int) -> None:
    """A required field must not be absent or null."""
    usual = USUAL_ROWS[Earning]
    absent = {name: value for name, value in usual.items() if name != missing}
    field = {"ts": "time", "satoshis_net_earned": "net"}.get(missing, missing)
    for row in (absent, usual | {missing: None}):
        with pytest.raises(UnreadableFieldError, match=field):
            read_row(Earning, row)
        assert len(read_rows(Earning, [usual] * (count - 1) + [row])) == count - 1


@pytest.mark.parametrize("flag", [None, "maybe", 2, {}])
def test_a_flag_that_cannot_be_read_has_its_default(flag: object) -> None:
    """As one that is absent."""
    row = {"ts": "1787271720", "total_satoshis_net_paid": 1}
    assert not read_row(Payout, row).coinbase
    assert not read_row(Payout, row | {"is_generation_txn": flag}).coinbase


@pytest.mark.parametrize("rows", range(1, 41))
def test_of_a_short_list_one_row_may_be_unreadable(rows: int) -> None:
    """Unless it is the only one; of more than twenty rows less than a tenth."""
    most = 0 if rows == 1 else 1 if rows <= 20 else 2 if rows <= 30 else 3
    for bad in range(rows + 1):
        good, refused = rows - bad, bad > most
        earnings = [*[None] * bad, *[USUAL_ROWS[Earning]] * good]
        workers = [*[None] * bad, *({f"{n}": {}} for n in range(good))]
        with pytest.raises(ValueError, match="rows") if refused else nullcontext():
            found, left_out = read_list(Earning, earnings, 1000)
            assert (len(found), left_out) == (good, bad)
        with pytest.raises(ValueError, match="rows") if refused else nullcontext():
            named, left_out = read_workers(workers, "x", WorkerSnapshot)
            assert (len(named), left_out) == (good, bad)


@given(st.integers(0, 60), st.integers(0, 60))
def test_one_row_may_be_unreadable_and_less_than_a_tenth(good: int, bad: int) -> None:
    """A list with more unreadable rows is not believed."""
    value = [USUAL_ROWS[Earning]] * good + [None] * bad
    if (bad <= 1 and (good or not bad)) or bad * 10 < good + bad:
        rows, left_out = read_list(Earning, value, 1000)
        assert (len(rows), left_out) == (good, bad)
        return
    with pytest.raises(ValueError, match="rows"):
        read_list(Earning, value, 1000)


@pytest.mark.parametrize("value", [None, {}, "x", [USUAL_ROWS[Earning]] * 6])
def test_what_is_no_list_or_too_long_is_refused(value: object) -> None:
    """Nothing of it is read."""
    with pytest.raises(ValueError, match="list"):
        read_list(Earning, value, 5)
