"""Actions: what scripts and automations can ask for."""

from functools import partial

from homeassistant.core import HomeAssistant, SupportsResponse, callback
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
from .actions.support import validated
from .actions.what_if import WHAT_IF_SCHEMA, what_if
from .actions.workers import WORKERS_SCHEMA, get_workers
from .assistant.exposing import expose_to_assist
from .const import DOMAIN


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, which are there also while no entry is loaded."""
    async_setup_pictures(hass)
    for name, action, schema in (
        ("get_workers", get_workers, WORKERS_SCHEMA),
        ("get_blocks", get_blocks, BLOCKS_SCHEMA),
        ("get_earnings", get_earnings, LEDGER_SCHEMA),
        ("get_payouts", get_payouts, LEDGER_SCHEMA),
        ("import_history", import_history, IMPORT_SCHEMA),
        ("what_if", what_if, WHAT_IF_SCHEMA),
        ("expose_to_assist", expose_to_assist, vol.Schema({})),
    ):
        hass.services.async_register(
            DOMAIN,
            name,
            partial(validated, action, schema),
            supports_response=SupportsResponse.ONLY,
        )
    hass.services.async_register(
        DOMAIN, "answer_alarm", partial(validated, answer_alarm, ANSWER_SCHEMA)
    )
