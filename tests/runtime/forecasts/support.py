"""What the tests of forecasts in a running Home Assistant share."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse
from homeassistant.util import dt as dt_util

from custom_components.ocean_xyz.mining.forecasts.slots import PriceSlot

TARIFF: Final = "sensor.tariff"
HOUR: Final = timedelta(hours=1)

type SetUp = Callable[..., Any]


def midnight(day: int = 0) -> datetime:
    """Return when a day begins here, so many after today."""
    today = dt_util.now().date()
    return dt_util.start_of_local_day(today + timedelta(days=day))


def hours(day: int, price: float = 0.2) -> list[dict[str, Any]]:
    """Return the prices of a day as a list in attributes."""
    return [
        {"start": midnight(day) + hour * HOUR, "value": price, "end": None}
        for hour in range(24)
    ]


def show(hass: HomeAssistant, entity: str = TARIFF, **attributes: Any) -> None:
    """Let an entity show lists."""
    unit = {"unit_of_measurement": "USD/kWh"}
    hass.states.async_set(entity, "0.2", unit | attributes)


def starts(slots: tuple[PriceSlot, ...]) -> list[float]:
    """Return when slots begin, in hours after midnight."""
    return [(slot.start - midnight()) / HOUR for slot in slots]


class Action:
    """An action of another integration that counts how often it is called."""

    def __init__(self, hass: HomeAssistant, domain: str, name: str) -> None:
        """Register it."""
        self.calls: list[dict[str, Any]] = []
        self.answer: Callable[[dict[str, Any]], Any] = lambda _: {}
        hass.services.async_register(
            domain, name, self._called, supports_response=SupportsResponse.ONLY
        )

    async def _called(self, call: ServiceCall) -> Any:
        self.calls.append(dict(call.data))
        return self.answer(self.calls[-1])
