"""Events: what happened to workers, and the blocks that the pool found."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.start import async_at_started

from .api import Block, Satoshis
from .coordinator import OceanCoordinator
from .devices.ids import EARNING, PAYOUT, POOL_BLOCK, WORKER
from .entity import Place, PlacedEntity, account_place, pool_place
from .mining.account import AccountState
from .mining.ledger.book import (
    EarningCredited,
    LedgerPayout,
    PayoutCorrected,
    PayoutMade,
)
from .mining.names import shown_name
from .mining.payout import PaymentKind
from .mining.pool import PoolState, label_of_finder, short_finder
from .mining.workers.news import AnnouncedWorkers, News, worker_news
from .mining.workers.state import WorkerChange
from .runtime.account import OceanAccount, OceanConfigEntry
from .runtime.hub import OceanHub
from .sources.ledger import LedgerState

PARALLEL_UPDATES = 0

BLOCK_CREDITED: Final = "block_credited"
CORRECTED: Final = "corrected"
FOUND: Final = "found"
FOUND_BY_YOU: Final = "found_by_you"

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
    """Tells the news of a coordinator, each once."""

    def __init__(
        self,
        description: EventEntityDescription,
        place: Place,
        coordinator: OceanCoordinator[DataT],
        news_fn: Callable[[DataT], list[News]],
        announced: AnnouncedWorkers | None = None,
    ) -> None:
        """Remember where the news come from, and who remembers whom they are about."""
        super().__init__(description, place)
        self._coordinator = coordinator
        self._news_fn = news_fn
        self._about = announced
        self._told: DataT | None = None
        self._waiting: list[News] = []

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for news."""
        await super().async_added_to_hass()
        self.async_on_remove(self._coordinator.async_add_listener(self._handle_update))
        # What happened while Home Assistant was down came with the first answer. It is
        # told once the entity is there: before that, only the last would be seen.
        handle = self.hass.loop.call_soon(self._handle_update)
        self.async_on_remove(handle.cancel)
        self.async_on_remove(async_at_started(self.hass, self._tell))

    @callback
    def _handle_update(self) -> None:
        """Take what is new, in order."""
        data = self._coordinator.data
        if data is self._told:
            return
        self._told = data
        self._waiting += self._news_fn(data)
        self._tell(self.hass)

    @callback
    def _tell(self, hass: HomeAssistant) -> None:
        """Tell what waits; while Home Assistant starts, no automation listens yet."""
        if hass.state in (CoreState.not_running, CoreState.starting):
            return
        news, self._waiting = self._waiting, []
        for one in news:
            self._trigger_event(one.kind, dict(one.attributes))
            if self._about is not None:
                self._about.remember(str(self.state), one.about)
            self.async_write_ha_state()


def block_news(pool: PoolState, own_addresses: Mapping[str, str]) -> list[News]:
    """Return the blocks found since the last poll; `own_addresses` maps to labels."""
    return [_block(block, own_addresses) for block in pool.new_blocks]


def _block(block: Block, own_addresses: Mapping[str, str]) -> News:
    """Describe a block."""
    described: dict[str, Any] = {
        "height": block.height,
        "hash": block.hash,
        "reward": block.reward,
        "finder": short_finder(block),
    }
    label = label_of_finder(block, own_addresses)
    if label is None:
        return News(kind=FOUND, attributes=described)
    described |= {"account": label, "worker": shown_name(block.worker or "")}
    return News(kind=FOUND_BY_YOU, attributes=described)


def earning_news(state: LedgerState, heights: Mapping[str, int]) -> list[News]:
    """Return the credited blocks; `heights` are of the pool's blocks by their hash."""
    return [
        News(
            kind=BLOCK_CREDITED,
            attributes={
                "height": heights.get(event.earning.block_hash),
                "hash": event.earning.block_hash,
                "amount": event.earning.net,
                "shares": event.earning.shares,
                "time": event.earning.time.isoformat(),
            },
        )
        for event in state.events
        if isinstance(event, EarningCredited)
    ]


def payout_news(state: LedgerState) -> list[News]:
    """Return the payouts, and the deduced ones that were none."""
    news: list[News] = []
    for event in state.events:
        if isinstance(event, PayoutMade):
            described = _payout(event.payout)
            news.append(News(kind=event.payout.kind, attributes=described))
        elif isinstance(event, PayoutCorrected):
            right = event.right or replace(event.wrong, amount=Satoshis(0))
            described = {**_payout(right), "amount_before": event.wrong.amount}
            news.append(News(kind=CORRECTED, attributes=described))
    return news


def _payout(payout: LedgerPayout) -> dict[str, Any]:
    """Describe a payout."""
    return {
        "amount": payout.amount,
        "transaction": payout.transaction,
        "certainty": payout.certainty,
        "time": payout.time.isoformat(),
    }


async def async_setup_entry(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the events of the pool and of the accounts."""
    runtime = entry.runtime_data
    async_add_entities([_pool_block_event(runtime.hub, runtime.labels)])
    for subentry_id, account in runtime.accounts.items():
        async_add_entities(
            [_worker_event(account), _earning_event(account), _payout_event(account)],
            config_subentry_id=subentry_id,
        )


def _worker_event(account: OceanAccount) -> OceanEvent[AccountState]:
    """Return the event that tells what happened to an account's workers."""

    def news(state: AccountState) -> list[News]:
        return worker_news(state.events)

    place = account_place(account)
    return OceanEvent(
        WORKER_EVENT, place, account.state_coordinator, news, account.announced
    )


def _earning_event(account: OceanAccount) -> OceanEvent[LedgerState]:
    """Return the event that tells which blocks were credited to an account."""

    def news(state: LedgerState) -> list[News]:
        return earning_news(state, account.hub.pool_source.log.heights)

    return OceanEvent(
        EARNING_EVENT, account_place(account), account.ledger_coordinator, news
    )


def _payout_event(account: OceanAccount) -> OceanEvent[LedgerState]:
    """Return the event that tells what an account was paid."""
    return OceanEvent(
        PAYOUT_EVENT, account_place(account), account.ledger_coordinator, payout_news
    )


def _pool_block_event(
    hub: OceanHub, labels: Mapping[str, str]
) -> OceanEvent[PoolState]:
    """Return the event that tells the pool's blocks."""
    return OceanEvent(
        POOL_BLOCK_EVENT,
        pool_place(hub),
        hub.pool_coordinator,
        lambda pool: block_news(pool, labels),
    )
