"""Sensors of what mining costs and leaves.

A sensor exists only if its inputs are configured: none without a power, none of money
without a price of energy.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import UnitOfPower

from ..const import UNIT_JOULES_PER_TERAHASH, UNIT_SATOSHI_PER_KWH
from ..devices.ids import (
    BREAK_EVEN_PRICE,
    BREAK_EVEN_TARIFF,
    GRID_PRICE,
    HEAT_PRICE,
    HEAT_SAVING,
    POWER_COST_PER_DAY,
    PROFIT_PER_DAY,
    PROFITABLE,
    VALUE_PER_KWH,
)
from ..entity import account_place, answered
from ..mining.costs import (
    CostInputs,
    CostSettings,
    cost,
    energy_price,
    heat_price,
    heat_saving,
    price_at_zero_profit,
    profit,
    satoshis_of_energy,
    tariff_at_zero_profit,
    value_of_energy,
)
from ..mining.figures import Source
from ..mining.heat import cop_equivalent
from ..runtime.account import OceanAccount
from ..runtime.costs import AccountCosts
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


def _grid_attributes(inputs: CostInputs) -> dict[str, Any]:
    """Return which percentage of the next kWh is imported."""
    return {"imported": percent(inputs.imported)}


def _heat_attributes(inputs: CostInputs) -> dict[str, Any]:
    """Return what a heat pump, or a subsidy, would have to be for heat at this price."""
    price, value = energy_price(inputs), value_of_energy(inputs)
    if price is None or value is None or price <= 0:
        return {"cop_equivalent": None, "subsidy": None}
    cop = cop_equivalent(price, value)
    return {
        "cop_equivalent": None if cop is None else round(cop, 2),
        "subsidy": round(value / price * 100, 1),
    }


POWER: Final = OceanSensorDescription[CostInputs](
    key="power",
    device_class=SensorDeviceClass.POWER,
    native_unit_of_measurement=UnitOfPower.WATT,
    suggested_display_precision=0,
    state_class=MEASUREMENT,
    value_fn=lambda inputs: inputs.watts,
    attributes_fn=_power_attributes,
)
EFFICIENCY: Final = OceanSensorDescription[CostInputs](
    key="running_efficiency",
    native_unit_of_measurement=UNIT_JOULES_PER_TERAHASH,
    suggested_display_precision=1,
    state_class=MEASUREMENT,
    value_fn=lambda inputs: inputs.efficiency,
)
SATS_PER_KWH: Final = OceanSensorDescription[CostInputs](
    key="sats_per_kwh",
    native_unit_of_measurement=UNIT_SATOSHI_PER_KWH,
    entity_registry_enabled_default=False,
    suggested_display_precision=1,
    state_class=MEASUREMENT,
    value_fn=satoshis_of_energy,
)
FORMER_EFFICIENCY: Final = "efficiency"
"""Until 1.0.0, the present power divided by the hashrate of three hours."""
POWER_KEYS: Final = (
    POWER.key,
    FORMER_EFFICIENCY,
    EFFICIENCY.key,
    SATS_PER_KWH.key,
    BREAK_EVEN_TARIFF,
    VALUE_PER_KWH,
)
COST_KEYS: Final = (
    PROFITABLE,
    POWER_COST_PER_DAY,
    PROFIT_PER_DAY,
    BREAK_EVEN_PRICE,
    GRID_PRICE,
)
HEAT_KEYS: Final = (HEAT_PRICE, HEAT_SAVING)


LEARNED: Final = (Source.ACCOUNT, Source.POWER)
"""What the efficiency is learned from."""


def unwanted_keys(settings: CostSettings) -> Iterator[str]:
    """Return the keys of the entities that do not exist with these settings."""
    if not settings.has_power:
        yield from POWER_KEYS
    if not settings.has_costs:
        yield from COST_KEYS
    if not (settings.has_costs and settings.heat.counts):
        yield from HEAT_KEYS


def cost_sensors(account: OceanAccount) -> list[OceanSensor[Any]]:
    """Return the sensors of what an account's mining costs."""
    costs, settings = account.costs, account.costs.settings
    worth, price = (*LEARNED, Source.POOL), Source.PRICE
    money = partial(_money, account.hub.currency)
    found: list[tuple[OceanSensorDescription[CostInputs], tuple[Source, ...]]] = []
    if settings.has_power:
        value = (*worth, price)
        found += [
            (POWER, (Source.POWER,)),
            (EFFICIENCY, LEARNED),
            (SATS_PER_KWH, worth),
            (money(VALUE_PER_KWH, value_of_energy), value),
            (money(BREAK_EVEN_TARIFF, tariff_at_zero_profit, shown=False), value),
        ]
    if settings.has_costs:
        paid, known = (Source.POWER, Source.TARIFF), settings.grid.known
        profits, of_bitcoin = (*worth, price, *paid), (*worth, *paid)
        of_energy = partial(money, attributes_fn=_grid_attributes)
        found += [
            (money(POWER_COST_PER_DAY, cost, "d"), paid),
            (money(PROFIT_PER_DAY, profit, "d"), profits),
            (
                money(BREAK_EVEN_PRICE, price_at_zero_profit, "BTC", shown=False),
                of_bitcoin,
            ),
            (of_energy(GRID_PRICE, energy_price, shown=known), (Source.TARIFF,)),
        ]
    if settings.has_costs and settings.heat.counts:
        heated = (*worth, price, Source.TARIFF)
        found += [
            (money(HEAT_PRICE, heat_price, attributes_fn=_heat_attributes), heated),
            (money(HEAT_SAVING, heat_saving), heated),
        ]
    return [
        OceanSensor(
            description,
            account_place(account.account_id),
            partial(_subject, costs, description),
            answered(account, *sources),
            costs.async_add_listener,
        )
        for description, sources in found
    ]


def _money(
    currency: str,
    key: str,
    figure: Callable[[CostInputs], float | None],
    unit: str = "kWh",
    **more: Any,
) -> OceanSensorDescription[CostInputs]:
    """Describe an amount of money, of a kWh unless it is of something else."""
    return money_rate(key, currency, f"{currency}/{unit}", figure, **more)


def _subject(
    costs: AccountCosts, description: OceanSensorDescription[CostInputs]
) -> CostInputs | None:
    """Return the inputs once the figure follows from them."""
    return None if description.value_fn(costs.inputs) is None else costs.inputs
