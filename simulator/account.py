"""An account of the pool: an address, its machines and its ledger."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, isinf

from .chain import Chain
from .ledger import Ledger, LedgerRules, PaidBy
from .machine import Machine, MachinePlan


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountPlan:
    """The plan of an account in a world."""

    label: str
    """Unique in a world: the address follows from it."""
    machines: tuple[MachinePlan, ...]
    address: str | None = None
    paid_by: PaidBy = PaidBy.ON_CHAIN
    fee: int = 100
    """In hundredths of a percent: 100 with the DATUM gateway, 200 without."""


class Account:
    """An account. Its past is fixed, its machines can change from now on."""

    def __init__(
        self, plan: AccountPlan, address: str, chain: Chain, rules: LedgerRules
    ) -> None:
        """Open the account at the beginning of the world's history."""
        self.address = address
        self.label = plan.label
        self.paid_by = plan.paid_by
        self.fee = plan.fee
        self.machines: dict[str, Machine] = {}
        self.version = 0
        """Counts the changes of the machines."""
        self.ledger = Ledger(
            chain, rules, paid_by=plan.paid_by, fee=plan.fee, work=self.hashes
        )
        self._seed = (chain.seed, address)
        self.removed: list[Machine] = []
        self._curve = _Curve(())
        self._curve_version = -1
        for machine in plan.machines:
            self.add(machine, chain.origin)

    def add(self, plan: MachinePlan, since: int) -> Machine:
        """Add a machine that is mining from a time on, unless its plan says otherwise."""
        if plan.name in self.machines:
            msg = f"there is a machine {plan.name!r} already"
            raise ValueError(msg)
        machine = Machine(plan, seed=(*self._seed, plan.name, since), since=since)
        self.machines[plan.name] = machine
        self.version += 1
        return machine

    def remove(self, name: str, at: int) -> None:
        """Remove a machine from all listings; what it has earned stays."""
        machine = self.machines.pop(name)
        machine.cut(at, inf)
        self.removed.append(machine)
        self.version += 1

    def hashes(self, start: float, end: float) -> float:
        """Return the expected number of hashes of all machines in a span of time."""
        if self._curve_version != self.version:
            self._curve = _Curve([*self.machines.values(), *self.removed])
            self._curve_version = self.version
        return self._curve.integral(end) - self._curve.integral(start)

    def hashrate(self, time: float) -> float:
        """Return the true hashrate of all machines at a time."""
        return sum(machine.hashrate(time) for machine in self.machines.values())


class _Curve:
    """The hashrate of many machines as one step function, integrated."""

    def __init__(self, machines: Iterable[Machine]) -> None:
        changes: defaultdict[float, float] = defaultdict(float)
        for machine in machines:
            for phase in machine.phases:
                changes[phase.start] += phase.process.hashrate
                if not isinf(phase.end):
                    changes[phase.end] -= phase.process.hashrate
        self._times = sorted(changes)
        self._totals = [0.0]
        self._rates: list[float] = []
        rate = 0.0
        for place, time in enumerate(self._times):
            if place:
                span = time - self._times[place - 1]
                self._totals.append(self._totals[-1] + span * rate)
            rate += changes[time]
            self._rates.append(rate)

    def integral(self, time: float) -> float:
        """Return the hashes until a time."""
        place = bisect_right(self._times, time) - 1
        if place < 0:
            return 0
        return self._totals[place] + (time - self._times[place]) * self._rates[place]
