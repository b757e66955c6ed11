"""Checks a payout address of the main network: base58check, bech32 or bech32m.

Sources: BIP 13 and 16 (base58check), BIP 173 (bech32), BIP 350 (bech32m), BIP 21 (the
`bitcoin:` prefix that wallets copy).
"""

from hashlib import sha256
from typing import Final

BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

BECH32_CHECKSUM: Final = 1
BECH32M_CHECKSUM: Final = 0x2BC830A3
GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)

MAIN_PREFIX: Final = "bc"
TEST_PREFIXES: Final = ("tb", "bcrt")

# Version bytes of base58check: P2PKH and P2SH.
MAIN_VERSIONS: Final = (0x00, 0x05)
TEST_VERSIONS: Final = (0x6F, 0xC4)

LONGEST: Final = 90
CHECKSUM_LETTERS: Final = 6
HASH_BYTES: Final = 20
PROGRAM_BYTES: Final = range(2, 41)
VERSION_0_BYTES: Final = (20, 32)
HIGHEST_VERSION: Final = 16


class MalformedAddressError(ValueError):
    """The text is not a bitcoin address."""


class WrongNetworkError(ValueError):
    """The address belongs to a test network."""


def parse_address(text: str) -> str:
    """Return an address in its canonical form: bech32 in lower case.

    Raises MalformedAddressError for what is no address and WrongNetworkError for one
    of a test network.
    """
    address = _without_uri(text.strip())
    if not 0 < len(address) <= LONGEST or not address.isascii():
        raise MalformedAddressError
    prefix = address.lower().rpartition("1")[0]
    if prefix in (MAIN_PREFIX, *TEST_PREFIXES):
        return _parse_bech32(address, prefix)
    return _parse_base58(address)


def _without_uri(text: str) -> str:
    """Return the address of a `bitcoin:` URI, or the text as it is."""
    scheme, colon, rest = text.partition(":")
    if colon and scheme.lower() == "bitcoin":
        return rest.partition("?")[0]
    return text


def _parse_base58(address: str) -> str:
    """Check an address of the older kind."""
    number = 0
    for letter in address:
        if (digit := BASE58.find(letter)) < 0:
            raise MalformedAddressError
        number = number * 58 + digit
    zeros = len(address) - len(address.lstrip(BASE58[0]))
    decoded = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)
    payload, checksum = decoded[:-4], decoded[-4:]
    if len(payload) != 1 + HASH_BYTES:
        raise MalformedAddressError
    if sha256(sha256(payload).digest()).digest()[:4] != checksum:
        raise MalformedAddressError
    if payload[0] in TEST_VERSIONS:
        raise WrongNetworkError
    if payload[0] not in MAIN_VERSIONS:
        raise MalformedAddressError
    return address


def _parse_bech32(address: str, prefix: str) -> str:
    """Check a segwit address."""
    if address not in (address.lower(), address.upper()):
        raise MalformedAddressError
    address = address.lower()
    values = [BECH32.find(letter) for letter in address[len(prefix) + 1 :]]
    if len(values) <= CHECKSUM_LETTERS or min(values) < 0:
        raise MalformedAddressError
    version, data = values[0], values[1:-CHECKSUM_LETTERS]
    checksum = BECH32M_CHECKSUM if version else BECH32_CHECKSUM
    if _polymod(_expanded(prefix) + values) != checksum:
        raise MalformedAddressError
    length = _program_length(data)
    if version > HIGHEST_VERSION or length not in PROGRAM_BYTES:
        raise MalformedAddressError
    if version == 0 and length not in VERSION_0_BYTES:
        raise MalformedAddressError
    if prefix in TEST_PREFIXES:
        raise WrongNetworkError
    return address


def _expanded(prefix: str) -> list[int]:
    """Return the prefix as the checksum takes it."""
    codes = [ord(letter) for letter in prefix]
    return [*(code >> 5 for code in codes), 0, *(code & 31 for code in codes)]


def _polymod(values: list[int]) -> int:
    """Return the checksum of BIP 173."""
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(GENERATORS):
            checksum ^= generator if top >> bit & 1 else 0
    return checksum


def _program_length(data: list[int]) -> int | None:
    """Return the bytes in groups of five bits, None where the padding is not zero."""
    padding = len(data) * 5 % 8
    if padding >= 5 or (padding and data[-1] & ((1 << padding) - 1)):
        return None
    return len(data) * 5 // 8
