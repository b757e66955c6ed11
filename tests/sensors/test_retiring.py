"""What the user switched off is not switched on when sensors of money come and go."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import CONF_CURRENCY
from custom_components.ocean_xyz.devices.ids import MONEY_KEYS

from ..conftest import set_up

type Disabled = dict[str, er.RegistryEntryDisabler | None]


def disabled(hass: HomeAssistant, entry: MockConfigEntry) -> Disabled:
    """Return what disables each sensor of money, by its unique id."""
    registry = er.async_get(hass)
    return {
        one.unique_id: one.disabled_by
        for one in er.async_entries_for_config_entry(registry, entry.entry_id)
        if any(f"_{key}_" in one.unique_id for key in MONEY_KEYS)
    }


async def choose(hass: HomeAssistant, entry: MockConfigEntry, currency: str) -> None:
    """Choose a currency, or reload the entry where it has that one."""
    options = {**entry.options, CONF_CURRENCY: currency}
    if not hass.config_entries.async_update_entry(entry, options=options):
        await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


def of(currency: str, found: Disabled) -> Disabled:
    """Return the sensors of one currency."""
    return {key: by for key, by in found.items() if key.endswith(currency)}


@pytest.mark.usefixtures("upstreams")
@pytest.mark.parametrize("currencies", ["USD", "USD EUR USD", "USD EUR CHF USD EUR"])
@pytest.mark.parametrize("always", [True, False])
async def test_the_system_option_stays_in_force(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    currencies: str,
    always: bool,
) -> None:
    """Sensors that were added disabled stay so, over reloads and other currencies."""
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, pref_disable_new_entities=True)
    assert await set_up(hass, entry)
    first = disabled(hass, entry)
    assert set(first.values()) == {er.RegistryEntryDisabler.INTEGRATION}
    if not always:
        hass.config_entries.async_update_entry(entry, pref_disable_new_entities=False)
    for currency in currencies.split():
        await choose(hass, entry, currency)
    assert disabled(hass, entry).items() >= first.items()
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("when", ["before", "while it is retired"])
async def test_the_users_choice_survives_other_currencies(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    when: str,
) -> None:
    """What was disabled stays disabled, what was enabled is enabled again."""
    before = of("USD", disabled(hass, loaded))
    if when != "before":
        await choose(hass, loaded, "EUR")
    entity_registry.async_update_entity(
        chosen := "sensor.home_unpaid_earnings_value",
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    before[entity_registry.async_get(chosen).unique_id] = er.RegistryEntryDisabler.USER
    for currency in ("EUR", "EUR", "CHF"):
        await choose(hass, loaded, currency)
        assert None not in of("USD", disabled(hass, loaded)).values()
    for _ in range(2):
        await choose(hass, loaded, "USD")
        assert of("USD", disabled(hass, loaded)) == before
    assert None in before.values()
