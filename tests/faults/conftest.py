"""Fixtures: the hosts, and a home with two machines."""

from collections.abc import AsyncGenerator
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.ocean_xyz.api import transport
from simulator import AccountPlan, Upstreams, World
from simulator.machine import MachinePlan

from .bench import Clock
from .guard import Guard
from .host import Certificates, Hosts, hosts_on_this_machine


@pytest.fixture(autouse=True)
def _every_entity(all_enabled: None) -> None:
    """Enable every entity."""


MAX_BODY = 2**20
"""Bytes of an answer that are read at most, so that endless answers take less time."""


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Make certificates once, before the time is frozen."""
    return Certificates.made(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def plans() -> tuple[AccountPlan, ...]:
    """Return a home with two machines."""
    machines = {"s21": 200e12, "s19": 100e12}
    plans = (MachinePlan(name=name, hashrate=rate) for name, rate in machines.items())
    return (AccountPlan(label="home", machines=tuple(plans)),)


@pytest.fixture
def clock(
    certificates: Certificates, freezer: FrozenDateTimeFactory, world: World
) -> Clock:
    """Return the time."""
    return Clock(freezer=freezer, world=world, guard=Guard())


@pytest.fixture
async def hosts(
    clock: Clock, certificates: Certificates, socket_enabled: None
) -> AsyncGenerator[Hosts]:
    """Run the upstreams as hosts on this machine."""
    upstreams = Upstreams(clock.world)
    with patch.object(transport, "MAX_BODY", MAX_BODY):
        async with hosts_on_this_machine(
            upstreams, clock.pass_time, clock.guard, certificates
        ) as hosts:
            yield hosts
