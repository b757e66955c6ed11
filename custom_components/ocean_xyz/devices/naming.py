"""Names the devices of workers, also those whose names cannot be shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import ChildDeviceInfo
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN, MANUFACTURER
from ..mining.names import display_name, name_number
from .ids import worker_identifier


def worker_device_info(account_id: str, parent: str, name: str) -> ChildDeviceInfo:
    """Describe the device of a worker."""
    identifiers = {worker_identifier(account_id, name)}
    if not name:
        return ChildDeviceInfo(
            identifiers=identifiers,
            parent_device_id=parent,
            translation_key="default_worker",
        )
    if visible := display_name(name):
        return ChildDeviceInfo(
            identifiers=identifiers, parent_device_id=parent, name=visible
        )
    return ChildDeviceInfo(
        identifiers=identifiers,
        parent_device_id=parent,
        translation_key="unnamable_worker",
        translation_placeholders={"number": name_number(name)},
    )


@dataclass(frozen=True, slots=True)
class UnseenNames:
    """Names workers whose own names cannot be shown, in the words of their devices."""

    texts: Mapping[str, str]

    def __call__(self, name: str) -> str:
        """Return the words for a name."""
        info = worker_device_info("", "", name)
        key = f"component.{DOMAIN}.device.{info['translation_key']}.name"
        words = self.texts.get(key, MANUFACTURER)
        return words.format_map(info.get("translation_placeholders") or {})


async def async_unseen_names(hass: HomeAssistant) -> UnseenNames:
    """Return the words for workers whose names cannot be shown."""
    language = hass.config.language
    return UnseenNames(await async_get_translations(hass, language, "device", {DOMAIN}))
