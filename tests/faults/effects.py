"""What can be wrong with any answer, and the columns of the table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import format_datetime
from http import HTTPStatus
import json
import re
from typing import Any, Final, override

from simulator import World
from simulator.faults import Effect
from simulator.messages import Reply, Trouble
from simulator.oddities import OlderSnapshot
from simulator.outages import Body, Broken, CutBody, EmptyBody, HtmlInstead, Status

BUSY_SECONDS: Final = 120
DEPTH: Final = 60_000
AGO: Final = 7200
"""Age in seconds of an answer that goes back in time."""

_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_HTML_NUMBER: Final = re.compile(rb"(?<=>)[0-9][^<]*")
_PLACE: Final = "\x00"


def _is_page(reply: Reply) -> bool:
    """Return whether an answer is a web page."""
    return "html" in reply.headers.get("Content-Type", "")


@dataclass(frozen=True, slots=True)
class NumbersAre(Effect):
    """Each number, as text or not, is replaced by this piece of JSON."""

    token: str

    @override
    def reply(self, reply: Reply) -> Reply:
        """Return the answer with its numbers replaced."""
        if _is_page(reply):
            body = _HTML_NUMBER.sub(self.token.encode(), reply.body)
        elif "json" in reply.headers.get("Content-Type", ""):
            marked = json.dumps(_marked(reply.json))
            body = marked.replace(json.dumps(_PLACE), self.token).encode()
        else:
            body = self.token.encode()
        return replace(reply, body=body)


def _marked(value: Any) -> Any:
    """Return a document with a mark in place of each number."""
    if isinstance(value, dict):
        return {key: _marked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_marked(item) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    return _PLACE if _NUMBER.fullmatch(str(value)) else value


@dataclass(frozen=True, slots=True)
class NothingInIt(Effect):
    """Null, in OCEAN's envelope where there is one."""

    @override
    def reply(self, reply: Reply) -> Reply:
        """Return null."""
        enveloped = reply.body.startswith(b'{"result"')
        return replace(reply, body=b'{"result": null}' if enveloped else b"null")


@dataclass(frozen=True, slots=True)
class BusyUntil(Effect):
    """429 with the time of the next allowed request."""

    world: World

    @override
    def reply(self, reply: Reply) -> Reply:
        """Return the refusal, as of now."""
        until = self.world.now + timedelta(seconds=BUSY_SECONDS)
        headers = {"Retry-After": format_datetime(until, usegmt=True)}
        return Status(HTTPStatus.TOO_MANY_REQUESTS, headers=headers).reply(reply)


@dataclass(frozen=True, slots=True)
class Deep(Effect):
    """The answer is nested far too deep, in its own format."""

    @override
    def reply(self, reply: Reply) -> Reply:
        """Return the nested answer."""
        nest = b'{"result":' + b"[" * DEPTH + b"]" * DEPTH + b"}"
        page = b"<html><body>" + b"<div>" * DEPTH + b"</html>"
        return Body(page if _is_page(reply) else nest).reply(reply)


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """A column: what happens to a route."""

    effect: Callable[[World], Effect] | None
    """None: the host presents a certificate that nobody trusts."""
    whole_host: bool = False
    """Whether the fault affects all routes of the host."""


def _plain(effect: Effect) -> Trial:
    """Return a column whose effect is always the same."""
    return Trial(effect=lambda _: effect)


_BUSY: Final = Status(HTTPStatus.TOO_MANY_REQUESTS, retry_after=BUSY_SECONDS)
_IN_A_CIRCLE: Final = Status(HTTPStatus.FOUND, headers={"Location": "?again"})

BACK_IN_TIME: Final = "back in time"

TRIALS: Final[Mapping[str, Trial]] = {
    "429 in seconds": Trial(effect=lambda _: _BUSY, whole_host=True),
    "429 as a date": Trial(effect=BusyUntil, whole_host=True),
    "500": _plain(Status(500)),
    "502": _plain(Status(502)),
    "503": _plain(Status(503)),
    "403": _plain(Status(403)),
    "HTML with 200": _plain(HtmlInstead()),
    "empty": _plain(EmptyBody()),
    "cut": _plain(CutBody()),
    "wrong types": _plain(NumbersAre("[true]")),
    "null": _plain(NothingInIt()),
    "NaN": _plain(NumbersAre("NaN")),
    "NaN as text": _plain(NumbersAre('"NaN"')),
    "1e400": _plain(NumbersAre("1e400")),
    "1e400 as text": _plain(NumbersAre('"1e400"')),
    "deep nesting": _plain(Deep()),
    "endless body": _plain(Broken(Trouble.ENDLESS)),
    "slow drip": _plain(Broken(Trouble.DRIP)),
    "hang": _plain(Broken(Trouble.HANG)),
    "reset": _plain(Broken(Trouble.RESET)),
    "TLS failure": Trial(effect=None, whole_host=True),
    "redirect loop": _plain(_IN_A_CIRCLE),
    BACK_IN_TIME: _plain(OlderSnapshot(AGO)),
}
