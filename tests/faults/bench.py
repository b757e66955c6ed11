"""A Home Assistant that requests data from the hosts, with one broken route."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
import logging
import time
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)

from custom_components.ocean_xyz.runtime.clients import async_get_transport
from custom_components.ocean_xyz.sources.question import Question
from simulator import World
from simulator.outages import Status
from tests.conftest import make_entry, set_up

from ..clock import run_due_timers
from .catalogue import API, BLOCKCHAIN_INFO, MEMPOOL, SITE, Kind, Route
from .effects import BACK_IN_TIME, Trial
from .guard import Guard
from .host import KEPT_OPEN, Hosts
from .words import Cell, cell

LONGEST_PAUSE: Final = 5.6
"""Minutes after which a failed question has certainly been asked again."""

SAMPLES: Final = ((1,), (1,), (1,), (3,))
"""Minutes between two samples of the entities during a fault, in steps."""

BUSY_SAMPLES: Final = ((1,), (1,), (1,), (1,) * 3, (1,) * 6)
"""The same while a host limits requests, which takes longer."""

HELD: Final = 0.1
"""Seconds above which Home Assistant itself would report a blocked event loop."""

OWN_SERVER: Final = "aiohttp.server"
"""The logger of the hosts on this machine; it reports clients that hang up."""

ASKED_WITH_NEWS: Final = "OCEAN (blocks)"

INTEGRATION: Final = "custom_components.ocean_xyz"


@dataclass(kw_only=True)
class Clock:
    """The time of Home Assistant and of the world."""

    freezer: FrozenDateTimeFactory
    world: World
    guard: Guard

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        with self.guard.excused():
            self.freezer.tick(timedelta(seconds=seconds))
            self.world.advance(timedelta(seconds=seconds))


@dataclass(kw_only=True)
class Bench:
    """The setup that measures one row of the table."""

    hass: HomeAssistant
    hosts: Hosts
    clock: Clock
    log: pytest.LogCaptureFixture
    route: Route
    entry: MockConfigEntry

    @classmethod
    def of(
        cls,
        hass: HomeAssistant,
        hosts: Hosts,
        clock: Clock,
        log: pytest.LogCaptureFixture,
        route: Route,
    ) -> Bench:
        """Return a bench for a route."""
        entry = make_entry(*clock.world.accounts)
        entry.add_to_hass(hass)
        data = {**entry.data, **route.settings}
        hass.config_entries.async_update_entry(entry, data=data)
        return cls(
            hass=hass, hosts=hosts, clock=clock, log=log, route=route, entry=entry
        )

    async def start(self) -> None:
        """Set up, and wait until everything is as it is without the fault."""
        self.log.set_level(logging.INFO)
        assert await set_up(self.hass, self.entry)
        connector: Any = async_get_transport(self.hass)._session.connector
        connector._keepalive_timeout = KEPT_OPEN
        await self.tick()
        for host, path in self.route.down:
            self.hosts.upstreams.inject(Status(500), host=host, path=path)
        for one in self.questions():
            one.hurry()
        for _ in range(12):
            await self.tick()

    async def tick(self, minutes: float = 1) -> None:
        """Let minutes pass, with all requests that are due."""
        self.clock.pass_time(60 * minutes)
        run_due_timers(self.hass)
        await self.hass.async_block_till_done(wait_background_tasks=True)

    def shown(self) -> dict[str, str]:
        """Return the states of the route's entities."""
        states = self.hass.states
        return {
            name: state.state if (state := states.get(probe.entity)) else ""
            for name, probe in self.route.probes.items()
        }

    def questions(self) -> Iterator[Question[Any]]:
        """Return all questions."""
        runtime = self.entry.runtime_data
        pool, network = runtime.hub.pool_source, runtime.hub.network_source
        yield from (*pool.questions, *network.questions)
        for account in runtime.accounts.values():
            yield from (*account.source.questions, account.ledger_source.question)

    @property
    def question(self) -> Question[Any]:
        """Return the question that uses the route."""
        return next(one for one in self.questions() if one.name == self.route.question)

    async def cell(self, name: str, trial: Trial) -> Cell:
        """Let a fault begin, last and end, and check what must hold for every fault."""
        guard = self.clock.guard
        await self._prepare()
        before, witness = self.shown(), Witness.of(self)
        guard.longest = 0.0
        with guard.watching():
            end = self._strike(trial)
            self.question.hurry()
            try:
                samples = [await self._sample(steps) for steps in self._looks(trial)]
                witness.others_go_on(trial)
                failed = self.question.failures > 0
            finally:
                end()
                await self.tick(LONGEST_PAUSE + (self.route.pace - 1))
        if name == BACK_IN_TIME:
            assert failed is not self.route.timeless
        # If all routes fail, nothing may show that this one must be requested.
        assert failed or trial.effect is None or name == BACK_IN_TIME
        witness.recovered(before)
        witness.two_lines(trial, failed=failed)
        assert guard.longest < HELD
        return cell(self.route.probes, before, samples)

    def _looks(self, trial: Trial) -> Iterator[tuple[int, ...]]:
        """Return the minutes between two samples of the entities, in steps."""
        busy = trial.whole_host and trial.effect is not None
        for steps in BUSY_SAMPLES if busy else SAMPLES:
            yield tuple(step * self.route.pace for step in steps)

    async def _sample(self, steps: tuple[int, ...]) -> dict[str, str]:
        """Let minutes pass, and return the entities' states then."""
        for minutes in steps:
            await self.tick(minutes)
        return self.shown()

    async def _prepare(self) -> None:
        """Let the world do what makes the integration request the route."""
        self.route.news(self.clock.world)
        await self.tick()
        self.log.clear()
        self.route.prepare(self.clock.world)

    def _strike(self, trial: Trial) -> Callable[[], None]:
        """Switch the fault on, and return a function that switches it off."""
        if trial.effect is None:
            self.hosts.distrust(self.route.host)
            return self.hosts.distrusted.clear
        upstreams = self.hosts.upstreams
        effect = trial.effect(self.clock.world)
        fault = upstreams.inject(effect, host=self.route.host, path=self.route.path)
        return lambda: upstreams.faults.remove(fault)


@dataclass(kw_only=True)
class Witness:
    """What must hold in every cell of the table."""

    bench: Bench
    regular: list[Question[Any]]
    """The other questions, which were asked and answered in the last minutes."""

    @classmethod
    def of(cls, bench: Bench) -> Witness:
        """Store what worked before the fault."""
        now = time.monotonic()
        regular = [
            one
            for one in bench.questions()
            if one.name not in (bench.question.name, ASKED_WITH_NEWS)
            and not one.failures
            and one.answered_at is not None
            and now - one.answered_at <= one.every
        ]
        return cls(bench=bench, regular=regular)

    def others_go_on(self, trial: Trial) -> None:
        """Check that nothing else fails.

        A certificate belongs to a host, so all routes of the host fail with it. A host
        that limits requests gets none, but not for so long that its data expires.
        """
        host = self.bench.route.host
        for one in self.regular:
            shares_host = trial.whole_host and _host_of(one) == host
            if shares_host and trial.effect is None:
                continue
            assert one.usable, (one.name, one.failures, one.error)
            assert shares_host or not one.failures, (one.name, one.error)
        assert self.bench.hass.states.get("event.home_worker").state == STATE_UNKNOWN

    def recovered(self, before: dict[str, str]) -> None:
        """Check that everything works again, and that no worker was announced."""
        assert not self.bench.question.failures
        assert not [one.name for one in self.regular if one.failures]
        for name, state in self.bench.shown().items():
            kind = self.bench.route.probes[name].kind
            if kind is Kind.WORD:
                assert state == before[name], name
            else:
                assert state not in (STATE_UNAVAILABLE, STATE_UNKNOWN), name
            if kind is Kind.LIVELY:
                assert state != before[name], name
        assert self.bench.hass.states.get("event.home_worker").state == STATE_UNKNOWN

    def two_lines(self, trial: Trial, *, failed: bool) -> None:
        """Check for one line at the start and one at the end, without a secret."""
        lines: dict[str, list[str]] = {}
        named = ""
        for record in self.bench.log.records:
            if record.name == OWN_SERVER:
                continue
            if record.name.startswith(INTEGRATION) or record.levelno >= logging.WARNING:
                begin, does, rest = record.getMessage().partition(" does not answer: ")
                host = begin.partition(" answers again, ")[0]
                lines.setdefault(host, []).append(f"{record.levelname}{does}")
                named += rest
        for messages in lines.values():
            both = ["WARNING does not answer: ", "INFO"]
            if self.bench.route.down:
                # Other routes are down all the time: this may be a part of their outage,
                # and its end be later.
                assert messages.count(both[0]) <= 1
                assert len(messages) <= 3
            else:
                assert messages == both
        question = self.bench.question
        # The log is silent about a host that flickers.
        assert failed or not lines
        assert trial.whole_host or set(lines) <= {question.host}
        if not trial.whole_host and named:
            assert named.endswith(f" ({question.subject})")
        text = str(lines) + named
        assert "//" not in text
        assert (self.bench.route.path.strip("/") or "//") not in text
        assert not [one for one in self.bench.clock.world.accounts if one in text]


def _host_of(question: Question[Any]) -> str:
    """Return the host of a question."""
    if question.name.startswith("OCEAN"):
        return SITE if question.kind == "web page" else API
    return MEMPOOL if question.name.startswith("mempool") else BLOCKCHAIN_INFO
