"""What OCEAN knows about an account at a snapshot of a minute.

The averages of 60 and 300 seconds end at the minute, the longer ones at the last full
ten minutes. Sums and lists of one snapshot are computed once.
"""

from dataclasses import dataclass
from typing import Final

from .account import Account
from .machine import Machine
from .shares import HASHES_PER_SHARE, MINUTE, TEN_MINUTES

SHORT_AVERAGES: Final = (60, 300)
LONG_AVERAGES: Final = (600, 1800, 3600, 10800, 43200, 86400)
WINDOWS: Final = SHORT_AVERAGES + LONG_AVERAGES


@dataclass(frozen=True, slots=True)
class Silence:
    """Seconds without a share until OCEAN does something; the real values are unknown."""

    inactive: int = 600
    """A worker no longer counts as active."""
    idle: int = 3 * 3600
    """An account gets the error text when all its workers are silent for this long."""
    unlisted: int = 24 * 3600
    """A worker leaves the lists."""


@dataclass(frozen=True, slots=True)
class MachineSnapshot:
    """A machine in a snapshot. Shares are converted to difficulty 1."""

    name: str
    last_share: int | None
    shares_60s: int
    shares_300s: int
    shares_in_tides: int


@dataclass(frozen=True, slots=True)
class AccountSnapshot:
    """An account in a snapshot."""

    time: int
    """The multiple of 60 at which the short averages end (`snap_ts`)."""
    machines: tuple[MachineSnapshot, ...]
    """The machines that OCEAN lists."""
    last_share: int | None
    shares_60s: int
    shares_300s: int
    shares_in_tides: int
    active: int

    def shares(self, average: int) -> int:
        """Return the shares of a short average."""
        return self.shares_60s if average == MINUTE else self.shares_300s


def hashrate(shares: int, average: int) -> str:
    """Return a hashrate as OCEAN writes it, with the precision of a 64-bit float."""
    return f"{shares * HASHES_PER_SHARE / average:.0f}"


def ten_minutes(snap: int) -> int:
    """Return when the long averages of a snapshot end (`db_ts`)."""
    return snap // TEN_MINUTES * TEN_MINUTES


def take(
    account: Account, snap: int, *, window_start: float, lead: int, silence: Silence
) -> AccountSnapshot:
    """Take a snapshot of an account.

    The newest share may be up to `lead` seconds newer than the snapshot.
    """
    machines = []
    active = shares_60s = shares_300s = in_tides = 0
    for gone in account.removed:
        in_tides += int(gone.hashes(window_start, snap) / HASHES_PER_SHARE)
    newest: int | None = None
    for machine in account.machines.values():
        one = _take(machine, snap, window_start, lead)
        in_tides += one.shares_in_tides
        if one.last_share is None:
            continue
        silent = snap - one.last_share
        newest = one.last_share if newest is None else max(newest, one.last_share)
        active += silent <= silence.inactive
        shares_60s += one.shares_60s
        shares_300s += one.shares_300s
        if silent <= silence.unlisted:
            machines.append(one)
    return AccountSnapshot(
        snap, tuple(machines), newest, shares_60s, shares_300s, in_tides, active
    )


def _take(
    machine: Machine, snap: int, window_start: float, lead: int
) -> MachineSnapshot:
    return MachineSnapshot(
        machine.name,
        machine.last_share(snap + lead),
        machine.shares(snap - 60, snap),
        machine.shares(snap - 300, snap),
        int(machine.hashes(window_start, snap) / HASHES_PER_SHARE),
    )


def long_averages(machine: Machine, end: int) -> tuple[int, ...]:
    """Return the shares of a machine in each long average, which include the shorter."""
    total = 0
    later = end
    sums = []
    for average in LONG_AVERAGES:
        total += machine.shares(end - average, later)
        later = end - average
        sums.append(total)
    return tuple(sums)
