"""What can go wrong while talking to an upstream."""


class OceanError(Exception):
    """Everything this package raises is one of these."""


class OceanConnectionError(OceanError):
    """The upstream could not be reached, or broke off in the middle."""


class OceanTimeoutError(OceanConnectionError):
    """The upstream did not answer in time."""


class OceanResponseError(OceanError):
    """The upstream answered something this package cannot read."""


class OceanRefusedError(OceanResponseError):
    """The upstream asks for a user name and a password, or for others."""


class OceanRateLimitedError(OceanError):
    """The upstream asked to be left alone for a while."""

    def __init__(self, host: str, retry_after: float, *, held: bool = False) -> None:
        """Remember for how many seconds, and whether we held back by ourselves."""
        super().__init__(f"{host} asked to retry after {retry_after:.0f} seconds")
        self.retry_after = retry_after
        self.held = held


class OceanNoSuchUserError(OceanError):
    """OCEAN knows no such user, or the user has no active workers.

    OCEAN has one text for both, so whoever catches this has to know whether the
    address ever answered before.
    """

    def __init__(self) -> None:
        """Say what OCEAN says, without the address."""
        super().__init__("No such user or user has no active workers")
