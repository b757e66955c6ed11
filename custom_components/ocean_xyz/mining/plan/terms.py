"""What a plan holds as it is now: what a kWh brings, and what its heat is worth."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isclose
from typing import Final

from ..costs import (
    CostInputs,
    CostSettings,
    satoshis_of_energy,
    value_of_energy,
)
from ..economics import satoshis_per_kwh, value_of
from ..heat import Heat, price_after_heat
from ..workers.memory import WorkerMemory
from ..workers.state import WorkerState
from .choice import Level
from .paying import Known, Now, known_of
from .pieces import Piece

STEP: Final = 0.005
"""The part of a figure by which it moves at least before a plan follows."""

LEAST_STEP: Final = 0.0001
"""And the least by which it moves, per kWh."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What decides what a price leaves."""

    inputs: CostInputs
    heat: Heat
    """What the heat saves that counts ahead."""
    watts: float | None
    """What all machines draw while they run."""

    @property
    def value(self) -> float | None:
        """Return what a kWh brings, in the hub's currency."""
        return value_of_energy(self.inputs)

    def level(self, watts: float, terahashes: float | None = None) -> Level | None:
        """Return a level of power above zero, None while it is not known what it brings.

        Its efficiency is that of the machines, unless it has its own hashrate in TH/s.
        """
        inputs = self.inputs
        satoshis = satoshis_of_energy(inputs)
        if terahashes is not None and (earned := inputs.per_terahash) is not None:
            satoshis = satoshis_per_kwh(earned * terahashes, watts)
        if satoshis is None or inputs.price is None:
            return None
        return Level(
            watts=watts, satoshis=satoshis, value=value_of(satoshis, inputs.price)
        )

    def after_heat(self, price: float) -> float:
        """Return what is left of a price per kWh less what its heat saves."""
        return price_after_heat(price, self.heat)

    def known_of(
        self, pieces: Sequence[Piece], settings: CostSettings, now: Now
    ) -> Known:
        """Return when mining pays, nothing while that cannot be known.

        Where the house has a surplus, that needs the power of the machines.
        """
        value, watts = self.value, self.watts
        if not value or (not watts and any(one.surplus for one in pieces)):
            return Known()

        def margin(piece: Piece) -> float:
            price = piece.price(watts) if watts else piece.tariff
            return (1 - self.after_heat(price) / value) * 100

        return known_of(pieces, margin, settings, now)


def usual_hashrate(
    workers: Iterable[WorkerState], memories: Mapping[str, WorkerMemory]
) -> float:
    """Return the hashrate of all machines while they run, in H/s; 0 if not known.

    The means over a day of running, without the machines that are gone.
    """
    return fsum(
        memories[one.name].mean_hashrate or 0.0
        for one in workers
        if one.name in memories and not one.gone
    )


def held(inputs: CostInputs, heat: Heat | None) -> tuple[float, ...] | None:
    """Return what decides which prices pay, None while some of it is not known.

    What energy brings that is fed in may not be known: only some need it.
    """
    value, export = value_of_energy(inputs), inputs.export_price
    if value is None or heat is None:
        return None
    known = value, heat.credit, heat.worth
    return known if export is None else (*known, export)


def has_moved(before: tuple[float, ...] | None, now: tuple[float, ...] | None) -> bool:
    """Return whether something of this has moved by a step, or is known no longer."""
    if before is None or now is None or len(before) != len(now):
        return before != now
    return not all(
        isclose(old, new, rel_tol=STEP, abs_tol=LEAST_STEP)
        for old, new in zip(before, now, strict=True)
    )
