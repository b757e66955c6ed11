"""Whatever arrives, a model or an OceanError comes out."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields, is_dataclass
from math import isfinite
from typing import Any

from hypothesis import given, settings, strategies as st
import orjson
import pytest

from custom_components.ocean_xyz.api import OceanError

from .answers import ADDRESS, ANSWERS, snapshot
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
    """Demand a model of finite numbers, or an OceanError that hides the address."""
    try:
        model = run(ROUTES[route](Canned(body, status)))
    except OceanError as err:
        assert ADDRESS not in str(err)  # noqa: PT017 (an error is one of two good ends)
        return
    assert all(map(isfinite, numbers(model)))


@pytest.mark.parametrize("route", ROUTES)
@settings(max_examples=30)
@given(body=st.binary(max_size=200), status=STATUS)
def test_any_bytes(route: str, body: bytes, status: int) -> None:
    """Bytes that are no JSON raise an OceanError, on every route."""
    check(route, body, status)


@pytest.mark.parametrize("route", ROUTES)
@settings(max_examples=30)
@given(value=JSON, wrapped=st.booleans(), status=STATUS)
def test_any_json(route: str, value: Any, wrapped: bool, status: int) -> None:
    """JSON of any shape, in an envelope or without one."""
    check(route, dumped({"result": value} if wrapped else value), status)


@pytest.mark.parametrize("route", ROUTES)
@settings(max_examples=60)
@given(data=st.data())
def test_any_mutation_of_a_valid_answer(route: str, data: st.DataObject) -> None:
    """One or two things of a good answer are replaced or lost."""
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
    """Half an answer, or one byte of it changed."""
    body = bytearray(orjson.dumps(ANSWERS[route]))
    at = data.draw(st.integers(0, len(body) - 1))
    check(route, bytes(body[:at]))
    body[at] = data.draw(st.integers(0, 255))
    check(route, bytes(body))


@given(
    st.dictionaries(
        st.text(max_size=10).filter(valid),
        st.dictionaries(st.sampled_from(list(snapshot())), JSON, max_size=5),
        max_size=4,
    )
)
def test_no_value_of_a_worker_takes_a_name_down(rows: dict[str, Any]) -> None:
    """Every name that was listed is there, with finite numbers."""
    workers = read(rows)
    assert set(workers) == set(rows)
    for worker in workers.values():
        assert all(map(isfinite, numbers(worker)))


@given(st.dictionaries(st.text(max_size=5).filter(valid), JSON, max_size=3))
def test_names_survive_the_whole_way(rows: dict[str, Any]) -> None:
    """From bytes to the model, or an OceanError for rows that are no objects."""
    answer = {
        "user_full": snapshot(),
        "workers": {k: [{"x": v}] for k, v in rows.items()},
    }
    info: Any = run(ROUTES["userinfo_full"](said({"result": answer})))
    assert set(info.workers) == set(rows)
