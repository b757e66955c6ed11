"""What our triggers share: what they tell, what they may be told, the units of hashrates."""

from abc import abstractmethod
import asyncio
from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.const import CONF_OPTIONS
from homeassistant.core import CALLBACK_TYPE, Context, State, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import (
    NumericThresholdMode,
    NumericThresholdSelector,
    NumericThresholdSelectorConfig,
)
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    ENTITY_STATE_TRIGGER_SCHEMA_WITH_BEHAVIOR,
    EntityTriggerBase,
    TriggerActionRunner,
    TriggerNotTriggeredReporter,
)
from homeassistant.util.unit_conversion import BaseUnitConverter
import voluptuous as vol

from ..const import (
    UNIT_EXAHASH,
    UNIT_PETAHASH,
    UNIT_TERAHASH,
)
from ..mining.units import EXA, PETA, TERA

CONF_WORKER: Final = "worker"
CONF_OWN: Final = "own"
CONF_COUNT_PAUSED: Final = "count_paused"
CONF_THRESHOLD: Final = "threshold"


class HashrateConverter(BaseUnitConverter):
    """Converts hashrates."""

    UNIT_CLASS = "hashrate"
    _UNIT_CONVERSION: dict[str | None, float] = {  # noqa: RUF012
        UNIT_TERAHASH: 1 / TERA,
        UNIT_PETAHASH: 1 / PETA,
        UNIT_EXAHASH: 1 / EXA,
    }
    VALID_UNITS = set(_UNIT_CONVERSION)  # noqa: RUF012


WORKER_SCHEMA: Final = ENTITY_STATE_TRIGGER_SCHEMA.extend(
    {
        vol.Required(CONF_OPTIONS, default={}): {
            vol.Optional(CONF_WORKER): vol.All(cv.ensure_list, [cv.string])
        }
    }
)

BLOCK_SCHEMA: Final = ENTITY_STATE_TRIGGER_SCHEMA.extend(
    {
        vol.Required(CONF_OPTIONS, default={}): {
            vol.Optional(CONF_OWN, default=False): cv.boolean
        }
    }
)

HASHRATE_SCHEMA: Final = ENTITY_STATE_TRIGGER_SCHEMA_WITH_BEHAVIOR.extend(
    {
        vol.Required(CONF_OPTIONS): {
            vol.Required(CONF_THRESHOLD): NumericThresholdSelector(
                NumericThresholdSelectorConfig(
                    mode=NumericThresholdMode.CROSSED,
                    unit_of_measurement=list(HashrateConverter.VALID_UNITS),
                )
            ),
            vol.Optional(CONF_COUNT_PAUSED, default=True): cv.boolean,
        }
    }
)


class OceanTrigger(EntityTriggerBase):
    """A trigger that tells what a message needs, beside the states."""

    @abstractmethod
    def tell(self, state: State) -> Mapping[str, Any]:
        """Return what there is to tell as the trigger fires."""

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Attach the trigger to what is to be run."""

        @callback
        def run(
            extra_trigger_payload: dict[str, Any],
            description: str,
            context: Context | None = None,
        ) -> asyncio.Task[Any]:
            told = self.tell(extra_trigger_payload["to_state"])
            payload = {**extra_trigger_payload, **told}
            return run_action(payload, description, context)

        return await super().async_attach_runner(run, did_not_trigger)
