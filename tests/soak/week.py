"""Lets a week pass in a house, runs the planned acts, and checks what is shown."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import faulthandler
import sys
from types import MappingProxyType

from homeassistant.config_entries import ConfigSubentry
from homeassistant.helpers import issue_registry as ir

from custom_components.ocean_xyz.const import CONF_ADDRESS, DOMAIN, SUBENTRY_ACCOUNT
from custom_components.ocean_xyz.repairs import async_create_fix_flow
from simulator import Effect

from .books import DEDUCED_AFTER, Books
from .churn import Churn
from .clock import MINUTE
from .house import House
from .inventory import Inventory, assert_flat, assert_same, take
from .journal import Journal

HOUR = timedelta(hours=1)

# The same as for any test: see pyproject.toml.
HANGS_AFTER = 300

# The longest back-off is five minutes, and a list is read every half hour.
RECOVERY = timedelta(minutes=75)


def still_running() -> None:
    """Do not mistake a slow run for one that hangs."""
    faulthandler.dump_traceback_later(HANGS_AFTER, exit=True, file=sys.__stderr__)


@dataclass(frozen=True)
class Act:
    """Something that happens, in hours after the beginning."""

    hours: float
    do: Callable[[Week], Awaitable[None] | None]


@dataclass
class Week:
    """A week of one house."""

    house: House
    journal: Journal
    churn: Churn
    books: dict[str, Books]
    """By the prefix of the entities' names."""
    guest: Books
    """Of an account that exists for some hours."""
    guest_here: list[datetime] = field(default_factory=list)
    """When it was added and when it was removed."""
    deduced: frozenset[str] = frozenset({"account_2"})
    """Accounts whose payouts are in no list."""
    looks: Counter[str] = field(default_factory=Counter)
    """How often each value was checked."""
    issues: set[str] = field(default_factory=set)
    """The repairs that were raised."""
    more_devices: int = 0
    begun: Inventory | None = None
    _calm_from: datetime | None = None

    async def run(self, acts: Iterable[Act], *, hours: float) -> None:
        """Let time pass until some hours after the beginning."""
        for act in sorted(acts, key=lambda act: act.hours):
            await self._pass_until(act.hours * HOUR)
            if (done := act.do(self)) is not None:
                await done
        await self._pass_until(hours * HOUR)

    def disturb(self, lasting: timedelta = timedelta()) -> None:
        """Check nothing until a disturbance has been over for a while."""
        calm = self.house.world.now + lasting + RECOVERY
        self._calm_from = max(self._calm_from or calm, calm)

    def outage(self, effect: Effect, minutes: float, **scope: str) -> None:
        """Apply a fault for some minutes."""
        lasting = timedelta(minutes=minutes)
        # End between two polls, so that it is clear which polls fail.
        end = self.house.world.now + lasting + MINUTE / 2
        self.house.upstreams.inject(effect, end=end, **scope)
        self.disturb(lasting)

    async def restart(self, *, crash: bool = False, away: float = 1 / 60) -> None:
        """Restart the house, which is off for some hours."""
        await self.house.restart(crash=crash, away=away * HOUR)
        self.disturb()

    async def welcome(self, title: str) -> None:
        """Add the guest's account to the hub, as its user would."""
        self.guest_here.append(self.house.world.now)
        self.house.hass.config_entries.async_add_subentry(
            self.house.entry,
            ConfigSubentry(
                data=MappingProxyType({CONF_ADDRESS: self.guest.address}),
                subentry_type=SUBENTRY_ACCOUNT,
                title=title,
                unique_id=self.guest.address,
            ),
        )
        await self.house.settle()

    async def see_off(self) -> None:
        """Remove the guest's account from the hub."""
        (gone,) = (
            one.subentry_id
            for one in self.house.entry.subentries.values()
            if one.unique_id == self.guest.address
        )
        self.house.hass.config_entries.async_remove_subentry(self.house.entry, gone)
        await self.house.settle()
        self.guest_here.append(self.house.world.now)

    async def remove_gone(self, expected: int) -> None:
        """Use the repair about gone workers."""
        issues = ir.async_get(self.house.hass).issues.values()
        (issue,) = (one for one in issues if one.translation_key == "gone_workers")
        assert issue.translation_placeholders is not None
        assert issue.translation_placeholders["count"] == str(expected)
        flow = await async_create_fix_flow(self.house.hass, issue.issue_id, issue.data)
        flow.hass, flow.handler = self.house.hass, DOMAIN
        await flow.async_step_remove_all({})
        self.more_devices -= expected
        await self.house.settle()

    def count(self) -> None:
        """Assert that the house has the same objects as in the beginning."""
        now = take(self.house.hass, self.house.storage)
        if self.begun is None:
            self.begun = now
        rows = sum(
            len(books.earnings()) + len(books.payouts())
            for books in self.books.values()
        )
        assert_same(now, self.begun, more_devices=self.more_devices)
        assert_flat(now, self.begun, rows)
        self.looks["inventory"] += 1

    async def _pass_until(self, elapsed: timedelta) -> None:
        """Let minutes pass, and check everything once an hour."""
        clock = self.house.clock
        while clock.elapsed < elapsed:
            await self.house.minute()
            if not clock.elapsed.seconds % 3600:
                still_running()
                self._look()

    def _look(self) -> None:
        """Check that everything shown is true."""
        now = self.house.world.now
        active = ir.async_get(self.house.hass).issues.values()
        self.issues |= {
            str(one.translation_key) for one in active if one.domain == DOMAIN
        }
        if self._calm_from is not None and now < self._calm_from:
            return
        online = len(self.churn.running)
        assert self._shown("home", "workers_online") == online, now
        assert self._shown("home", "workers_offline") >= 0
        self.looks["workers"] += 1
        for prefix, books in self.books.items():
            if books.moved_lately():
                continue
            true = books.sums(self.house.zone)
            if prefix in self.deduced and books.moved_lately(DEDUCED_AFTER):
                del true["paid_in_total"]
            shown = {key: self._shown(prefix, key) for key in true}
            assert shown == true, (prefix, now)
            self.looks.update(f"{key} of {prefix}" for key in true)

    def _shown(self, prefix: str, key: str) -> float:
        """Return what a sensor shows."""
        state = self.house.hass.states.get(f"sensor.{prefix}_{key}")
        assert state is not None, (prefix, key)
        return float(state.state)
