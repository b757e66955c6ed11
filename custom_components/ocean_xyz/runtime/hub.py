"""The pool and the network, which all accounts share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ..coordinator import OceanCoordinator
from ..mining.figures import Source, hashprice_of, hub_sources, worth
from ..mining.network import NetworkState
from ..mining.pool import PoolMemory, PoolState
from ..sources.network import NetworkSource
from ..sources.pool import PoolSource
from .stores import OceanStore


@dataclass(kw_only=True)
class OceanHub:
    """The pool and the network."""

    pool_source: PoolSource
    network_source: NetworkSource
    pool_coordinator: OceanCoordinator[PoolState]
    network_coordinator: OceanCoordinator[NetworkState]
    store: OceanStore[PoolMemory]
    entry_id: str
    currency: str
    """ISO 4217, upper case."""
    now: Callable[[], datetime]
    """The time to decide by, also while the computer's clock is wrong."""

    async def async_save(self) -> None:
        """Store what is remembered of the pool now."""
        await self.store.save(self.pool_source.memory)

    @property
    def pool(self) -> PoolState:
        """Return what is known of the pool."""
        return self.pool_coordinator.data

    @property
    def network(self) -> NetworkState:
        """Return what is known of the network."""
        return self.network_coordinator.data

    @property
    def answering(self) -> frozenset[Source]:
        """Return which sources of the pool and the network answer."""
        return hub_sources(self.pool, self.network)

    @property
    def hashprice(self) -> float | None:
        """Return what 10¹⁵ hashes a second earn in a day, in sat; None if not known."""
        return hashprice_of(self.pool, self.network)

    @property
    def hashprice_value(self) -> float | None:
        """Return the same in the hub's currency."""
        return worth(self.hashprice, self.network.price)
