"""A seeded world of miners, a pool and the bitcoin network.

The caller moves its time, only forward. The past can be read at any time and in any
order. The methods at the end of the class change the world from now on.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from math import inf
from typing import Any, Final

from . import addresses, snapshot, truth
from .account import Account, AccountPlan
from .chain import Chain, NetworkPlan, PoolBlock
from .ledger import LedgerRules
from .machine import MachinePlan
from .market import Market
from .snapshot import AccountSnapshot, Silence
from .truth import Truth

START: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)

# Enough for the polls of some minutes, for a handful of accounts.
_KEPT: Final = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Habits:
    """Choices where OCEAN's real behaviour is uncertain."""

    snapshot_delay: int = 4
    """Seconds from the full minute until OCEAN publishes its snapshot."""
    share_lead: int = 3
    """A last share may be this many seconds newer than its snapshot."""
    silence: Silence = field(default_factory=Silence)
    error_status: int = 200
    """The HTTP status of the error text."""
    payout_below_threshold: str = "zero"
    """`zero` or `sum`: what `estimated_payout_next_block` says below the threshold."""
    default_worker: str = "default"
    """The key of a worker without a name."""
    prefixed_workers: bool = False
    """Whether worker keys begin with the address."""
    first_page: int = 0
    """The number of the first page of the tables on the web site."""
    rows_per_page: int = 15
    layout: str = "2026"
    """`2026` or `2024`: the layout of the web site."""


class World:
    """Everything that the upstreams report."""

    def __init__(
        self,
        seed: int | str = 0,
        start: datetime = START,
        *,
        accounts: tuple[AccountPlan, ...] = (),
        network: NetworkPlan | None = None,
        ledger: LedgerRules | None = None,
        habits: Habits | None = None,
    ) -> None:
        """Create a world with a history up to its start."""
        self.seed = seed
        self.network = network or NetworkPlan()
        self.ledger_rules = ledger or LedgerRules()
        self.habits = habits or Habits()
        """May be replaced at any time."""
        self.accounts: dict[str, Account] = {}
        self.market = Market(seed)
        self._now = start.timestamp()
        self._start = self._now
        self.chain = Chain(seed, int(self._now), self.network)
        self.chain.extend(self._now)
        self._snapshots: OrderedDict[tuple[Any, ...], AccountSnapshot] = OrderedDict()
        self._averages: OrderedDict[tuple[Any, ...], dict[str, tuple[int, ...]]] = (
            OrderedDict()
        )
        for plan in accounts:
            self.add_account(plan)

    @property
    def now(self) -> datetime:
        """Return the world's time."""
        return datetime.fromtimestamp(self._now, UTC)

    @property
    def timestamp(self) -> float:
        """Return the world's time in seconds since the epoch."""
        return self._now

    def advance(self, to: datetime | timedelta) -> None:
        """Advance to a time, or by a span of time.

        Raises ValueError for a time that has passed.
        """
        time = (
            self._now + to.total_seconds()
            if isinstance(to, timedelta)
            else to.timestamp()
        )
        if time < self._now:
            msg = "time does not run backwards"
            raise ValueError(msg)
        self._now = time
        self.chain.extend(time)
        if "other_chain" in self.__dict__:
            self.other_chain.extend(time)

    @cached_property
    def other_chain(self) -> Chain:
        """Return the other chain since August 2026, with other work and hashes."""
        plan = replace(
            self.network,
            difficulty=self.network.difficulty * 0.31,
            height=self.chain.tip(self._start) + 5_759,
        )
        chain = Chain(("fork", self.seed), int(self._start), plan)
        chain.extend(self._now)
        return chain

    def add_account(self, plan: AccountPlan) -> Account:
        """Open an account, with its history."""
        address = plan.address or addresses.p2wpkh((self.seed, plan.label))
        if address.casefold() in self.accounts:
            msg = f"there is an account {plan.label!r} already"
            raise ValueError(msg)
        account = Account(plan, address, self.chain, self.ledger_rules)
        self.accounts[address.casefold()] = account
        return account

    def account(self, address: str) -> Account | None:
        """Return the account of an address, with its ledger written up to now."""
        account = self.accounts.get(address.casefold())
        if account is not None:
            account.ledger.settle(self._now)
        return account

    def truth(self, address: str) -> Truth:
        """Return the truth about an account now, whatever the upstreams report.

        Raises LookupError for an unknown address.
        """
        return truth.of(self._known(address), self.chain, self._now)

    def unknown_address(self) -> str:
        """Return a valid address that the pool does not know."""
        return addresses.p2wpkh((self.seed, "unknown"))

    def snap(self, at: float) -> int:
        """Return the time of the newest snapshot at a time."""
        return int(at - self.habits.snapshot_delay) // 60 * 60

    def snapshot(self, account: Account, snap: int) -> AccountSnapshot:
        """Return an account's snapshot of a minute."""
        name = (account.address, account.version, snap, self.habits)
        if name not in self._snapshots:
            self._snapshots[name] = snapshot.take(
                account,
                snap,
                window_start=self.chain.window_start(snap),
                lead=self.habits.share_lead,
                silence=self.habits.silence,
            )
            _forget(self._snapshots)
        return self._snapshots[name]

    def averages(self, account: Account, end: int) -> dict[str, tuple[int, ...]]:
        """Return each machine's shares in the long averages that end at a time."""
        name = (account.address, account.version, end)
        if name not in self._averages:
            self._averages[name] = {
                machine.name: snapshot.long_averages(machine, end)
                for machine in account.machines.values()
            }
            _forget(self._averages)
        return self._averages[name]

    def find_block(self, *, finder: str | None = None, worker: str = "") -> PoolBlock:
        """Let the pool find a block now."""
        return self.chain.find_block(self._now, finder=finder, worker=worker)

    def hold_blocks(self, *, holding: bool = True) -> None:
        """Stop the pool from finding blocks by itself, or let it continue."""
        self.chain.hold(self._now, holding=holding)

    def set_pool_hashrate(self, hashrate: float) -> None:
        """Set the pool's average hashrate in hashes per second from now on."""
        self.chain.set_pool_hashrate(self._now, hashrate)

    def retarget(self, factor: float) -> None:
        """Multiply the difficulty from now on."""
        self.chain.retarget(self._now, factor)

    def set_unpaid(self, address: str, satoshis: int) -> None:
        """Set an account's balance."""
        self._known(address).ledger.adjust(self._now, satoshis)

    def add_machine(
        self, address: str, name: str, hashrate: float, **more: Any
    ) -> None:
        """Switch on a new machine now."""
        plan = MachinePlan(name=name, hashrate=hashrate, **more)
        self._known(address).add(plan, int(self._now))

    def remove_machine(self, address: str, name: str) -> None:
        """Take a machine out of the account and all its lists."""
        self._known(address).remove(name, int(self._now))

    def rename_machine(self, address: str, old: str, new: str) -> None:
        """Let a machine mine under a new name. The old name falls silent."""
        account = self._known(address)
        process = account.machines[old].process
        account.add(MachinePlan(name=new, hashrate=process.hashrate), int(self._now))
        self.switch_off(address, old)

    def set_hashrate(self, address: str, name: str, hashrate: float) -> None:
        """Let a machine mine faster or slower from now on."""
        account = self._known(address)
        account.machines[name].start(int(self._now), hashrate)
        account.version += 1

    def switch_off(
        self,
        address: str,
        *names: str,
        at: datetime | None = None,
        until: datetime | None = None,
    ) -> None:
        """Switch machines off, all of them if none is named: a power cut.

        Raises ValueError for a time that has passed.
        """
        account = self._known(address)
        start = int(at.timestamp() if at else self._now)
        if start < int(self._now):
            msg = "what has been cannot be changed"
            raise ValueError(msg)
        for name in names or account.machines:
            account.machines[name].cut(start, int(until.timestamp()) if until else inf)
        account.version += 1

    def switch_on(self, address: str, *names: str) -> None:
        """Switch machines on again, all of them if none is named."""
        account = self._known(address)
        for name in names or account.machines:
            if not account.machines[name].is_on(self._now):
                account.machines[name].start(int(self._now))
        account.version += 1

    def set_prices(self, prices: Mapping[str, float]) -> None:
        """Set the bitcoin price, by currency."""
        self.market.prices.update(prices)

    def set_fees(self, fastest: int) -> None:
        """Set the fee rate of the next block in satoshis per virtual byte."""
        self.market.fastest_fee = fastest

    def _known(self, address: str) -> Account:
        """Return an account that must exist, with its ledger written up to now."""
        account = self.account(address)
        if account is None:
            msg = f"there is no account {address}"
            raise LookupError(msg)
        return account


def _forget(cache: OrderedDict[Any, Any]) -> None:
    if len(cache) > _KEPT:
        cache.popitem(last=False)
