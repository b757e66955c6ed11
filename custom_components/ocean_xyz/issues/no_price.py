"""The problem of a currency in which no source quotes bitcoin."""

from typing import Final, override

from ..runtime.hub import OceanHub
from .base import Kind, OceanRepair, Problem


def _no_price(hub: OceanHub) -> Problem:
    """Find a currency without a price."""
    return Problem(
        present=hub.network_source.lacks_currency,
        placeholders={"currency": hub.currency},
    )


class ChoosePrice(OceanRepair):
    """Leads to the options, where the currency and the price are chosen."""

    @property
    @override
    def choices(self) -> list[str]:
        """Return what can be done."""
        return ["options", "leave"]


NO_PRICE: Final = Kind(key="no_price", find=_no_price, repair=ChoosePrice)
