"""Many listeners are called in slices, and none is left out."""

import asyncio
from collections.abc import Callable
from functools import partial

from homeassistant.core import HomeAssistant
import pytest

from custom_components.ocean_xyz.runtime.listeners import (
    LISTENERS_AT_ONCE,
    SlicedListeners,
)

from .turns import Turns


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
