"""Events: what happened to workers, and the blocks that the pool found."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import (
    async_dispatcher_connect,
    async_dispatcher_send,
)
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import OceanCoordinator
from .devices.ids import (
    EARNING,
    PAYOUT,
    POOL_BLOCK,
    PROFITABLE,
    WORKER,
    unique_id,
)
from .entity import PlacedEntity, account_place, pool_place
from .mining.account import AccountState
from .mining.alerts import ALERT
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
from .mining.workers.news import News, joint_news, worker_news
from .mining.workers.revisions import removal
from .mining.workers.state import WorkerChange
from .runtime.account import OceanAccount, OceanConfigEntry
from .runtime.alerts import find_alerts, find_drought
from .runtime.news import ANNOUNCED, HASHRATES, Announcement, async_announce
from .sources.ledger import LedgerState

PARALLEL_UPDATES = 0

WORKER_EVENT: Final = EventEntityDescription(
    key=WORKER,
    event_types=[
        WorkerChange.ONLINE.value,
        WorkerChange.OFFLINE.value,
        WorkerChange.APPEARED.value,
        WorkerChange.GONE.value,
    ],
)
EARNING_EVENT: Final = EventEntityDescription(key=EARNING, event_types=[BLOCK_CREDITED])
PAYOUT_EVENT: Final = EventEntityDescription(
    key=PAYOUT, event_types=[*(kind.value for kind in PaymentKind), CORRECTED]
)
POOL_BLOCK_EVENT: Final = EventEntityDescription(
    key=POOL_BLOCK, event_types=[FOUND, FOUND_BY_YOU]
)


class OceanEvent(PlacedEntity, EventEntity):
    """An event that fires once for each piece of news about its subject."""

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for news."""
        await super().async_added_to_hass()
        self.async_on_remove(
            async_dispatcher_connect(self.hass, ANNOUNCED, self._handle_announcement)
        )

    @callback
    def _handle_announcement(self, announced: Announcement) -> None:
        """Fire if the news is about this subject, and not for triggers alone."""
        is_ours = unique_id(announced.owner, announced.key) == self.unique_id
        if is_ours and announced.news.kind in self.event_types:
            self._trigger_event(announced.news.kind, dict(announced.news.attributes))
            self.async_write_ha_state()


async def async_setup_entry(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the events of the pool and of the accounts."""
    async_add_entities([OceanEvent(POOL_BLOCK_EVENT, pool_place(entry.entry_id))])
    for subentry_id, account in entry.runtime_data.accounts.items():
        place = account_place(account.account_id)
        async_add_entities(
            [
                OceanEvent(description, place)
                for description in (WORKER_EVENT, EARNING_EVENT, PAYOUT_EVENT)
            ],
            config_subentry_id=subentry_id,
        )


@callback
def async_announce_all(hass: HomeAssistant, entry: OceanConfigEntry) -> None:
    """Announce what is new, as soon as there are entities that listen."""
    runtime = entry.runtime_data
    hub, labels = runtime.hub, runtime.labels

    def announce[DataT](
        key: str,
        coordinator: OceanCoordinator[DataT],
        news_fn: Callable[[DataT], list[News]],
        save: Callable[[], Awaitable[None]],
        account: OceanAccount | None = None,
    ) -> None:
        owner = account.account_id if account else entry.entry_id

        def announcement(news: News) -> Announcement:
            return Announcement(
                key=key, owner=owner, entry=entry, account=account, news=news
            )

        async_announce(hass, coordinator, news_fn, announcement, entry=entry, save=save)

    def blocks(state: PoolState) -> list[News]:
        return block_news(state.new_blocks, labels)

    def workers(state: AccountState) -> list[News]:
        return worker_news(state.events)

    def earnings(state: LedgerState) -> list[News]:
        return earning_news(state.events, hub.pool_source.log.heights)

    def payouts(state: LedgerState) -> list[News]:
        return payout_news(state.events)

    _announce_hashrates(hass, entry)
    announce(POOL_BLOCK, hub.pool_coordinator, blocks, hub.async_save)
    announce(ALERT, hub.pool_coordinator, partial(find_drought, hub), hub.async_save)
    for account in runtime.accounts.values():
        for key, news_fn in ((WORKER, workers), (ALERT, partial(find_alerts, account))):
            announce(
                key,
                account.state_coordinator,
                news_fn,
                account.async_save_workers,
                account,
            )
        ledger, save = account.ledger_coordinator, account.async_save_ledger
        announce(EARNING, ledger, earnings, save, account)
        announce(PAYOUT, ledger, payouts, save, account)
        _announce_profitability(hass, entry, account)


@callback
def async_announce_removal(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    account: OceanAccount,
    names: Iterable[str],
) -> None:
    """Announce that workers are gone that the user removes while they are offline.

    At once, because triggers find them by their devices, and of all together, because
    no alarm of the others stays.
    """
    workers = account.source.memory.workers
    events = tuple(
        removal(name) for name in names if name in workers and workers[name].alarmed
    )
    if not events:
        return
    announcement = Announcement(
        key=WORKER,
        owner=account.account_id,
        entry=entry,
        account=account,
        news=joint_news(WorkerChange.GONE, events),
    )
    async_dispatcher_send(hass, ANNOUNCED, announcement)


@callback
def _announce_profitability(
    hass: HomeAssistant, entry: OceanConfigEntry, account: OceanAccount
) -> None:
    """Announce that mining became profitable or unprofitable.

    No entity shows this event: it is for triggers while the sensor is disabled.
    """
    pays: bool | None = None

    @callback
    def look() -> None:
        nonlocal pays
        if (now := account.costs.profitability) is None:
            return
        before, pays = pays, now.profitable
        if before is not None and before is not pays:
            news = News(kind=STATE_ON if pays else STATE_OFF, attributes={})
            announcement = Announcement(
                key=PROFITABLE,
                owner=account.account_id,
                entry=entry,
                account=account,
                news=news,
            )
            async_dispatcher_send(hass, ANNOUNCED, announcement)

    look()
    entry.async_on_unload(account.costs.async_add_listener(look))


@callback
def _announce_hashrates(hass: HomeAssistant, entry: OceanConfigEntry) -> None:
    """Announce that hashrates may have changed."""
    runtime = entry.runtime_data

    @callback
    def announce() -> None:
        async_dispatcher_send(hass, HASHRATES)

    announce()
    coordinators: list[OceanCoordinator[Any]] = [
        runtime.hub.pool_coordinator,
        runtime.hub.network_coordinator,
        *(account.state_coordinator for account in runtime.accounts.values()),
    ]
    for coordinator in coordinators:
        entry.async_on_unload(coordinator.async_add_listener(announce))
