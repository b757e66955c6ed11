"""The dashboard, added by clicks and viewed in a browser."""

import asyncio
from collections.abc import Generator
from datetime import UTC, datetime, time, timedelta
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
from playwright.async_api import Browser, Page, expect
import pytest

from demo.__main__ import filled_in
from demo.browser import DARK, DESKTOP, PHONE, Look, visiting
from demo.client import HomeAssistantClient
from demo.installation import Installation
from demo.past import values_of, write_past
from demo.worlds import WORLDS, steady_start
from simulator import farm
from simulator.served import served_world

FARM = 300
OFF = ("s19-shed", *(machine.name for machine in farm(FARM).machines[:3]))
VIEWS = ("overview", "workers", "earnings", "pool", "costs")

SECTIONS = {
    "OCEAN: Account": "custom:ocean-xyz-account",
    "OCEAN: Workers": "custom:ocean-xyz-workers",
    "OCEAN: Earnings": "custom:ocean-xyz-earnings",
    "OCEAN: Pool": "custom:ocean-xyz-pool",
    "OCEAN: Bitcoin network": "custom:ocean-xyz-network",
    "OCEAN: Energy and profit": "custom:ocean-xyz-costs",
}

LANGUAGES = ("de", "es", "fr", "nl", "pt-BR", "he")


@pytest.fixture(scope="module")
def start() -> datetime:
    """Return the start of the world."""
    now = datetime.now(UTC).replace(microsecond=0)
    return steady_start(lambda one: served_world(one, machines=FARM, off=OFF), now)


@pytest.fixture(scope="module")
def mining(output: Path, start: datetime) -> Generator[Installation]:
    """Return a running installation and a world with a farm and some machines off."""
    options = ("--start", start.isoformat(), "--farm", str(FARM), "--own-block")
    installation = Installation(
        output / "mining", world=(*options, "--off", *OFF), house=True
    )
    try:
        installation.start()
        yield installation
    finally:
        installation.close()


@pytest.fixture
async def owner(
    mining: Installation, session: aiohttp.ClientSession, start: datetime
) -> HomeAssistantClient:
    """Return the owner. The home account has costs, prices ahead and a history."""
    client = await HomeAssistantClient.connect(session, mining.url)
    if not await client.get("/api/config/config_entries/entry?domain=ocean_xyz"):
        world = served_world(start, machines=FARM, off=OFF)
        accounts = dict(
            zip(
                ("Home", "Heater", "Farm"),
                (one.address for one in world.accounts.values()),
                strict=True,
            )
        )
        entry_id = await client.add_ocean(accounts)
        costs = WORLDS["solar"].costs
        sections = await filled_in(client, costs["Home"])
        await client.reconfigure(entry_id, "Home", **sections)
        await _noticed(client)
        del accounts["Farm"]
        await write_past(client, mining.database, values_of(world, accounts, costs))
    return client


async def _noticed(client: HomeAssistantClient) -> None:
    """Wait until the machines that are off are offline."""
    wanted = {
        "sensor.home_workers_offline": "1",
        "sensor.farm_workers_offline": "3",
        "sensor.farm_workers": str(FARM),
    }
    states: dict[str, dict[str, str]] = {}
    for _ in range(240):
        states = await client.states()
        if all(states.get(k, {}).get("state") == v for k, v in wanted.items()):
            return
        await asyncio.sleep(0.5)
    raise AssertionError({key: states.get(key) for key in wanted})


async def test_a_dashboard_is_made_by_clicks(
    owner: HomeAssistantClient, browser: Browser, output: Path
) -> None:
    """From the dialog in the settings to a page with figures, in the user's language."""
    async with visiting(browser, owner, DESKTOP) as visit:
        page = visit.page
        await page.goto(f"{owner.url}/config/lovelace/dashboards")
        await page.get_by_text("Add dashboard").first.click(timeout=60_000)
        await expect(page.get_by_text("Community dashboards")).to_be_visible()
        card = page.locator("dashboard-card", has_text="OCEAN mining")
        await expect(card).to_have_count(1)
        await card.scroll_into_view_if_needed()
        await page.screenshot(path=output / "community-dashboards.png")
        await card.click()
        title = page.locator("ha-dialog input").first
        await expect(title).to_have_value("Mining")
        await page.get_by_role("button", name="Create").click()
        row = page.get_by_text("Mining", exact=True)
        await expect(row.first).to_be_visible()
        assert visit.complaints == []
    listed = await owner.ask(type="lovelace/dashboards/list")
    (made,) = [one for one in listed if one["title"] == "Mining"]
    config = await owner.ask(type="lovelace/config", url_path=made["url_path"])
    assert config["strategy"] == {"type": "custom:ocean-xyz"}
    assert made["icon"] == "mdi:pickaxe"


async def _path(owner: HomeAssistantClient) -> str:
    """Return the path of the dashboard. Add it if no test has done so."""
    listed = await owner.ask(type="lovelace/dashboards/list")
    for one in listed:
        if one["title"] == "Mining":
            return str(one["url_path"])
    await owner.add_dashboard("mining-views", "Mining")
    return "mining-views"


@pytest.mark.parametrize("look", [DESKTOP, PHONE, DARK], ids=lambda look: look.name)
async def test_every_view_is_whole(
    owner: HomeAssistantClient, browser: Browser, output: Path, look: Look
) -> None:
    """No error, no cut-off name, nothing wider than the page, no request to other hosts."""
    path = await _path(owner)
    wrong: list[str] = []
    async with visiting(browser, owner, look) as visit:
        size = visit.page.viewport_size
        assert size is not None
        for view in VIEWS:
            await visit.page.set_viewport_size(size)
            await visit.open(f"/{path}/{view}")
            await visit.whole()
            await visit.page.screenshot(path=output / f"{view}-{look.name}.png")
            wrong += [f"{view}: {one}" for one in await visit.faults()]
        wrong += visit.complaints
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_is_cut_off_in_any_language(
    owner: HomeAssistantClient, browser: Browser, output: Path, language: str
) -> None:
    """All texts of all cards fit a phone and a desktop, also from right to left."""
    path = await _path(owner)
    look = Look(name="phone", width=390, height=844, touch=True, language=language)
    wrong: list[str] = []
    async with visiting(browser, owner, look) as visit:
        await visit.open(f"/{path}/{VIEWS[0]}")
        for view in VIEWS:
            await visit.follow(f"/{path}/{view}")
            for width in (1400, 390):
                # As tall as the longest page: cards are drawn when they are visible.
                await visit.page.set_viewport_size({"width": width, "height": 6000})
                await visit.drawn()
                faults = await visit.faults()
                wrong += [f"{view} at {width}: {one}" for one in faults]
            if view == "earnings":
                await visit.page.screenshot(path=output / f"{view}-{language}.png")
        direction = await visit.page.evaluate("document.dir || 'ltr'")
        assert direction == ("rtl" if language == "he" else "ltr")
        wrong += visit.complaints
    assert wrong == []


async def test_a_kilowatt_hour_and_the_plan_answer(
    owner: HomeAssistantClient, browser: Browser
) -> None:
    """Whether it pays now, and in each slot, which the arrow keys reach."""
    path = await _path(owner)
    states = await owner.states()
    pays = states["binary_sensor.home_profitable"]["state"] == "on"
    *_, before, last = states["sensor.electricity_price"]["attributes"]["prices"]
    # The browser is in UTC.
    begins = [
        f"{datetime.fromisoformat(one['start']).astimezone(UTC):%-I:%M}"
        for one in (before, last)
    ]
    async with visiting(browser, owner, PHONE) as visit:
        await visit.open(f"/{path}/costs")
        answer = visit.page.locator("ocean-xyz-energy-card")
        said = "Mining pays now" if pays else "Mining does not pay now"
        await expect(answer).to_contain_text(said)
        plan = visit.page.locator("ocean-xyz-plan-card")
        slider = plan.get_by_role("slider")
        shown = plan.locator("p.shown")
        await slider.press("End")
        await expect(shown).to_contain_text(begins[1])
        await expect(shown).to_contain_text(f"{last['value']:g}\u00a0EUR")
        await expect(shown).to_contain_text("Does not pay")
        await slider.press("ArrowLeft")
        await expect(shown).to_contain_text(begins[0])
        assert visit.complaints == []


async def test_a_farm_shows_what_is_off_first_and_finds_all_the_rest(
    owner: HomeAssistantClient, browser: Browser
) -> None:
    """Its workers have no devices, but the page shows and finds them."""
    path = await _path(owner)
    async with visiting(browser, owner, DESKTOP) as visit:
        page = visit.page
        await visit.open(f"/{path}/workers")
        card = page.locator("details", has=page.locator("h2", has_text="Farm"))
        names = card.locator("tbody th")
        assert {*(await names.all_text_contents())[:3]} == {*OFF[1:]}
        await expect(card.locator("summary")).to_contain_text("Offline 3")
        await expect(card.locator("summary")).to_contain_text(f"Online {FARM - 3}")
        last = farm(FARM).machines[-1].name
        await page.get_by_placeholder("Find a worker").fill(last)
        await expect(names).to_have_text([last])
        # The overview names them, and leads to them.
        await visit.open(f"/{path}/overview")
        for text in ("s19-shed\u2069 offline since", "297 of 300 machines mine"):
            await expect(page.get_by_text(text)).to_be_visible()
        await expect(page.get_by_text("Your machine mines")).to_be_visible()
        await page.get_by_text("297 of 300 machines mine").click()
        await expect(page).to_have_url(f"{owner.url}/{path}/workers")
        assert visit.complaints == []


async def test_a_phone_reaches_each_account_with_one_tap(
    owner: HomeAssistantClient, browser: Browser
) -> None:
    """Also one that was closed, which it remembers; a row leads to its worker."""
    path = await _path(owner)
    async with visiting(browser, owner, PHONE) as visit:
        page = visit.page
        await visit.open(f"/{path}/workers")
        home = page.locator("details", has=page.locator("h2", has_text="Home"))
        await expect(home).not_to_be_in_viewport()
        await page.get_by_role("button", name="Home").tap()
        await expect(home.locator("summary")).to_be_in_viewport()
        await home.locator("summary").tap()
        await expect(home.locator("table")).not_to_be_visible()
        await visit.open(f"/{path}/workers")
        await expect(home.locator("table")).not_to_be_visible()
        await page.get_by_role("button", name="Home").tap()
        await home.locator("tr", has_text="s19-shed").tap()
        await expect(page.get_by_text("Home ▸ s19-shed")).to_be_visible()
        assert visit.complaints == []


async def test_a_view_follows_a_worker_and_keeps_what_was_typed(
    owner: HomeAssistantClient, browser: Browser
) -> None:
    """A worker that the user renames is found by its new name at once."""
    path = await _path(owner)
    devices = await owner.ask(type="config/device_registry/list")
    device_id = next(one["id"] for one in devices if one["name"] == "nano3s")
    rename = {"type": "config/device_registry/update", "device_id": device_id}
    async with visiting(browser, owner, DESKTOP) as visit:
        page = visit.page
        await visit.open(f"/{path}/workers")
        field = page.get_by_placeholder("Find a worker")
        await field.fill("sauna")
        rows = page.locator("tbody tr")
        await expect(rows).to_have_count(0)
        await owner.ask(**rename, name_by_user="Sauna")
        await expect(rows).to_have_count(1)
        await expect(field).to_have_value("sauna")
        await owner.ask(**rename, name_by_user=None)
        assert visit.complaints == []


async def test_views_and_sections_stand_alone(
    owner: HomeAssistantClient, browser: Browser, output: Path
) -> None:
    """In a user's own dashboard, also for one account."""
    devices = await owner.ask(type="config/device_registry/list")
    heater = next(one["id"] for one in devices if one["name"] == "Heater")
    await owner.add_dashboard("own-mining", "Own")
    names = ("account", "workers", "earnings", "pool", "network", "costs")
    sections = [
        {"strategy": {"type": f"custom:ocean-xyz-{name}", "account": heater}}
        for name in names
    ]
    view = {"title": "Own", "type": "sections", "path": "own", "sections": sections}
    strategy = {"type": "custom:ocean-xyz-earnings", "account": "Heater"}
    config = {"views": [view, {"title": "Earnings", "strategy": strategy}]}
    await owner.ask(type="lovelace/config/save", url_path="own-mining", config=config)
    async with visiting(browser, owner, DESKTOP) as visit:
        await visit.open("/own-mining/own")
        await visit.whole()
        await visit.page.screenshot(path=output / "sections.png")
        assert await visit.faults() == []
        await expect(visit.page.get_by_text("No costs yet")).to_be_visible()
        assert await visit.page.get_by_text("Farm", exact=True).count() == 0
        await visit.open("/own-mining/1")
        month = visit.page.get_by_role("button", name="Month")
        await expect(month).to_have_attribute("aria-pressed", "true")
        assert await visit.faults() == []
        assert visit.complaints == []


async def test_a_period_says_what_the_ledger_says(
    owner: HomeAssistantClient, browser: Browser
) -> None:
    """For this month, the one before, and a day of it, in Home Assistant's time zone."""
    path = await _path(owner)
    devices = await owner.ask(type="config/device_registry/list")
    account = next(one["id"] for one in devices if one["name"] == "Heater")
    zone = ZoneInfo("Europe/Berlin")
    today = datetime.combine(datetime.now(zone).date(), time(), zone)
    month = today.replace(day=1)
    periods = (
        (("Month", "Earlier"), (month - timedelta(days=1)).replace(day=1), month),
        (("Month",), month, datetime.now(zone)),
        (("Day", "Earlier"), today - timedelta(days=1), today),
    )
    async with visiting(browser, owner, DESKTOP) as visit:
        page = visit.page
        await visit.open(f"/{path}/earnings")
        section = page.locator("ocean-xyz-earned-card").nth(1)
        for buttons, start, end in periods:
            for name in buttons:
                await section.get_by_role("button", name=name, exact=True).click()
            answer = await owner.post(
                "/api/services/ocean_xyz/get_earnings?return_response",
                account=account,
                start=start.isoformat(),
                end=end.isoformat(),
            )
            earned = answer["service_response"]["earned"]
            shown = section.locator("dd.sat").first
            await expect(shown).to_have_text(f"{earned:,}\u00a0sat")
        assert visit.complaints == []


async def _add_section(page: Page, name: str) -> None:
    """Add a section in the editor, after a look at the previews of all of them."""
    await page.get_by_role("button", name="Create section").first.click()
    chosen = page.locator("hui-dialog-create-section")
    await chosen.get_by_text("Automatic section").click()
    offered = page.locator("hui-dialog-select-section-strategy")
    previews = offered.locator("[data-type*=ocean-xyz] hui-section")
    await expect(previews).to_have_count(len(SECTIONS))
    for preview in await previews.all():
        await expect(preview.locator("hui-card").first).to_be_attached()
    await expect(offered.get_by_text("No strategy type")).to_have_count(0)
    await offered.get_by_role("button", name=name).click()
    edited = page.locator("hui-dialog-edit-section")
    await edited.get_by_text("Save", exact=True).click()
    await expect(edited.get_by_text("Save", exact=True)).to_be_hidden()


async def test_every_strategy_is_added_by_clicks(
    owner: HomeAssistantClient, browser: Browser, output: Path
) -> None:
    """Sections from the dialog, and views, for which there is none, as text."""
    await owner.add_dashboard("clicked-mining", "Clicked")
    own = {"title": "Own", "path": "own", "type": "sections", "sections": []}
    await owner.ask(
        type="lovelace/config/save",
        url_path="clicked-mining",
        config={"views": [own]},
    )
    views = [{"strategy": {"type": f"custom:ocean-xyz-{view}"}} for view in VIEWS]
    async with visiting(browser, owner, DESKTOP) as visit:
        page = visit.page
        await page.goto(f"{owner.url}/clicked-mining/own?edit=1")
        for name in SECTIONS:
            await _add_section(page, name)
        await page.screenshot(path=output / "added-sections.png")
        config = await owner.ask(type="lovelace/config", url_path="clicked-mining")
        added = [one["strategy"]["type"] for one in config["views"][0]["sections"]]
        assert added == list(SECTIONS.values())
        await page.get_by_role("button", name="Open dashboard menu").click()
        await page.get_by_text("Raw configuration editor").click()
        await page.locator("ha-code-editor .cm-content").click()
        await page.keyboard.press("Control+A")
        written = {"views": [config["views"][0], *views]}
        await page.keyboard.insert_text(json.dumps(written))
        await page.locator("hui-editor").get_by_text("Save", exact=True).click()
        await expect(page.locator("hui-editor .save-button.saved")).to_be_visible()
        for place in range(len(views) + 1):
            await visit.open(f"/clicked-mining/{place}")
            assert await visit.faults() == []
        assert visit.complaints == []


async def test_without_an_account_it_says_how_to_add_one(
    output: Path, browser: Browser
) -> None:
    """Without the integration, it says how to set it up."""
    installation = Installation(output / "empty")
    try:
        await asyncio.to_thread(installation.start)
        async with aiohttp.ClientSession() as session:
            client = await HomeAssistantClient.connect(session, installation.url)
            flow = await client.post(
                "/api/config/config_entries/flow", handler="ocean_xyz"
            )
            path = f"/api/config/config_entries/flow/{flow['flow_id']}"
            result = await client.post(path)
            await client.add_dashboard("ocean-mining", "Mining")
            async with visiting(browser, client, DESKTOP) as visit:
                await visit.open("/ocean-mining/overview")
                await expect(visit.page.get_by_text("No account yet")).to_be_visible()
                await visit.page.screenshot(path=output / "no-account.png")
                await visit.page.get_by_text("Add account").click()
                await expect(visit.page).to_have_url(
                    f"{client.url}/config/integrations/integration/ocean_xyz"
                )
                # A tab that is open says so, too, wherever it is.
                await visit.open("/ocean-mining/pool")
                entry_id = result["result"]["entry_id"]
                await client.delete(f"/api/config/config_entries/entry/{entry_id}")
                await expect(
                    visit.page.get_by_text("OCEAN is not set up")
                ).to_be_visible()
                await visit.page.screenshot(path=output / "not-set-up.png")
                assert visit.complaints == []
    finally:
        await asyncio.to_thread(installation.close)
