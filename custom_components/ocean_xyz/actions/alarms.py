"""The action that answers the alarms of an account."""

from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..mining.names import display_name
from ..runtime.alarms import Answer, async_answer
from .support import OF_ACCOUNT, called_account

ANSWER: Final = "answer"
WORKER: Final = "worker"

ANSWER_SCHEMA: Final = vol.Schema(
    OF_ACCOUNT
    | {
        vol.Required(ANSWER): vol.Coerce(Answer),
        vol.Optional(WORKER): vol.All(cv.ensure_list, [cv.string]),
    }
)


async def answer_alarm(call: ServiceCall) -> ServiceResponse:
    """Acknowledge or silence alarms, or say that workers are off on purpose.

    Workers are meant by their names at OCEAN, without any all that are offline.
    """
    account = called_account(call)
    names = None
    if wanted := call.data.get(WORKER):
        names = [
            name
            for name in account.source.memory.workers
            if not {name, display_name(name)}.isdisjoint(wanted)
        ]
    async_answer(account, call.data[ANSWER], names)
    return None
