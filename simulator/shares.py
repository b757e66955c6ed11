"""The shares of a machine as a Poisson process, for any time and in any order.

A share of difficulty d takes d·2³² hashes on average, so a machine with h hashes per
second finds one every d·2³²/h seconds on average, without memory. The number for an
hour is drawn, then split at random into ten minutes, minutes and seconds, each level
from the one above. So a minute is the sum of its seconds, and a day costs two dozen
draws.
"""

from itertools import accumulate
from math import log2
from typing import Final

from . import dice

HASHES_PER_SHARE: Final = 2**32
"""The average number of hashes for a share of difficulty 1."""

LOWEST_DIFFICULTY: Final = 2**14
"""The gateway's lowest share difficulty."""

SHARES_PER_MINUTE: Final = 8
"""The gateway's target when it chooses a share difficulty."""

MINUTE: Final = 60
TEN_MINUTES: Final = 600
HOUR: Final = 3600
DAY: Final = 86400

# The number of seconds that fit into one draw of 64 bits.
_SECONDS_PER_DRAW: Final = 10
_REMEMBERED: Final = 64
_WOBBLE_PERIOD: Final = 5 * HOUR

type Counts = tuple[int, ...]


def share_difficulty(hashrate: float) -> int:
    """Return the power of two with which a machine finds at most 8 shares a minute."""
    if hashrate <= 0:
        return LOWEST_DIFFICULTY
    ideal = hashrate * MINUTE / SHARES_PER_MINUTE / HASHES_PER_SHARE
    if ideal <= LOWEST_DIFFICULTY:
        return LOWEST_DIFFICULTY
    return 1 << round(log2(ideal))


class ShareProcess:
    """The shares of a machine that is never switched off."""

    __slots__ = (
        "_hours",
        "_key",
        "_minutes",
        "_tens",
        "_wobble",
        "difficulty",
        "hashrate",
    )

    def __init__(
        self,
        name: object,
        hashrate: float,
        *,
        difficulty: int | None = None,
        wobble: float = 0,
    ) -> None:
        """Create the process. The same name and hashrate give the same shares."""
        self.hashrate = hashrate
        self.difficulty = difficulty or share_difficulty(hashrate)
        self._key = dice.key(name, hashrate, self.difficulty)
        self._wobble = wobble
        self._hours: dict[int, int] = {}
        self._tens: dict[int, Counts] = {}
        self._minutes: dict[int, Counts] = {}

    @property
    def gap(self) -> float:
        """Return the mean time between two shares in seconds."""
        return self.difficulty * HASHES_PER_SHARE / self.hashrate

    def count(self, start: int, end: int) -> int:
        """Return the number of shares from start until before end."""
        first, last = start // HOUR, end // HOUR
        count = self._within(end) - self._within(start)
        for hour in range(first, last):
            count += self._hour(hour)
        return count

    def last(self, start: int, end: int) -> int | None:
        """Return the time of the last share from start until before end."""
        minute = (end - 1) // MINUTE
        while minute * MINUTE > start - MINUTE:
            if not (minute + 1) % 60 and not self._hour(minute // 60):
                minute -= 60
            elif not (minute + 1) % 10 and not self._ten(minute // 10):
                minute -= 10
            else:
                for second in reversed(self.seconds(minute)):
                    if start <= minute * MINUTE + second < end:
                        return minute * MINUTE + second
                minute -= 1
        return None

    def seconds(self, minute: int) -> list[int]:
        """Return the seconds of a minute with shares, in order."""
        place = minute % 10
        cumulated = self._minutes_of(minute // 10)
        count = cumulated[place + 1] - cumulated[place]
        found = []
        draw = 0
        for number in range(count):
            if not number % _SECONDS_PER_DRAW:
                draw = dice.bits(self._key ^ 0x3C, (minute << 10) + number)
            draw, second = divmod(draw, MINUTE)
            found.append(second)
        found.sort()
        return found

    def _within(self, time: int) -> int:
        """Return the shares between the beginning of the hour and a time."""
        into = time % HOUR
        if not into:
            return 0
        count = self._tens_of(time // HOUR)[into // TEN_MINUTES]
        if into := into % TEN_MINUTES:
            count += self._minutes_of(time // TEN_MINUTES)[into // MINUTE]
            if into := into % MINUTE:
                count += sum(second < into for second in self.seconds(time // MINUTE))
        return count

    def _hour(self, hour: int) -> int:
        """Return the shares of an hour since the epoch."""
        count = self._hours.get(hour)
        if count is None:
            mean = HOUR / self.gap if self.hashrate > 0 else 0.0
            if self._wobble:
                mean *= 1 + self._wobble * dice.wave(
                    self._key ^ 0x5A, hour * HOUR, _WOBBLE_PERIOD
                )
            _forget(self._hours)
            count = dice.poisson(mean, dice.uniform(self._key, hour))
            self._hours[hour] = count
        return count

    def _ten(self, ten: int) -> int:
        """Return the shares of ten minutes."""
        counts = self._tens_of(ten // 6)
        return counts[ten % 6 + 1] - counts[ten % 6]

    def _tens_of(self, hour: int) -> Counts:
        """Return the cumulative shares of an hour in steps of ten minutes."""
        counts = self._tens.get(hour)
        if counts is None:
            _forget(self._tens)
            counts = _split(self._key ^ 0xA1, hour, self._hour(hour), 6)
            self._tens[hour] = counts
        return counts

    def _minutes_of(self, ten: int) -> Counts:
        """Return the cumulative shares of ten minutes in steps of a minute."""
        counts = self._minutes.get(ten)
        if counts is None:
            _forget(self._minutes)
            counts = _split(self._key ^ 0xB2, ten, self._ten(ten), 10)
            self._minutes[ten] = counts
        return counts


def _split(stream: int, number: int, total: int, parts: int) -> Counts:
    """Return the cumulative counts of a total that is split at random into equal parts."""
    counts = []
    left = total
    for part in range(parts, 1, -1):
        chance = dice.uniform(stream, number * 16 + part)
        counts.append(dice.binomial(left, 1 / part, chance))
        left -= counts[-1]
    return tuple(accumulate((*counts, left), initial=0))


def _forget[T](cache: dict[int, T]) -> None:
    """Limit the size of a cache. Everything can be drawn again."""
    if len(cache) >= _REMEMBERED:
        for stale in sorted(cache)[: _REMEMBERED // 2]:
            del cache[stale]
