"""Serve the simulator: `python -m simulator --port 8124 --seed 1`."""

import argparse
from datetime import UTC, datetime

from aiohttp import web

from .presets import PRESETS
from .served import USUAL, served_world
from .server import application
from .upstreams import Upstreams


def main() -> None:
    """Create a world, print its accounts, and serve it from now on."""
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8124)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--accounts", nargs="*", choices=PRESETS, default=USUAL, metavar="NAME"
    )
    parser.add_argument(
        "--farm", type=int, default=0, help="number of machines of a further account"
    )
    parser.add_argument("--days", type=int, default=60, help="days of history")
    parser.add_argument(
        "--start",
        type=datetime.fromisoformat,
        default=datetime.now(UTC),
        help="the world's start, with a time zone; now by default",
    )
    parser.add_argument(
        "--off", nargs="*", default=[], help="names of machines that are switched off"
    )
    parser.add_argument(
        "--own-block", action="store_true", help="the home finds a block at the start"
    )
    options = parser.parse_args()
    world = served_world(
        options.start,
        seed=options.seed,
        days=options.days,
        accounts=options.accounts,
        machines=options.farm,
        off=options.off,
    )
    if options.own_block:
        world.find_block(finder=next(iter(world.accounts.values())).address)
    for account in world.accounts.values():
        print(f"{account.label}: {account.address}", flush=True)
    web.run_app(application(Upstreams(world)), host=options.host, port=options.port)


if __name__ == "__main__":
    main()
