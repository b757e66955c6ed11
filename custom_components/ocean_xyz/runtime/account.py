"""What a loaded entry holds: the hub, its accounts, and who listens to them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import batched
from operator import is_
from typing import Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..api import HashesPerSecond, HashrateAverages, Satoshis
from ..const import CONF_ADDRESS, DOMAIN
from ..coordinator import OceanCoordinator
from ..mining.account import AccountMemory, AccountState, DataStatus
from ..mining.costs import CostMemory, CostSettings
from ..mining.economics import (
    FEE_SAMPLES,
    Conditions,
    FeeSample,
    Outlook,
    assess,
    fee_from_estimate,
    settled_fee,
)
from ..mining.figures import conditions_of
from ..mining.kept import Kept
from ..mining.ledger.book import Ledger
from ..mining.payout import ForecastInputs, KeptForecast, PayoutForecast, refreshed
from ..mining.workers.news import ToldWorkers
from ..mining.workers.state import WorkerState
from ..mining.workers.status import Rules
from ..sources.account import AccountSource
from ..sources.ledger import LedgerMemory, LedgerSource, LedgerState
from .batches import (
    NAMES_AT_ONCE,
    Finder,
    SlicedListeners,
    async_call_soon_once,
    async_in_batches,
)
from .costs import AccountCosts, CostContext
from .hub import OceanHub
from .rules import remove_after, rules
from .statistics import AccountHistory
from .stores import SAVE_DELAY, SAVE_LATE, SAVE_SOON, OceanStore

STEADY_WINDOW: Final = (0.8, 1.25)
"""How full the TIDES window is, as a fraction, while the hashrate is the usual one."""

type OceanConfigEntry = ConfigEntry[OceanRuntimeData]
type NewDevices = Callable[[Sequence[str]], None]
type PartOfWorker = Callable[[WorkerState], object]


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerOutlook:
    """What one worker contributes; what cannot be computed is None."""

    share_of_account: float | None
    """Of the account's hashrate over 3 h, as a fraction."""
    expected_per_day: float | None
    """Satoshis, after the pool's fee."""


@dataclass(kw_only=True)
class AccountSources:
    """Where an account's figures come from."""

    subentry: ConfigSubentry
    account_id: str
    source: AccountSource
    state_coordinator: OceanCoordinator[AccountState]
    ledger_source: LedgerSource
    ledger_coordinator: OceanCoordinator[LedgerState]
    store: OceanStore[AccountMemory]
    ledger_store: OceanStore[LedgerMemory]
    cost_store: OceanStore[CostMemory]
    costs_memory: CostMemory
    history: AccountHistory

    async def close(self) -> None:
        """Write down what is not written yet, and take nothing more."""
        await self.store.close()
        await self.ledger_store.close()
        await self.cost_store.close()

    async def remove(self) -> None:
        """Forget what was remembered."""
        await self.store.remove()
        await self.ledger_store.remove()
        await self.cost_store.remove()


class OceanAccount:
    """One payout address: what is known of it, and who listens."""

    def __init__(
        self,
        hass: HomeAssistant,
        sources: AccountSources,
        *,
        device_id: str,
        hub: OceanHub,
    ) -> None:
        """Put an account together."""
        self.sources = sources
        self.subentry = sources.subentry
        self.account_id = sources.account_id
        self.device_id = device_id
        self.hub = hub
        self.source = sources.source
        self.state_coordinator = sources.state_coordinator
        self.ledger_source = sources.ledger_source
        self.ledger_coordinator = sources.ledger_coordinator
        self.store = sources.store
        self.ledger_store = sources.ledger_store
        self.history = sources.history
        self.costs = AccountCosts(
            hass,
            CostSettings.from_data(sources.subentry.data),
            sources.cost_store,
            sources.costs_memory,
            self._cost_context(),
        )
        self._remembered_ledger = sources.ledger_source.memory
        self._imported: Ledger | None = None
        self._forecast: KeptForecast | None = None
        self._hass = hass
        self._fee_samples: tuple[FeeSample, ...] = ()
        self._fee = Kept(self._settle_fee)
        self._conditions = Kept(
            lambda: conditions_of(self.hub.pool, self.hub.network, self.fee)
        )
        self._outlook = Kept(self._assess)
        self._inputs = Kept(self._gather_inputs)
        self._earned = Kept(self._add_up)
        self._shown = sources.state_coordinator.data
        self._worker_listeners: dict[str, dict[CALLBACK_TYPE, PartOfWorker]] = {}
        self._outlook_listeners: list[CALLBACK_TYPE] = []
        self._figure_listeners: list[CALLBACK_TYPE] = []
        self._figures: tuple[object, ...] = ()
        self._contribution: tuple[object, ...] = (None, None, None, self)
        self._listeners = SlicedListeners(hass)
        self.announced = ToldWorkers()
        self.devices: set[str] = set()
        """The raw names of the workers that are devices, or are about to be."""
        self._introduced: set[str] = set()
        self._device_followers: list[NewDevices] = []

    @property
    def address(self) -> str:
        """Return the payout address."""
        address: str = self.subentry.data[CONF_ADDRESS]
        return address

    @property
    def state(self) -> AccountState:
        """Return what is known of the account and its workers."""
        return self.state_coordinator.data

    @property
    def ledger_state(self) -> LedgerState:
        """Return what is known of what the account earned and was paid."""
        return self.ledger_coordinator.data

    @property
    def rules(self) -> Rules:
        """Return by what the workers are judged now."""
        return rules(self._hass, self.subentry.data)

    @property
    def label(self) -> str:
        """Return what the user calls the account."""
        return self.subentry.title

    @property
    def fee(self) -> float | None:
        """Return the pool's fee in force, as a fraction."""
        return self._fee.of(self._fee_samples, self.ledger_state.fee)

    def _settle_fee(self) -> float | None:
        """Work out the fee."""
        return settled_fee(self._fee_samples, self.ledger_state.fee)

    @property
    def conditions(self) -> Conditions | None:
        """Return what decides what the account's mining brings."""
        return self._conditions.of(self.hub.pool, self.hub.network, self.fee)

    @property
    def outlook(self) -> Outlook | None:
        """Return what the account may expect; None while it is not known."""
        state = self.state
        return self._outlook.of(state.snapshot, state.hashrate, self.conditions)

    def _assess(self) -> Outlook | None:
        """Work out what the account may expect."""
        state, conditions = self.state, self.conditions
        if state.snapshot is None or conditions is None:
            return None
        hashrate = state.hashrate
        return assess(
            conditions,
            shares=state.snapshot.shares_in_window,
            hashrate_3h=hashrate.hashrate_10800s if hashrate else None,
            hashrate_24h=hashrate.hashrate_86400s if hashrate else None,
        )

    @property
    def earned_total(self) -> Satoshis | None:
        """Return all that was earned; None while it is not known."""
        return self._earned.of(self.ledger_state.ledger)

    def _add_up(self) -> Satoshis | None:
        """Add up all that was earned."""
        ledger = self.ledger_state.ledger
        return None if ledger is None else ledger.earned_total

    @property
    def forecast_inputs(self) -> ForecastInputs | None:
        """Return what decides when the next payout comes; None while not known."""
        return self._inputs.of(
            self.state.snapshot, self.hub.pool, self.ledger_state.ledger
        )

    def _gather_inputs(self) -> ForecastInputs | None:
        """Gather what decides when the next payout comes."""
        snapshot, pool = self.state.snapshot, self.hub.pool
        ledger = self.ledger_state.ledger
        if snapshot is None or ledger is None:
            return None
        return ForecastInputs(
            kind=ledger.payment_kind,
            unpaid=snapshot.unpaid,
            estimated_next_block=snapshot.estimated_next_block,
            pool_hashrate=pool.present_hashrate,
            difficulty=pool.stat.network_difficulty if pool.stat else None,
            last_block=pool.last_block.hash if pool.last_block else None,
        )

    @property
    def forecast(self) -> PayoutForecast | None:
        """Return when the next payout may come; None while the balance is not known."""
        if (inputs := self.forecast_inputs) is None:
            return None
        self._forecast = refreshed(self._forecast, inputs, dt_util.utcnow())
        return self._forecast.forecast

    def worker(self, name: str) -> WorkerState | None:
        """Return what is shown of a worker; None while it is not known."""
        state = self.state
        return state.workers.get(name) if state.workers_known else None

    def worker_outlook(self, name: str) -> WorkerOutlook | None:
        """Return what a worker contributes; None while it is not known."""
        worker, conditions = self.worker(name), self.conditions
        if worker is None or conditions is None:
            return None
        return worker_outlook(worker, self.state.hashrate, conditions)

    def _cost_context(self) -> CostContext:
        """Return what the costs take from the account and the hub."""

        def hashrate() -> HashesPerSecond | None:
            windows = self.state.hashrate
            return windows.hashrate_10800s if windows else None

        def expected() -> float | None:
            return self.outlook.expected_per_day if self.outlook else None

        return CostContext(
            currency=self.hub.currency,
            hashrate=hashrate,
            expected=expected,
            conditions=lambda: self.conditions,
            price=lambda: self.hub.network.price,
            mining=lambda: self.state.mining,
        )

    @callback
    def async_connect(self, entry: OceanConfigEntry) -> None:
        """Follow the account, for as long as the entry is loaded."""
        self._handle_state()
        entry.async_on_unload(
            self.state_coordinator.async_add_listener(self._handle_state)
        )
        # Whichever of the two comes second makes the pair of one snapshot.
        entry.async_on_unload(
            self.hub.pool_coordinator.async_add_listener(self._sample_fee)
        )

        @callback
        def ledger_moved() -> None:
            self._handle_ledger(entry)

        ledger_moved()
        entry.async_on_unload(self.ledger_coordinator.async_add_listener(ledger_moved))
        entry.async_on_unload(
            self.ledger_coordinator.async_add_listener(self._tell_figures)
        )
        # The pool's news concern all accounts, and twenty of them in one turn would hold
        # the event loop.
        later = async_call_soon_once(self._hass, entry, self._tell_figures)
        for coordinator in (self.hub.pool_coordinator, self.hub.network_coordinator):
            entry.async_on_unload(coordinator.async_add_listener(later))
        entry.async_on_unload(self._listeners.stop)
        self._follow_costs(entry)

    @callback
    def _follow_costs(self, entry: OceanConfigEntry) -> None:
        """Follow what mining costs, if there is anything to follow."""
        if not self.costs.settings.has_power:
            return
        entry.async_on_unload(self.costs.async_follow())
        for coordinator in (
            self.state_coordinator,
            self.ledger_coordinator,
            self.hub.pool_coordinator,
            self.hub.network_coordinator,
        ):
            entry.async_on_unload(
                coordinator.async_add_listener(self.costs.async_update)
            )

    @callback
    def async_follow_devices(
        self, entry: OceanConfigEntry, follower: NewDevices
    ) -> None:
        """Tell a platform which workers are devices, now and when there are more.

        For as long as the entry is loaded.
        """
        self._device_followers.append(follower)
        entry.async_on_unload(lambda: self._device_followers.remove(follower))

        @callback
        def take(names: Sequence[str]) -> None:
            if wanted := [name for name in names if name in self.devices]:
                follower(wanted)

        async_in_batches(self._hass, entry, sorted(self._introduced), take)

    @callback
    def async_restore_devices(self, names: set[str]) -> None:
        """Take up workers that were devices in the last run."""
        self.devices, self._introduced = set(names), set(names)

    @callback
    def async_introduce(self, names: Sequence[str]) -> None:
        """Tell the platforms of workers whose devices are new."""
        self._introduced.update(names)
        for follower in self._device_followers:
            follower(names)

    @callback
    def async_forget_workers(self, names: set[str]) -> None:
        """Forget workers that are no more, or whose devices were removed."""
        self.devices -= names
        self._introduced -= names
        self.source.forget_workers(names)
        self.state_coordinator.data = self.source.state()
        self.store.remember(self.source.memory, within=SAVE_SOON)

    @property
    def gone_workers(self) -> set[str]:
        """Return the workers that OCEAN has not listed for so long that they may go."""
        limit = dt_util.utcnow() - remove_after(self.subentry.data)
        return {
            name
            for name, memory in self.source.memory.workers.items()
            if memory.gone_since is not None
            and max(memory.gone_since, memory.put_off or memory.gone_since) < limit
            and not memory.kept
        }

    @callback
    def async_listen_to_worker(
        self, name: str, part: PartOfWorker, listener: CALLBACK_TYPE
    ) -> CALLBACK_TYPE:
        """Tell a listener whenever a part of a worker's state is another object."""
        listeners = self._worker_listeners.setdefault(name, {})
        listeners[listener] = part

        @callback
        def remove() -> None:
            del listeners[listener]
            self._listeners.forget(listener)
            if not listeners:
                self._worker_listeners.pop(name, None)

        return remove

    @callback
    def async_listen_to_outlook(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Tell a listener whenever a worker's contribution may be another one."""
        return self._listen(self._outlook_listeners, listener)

    @callback
    def async_listen_to_figures(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Tell a listener whenever what follows from several answers is another."""
        return self._listen(self._figure_listeners, listener)

    def _listen(
        self, listeners: list[CALLBACK_TYPE], listener: CALLBACK_TYPE
    ) -> CALLBACK_TYPE:
        """Put a listener on a list, and return what takes it off."""
        listeners.append(listener)

        @callback
        def remove() -> None:
            listeners.remove(listener)
            self._listeners.forget(listener)

        return remove

    @callback
    def _handle_state(self) -> None:
        """Take a new state: remember it, and tell whom it concerns."""
        state = self.state
        self._sample_fee()
        self._remember_expectation()
        within = SAVE_SOON if state.events else SAVE_DELAY
        self.store.remember(self.source.memory, within=within)
        before, self._shown = self._shown, state
        self._listeners.find(self._finders(before, state))
        self._tell_figures()

    @callback
    def _tell_figures(self) -> None:
        """Tell those whose values follow from several answers, if they are others."""
        state, snapshot = self.state, self.state.snapshot
        figures = (
            self.outlook,
            self.forecast,
            self.fee,
            snapshot and snapshot.unpaid,
            self.earned_total,
            self.hub.network.price,
        )
        if figures != self._figures:
            self._figures = figures
            self._listeners.tell(self._figure_listeners)
        # The workers and their answers are compared as objects: there may be thousands.
        contribution = (
            state.workers,
            state.workers_known,
            state.hashrate,
            self.conditions,
        )
        if not all(map(is_, contribution, self._contribution, strict=True)):
            self._contribution = contribution
            self._listeners.tell(self._outlook_listeners)

    def _finders(self, before: AccountState, now: AccountState) -> Iterator[Finder]:
        """Return what finds who listens to something that is no longer the same."""
        turned = now.workers_known != before.workers_known
        if turned or now.workers is not before.workers:
            for names in batched(self._worker_listeners, NAMES_AT_ONCE, strict=False):
                yield partial(self._concerned, names, before, now)

    def _concerned(
        self, names: Iterable[str], before: AccountState, now: AccountState
    ) -> Iterator[CALLBACK_TYPE]:
        """Return who listens to something of some workers that is no longer the same."""
        turned = now.workers_known != before.workers_known
        for name in names:
            listeners = self._worker_listeners.get(name, {})
            new, old = now.workers.get(name), before.workers.get(name)
            if turned or new is None or old is None:
                yield from listeners
            elif new is not old:
                for listener, part in listeners.items():
                    if part(new) is not part(old):
                        yield listener

    @callback
    def _remember_expectation(self) -> None:
        """Remember what may be expected, to compare it with what will be earned.

        While the TIDES window does not hold what the present hashrate deserves, a
        share of it earns more or less than that, and luck is not to be told from it.
        """
        state, outlook = self.state, self.outlook
        if not state.live or state.snapshot is None or outlook is None:
            return
        fill = outlook.window_fill
        steady = fill is None or STEADY_WINDOW[0] <= fill <= STEADY_WINDOW[1]
        self.ledger_source.expect(
            outlook.expected_per_day if steady else None, state.snapshot.snapshot_time
        )

    @callback
    def _handle_ledger(self, entry: OceanConfigEntry) -> None:
        """Remember the ledger, and write its statistics if it moved."""
        ledger = self.ledger_state.ledger
        self._remember_ledger()
        if ledger is None or not self._has_recorder or self._is_imported(ledger):
            return
        self._imported = ledger
        entry.async_create_background_task(
            self._hass, self.history.async_import(ledger), f"{DOMAIN} statistics"
        )

    def _remember_ledger(self) -> None:
        """Write the ledger down soon if it moved, else some time for the luck's sake."""
        memory, known = self.ledger_source.memory, self._remembered_ledger
        moved = (memory.ledger, memory.balance) != (known.ledger, known.balance)
        self._remembered_ledger = memory
        self.ledger_store.remember(memory, within=SAVE_DELAY if moved else SAVE_LATE)

    @property
    def _has_recorder(self) -> bool:
        """Return whether Home Assistant keeps statistics."""
        return "recorder" in self._hass.config.components

    def _is_imported(self, ledger: Ledger) -> bool:
        """Return whether the statistics hold these rows already."""
        known = self._imported
        return known is not None and (known.earnings, known.payouts) == (
            ledger.earnings,
            ledger.payouts,
        )

    @callback
    def _sample_fee(self) -> None:
        """Read the pool's fee from the estimate, once for each snapshot of OCEAN.

        Only where the account's and the pool's answers are of one snapshot: the
        reward changes with every block template.
        """
        state = self.state
        stat, snapshot = self.hub.pool.stat, state.snapshot
        if stat is None or snapshot is None or state.status is not DataStatus.LIVE:
            return
        at = snapshot.snapshot_time
        if at != stat.snapshot_time or not _is_newer(self._fee_samples, at):
            return
        if (
            snapshot.shares_in_window is None
            or snapshot.estimated_next_block is None
            or not stat.shares_in_window
            or stat.block_reward is None
        ):
            return
        fee = fee_from_estimate(
            snapshot.estimated_next_block,
            share=snapshot.shares_in_window / stat.shares_in_window,
            reward=stat.block_reward,
        )
        if fee is not None:
            sample = FeeSample(snapshot_time=at.timestamp(), fee=fee)
            self._fee_samples = (*self._fee_samples, sample)[-FEE_SAMPLES:]


def worker_outlook(
    worker: WorkerState, whole: HashrateAverages | None, conditions: Conditions | None
) -> WorkerOutlook:
    """Return what a worker contributes to an account with these hashrates."""
    own = worker.averages.hashrate_10800s
    total = whole.hashrate_10800s if whole else None
    return WorkerOutlook(
        share_of_account=own / total if own is not None and total else None,
        expected_per_day=conditions.per_day(own) if conditions else None,
    )


@dataclass(kw_only=True)
class OceanRuntimeData:
    """What the entities of a loaded entry draw on."""

    hub: OceanHub
    accounts: dict[str, OceanAccount]
    """By the id of the account's subentry."""

    @property
    def labels(self) -> dict[str, str]:
        """Return what the user calls the accounts, by their addresses."""
        return {account.address: account.label for account in self.accounts.values()}


def _is_newer(samples: tuple[FeeSample, ...], at: datetime) -> bool:
    """Return whether there is no sample of this snapshot yet."""
    return not samples or samples[-1].snapshot_time < at.timestamp()
