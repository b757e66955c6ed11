"""What the next kilowatt-hour costs in a house that also feeds energy into the grid.

What the machines take is imported as far as the house has no surplus without them; the
rest would have been fed in. So it costs the tariff, what feeding in brings, or both by
parts. What the machines do is left out of the surplus, so that switching them does not
move their price.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from .heat import HeatReading

WINDOW: Final = timedelta(minutes=5)
"""Of a mean: meters report at different seconds, and clouds pass."""

SAMPLES_APART: Final = timedelta(seconds=1)

KNOWN: Final = 0.5
"""Of the window, in which the meters have to be known."""

STEP: Final = 0.05
"""By which the imported part moves at least, unless it becomes nothing or all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GridSettings:
    """What the user said about energy that is fed into the grid."""

    import_entity: str | None = None
    """Shows the power from the grid, in W; below zero it is fed in."""
    export_entity: str | None = None
    """Shows the power that is fed in, in W; below zero it comes from the grid."""
    price_entity: str | None = None
    fixed_price: float | None = None
    """Of energy that is fed in, per kWh, in the currency of the account's fixed prices."""

    @property
    def meters(self) -> tuple[str, ...]:
        """Return the entities that show the power."""
        return tuple(one for one in (self.import_entity, self.export_entity) if one)

    @property
    def known(self) -> bool:
        """Return whether it can be known what feeding in brings, and when."""
        priced = self.price_entity is not None or self.fixed_price is not None
        return priced and bool(self.meters)


@dataclass(frozen=True, kw_only=True, slots=True)
class HouseReading:
    """What was read about the house."""

    grid: float | None
    """The power from the grid, in W; below zero it is fed in, None is unknown."""
    heat: HeatReading


@dataclass(frozen=True, slots=True)
class GridSample:
    """The power from the grid from a time on, until the next sample."""

    at: datetime
    watts: float | None
    """Without what the machines take; below zero it is fed in, None is unknown."""


def with_grid(
    samples: tuple[GridSample, ...], watts: float | None, now: datetime
) -> tuple[GridSample, ...]:
    """Add a power, and forget samples that ended before the window."""
    recent = [one for one in samples if one.at <= now]
    if recent and now - recent[-1].at < SAMPLES_APART:
        recent[-1] = GridSample(recent[-1].at, watts)
    else:
        recent.append(GridSample(now, watts))
    while len(recent) > 1 and recent[1].at <= now - WINDOW:
        recent.pop(0)
    return tuple(recent)


def imported_part(
    samples: tuple[GridSample, ...], power: float, now: datetime
) -> float | None:
    """Return which part of the machines' energy is imported, as a fraction.

    `power` is what they take while they run, above zero. It is a mean over the window;
    None if too little of that is known.
    """
    parts = list(_parts(samples, power, now))
    known = sum((span for span, _ in parts), timedelta())
    seen = min(now - samples[0].at, WINDOW) if samples else timedelta()
    if known and known >= seen * KNOWN:
        return sum(part * (span / known) for span, part in parts)
    last = samples[-1].watts if samples and not seen else None
    return None if last is None else part_of(last, power)


def part_of(watts: float, power: float) -> float:
    """Return which part of a power is imported, where `watts` are without it."""
    return min(max((watts + power) / power, 0.0), 1.0)


def _parts(
    samples: tuple[GridSample, ...], power: float, now: datetime
) -> Iterator[tuple[timedelta, float]]:
    """Yield how long each part was imported in the window."""
    for sample, after in pairwise((*samples, GridSample(now, None))):
        span = after.at - max(sample.at, now - WINDOW)
        if sample.watts is not None and span > timedelta():
            yield span, part_of(sample.watts, power)


def settled(before: float | None, part: float | None) -> float | None:
    """Keep the imported part until it moves by a step, or becomes nothing or all."""
    if part is None or before is None:
        return part
    near = abs(part - before) < STEP and part not in (0.0, 1.0)
    return before if near else part


def price_by_parts(
    tariff: float | None, export_price: float | None, imported: float | None
) -> float | None:
    """Return the price of the next kWh; None while that is not known.

    What is not imported costs what feeding it in would have brought.
    """
    if imported is None:
        return None
    if imported == 1:
        return tariff
    if imported == 0:
        return export_price
    if tariff is None or export_price is None:
        return None
    return imported * tariff + (1 - imported) * export_price
