"""The action that answers the alarms of an account."""

from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import DOMAIN
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

    Workers are meant by their names at OCEAN, without any all that are offline. Raises
    ServiceValidationError for a name that no worker has.
    """
    account = called_account(call)
    names = None
    if wanted := call.data.get(WORKER):
        known = account.source.memory.workers
        called = {name: {name, display_name(name)} for name in known}
        for one in wanted:
            if not any(one in some for some in called.values()):
                raise ServiceValidationError(
                    translation_domain=DOMAIN,
                    translation_key="invalid_field",
                    translation_placeholders={"field": WORKER, "value": one},
                )
        names = [name for name in known if not called[name].isdisjoint(wanted)]
    async_answer(account, call.data[ANSWER], names)
    return None
