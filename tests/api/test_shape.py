"""What an unreadable answer lacks, and what it has instead, without a value or name."""

from typing import Any

import pytest

from custom_components.ocean_xyz.api import Difference, OceanResponseError
from custom_components.ocean_xyz.api.rows import wanted
from custom_components.ocean_xyz.api.shape import type_of, unread, walk

from .answers import ADDRESS, ANSWERS, SNAP, snapshot
from .support import ROUTES, Canned, run, said

JSON = sorted(ROUTES.keys() - {"mempool tip"})
PRICES = {"mempool prices", "blockchain.info prices"}


def renamed(value: Any) -> Any:
    """Return JSON in which each field that is no container has another name."""
    if isinstance(value, list):
        return [renamed(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key if isinstance(part, dict | list) else f"{key}_2": renamed(part)
        for key, part in value.items()
    }


@pytest.mark.parametrize("route", JSON)
def test_an_answer_with_other_names_says_which(route: str) -> None:
    """The error has the difference; prices have no names that are wanted."""
    with pytest.raises(OceanResponseError) as caught:
        run(ROUTES[route](said(renamed(ANSWERS[route]))))
    difference = caught.value.difference
    assert difference
    assert bool(difference.missing) is (route not in PRICES)
    assert all(path.endswith(("_2", "*")) for path in difference.new)
    assert len(difference.new) >= len(difference.missing) > -1


def test_what_has_another_type_is_named_with_it() -> None:
    """The misspelled time may be spelled right; null is a type, too."""
    row = snapshot(snap_ts={"at": 5}, shares_60s=None, unpaid="much")
    row["latest_share_ts"] = row.pop("lastest_share_ts")
    with pytest.raises(OceanResponseError) as caught:
        run(ROUTES["statsnap"](said({"result": row})))
    difference = caught.value.difference
    assert difference is not None
    assert difference.missing == ("snap_ts",)
    assert difference.other == (".shares_60s: null", ".unpaid: text")
    assert ".snap_ts.at" in difference.new


@pytest.mark.parametrize(
    "workers",
    [
        [{"Attic rig": [{"hashrate_60s": "5"}]}],
        {"Attic rig": {"hashrate_60s": "5"}},
        {"Attic": "gone", "rig": {}},
        [{"name": "Attic rig", "hashrate_60s": "5"}],
    ],
)
def test_no_name_and_no_address_is_in_a_difference(workers: Any) -> None:
    """Whatever form the list of workers has."""
    user = {**snapshot(), "snap_ts": "never", ADDRESS: "x"}
    answer = {"result": {"snap_ts": SNAP, "user_full": user, "workers": workers}}
    with pytest.raises(OceanResponseError) as caught:
        run(ROUTES["userinfo_full"](said(answer)))
    shown = str(caught.value.difference)
    assert "snap_ts: text" in shown
    for secret in ("Attic", "rig", ADDRESS):
        assert secret not in shown


@pytest.mark.parametrize("body", [b"-", b"<html></html>", b"5", b'"text"', b"null"])
def test_what_is_no_structure_has_no_fields(body: bytes) -> None:
    """There is nothing to compare."""
    with pytest.raises(OceanResponseError) as caught:
        run(ROUTES["mempool fees"](Canned(body)))
    assert caught.value.difference is None


def test_nothing_is_not_a_difference() -> None:
    """A type has one word, and OCEAN's numbers another than other texts."""
    assert not Difference()
    parts = [None, True, 5, 0.5, "0.5", "soon", "", [], {}]
    assert [type_of(part) for part in parts] == [
        *("null", "flag", "number", "number", "digits", "text", "text", "list"),
        "object",
    ]
    assert not unread([], {})
    assert [path for path, _, _ in walk({"USD": 1, "result": [[2]]}, "")] == [
        *("", ".*", ".result", ".result[]", ".result[][]"),
    ]


def test_a_reader_of_no_model_wants_nothing() -> None:
    """Nor does one that says nothing of what it returns."""
    assert not [*wanted(len)]
    assert not [*wanted(lambda value: value)]
