"""What is remembered of workers, so that a restart loses nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from mashumaro.mixins.dict import DataClassDictMixin

from ..units import DAY

STORED_AS: Final = {
    "not_renamed_from": "strangers",
    "postponed_at": "put_off",
    "keep": "kept",
}
"""Fields whose keys in the store are older than their names."""

_FIELDS_BY_KEY: Final = {key: name for name, key in STORED_AS.items()}


class WorkerMemory(NamedTuple):
    """What is remembered of a worker.

    Times are OCEAN's, hashrates are H/s, spans are seconds. A tuple, because each
    answer makes a new one for each worker, and a frozen dataclass takes five times as
    long to make. A field that is renamed keeps its key in the store: `STORED_AS`.
    """

    last_share: datetime | None = None
    hashrate: float | None = None
    """At the last share: `mean_hashrate`, unless an average contradicts it."""
    hashrate_over: float = DAY
    """Seconds of running that `hashrate` is the mean of."""
    mean_hashrate: float | None = None
    """The mean of the last day of running, counted by us; standstills are left out."""
    mean_over: float = 0
    """Seconds of running that `mean_hashrate` holds."""
    shares_seen: int = 0
    difficulties: tuple[tuple[int, int], ...] = ()
    """By six-hour span: the largest power of two that divided the share counts."""
    recent: tuple[int, ...] = ()
    """The largest powers of two that divided the last counts of a minute."""
    answered: datetime | None = None
    """The last answer about it: one that lists it, or should have listed it."""
    resumed: datetime | None = None
    """When the machine was last off on purpose, until it mines again."""
    off_until: datetime | None = None
    """The same, also when the machine has mined since."""
    running_since: datetime | None = None
    """The first share after the machine was new, offline or off on purpose."""
    standstill: float = 0
    """The silence in seconds for which it was offline before that, if it was."""
    heard_again: datetime | None = None
    """The first answer after a time in which we could not hear OCEAN, if its last share
    was before."""
    silences: tuple[tuple[int, int], ...] = ()
    """The longest silences that ended by themselves: when in unix minutes, and seconds."""
    slow_gaps: tuple[tuple[int, float], ...] = ()
    """The longest mean gap of each day in which it plainly ran at a lower level."""
    silent: int = 0
    """Answers in a row in which the silence was too long."""
    missing: int = 0
    """Answers in a row that did not list the worker."""
    unlisted_since: datetime | None = None
    """The first answer of those that did not list the worker."""
    gone_since: datetime | None = None
    """The same, once it has not been listed for so long that it is gone."""
    offline: bool = False
    was_offline: bool = False
    """Whether it was offline when it was then off on purpose, until it mines again."""
    alarm_at: datetime | None = None
    """The answer by which it last went offline."""
    acknowledged: bool = False
    """Whether the user knows of that alarm."""
    off_until_back: bool = False
    """Whether it is off on purpose until it mines again, by the user's word."""
    low: bool = False
    """Whether its hashrate was announced as low, and no end of that."""
    samples: tuple[float, ...] = ()
    """Hashrates over 3 h of the present day, three hours apart."""
    lowest: float | None = None
    """The lowest hashrate over 3 h since the first of those samples."""
    sampled: datetime | None = None
    """When the last of the samples was taken."""
    medians: tuple[tuple[date, float], ...] = ()
    """The median of the samples of each of the last seven days."""
    levels: tuple[tuple[date, float], ...] = ()
    """The lowest sample of each of those days that had one far under the usual."""
    appeared: datetime | None = None
    """The first answer that listed it, for a worker that came after the others."""
    keep: bool = False
    """Whether the user wants to keep it although it is gone."""
    postponed_at: datetime | None = None
    """When the user last postponed the decision whether to remove it."""
    not_renamed_from: tuple[str, ...] = ()
    """Former names that the user said it never had."""
    former_names: tuple[str, ...] = ()
    """The last names that it had, by the user's word."""

    @property
    def alarmed(self) -> bool:
        """Return whether it was announced as offline, and no end of that."""
        return (self.offline or self.was_offline) and self.gone_since is None


def as_stored(workers: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return workers that are written as dictionaries with the keys of the store."""
    return _with_keys(workers, STORED_AS)


def from_stored(workers: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return workers as they were stored with the names of the fields."""
    return _with_keys(workers, _FIELDS_BY_KEY)


def _with_keys(
    workers: Mapping[str, dict[str, Any]], keys: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """Return workers with some of their keys replaced."""
    return {
        name: {keys.get(key, key): value for key, value in worker.items()}
        for name, worker in workers.items()
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Renaming(DataClassDictMixin):
    """A worker that mines under a new name, by the user's word."""

    old: str
    new: str
    last_share: datetime | None = None
    """The last one under the former name."""

    def mines_again(self, share: datetime | None) -> bool:
        """Return whether a share under the former name is a new one."""
        if share is None:
            return False
        return self.last_share is None or share > self.last_share
