"""The table of workers, whatever they are called and whatever is known of them."""

from copy import replace
from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import AVERAGES, HashrateAverages, WorkerSnapshot
from custom_components.ocean_xyz.mining.workers.state import WorkerState, WorkerStatus
from custom_components.ocean_xyz.mining.workers.table import (
    COLUMNS,
    Query,
    WorkerFilter,
    WorkerRow,
    as_data,
    natural,
    select,
)


def worker(
    name: str,
    status: WorkerStatus | None = None,
    rate: float | None = None,
    *,
    gone: bool = False,
) -> WorkerRow:
    """Return a worker of which a hashrate is known, or nothing."""
    state = WorkerState(
        name=name,
        status=status,
        last_share=None if rate is None else datetime.fromtimestamp(rate, UTC),
        long_averages=HashrateAverages(
            **{f"hashrate_{average}s": rate for average in AVERAGES}
        ),
        row=None
        if rate is None
        else WorkerSnapshot(
            hashrate_60s=rate, hashrate_300s=rate, estimated_next_block=int(rate)
        ),
        gone=gone,
    )
    return WorkerRow(state=state, share_of_account=rate, expected_per_day=rate)


names = st.text(alphabet="aAb0129-", max_size=5)
statuses = st.sampled_from([None, *WorkerStatus])
rates = st.none() | st.integers(0, 4).map(float)
tables = st.lists(
    st.builds(worker, names, statuses, rates, gone=st.booleans()), max_size=25
)
columns = st.sampled_from(COLUMNS)
wanted = st.frozensets(st.sampled_from(list(WorkerFilter)))


@given(tables, wanted, names, columns, st.booleans())
def test_what_is_found_is_what_was_wanted(
    rows: list[WorkerRow],
    filters: frozenset[WorkerFilter],
    search: str,
    column: str,
    descending: bool,
) -> None:
    """Each worker of a wanted status and name, once, and no other."""
    query = Query(statuses=filters, search=search, sort=column, descending=descending)
    found = select(rows, query)
    fitting = [
        row
        for row in rows
        if (not filters or row.status in filters)
        and search.lower() in row.state.name.lower()
    ]
    assert sorted(map(id, found.rows)) == sorted(map(id, fitting))
    assert found.total == len(fitting)


@given(tables, wanted, columns, st.booleans(), st.integers(1, 7))
def test_pages_are_the_list_cut_in_pieces(
    rows: list[WorkerRow],
    filters: frozenset[WorkerFilter],
    column: str,
    descending: bool,
    size: int,
) -> None:
    """Every page tells the whole number, and none a worker of another page."""
    query = Query(statuses=filters, sort=column, descending=descending)
    whole = select(rows, query)
    pages = [
        select(rows, replace(query, limit=size, offset=offset))
        for offset in range(0, len(rows) + size, size)
    ]
    pieces = [id(row) for page in pages for row in page.rows]
    assert pieces == [id(row) for row in whole.rows]
    assert {page.total for page in pages} == {whole.total}
    assert all(len(page.rows) <= size for page in pages)


@given(tables, columns, st.booleans())
def test_what_is_not_known_is_last_and_the_rest_in_order(
    rows: list[WorkerRow], column: str, descending: bool
) -> None:
    """In both directions, by any column."""
    found = select(rows, Query(sort=column, descending=descending)).rows
    cells = [row.cell(column) for row in found]
    known = [cell for cell in cells if cell is not None]
    assert cells[len(known) :] == [None] * (len(cells) - len(known))
    keys = [natural(cell) if column == "name" else cell for cell in known]
    assert keys == sorted(keys, reverse=descending)


@given(tables, columns, st.booleans())
def test_workers_alike_are_in_the_order_of_their_names(
    rows: list[WorkerRow], column: str, descending: bool
) -> None:
    """And those whose names count alike stay as they came, whichever the direction."""
    found = select(rows, Query(sort=column, descending=descending)).rows
    came = {id(row): number for number, row in enumerate(rows)}
    for row, after in pairwise(found):
        if row.cell(column) != after.cell(column) and column != "name":
            continue
        keys = natural(row.state.name), natural(after.state.name)
        if keys[0] == keys[1]:
            assert came[id(row)] < came[id(after)]
        elif column != "name":
            assert keys[0] < keys[1]


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 3))
def test_numbers_in_names_are_sorted_by_what_they_count(
    one: int, other: int, zeros: int
) -> None:
    """Zeros before them say nothing."""
    keys = natural(f"rig-{'0' * zeros}{one}-a"), natural(f"rig-{other}-a")
    assert (keys[0] < keys[1], keys[0] == keys[1]) == (one < other, one == other)


@pytest.mark.parametrize("digits", [300, 5000])
def test_endless_digits_are_a_number_too(digits: int) -> None:
    """As long as a name may be, the longer number is the larger one."""
    assert natural("rig-5") < natural("rig-1" + "0" * digits)


def test_a_worker_has_the_units_of_its_entities() -> None:
    """TH/s, percent, whole sat and ISO times; nothing is made of what is not known."""
    averages = HashrateAverages(
        **{f"hashrate_{average}s": 1.5e12 for average in AVERAGES}
    )
    state = replace(
        worker("rig", WorkerStatus.LOW).state,
        last_share=datetime(2026, 1, 2, tzinfo=UTC),
        long_averages=averages,
    )
    row = WorkerRow(state=state, share_of_account=0.25, expected_per_day=10.6)
    data = as_data(row)
    assert {data[f"hashrate_{average}s"] for average in AVERAGES} == {1.5}
    assert data["last_share"] == "2026-01-02T00:00:00+00:00"
    assert (data["share_of_account"], data["expected_per_day"]) == (25, 11)
    assert (data["name"], data["status"]) == ("rig", "low")
    unknown = as_data(worker("rig"))
    assert set(unknown) == set(data) == set(COLUMNS)
    assert {value for key, value in unknown.items() if key != "name"} == {None}
