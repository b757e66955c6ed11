"""Many listeners are called in slices, and none is left out."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.ocean_xyz.api import HashrateAverages
from custom_components.ocean_xyz.mining.account import AccountState, DataStatus
from custom_components.ocean_xyz.mining.workers.state import WorkerState, WorkerStatus
from custom_components.ocean_xyz.runtime.listeners import (
    LISTENERS_AT_ONCE,
    LONG,
    STATUS,
    AccountListeners,
    SlicedListeners,
    itself,
)

from .turns import Turns

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def test_a_few_listeners_are_called_at_once(hass: HomeAssistant) -> None:
    """They do not wait for the event loop."""
    called: list[int] = []
    listeners = SlicedListeners(hass)
    listeners.async_call([partial(called.append, number) for number in range(5)])
    assert called == [0, 1, 2, 3, 4]


async def test_many_listeners_are_called_in_slices_and_each_once(
    hass: HomeAssistant,
) -> None:
    """One turn of the event loop calls a slice at most, even if some are due again."""
    turns = Turns()
    await asyncio.sleep(0)
    called: list[tuple[int, int]] = []
    listeners = SlicedListeners(hass)
    many = [lambda n=number: called.append((turns.count, n)) for number in range(200)]
    listeners.async_call(many)
    listeners.async_call(many[50:150])
    await hass.async_block_till_done()
    turns.stop()
    assert sorted(number for _, number in called) == list(range(200))
    by_turn = [turn for turn, _ in called]
    assert max(by_turn.count(turn) for turn in by_turn) <= LISTENERS_AT_ONCE


async def test_the_first_found_are_called_before_the_last_search(
    hass: HomeAssistant,
) -> None:
    """Searching takes time too: one turn searches no further than it must."""
    turns = Turns()
    await asyncio.sleep(0)
    looked: list[int] = []
    called: list[tuple[int, int]] = []

    def search(first: int, found: int) -> list[Callable[[], None]]:
        looked.append(turns.count)
        return [partial(call, first + number) for number in range(found)]

    def call(number: int) -> None:
        called.append((turns.count, number))

    listeners = SlicedListeners(hass)
    listeners.async_search(
        partial(search, 100 * place, 60 * (place % 2)) for place in range(10)
    )
    await hass.async_block_till_done()
    turns.stop()
    expected = [100 * place + n for place in range(1, 10, 2) for n in range(60)]
    assert [number for _, number in called] == expected
    by_turn = [turn for turn, _ in called]
    assert max(by_turn.count(turn) for turn in by_turn) <= LISTENERS_AT_ONCE
    assert max(looked.count(turn) for turn in looked) <= 2
    assert called[0][0] < looked[-1]


async def test_a_few_that_are_found_are_called_at_once(hass: HomeAssistant) -> None:
    """An account of a few machines has its states in the same turn of the loop."""
    called: list[int] = []
    listeners = SlicedListeners(hass)
    listeners.async_search(
        [lambda: [partial(called.append, number) for number in range(5)]]
    )
    assert called == [0, 1, 2, 3, 4]
    listeners.async_search([])
    assert called == [0, 1, 2, 3, 4]


async def test_a_listener_that_fails_does_not_stop_the_others(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """The others of its slice are called, and the log says what happened."""
    called: list[str] = []

    def fails() -> None:
        message = "no such thing"
        raise ValueError(message)

    SlicedListeners(hass).async_call([fails, lambda: called.append("called")])
    assert called == ["called"]
    assert "no such thing" in caplog.text
    caplog.clear()


async def test_removed_and_stopped_listeners_are_not_called(
    hass: HomeAssistant,
) -> None:
    """An entity that is removed while others are called is no longer written."""
    called: list[int] = []
    listeners = SlicedListeners(hass)
    many = [partial(called.append, number) for number in range(100)]
    listeners.async_call(many)
    listeners.async_forget(many[99])
    listeners.async_forget(many[99])
    await hass.async_block_till_done()
    assert called == list(range(99))
    listeners.async_call(many)
    listeners.async_stop()
    await hass.async_block_till_done()
    assert len(called) <= 99 + LISTENERS_AT_ONCE
    listeners.async_call(many[:1])
    assert called[-1] == 0


def worker(name: str, **changes: Any) -> WorkerState:
    """Return a worker that mines."""
    usual = WorkerState(
        name=name,
        status=WorkerStatus.ONLINE,
        last_share=None,
        long_averages=HashrateAverages(),
    )
    return usual._replace(**changes)


def account(*workers: WorkerState, known: bool = True) -> AccountState:
    """Return an account with these workers."""
    return AccountState(
        status=DataStatus.LIVE,
        workers={one.name: one for one in workers},
        workers_known=known,
    )


async def test_only_who_listens_to_what_changed_is_called(hass: HomeAssistant) -> None:
    """A share is news for who listens to the row, and for no other worker."""
    one, other = worker("one"), worker("other")
    listeners, called = AccountListeners(hass, account(one, other)), list[str]()
    for name in ("one", "other"):
        for what, part in (("status", STATUS), ("long", LONG), ("any", itself)):
            note = partial(called.append, f"{name} {what}")
            listeners.async_listen_to_worker(name, part, note)
    shared = one._replace(last_share=NOW)
    listeners.async_workers_changed(account(shared, other))
    assert called == ["one any"]
    called.clear()
    offline = shared._replace(status=WorkerStatus.OFFLINE)
    listeners.async_workers_changed(account(offline, other))
    assert called == ["one status", "one any"]
    called.clear()
    listeners.async_workers_changed(account(offline))
    assert called == ["other status", "other long", "other any"]


async def test_all_are_called_when_the_workers_are_no_longer_known(
    hass: HomeAssistant,
) -> None:
    """And not again while that stays so."""
    workers, called = (worker("one"), worker("other")), list[str]()
    state = account(*workers)
    listeners = AccountListeners(hass, state)
    removes = [
        listeners.async_listen_to_worker(name, STATUS, partial(called.append, name))
        for name in ("one", "other")
    ]
    listeners.async_workers_changed(replace(state, workers_known=False))
    assert called == ["one", "other"]
    listeners.async_workers_changed(replace(state, workers_known=False))
    assert called == ["one", "other"]
    for remove in removes:
        remove()
    listeners.async_workers_changed(state)
    assert called == ["one", "other"]
