"""A message in Home Assistant when an own worker found a block: nobody sets it up."""

from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN
from ..mining.names import display_name
from ..mining.news import FOUND_BY_YOU
from .news import ANNOUNCED, Announcement

TEXTS: Final = f"component.{DOMAIN}.common.own_block"


@callback
def async_congratulate(hass: HomeAssistant) -> None:
    """Show a message for each block that an own worker finds.

    From before automations begin to listen, so that the message of one replaces it.
    """

    async def show(announced: Announcement) -> None:
        if announced.news.kind != FOUND_BY_YOU:
            return
        block = announced.news.attributes
        account = display_name(block["account"])
        texts = await async_get_translations(
            hass, hass.config.language, "common", {DOMAIN}
        )
        title, message = (
            texts[f"{TEXTS}_{part}"]
            .replace("{finder}", display_name(block["worker"]) or account)
            .replace("{height}", str(block["height"]))
            .replace("{account}", account)
            for part in ("title", "message")
        )
        persistent_notification.async_create(
            hass, message, title, f"{DOMAIN}/{block['hash']}"
        )

    async_dispatcher_connect(hass, ANNOUNCED, show)
