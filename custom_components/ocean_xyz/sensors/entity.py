"""What all sensors share: how one is described, and how it shows its subject."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import EntityPlatform
from homeassistant.helpers.typing import StateType

from ..api import HashesPerSecond, HashrateAverages
from ..const import DOMAIN, UNIT_SATOSHI, UNIT_TERAHASH
from ..devices.ids import (
    BREAK_EVEN_PRICE,
    BREAK_EVEN_TARIFF,
    GRID_PRICE,
    HEAT_PRICE,
    HEAT_SAVING,
    VALUE_PER_KWH,
    hashrate_key,
    money_key,
)
from ..entity import Answers, OceanDescription, OceanEntity, Place, Subscribe
from ..mining.economics import Outlook
from ..mining.figures import WorkerOutlook
from ..mining.units import EXA, TERA
from ..mining.written import digits_of_money

MEASUREMENT: Final = SensorStateClass.MEASUREMENT
DIAGNOSTIC: Final = EntityCategory.DIAGNOSTIC

MONEY_PRECISION: Final = {BREAK_EVEN_PRICE: 0} | dict.fromkeys(
    (BREAK_EVEN_TARIFF, VALUE_PER_KWH, GRID_PRICE, HEAT_PRICE, HEAT_SAVING), 4
)


@dataclass(frozen=True, kw_only=True)
class OceanSensorDescription[SubjectT](
    OceanDescription[SubjectT], SensorEntityDescription
):
    """Describes a sensor about one kind of subject."""

    value_fn: Callable[[SubjectT], StateType | datetime]
    digits_fn: Callable[[float], int] | None = None
    """Returns how many decimals a value of this size needs."""


def tera(hashrate: HashesPerSecond | None) -> float | None:
    """Return a hashrate in TH/s."""
    return None if hashrate is None else hashrate / TERA


def exa(hashrate: HashesPerSecond | None) -> float | None:
    """Return a hashrate in EH/s."""
    return None if hashrate is None else hashrate / EXA


def percent(fraction: float | None) -> float | None:
    """Return a fraction in percent."""
    return None if fraction is None else fraction * 100


def whole(satoshis: float | None) -> int | None:
    """Return an amount in whole satoshis."""
    return None if satoshis is None else round(satoshis)


def assumed_fee(outlook: Outlook | WorkerOutlook) -> dict[str, Any]:
    """Return which fee, in percent, is assumed while it is not known."""
    fee = outlook.assumed_fee
    return {} if fee is None else {"assumed_fee": round(fee * 100, 2)}


class OceanSensor[SubjectT](OceanEntity[SubjectT], SensorEntity):
    """A sensor about one subject."""

    entity_description: OceanSensorDescription[SubjectT]
    _unrecorded_attributes = frozenset(
        {
            *("recent_blocks", "recent_earnings", "recent_payouts"),
            *("pays_now", "until", "prices_until", "hours_known"),
        }
    )
    _digits: int | None = None

    @override
    def add_to_platform_start(
        self,
        hass: HomeAssistant,
        platform: EntityPlatform,
        parallel_updates: asyncio.Semaphore | None,
    ) -> None:
        """Keep the word that was the unit of a count until 1.0.0.

        Counts have no unit, because a word is wrong for one of them. But statistics
        would take its absence for another unit.
        """
        super().add_to_platform_start(hass, platform, parallel_updates)
        if (subject := self._subject_fn()) is not None:
            self._fit(self.value_of(subject))
        if self.entity_description.native_unit_of_measurement is not None:
            return
        registry, place = er.async_get(hass), (platform.domain, DOMAIN)
        entity_id = registry.async_get_entity_id(*place, self.unique_id or "")
        if entity_id and (registered := registry.async_get(entity_id)):
            self._attr_native_unit_of_measurement = registered.unit_of_measurement

    @override
    def show(self, value: StateType | datetime) -> None:
        """Show a value."""
        self._attr_native_value = value
        if self._fit(value):
            self.async_registry_entry_updated()

    def _fit(self, value: StateType | datetime) -> bool:
        """Return whether the largest value so far needs other decimals than before."""
        digits_fn = self.entity_description.digits_fn
        if digits_fn is None or not isinstance(value, int | float):
            return False
        digits = digits_fn(value)
        if self._digits is not None and digits >= self._digits:
            return False
        self._digits = self._attr_suggested_display_precision = digits
        return True


def sensors_of[SubjectT](
    descriptions: Iterable[OceanSensorDescription[SubjectT]],
    place: Place,
    subject_fn: Callable[[], SubjectT | None],
    answers: Answers,
    *subscribe: Subscribe,
) -> list[OceanSensor[Any]]:
    """Return the sensors of one subject."""
    return [
        OceanSensor(description, place, subject_fn, answers, *subscribe)
        for description in descriptions
    ]


def measured[SubjectT](
    key: str,
    value_fn: Callable[[SubjectT], StateType],
    unit: str | None = None,
    *,
    digits: int | None = None,
    shown: bool = True,
    **more: Any,
) -> OceanSensorDescription[SubjectT]:
    """Describe a number whose mean, minimum and maximum are kept in statistics.

    `digits` are shown after the point; `shown` enables it at first.
    """
    return OceanSensorDescription(
        key=key,
        value_fn=value_fn,
        native_unit_of_measurement=unit,
        suggested_display_precision=digits,
        state_class=MEASUREMENT,
        entity_registry_enabled_default=shown,
        **more,
    )


def satoshis[SubjectT](
    key: str, value_fn: Callable[[SubjectT], int | None], *, shown: bool = True
) -> OceanSensorDescription[SubjectT]:
    """Describe an amount of bitcoin."""
    return measured(key, value_fn, UNIT_SATOSHI, shown=shown)


def percentage[SubjectT](
    key: str,
    value_fn: Callable[[SubjectT], float | None],
    *,
    digits: int | None = None,
    **more: Any,
) -> OceanSensorDescription[SubjectT]:
    """Describe a percentage."""
    return measured(key, value_fn, PERCENTAGE, digits=digits, **more)


def timestamp[SubjectT](
    key: str,
    value_fn: Callable[[SubjectT], datetime | None],
    *,
    shown: bool = True,
    **more: Any,
) -> OceanSensorDescription[SubjectT]:
    """Describe a moment."""
    return OceanSensorDescription(
        key=key,
        value_fn=value_fn,
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_registry_enabled_default=shown,
        **more,
    )


def hashrate_sensor(
    average: int, *, shown: bool
) -> OceanSensorDescription[HashrateAverages]:
    """Describe a hashrate averaged over some seconds; `shown` enables it at first."""
    hashrate = attrgetter(key := hashrate_key(average))
    return measured(
        key, lambda one: tera(hashrate(one)), UNIT_TERAHASH, digits=2, shown=shown
    )


def money_rate[SubjectT](
    key: str,
    currency: str,
    unit: str,
    amount: Callable[[SubjectT], float | None],
    *,
    shown: bool = True,
    **more: Any,
) -> OceanSensorDescription[SubjectT]:
    """Describe an amount of money per something, to a hundredth of a cent.

    It shows as many decimals as its size needs, unless they are fixed for its key.
    """
    fixed = MONEY_PRECISION.get(key)

    def value(subject: SubjectT) -> float | None:
        known = amount(subject)
        return None if known is None else round(known, 4)

    return measured(
        money_key(key, currency),
        value,
        unit,
        digits=2 if fixed is None else fixed,
        digits_fn=digits_of_money if fixed is None else None,
        shown=shown,
        translation_key=key,
        **more,
    )
