"""OCEAN sends workers in many formats, and all are read to the same workers."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import (
    HashrateAverages,
    OceanClient,
    OceanResponseError,
    WorkerSnapshot,
)
from custom_components.ocean_xyz.api.containers import (
    MAX_NAME,
    bare_name,
    own_name,
    read_workers,
)
from simulator import HOSTILE_NAMES

from .answers import ADDRESS, SNAP
from .support import run, said

ROWS: dict[str, Any] = {
    "a": {"hashrate_60s": "5"},
    "b": {"hashrate_60s": "7", "shares_60s": 1},
}


def worker(**values: Any) -> WorkerSnapshot:
    """Return a worker with only these known values."""
    return WorkerSnapshot(**values)


WORKERS = {
    "a": worker(hashrate_60s=5.0),
    "b": worker(hashrate_60s=7.0, shares_60s=1),
}


def read(container: object) -> dict[str, WorkerSnapshot]:
    """Return the workers of a container."""
    return read_workers(container, ADDRESS, WorkerSnapshot)[0]


@pytest.mark.parametrize(
    "container",
    [
        ROWS,
        {name: [row] for name, row in ROWS.items()},
        [{name: row} for name, row in ROWS.items()],
        [{name: [row]} for name, row in ROWS.items()],
        [ROWS],
        [{"name": name, **row} for name, row in ROWS.items()],
        [{"worker": name, **row} for name, row in ROWS.items()],
        [{"workername": name, **row} for name, row in ROWS.items()],
        [{"worker_name": name, **row} for name, row in ROWS.items()],
        {f"{ADDRESS}.{name}": row for name, row in ROWS.items()},
        {f"{ADDRESS.upper()}.{name}": [row] for name, row in ROWS.items()},
        [{"name": f"{ADDRESS}.a", **ROWS["a"]}, {"b": ROWS["b"]}],
    ],
)
def test_every_form_holds_the_same_workers(container: object) -> None:
    """Mappings, lists, single keys and name fields are read alike."""
    assert read(container) == WORKERS


@pytest.mark.parametrize("container", [{}, []])
def test_an_account_may_have_no_workers(container: object) -> None:
    """Empty containers are an answer."""
    assert read(container) == {}


@pytest.mark.parametrize(
    "container",
    [None, 5, "a", True, [None], [{}, "x"], [*[{"a": {}}] * 18, None, {}]],
)
def test_a_list_that_cannot_be_read_leaves_the_account(container: object) -> None:
    """No list at all, nobody in it, or a tenth of it unreadable."""
    with pytest.raises(ValueError, match=r"workers|rows"):
        read(container)
    answer = {"snap_ts": SNAP, "user_full": {"unpaid": 1}, "workers": container}
    info = run(OceanClient(said({"result": answer})).userinfo_full(ADDRESS))
    assert (info.account.unpaid, info.workers, info.listed) == (10**8, {}, False)
    with pytest.raises(OceanResponseError):
        run(OceanClient(said({"result": answer})).user_hashrate_full(ADDRESS))


NAMELESS: list[Any] = [
    None,
    5,
    "a",
    [],
    {},
    {"a": None},
    {"hashrate_60s": "5"},
    {"name": 5, "hashrate_60s": "5"},
    {"name": None, "hashrate_60s": "5"},
    {"name": True, "worker": "a"},
]


@pytest.mark.parametrize("row", NAMELESS)
@pytest.mark.parametrize("at", [0, 1, 19])
def test_one_row_without_a_name_is_left_out(row: object, at: int) -> None:
    """The other workers stay, however few they are, and the row is counted."""
    rows: list[Any] = [{f"w{number}": {}} for number in range(max(at, 1))]
    rows.insert(at, row)
    workers, left_out = read_workers(rows, ADDRESS, WorkerSnapshot)
    assert (len(workers), left_out) == (len(rows) - 1, 1)
    answer = {"snap_ts": SNAP, "user_full": {"unpaid": 1}, "workers": rows}
    info = run(OceanClient(said({"result": answer})).userinfo_full(ADDRESS))
    assert (info.workers, info.listed, info.left_out) == (workers, True, 1)
    averages = run(OceanClient(said({"result": answer})).user_hashrate_full(ADDRESS))
    assert (len(averages.workers), averages.left_out) == (len(rows) - 1, 1)


@pytest.mark.parametrize("row", [None, 5, "5", [5], [None]])
def test_a_worker_whose_row_is_no_object_is_still_a_worker(row: object) -> None:
    """Its name is known, and nothing else."""
    assert read({"c": row, **ROWS}) == WORKERS | {"c": WorkerSnapshot()}


def test_a_worker_of_which_nothing_is_said_is_still_a_worker() -> None:
    """An empty row or list of rows names a worker with unknown values."""
    assert read({"a": [], "b": {}}) == {"a": WorkerSnapshot(), "b": WorkerSnapshot()}


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        (f"{ADDRESS}.rig", "rig"),
        (f"{ADDRESS.upper()}.Rig", "Rig"),
        (ADDRESS, ""),
        (ADDRESS.upper(), ""),
        (f"{ADDRESS}.", ""),
        (f"{ADDRESS}.{ADDRESS}.rig", f"{ADDRESS}.rig"),
        (f"{ADDRESS}rig", f"{ADDRESS}rig"),
        (f"x{ADDRESS}.rig", f"x{ADDRESS}.rig"),
        ("rig", "rig"),
        ("", ""),
        ("default", "default"),
        (".rig", ".rig"),
    ],
)
def test_the_address_before_a_name_is_taken_off(name: str, bare: str) -> None:
    """Only a whole address with a dot is removed; the address alone is not a name."""
    assert bare_name(name, ADDRESS) == bare


@given(st.text(max_size=MAX_NAME))
def test_a_name_survives_whatever_is_in_it(name: str) -> None:
    """Names come from the internet, and every character identifies a worker."""
    name = name.encode("utf-8", "ignore").decode()
    assert list(read({name: ROWS["a"]})) == [name]
    assert list(read({f"{ADDRESS}.{name}": ROWS["a"]})) == [name]
    assert list(read([{"name": name, "hashrate_60s": "5"}])) == [name]


def test_a_repeated_name_is_one_worker() -> None:
    """Each field comes from a row that has it."""
    rows = [{"a": {"hashrate_60s": "5"}}, {"a": {"shares_60s": "1"}}]
    assert read(rows) == {"a": worker(hashrate_60s=5.0, shares_60s=1)}
    assert read({"a": [{"hashrate_60s": "5"}, {"shares_60s": "1"}]}) == read(rows)
    assert read({f"{ADDRESS}.a": ROWS["a"], "a": {"shares_60s": 1}}) == read(rows)


@pytest.mark.parametrize("late_first", [True, False])
def test_where_two_rows_know_a_field_the_later_share_wins(late_first: bool) -> None:
    """The order of the rows does not matter, nor null or garbage in one."""
    late = {
        "hashrate_60s": "9",
        "lastest_share_ts": "1787271723",
        "shares_60s": None,
        "shares_300s": "x",
    }
    early = {
        "hashrate_60s": "5",
        "lastest_share_ts": "1787271720",
        "shares_60s": "3",
        "shares_300s": "15",
        "hashrate_300s": "4",
    }
    rows = [late, early] if late_first else [early, late]
    assert read({"a": rows})["a"] == worker(
        hashrate_60s=9.0,
        hashrate_300s=4.0,
        shares_60s=3,
        shares_300s=15,
        last_share=datetime(2026, 8, 21, 0, 22, 3, tzinfo=UTC),
    )


def test_without_shares_the_last_row_wins() -> None:
    """Averages have no last share, so their order decides."""
    rows = {"a": [{"hashrate_60s": "5", "hashrate_300s": "6"}, {"hashrate_60s": "9"}]}
    windows = read_workers(rows, ADDRESS, HashrateAverages)[0]["a"]
    assert (windows.hashrate_60s, windows.hashrate_300s) == (9.0, 6.0)


@pytest.mark.parametrize(
    ("field", "attribute"),
    [
        ("hashrate_60s", "hashrate_60s"),
        ("hashrate_300s", "hashrate_300s"),
        ("shares_60s", "shares_60s"),
        ("shares_300s", "shares_300s"),
        ("lastest_share_ts", "last_share"),
        ("estimated_earn_next_block", "estimated_next_block"),
    ],
)
@pytest.mark.parametrize(
    "bad", ["x", "", "-0.5000000001", "NaN", "1e400", True, [], {}, "9" * 60, "1e-99"]
)
def test_one_unreadable_field_is_unknown_and_takes_nothing_along(
    field: str, attribute: str, bad: object
) -> None:
    """The rest of the row and the other rows are still read."""
    row: dict[str, Any] = {
        "hashrate_60s": "5",
        "hashrate_300s": "6",
        "shares_60s": "7",
        "shares_300s": "8",
        "lastest_share_ts": SNAP,
        "estimated_earn_next_block": "0.00000009",
    }
    good = read({"a": row})["a"]
    workers = read({"a": row | {field: bad}, "b": row})
    assert workers["b"] == good
    for name in WorkerSnapshot.__dataclass_fields__:
        wanted = None if name == attribute else getattr(good, name)
        assert getattr(workers["a"], name) == wanted


def test_the_corrected_spelling_of_the_last_share_is_read() -> None:
    """OCEAN may correct its spelling at any time."""
    for spelling in ("lastest_share_ts", "latest_share_ts", "last_share_ts"):
        worker = read({"a": {spelling: SNAP}})["a"]
        assert worker.last_share == datetime(2026, 8, 21, 0, 22, tzinfo=UTC)


@pytest.mark.parametrize("never", [0, "0", None])
def test_a_worker_without_any_share_has_no_last_one(never: object) -> None:
    """Zero is not the year 1970."""
    assert read({"a": {"lastest_share_ts": never}})["a"].last_share is None


def test_a_name_of_unbelievable_length_is_known_by_its_beginning_and_a_digest() -> None:
    """No two names become one; a name that a gateway can send stays unchanged."""
    assert own_name("x" * MAX_NAME) == "x" * MAX_NAME
    long = {own_name("x" * length) for length in range(MAX_NAME, 3000)}
    assert len(long) == 3000 - MAX_NAME
    assert {len(name) for name in long} == {MAX_NAME}
    assert own_name("⛏" * 10_000).startswith("⛏" * 100)
    assert len({own_name(name) for name in HOSTILE_NAMES}) == len(HOSTILE_NAMES)
