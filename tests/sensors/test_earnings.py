"""What was earned and paid: entities, events, statistics and what is remembered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.api import Satoshis
from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.mining.ledger.book import (
    Certainty,
    LedgerPayout,
    PayoutCorrected,
)
from custom_components.ocean_xyz.mining.payout import PaymentKind
from custom_components.ocean_xyz.repairs import async_create_fix_flow
from custom_components.ocean_xyz.runtime.stores import OceanStore
from simulator import AccountPlan, PaidBy, Upstreams, World, home
from simulator.oddities import LateUnpaid, PartialLists
from simulator.outages import Status

from ..conftest import Tick, make_entry, set_up
from ..sources.support import API, number, state

LIGHTNING = replace(home(), paid_by=PaidBy.LIGHTNING)
COINBASE = replace(home(), paid_by=PaidBy.COINBASE)

type News = list[tuple[str, dict[str, Any]]]
type Follow = Callable[[str], News]


@pytest.fixture
def follow(hass: HomeAssistant) -> Follow:
    """Return what collects the events of an entity."""

    def follow(entity_id: str) -> News:
        news: News = []
        before = hass.states.get(entity_id)
        seen = {before.state} if before else set()

        @callback
        def changed(event: Event[EventStateChangedData]) -> None:
            new = event.data["new_state"]
            if new is None or (kind := new.attributes.get("event_type")) is None:
                return
            # Time stands still within a poll, and a reload restores the last event.
            what = f"{new.state} {new.attributes['time']} {new.attributes['amount']}"
            if new.state in seen or what in seen:
                return
            seen.add(what)
            news.append((kind, dict(new.attributes)))

        async_track_state_change_event(hass, entity_id, changed)
        return news

    return follow


def assert_true(hass: HomeAssistant, world: World, address: str) -> None:
    """Assert that what is shown is the truth, to the satoshi."""
    truth = world.truth(address)
    assert number(hass, "sensor.home_earned_in_total") == truth.earned
    assert number(hass, "sensor.home_paid_in_total") == sum(truth.paid.values())
    assert number(hass, "sensor.home_unpaid_earnings") == truth.balance


@pytest.mark.parametrize("plans", [(home(),), (COINBASE,), (LIGHTNING,)])
async def test_the_books_are_those_of_the_pool(
    hass: HomeAssistant,
    world: World,
    loaded: MockConfigEntry,
    address: str,
    tick: Tick,
    follow: Follow,
    plans: tuple[AccountPlan, ...],
) -> None:
    """Over two days of credits and payouts, each announced once, with what is owed."""
    await tick(90, step=2)
    before = world.truth(address)
    assert_true(hass, world, address)
    earnings, payouts = follow("event.home_earning"), follow("event.home_payout")
    ledger = world.account(address).ledger
    credited, paid = len(ledger.credits), len(ledger.payouts)
    for _ in range(4):
        world.find_block()
        await tick(12 * 60, step=15)
    assert_true(hass, world, address)
    amounts = [earning["amount"] for _, earning in earnings]
    assert amounts == [one.net for one in ledger.credits[credited:]]
    assert len(amounts) >= 4
    heights = {one.block.hash: one.block.height for one in ledger.credits}
    known = [one for _, one in earnings if one["height"] is not None]
    assert all(one["height"] == heights[one["hash"]] for one in known)
    assert known
    expected = [(one.by.value, one.amount) for one in ledger.payouts[paid:]]
    assert [(kind, payout["amount"]) for kind, payout in payouts] == expected
    assert world.truth(address).earned > before.earned
    kind = plans[0].paid_by
    if kind is PaidBy.COINBASE:
        assert state(hass, "sensor.home_progress_to_payout") == "unknown"
    if kind is not PaidBy.ON_CHAIN:
        assert len(expected) >= 4
        last = hass.states.get("sensor.home_last_payout")
        assert last is not None
        assert last.attributes["kind"] == kind.value
        assert float(last.state) == expected[-1][1]


async def test_a_credit_is_told_minutes_after_its_block(
    hass: HomeAssistant,
    world: World,
    loaded: MockConfigEntry,
    tick: Tick,
    follow: Follow,
) -> None:
    """The credit comes four minutes after the block, and is not waited for half an hour."""
    news = follow("event.home_earning")
    await tick(5)
    world.find_block()
    await tick(3)
    assert news == []
    await tick(5)
    ((kind, earning),) = news
    assert kind == "block_credited"
    assert earning["height"] == number(hass, "sensor.ocean_pool_last_block")
    assert number(hass, "sensor.home_last_earning") == earning["amount"] > 0
    assert number(hass, "sensor.home_earned_today") == earning["amount"]


async def test_what_happened_meanwhile_is_told_once(
    hass: HomeAssistant,
    world: World,
    loaded: MockConfigEntry,
    address: str,
    tick: Tick,
    follow: Follow,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Blocks found while Home Assistant was down are news at the start, and only then."""
    await tick(10)
    news = follow("event.home_earning")
    await hass.config_entries.async_unload(loaded.entry_id)
    for _ in range(2):
        world.find_block()
        freezer.tick(timedelta(hours=5))
        world.advance(timedelta(hours=5))
    assert await set_up(hass, loaded)
    await tick(5)
    assert len(news) >= 2
    before = len(news)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await tick(40)
    assert len(news) == before
    assert number(hass, "sensor.home_earned_in_total") == world.truth(address).earned


@pytest.mark.parametrize("plans", [(LIGHTNING,)])
async def test_slips_of_the_books_are_no_payouts(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    loaded: MockConfigEntry,
    address: str,
    tick: Tick,
    follow: Follow,
) -> None:
    """Shortened lists and a balance that lags behind change no sum and announce nothing."""
    await tick(90, step=2)
    news = follow("event.home_payout")
    for effect in (PartialLists(), LateUnpaid()):
        upstreams.inject(effect, host=API)
        await tick(40, step=2)
        upstreams.faults.clear()
        await tick(40, step=2)
    assert len(news) == len(
        [
            one
            for one in world.account(address).ledger.payouts
            if one.time > world.timestamp - 160 * 60
        ]
    )
    assert_true(hass, world, address)


async def test_a_first_list_that_was_cut_is_made_whole(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    entry: MockConfigEntry,
    address: str,
    tick: Tick,
    follow: Follow,
) -> None:
    """Old rows that come half an hour later are no news, and no Lightning payout."""
    upstreams.inject(PartialLists(), host=API, path="/v1/earnpay", times=1)
    assert await set_up(hass, entry)
    truth = world.truth(address)
    assert number(hass, "sensor.home_earned_in_total") != truth.earned
    news = [follow(f"event.home_{what}") for what in ("earning", "payout")]
    await tick(300, step=3)
    assert_true(hass, world, address)
    earnings = len(world.account(address).ledger.credits_until(world.timestamp))
    before = len(
        world.account(address).ledger.credits_until(world.timestamp - 300 * 60)
    )
    assert [len(one) for one in news] == [earnings - before, 0]
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("upstreams")
async def test_the_ledger_is_there_while_ocean_is_not(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """At a start without OCEAN the sums are there, only older."""
    earned = state(hass, "sensor.home_earned_in_total")
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY))
    await tick(30)
    assert state(hass, "sensor.home_earned_in_total") == earned
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state(hass, "sensor.home_earned_in_total") == earned
    assert state(hass, "sensor.home_unpaid_earnings") == "unavailable"
    assert state(hass, "sensor.home_expected_payout") == "unavailable"


@pytest.mark.parametrize(
    "broken", [{"version": 1, "data": {"ledger": 5}}, {"version": 0, "data": {}}]
)
async def test_a_lost_ledger_is_rebuilt_and_said(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    entry: MockConfigEntry,
    address: str,
    hass_storage: dict[str, Any],
    tick: Tick,
    follow: Follow,
    broken: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A store of the wrong shape or of another version: nothing is announced."""
    assert await set_up(hass, entry)
    (account,) = entry.runtime_data.accounts.values()
    key = f"{DOMAIN}.ledger_{account.account_id}"
    await hass.config_entries.async_unload(entry.entry_id)
    hass_storage[key] = {"minor_version": 1, "key": key, **broken}
    news = follow("event.home_earning")
    with patch("custom_components.ocean_xyz.runtime.stores.isfile", return_value=True):
        assert await set_up(hass, entry)
    await tick(5)
    assert news == []
    assert number(hass, "sensor.home_earned_in_total") == world.truth(address).earned
    issue = ir.async_get(hass).async_get_issue(
        DOMAIN, f"ledger_rebuilt_{account.account_id}"
    )
    assert issue is not None
    assert issue.is_fixable
    assert issue.translation_placeholders is None
    flow = await async_create_fix_flow(hass, issue.issue_id, issue.data)
    assert type(flow).__name__ == "ReadIt"
    assert "unreadable" in caplog.text
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_store_that_is_no_json_is_lost(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry
) -> None:
    """Home Assistant puts the file aside and returns nothing, but there was something."""
    store = OceanStore(hass, "torn", _Nothing)
    with patch("custom_components.ocean_xyz.runtime.stores.isfile", return_value=True):
        assert await store.load() is None
    assert store.lost
    other = OceanStore(hass, "absent", _Nothing)
    assert await other.load() is None
    assert not other.lost


class _Nothing:
    """A memory of nothing."""

    def to_dict(self) -> dict[str, Any]:
        """Return nothing."""
        return {}

    @classmethod
    def from_dict(cls, d: dict[str, Any], /) -> _Nothing:
        """Read nothing."""
        return cls()


async def test_news_are_written_down_before_they_are_announced(
    hass: HomeAssistant,
    world: World,
    loaded: MockConfigEntry,
    hass_storage: dict[str, Any],
    tick: Tick,
) -> None:
    """A crash right after the event does not repeat it."""
    (account,) = loaded.runtime_data.accounts.values()
    key = f"{DOMAIN}.ledger_{account.account_id}"
    await tick(10)
    stored: list[int] = []

    @callback
    def changed(event: Event[EventStateChangedData]) -> None:
        stored.append(len(hass_storage[key]["data"]["ledger"]["earnings"]))

    async_track_state_change_event(hass, "event.home_earning", changed)
    count = len(account.ledger_state.ledger.earnings)
    world.find_block()
    await tick(10)
    assert stored == [count + 1]


async def test_what_comes_after_the_first_list_is_news_also_after_a_crash(
    loaded: MockConfigEntry, hass_storage: dict[str, Any], tick: Tick
) -> None:
    """The beginning of a ledger is written down soon."""
    await tick()
    (account,) = loaded.runtime_data.accounts.values()
    stored = hass_storage[f"{DOMAIN}.ledger_{account.account_id}"]["data"]["ledger"]
    assert len(stored["earnings"]) == len(account.ledger_state.ledger.earnings) > 20
    assert stored["begun"]


async def test_an_idle_account_keeps_its_ledger(
    hass: HomeAssistant, world: World, loaded: MockConfigEntry, address: str, tick: Tick
) -> None:
    """Machines that are off earned what they earned; the balance is the last known."""
    earned = state(hass, "sensor.home_earned_in_total")
    world.switch_off(address)
    await tick(60, step=2)
    assert state(hass, "sensor.home_earned_in_total") == earned
    assert number(hass, "sensor.home_unpaid_earnings") > 0


async def test_an_address_without_history_has_no_ledger(
    hass: HomeAssistant, upstreams: Upstreams, world: World, tick: Tick
) -> None:
    """OCEAN answers "no such user": nothing is known, and nothing is zero."""
    entry = make_entry(world.unknown_address())
    assert await set_up(hass, entry)
    await tick(40)
    assert state(hass, "sensor.home_earned_in_total") == "unknown"
    assert state(hass, "sensor.home_earned_today") == "unknown"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_an_account_with_an_empty_history(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry
) -> None:
    """A miner of the first day has earned a true zero, and had no payout."""
    from simulator.outages import Json

    upstreams.inject(
        Json({"result": {"earnings": [], "payouts": []}}), host=API, path="/v1/earnpay"
    )
    assert await set_up(hass, entry)
    assert state(hass, "sensor.home_earned_in_total") == "0"
    assert state(hass, "sensor.home_last_earning") == "unknown"
    assert state(hass, "sensor.home_last_payout") == "unknown"
    assert state(hass, "sensor.home_pool_fee") == "unknown"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_luck_is_told_after_a_week(
    hass: HomeAssistant, world: World, loaded: MockConfigEntry, tick: Tick
) -> None:
    """Earned against expected, near 100 % for a steady home."""
    luck = "sensor.home_earnings_luck_30_days"
    await tick(60 * 24, step=15)
    assert state(hass, luck) == "unknown"
    await tick(60 * 24 * 7, step=15)
    assert 20 < number(hass, luck) < 300
    assert number(hass, "sensor.home_pool_fee") == pytest.approx(1, abs=0.05)


async def test_a_corrected_payout_is_announced(
    hass: HomeAssistant, loaded: MockConfigEntry, tick: Tick, follow: Follow
) -> None:
    """With what was wrong and what is right; one that was none is 0 sat."""
    (account,) = loaded.runtime_data.accounts.values()
    news = follow("event.home_payout")
    wrong = LedgerPayout(
        time=dt_util.utcnow(),
        amount=Satoshis(700),
        kind=PaymentKind.LIGHTNING,
        certainty=Certainty.DEDUCED,
    )
    right = replace(
        wrong, kind=PaymentKind.ON_CHAIN, certainty=Certainty.CERTAIN, transaction="aa"
    )
    for one in (right, None):
        event = PayoutCorrected(wrong=wrong, right=one)
        state = replace(account.ledger_source.state(), events=(event,))
        account.ledger_coordinator.async_set_updated_data(state)
        await hass.async_block_till_done()
    payouts = [(kind, one["amount"], one["amount_before"]) for kind, one in news]
    assert payouts == [("corrected", 700, 700), ("corrected", 0, 700)]
    assert [one["transaction"] for _, one in news] == ["aa", None]
