"""Any answer leads to a model or to an OceanError."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields, is_dataclass
from math import isfinite
import tracemalloc
from typing import Any

from hypothesis import given, settings, strategies as st
import orjson
import pytest

from custom_components.ocean_xyz.api import OceanError, OceanResponseError, wire

from .answers import ADDRESS, ANSWERS, block, earning, snapshot
from .support import ROUTES, Canned, run, said
from .test_containers import read

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["1", "-1", "0.00000001", "NaN", "1e400", ADDRESS, "1787271720"]),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(st.text(max_size=8), children, max_size=3)
    ),
    max_leaves=8,
)
STATUS = st.sampled_from([200, 200, 200, 204, 400, 404, 500, 503])


@pytest.fixture(autouse=True, scope="module")
def _at_once() -> Iterator[None]:
    """Read large answers at once, because there is no event loop to protect."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wire, "LARGE_BODY", 2**30)
        yield


def dumped(value: Any) -> bytes:
    """Return a value as JSON, lone surrogates left out."""
    return orjson.dumps(value, default=str) if valid(value) else b""


def valid(value: Any) -> bool:
    """Return whether a value can be written as JSON at all."""
    try:
        orjson.dumps(value)
    except TypeError:
        return False
    return True


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Return the path of everything in a JSON value."""
    if path:
        yield path
    children: Any = ()
    if isinstance(value, dict):
        children = value.items()
    elif isinstance(value, list):
        children = enumerate(value)
    for key, child in children:
        yield from places(child, (*path, key))


def numbers(model: Any) -> Iterator[float]:
    """Return all numbers in a model."""
    if isinstance(model, float):
        yield model
    elif isinstance(model, dict):
        for value in model.values():
            yield from numbers(value)
    elif isinstance(model, tuple):
        for value in model:
            yield from numbers(value)
    elif is_dataclass(model):
        for field in fields(model):
            yield from numbers(getattr(model, field.name))


def check(route: str, body: bytes, status: int = 200) -> None:
    """Check for a model of finite numbers, or an OceanError without the address."""
    try:
        model = run(ROUTES[route](Canned(body, status)))
    except OceanError as err:
        assert ADDRESS not in str(err)  # noqa: PT017 (an error is one of two good ends)
        return
    assert all(map(isfinite, numbers(model)))
    # What is read is stored and shown: in JSON, and in databases with 64-bit numbers.
    orjson.dumps(model, default=str)


@pytest.mark.parametrize("route", ROUTES)
@settings(max_examples=30)
@given(body=st.binary(max_size=200), status=STATUS)
def test_any_bytes(route: str, body: bytes, status: int) -> None:
    """Bytes that are not JSON raise an OceanError, on every route."""
    check(route, body, status)


@pytest.mark.parametrize("route", ROUTES)
@settings(max_examples=30)
@given(value=JSON, wrapped=st.booleans(), status=STATUS)
def test_any_json(route: str, value: Any, wrapped: bool, status: int) -> None:
    """JSON may have any shape, in an envelope or without one."""
    check(route, dumped({"result": value} if wrapped else value), status)


@pytest.mark.parametrize("route", ROUTES)
@settings(max_examples=60)
@given(data=st.data())
def test_any_mutation_of_a_valid_answer(route: str, data: st.DataObject) -> None:
    """One or two values of a good answer are replaced or missing."""
    answer = {"result": None} if route == "mempool tip" else deepcopy(ANSWERS[route])
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from(list(places(answer)) or [("result",)]))
        parent = answer
        for key in path[:-1]:
            parent = parent[key]
        if isinstance(parent, dict) and data.draw(st.booleans()):
            parent.pop(path[-1], None)
        else:
            parent[path[-1]] = data.draw(JSON)
    check(route, dumped(answer))


@pytest.mark.parametrize("route", ROUTES)
@settings(max_examples=30)
@given(data=st.data())
def test_any_cut_or_flip_of_a_valid_answer(route: str, data: st.DataObject) -> None:
    """An answer may be cut, or one of its bytes changed."""
    body = bytearray(orjson.dumps(ANSWERS[route]))
    at = data.draw(st.integers(0, len(body) - 1))
    check(route, bytes(body[:at]))
    body[at] = data.draw(st.integers(0, 255))
    check(route, bytes(body))


# No library would write these, but some of them are valid JSON.
RAW = st.sampled_from(
    [
        *("9" * 19, "9" * 400, "-9223372036854775809", "1e400", "-1e400", "1e-400"),
        *("NaN", "Infinity", "-Infinity", "-0", "-0.0", "0x10", "1_000", "01", "+1"),
        *('"NaN"', '"inf"', '"-inf"', '"1e400"', '"0x10"', '"1_000"', '" 5 "'),
        *(f'"{"9" * 38}"', f'"{"9" * 5000}"', f'"0.{"0" * 5000}1"', '"-1"', '"１２"'),
        *('"21000000.00000001"', '"9223372036854775808"', '"1e30"', '"1e-30"'),
        *('"\\ud800"', '"\\udc00\\ud800"', '"\\u0000"', '"\\u202e5"', '"\xed\xa0\x80"'),
        *('{"a":1,"a":{}}', '{"":""}', '{"a":{"a":{"a":1}}}', "[" * 900 + "]" * 900),
        *("[" * 5000, '{"a":' * 900 + "1" + "}" * 900, "[[]]", "[{}]", "{}", "[]"),
        *("true", "null", '""', '"' + "x" * 100_000 + '"', "'5'", "undefined", ""),
        *('"2026-13-45T99:99:99"', '"9999-12-31T23:59:59+23:59"', '"0001-01-01"'),
        *(
            '"2026-08-21T00:22:00.1234567890"',
            '"-1"',
            '"1e9"',
            "1.7976931348623157e308",
        ),
    ]
)
MARK = "PLACE"


@pytest.mark.parametrize("route", ROUTES)
@settings(max_examples=60)
@given(data=st.data())
def test_any_raw_text_within_a_valid_answer(route: str, data: st.DataObject) -> None:
    """They are unbounded numbers, half characters, deep nesting and repeated keys."""
    answer = [ANSWERS[route]] if route == "mempool tip" else deepcopy(ANSWERS[route])
    path = data.draw(st.sampled_from(list(places(answer))))
    parent = answer
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = MARK
    body = orjson.dumps(answer[0] if route == "mempool tip" else answer).decode()
    raw = data.draw(RAW)
    if isinstance(parent, dict) and data.draw(st.booleans()):
        # The key is repeated, also within another object.
        raw = f'{raw},"{path[-1]}":{data.draw(RAW)}'
    check(route, body.replace(f'"{MARK}"', raw).encode("latin-1", "replace"))


@pytest.mark.parametrize("unit", [b"[],", b"{},", b'"",', b"0,", b"[[[]]],"])
@pytest.mark.parametrize("route", ["userinfo_full", "earnpay", "mempool blocks"])
def test_an_answer_of_nothing_but_values_is_not_taken_apart(
    route: str, unit: bytes
) -> None:
    """Sixteen megabytes of empty lists would be half a gigabyte of objects."""
    body = b'{"result":[' + unit * (15 * 2**20 // len(unit)) + b"0]}"
    tracemalloc.start()
    with pytest.raises(OceanResponseError, match="more than 400000 values"):
        run(ROUTES[route](Canned(body)))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2**20


def test_more_workers_than_an_account_has_are_not_believed() -> None:
    """At most ten thousand are read."""
    rows = {f"rig{number}": [{}] for number in range(10_001)}
    answer = {"user_full": snapshot(), "workers": rows}
    info: Any = run(ROUTES["userinfo_full"](said({"result": answer})))
    assert (info.listed, info.workers) == (False, {})
    rows.popitem()
    info = run(ROUTES["userinfo_full"](said({"result": answer})))
    assert len(info.workers) == 10_000


def test_more_rows_than_a_ledger_has_are_not_believed() -> None:
    """No more blocks are read than were requested."""
    rows = [earning(block_hash=f"{number:x}") for number in range(50_001)]
    for listed in (
        {"earnings": rows, "payouts": []},
        {"earnings": [], "payouts": rows},
    ):
        with pytest.raises(OceanResponseError):
            run(ROUTES["earnpay"](said({"result": listed})))
    blocks = {"blocks": [block(block_hash=f"{number:x}") for number in range(500)]}
    read_blocks: Any = run(ROUTES["blocks"](said({"result": blocks})))
    assert [one.hash for one in read_blocks.blocks] == [
        f"{number:x}" for number in range(30)
    ]


def test_long_texts_are_cut() -> None:
    """A finder's name of a megabyte would be stored for 45 days."""
    long = block(username="x" * 2**20, workername="y" * 2**20)
    found: Any = run(ROUTES["latest_block"](said({"result": long})))
    assert (len(found.finder), len(found.worker)) == (256, 256)


@given(
    st.dictionaries(
        st.text(max_size=10).filter(valid),
        st.dictionaries(st.sampled_from(list(snapshot())), JSON, max_size=5),
        max_size=4,
    )
)
def test_no_value_of_a_worker_takes_a_name_down(rows: dict[str, Any]) -> None:
    """Every listed name is read, with finite numbers."""
    workers = read(rows)
    assert set(workers) == set(rows)
    for worker in workers.values():
        assert all(map(isfinite, numbers(worker)))


@given(st.dictionaries(st.text(max_size=5).filter(valid), JSON, max_size=3))
def test_names_survive_the_whole_way(rows: dict[str, Any]) -> None:
    """Bytes become a model, or an OceanError if a row is not an object."""
    answer = {
        "user_full": snapshot(),
        "workers": {k: [{"x": v}] for k, v in rows.items()},
    }
    info: Any = run(ROUTES["userinfo_full"](said({"result": answer})))
    assert set(info.workers) == set(rows)
