"""Addresses are valid and belong to nobody."""

from collections.abc import Callable

import pytest

from custom_components.ocean_xyz.api.address import parse_address
from simulator import addresses


@pytest.mark.parametrize(
    ("make", "prefix", "length"),
    [
        (addresses.p2wpkh, "bc1q", 42),
        (addresses.p2tr, "bc1p", 62),
        (addresses.p2pkh, "1", 34),
        (addresses.p2sh, "3", 34),
    ],
)
def test_addresses_have_right_checksums(
    make: Callable[[object], str], prefix: str, length: int
) -> None:
    """An independent reader accepts each kind of address."""
    for seed in range(50):
        address = make(seed)
        assert address.startswith(prefix)
        assert length - 2 <= len(address) <= length
        assert parse_address(address) == address


def test_addresses_differ_by_seed() -> None:
    """A seed always gives the same address, and no other seed gives it."""
    assert addresses.p2wpkh(1) == addresses.p2wpkh(1) != addresses.p2wpkh(2)
