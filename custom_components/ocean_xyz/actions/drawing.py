"""Draws what was earned as bars, for messages.

A picture has no words: digits and the unit mean the same in all languages. It is dark,
because a phone shows it at night as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont

WIDTH: Final = 1024
HEIGHT: Final = 512
"""Twice as wide as high: phones cut other pictures."""

BACKGROUND: Final = "#1c1c1e"
BAR: Final = "#ffc107"
NEWEST: Final = "#ffe082"
LINE: Final = "#48484a"
TEXT: Final = "#f2f2f7"
FAINT: Final = "#aeaeb2"

LEFT: Final = 32
TOP: Final = 120
BOTTOM: Final = HEIGHT - 64
LABEL: Final = 26
TITLE: Final = 44

MOST_LABELS: Final = 10
"""Days below the bars: more would touch each other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A day, and what it earned in sat."""

    date: date
    earned: int


def drawn(days: Sequence[Day]) -> bytes:
    """Return a picture with a bar for each day, the newest one at the right, as PNG.

    The number at the top left is their sum, that on the line the height of the highest
    bar.
    """
    image = Image.new("RGB", (WIDTH, HEIGHT), BACKGROUND)
    canvas = ImageDraw.Draw(image)
    highest = max((day.earned for day in days), default=0)
    total = f"{amount(sum(day.earned for day in days))} · {len(days)} d"
    canvas.text((LEFT, 28), total, TEXT, _font(TITLE))
    canvas.text(
        (WIDTH - LEFT, TOP - 8), amount(highest), FAINT, _font(LABEL), anchor="rb"
    )
    for y in (TOP, BOTTOM):
        canvas.line((LEFT, y, WIDTH - LEFT, y), LINE, 2)
    step = (WIDTH - 2 * LEFT) / max(len(days), 1)
    labelled = -(-len(days) // MOST_LABELS)
    for place, day in enumerate(days):
        left = LEFT + place * step
        is_newest = place == len(days) - 1
        if day.earned > 0:
            height = max((BOTTOM - TOP) * day.earned / highest, 2)
            box = (left + step * 0.12, BOTTOM - height, left + step * 0.88, BOTTOM)
            canvas.rounded_rectangle(box, 4, NEWEST if is_newest else BAR)
        if not (len(days) - 1 - place) % labelled:
            at = (left + step / 2, BOTTOM + 14)
            canvas.text(at, str(day.date.day), FAINT, _font(LABEL), anchor="ma")
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def amount(satoshis: int) -> str:
    """Return an amount with spaces between thousands, which no language misreads."""
    return f"{satoshis:,} sat".replace(",", " ")


def _font(size: int) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    """Return the font that comes with the library."""
    return ImageFont.load_default(size)
