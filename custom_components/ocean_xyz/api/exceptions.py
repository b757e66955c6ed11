"""What can go wrong with an upstream."""

from math import ceil


class OceanError(Exception):
    """The base of all errors that this package raises."""


class OceanConnectionError(OceanError):
    """The upstream could not be reached, or the connection broke."""


class OceanCertificateError(OceanConnectionError):
    """The upstream shows a certificate that is not trusted."""


class OceanTimeoutError(OceanConnectionError):
    """The upstream did not answer in time."""


class OceanResponseError(OceanError):
    """The upstream answered something that this package cannot read."""


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
