"""Writes the shapes of all answers, as the simulator gives them: `python -m probe.shapes`."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Final, override

import orjson
from yarl import URL

from custom_components.ocean_xyz.api import Credentials, Transport
from custom_components.ocean_xyz.api.transport import Answer
from simulator import START, PaidBy, Upstreams, World, heater, home

from .asking import ask_all
from .comparing import Shape, shape_of

FILE: Final = Path(__file__).with_name("shapes.json")


class Simulated(Transport):
    """A transport to the simulator, which sends nothing."""

    def __init__(self, upstreams: Upstreams) -> None:
        """Remember the upstreams."""
        self.requests = {}  # type: ignore[assignment]
        self._upstreams = upstreams

    @override
    async def get(
        self,
        url: URL,
        *,
        lane: str | None = None,
        accept: str = "application/json",
        credentials: Credentials | None = None,
        verify: bool = True,
    ) -> Answer:
        """Answer from the simulated world."""
        reply = self._upstreams.get(str(url))
        return Answer(host=url.host or "", status=reply.status, body=reply.body)


def expected_shapes() -> dict[str, Shape]:
    """Return the shapes of all answers, over accounts that are paid in different ways."""
    shapes: dict[str, dict[str, frozenset[str]]] = {}
    plans = (home(), replace(home(), paid_by=PaidBy.COINBASE), heater())
    for plan in plans:
        upstreams = Upstreams(World(accounts=(plan,)))
        address = next(iter(upstreams.world.accounts.values())).address
        findings, _ = asyncio.run(
            ask_all(Simulated(upstreams), address, {name: {} for name in ROUTES}, START)
        )
        for finding in findings:
            if finding.name in ROUTES:
                known = shapes.setdefault(finding.name, {})
                for path, types in shape_of(finding.value).items():
                    known[path] = known.get(path, frozenset()) | types
    return dict(shapes)


ROUTES: Final = frozenset(
    {
        "ocean/pool_stat",
        "ocean/pool_hashrate",
        "ocean/blocks",
        "ocean/latest_block",
        "ocean/statsnap",
        "ocean/userinfo_full",
        "ocean/user_hashrate",
        "ocean/user_hashrate_full",
        "ocean/earnpay",
        "mempool/blocks/tip/height",
        "mempool/fees",
        "mempool/prices",
        "mempool/difficulty-adjustment",
        "mempool/hashrate",
        "mempool/blocks",
        "blockchain.info/stats",
        "blockchain.info/ticker",
    }
)


def as_text(shapes: dict[str, Shape]) -> str:
    """Return shapes as they are written: one line for each field."""
    lists = {
        name: {path: sorted(types) for path, types in sorted(shape.items())}
        for name, shape in sorted(shapes.items())
    }
    return orjson.dumps(lists, option=orjson.OPT_INDENT_2).decode() + "\n"


def known_shapes() -> dict[str, Shape]:
    """Return the shapes that were written."""
    return {
        name: {path: frozenset(types) for path, types in shape.items()}
        for name, shape in orjson.loads(FILE.read_bytes()).items()
    }


if __name__ == "__main__":
    FILE.write_text(as_text(expected_shapes()), encoding="utf-8")
