"""Sizes of units, each written once: hashrates in H/s, spans of time in seconds."""

from typing import Final

TERA: Final = 10**12
PETA: Final = 10**15
EXA: Final = 10**18

MINUTE: Final = 60
HOUR: Final = 3_600
DAY: Final = 86_400
YEAR: Final = 365.25 * DAY
