"""Runs the demo: `scripts/demo`."""

import argparse
import asyncio
from contextlib import ExitStack
from pathlib import Path
import signal
import sys
import time

import aiohttp

from simulator import World, heater, home

from .client import PASSWORD, USERNAME, HomeAssistantClient
from .processes import ROOT, remove, start_home_assistant, start_simulator

DATA = ROOT / "demo-data"


def demo_accounts() -> dict[str, str]:
    """Return the accounts of the simulated world: label and address."""
    accounts = World(accounts=(home(), heater())).accounts.values()
    return dict(zip(("Home", "Heater"), (one.address for one in accounts), strict=True))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description="Runs Home Assistant with OCEAN in a simulated world.",
    )
    parser.add_argument("--fresh", action="store_true", help="forget what is there")
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--simulator-port", type=int, default=8124)
    parser.add_argument("--data", type=Path, default=DATA, help=argparse.SUPPRESS)
    return parser.parse_args()


async def set_up(url: str) -> None:
    """Make the owner's account and set the integration up, unless that was done."""
    async with aiohttp.ClientSession() as session:
        client = await HomeAssistantClient.connect(session, url)
        entries = await client.get("/api/config/config_entries/entry?domain=ocean_xyz")
        if not entries:
            await client.add_ocean(demo_accounts())


def say(text: str) -> None:
    """Tell how far it is."""
    print(text, flush=True)


def dot() -> None:
    """Show that something is going on."""
    print(".", end="", flush=True)


def run(options: argparse.Namespace) -> None:
    """Run the demo until it is interrupted."""
    if options.fresh:
        remove(options.data)
    url = f"http://localhost:{options.port}"
    with ExitStack() as running:
        say("→ Starting the simulated pool")
        log = options.data / "simulator.log"
        running.enter_context(start_simulator(options.simulator_port, log))
        say("→ Starting Home Assistant (the first start takes a while)")
        home_assistant = running.enter_context(
            start_home_assistant(
                options.data / "config",
                options.port,
                options.simulator_port,
                options.data / "home-assistant.log",
                dot,
            )
        )
        say("\n→ Setting OCEAN up")
        asyncio.run(set_up(f"http://127.0.0.1:{options.port}"))
        say(
            f"\n  Home Assistant: {url}\n"
            f"  User name:      {USERNAME}\n"
            f"  Password:       {PASSWORD}\n\n"
            "  Look at Settings > Devices & services > OCEAN. Ctrl-C ends the demo; what"
            "\n  it recorded stays for the next time, unless you start it with --fresh.\n"
        )
        while home_assistant.process.poll() is None:
            time.sleep(1)
        say("Home Assistant has ended.")


def interrupt(*_: object) -> None:
    """End the demo as Ctrl-C does."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    # A shell that starts it in the background has it ignore Ctrl-C otherwise.
    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    try:
        run(arguments())
    except KeyboardInterrupt:
        say("\n→ Ended")
    except RuntimeError as err:
        sys.exit(f"✗ {err}")
