"""Runs the demo: `scripts/demo`."""

import argparse
import asyncio
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
import signal
import sys
import time

import aiohttp

from simulator import World, heater, home
from simulator.served import served_world

from .client import PASSWORD, USERNAME, HomeAssistantClient
from .past import Costs, values_of, write_past
from .processes import ROOT, remove, start_home_assistant, start_simulator

DATA = ROOT / "demo-data"
DASHBOARD = "ocean-mining"

# The power of the home's machines, and a price at which mining just pays.
COSTS = {"Home": Costs(watts=12_800, tariff=0.065)}

# The longest wait for the first figures.
FIGURES_SECONDS = 60


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


async def figures(client: HomeAssistantClient) -> None:
    """Wait for the figures that all others need."""
    for _ in range(FIGURES_SECONDS):
        states = await client.states()
        profit = states.get("sensor.home_profit_per_day", {}).get("state")
        if profit not in (None, "unknown", "unavailable"):
            return
        await asyncio.sleep(1)


async def set_up(url: str, world: World, database: Path) -> None:
    """Create the owner's account and set everything up, unless this was done before.

    That is the accounts, the costs of one, their history, and the dashboard.
    """
    async with aiohttp.ClientSession() as session:
        client = await HomeAssistantClient.connect(session, url)
        if await client.get("/api/config/config_entries/entry?domain=ocean_xyz"):
            return
        accounts = demo_accounts()
        entry_id = await client.add_ocean(accounts)
        for label, costs in COSTS.items():
            await client.set_costs(
                entry_id, label, watts=costs.watts, tariff=costs.tariff
            )
        await figures(client)
        await write_past(client, database, values_of(world, accounts, COSTS))
        await client.add_dashboard(DASHBOARD, "Mining")


def begun(data: Path) -> datetime:
    """Return the start of the demo's world: the time of the first run."""
    note = data / "begun"
    if not note.exists():
        data.mkdir(parents=True, exist_ok=True)
        note.write_text(datetime.now(UTC).isoformat(timespec="seconds"))
    return datetime.fromisoformat(note.read_text())


def say(text: str) -> None:
    """Print the progress."""
    print(text, flush=True)


def dot() -> None:
    """Print a dot now and then while something is running."""
    print(".", end="", flush=True)


def run(options: argparse.Namespace) -> None:
    """Run the demo until it is interrupted."""
    if options.fresh:
        remove(options.data)
    url = f"http://localhost:{options.port}"
    with ExitStack() as running:
        say("→ Starting the simulated pool")
        log = options.data / "simulator.log"
        start = begun(options.data)
        running.enter_context(
            start_simulator(options.simulator_port, log, "--start", start.isoformat())
        )
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
        database = options.data / "config" / "home-assistant_v2.db"
        asyncio.run(
            set_up(f"http://127.0.0.1:{options.port}", served_world(start), database)
        )
        say(
            f"\n  Dashboard:      {url}/{DASHBOARD}\n"
            f"  User name:      {USERNAME}\n"
            f"  Password:       {PASSWORD}\n\n"
            "  Look also at Settings > Devices & services > OCEAN. Ctrl-C ends the demo;"
            "\n  what it recorded stays for the next time, unless you start it with --fresh.\n"
        )
        while home_assistant.process.poll() is None:
            time.sleep(1)
        say("Home Assistant has ended.")


def interrupt(*_: object) -> None:
    """End the demo like Ctrl-C."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    # Otherwise a shell that starts it in the background makes it ignore Ctrl-C.
    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    try:
        run(arguments())
    except KeyboardInterrupt:
        say("\n→ Ended")
    except RuntimeError as err:
        sys.exit(f"✗ {err}")
