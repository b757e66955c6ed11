"""All upstreams behind one function from a request to a reply."""

from collections.abc import Callable
from dataclasses import replace
from email.utils import format_datetime
from typing import Final

from . import blockchain_info, mempool, ocean, pages
from .faults import Effect, Fault, Faults
from .messages import Asked, Reply, Request, View, not_found
from .world import World

API_HOST: Final = "api.ocean.xyz"
SITE_HOST: Final = "ocean.xyz"
MEMPOOL_HOST: Final = "mempool.space"
OTHER_CHAIN_HOST: Final = "mempool.guide"
BLOCKCHAIN_INFO_HOST: Final = "blockchain.info"

type Upstream = Callable[[View, Request], Reply]


class Upstreams:
    """OCEAN, its web site, mempool and blockchain.info, all with the data of one world."""

    def __init__(self, world: World) -> None:
        """Create the upstreams of a world."""
        self.world = world
        self.faults = Faults()
        self.requests: list[Asked] = []
        """Every request so far, including failed ones."""
        self.hosts: dict[str, Upstream] = {
            API_HOST: ocean.respond,
            SITE_HOST: pages.respond,
            MEMPOOL_HOST: mempool.respond,
            OTHER_CHAIN_HOST: _on_other_chain,
            BLOCKCHAIN_INFO_HOST: blockchain_info.respond,
            "api.blockchain.info": blockchain_info.respond,
        }

    def serve_mempool(self, host: str) -> None:
        """Add a user's own mempool instance."""
        self.hosts[host] = mempool.respond

    def inject(self, effect: Effect, **scope: object) -> Fault:
        """Switch on a fault. `Fault` lists the possible scopes."""
        fault = Fault(effect=effect, **scope)  # type: ignore[arg-type]
        self.faults.add(fault)
        return fault

    def respond(self, request: Request) -> Reply:
        """Answer a request."""
        world = self.world
        self.requests.append(Asked(world.now, request.host, request.path))
        upstream = self.hosts.get(request.host)
        if upstream is None:
            return not_found()
        at = world.timestamp
        view = View(world=world, chain=world.chain, at=at, unpaid_at=at)
        effects = self.faults.struck(request, world.now)
        for effect in effects:
            view = effect.view(view)
        reply = upstream(view, request)
        for effect in effects:
            reply = effect.reply(reply)
        date = format_datetime(world.now, usegmt=True)
        return replace(reply, headers={"Date": date, **reply.headers})

    def get(self, url: str) -> Reply:
        """Answer a request for a URL."""
        return self.respond(Request.of(url))

    def count(self, host: str = "", path: str = "") -> int:
        """Return the number of requests to a host and to paths with this beginning."""
        return sum(
            asked.host == (host or asked.host) and asked.path.startswith(path)
            for asked in self.requests
        )


def _on_other_chain(view: View, request: Request) -> Reply:
    return mempool.respond(mempool.on_other_chain(view), request)
