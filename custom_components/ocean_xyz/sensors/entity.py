"""What all sensors share: how one is described, and how it shows its subject."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory
from homeassistant.helpers.typing import StateType

from ..api import HashesPerSecond
from ..entity import OceanDescription, OceanEntity, Place, Subscribe
from ..mining.units import EXA, TERA

MEASUREMENT: Final = SensorStateClass.MEASUREMENT
DIAGNOSTIC: Final = EntityCategory.DIAGNOSTIC


@dataclass(frozen=True, kw_only=True)
class OceanSensorDescription[SubjectT](
    OceanDescription[SubjectT], SensorEntityDescription
):
    """Describes a sensor about one kind of subject."""

    value_fn: Callable[[SubjectT], StateType | datetime]


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


class OceanSensor[SubjectT](OceanEntity[SubjectT], SensorEntity):
    """A sensor about one subject."""

    entity_description: OceanSensorDescription[SubjectT]
    _unrecorded_attributes = frozenset(
        {"recent_blocks", "recent_earnings", "recent_payouts"}
    )

    @override
    def show(self, value: StateType | datetime) -> None:
        """Show a value."""
        self._attr_native_value = value


def sensors_of[SubjectT](
    descriptions: Iterable[OceanSensorDescription[SubjectT]],
    place: Place,
    subject_fn: Callable[[], SubjectT | None],
    *subscribe: Subscribe,
) -> list[OceanSensor[Any]]:
    """Return the sensors of one subject."""
    return [
        OceanSensor(description, place, subject_fn, *subscribe)
        for description in descriptions
    ]
