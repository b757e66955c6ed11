"""What bitcoin is counted in, each number written once."""

from typing import Final

BITCOIN_DECIMALS: Final = 8
SATOSHIS_PER_BITCOIN: Final = 10**BITCOIN_DECIMALS

HASHES_PER_SHARE: Final = 2**32
"""Hashes that a share of difficulty 1 takes on average."""
