"""Fixtures: a world with accounts of all kinds, without Home Assistant."""

from collections.abc import Callable
from typing import Any

import pytest

from simulator import Account, Upstreams, World, farm, heater, home, odd_names

type Ask = Callable[[str], Any]


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Replace the fixture of this name, which would start Home Assistant."""


@pytest.fixture
def world() -> World:
    """Return a world."""
    return World(7, accounts=(home(), heater(), odd_names(), farm(40)))


@pytest.fixture
def upstreams(world: World) -> Upstreams:
    """Return the upstreams of the world."""
    return Upstreams(world)


@pytest.fixture
def ask(upstreams: Upstreams) -> Ask:
    """Return a function that calls the API and unpacks the result."""

    def ask(path: str) -> Any:
        reply = upstreams.get(f"https://api.ocean.xyz/v1/{path}")
        assert reply.status == 200
        assert reply.headers["Content-Type"] == "application/json"
        document = reply.json
        assert list(document) == ["result"]
        return document["result"]

    return ask


@pytest.fixture
def accounts(world: World) -> dict[str, Account]:
    """Return the accounts by label."""
    return {account.label: account for account in world.accounts.values()}


@pytest.fixture
def address(accounts: dict[str, Account]) -> str:
    """Return the address of the home."""
    return accounts["home"].address
