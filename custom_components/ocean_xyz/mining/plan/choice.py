"""Chooses when, and at which level of power, mining leaves the most.

What is left is linear in time, so the best choice is exact: the best hours first, or the
best of the runs that begin or end with a price or are as short or long as may be.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from ..units import HOUR
from .pieces import Piece

MICROSECOND: Final = timedelta(microseconds=1)
NONE: Final = timedelta()

EXACT: Final = 10**12
"""Amounts are compared as whole numbers of this part, so that equal ones stay equal."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """A power at which machines can run."""

    watts: float
    satoshis: float
    """That a kWh earns, after the pool's fee."""
    value: float
    """Of these, in the hub's currency."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """How much, and how, machines shall run."""

    at_least: timedelta = NONE
    at_most: timedelta | None = None
    contiguous: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedSlot:
    """A time in which machines run at one level and one price."""

    start: datetime
    end: datetime
    level: Level
    price: float
    """Of a kWh."""
    price_after_heat: float

    @property
    def hours(self) -> float:
        """Return how long it is."""
        return (self.end - self.start).total_seconds() / HOUR

    @property
    def energy(self) -> float:
        """Return what the machines take, in kWh."""
        return self.level.watts * self.hours / 1000

    @property
    def satoshis(self) -> float:
        """Return what they earn, after the pool's fee."""
        return self.energy * self.level.satoshis

    @property
    def revenue(self) -> float:
        """Return what that is worth."""
        return self.energy * self.level.value

    @property
    def cost(self) -> float:
        """Return what the energy costs, less what its heat is worth."""
        return self.energy * self.price_after_heat

    @property
    def profit(self) -> float:
        """Return what is left."""
        return self.revenue - self.cost


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """The slots in which machines shall run."""

    slots: tuple[PlannedSlot, ...]
    missing: timedelta
    """What cannot be met of the least time: so much is not known, or not in one run."""


class _Option(NamedTuple):
    """A piece at its best level."""

    slot: PlannedSlot
    length: int
    """In microseconds."""
    gain: int
    """What a microsecond leaves, in parts of the currency."""


def choose(
    pieces: Iterable[Piece],
    levels: Sequence[Level],
    after_heat: Callable[[float], float],
    wish: Wish,
) -> Choice:
    """Return the slots that leave the most, in order.

    `after_heat` returns what is left of a price per kWh after what the heat is worth.
    Of equal choices the earliest counts, and the level that is named first. If there is
    not as much time as machines shall run at least, the best is what there is.
    """
    options = [_option(piece, levels, after_heat) for piece in pieces]
    least = wish.at_least // MICROSECOND
    most = None if wish.at_most is None else wish.at_most // MICROSECOND
    chosen = (
        _best_run(options, least, most)
        if wish.contiguous
        else _best_parts(options, least, most)
    )
    slots = tuple(chosen)
    known = sum((one.end - one.start for one in slots), NONE)
    return Choice(slots=slots, missing=max(wish.at_least - known, NONE))


def _option(
    piece: Piece, levels: Sequence[Level], after_heat: Callable[[float], float]
) -> _Option:
    """Return a piece at the level that leaves the most."""
    best: tuple[int, Level, float, float] | None = None
    for level in levels:
        price = piece.price(level.watts)
        paid = after_heat(price)
        gain = round(level.watts * (level.value - paid) * EXACT)
        if best is None or gain > best[0]:
            best = gain, level, price, paid
    assert best is not None  # noqa: S101 (there is a level)
    gain, level, price, paid = best
    slot = PlannedSlot(
        start=piece.start,
        end=piece.end,
        level=level,
        price=price,
        price_after_heat=paid,
    )
    return _Option(slot, piece.length // MICROSECOND, gain)


def _best_parts(
    options: Sequence[_Option], least: int, most: int | None
) -> Iterator[PlannedSlot]:
    """Return the best slots, the last of them in part if that is enough."""
    taken = [0] * len(options)
    used = 0
    for place in sorted(range(len(options)), key=lambda one: -options[one].gain):
        wanted = most if options[place].gain > 0 else least
        left = options[place].length if wanted is None else wanted - used
        taken[place] = max(min(options[place].length, left), 0)
        used += taken[place]
    for place, (option, part) in enumerate(zip(options, taken, strict=True)):
        if not part:
            continue
        slot, length = option.slot, part * MICROSECOND
        if part == option.length:
            yield slot
        elif _goes_on(options, taken, place):
            # Next to the one after it, so that machines are switched less often.
            yield replace(slot, start=slot.end - length)
        else:
            yield replace(slot, end=slot.start + length)


def _goes_on(options: Sequence[_Option], taken: Sequence[int], place: int) -> bool:
    """Return whether machines run right after a slot, and not right before it."""

    def joined(first: int) -> bool:
        both = 0 <= first < len(options) - 1 and taken[first] and taken[first + 1]
        return bool(both) and (options[first].slot.end == options[first + 1].slot.start)

    return joined(place) and not joined(place - 1)


def _best_run(
    options: Sequence[_Option], least: int, most: int | None
) -> Iterator[PlannedSlot]:
    """Return the slots of the one run that leaves the most."""
    stretches = list(_stretches(options))
    longest = max((sum(one.length for one in each) for each in stretches), default=0)
    least = min(least, longest)
    best: tuple[int, int, int] | None = None
    found: Sequence[_Option] = ()
    for stretch in stretches:
        run = _best_within(stretch, least, most)
        if run is not None and (best is None or run[0] > best[0]):
            best, found = run, stretch
    if best is None or (not least and best[0] <= 0):
        return
    _, start, end = best
    at = 0
    for option in found:
        begin, stop = max(start, at), min(end, at + option.length)
        if begin < stop:
            yield replace(
                option.slot,
                start=option.slot.start + (begin - at) * MICROSECOND,
                end=option.slot.start + (stop - at) * MICROSECOND,
            )
        at += option.length


def _stretches(options: Sequence[_Option]) -> Iterator[Sequence[_Option]]:
    """Return the options in stretches without a gap."""
    ends = [
        place + 1
        for place, (one, after) in enumerate(pairwise(options))
        if one.slot.end != after.slot.start
    ]
    for first, last in pairwise((0, *ends, len(options))):
        yield options[first:last]


def _best_within(
    stretch: Sequence[_Option], least: int, most: int | None
) -> tuple[int, int, int] | None:
    """Return what the best run of a stretch leaves, its start and its end.

    Times are microseconds from the begin of the stretch. None if it is too short.
    """
    cuts = [0, *accumulate(one.length for one in stretch)]
    whole = cuts[-1]
    lengths = {least, whole if most is None else most}
    times = sorted(
        {
            time
            for cut in cuts
            for time in (
                cut,
                *(cut + one for one in lengths),
                *(cut - one for one in lengths),
            )
            if 0 <= time <= whole
        }
    )
    left = _left_until(times, stretch)
    longest = whole if most is None else most
    starts: deque[int] = deque()
    best: tuple[int, int, int] | None = None
    next_start = 0
    for place, end in enumerate(times):
        while next_start < len(times) and times[next_start] <= end - least:
            # Of equal starts the latest counts: nothing runs for nothing.
            while starts and left[starts[-1]] >= left[next_start]:
                starts.pop()
            starts.append(next_start)
            next_start += 1
        while starts and times[starts[0]] < end - longest:
            starts.popleft()
        if starts:
            gain = left[place] - left[starts[0]]
            if best is None or gain > best[0]:
                best = gain, times[starts[0]], end
    return best


def _left_until(times: Sequence[int], stretch: Sequence[_Option]) -> list[int]:
    """Return what is left if machines run until each of these times."""
    left, total, at, place = [], 0, 0, 0
    for time in times:
        while place < len(stretch) and at + stretch[place].length <= time:
            total += stretch[place].gain * stretch[place].length
            at += stretch[place].length
            place += 1
        rest = stretch[place].gain * (time - at) if time > at else 0
        left.append(total + rest)
    return left
