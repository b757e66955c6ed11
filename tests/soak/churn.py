"""Machines that come, stop, return, are renamed and leave, and what is announced."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator import World

from .journal import News

TERA = 10**12

# At least three minutes of silence, one for the second answer, one for chance.
SOON = timedelta(minutes=12)
AT_ONCE = timedelta(minutes=5)
NOW = timedelta()

# OCEAN drops a worker after a day without a share; three answers must agree.
UNLISTED_AFTER = timedelta(days=1)
GONE_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """An announcement that must come within a span of time."""

    kind: str
    after: datetime
    before: datetime


class Churn:
    """The machines of one account; each change adds the announcements that are due."""

    def __init__(self, world: World, address: str) -> None:
        """Start with machines without due announcements."""
        self.due: defaultdict[str, list[Due]] = defaultdict(list)
        self._world = world
        self._address = address

    @property
    def running(self) -> set[str]:
        """Return the machines that are switched on."""
        machines = self._world.truth(self._address).machines
        return {name for name, machine in machines.items() if machine.is_on}

    def stop(
        self, *names: str, later: timedelta = NOW, within: timedelta = SOON
    ) -> None:
        """Stop machines for a long time, now or later."""
        self._world.switch_off(self._address, *names, at=self._world.now + later)
        self._expect("offline", names, within, later)

    def back(self, *names: str, within: timedelta = AT_ONCE) -> None:
        """Start machines again."""
        self._world.switch_on(self._address, *names)
        self._expect("online", names, within)

    def blip(self, *names: str, lasting: timedelta) -> None:
        """Stop machines for so short a time that nothing is announced."""
        self._world.switch_off(self._address, *names, until=self._world.now + lasting)

    def come(self, *names: str, hashrate: float = 5_000 * TERA) -> None:
        """Switch on machines that are new or were forgotten."""
        known = self._world.truth(self._address).machines
        for name in names:
            if name in known:
                self._world.switch_on(self._address, name)
            else:
                self._world.add_machine(self._address, name, hashrate)
        self._expect("appeared", names, AT_ONCE)

    def leave(self, *names: str) -> None:
        """Stop machines for good."""
        self.stop(*names)
        self._expect("gone", names, SOON, UNLISTED_AFTER + GONE_AFTER)

    def rename(self, old: str, new: str, *, gone_within: timedelta = SOON) -> None:
        """Let a machine continue under another name."""
        self._world.rename_machine(self._address, old, new)
        self._expect("appeared", (new,), AT_ONCE)
        self._expect("offline", (old,), SOON)
        self._expect("gone", (old,), gone_within, UNLISTED_AFTER + GONE_AFTER)

    def drop(self, name: str) -> None:
        """Take a machine out of OCEAN's list."""
        self._world.remove_machine(self._address, name)
        self._expect("offline", (name,), SOON)
        self._expect("gone", (name,), SOON, GONE_AFTER)

    def _expect(
        self,
        kind: str,
        names: Iterable[str],
        within: timedelta,
        later: timedelta = NOW,
    ) -> None:
        """Add announcements that are due within a span from a time on."""
        after = self._world.now + later
        for name in names:
            self.due[name].append(Due(kind, after, after + within))


def announced_by_worker(
    announced: Iterable[News],
) -> dict[str, list[tuple[str, datetime]]]:
    """Return the announcements about each worker, in order."""
    by_name: defaultdict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for news in announced:
        assert len(news.workers) == news.attributes["count"]
        for name in news.workers:
            by_name[name].append((news.kind, news.at))
    return dict(by_name)


def assert_announced(announced: Iterable[News], churn: Churn) -> None:
    """Assert that each change was announced once and in time."""
    by_name = announced_by_worker(announced)
    assert {name: [kind for kind, _ in rows] for name, rows in by_name.items()} == {
        name: [due.kind for due in rows] for name, rows in churn.due.items()
    }
    late = [
        (name, kind, at, due)
        for name, rows in by_name.items()
        for (kind, at), due in zip(rows, churn.due[name], strict=True)
        if not due.after <= at <= due.before
    ]
    assert not late
