"""What an open dashboard asks, without a call that the recorder stores."""

from typing import Any

from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from simulator import Upstreams
from simulator.outages import Status

from ..conftest import Tick
from .support import ask


@pytest.mark.usefixtures("loaded")
async def test_a_dashboard_gets_what_the_actions_return(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    upstreams: Upstreams,
    tick: Tick,
    subtests: pytest.Subtests,
) -> None:
    """The same rows, no event, and an error where an action has one."""
    assert await async_setup_component(hass, "websocket_api", {})

    async def asked(action: str, **data: int) -> Any:
        client = await hass_ws_client(hass)
        await client.send_json_auto_id(
            {"type": "ocean_xyz/ask", "action": action, "data": data}
        )
        return await client.receive_json()

    for action in ("get_workers", "get_blocks", "get_earnings", "get_payouts"):
        with subtests.test(action=action):
            events = async_capture_events(hass, EVENT_CALL_SERVICE)
            answer = await asked(action, limit=2)
            assert events == []
            assert answer["result"] == await ask(hass, action, limit=2)
    assert not (await asked("get_workers", limit=0))["success"]
    upstreams.inject(Status(502))
    await tick(20)
    error = (await asked("get_workers"))["error"]
    assert error["code"] == "home_assistant_error"
    assert "Home" in error["message"]
