"""Actions: what scripts and automations can ask for."""

from functools import partial
from typing import Any, Final

from homeassistant.components.websocket_api import async_register_command
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.const import ERR_HOME_ASSISTANT_ERROR
from homeassistant.components.websocket_api.decorators import (
    async_response,
    websocket_command,
)
from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.service import async_register_admin_service
import voluptuous as vol

from .actions.alarms import ANSWER_SCHEMA, answer_alarm
from .actions.blocks import BLOCKS_SCHEMA, get_blocks
from .actions.ledger import (
    IMPORT_SCHEMA,
    LEDGER_SCHEMA,
    get_earnings,
    get_payouts,
    import_history,
)
from .actions.picture import async_setup_pictures
from .actions.plan import PLAN_SCHEMA, plan
from .actions.support import validated
from .actions.what_if import WHAT_IF_SCHEMA, what_if
from .actions.workers import WORKERS_SCHEMA, get_workers
from .assistant.exposing import expose_to_assist
from .const import DOMAIN

ASKED: Final = {
    "get_workers": (get_workers, WORKERS_SCHEMA),
    "get_blocks": (get_blocks, BLOCKS_SCHEMA),
    "get_earnings": (get_earnings, LEDGER_SCHEMA),
    "get_payouts": (get_payouts, LEDGER_SCHEMA),
    "plan": (plan, PLAN_SCHEMA),
}
"""The actions that the dashboard asks each minute."""


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, which are there also while no entry is loaded."""
    async_setup_pictures(hass)
    async_register_command(hass, ask)
    actions = ASKED | {
        "import_history": (import_history, IMPORT_SCHEMA),
        "what_if": (what_if, WHAT_IF_SCHEMA),
    }
    for name, (action, schema) in actions.items():
        hass.services.async_register(
            DOMAIN,
            name,
            partial(validated, action, schema),
            supports_response=SupportsResponse.ONLY,
        )
    # As in Home Assistant, only an administrator says what an assistant may see.
    async_register_admin_service(
        hass,
        DOMAIN,
        "expose_to_assist",
        partial(validated, expose_to_assist, vol.Schema({})),
        vol.Schema({}, extra=vol.ALLOW_EXTRA),
        SupportsResponse.ONLY,
    )
    hass.services.async_register(
        DOMAIN, "answer_alarm", partial(validated, answer_alarm, ANSWER_SCHEMA)
    )


@websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/ask",
        vol.Required("action"): vol.In(ASKED),
        vol.Required("data"): dict,
    }
)
@async_response
async def ask(
    hass: HomeAssistant,
    connection: ActiveConnection,
    message: dict[str, Any],
) -> None:
    """Answer an open dashboard like an action.

    A call of the action would fire an event, which the recorder stores.
    """
    name = message["action"]
    action, schema = ASKED[name]
    call = ServiceCall(hass, DOMAIN, name, message["data"], return_response=True)
    try:
        response = await validated(action, schema, call)
    except HomeAssistantError as err:
        connection.send_error(message["id"], ERR_HOME_ASSISTANT_ERROR, str(err))
    else:
        connection.send_result(message["id"], response)
