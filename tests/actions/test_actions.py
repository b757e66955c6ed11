"""The actions, called like from Developer tools and scripts."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import DOMAIN
from simulator import AccountPlan, Upstreams, heater, home

from ..conftest import make_entry, set_up
from .support import (
    account_device,
    ask,
)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (
            {"start": "2026-02-01 00:00:00", "end": "2026-01-01 00:00:00"},
            "end_before_start",
        ),
        ({"account": "no such device"}, "service_device_not_found"),
    ],
)
@pytest.mark.usefixtures("loaded")
async def test_wrong_input_says_what_is_wrong(
    hass: HomeAssistant, data: dict[str, str], key: str
) -> None:
    """Each error has its own text."""
    with pytest.raises(ServiceValidationError) as error:
        await ask(hass, "get_earnings", **data)
    assert error.value.translation_key == key


@pytest.mark.usefixtures("loaded")
async def test_impossible_input_is_refused(
    hass: HomeAssistant, subtests: pytest.Subtests
) -> None:
    """The error names the field, before anything is looked up."""
    fields = {"sort": "colour", "limit": 0, "offset": -1, "status": "asleep", "x": 1}
    for field, value in fields.items():
        with subtests.test(field=field):
            with pytest.raises(ServiceValidationError) as error:
                await ask(hass, "get_workers", **{field: value})
            assert error.value.translation_key == "invalid_field"
            placeholders = {"field": field, "value": str(value)}
            assert error.value.translation_placeholders == placeholders
    for what in ("get_earnings", "get_payouts"):
        with pytest.raises(ServiceValidationError):
            await ask(hass, what, format="xml")


@pytest.mark.parametrize("plans", [(home(), heater())])
async def test_one_of_several_accounts_is_chosen(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    plans: tuple[AccountPlan, ...],
) -> None:
    """An account is chosen by its device or a worker's; without one it is ambiguous."""
    with pytest.raises(ServiceValidationError) as error:
        await ask(hass, "get_workers")
    assert error.value.translation_key == "account_needed"
    second = account_device(hass, loaded, 1)
    assert (await ask(hass, "get_workers", account=second))["total"] == 1
    first = account_device(hass, loaded)
    worker = dr.async_entries_for_parent_device(device_registry, first)[0]
    assert (await ask(hass, "get_workers", account=worker.id))["total"] == 8
    pool = device_registry.async_get_device_by_identifier(
        (DOMAIN, f"{loaded.entry_id}_pool"), loaded.entry_id
    )
    assert pool is not None
    with pytest.raises(ServiceValidationError) as error:
        await ask(hass, "get_workers", account=pool.id)
    assert error.value.translation_key == "no_account_device"


async def test_a_hub_without_accounts_has_no_workers(
    hass: HomeAssistant, upstreams: Upstreams
) -> None:
    """The error says where to add one."""
    entry = make_entry()
    assert await set_up(hass, entry)
    with pytest.raises(ServiceValidationError) as error:
        await ask(hass, "get_payouts")
    assert error.value.translation_key == "no_account"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_actions_are_there_without_an_entry(hass: HomeAssistant) -> None:
    """An automation that uses them is valid; its error says that nothing is loaded."""
    assert await async_setup_component(hass, DOMAIN, {})
    for action in hass.services.async_services_for_domain(DOMAIN):
        with pytest.raises(ServiceValidationError) as error:
            await ask(hass, action)
        assert error.value.translation_domain == "homeassistant"


@pytest.mark.usefixtures("loaded")
async def test_without_a_recorder_no_history_is_imported(hass: HomeAssistant) -> None:
    """The error says what is missing."""
    with pytest.raises(HomeAssistantError) as error:
        await ask(hass, "import_history")
    assert error.value.translation_key == "no_recorder"


@pytest.mark.usefixtures("loaded")
async def test_a_script_uses_the_response(hass: HomeAssistant) -> None:
    """The action runs in the middle of a script."""
    assert await async_setup_component(
        hass,
        "script",
        {
            "script": {
                "count": {
                    "sequence": [
                        {
                            "action": "ocean_xyz.get_workers",
                            "data": {"status": ["online"]},
                            "response_variable": "found",
                        },
                        {
                            "event": "counted",
                            "event_data": {"total": "{{ found.total }}"},
                        },
                    ]
                }
            }
        },
    )
    counted: list[Any] = []
    hass.bus.async_listen("counted", lambda event: counted.append(event.data["total"]))
    await hass.services.async_call("script", "count", blocking=True)
    await hass.async_block_till_done()
    assert counted == [8]
