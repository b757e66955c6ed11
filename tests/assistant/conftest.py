"""What the tests of assistants share."""

from enum import StrEnum
import sys
from types import ModuleType

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest


class TraceEvent(StrEnum):
    """What Home Assistant notes of a conversation."""

    TOOL_CALL = "tool_call"


@pytest.fixture(autouse=True)
async def assist(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set up what offers tools to assistants.

    A call is noted in the trace of a conversation, whose component needs a speech
    library that these tests do without.
    """
    trace = ModuleType("homeassistant.components.conversation")
    trace.ConversationTraceEventType = TraceEvent
    trace.async_conversation_trace_append = lambda *_: None
    monkeypatch.setitem(sys.modules, trace.__name__, trace)
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "llm", {})
