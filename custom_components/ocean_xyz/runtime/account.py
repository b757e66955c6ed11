"""One payout address of a loaded entry: what is known of it, and who listens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
import time
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_ADDRESS
from ..coordinator import OceanCoordinator
from ..mining.account import AccountState, DataStatus
from ..mining.economics import WINDOW_BLOCKS
from ..mining.fee import FeeSample
from ..mining.figures import (
    FigureInputs,
    Figures,
    Source,
    WorkerOutlook,
    figures_of,
    with_fee_sample,
    worker_outlook,
)
from ..mining.lasting import Fact, Lasting
from ..mining.ledger.luck import while_idle, while_mining
from ..mining.units import DAY
from ..mining.workers.revisions import gone_since_before
from ..mining.workers.state import WorkerState
from ..sources.account import AccountSource
from ..sources.ledger import LedgerMemory, LedgerSource, LedgerState
from .account_stores import AccountStores
from .batches import async_call_soon_once
from .costs import AccountCosts
from .forecasts import Forecasts
from .hub import OceanHub
from .listeners import AccountListeners
from .plan import AccountPlan
from .settings import remove_after
from .statistics import AccountHistory
from .stores import SAVE_DELAY, SAVE_LATE, SAVE_SOON
from .worker_devices import WorkerDeviceList

type OceanConfigEntry = ConfigEntry[OceanRuntimeData]


@dataclass(kw_only=True, eq=False, repr=False)
class OceanAccount:
    """One payout address."""

    hub: OceanHub
    subentry: ConfigSubentry
    account_id: str
    """Stands for the address wherever one would show it."""
    source: AccountSource
    state_coordinator: OceanCoordinator[AccountState]
    ledger_source: LedgerSource
    ledger_coordinator: OceanCoordinator[LedgerState]
    stores: AccountStores
    history: AccountHistory
    costs: AccountCosts
    forecasts: Forecasts
    plan: AccountPlan
    listeners: AccountListeners
    worker_devices: WorkerDeviceList = field(default_factory=WorkerDeviceList)
    device_id: str = ""
    """Set when the device is registered, before there is any entity."""
    figures: Figures = field(default_factory=Figures)
    lasting: Lasting = field(default_factory=Lasting)
    """Since when what each `Fact` has been so, or has not."""
    lasting_workers: Lasting = field(default_factory=Lasting)
    """Since when the workers have been online, by their names."""
    _noted_workers: Mapping[str, WorkerState] | None = None
    fee_samples: tuple[FeeSample, ...] = ()

    @property
    def address(self) -> str:
        """Return the payout address."""
        address: str = self.subentry.data[CONF_ADDRESS]
        return address

    @property
    def label(self) -> str:
        """Return what the user calls the account."""
        return self.subentry.title

    @property
    def state(self) -> AccountState:
        """Return what is known of the account and its workers."""
        return self.state_coordinator.data

    @property
    def ledger_state(self) -> LedgerState:
        """Return what is known of what the account earned and was paid."""
        return self.ledger_coordinator.data

    @property
    def answering(self) -> frozenset[Source]:
        """Return which sources of the account's figures answer."""
        return self.figures.answering | self.costs.meters.answering

    def worker(self, name: str) -> WorkerState | None:
        """Return what is shown of a worker; None while it is not known."""
        state = self.state
        return state.workers.get(name) if state.workers_known else None

    def worker_outlook(self, name: str) -> WorkerOutlook | None:
        """Return what a worker contributes; None while it is not known."""
        worker, conditions = self.worker(name), self.figures.conditions
        if worker is None or conditions is None:
            return None
        return worker_outlook(worker, self.figures.hashrate_shared, conditions)

    @property
    def gone_workers(self) -> set[str]:
        """Return the workers that OCEAN has not listed for so long that they may go."""
        limit = self.hub.now() - remove_after(self.subentry.data)
        return gone_since_before(self.source.memory.workers, limit)

    async def async_save_workers(self) -> None:
        """Store what is remembered of the workers now."""
        await self.stores.account.save(self.source.memory)

    async def async_save_ledger(self) -> None:
        """Store the ledger now."""
        await self.stores.ledger.save(self.ledger_source.memory)

    @callback
    def async_forget_workers(self, names: set[str]) -> None:
        """Forget workers that no longer exist, or whose devices were removed."""
        self.worker_devices.async_forget(names)
        self.source.forget_workers(names)
        self.state_coordinator.async_show(self.source.state(), announce=False)
        self.stores.account.remember(self.source.memory, within=SAVE_SOON)

    @callback
    def async_connect(self, hass: HomeAssistant, entry: OceanConfigEntry) -> None:
        """Follow the account and the hub for as long as the entry is loaded.

        This is the one place where data flows on: from the coordinators into the
        figures, from there into the costs and to the listeners.
        """
        remembered, shown = LedgerMemory(), self.ledger_state

        @callback
        def handle_ledger() -> None:
            nonlocal remembered, shown
            self._remember_ledger(remembered)
            remembered, before = self.ledger_source.memory, shown
            shown = self.ledger_state
            self.history.async_import_changes(entry, self.ledger_source, self.hub.now())
            if shown.ledger is not before.ledger or shown.answers != before.answers:
                self._update_figures()

        entry.async_on_unload(self.costs.async_follow())
        entry.async_on_unload(self.costs.async_add_listener(self._note_lasting))
        self._handle_state()
        handle_ledger()
        for coordinator, listener in (
            (self.state_coordinator, self._handle_state),
            (self.ledger_coordinator, handle_ledger),
        ):
            entry.async_on_unload(coordinator.async_add_listener(listener))
        entry.async_on_unload(self.plan.async_follow())
        # The hub's news concern all accounts: each has a turn of the event loop.
        later = async_call_soon_once(hass, entry, self._update_figures)
        for shared in (self.hub.pool_coordinator, self.hub.network_coordinator):
            entry.async_on_unload(shared.async_add_listener(later))
        entry.async_on_unload(self.listeners.async_stop)

    @callback
    def _handle_state(self) -> None:
        """Take a new state of the account: remember it, and pass it on."""
        state = self.state
        self._update_figures()
        self._expect(state)
        self.stores.account.remember(self.source.memory)
        self._note_lasting()
        workers = state.workers if state.workers_known else {}
        if workers is not self._noted_workers:
            self._noted_workers = workers
            online = {n: None if one.gone else one.online for n, one in workers.items()}
            self.lasting_workers.note(online, time.monotonic())
        self.listeners.async_workers_changed(state)

    def _expect(self, state: AccountState) -> None:
        """Remember what the account may expect, for its luck."""
        interval = self.hub.pool.expected_interval
        if state.snapshot is None or interval is None:
            return
        at, credit = state.snapshot.snapshot_time, self.figures.next_credit
        memory = self.ledger_source.memory.expected
        if state.live and state.snapshot_time is not None:
            a_day = None if credit is None else credit * DAY / interval
            self.ledger_source.expect(while_mining(memory, a_day, at))
        elif state.live or state.status is DataStatus.IDLE:
            emptying = timedelta(seconds=WINDOW_BLOCKS * interval)
            self.ledger_source.expect(while_idle(memory, emptying, at))

    @callback
    def _note_lasting(self) -> None:
        """Note since when what conditions ask has been so."""
        pays = self.costs.profitability
        known: dict[str, bool | None] = {
            Fact.MINING: self.state.mining,
            Fact.PROFITABLE: pays.profitable if pays else None,
            Fact.LIVE: None if self.state.status is None else self.state.live,
        }
        self.lasting.note(known, time.monotonic())

    @callback
    def _update_figures(self) -> None:
        """Work out the figures once for an event, and pass them on."""
        hub, state, ledger = self.hub, self.state, self.ledger_state
        self.fee_samples = with_fee_sample(self.fee_samples, state, hub.pool)
        before = self.figures
        self.figures = figures_of(
            FigureInputs(
                account=state,
                ledger=ledger.ledger,
                ledger_answers=ledger.answers,
                credited_fee=ledger.fee,
                fee_samples=self.fee_samples,
                pool=hub.pool,
                network=hub.network,
                now=hub.now(),
            ),
            before,
        )
        self.costs.async_update(self.figures, state, self.source.memory.workers)
        if self.figures != before:
            self.listeners.async_figures_changed()

    @callback
    def _remember_ledger(self, before: LedgerMemory) -> None:
        """Store the ledger soon if it changed, else late for the expectations' sake.

        From the first whole reading on, all that is new is news, also after a crash.
        """
        now = self.ledger_source.memory
        changed = (now.ledger, now.balance) != (before.ledger, before.balance)
        within = SAVE_DELAY if changed else SAVE_LATE
        if now.ledger.begun != before.ledger.begun:
            within = SAVE_SOON
        self.stores.ledger.remember(now, within=within)


@dataclass(kw_only=True)
class OceanRuntimeData:
    """What the entities of a loaded entry show."""

    hub: OceanHub
    accounts: dict[str, OceanAccount]
    """By the id of the account's subentry."""

    async def async_ask(self, subentry_id: str | None) -> None:
        """Ask what is due: about the hub, and about an account.

        The figures of an account depend on those of the hub.
        """
        hub, account = self.hub, self.accounts.get(subentry_id or "")
        coordinators: list[OceanCoordinator[Any]] = [
            hub.pool_coordinator,
            hub.network_coordinator,
        ]
        if account is not None:
            coordinators += [account.state_coordinator, account.ledger_coordinator]
        for coordinator in coordinators:
            await coordinator.async_request_refresh()

    @property
    def labels(self) -> dict[str, str]:
        """Return what the user calls the accounts, by their addresses."""
        return {account.address: account.label for account in self.accounts.values()}
