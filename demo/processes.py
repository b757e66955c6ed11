"""Starts and stops the simulator and Home Assistant."""

from collections.abc import Callable
from contextlib import suppress
import os
from pathlib import Path
import shutil
import signal
import subprocess
import sys
import time
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent

# The longest start of a fresh Home Assistant on a Raspberry Pi.
START_SECONDS = 300
STOP_SECONDS = 60

ZONE = "Europe/Berlin"

CONFIGURATION = """\
homeassistant:
  name: Home
  country: DE
  currency: EUR
  time_zone: {zone}
  unit_system: metric
  latitude: 52.5
  longitude: 13.4
automation: !include automations.yaml
config:
conversation:
energy:
frontend:
history:
logbook:
logger:
  default: warning
  logs:
    custom_components.ocean_xyz: info
    # Missing parts that nothing here needs: video, faster compression.
    aiohttp_fast_zlib: fatal
    haffmpeg: fatal
    homeassistant.components.camera: fatal
my:
recorder:
  commit_interval: 1
system_health:
"""

# A house with solar panels, and whether heat is wanted in it.
HOUSE = """\
demo_house:
input_boolean:
  heating:
    name: Heating
    icon: mdi:radiator
"""


class Running:
    """A process that ends with its `with` block."""

    def __init__(self, command: list[str], log: Path, **environment: str) -> None:
        """Start a process that writes to a log file."""
        log.parent.mkdir(parents=True, exist_ok=True)
        self.log = log
        self._file = log.open("ab")
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=self._file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        """Return the running process."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self.stop()

    def stop(self, *, kill: bool = False) -> None:
        """End the process: gently, unless it must end at once."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._file.close()

    def wait_for(
        self, url: str, what: str, progress: Callable[[], None] | None = None
    ) -> None:
        """Wait until a URL answers; raises RuntimeError if the process ends first."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if (code := self.process.poll()) is not None:
                tail = self.log.read_text(errors="replace")[-4000:]
                msg = f"{what} ended with {code}; its log says:\n{tail}"
                raise RuntimeError(msg)
            with (
                suppress(URLError, OSError),
                urlopen(url, timeout=5) as reply,  # noqa: S310 (a URL of our own)
            ):
                if reply.status == 200:
                    return
            if progress is not None:
                progress()
            time.sleep(0.5)
        msg = f"{what} did not answer within {START_SECONDS} seconds; see {self.log}"
        raise RuntimeError(msg)


def start_simulator(port: int, log: Path, *options: str) -> Running:
    """Start the simulator on a port of this machine, with further options."""
    running = Running(
        [sys.executable, "-m", "simulator", "--port", str(port), *options], log
    )
    running.wait_for(f"http://127.0.0.1:{port}/api.ocean.xyz/v1/ping", "The simulator")
    return running


def prepare_configuration(
    folder: Path, *, house: bool = False, zone: str = ZONE
) -> None:
    """Prepare a configuration folder. Existing files stay."""
    components = folder / "custom_components"
    components.mkdir(parents=True, exist_ok=True)
    sources = {"ocean_xyz": ROOT / "custom_components" / "ocean_xyz"}
    if house:
        sources["demo_house"] = ROOT / "demo" / "house"
    for name, source in sources.items():
        link = components / name
        if not link.exists():
            link.unlink(missing_ok=True)
            link.symlink_to(source)
    for name, text in (
        (
            "configuration.yaml",
            CONFIGURATION.format(zone=zone) + (HOUSE if house else ""),
        ),
        ("automations.yaml", "[]\n"),
    ):
        if not (folder / name).exists():
            (folder / name).write_text(text)


def _skip_onboarding(folder: Path) -> None:
    """Skip the onboarding, except for the owner's account.

    The rest would set up a weather service and a voice, which need the internet.
    """
    store = folder / ".storage" / "onboarding"
    if store.exists():
        return
    store.parent.mkdir(parents=True, exist_ok=True)
    store.write_text(
        """{"version": 4, "minor_version": 1, "key": "onboarding",
"data": {"done": ["core_config", "analytics", "integration"]}}"""
    )


def start_home_assistant(
    folder: Path,
    port: int,
    simulator_port: int,
    log: Path,
    progress: Callable[[], None] | None = None,
    *,
    house: bool = False,
    zone: str = ZONE,
) -> Running:
    """Start Home Assistant with a configuration folder on a port of this machine."""
    prepare_configuration(folder, house=house, zone=zone)
    _pin_port(folder, port)
    _skip_onboarding(folder)
    running = Running(
        [
            sys.executable,
            "-m",
            "demo.launcher",
            f"http://127.0.0.1:{simulator_port}",
            str(folder),
        ],
        log,
        SETUP_PORT=str(port),
        PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    )
    running.wait_for(
        f"http://127.0.0.1:{port}/manifest.json", "Home Assistant", progress
    )
    return running


def _pin_port(folder: Path, port: int) -> None:
    """Let Home Assistant listen only on a port of this machine."""
    store = folder / ".storage" / "http"
    store.parent.mkdir(parents=True, exist_ok=True)
    store.write_text(
        f"""{{"version": 3, "minor_version": 1, "key": "http", "data": {{"stable": {{
"server_port": {port}, "server_host": ["127.0.0.1"], "cors_allowed_origins": [],
"login_attempts_threshold": -1, "ip_ban_enabled": false,
"ssl_profile": "intermediate_v6", "use_x_frame_options": true,
"created_at": "2026-01-01T00:00:00+00:00", "error": null, "error_message": null}},
"pending": null, "yaml_migration_done": true}}}}"""
    )


def remove(folder: Path) -> None:
    """Remove a folder with everything in it."""
    shutil.rmtree(folder, ignore_errors=True)
