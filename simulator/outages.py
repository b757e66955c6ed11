"""Faults of an answer between a server and its client."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from typing import override

from .faults import Effect
from .messages import Reply, Trouble, as_html, as_json

_PAGE = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>"


@dataclass(frozen=True, slots=True)
class Status(Effect):
    """The server refuses: 429, 403, 500, 502, 503."""

    status: int = HTTPStatus.BAD_GATEWAY
    retry_after: int | datetime | str | None = None
    """Seconds, a date, or any text."""
    headers: dict[str, str] = field(default_factory=dict)

    @override
    def reply(self, reply: Reply) -> Reply:
        """Return the refusal."""
        headers = {"Content-Type": "text/html", **self.headers}
        if isinstance(self.retry_after, datetime):
            headers["Retry-After"] = format_datetime(self.retry_after, usegmt=True)
        elif self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        body = f"<html><body><h1>{HTTPStatus(self.status).phrase}</h1></body></html>"
        return Reply(status=self.status, body=body.encode(), headers=headers)


@dataclass(frozen=True, slots=True)
class HtmlInstead(Effect):
    """An HTML page with status 200."""

    @override
    def reply(self, reply: Reply) -> Reply:
        """Return the page."""
        return as_html(_PAGE)


@dataclass(frozen=True, slots=True)
class EmptyBody(Effect):
    """An empty body with status 200."""

    @override
    def reply(self, reply: Reply) -> Reply:
        """Return the reply without its body."""
        return replace(reply, body=b"")


@dataclass(frozen=True, slots=True)
class CutBody(Effect):
    """The body ends too early, after a number of bytes or in its middle."""

    after: int | None = None

    @override
    def reply(self, reply: Reply) -> Reply:
        """Return the beginning of the body."""
        after = len(reply.body) // 2 if self.after is None else self.after
        return replace(reply, body=reply.body[:after])


@dataclass(frozen=True, slots=True)
class Body(Effect):
    """Another body."""

    body: bytes

    @override
    def reply(self, reply: Reply) -> Reply:
        """Return the reply with the body."""
        return replace(reply, body=self.body)


@dataclass(frozen=True, slots=True)
class Json(Effect):
    """Another JSON document."""

    document: object
    status: int = HTTPStatus.OK

    @override
    def reply(self, reply: Reply) -> Reply:
        """Return the document."""
        return as_json(self.document, status=self.status)


@dataclass(frozen=True, slots=True)
class Broken(Effect):
    """A fault of the connection; only a server can do it."""

    trouble: Trouble = Trouble.HANG

    @override
    def reply(self, reply: Reply) -> Reply:
        """Mark the reply for the server."""
        return replace(reply, trouble=self.trouble)
