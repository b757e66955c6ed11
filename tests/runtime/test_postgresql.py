"""The statistics in a recorder on a real PostgreSQL server."""

from collections.abc import Generator
import os
from pathlib import Path
import pwd
import shutil
import subprocess
from tempfile import mkdtemp

from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Upstreams, World

from ..conftest import Tick
from .test_statistics import imported, read_statistics, true_rows

MISSING = "There is no PostgreSQL server here: install Debian's package postgresql"


class Server:
    """A PostgreSQL server of this test alone, on a socket in its own folder."""

    def __init__(self, programs: Path) -> None:
        """Make a database; a server refuses to run as root."""
        self._programs = programs
        self.folder = Path(mkdtemp(prefix="pg"))
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user)
        self._run("initdb", "-D", self._data, "-A", "trust", "-U", "postgres")

    @property
    def _data(self) -> str:
        """Return the folder of the database."""
        return str(self.folder / "data")

    @property
    def url(self) -> str:
        """Return where a recorder finds it."""
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start it, without any network."""
        options = f"-c listen_addresses='' -k {self.folder} -c fsync=off"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", self._data, "-w", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        """Stop it, and forget it."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str) -> None:
        """Run a program of PostgreSQL as somebody who is not root."""
        account = pwd.getpwnam(self._user) if self._user else None
        subprocess.run(
            [self._programs / program, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )


@pytest.fixture(scope="module")
def server() -> Generator[Server]:
    """Return a running server."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not versions:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    server = Server(versions[-1].parent)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def recorder_db_url(server: Server, hass_fixture_setup: list[bool]) -> str:
    """Return the database of the recorder."""
    assert not hass_fixture_setup
    return server.url


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """Record, and load the integration from this repository."""


async def test_the_whole_life_of_an_account_is_in_postgresql(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    loaded: MockConfigEntry,
    address: str,
    tick: Tick,
) -> None:
    """Back-filled, continued and written again, the rows are those of the pool."""
    assert get_instance(hass).dialect_name == "postgresql"
    ledger = world.account(address).ledger

    def truth() -> list[tuple[float, int, int]]:
        return true_rows([(one.block.time, one.net) for one in ledger.credits])

    assert await read_statistics(hass, "earned") == truth()
    world.find_block()
    await tick(10)
    assert await read_statistics(hass, "earned") == truth()
    earned, _ = await imported(hass)
    assert earned["total"] == world.truth(address).earned
    assert await read_statistics(hass, "earned") == truth()
