"""A Home Assistant that can be restarted, with its simulated upstreams."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
import socket

from .processes import ZONE, Running, start_home_assistant, start_simulator


def free_port() -> int:
    """Return a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Installation:
    """A Home Assistant that can be restarted, with its simulated upstreams."""

    folder: Path
    port: int = field(default_factory=free_port)
    simulator_port: int = field(default_factory=free_port)
    world: tuple[str, ...] = ()
    """Options of the simulator that describe its world."""
    house: bool = False
    """Whether there is a house with solar panels."""
    zone: str = ZONE
    simulator: Running | None = None
    home_assistant: Running | None = None

    @property
    def url(self) -> str:
        """Return its URL."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """Return its log."""
        return self.folder / "home-assistant.log"

    @property
    def database(self) -> Path:
        """Return the recorder's database."""
        return self.folder / "config" / "home-assistant_v2.db"

    def start(self) -> None:
        """Start the simulator and Home Assistant, unless they are running."""
        if self.simulator is None:
            self.simulator = start_simulator(
                self.simulator_port, self.folder / "simulator.log", *self.world
            )
        self.home_assistant = start_home_assistant(
            self.folder / "config",
            self.port,
            self.simulator_port,
            self.log,
            house=self.house,
            zone=self.zone,
        )

    def stop(self, *, kill: bool = False) -> None:
        """Stop Home Assistant. The simulator keeps running."""
        if self.home_assistant is not None:
            self.home_assistant.stop(kill=kill)
            self.home_assistant = None

    def close(self) -> None:
        """Stop everything."""
        with ExitStack() as stack:
            if self.simulator is not None:
                stack.callback(self.simulator.stop)
            stack.callback(self.stop)
