"""The trigger for payouts."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.util import dt as dt_util

from ..devices.ids import PAYOUT
from ..mining.economics import value_of
from ..mining.payout import PaymentKind
from ..runtime.news import Announcement
from .support import NewsTrigger, account_name
from .targets import is_meant, place_of_news

PAID: Final = frozenset(PaymentKind)


class PayoutReceived(NewsTrigger):
    """Triggers when an account was paid."""

    _key = PAYOUT

    @override
    def facts(self, announced: Announcement) -> Mapping[str, Any] | None:
        """Return how much was paid, and how; `amount` is in sat.

        The correction of a payout is not a payout.
        """
        account, payout = announced.account, announced.news.attributes
        if account is None or announced.news.kind not in PAID:
            return None
        if not is_meant(self._hass, self._target, place_of_news(self._hass, announced)):
            return None
        amount, price = payout["amount"], account.hub.network.price
        return {
            "account": account_name(self._hass, account),
            "account_id": account.account_id,
            "kind": announced.news.kind,
            "amount": amount,
            "money": None if price is None else round(value_of(amount, price), 2),
            "currency": account.hub.currency,
            "certainty": payout["certainty"],
            "transaction": payout["transaction"],
            "time": dt_util.parse_datetime(payout["time"]),
        }
