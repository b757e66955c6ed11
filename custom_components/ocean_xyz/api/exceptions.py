"""What can go wrong with an upstream."""

from dataclasses import asdict, dataclass
from math import ceil


class OceanError(Exception):
    """The base of all errors that this package raises."""


class OceanConnectionError(OceanError):
    """The upstream could not be reached, or the connection broke."""


class OceanCertificateError(OceanConnectionError):
    """The upstream shows a certificate that is not trusted."""


class OceanTimeoutError(OceanConnectionError):
    """The upstream did not answer in time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """How an answer differs from what is expected, by path or name."""

    missing: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    """Fields of another type, or that cannot be read, with their types."""

    def __bool__(self) -> bool:
        """Return whether it differs at all."""
        return any(asdict(self).values())


class OceanResponseError(OceanError):
    """The upstream answered something that this package cannot read."""

    difference: Difference | None = None
    """How the answer differs from what is read, where it was JSON."""


class OceanRefusedError(OceanResponseError):
    """The upstream asks for a user name and a password, or refuses those given."""


class OceanRateLimitedError(OceanError):
    """The upstream is limiting requests."""

    def __init__(self, host: str, retry_after: float, *, held: bool = False) -> None:
        """Remember for how many seconds, and whether we did not even ask."""
        minutes = ceil(retry_after / 60)
        super().__init__(f"{host} is limiting requests; next try in {minutes} min")
        self.retry_after = retry_after
        self.held = held


class OceanNoSuchUserError(OceanError):
    """OCEAN knows no such user, or the user has no active workers.

    OCEAN uses one text for both. The difference is whether the address ever answered
    before.
    """

    def __init__(self) -> None:
        """Use OCEAN's words, without the address."""
        super().__init__("No such user or user has no active workers")
