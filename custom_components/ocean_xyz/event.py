"""Events: what happened to workers, and the blocks that the pool found."""

from collections.abc import Callable, Mapping
from typing import Any, Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.start import async_at_started

from .coordinator import OceanCoordinator
from .devices.ids import EARNING, PAYOUT, POOL_BLOCK, WORKER
from .entity import Place, PlacedEntity, account_place, pool_place
from .mining.account import AccountState
from .mining.news import (
    BLOCK_CREDITED,
    CORRECTED,
    FOUND,
    FOUND_BY_YOU,
    block_news,
    earning_news,
    payout_news,
)
from .mining.payout import PaymentKind
from .mining.pool import PoolState
from .mining.workers.news import AnnouncedWorkers, News, worker_news
from .mining.workers.state import WorkerChange
from .runtime.account import OceanAccount, OceanConfigEntry
from .runtime.hub import OceanHub
from .sources.ledger import LedgerState

PARALLEL_UPDATES = 0

WORKER_EVENT: Final = EventEntityDescription(
    key=WORKER, event_types=[change.value for change in WorkerChange]
)
EARNING_EVENT: Final = EventEntityDescription(key=EARNING, event_types=[BLOCK_CREDITED])
PAYOUT_EVENT: Final = EventEntityDescription(
    key=PAYOUT, event_types=[*(kind.value for kind in PaymentKind), CORRECTED]
)
POOL_BLOCK_EVENT: Final = EventEntityDescription(
    key=POOL_BLOCK, event_types=[FOUND, FOUND_BY_YOU]
)


class OceanEvent[DataT](PlacedEntity, EventEntity):
    """An event that fires once for each piece of news of a coordinator."""

    def __init__(
        self,
        description: EventEntityDescription,
        place: Place,
        coordinator: OceanCoordinator[DataT],
        news_fn: Callable[[DataT], list[News]],
        announced: AnnouncedWorkers | None = None,
    ) -> None:
        """Take where news comes from; `announced` remembers which workers it was about."""
        super().__init__(description, place)
        self._coordinator = coordinator
        self._news_fn = news_fn
        self._announced = announced
        self._last: DataT | None = None
        self._waiting: list[News] = []

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for news."""
        await super().async_added_to_hass()
        self.async_on_remove(self._coordinator.async_add_listener(self._handle_update))
        # The first answer may hold news of the time when Home Assistant was down. It
        # waits until the entity is added: before that, only the last would be seen.
        handle = self.hass.loop.call_soon(self._handle_update)
        self.async_on_remove(handle.cancel)
        self.async_on_remove(async_at_started(self.hass, self._announce))

    @callback
    def _handle_update(self) -> None:
        """Take what is new, in order."""
        data = self._coordinator.data
        if data is self._last:
            return
        self._last = data
        self._waiting += self._news_fn(data)
        self._announce(self.hass)

    @callback
    def _announce(self, hass: HomeAssistant) -> None:
        """Fire what waits; while Home Assistant starts, no automation listens yet."""
        if hass.state in (CoreState.not_running, CoreState.starting):
            return
        news, self._waiting = self._waiting, []
        for one in news:
            self._trigger_event(one.kind, dict(one.attributes))
            if self._announced is not None:
                self._announced.remember(str(self.state), one.about)
            self.async_write_ha_state()


async def async_setup_entry(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the events of the pool and of the accounts."""
    runtime = entry.runtime_data
    async_add_entities([_pool_block_event(runtime.hub, runtime.labels)])
    for subentry_id, account in runtime.accounts.items():
        async_add_entities(_account_events(account), config_subentry_id=subentry_id)


def _account_events(account: OceanAccount) -> list[OceanEvent[Any]]:
    """Return the events of an account: its workers, its earnings and its payouts."""
    place, state = account_place(account.account_id), account.state_coordinator
    ledger, pool = account.ledger_coordinator, account.hub.pool_source

    def workers(state: AccountState) -> list[News]:
        return worker_news(state.events)

    def earnings(state: LedgerState) -> list[News]:
        return earning_news(state.events, pool.log.heights)

    def payouts(state: LedgerState) -> list[News]:
        return payout_news(state.events)

    return [
        OceanEvent(WORKER_EVENT, place, state, workers, account.announced),
        OceanEvent(EARNING_EVENT, place, ledger, earnings),
        OceanEvent(PAYOUT_EVENT, place, ledger, payouts),
    ]


def _pool_block_event(
    hub: OceanHub, labels: Mapping[str, str]
) -> OceanEvent[PoolState]:
    """Return the event of the pool's blocks; `labels` are the accounts' by address."""
    return OceanEvent(
        POOL_BLOCK_EVENT,
        pool_place(hub.entry_id),
        hub.pool_coordinator,
        lambda pool: block_news(pool.new_blocks, labels),
    )
