"""The workers of an account as a table."""

from copy import replace

from hypothesis import given, strategies as st

from custom_components.ocean_xyz.api import HashrateAverages
from custom_components.ocean_xyz.mining.workers.state import WorkerState, WorkerStatus
from custom_components.ocean_xyz.mining.workers.table import (
    COLUMNS,
    Query,
    WorkerFilter,
    WorkerRow,
    natural,
    select,
)


def row(name: str, status: WorkerStatus | None, rate: float | None) -> WorkerRow:
    """Return a worker."""
    state = WorkerState(
        name=name,
        status=status,
        last_share=None,
        long_averages=HashrateAverages(hashrate_10800s=rate),
    )
    return WorkerRow(state=state, share_of_account=None, expected_per_day=None)


def test_what_is_not_known_comes_last() -> None:
    """In both directions; and a worker that is gone is that, whatever it was."""
    rows = [row("a", None, None), row("b", WorkerStatus.LOW, 2e12)]
    rows.append(row("c", WorkerStatus.OFFLINE, 1e12))
    for descending, order in ((False, "cba"), (True, "bca")):
        query = Query(sort="hashrate_10800s", descending=descending)
        assert "".join(one.state.name for one in select(rows, query).rows) == order
    gone = replace(rows[1], state=replace(rows[1].state, gone=True))
    assert gone.status is WorkerFilter.GONE
    assert select([gone], Query(statuses=frozenset({WorkerFilter.LOW}))).total == 0
    assert rows[0].status is None
    assert rows[0].cell("share_of_account") is rows[0].cell("expected_per_day") is None


def test_names_are_sorted_as_people_count() -> None:
    """rig-2 is before rig-10, and endless digits are no trap."""
    names = ["rig-10", "Rig-2", "rig-1", "alpha", "9" * 5000]
    assert sorted(names, key=natural)[1:] == ["alpha", "rig-1", "Rig-2", "rig-10"]


texts = st.text(alphabet="aAb0129-", max_size=6)


statuses = st.sampled_from([None, *WorkerStatus])


rates = st.one_of(st.none(), st.integers(0, 5).map(float))


tables = st.lists(st.builds(row, texts, statuses, rates), max_size=30)


@given(tables, st.sampled_from(COLUMNS), st.booleans(), st.integers(1, 7), texts)
def test_pages_make_up_the_whole(
    rows: list[WorkerRow], column: str, descending: bool, size: int, search: str
) -> None:
    """Each worker is on one page, and only those that were wanted."""
    query = Query(sort=column, descending=descending, search=search)
    whole = select(rows, query)
    pages = [
        one
        for offset in range(0, len(rows) + size, size)
        for one in select(rows, replace(query, limit=size, offset=offset)).rows
    ]
    assert pages == list(whole.rows)
    assert whole.total == len(pages)
    wanted = [one for one in rows if search.casefold() in one.state.name.casefold()]
    assert len(wanted) == whole.total
