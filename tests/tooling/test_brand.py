"""The brand images exist, in the sizes that Home Assistant requires."""

from pathlib import Path
import struct

import pytest

BRAND = Path(__file__).parents[2] / "custom_components" / "ocean_xyz" / "brand"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
RGBA = 6
LARGEST = 60_000

modes = pytest.mark.parametrize("dark", ["", "dark_"])
scales = pytest.mark.parametrize("scale", ["", "@2x"])
kinds = pytest.mark.parametrize("kind", ["icon", "logo"])


def header(name: str) -> tuple[int, int, int]:
    """Return width and height in pixels and the colour type from the IHDR chunk."""
    data = (BRAND / f"{name}.png").read_bytes()
    assert data.startswith(SIGNATURE)
    assert data[8:16] == struct.pack(">I4s", 13, b"IHDR")
    width, height, _, colour = struct.unpack(">IIBB", data[16:26])
    return width, height, colour


@modes
@scales
@kinds
def test_a_brand_image_is_small_and_has_an_alpha_channel(
    kind: str, scale: str, dark: str
) -> None:
    """Every image is a PNG with transparency of less than 60 kB."""
    name = f"{dark}{kind}{scale}"
    assert header(name)[2] == RGBA
    assert (BRAND / f"{name}.png").stat().st_size < LARGEST


@modes
@pytest.mark.parametrize(("scale", "side"), [("", 256), ("@2x", 512)])
def test_an_icon_is_a_square_of_its_scale(scale: str, side: int, dark: str) -> None:
    """An icon measures 256 pixels each way, the one for dense screens 512."""
    assert header(f"{dark}icon{scale}")[:2] == (side, side)


@modes
@pytest.mark.parametrize(
    ("scale", "least", "most"), [("", 128, 256), ("@2x", 256, 512)]
)
def test_a_logo_is_landscape_within_its_bounds(
    scale: str, least: int, most: int, dark: str
) -> None:
    """A logo is wider than high, and only its height is bounded."""
    width, height, _ = header(f"{dark}logo{scale}")
    assert width > height
    assert least <= height <= most


@modes
@kinds
def test_the_double_has_twice_the_pixels(kind: str, dark: str) -> None:
    """The image for dense screens is the normal one at exactly twice the size."""
    width, height, _ = header(f"{dark}{kind}")
    assert header(f"{dark}{kind}@2x")[:2] == (2 * width, 2 * height)


@scales
@kinds
def test_the_dark_image_is_one_of_its_own_in_the_same_size(
    kind: str, scale: str
) -> None:
    """A dark variant measures the same as the light one, but is another picture."""
    light, dark = f"{kind}{scale}", f"dark_{kind}{scale}"
    assert header(light) == header(dark)
    assert (BRAND / f"{light}.png").read_bytes() != (BRAND / f"{dark}.png").read_bytes()
