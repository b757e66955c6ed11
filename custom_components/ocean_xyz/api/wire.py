"""From bytes to a model, raising only this package's errors."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import orjson

from .exceptions import OceanResponseError
from .rows import UnreadableFieldError, wanted
from .shape import unread
from .transport import Answer

LARGE_BODY: Final = 64 * 1024
"""Bytes from which on an answer is read in a thread: a farm's takes noticeably long."""

MAX_VALUES: Final = 400_000
"""Values in an answer above which it is not read: five times those of the largest account.

Reading JSON blocks all threads, and the event loop with them. Sixteen megabytes of empty
lists would take a second and half a gigabyte of memory.
"""

TEXT_SHOWN: Final = 100
"""Characters of an upstream's own error text that go into a log."""


def load(answer: Answer) -> Any:
    """Read JSON, unless it has too many values."""
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

    The error has no cause: a cause quotes the answer, which may contain payout
    addresses, and a log prints causes too.
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
        failure = OceanResponseError(msg)
        if isinstance(value, dict | list):
            with suppress(RecursionError):
                failure.difference = unread(wanted(reader), value)
        raise failure from None


async def away[ResultT](answer: Answer, work: Callable[[], ResultT]) -> ResultT:
    """Do the work for a large answer away from the event loop."""
    if len(answer.body) <= LARGE_BODY:
        return work()
    return await asyncio.get_running_loop().run_in_executor(None, work)


def plain_text(words: str) -> str:
    """Return an upstream's own words, fit for a line of a log."""
    text = "".join(c if c.isprintable() else " " for c in words[: TEXT_SHOWN * 4])
    return " ".join(text.split())[:TEXT_SHOWN]


def _where(err: Exception) -> str:
    """Return our name of the unreadable field, or the kind of error."""
    if isinstance(err, UnreadableFieldError):
        return err.field_name
    return type(err).__name__
