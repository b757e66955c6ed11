"""Keeps what follows from other things for as long as those stay the same."""

from collections.abc import Callable
from operator import is_


class Kept[ValueT]:
    """A value that is worked out anew only once something it follows from is another.

    What is known is held in objects that never change, so that it is enough to look
    whether they are the same. A new value that equals the old one is dropped, so that
    what follows from it stays too.
    """

    __slots__ = ("_inputs", "_value", "_work_out")

    def __init__(self, work_out: Callable[[], ValueT]) -> None:
        """Remember how the value is worked out."""
        self._work_out = work_out
        self._inputs: tuple[object, ...] | None = None
        self._value: ValueT | None = None

    def of(self, *inputs: object) -> ValueT:
        """Return the value; `inputs` are all that it follows from."""
        known = self._inputs
        if known is None or not all(map(is_, inputs, known, strict=True)):
            self._inputs = inputs
            value = self._work_out()
            if known is None or value != self._value:
                self._value = value
        kept: ValueT = self._value  # type: ignore[assignment]
        return kept
