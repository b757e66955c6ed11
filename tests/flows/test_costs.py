"""What is typed about costs, and what is refused."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.flows.checks import InputError
from custom_components.ocean_xyz.flows.energy import (
    needs_no_question,
    read_energy,
    shown_energy,
)
from custom_components.ocean_xyz.flows.fields import Accepted
from simulator import Upstreams

from ..conftest import make_entry


def read_costs(
    hass: HomeAssistant, typed: dict[str, Any], currency: str, accepted: Accepted
) -> dict[str, Any]:
    """Return what the section about costs stores."""
    return read_energy(hass, {"costs": typed}, currency, accepted)


@pytest.fixture(autouse=True)
def _sensors(hass: HomeAssistant) -> None:
    """Let there be sensors of all kinds."""
    for entity, value, unit in (
        ("sensor.w", "5", "W"),
        ("sensor.kwh", "5", "kWh"),
        ("sensor.eur", "1", "EUR/kWh"),
        ("sensor.usd", "1", "USD/kWh"),
        ("sensor.bare", "1", None),
        ("sensor.gone", "unavailable", None),
    ):
        attributes = {"unit_of_measurement": unit} if unit else {}
        hass.states.async_set(entity, value, attributes)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"power_entities": ["sensor.kwh"]}, "not_a_power"),
        ({"power_entities": ["sensor.bare"]}, "no_unit"),
        ({"tariff_entity": "sensor.bare"}, "no_unit"),
        ({"power_entities": ["sensor.w"], "fixed_power": 5}, "power_twice"),
        ({"tariff_entity": "sensor.usd"}, "tariff_currency"),
        ({"tariff_entity": "sensor.w"}, "not_a_tariff"),
        ({"tariff_entity": "sensor.eur", "fixed_tariff": 1}, "tariff_twice"),
        ({"tariff_entity": "sensor.none"}, "unknown_entity"),
        ({"margin_on": 1, "margin_off": 2}, "margins_crossed"),
    ],
)
async def test_refused(hass: HomeAssistant, typed: dict[str, Any], error: str) -> None:
    """For the section, with a text of its own."""
    with pytest.raises(InputError) as refused:
        read_costs(hass, typed, "EUR", set())
    assert refused.value.errors == {"costs": error}


async def test_an_entity_without_a_state_may_be_chosen(
    hass: HomeAssistant, entity_registry: er.EntityRegistry
) -> None:
    """Its integration may be loading."""
    plug = entity_registry.async_get_or_create("sensor", "plugs", "1").entity_id
    costs = read_costs(hass, {"power_entities": [plug]}, "EUR", set())
    assert costs == {"power_entities": [plug]}


async def test_the_form_of_an_account_stores_costs(
    hass: HomeAssistant, loaded: MockConfigEntry, address: str
) -> None:
    """A section that is left out leaves them, one that is left empty removes them."""
    flows = hass.config_entries.subentries
    account = next(iter(loaded.subentries.values()))

    async def submit(**typed: Any) -> dict[str, Any]:
        context = {
            "source": "reconfigure",
            "subentry_id": account.subentry_id,
        }
        shown = await flows.async_init((loaded.entry_id, "account"), context=context)
        form = {"label": "Home", "workers": {}} | typed
        return dict(await flows.async_configure(shown["flow_id"], form))

    def stored() -> dict[str, Any]:
        data = next(iter(loaded.subentries.values())).data
        return {key: value for key, value in data.items() if key != "address"}

    wrong = await submit(costs={"tariff_entity": "sensor.eur"})
    assert wrong["errors"] == {"costs": "tariff_currency"}
    assert wrong["description_placeholders"]["currency"] == "USD"
    flows.async_abort(wrong["flow_id"])
    costs = {"power_entities": ["sensor.w"], "tariff_entity": "sensor.usd"}
    await submit(costs=costs)
    assert stored() == costs
    await submit()
    assert stored() == costs
    await submit(costs={})
    assert stored() == {}
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_an_account_is_added_with_its_costs(
    hass: HomeAssistant, upstreams: Upstreams, address: str
) -> None:
    """A wrong figure loses nothing that was typed."""
    hub = make_entry()
    hub.add_to_hass(hass)
    flows = hass.config_entries.subentries
    form = await flows.async_init((hub.entry_id, "account"), context={"source": "user"})
    typed = {"address": address, "costs": {"fixed_power": 3000, "fixed_tariff": 0.2}}
    twice = {**typed, "costs": {"tariff_entity": "sensor.usd", "fixed_tariff": 0.2}}
    wrong = await flows.async_configure(form["flow_id"], twice)
    assert wrong["errors"] == {"costs": "tariff_twice"}
    cents = {**typed, "costs": {"fixed_tariff": 20}}
    for _ in range(2):
        # Another price is a new question, the same is an answer.
        wrong = await flows.async_configure(form["flow_id"], cents)
        assert wrong["errors"] == {"costs": "tariff_high"}
        cents = {**typed, "costs": {"fixed_tariff": 21}}
    done = await flows.async_configure(form["flow_id"], typed)
    assert done["type"] == "create_entry"
    (account,) = hub.subentries.values()
    assert account.data == {
        "address": address,
        "fixed_power": 3000,
        "fixed_tariff": 0.2,
        "tariff_currency": "USD",
    }


@pytest.mark.parametrize("currency", ["EUR", "USD", "CHF", "XYZ"])
async def test_price_in_cents_is_asked_about_once(
    hass: HomeAssistant, currency: str
) -> None:
    """More than two units a kWh may be cents; who insists is believed."""
    hass.config.language = "de"
    accepted: Accepted = set()
    for tariff in (-31, 0.31, 2):
        assert read_costs(hass, {"fixed_tariff": tariff}, currency, accepted)
    for tariff in (2.01, 31.5):
        with pytest.raises(InputError) as asked:
            read_costs(hass, {"fixed_tariff": tariff}, currency, accepted)
        assert asked.value.errors == {"costs": "tariff_high"}
        assert asked.value.placeholders == {
            "tariff": f"{tariff:g}".replace(".", ","),
            "hundredth": f"{tariff / 100:g}".replace(".", ","),
            "currency": currency,
        }
        stored = read_costs(hass, {"fixed_tariff": tariff}, currency, accepted)
        assert stored["fixed_tariff"] == tariff
        known = needs_no_question(shown_energy(stored, currency))
        assert read_costs(hass, {"fixed_tariff": tariff}, currency, known)


async def test_usual_prices_and_sensors_are_asked_about_where_it_helps(
    hass: HomeAssistant,
) -> None:
    """A kWh costs 31 yen, and no euro sensor shows 31."""
    assert read_costs(hass, {"fixed_tariff": 31}, "JPY", set())
    hass.states.async_set("sensor.eur", "31", {"unit_of_measurement": "EUR/kWh"})
    accepted: Accepted = set()
    with pytest.raises(InputError) as asked:
        read_costs(hass, {"tariff_entity": "sensor.eur"}, "EUR", accepted)
    assert asked.value.errors == {"costs": "tariff_sensor_high"}
    assert read_costs(hass, {"tariff_entity": "sensor.eur"}, "EUR", accepted)
    hass.states.async_set("sensor.eur", "31", {"unit_of_measurement": "ct/kWh"})
    assert read_costs(hass, {"tariff_entity": "sensor.eur"}, "EUR", set())


async def test_stored_and_shown(hass: HomeAssistant) -> None:
    """A sensor counts once, and a fixed price is of its currency."""
    meters = {"power_entities": ["sensor.w", "sensor.w", "sensor.gone"]}
    costs = read_costs(hass, meters | {"tariff_entity": "sensor.gone"}, "EUR", set())
    assert costs["power_entities"] == ["sensor.w", "sensor.gone"]
    assert read_costs(hass, {"tariff_entity": "sensor.eur"}, "EUR", set())
    fixed = read_costs(hass, {"fixed_power": 9, "fixed_tariff": 0.3}, "EUR", set())
    shown = shown_energy(fixed, "EUR")["costs"]
    assert shown == {"fixed_power": 9, "fixed_tariff": 0.3}
    assert shown_energy(fixed, "USD")["costs"] == {"fixed_power": 9}
