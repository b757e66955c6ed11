"""Home Assistant's own Marketplace accepts the repository."""

import json
from pathlib import Path
from typing import Any

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from homeassistant.components.marketplace.repositories.base import RepositoryManifest
from homeassistant.components.marketplace.utils import validate
import pytest

ROOT = Path(__file__).parents[1]
INTEGRATION = ROOT / "custom_components" / "ocean_xyz"


def read(path: Path) -> dict[str, Any]:
    """Return the content of a JSON file."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


HACS = read(ROOT / "hacs.json")
MANIFEST = read(INTEGRATION / "manifest.json")


def catalog_entry() -> dict[str, Any]:
    """Return the entry of the repository in a catalog."""
    return {
        "description": "OCEAN mining pool for Home Assistant",
        "domain": MANIFEST["domain"],
        "etag_repository": "0",
        "full_name": MANIFEST["documentation"].removeprefix("https://github.com/"),
        "last_fetched": 0,
        "last_updated": "2026-01-01T00:00:00Z",
        "last_version": f"v{MANIFEST['version']}",
        "manifest": {"name": HACS["name"]},
        "manifest_name": MANIFEST["name"],
    }


def test_all_that_hacs_json_says_is_read() -> None:
    """It has a type. Otherwise the Marketplace would leave it out with a warning."""
    for key, value in HACS.items():
        if key in validate.REPOSITORY_MANIFEST_VALUES:
            assert validate.REPOSITORY_MANIFEST_VALUES[key](value) == value
    read_back = RepositoryManifest.from_dict(HACS)
    for key in ("name", "homeassistant", "zip_release", "filename"):
        assert getattr(read_back, key) == HACS[key]
    assert read_back.filename is not None
    assert read_back.filename.endswith(".zip")
    assert not read_back.content_in_root


def test_what_it_reads_of_the_manifest_has_its_type() -> None:
    """The Marketplace can compare the version."""
    for key, schema in validate.INTEGRATION_MANIFEST_VALUES.items():
        assert schema(MANIFEST[key]) == MANIFEST[key]
    assert AwesomeVersion(MANIFEST["version"]).strategy in {
        AwesomeVersionStrategy.SEMVER,
        AwesomeVersionStrategy.CALVER,
        AwesomeVersionStrategy.SIMPLEVER,
        AwesomeVersionStrategy.BUILDVER,
        AwesomeVersionStrategy.PEP440,
    }


def test_it_can_be_in_the_catalog() -> None:
    """The catalog's own check accepts it, and refuses something else."""
    check = validate.VALIDATE_FETCHED_V2_REPO_DATA["integration"]
    entry = catalog_entry()
    assert check(entry) == entry
    with pytest.raises(Exception, match="domain"):
        check(entry | {"domain": "no domain"})
