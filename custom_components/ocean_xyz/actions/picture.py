"""Serves a picture of what an account earned, for a message on a phone."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from aiohttp import web

# Home Assistant 2026.10 means them to be imported from here without saying so.
from homeassistant.components.http import (  # type: ignore[attr-defined]
    KEY_HASS,
    HomeAssistantView,
)
from homeassistant.components.http.auth import async_sign_path
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..mining.ledger.book import Ledger, earned_between
from ..runtime.account import OceanAccount
from .drawing import Day, drawn

DAYS: Final = 30
PATH: Final = f"/api/{DOMAIN}/earnings/"

VALID: Final = timedelta(days=2)
"""How long a message may wait for the phone that fetches its picture."""


def last_days(ledger: Ledger, now: datetime) -> list[Day]:
    """Return what was earned in the last days in the home's time zone, also today."""
    today = dt_util.as_local(now).date()
    dates = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    days: list[Day] = []
    for one in dates:
        start = dt_util.start_of_local_day(one)
        end = dt_util.start_of_local_day(one + timedelta(days=1))
        days.append(Day(date=one, earned=earned_between(ledger, start, end)))
    return days


class EarningsPicture(HomeAssistantView):
    """Draws the picture of an account's last days at each request."""

    url = PATH + "{account_id}.png"
    name = f"api:{DOMAIN}:earnings"

    async def get(self, request: web.Request, account_id: str) -> web.Response:
        """Return the picture; 404 while there is no account or no ledger."""
        hass = request.app[KEY_HASS]
        account = _account(hass, account_id)
        ledger = account.ledger_state.ledger if account else None
        if account is None or ledger is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        days = last_days(ledger, account.hub.now())
        return web.Response(
            body=await hass.async_add_executor_job(drawn, days),
            content_type="image/png",
            headers={"Cache-Control": "no-store"},
        )


def _account(hass: HomeAssistant, account_id: str) -> OceanAccount | None:
    """Return an account of the loaded entry."""
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        for account in entry.runtime_data.accounts.values():
            if account.account_id == account_id:
                found: OceanAccount = account
                return found
    return None


@callback
def async_setup_pictures(hass: HomeAssistant) -> None:
    """Serve the pictures."""
    hass.http.register_view(EarningsPicture)


@callback
def async_picture_path(hass: HomeAssistant, account_id: str) -> str:
    """Return a path that shows the picture without a login for some time."""
    return async_sign_path(
        hass, f"{PATH}{account_id}.png", VALID, use_content_user=True
    )
