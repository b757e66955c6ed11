"""Runs the demo: `scripts/demo`."""

import argparse
import asyncio
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
import signal
import sys
import time
from typing import Any

import aiohttp

from simulator import World

from .client import PASSWORD, USERNAME, HomeAssistantClient
from .house.day import EXPORT, HOUSE
from .past import UNKNOWN, Costs, entities_of, values_of, write_past
from .processes import ROOT, Running, remove, start_home_assistant, start_simulator
from .worlds import WORLDS, DemoWorld, steady_start

DATA = ROOT / "demo-data"
DASHBOARD = "ocean-mining"

# The longest wait for the first figures.
FIGURES_SECONDS = 120

# Home Assistant ends with this code when its user restarts it.
RESTART = 100


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description="Runs Home Assistant with OCEAN in a simulated world.",
    )
    worlds = parser.add_mutually_exclusive_group()
    for name in ("solar", "farm", "solo", "lightning"):
        worlds.add_argument(
            f"--{name}",
            action="store_const",
            dest="world",
            const=name,
            default="home",
            help=f"show {WORLDS[name].help}",
        )
    parser.add_argument("--fresh", action="store_true", help="forget what is there")
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--simulator-port", type=int, default=8124)
    parser.add_argument("--data", type=Path, default=DATA, help=argparse.SUPPRESS)
    return parser.parse_args()


async def figures(client: HomeAssistantClient, wanted: dict[str, str]) -> None:
    """Wait until each account, by its label, has a figure that follows from all others."""
    for _ in range(FIGURES_SECONDS):
        entities = await entities_of(client)
        states = await client.states()
        shown = [
            states.get(entities.get(figure, ""), {}).get("state", "unknown")
            for figure in wanted.items()
        ]
        if not {*shown} & {*UNKNOWN}:
            return
        await asyncio.sleep(1)


async def filled_in(
    client: HomeAssistantClient, costs: Costs
) -> dict[str, dict[str, Any]]:
    """Return what is entered into an account's form about its costs."""
    power: dict[str, Any] = {"fixed_power": costs.watts}
    if costs.tariff is not None:
        return {"costs": power | {"fixed_tariff": costs.tariff}}
    for _ in range(FIGURES_SECONDS):
        if "sensor.electricity_price" in await client.states():
            break
        await asyncio.sleep(1)
    (house,) = await client.get("/api/config/config_entries/entry?domain=demo_house")
    return {
        "costs": power | {"tariff_entity": "sensor.electricity_price"},
        "surplus": {
            "fixed_export": EXPORT,
            "grid_entity": "sensor.grid_power",
            "solar_forecasts": [house["entry_id"]],
            "house_load": HOUSE,
        },
        "heat": {
            "fuel_price": 0.11,
            "heating_efficiency": 90,
            "heat_wanted_entity": "input_boolean.heating",
        },
    }


async def set_up(url: str, demo: DemoWorld, world: World, database: Path) -> None:
    """Create the owner's account and set everything up, unless this was done before.

    That is the accounts, their costs and history, and the dashboard, on which the owner
    lands.
    """
    async with aiohttp.ClientSession() as session:
        client = await HomeAssistantClient.connect(session, url)
        if await client.get("/api/config/config_entries/entry?domain=ocean_xyz"):
            return
        accounts = demo.addresses(world)
        entry_id = await client.add_ocean(accounts)
        for label, costs in demo.costs.items():
            sections = await filled_in(client, costs)
            await client.reconfigure(entry_id, label, **sections)
        revenue = dict.fromkeys(accounts, "revenue_per_day")
        await figures(client, revenue | dict.fromkeys(demo.costs, "profit_per_day"))
        await write_past(client, database, values_of(world, accounts, demo.costs))
        await client.add_dashboard(DASHBOARD, "Mining")
        await client.land_on(DASHBOARD)


def begun(data: Path, demo: DemoWorld) -> datetime:
    """Return the start of the demo's world: about the time of the first run."""
    note = data / "begun"
    if not note.exists():
        data.mkdir(parents=True, exist_ok=True)
        start = steady_start(demo.world, datetime.now(UTC).replace(microsecond=0))
        note.write_text(start.isoformat())
    return datetime.fromisoformat(note.read_text())


def say(text: str) -> None:
    """Print the progress."""
    print(text, flush=True)


def dot() -> None:
    """Print a dot now and then while something is running."""
    print(".", end="", flush=True)


def watch(home_assistant: Running, simulator: Running) -> int:
    """Wait until Home Assistant ends, and return its exit code.

    Says so if the simulator ends before: what Home Assistant shows then is an outage.
    """
    told = False
    while (code := home_assistant.process.poll()) is None:
        if not told and simulator.process.poll() is not None:
            told = True
            say(
                f"✗ The simulated pool has ended; {simulator.log} may say why.\n"
                "  Home Assistant now shows an outage of all sources. To get the pool"
                " back, press Ctrl-C and start again."
            )
        time.sleep(0.5)
    return code


def run(options: argparse.Namespace) -> int:
    """Run the demo until it is interrupted or Home Assistant ends by itself."""
    demo = WORLDS[options.world]
    data: Path = options.data / options.world
    if options.fresh:
        remove(data)
    start = begun(data, demo)

    def begin() -> Running:
        return start_home_assistant(
            data / "config",
            options.port,
            options.simulator_port,
            data / "home-assistant.log",
            dot,
            house=demo.house,
        )

    with ExitStack() as running:
        say(f"→ Starting the simulated pool: {demo.help}")
        simulator = running.enter_context(
            start_simulator(
                options.simulator_port, data / "simulator.log", *demo.options(start)
            )
        )
        say("→ Starting Home Assistant (the first start takes a while)")
        home_assistant = running.enter_context(begin())
        say("\n→ Setting OCEAN up, with some weeks of history")
        database = data / "config" / "home-assistant_v2.db"
        asyncio.run(
            set_up(
                f"http://127.0.0.1:{options.port}", demo, demo.world(start), database
            )
        )
        say(
            f"\n  Open http://localhost:{options.port} and log in with the user name"
            f" {USERNAME} and the password {PASSWORD}.\n\n"
            "  Look also at Settings > Devices & services > OCEAN. Ctrl-C ends the demo;"
            "\n  what it recorded stays for the next time, unless you start it with"
            f" --fresh.\n  Logs: {data}\n"
        )
        while (code := watch(home_assistant, simulator)) == RESTART:
            say("→ Home Assistant restarts")
            home_assistant = running.enter_context(begin())
            say("\n  It is back.")
    if code:
        say(f"✗ Home Assistant has ended with {code}; see {data}/home-assistant.log")
    else:
        say("→ Home Assistant was stopped")
    return code


def interrupt(*_: object) -> None:
    """End the demo like Ctrl-C."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    # Otherwise a shell that starts it in the background makes it ignore Ctrl-C.
    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    try:
        sys.exit(run(arguments()))
    except KeyboardInterrupt:
        say("\n→ Ended")
    except RuntimeError as err:
        sys.exit(f"✗ {err}")
