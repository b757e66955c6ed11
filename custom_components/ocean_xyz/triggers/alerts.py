"""The triggers for a payout that is near, another fee, a window that falls, a drought."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Final, override

from homeassistant.const import CONF_OPTIONS
from homeassistant.helpers.trigger import ENTITY_STATE_TRIGGER_SCHEMA
import voluptuous as vol

from ..mining.alert_memory import MOST_HOURS
from ..mining.alerts import (
    ALERT,
    DROUGHT,
    DROUGHT_OVER,
    FEE_CHANGED,
    PAYOUT_NEAR,
    WINDOW_FALLS,
)
from ..mining.economics import value_of
from ..mining.units import TERA
from ..runtime.account import OceanAccount
from ..runtime.news import Announcement
from .support import NewsTrigger, account_name
from .targets import is_meant, places_of_alert

CONF_PERCENT: Final = "percent"
CONF_PROBABILITY: Final = "probability"
CONF_WITHIN: Final = "within"

PAYOUT_SCHEMA: Final = ENTITY_STATE_TRIGGER_SCHEMA.extend(
    {
        vol.Required(CONF_OPTIONS, default={}): {
            vol.Optional(CONF_WITHIN): vol.All(
                vol.Coerce(float), vol.Range(1, MOST_HOURS)
            ),
            vol.Optional(CONF_PERCENT): vol.All(vol.Coerce(float), vol.Range(1, 100)),
        }
    }
)

DROUGHT_SCHEMA: Final = ENTITY_STATE_TRIGGER_SCHEMA.extend(
    {
        vol.Required(CONF_OPTIONS, default={}): {
            vol.Optional(CONF_PROBABILITY, default=1): vol.All(
                vol.Coerce(float), vol.Range(0.01, 50)
            )
        }
    }
)


class AlertTrigger(NewsTrigger):
    """Triggers when something about the figures of an account or the pool is news."""

    _key = ALERT
    _kind: ClassVar[str]

    @override
    def facts(self, announced: Announcement) -> Mapping[str, Any] | None:
        """Return what is known of it; None if it is other news, or not meant."""
        if announced.news.kind != self._kind or not self._is_due(
            announced.news.attributes
        ):
            return None
        places = places_of_alert(self._hass, announced)
        if not is_meant(self._hass, self._target, *places):
            return None
        news, account = announced.news.attributes, announced.account
        if account is None:
            return self._described(news)
        return {
            "account": account_name(self._hass, account),
            "account_id": account.account_id,
            **self._described(news),
            **self._worth(account, news),
        }

    def _worth(self, account: OceanAccount, news: Mapping[str, Any]) -> dict[str, Any]:
        """Return what it is worth, if it is about an amount."""
        return {}

    def _is_due(self, news: Mapping[str, Any]) -> bool:
        """Return whether the news is what the options ask for."""
        return True

    @abstractmethod
    def _described(self, news: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the trigger adds when it fires."""


class PayoutIsNear(AlertTrigger):
    """Triggers once before each payout."""

    _schema = PAYOUT_SCHEMA
    _kind = PAYOUT_NEAR

    @override
    def _is_due(self, news: Mapping[str, Any]) -> bool:
        """Return whether the payout has come near just now, by hours or by percent."""
        return self._is_near(news["hours"], news["percent"]) and not self._is_near(
            news["hours_before"], news["percent_before"]
        )

    def _is_near(self, hours: int | None, percent: int) -> bool:
        """Return whether a payout is as near as the options ask for."""
        within, wanted = self._options.get(CONF_WITHIN), self._options.get(CONF_PERCENT)
        if within is None and wanted is None:
            within = 24
        return (within is not None and hours is not None and hours <= within) or (
            wanted is not None and percent >= wanted
        )

    @override
    def _described(self, news: Mapping[str, Any]) -> dict[str, Any]:
        """Return the balance in sat, and when the payout may come."""
        return {key: it for key, it in news.items() if not key.endswith("_before")}

    @override
    def _worth(self, account: OceanAccount, news: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the balance is worth."""
        price, unpaid = account.hub.network.price, news["unpaid"]
        return {
            "money": None if price is None else round(value_of(unpaid, price), 2),
            "currency": account.hub.currency,
        }


class FeeChanged(AlertTrigger):
    """Triggers when the pool's fee is surely another one."""

    _kind = FEE_CHANGED

    @override
    def _described(self, news: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fee, and the one before, in percent."""
        return {key: round(fee * 100, 2) for key, fee in news.items()}


class WindowFalls(AlertTrigger):
    """Triggers when an account's part of the TIDES window begins to fall."""

    _kind = WINDOW_FALLS

    @override
    def _described(self, news: Mapping[str, Any]) -> dict[str, Any]:
        """Return by how much, in percent, and the hashrates in TH/s."""
        return {
            "falls_by": round((1 - news["part"]) * 100, 1),
            "hashrate": round(news["hashrate"] / TERA, 3),
            "hashrate_of_window": round(news["hashrate_of_window"] / TERA, 3),
        }

    @override
    def _worth(self, account: OceanAccount, news: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a block credits now and when the window has fallen, in sat."""
        credit = account.figures.next_credit
        later = None if credit is None else round(credit * news["part"])
        return {
            "credit": None if credit is None else round(credit),
            "credit_later": later,
        }


class DroughtTrigger(AlertTrigger):
    """Triggers by the probability of the pool's gap between two blocks."""

    _schema = DROUGHT_SCHEMA

    @property
    def _wanted(self) -> float:
        """Return the probability of a drought, as a fraction."""
        percent: float = self._options[CONF_PROBABILITY]
        return percent / 100

    @override
    def _described(self, news: Mapping[str, Any]) -> dict[str, Any]:
        """Return how unlikely the gap is, in percent, and since when it lasts."""
        facts = {"probability": round(news["probability"] * 100, 3)}
        return facts | ({"since": news["since"]} if "since" in news else {})


class DroughtBegan(DroughtTrigger):
    """Triggers once in each gap, when it has become less likely than the user wants."""

    _kind = DROUGHT

    @override
    def _is_due(self, news: Mapping[str, Any]) -> bool:
        """Return whether the gap has become that unlikely just now."""
        before: float = news["probability_before"]
        now: float = news["probability"]
        return now <= self._wanted < before


class DroughtEnded(DroughtTrigger):
    """Triggers when a block ends a gap that was less likely than the user wants."""

    _kind = DROUGHT_OVER

    @override
    def _is_due(self, news: Mapping[str, Any]) -> bool:
        """Return whether the gap had become that unlikely."""
        probability: float = news["probability"]
        return probability <= self._wanted
