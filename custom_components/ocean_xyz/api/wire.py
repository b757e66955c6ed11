"""From bytes to a model, speaking only this package's errors."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import orjson

from .exceptions import OceanResponseError
from .rows import UnreadableFieldError
from .transport import Answer

# Reading a farm's answer takes long enough to be felt, so it is done in a thread.
LARGE_BODY: Final = 64 * 1024

MAX_VALUES: Final = 400_000
"""Values in an answer above which it is not read: five times those of the largest account.

Reading JSON holds up all threads until it is done, and the event loop with them. Sixteen
megabytes of empty lists would take a second and be half a gigabyte of objects.
"""

TEXT_SHOWN: Final = 100
"""Characters of an upstream's own error text that are worth a line in a log."""


def load(answer: Answer) -> Any:
    """Read JSON, of a believable number of values."""
    if sum(map(answer.body.count, (b",", b"{", b"["))) > MAX_VALUES:
        msg = f"{answer.host} answered more than {MAX_VALUES} values"
        raise OceanResponseError(msg)
    try:
        return orjson.loads(answer.body)
    except ValueError, RecursionError:
        msg = f"{answer.host} answered something that is not JSON"
        raise OceanResponseError(msg) from None


def read[ModelT](answer: Answer, reader: Callable[[Any], ModelT], value: Any) -> ModelT:
    """Read a model from JSON.

    The error does not carry its cause along: that one quotes the answer, which may
    hold payout addresses, and a log prints causes too.
    """
    try:
        return reader(value)
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as err:
        msg = f"{answer.host} answered something unreadable ({_where(err)})"
        raise OceanResponseError(msg) from None


async def away[ResultT](answer: Answer, work: Callable[[], ResultT]) -> ResultT:
    """Do what a large answer makes slow away from the event loop."""
    if len(answer.body) <= LARGE_BODY:
        return work()
    return await asyncio.get_running_loop().run_in_executor(None, work)


def plain_text(words: str) -> str:
    """Return an upstream's own words so that they can stand in a line of a log."""
    text = "".join(c if c.isprintable() else " " for c in words[: TEXT_SHOWN * 4])
    return " ".join(text.split())[:TEXT_SHOWN]


def _where(err: Exception) -> str:
    """Return which field is to blame, by our name for it."""
    if isinstance(err, UnreadableFieldError):
        return err.field_name
    return type(err).__name__
