"""Bitcoin's and OCEAN's constants and rules."""

from typing import Final

BLOCKS_PER_EPOCH: Final = 2016
BLOCK_INTERVAL: Final = 600
BLOCKS_PER_HALVING: Final = 210_000
FIRST_SUBSIDY: Final = 5_000_000_000
SATOSHIS_PER_BITCOIN: Final = 100_000_000

WINDOW_DIFFICULTIES: Final = 8
"""TIDES pays the last shares up to this many times the difficulty."""

THRESHOLD: Final = 2**20
"""OCEAN pays on chain from this many satoshis on."""

LIGHTNING_BLOCKS: Final = 30
"""OCEAN pays over Lightning this many network blocks after a pool block."""

_EASIEST_TARGET: Final = 0xFFFF << 208
_LARGEST_RETARGET: Final = 4


def subsidy(height: int) -> int:
    """Return the new satoshis of a block."""
    return FIRST_SUBSIDY >> height // BLOCKS_PER_HALVING


def compact(difficulty: float) -> int:
    """Return a difficulty as the block header writes it (nBits)."""
    target = int(_EASIEST_TARGET / difficulty)
    size = (target.bit_length() + 7) // 8
    mantissa = target >> 8 * (size - 3)
    if mantissa & 0x800000:
        mantissa >>= 8
        size += 1
    return size << 24 | mantissa


def difficulty_of(bits: int) -> float:
    """Return the difficulty of a header, with the two decimals that sources print."""
    target = (bits & 0x7FFFFF) << 8 * ((bits >> 24) - 3)
    return round(_EASIEST_TARGET / target, 2)


def retargeted(difficulty: float, span: float) -> float:
    """Return the difficulty after an epoch that took a span of seconds."""
    ratio = BLOCKS_PER_EPOCH * BLOCK_INTERVAL / span
    return difficulty * min(_LARGEST_RETARGET, max(1 / _LARGEST_RETARGET, ratio))


def usual_height(time: int) -> int:
    """Return the approximate height of the chain at a time (970,671 in October 2026)."""
    known, then = 970_671, 1_791_504_000
    return max(0, known + (time - then) * 144 // 86_400)
