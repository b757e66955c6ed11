"""The user name and password for an own mempool instance."""

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Final

AUTHORIZATION: Final = "Authorization"


@dataclass(frozen=True, kw_only=True, slots=True)
class Credentials:
    """A user name and a password. Neither appears in a log."""

    username: str = field(repr=False)
    password: str = field(repr=False)

    @property
    def header(self) -> str:
        """Return the header of HTTP basic authentication (RFC 7617)."""
        pair = f"{self.username}:{self.password}".encode(errors="surrogatepass")
        return f"Basic {b64encode(pair).decode()}"


def headers_of(accept: str, credentials: Credentials | None) -> dict[str, str]:
    """Return the headers of a request."""
    headers = {"Accept": accept}
    if credentials is not None:
        headers[AUTHORIZATION] = credentials.header
    return headers
