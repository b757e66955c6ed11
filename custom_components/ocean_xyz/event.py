"""Events: what happened to workers, and the blocks that the pool found."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any, Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account import AccountState
from .api import Block, Satoshis
from .const import TERA
from .coordinator import OceanCoordinator
from .entity import Place, PlacedEntity, account_place, pool_place
from .ledger import EarningCredited, LedgerPayout, PayoutCorrected, PayoutMade
from .ledger_source import LedgerState
from .names import shown_name
from .payout import PaymentKind
from .pool import PoolState, label_of_finder, short_finder
from .runtime import OceanAccount, OceanConfigEntry, OceanHub
from .workers import WorkerChange, WorkerEvent

PARALLEL_UPDATES = 0

# Changes of one kind in one poll above which they are told as one.
MANY_CHANGES: Final = 5

NAMES_TOLD: Final = 20

BLOCK_CREDITED: Final = "block_credited"
CORRECTED: Final = "corrected"
FOUND: Final = "found"
FOUND_BY_YOU: Final = "found_by_you"

WORKER_EVENT: Final = EventEntityDescription(
    key="worker", event_types=[change.value for change in WorkerChange]
)
EARNING_EVENT: Final = EventEntityDescription(
    key="earning", event_types=[BLOCK_CREDITED]
)
PAYOUT_EVENT: Final = EventEntityDescription(
    key="payout", event_types=[*(kind.value for kind in PaymentKind), CORRECTED]
)
POOL_BLOCK_EVENT: Final = EventEntityDescription(
    key="pool_block", event_types=[FOUND, FOUND_BY_YOU]
)


class OceanEvent[DataT](PlacedEntity, EventEntity):
    """Tells the news of a coordinator, each once."""

    def __init__(
        self,
        description: EventEntityDescription,
        place: Place,
        coordinator: OceanCoordinator[DataT],
        news_fn: Callable[[DataT], list[tuple[str, dict[str, Any]]]],
    ) -> None:
        """Remember where the news come from."""
        super().__init__(description, place)
        self._coordinator = coordinator
        self._news_fn = news_fn
        self._told: DataT | None = None

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for news."""
        await super().async_added_to_hass()
        self.async_on_remove(self._coordinator.async_add_listener(self._handle_update))
        # What happened while Home Assistant was down came with the first answer. It is
        # told once the entity is there: before that, only the last would be seen.
        handle = self.hass.loop.call_soon(self._handle_update)
        self.async_on_remove(handle.cancel)

    @callback
    def _handle_update(self) -> None:
        """Tell what is new, in order."""
        data = self._coordinator.data
        if data is self._told:
            return
        self._told = data
        for event_type, attributes in self._news_fn(data):
            self._trigger_event(event_type, attributes)
            self.async_write_ha_state()


def worker_news(state: AccountState) -> list[tuple[str, dict[str, Any]]]:
    """Return what happened to the workers of an account since the last poll.

    A power cut takes a whole farm down at once: more than five changes of one kind are
    told as one, with their number and the first twenty names.
    """
    news: list[tuple[str, dict[str, Any]]] = []
    events = sorted(state.events, key=lambda event: event.change)
    for change, group in groupby(events, key=lambda event: event.change):
        same = list(group)
        if len(same) > MANY_CHANGES:
            news.append((change.value, _many(same)))
        else:
            news.extend((change.value, _one(event)) for event in same)
    return news


def _one(event: WorkerEvent) -> dict[str, Any]:
    """Describe what happened to one worker."""
    described: dict[str, Any] = {"worker": shown_name(event.name), "count": 1}
    if event.silence is not None:
        described["silence"] = round(event.silence)
    if event.hashrate_lost is not None:
        described["hashrate_lost"] = round(event.hashrate_lost / TERA, 3)
    return described


def _many(events: list[WorkerEvent]) -> dict[str, Any]:
    """Describe what happened to many workers."""
    described: dict[str, Any] = {
        "count": len(events),
        "workers": [shown_name(event.name) for event in events[:NAMES_TOLD]],
    }
    silences = [event.silence for event in events if event.silence is not None]
    if silences:
        described["silence"] = round(max(silences))
    lost = [event.hashrate_lost for event in events if event.hashrate_lost is not None]
    if lost:
        described["hashrate_lost"] = round(sum(lost) / TERA, 3)
    return described


def block_news(
    pool: PoolState, own_addresses: Mapping[str, str]
) -> list[tuple[str, dict[str, Any]]]:
    """Return the blocks found since the last poll; `own_addresses` maps to labels."""
    return [_block(block, own_addresses) for block in pool.new_blocks]


def _block(
    block: Block, own_addresses: Mapping[str, str]
) -> tuple[str, dict[str, Any]]:
    """Describe a block."""
    described: dict[str, Any] = {
        "height": block.height,
        "hash": block.hash,
        "reward": block.reward,
        "finder": short_finder(block),
    }
    label = label_of_finder(block, own_addresses)
    if label is None:
        return FOUND, described
    return FOUND_BY_YOU, {
        **described,
        "account": label,
        "worker": shown_name(block.worker or ""),
    }


def earning_news(
    state: LedgerState, heights: Mapping[str, int]
) -> list[tuple[str, dict[str, Any]]]:
    """Return the credited blocks; `heights` are of the pool's blocks by their hash."""
    return [
        (
            BLOCK_CREDITED,
            {
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


def payout_news(state: LedgerState) -> list[tuple[str, dict[str, Any]]]:
    """Return the payouts, and the deduced ones that were none."""
    news: list[tuple[str, dict[str, Any]]] = []
    for event in state.events:
        if isinstance(event, PayoutMade):
            news.append((event.payout.kind, _payout(event.payout)))
        elif isinstance(event, PayoutCorrected):
            right = event.right or replace(event.wrong, amount=Satoshis(0))
            described = {**_payout(right), "amount_before": event.wrong.amount}
            news.append((CORRECTED, described))
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
    return OceanEvent(WORKER_EVENT, account_place(account), account.state, worker_news)


def _earning_event(account: OceanAccount) -> OceanEvent[LedgerState]:
    """Return the event that tells which blocks were credited to an account."""

    def news(state: LedgerState) -> list[tuple[str, dict[str, Any]]]:
        return earning_news(state, account.hub.pool_source.log.heights)

    return OceanEvent(EARNING_EVENT, account_place(account), account.ledger, news)


def _payout_event(account: OceanAccount) -> OceanEvent[LedgerState]:
    """Return the event that tells what an account was paid."""
    return OceanEvent(PAYOUT_EVENT, account_place(account), account.ledger, payout_news)


def _pool_block_event(
    hub: OceanHub, labels: Mapping[str, str]
) -> OceanEvent[PoolState]:
    """Return the event that tells the pool's blocks."""
    return OceanEvent(
        POOL_BLOCK_EVENT,
        pool_place(hub),
        hub.pool,
        lambda pool: block_news(pool, labels),
    )
