"""The tables of changes list all allowed differences."""

import pytest

from . import changes
from .comparing import MISSING, differences, expected, fields, kind_of, known, place

STORE = "ocean_xyz.account_0123456789ab"
BEFORE = {
    "unpaid": 5,
    "workers": {"a.1": {"shares_seen": 3, "recent": [1, 2]}, "b": {}},
}


def test_a_place_is_the_same_for_all_workers() -> None:
    """Names of workers and places in lists are data, whatever they look like."""
    assert kind_of(STORE) == "account"
    assert kind_of("ocean_xyz.hub") == "hub"
    before = fields(STORE, BEFORE)
    assert {place(path): value for path, value in before.items()} == {
        "account.unpaid": 5,
        "account.workers.*.shares_seen": 3,
        "account.workers.*.recent.*": 2,
        "account.workers.*": {},
    }


def test_without_a_change_everything_is_expected_as_it_was() -> None:
    """A missing, new or changed field is a difference."""
    before = fields(STORE, BEFORE)
    assert expected(before) == known(before) == before
    worker = {"shares_seen": 4, "recent": [1, 2], "x": 0}
    now = fields(STORE, {"workers": {"a.1": worker, "b": {}}})
    assert list(differences(before, now).values()) == [
        (5, MISSING),
        (3, 4),
        (MISSING, 0),
    ]


def test_a_change_in_the_table_is_no_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Fields may be renamed, dropped, new, or written in another way."""
    renamed = {"account.workers.*.shares_seen": "account.workers.*.counted.shares_seen"}
    monkeypatch.setattr(changes, "RENAMED_FIELDS", renamed)
    monkeypatch.setattr(changes, "DROPPED_FIELDS", {"account.workers.*.recent": ""})
    monkeypatch.setattr(changes, "NEW_FIELDS", {"account.fee": ""})
    monkeypatch.setattr(changes, "CHANGED_FIELDS", {"account.unpaid": str})
    after = {
        "unpaid": "5",
        "fee": {"of": 1},
        "workers": {"a.1": {"counted": {"shares_seen": 3}}, "b": {}},
    }
    assert expected(fields(STORE, BEFORE)) == known(fields(STORE, after))
