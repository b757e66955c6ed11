"""Constants for the OCEAN integration."""

from datetime import timedelta
import logging
from typing import Final

DOMAIN: Final = "ocean_xyz"
LOGGER: Final = logging.getLogger(__package__)

MANUFACTURER: Final = "OCEAN"

SUBENTRY_ACCOUNT: Final = "account"

CONF_ADDRESS: Final = "address"
CONF_LABEL: Final = "label"

CONF_NETWORK_SOURCE: Final = "network_source"
CONF_MEMPOOL_URL: Final = "mempool_url"
CONF_MEMPOOL_USERNAME: Final = "mempool_username"
CONF_MEMPOOL_PASSWORD: Final = "mempool_password"  # noqa: S105 (a key)
CONF_MEMPOOL_VERIFY: Final = "mempool_verify_certificate"

CONF_CURRENCY: Final = "currency"
CONF_PRICE_ENTITY: Final = "price_entity"
CONF_WEB_PAGE: Final = "web_page"

CONF_WORKERS: Final = "workers"
CONF_WORKER_DEVICES: Final = "worker_devices"
CONF_CHOSEN_WORKERS: Final = "chosen_workers"
CONF_OFFLINE_AFTER: Final = "offline_after"
CONF_OFF_ON_PURPOSE: Final = "off_on_purpose"
CONF_WORKERS_OFF_ON_PURPOSE: Final = "workers_off_on_purpose"
CONF_WORKER: Final = "worker"
CONF_ENTITY: Final = "entity"
CONF_REMOVE_AFTER: Final = "remove_after"

CONF_RENAMED: Final = "renamed"
CONF_FORMER: Final = "former"
CONF_PRESENT: Final = "present"

CONF_COSTS: Final = "costs"
CONF_SURPLUS: Final = "surplus"
CONF_HEAT: Final = "heat"
CONF_PRICES_AHEAD: Final = "prices_ahead"
CONF_POWER_ENTITIES: Final = "power_entities"
CONF_FIXED_POWER: Final = "fixed_power"
CONF_TARIFF_ENTITY: Final = "tariff_entity"
CONF_FIXED_TARIFF: Final = "fixed_tariff"
CONF_TARIFF_CURRENCY: Final = "tariff_currency"
CONF_EXPORT_ENTITY: Final = "export_entity"
CONF_FIXED_EXPORT: Final = "fixed_export"
CONF_GRID_ENTITY: Final = "grid_entity"
CONF_GRID_EXPORT_ENTITY: Final = "grid_export_entity"
CONF_HEAT_CREDIT: Final = "heat_credit"
CONF_FUEL_PRICE_ENTITY: Final = "fuel_price_entity"
CONF_FUEL_PRICE: Final = "fuel_price"
CONF_HEATING_EFFICIENCY: Final = "heating_efficiency"
CONF_COP_ENTITY: Final = "cop_entity"
CONF_HEAT_WANTED: Final = "heat_wanted_entity"
CONF_FORECAST_ENTITIES: Final = "forecast_entities"
CONF_FORECAST_PERCENT: Final = "forecast_percent"
CONF_FORECAST_ADDED: Final = "forecast_added"
CONF_SOLAR_FORECASTS: Final = "solar_forecasts"
CONF_HOUSE_LOAD: Final = "house_load"
CONF_MARGIN_ON: Final = "margin_on"
CONF_MARGIN_OFF: Final = "margin_off"
CONF_MINUTES_ON: Final = "minutes_on"
CONF_MINUTES_OFF: Final = "minutes_off"

# Days after which a worker that OCEAN no longer lists is offered for removal.
DEFAULT_REMOVE_AFTER: Final = 30

# OCEAN takes a snapshot each minute; polling more often returns the same one.
MINUTE: Final = timedelta(minutes=1)

# A mempool instance of the user's own serves one home, and may be polled more often.
OWN_INSTANCE_INTERVAL: Final = timedelta(seconds=30)

DEFAULT_DEVICE_LIMIT: Final = 250
"""Workers of an account up to which each is a device unless the user decides."""

# Home Assistant adds no more entities to one config entry. The reserve is for the hub,
# the accounts and what the user enables.
ENTITY_LIMIT: Final = 10_000
ENTITY_RESERVE: Final = 500

ENTITIES_PER_WORKER: Final = 3
"""Entities of a worker that are enabled by default."""

UNIT_TERAHASH: Final = "TH/s"
UNIT_PETAHASH: Final = "PH/s"
UNIT_EXAHASH: Final = "EH/s"
UNIT_SATOSHI: Final = "sat"
UNIT_SATOSHI_PER_DAY: Final = "sat/d"
UNIT_SATOSHI_PER_VBYTE: Final = "sat/vB"
UNIT_SATOSHI_PER_PETAHASH_DAY: Final = "sat/PH/s/d"
UNIT_SATOSHI_PER_KWH: Final = "sat/kWh"
UNIT_JOULES_PER_TERAHASH: Final = "J/TH"
UNIT_TERA: Final = "T"
