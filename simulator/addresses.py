"""Valid main network addresses that belong to nobody, made from a seed."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

_LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32: Final = 1
_BECH32M: Final = 0x2BC830A3
_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def p2wpkh(seed: object) -> str:
    """Return an address `bc1q…` (BIP 173)."""
    return _segwit(0, _bytes(seed)[:20], _BECH32)


def p2tr(seed: object) -> str:
    """Return an address `bc1p…` (BIP 350)."""
    return _segwit(1, _bytes(seed), _BECH32M)


def p2pkh(seed: object) -> str:
    """Return an address `1…`."""
    return _base58check(0x00, _bytes(seed)[:20])


def p2sh(seed: object) -> str:
    """Return an address `3…`."""
    return _base58check(0x05, _bytes(seed)[:20])


def _bytes(seed: object) -> bytes:
    """Return 32 bytes for a seed."""
    return sha256(repr(seed).encode()).digest()


def _segwit(version: int, program: bytes, constant: int) -> str:
    """Return a segwit address."""
    data = [version, *_five_bits(program)]
    # The prefix "bc" as the checksum takes it.
    checksum = _polymod([3, 3, 0, 2, 3, *data, 0, 0, 0, 0, 0, 0]) ^ constant
    data += [checksum >> 5 * (5 - place) & 31 for place in range(6)]
    return "bc1" + "".join(_LETTERS[value] for value in data)


def _base58check(version: int, payload: bytes) -> str:
    """Return an address of the older kind."""
    data = bytes([version]) + payload
    data += sha256(sha256(data).digest()).digest()[:4]
    number, text = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, 58)
        text = _BASE58[digit] + text
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + text


def _five_bits(data: bytes) -> list[int]:
    """Return bytes as groups of five bits, padded with zeros."""
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return [int(bits[start : start + 5], 2) for start in range(0, len(bits), 5)]


def _polymod(values: Iterable[int]) -> int:
    """Return the checksum of BIP 173."""
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATORS):
            checksum ^= generator if top >> bit & 1 else 0
    return checksum
