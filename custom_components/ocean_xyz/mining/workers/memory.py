"""What is remembered of a worker, so that a restart loses nothing."""

from datetime import date, datetime
from typing import NamedTuple


class WorkerMemory(NamedTuple):
    """What is remembered of a worker.

    Times are OCEAN's, hashrates are H/s, spans are seconds. A tuple, because each
    answer makes a new one for each worker, and a frozen dataclass takes five times as
    long to make. The names of the fields are the keys in the stored file.
    """

    last_share: datetime | None = None
    hashrate: float | None = None
    """The hashrate at the last share: that of 24 h, unless a shorter average
    contradicts it."""
    shares_seen: int = 0
    beats: int = 0
    """Intervals between two fresh shares that make up the rhythm."""
    difficulties: tuple[tuple[int, int], ...] = ()
    """By six-hour span: the largest power of two that divided the share counts."""
    recent: tuple[int, ...] = ()
    """The largest powers of two in the last counts of a minute."""
    rhythm: float | None = None
    """The running mean of the interval between two answers with a fresh share."""
    waited: float = 0
    """How long answers have come without a fresh share."""
    pace: float | None = None
    """The interval between two answers while the rhythm was observed."""
    off_pace: int = 0
    """Answers in a row that came at another interval."""
    answered: datetime | None = None
    """The time of the last answer that said whether the worker is there."""
    resumed: datetime | None = None
    """When the machine was last off on purpose, until it mines again."""
    off_until: datetime | None = None
    """The same, also when the machine has mined since."""
    running_since: datetime | None = None
    """The first share after the machine was new, offline or off on purpose."""
    silent: int = 0
    """Answers in a row in which the silence was too long."""
    missing: int = 0
    """Answers in a row that did not list the worker."""
    gone_since: datetime | None = None
    offline: bool = False
    samples: tuple[float, ...] = ()
    """Hashrates over 3 h of the present day, three hours apart."""
    sampled: datetime | None = None
    """When the last of the samples was taken."""
    medians: tuple[tuple[date, float], ...] = ()
    """The median of the samples of each of the last seven days."""
    appeared: datetime | None = None
    """The first answer that listed it, for a worker that came after the others."""
    kept: bool = False
    """Whether the user wants to keep it although it is gone."""
    put_off: datetime | None = None
    """When the user last postponed the decision whether to remove it."""
    strangers: tuple[str, ...] = ()
    """Names of other machines: the user said that this one was not renamed from them."""
