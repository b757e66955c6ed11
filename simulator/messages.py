"""Requests to an upstream and its replies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
import json
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from .chain import Chain
from .world import World


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A request; path and query are decoded."""

    host: str
    path: str
    method: str = "GET"
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, url: str, *, method: str = "GET") -> Self:
        """Return the request for a URL."""
        parts = urlsplit(url)
        return cls(
            host=parts.hostname or "",
            path=unquote(parts.path) or "/",
            method=method,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
        )

    @property
    def segments(self) -> list[str]:
        """Return the parts of the path."""
        return [part for part in self.path.split("/") if part]


class Trouble(StrEnum):
    """A fault of the connection, not of an answer."""

    HANG = "hang"
    """Nothing is sent."""
    DRIP = "drip"
    """The body comes byte by byte."""
    ENDLESS = "endless"
    """The body never ends."""
    RESET = "reset"
    """The connection closes in the middle of the body."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """The reply of an upstream."""

    status: int = HTTPStatus.OK
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    trouble: Trouble | None = None

    def raise_for_trouble(self) -> None:
        """Raise the error that a client would get, for tests without a connection.

        Raises TimeoutError or ConnectionResetError.
        """
        if self.trouble is Trouble.RESET:
            raise ConnectionResetError
        if self.trouble is not None:
            raise TimeoutError

    @property
    def json(self) -> Any:
        """Return the parsed body."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode()


class Asked(NamedTuple):
    """A request that was made, for tests that count requests."""

    time: datetime
    host: str
    path: str


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """The world as one request sees it. Faults may change it."""

    world: World
    chain: Chain
    at: float
    """The time of the answer's data, in seconds since the epoch."""
    unpaid_at: float
    """The time of the balance."""


def as_json(
    value: Any,
    *,
    status: int = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Return a reply in JSON."""
    body = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return Reply(
        status=status,
        body=body.encode("utf-8", "surrogatepass"),
        headers={"Content-Type": "application/json", **(headers or {})},
    )


def as_text(text: str, *, status: int = HTTPStatus.OK) -> Reply:
    """Return a reply in plain text."""
    return Reply(
        status=status,
        body=text.encode(),
        headers={"Content-Type": "text/plain; charset=utf-8"},
    )


def as_html(text: str, *, status: int = HTTPStatus.OK) -> Reply:
    """Return a reply in HTML."""
    return Reply(
        status=status,
        body=text.encode("utf-8", "surrogatepass"),
        headers={"Content-Type": "text/html; charset=utf-8"},
    )


def not_found() -> Reply:
    """Return the reply for a page that does not exist."""
    return as_text("Not Found", status=HTTPStatus.NOT_FOUND)
