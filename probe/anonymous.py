"""Replaces what tells whose account it is: addresses, names, hashes and amounts."""

from collections.abc import Callable
from decimal import Decimal
import re
from typing import Any, Final

ADDRESS: Final = re.compile(
    r"\b(?:bc1[a-z0-9]{20,80}|[13][1-9A-HJ-NP-Za-km-z]{25,40})\b"
)
HASH: Final = re.compile(r"\b[0-9a-f]{64}\b")
AMOUNT: Final = re.compile(r"earn|paid|payout|colected|collected|bonus")
NAMES: Final = frozenset({"workername", "worker_name", "worker", "name"})
SHORT: Final = 12


class Anonymizer:
    """Replaces the same by the same, in all answers of one capture.

    `factor` is by what amounts are multiplied; `digits` returns random hexadecimal
    digits.
    """

    def __init__(
        self, *, factor: Decimal, digits: Callable[[int], str], address: str | None
    ) -> None:
        """Begin without anything replaced."""
        self._factor = factor
        self._digits = digits
        self._known: dict[str, str] = {}
        if address:
            self._replacement(address, lambda: "bc1q" + self._digits(38))

    def value(self, value: Any, key: str = "", *, names: bool = False) -> Any:
        """Return JSON with everything replaced; `names` where keys are workers."""
        if isinstance(value, list):
            return [self.value(one, key, names=names) for one in value]
        if isinstance(value, dict):
            return {
                self._name(one) if names and _holds(part) else one: self.value(
                    part, one, names=one == "workers"
                )
                for one, part in value.items()
            }
        if key in NAMES and isinstance(value, str) and value:
            return self._name(value)
        if AMOUNT.search(key) and isinstance(value, int | float | str):
            return self._amount(value)
        return self.text(value) if isinstance(value, str) else value

    def text(self, text: str) -> str:
        """Return a text with its addresses and hashes replaced."""
        for known, other in self._known.items():
            if len(known) > SHORT:
                text = text.replace(known, other)
        text = ADDRESS.sub(
            lambda one: self._replacement(one[0], lambda: "bc1q" + self._digits(38)),
            text,
        )
        return HASH.sub(
            lambda one: self._replacement(one[0], lambda: _like(one[0], self._digits)),
            text,
        )

    def _name(self, name: str) -> str:
        """Return another name for a worker; an address before it stays one."""
        head, point, tail = name.rpartition(".")
        if point and ADDRESS.fullmatch(head):
            return f"{self.text(head)}.{self._name(tail)}"
        if ADDRESS.fullmatch(name):
            return self.text(name)
        return self._replacement(name, lambda: f"worker-{len(self._known)}")

    def _amount(self, value: float | str) -> Any:
        """Return another amount in the same notation."""
        if isinstance(value, bool):
            return value
        if not isinstance(value, str):
            return type(value)(Decimal(str(value)) * self._factor)
        try:
            number = Decimal(value)
        except ArithmeticError:
            return self.text(value)
        exponent = number.as_tuple().exponent
        step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
        return f"{(number * self._factor).quantize(step):f}"

    def _replacement(self, old: str, make: Callable[[], str]) -> str:
        """Return what stands for something, and remember it."""
        if old in self._known.values():
            return old
        if old not in self._known:
            self._known[old] = make()
        return self._known[old]


def _holds(part: Any) -> bool:
    """Return whether the key of a part may be a name."""
    return isinstance(part, dict | list)


def _like(old: str, digits: Callable[[int], str]) -> str:
    """Return another hash with as many leading zeros."""
    rest = len(old.lstrip("0"))
    return "0" * (len(old) - rest) + digits(rest)
