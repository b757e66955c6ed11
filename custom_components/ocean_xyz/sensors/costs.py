"""Sensors of what mining costs and leaves.

A sensor exists only if its inputs are configured: none without a power, none of money
without a price of energy.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import UnitOfPower

from ..const import UNIT_JOULES_PER_TERAHASH, UNIT_SATOSHI_PER_KWH
from ..devices.ids import (
    BREAK_EVEN_PRICE,
    BREAK_EVEN_TARIFF,
    POWER_COST_PER_DAY,
    PROFIT_PER_DAY,
    PROFITABLE,
)
from ..entity import account_place, answered
from ..mining.costs import (
    CostInputs,
    CostSettings,
    cost,
    price_at_zero_profit,
    profit,
    satoshis_of_energy,
    tariff_at_zero_profit,
)
from ..mining.figures import Source
from ..runtime.account import OceanAccount
from .entity import (
    MEASUREMENT,
    OceanSensor,
    OceanSensorDescription,
    money_rate,
    percent,
)


def _power_attributes(inputs: CostInputs) -> dict[str, Any]:
    """Return what a fixed power is of all machines, and which percentage of it counts."""
    if inputs.fixed_watts is None:
        return {}
    return {"fixed_power": inputs.fixed_watts, "part": percent(inputs.part)}


POWER: Final = OceanSensorDescription[CostInputs](
    key="power",
    device_class=SensorDeviceClass.POWER,
    native_unit_of_measurement=UnitOfPower.WATT,
    suggested_display_precision=0,
    state_class=MEASUREMENT,
    value_fn=lambda inputs: inputs.watts,
    attributes_fn=_power_attributes,
)
EFFICIENCY: Final = OceanSensorDescription[float](
    key="running_efficiency",
    native_unit_of_measurement=UNIT_JOULES_PER_TERAHASH,
    suggested_display_precision=1,
    state_class=MEASUREMENT,
    value_fn=lambda joules: joules,
)
SATS_PER_KWH: Final = OceanSensorDescription[float](
    key="sats_per_kwh",
    native_unit_of_measurement=UNIT_SATOSHI_PER_KWH,
    entity_registry_enabled_default=False,
    suggested_display_precision=1,
    state_class=MEASUREMENT,
    value_fn=lambda satoshis: satoshis,
)
FORMER_EFFICIENCY: Final = "efficiency"
"""Until 1.0.0, the present power divided by the hashrate of three hours."""
POWER_KEYS: Final = (
    POWER.key,
    FORMER_EFFICIENCY,
    EFFICIENCY.key,
    SATS_PER_KWH.key,
    BREAK_EVEN_TARIFF,
)
COST_KEYS: Final = (PROFITABLE, POWER_COST_PER_DAY, PROFIT_PER_DAY, BREAK_EVEN_PRICE)


LEARNED: Final = (Source.ACCOUNT, Source.POWER)
"""What the efficiency is learned from."""


def unwanted_keys(settings: CostSettings) -> Iterator[str]:
    """Return the keys of the entities that do not exist with these settings."""
    if not settings.has_power:
        yield from POWER_KEYS
    if not settings.has_costs:
        yield from COST_KEYS


def cost_sensors(account: OceanAccount) -> list[OceanSensor[Any]]:
    """Return the sensors of what an account's mining costs."""
    costs, currency = account.costs, account.hub.currency
    worth, price = (*LEARNED, Source.POOL), Source.PRICE
    paid = (Source.POWER, Source.TARIFF)
    sensors: list[OceanSensor[Any]] = []

    def add[SubjectT](
        description: OceanSensorDescription[SubjectT],
        figure: Callable[[CostInputs], SubjectT | None],
        *sources: Source,
    ) -> None:
        """Add a sensor of something that follows from the costs' inputs."""
        sensor = OceanSensor(
            description,
            account_place(account.account_id),
            lambda: figure(costs.inputs),
            answered(account, *sources),
            costs.async_add_listener,
        )
        sensors.append(sensor)

    def money(key: str, unit: str) -> OceanSensorDescription[float]:
        """Describe an amount of money."""
        shown = key != BREAK_EVEN_PRICE
        return money_rate(key, currency, f"{currency}/{unit}", float, shown=shown)

    if costs.settings.has_power:
        add(
            POWER,
            lambda inputs: None if inputs.watts is None else inputs,
            Source.POWER,
        )
        add(EFFICIENCY, lambda inputs: inputs.efficiency, *LEARNED)
        add(SATS_PER_KWH, satoshis_of_energy, *worth)
        add(money(BREAK_EVEN_TARIFF, "kWh"), tariff_at_zero_profit, *worth, price)
    if costs.settings.has_costs:
        add(money(POWER_COST_PER_DAY, "d"), cost, *paid)
        add(money(PROFIT_PER_DAY, "d"), profit, *worth, price, *paid)
        add(money(BREAK_EVEN_PRICE, "BTC"), price_at_zero_profit, *worth, *paid)
    return sensors
