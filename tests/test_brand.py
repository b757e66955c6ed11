"""The brand images are there, in the sizes that Home Assistant asks for."""

from pathlib import Path
import struct

import pytest

BRAND = Path(__file__).parents[1] / "custom_components" / "ocean_xyz" / "brand"
ALPHA = 6


@pytest.mark.parametrize("dark", ["", "dark_"])
@pytest.mark.parametrize(("scale", "side"), [("", 256), ("@2x", 512)])
@pytest.mark.parametrize("kind", ["icon", "logo"])
def test_a_brand_image(kind: str, scale: str, side: int, dark: str) -> None:
    """A PNG with transparency, an icon square, a logo as high and wider."""
    data = (BRAND / f"{dark}{kind}{scale}.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, _, colour = struct.unpack(">IIBB", data[16:26])
    assert height == side
    assert (width == side) if kind == "icon" else (width > side)
    assert colour == ALPHA
    assert len(data) < 100_000
