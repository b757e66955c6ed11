"""Serve the simulator: `python -m simulator --port 8124 --seed 1`."""

import argparse
from datetime import UTC, datetime, timedelta

from aiohttp import web

from .chain import NetworkPlan
from .presets import farm, heater, home
from .server import application
from .upstreams import Upstreams
from .world import World


def main() -> None:
    """Make a world that begins now, say who is in it, and serve it."""
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8124)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--farm", type=int, default=0, help="machines of a third account"
    )
    parser.add_argument("--days", type=int, default=60, help="of history")
    options = parser.parse_args()
    plans = (home(), heater(), *((farm(options.farm),) if options.farm else ()))
    world = World(
        options.seed,
        datetime.now(UTC),
        accounts=plans,
        network=NetworkPlan(history=timedelta(days=options.days)),
    )
    for account in world.accounts.values():
        print(f"{account.label}: {account.address}", flush=True)
    web.run_app(application(Upstreams(world)), host=options.host, port=options.port)


if __name__ == "__main__":
    main()
