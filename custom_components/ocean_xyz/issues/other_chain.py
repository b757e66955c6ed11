"""The problem of a network source that follows another chain than OCEAN."""

from typing import Final, override

from homeassistant.components.repairs import RepairsFlowResult

from ..const import CONF_NETWORK_SOURCE
from ..flows.support import UserInput
from ..runtime.hub import OceanHub
from ..sources.network import SourceKind
from .base import Kind, OceanRepair, Problem


def _other_chain(hub: OceanHub) -> Problem:
    """Find a source that was rejected because its blocks are not the pool's."""
    source = hub.network_source
    return Problem(present=None if source.undecided else source.rejected)


class ChooseSource(OceanRepair):
    """Chooses another source for the bitcoin network."""

    @property
    @override
    def choices(self) -> list[str]:
        """Return the sources that are not the one that was rejected."""
        present = self.about.entry.data[CONF_NETWORK_SOURCE]
        others = (SourceKind.MEMPOOL_SPACE, SourceKind.BLOCKCHAIN_INFO)
        steps = [kind.value for kind in others if kind.value != present]
        return [*steps, "reconfigure", "leave"]

    async def async_step_mempool_space(
        self, user_input: UserInput = None
    ) -> RepairsFlowResult:
        """Ask mempool.space from now on."""
        return self._choose(SourceKind.MEMPOOL_SPACE)

    async def async_step_blockchain_info(
        self, user_input: UserInput = None
    ) -> RepairsFlowResult:
        """Ask blockchain.info alone from now on."""
        return self._choose(SourceKind.BLOCKCHAIN_INFO)

    def _choose(self, kind: SourceKind) -> RepairsFlowResult:
        """Store the source, without the settings of another; that reloads the entry."""
        self.hass.config_entries.async_update_entry(
            self.about.entry, data={CONF_NETWORK_SOURCE: kind.value}
        )
        return self.async_create_entry(data={})


OTHER_CHAIN: Final = Kind(key="other_chain", find=_other_chain, repair=ChooseSource)
