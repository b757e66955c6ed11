"""The problem of an own mempool instance whose certificate is not trusted."""

from typing import Final, override

from ..api import OceanCertificateError
from ..runtime.hub import OceanHub
from .base import Kind, OceanRepair, Problem


def _untrusted_certificate(hub: OceanHub) -> Problem:
    """Find an own instance whose certificate is not trusted."""
    if (own := hub.network_source.own_instance) is None:
        return Problem(present=False)
    if isinstance(own.error, OceanCertificateError):
        return Problem(present=True)
    unanswered = own.failures or own.answered_at is None
    return Problem(present=None if unanswered else False)


class ChangeInstance(OceanRepair):
    """Leads to the form of the network source."""

    @property
    @override
    def choices(self) -> list[str]:
        """Return what can be done."""
        return ["reconfigure", "leave"]


UNTRUSTED_CERTIFICATE: Final = Kind(
    key="untrusted_certificate", find=_untrusted_certificate, repair=ChangeInstance
)
