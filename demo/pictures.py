"""The pictures of the documents, each with the version that it shows."""

from dataclasses import dataclass
from io import BytesIO
import json
from pathlib import Path
from typing import Final

from PIL import Image
from PIL.PngImagePlugin import PngImageFile, PngInfo

from .processes import ROOT

FOLDER: Final = ROOT / "docs" / "images"

_VERSION: Final = "Version"


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A page, and the kind of browser that shows it."""

    name: str
    """Its file in the folder of pictures, without the suffix."""
    path: str
    """Its path in Home Assistant. `{account}` is the id of an account's device."""
    look: str = "desktop"
    world: str = "home"
    """The world of the demo that it shows."""

    @property
    def file(self) -> Path:
        """Return its file."""
        return FOLDER / f"{self.name}.png"


def _view(view: str, look: str = "desktop", world: str = "home") -> Picture:
    """Return a picture of a view of the dashboard."""
    return Picture(
        name=f"dashboard/{view}-{look}",
        path=f"/ocean-mining/{view}",
        look=look,
        world=world,
    )


PICTURES: Final = (
    _view("overview"),
    _view("overview", "phone"),
    _view("workers"),
    _view("earnings"),
    _view("pool", "dark"),
    _view("costs", world="solar"),
    Picture(
        name="integration",
        path="/config/integrations/integration/ocean_xyz",
        look="window",
    ),
    Picture(name="account", path="/config/devices/device/{account}", look="window"),
)


def present_version() -> str:
    """Return the version of the integration."""
    manifest = ROOT / "custom_components" / "ocean_xyz" / "manifest.json"
    version: str = json.loads(manifest.read_text())["version"]
    return version


def save(picture: Picture, screenshot: bytes) -> None:
    """Write a picture with the version that it shows."""
    info = PngInfo()
    info.add_text(_VERSION, present_version())
    picture.file.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(BytesIO(screenshot)) as image:
        image.convert("RGB").save(picture.file, pnginfo=info, optimize=True)


def version_of(file: Path) -> str | None:
    """Return the version that a picture shows, None if it does not say so."""
    with Image.open(file) as image:
        assert isinstance(image, PngImageFile)
        return image.text.get(_VERSION)
