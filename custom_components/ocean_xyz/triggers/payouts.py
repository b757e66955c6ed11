"""The trigger for payouts."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.components.event.const import ATTR_EVENT_TYPE
from homeassistant.core import State
from homeassistant.helpers.trigger import (
    NotTriggeredReasonReporter,
    StatelessEntityTriggerBase,
)
from homeassistant.util import dt as dt_util

from ..devices.ids import PAYOUT
from ..mining.economics import value_of
from ..mining.payout import PaymentKind
from .support import EVENTS, OceanTrigger, account_name, account_of_entity
from .targets import ours

PAID: Final = frozenset(PaymentKind)


class PayoutReceived(OceanTrigger, StatelessEntityTriggerBase):
    """Triggers when an account was paid."""

    _domain_specs = EVENTS

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the events of payouts."""
        return ours(self._hass, super().entity_filter(entities), PAYOUT)

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Return whether it is a payout, and not the correction of one."""
        return state.attributes.get(ATTR_EVENT_TYPE) in PAID

    @override
    def facts(self, state: State) -> Mapping[str, Any]:
        """Return how much was paid, and how; `amount` is in sat."""
        if (found := account_of_entity(self._hass, state.entity_id)) is None:
            return {}
        _, account = found
        payout = state.attributes
        amount, price = payout["amount"], account.hub.network.price
        return {
            "account": account_name(self._hass, account),
            "kind": payout[ATTR_EVENT_TYPE],
            "amount": amount,
            "money": None if price is None else round(value_of(amount, price), 2),
            "currency": account.hub.currency,
            "certainty": payout["certainty"],
            "transaction": payout["transaction"],
            "time": dt_util.parse_datetime(payout["time"]),
        }
