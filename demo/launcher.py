"""Runs Home Assistant with the integration's upstreams replaced by the simulator.

The integration has no switch for this. This process changes the addresses in its module
before Home Assistant loads it.
"""

from collections.abc import Sequence
from pathlib import Path
import sys

from homeassistant.__main__ import main
from yarl import URL


def launch(arguments: Sequence[str]) -> int:
    """Run `hass` with these arguments. The first one is the simulator's address."""
    simulator, config, *rest = arguments
    # Home Assistant does the same later, and then finds the changed module.
    sys.path.insert(0, str(Path(config).resolve()))
    from custom_components.ocean_xyz.runtime import clients  # noqa: PLC0415

    base = URL(simulator)
    clients.OCEAN_API = base / "api.ocean.xyz" / "v1"
    clients.OCEAN_SITE = base / "ocean.xyz"
    clients.MEMPOOL_SPACE = base / "mempool.space"
    clients.BLOCKCHAIN_INFO = base / "blockchain.info"
    sys.argv = ["hass", "--config", config, *rest]
    return main()


if __name__ == "__main__":
    sys.exit(launch(sys.argv[1:]))
