"""The units that figures come in. Each number stands here once."""

from typing import Final, NewType

Satoshis = NewType("Satoshis", int)
"""A whole number of satoshis, in whatever unit the upstream writes it."""

HashesPerSecond = NewType("HashesPerSecond", float)

Shares = NewType("Shares", int)
"""Work, counted in shares of difficulty 1."""

Hash = NewType("Hash", str)
"""The hash of a block."""

Difficulty = NewType("Difficulty", float)
SatoshisPerVbyte = NewType("SatoshisPerVbyte", float)
Percent = NewType("Percent", float)
Count = NewType("Count", int)

Price = NewType("Price", float)
"""The price of one bitcoin in some currency."""

type Prices = dict[str, Price]
"""The price of one bitcoin by ISO 4217 code; a currency without a price is absent."""

BITCOIN_DECIMALS: Final = 8
SATOSHIS_PER_BITCOIN: Final = 10**BITCOIN_DECIMALS

HASHES_PER_SHARE: Final = 2**32
"""Hashes that a share of difficulty 1 takes on average."""

AVERAGES: Final = (60, 300, 600, 1800, 3600, 10800, 43200, 86400)
"""The seconds over which OCEAN averages an account's or a worker's hashrate."""
