"""The short ways to a model lead where the long one does."""

from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import given, strategies as st
from mashumaro.exceptions import InvalidFieldValue, MissingField
import pytest

from custom_components.ocean_xyz.api import AccountHashrate, AccountSnapshot
from custom_components.ocean_xyz.api.columns import FEW, read_rows
from custom_components.ocean_xyz.api.models import (
    Block,
    Earning,
    HashrateAverages,
    Payout,
    WireModel,
    WorkerSnapshot,
)
from custom_components.ocean_xyz.api.rows import read_row, steps

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


def names_of(kind: type[WireModel]) -> list[str]:
    """Return the fields' names on the wire."""
    return [step.name for step in steps(kind)]


def rows_of(kind: type[WireModel], count: int) -> st.SearchStrategy[list[Any]]:
    """Return rows whose columns are mostly of one form, and now and then are not."""
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
    """Return what was read, or which field was at fault."""
    try:
        return read()
    except (InvalidFieldValue, MissingField) as err:
        return type(err), err.field_name


def one_by_one(kind: type[WireModel], rows: list[Any]) -> list[WireModel]:
    """Read rows the long way."""
    return [kind.from_dict(row) for row in rows]


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_row_is_read_as_the_model_reads_it(
    kind: type[WireModel], data: st.DataObject
) -> None:
    """Whatever stands in it: equal models, or the same field at fault."""
    (row,) = data.draw(rows_of(kind, 1))
    assert outcome(lambda: read_row(kind, row)) == outcome(lambda: kind.from_dict(row))


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_columns_hold_what_the_rows_hold(
    kind: type[WireModel], data: st.DataObject
) -> None:
    """Many rows are read to the same models as one after the other."""
    rows = data.draw(rows_of(kind, FEW + 1))
    together = outcome(lambda: read_rows(kind, rows))
    assert together == outcome(lambda: one_by_one(kind, rows))


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
def test_one_odd_value_among_usual_ones(kind: type[WireModel], odd: object) -> None:
    """It is read, or refused, as if it stood alone."""
    usual = USUAL_ROWS[kind]
    for name in usual:
        rows = [usual] * FEW + [usual | {name: odd}]
        together = outcome(partial(read_rows, kind, rows))
        assert together == outcome(partial(one_by_one, kind, rows))


@pytest.mark.parametrize("kind", USUAL_ROWS)
@pytest.mark.parametrize("count", [1, FEW, FEW + 1, 300])
def test_the_usual_form_takes_the_short_way(
    kind: type[WireModel], count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What OCEAN answers day by day never needs the long way."""
    row = USUAL_ROWS[kind]
    expected = kind.from_dict(row)

    def long_way(_: object) -> None:
        pytest.fail("the long way")

    monkeypatch.setattr(kind, "from_dict", long_way)
    assert read_rows(kind, [row] * count) == [expected] * count
