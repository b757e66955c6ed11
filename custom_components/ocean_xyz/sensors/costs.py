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
from ..entity import account_place
from ..mining.costs import (
    CostInputs,
    CostSettings,
    Result,
    cost,
    efficiency,
    price_at_zero_profit,
    profit,
    satoshis_of_energy,
    tariff_at_zero_profit,
)
from ..runtime.account import OceanAccount
from ..runtime.costs import AccountCosts
from .entity import MEASUREMENT, OceanSensor, OceanSensorDescription, money_rate

POWER: Final = OceanSensorDescription[float](
    key="power",
    device_class=SensorDeviceClass.POWER,
    native_unit_of_measurement=UnitOfPower.WATT,
    suggested_display_precision=0,
    state_class=MEASUREMENT,
    value_fn=lambda watts: watts,
)
EFFICIENCY: Final = OceanSensorDescription[Result](
    key="running_efficiency",
    native_unit_of_measurement=UNIT_JOULES_PER_TERAHASH,
    suggested_display_precision=1,
    state_class=MEASUREMENT,
    value_fn=lambda result: result.value,
)
SATS_PER_KWH: Final = OceanSensorDescription[Result](
    key="sats_per_kwh",
    native_unit_of_measurement=UNIT_SATOSHI_PER_KWH,
    suggested_display_precision=1,
    state_class=MEASUREMENT,
    value_fn=lambda result: result.value,
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


def unwanted_keys(settings: CostSettings) -> Iterator[str]:
    """Return the keys of the entities that do not exist with these settings."""
    if not settings.has_power:
        yield from POWER_KEYS
    if not settings.has_costs:
        yield from COST_KEYS


def cost_sensors(account: OceanAccount) -> list[OceanSensor[Any]]:
    """Return the sensors of what an account's mining costs."""
    costs, currency = account.costs, account.hub.currency
    sensors: list[OceanSensor[Any]] = []
    if costs.settings.has_power:
        sensors += [
            _sensor(account, POWER, lambda inputs: inputs.watts),
            _sensor(account, EFFICIENCY, efficiency),
            _sensor(account, SATS_PER_KWH, satoshis_of_energy),
            _money(
                account, BREAK_EVEN_TARIFF, f"{currency}/kWh", tariff_at_zero_profit
            ),
        ]
    if costs.settings.has_costs:
        sensors += [
            _money(account, POWER_COST_PER_DAY, f"{currency}/d", cost),
            _money(account, PROFIT_PER_DAY, f"{currency}/d", profit),
            _money(account, BREAK_EVEN_PRICE, f"{currency}/BTC", price_at_zero_profit),
        ]
    return sensors


def _sensor[SubjectT](
    account: OceanAccount,
    description: OceanSensorDescription[SubjectT],
    figure: Callable[[CostInputs], SubjectT | None],
) -> OceanSensor[SubjectT]:
    """Return a sensor of something that follows from the costs' inputs."""
    costs: AccountCosts = account.costs
    return OceanSensor(
        description,
        account_place(account.account_id),
        lambda: figure(costs.inputs),
        costs.async_add_listener,
    )


def _money(
    account: OceanAccount,
    key: str,
    unit: str,
    figure: Callable[[CostInputs], Result | None],
) -> OceanSensor[Result]:
    """Return a sensor of money."""
    shown = key != BREAK_EVEN_PRICE
    return _sensor(
        account,
        money_rate(
            key, account.hub.currency, unit, lambda result: result.value, shown=shown
        ),
        figure,
    )
