"""The dashboard's modules are served once, and pages load them."""

from http import HTTPStatus
from pathlib import Path
import re
import shutil
from unittest.mock import patch

from homeassistant.components import frontend
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ocean_xyz import dashboard
from simulator import Upstreams, World

from .conftest import set_up


@pytest.fixture(autouse=True)
def _every_entity(all_enabled: None) -> None:
    """Enable every entity."""


MODULES = sorted(path.name for path in dashboard.FOLDER.glob("*.js"))


@pytest.fixture
async def pages(hass: HomeAssistant) -> list[str]:
    """Return the modules that pages load.

    The frontend itself is a package that the tests do not need.
    """
    assert await async_setup_component(hass, "http", {})
    urls: list[str] = []
    hass.data[frontend.DATA_EXTRA_MODULE_URL] = frontend.UrlManager(
        lambda change, url: urls.append(url) if change == "added" else urls.remove(url),
        [],
    )
    hass.config.components.add("frontend")
    return urls


@pytest.fixture
async def loaded_url(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry, pages: list[str]
) -> str:
    """Return the one module that pages load after the integration was set up."""
    assert await set_up(hass, entry)
    (url,) = pages
    return url


async def test_a_page_gets_every_module(
    loaded_url: str, hass_client_no_auth: ClientSessionGenerator
) -> None:
    """The modules that it imports are beside it, and browsers may cache them."""
    client = await hass_client_no_auth()
    folder = loaded_url.removesuffix("strategy.js")
    assert "strategy.js" in MODULES
    for name in MODULES:
        answer = await client.get(folder + name)
        assert answer.status == HTTPStatus.OK
        assert "javascript" in answer.headers["Content-Type"]
        assert "max-age=" in answer.headers["Cache-Control"]
        assert await answer.text() == (dashboard.FOLDER / name).read_text()


async def test_nothing_else_is_served(
    loaded_url: str, hass_client_no_auth: ClientSessionGenerator
) -> None:
    """Neither the folder's list nor the folders above are served."""
    client = await hass_client_no_auth()
    folder = loaded_url.removesuffix("strategy.js")
    for path in ("", "../manifest.json", "%2e%2e/manifest.json", "no.js"):
        answer = await client.get(folder + path)
        assert answer.status in (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN)


async def test_pages_load_it_once_whatever_happens_to_the_entry(
    hass: HomeAssistant, loaded_url: str, entry: MockConfigEntry, pages: list[str]
) -> None:
    """A reload adds nothing; after a removal a page can still say what is missing."""
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert pages == [loaded_url]
    assert await hass.config_entries.async_remove(entry.entry_id)
    assert pages == [loaded_url]


async def test_without_the_frontend_the_rest_works(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Without the frontend there is nothing to do, and nothing breaks."""
    assert "frontend" not in hass.config.components
    assert frontend.DATA_EXTRA_MODULE_URL not in hass.data
    assert hass.states.get("binary_sensor.home_mining").state == "on"


async def test_a_changed_module_has_another_address(
    hass: HomeAssistant, pages: list[str], tmp_path: Path
) -> None:
    """A changed file changes all paths, so that no browser mixes two versions."""
    folder = tmp_path / "frontend"
    shutil.copytree(dashboard.FOLDER, folder)
    with patch.object(dashboard, "FOLDER", folder):
        await dashboard.async_setup_dashboard(hass)
        (folder / "texts.js").write_text("// another one")
        await dashboard.async_setup_dashboard(hass)
    first, second = pages
    assert first != second
    assert re.fullmatch(r"/ocean_xyz_frontend/[0-9a-f]{12}/strategy\.js", first)


def test_the_modules_import_one_another_alone() -> None:
    """Modules import from their own folder only."""
    found = set()
    for name in MODULES:
        text = (dashboard.FOLDER / name).read_text()
        assert text.startswith("// @ts-check\n"), name
        assert not re.search(
            r"import\(|eval\(|innerHTML|fetch\(|https?://(?!github)",
            re.sub(r"import\(\"\./", "", text),
        ), name
        found |= set(re.findall(r'^import .* from "\./(.+)";$', text, re.MULTILINE))
    assert found <= set(MODULES)
    assert set(MODULES) - found == {"strategy.js"}


async def test_the_lists_of_the_earnings_page_are_the_ledgers(
    hass: HomeAssistant, world: World, loaded: MockConfigEntry, address: str
) -> None:
    """The ledger's rows are those of OCEAN, the newest ten first."""
    ledger = world.account(address).ledger
    earning = hass.states.get("sensor.home_last_earning")
    rows = earning.attributes["recent_earnings"]
    assert [row["amount"] for row in rows] == [
        one.net for one in reversed(ledger.credits[-10:])
    ]
    assert len(rows) == 10
    assert rows[0] == {
        "time": earning.attributes["time"],
        "amount": float(earning.state),
    }
    payout = hass.states.get("sensor.home_last_payout")
    assert [
        (row["kind"], row["amount"]) for row in payout.attributes["recent_payouts"]
    ] == [(one.by.value, one.amount) for one in reversed(ledger.payouts[-10:])]
