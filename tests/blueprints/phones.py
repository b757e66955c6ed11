"""Two accounts, and phones with the companion app."""

from collections.abc import AsyncGenerator

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from simulator import AccountPlan, MachinePlan, Upstreams, World

from ..conftest import make_entry, set_up
from .automating import settle, stop

RIG, OTHER = "s21-garage", "s21-attic"


@pytest.fixture
def plans() -> tuple[AccountPlan, ...]:
    """Return two accounts of two machines each."""
    return tuple(
        AccountPlan(
            label=label,
            machines=tuple(
                MachinePlan(name=name, hashrate=200e12) for name in (RIG, OTHER)
            ),
        )
        for label in ("home", "barn")
    )


@pytest.fixture
async def house(
    hass: HomeAssistant, upstreams: Upstreams, world: World
) -> AsyncGenerator[MockConfigEntry]:
    """Return an entry with both accounts."""
    entry = make_entry(*world.accounts)
    assert await set_up(hass, entry)
    yield entry
    await stop(hass)
    await hass.config_entries.async_unload(entry.entry_id)


class Phone:
    """A phone with the companion app."""

    def __init__(self, hass: HomeAssistant, name: str) -> None:
        """Register it."""
        self.hass = hass
        app = MockConfigEntry(domain="mobile_app", title=name)
        app.add_to_hass(hass)
        device = dr.async_get(hass).async_get_or_create(
            config_entry_id=app.entry_id, identifiers={("mobile_app", name)}, name=name
        )
        dr.async_get(hass).async_update_device(device.id, name_by_user="Mine")
        self.id = device.id
        self.received: list[ServiceCall] = async_mock_service(
            hass, "notify", f"mobile_app_{name.lower().replace(' ', '_')}"
        )

    @property
    def titles(self) -> list[str]:
        """Return the titles of its messages."""
        return [one.data["title"] for one in self.received if "title" in one.data]

    async def press(self, button: str, message: int = -1) -> None:
        """Press a button of a message, by its text."""
        sent = [one for one in self.received if one.data.get("data", {}).get("actions")]
        (action,) = (
            one["action"]
            for one in sent[message].data["data"]["actions"]
            if one["title"] == button
        )
        self.hass.bus.async_fire("mobile_app_notification_action", {"action": action})
        await settle(self.hass)


@pytest.fixture
def phone(hass: HomeAssistant) -> Phone:
    """Return the user's phone."""
    return Phone(hass, "Her Phone")


@pytest.fixture
def other_phone(hass: HomeAssistant) -> Phone:
    """Return the phone of somebody else."""
    return Phone(hass, "His Phone")
