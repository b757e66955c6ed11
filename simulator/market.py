"""The bitcoin price and the fee rates of transactions."""

from typing import Final

from . import dice
from .shares import DAY, HOUR

CURRENCIES: Final = {
    "USD": 1.0,
    "EUR": 0.86,
    "GBP": 0.75,
    "CAD": 1.38,
    "CHF": 0.81,
    "AUD": 1.52,
    "JPY": 151.0,
}
"""The value of one dollar in the currencies that mempool reports."""

_DOLLARS: Final = 92_000
_SWING: Final = 0.04


class Market:
    """Prices and fee rates. They drift unless a test sets them."""

    def __init__(self, seed: object) -> None:
        """Open the market."""
        self.prices: dict[str, float] = {}
        self.fastest_fee: int | None = None
        self._price = dice.key("price", seed)
        self._fee = dice.key("fee", seed)

    def price(self, currency: str, time: float) -> float:
        """Return the price of a bitcoin."""
        if currency in self.prices:
            return self.prices[currency]
        dollars = self.prices.get("USD")
        if dollars is None:
            dollars = _DOLLARS * (1 + _SWING * dice.wave(self._price, time, DAY))
        return round(dollars * CURRENCIES[currency], 2)

    def fees(self, time: float) -> dict[str, int]:
        """Return mempool's recommended fee rates in satoshis per virtual byte."""
        fastest = self.fastest_fee
        if fastest is None:
            fastest = 6 + int(4 * dice.wave(self._fee, time // 60 * 60, HOUR))
        return {
            "fastestFee": fastest,
            "halfHourFee": max(1, fastest * 3 // 4),
            "hourFee": max(1, fastest // 2),
            "economyFee": max(1, fastest // 4),
            "minimumFee": 1,
        }
