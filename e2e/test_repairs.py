"""Repairs that are fixed by clicks, and what an assistant may see."""

import asyncio
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Browser, Page, expect

from demo.browser import open_page, still
from demo.client import HomeAssistantClient
from demo.worlds import demo_accounts

from .conftest import Installation
from .test_end_to_end import eventually, own_complaints, wrong_states

PROBE = Path(__file__).parent / "probe"
HASHRATE = "sensor.home_s19_shed_hashrate_3_hours"


def change(path: Path, how: Callable[[str], str]) -> None:
    """Change a file of Home Assistant's storage while it is not running."""
    path.write_text(how(path.read_text()))


def called_otherwise(*names: tuple[str, str]) -> Callable[[str], str]:
    """Return a function that gives workers' devices and entities other names."""

    def how(text: str) -> str:
        for name, other in names:
            text = text.replace(f"_worker_{name}", f"_worker_{other}")
            text = text.replace(f'"name":"{name}"', f'"name":"{other}"')
        return text

    return how


def remembered_otherwise(text: str) -> str:
    """Let two workers be gone. One of them appeared again under another name."""
    store = json.loads(text)
    workers = store["data"]["workers"]
    now = datetime.now(UTC)

    def ago(**span: float) -> str:
        return (now - timedelta(**span)).isoformat()

    former = deepcopy(workers["s19-shed"])
    workers["s19-shed"]["appeared"] = ago(hours=26)
    workers["shed-old"] = former | {
        "offline": True,
        "last_share": ago(hours=26.2),
        "gone_since": ago(days=40),
    }
    workers["dead-rig"] = workers.pop("bitaxe-shelf") | {
        "offline": True,
        "last_share": ago(days=41),
        "gone_since": ago(days=40),
    }
    return json.dumps(store)


def rewrite_the_past(installation: Installation) -> None:
    """Give the home two former machines, and add a client for the tools."""
    config = installation.folder / "config"
    names = ("s19-shed", "shed-old"), ("bitaxe-shelf", "dead-rig")
    for registry in ("device", "entity"):
        path = config / ".storage" / f"core.{registry}_registry"
        change(path, called_otherwise(*names))
    for path in (config / ".storage").glob("ocean_xyz.account_*"):
        if "s19-shed" in path.read_text():
            change(path, remembered_otherwise)
    link = config / "custom_components" / "probe"
    if not link.exists():
        link.symlink_to(PROBE)
        change(config / "configuration.yaml", lambda text: f"{text}probe:\n")


async def issues(client: HomeAssistantClient) -> set[str]:
    """Return our repairs by key."""
    listed = await client.ask(type="repairs/list_issues")
    return {
        one["translation_key"]
        for one in listed["issues"]
        if one["domain"] == "ocean_xyz" and not one["ignored"]
    }


async def entity_of(client: HomeAssistantClient, entity_id: str) -> Any:
    """Return the registry entry of an entity."""
    registry = await client.ask(type="config/entity_registry/list")
    return next((one for one in registry if one["entity_id"] == entity_id), None)


async def click_through(
    page: Page, repair: str, says: str, option: str, shot: Path
) -> None:
    """Open a repair, read it, choose an option, and close the result."""
    await page.get_by_text(repair).first.click()
    await expect(page.get_by_text(says)).to_be_visible(timeout=30_000)
    choice = page.get_by_text(option)
    await expect(choice).to_be_visible(timeout=30_000)
    await still(page)
    await page.screenshot(path=shot)
    await choice.click()
    await expect(page.get_by_text("repaired").first).to_be_visible(timeout=30_000)
    await page.screenshot(path=shot.with_stem(f"{shot.stem}-done"))
    for name in ("Finish", "Close", "OK"):
        button = page.get_by_role("button", name=name, exact=True)
        if await button.count():
            await button.first.click()
            break


async def test_repairs_are_fixed_by_clicks(
    installation: Installation,
    client: HomeAssistantClient,
    browser: Browser,
    output: Path,
) -> None:
    """A renamed machine continues its history, a gone one is removed."""
    entries = await client.get("/api/config/config_entries/entry?domain=ocean_xyz")
    if not entries:
        await client.add_ocean(demo_accounts())
    await eventually(lambda: wrong_states(client))
    await asyncio.to_thread(installation.stop)
    rewrite_the_past(installation)
    await asyncio.to_thread(installation.start)
    async with aiohttp.ClientSession() as session:
        again = await HomeAssistantClient.connect(session, installation.url)

        async def missing() -> list[str]:
            return sorted({"renamed_workers", "gone_workers"} - await issues(again))

        await eventually(missing)
        former = await entity_of(again, HASHRATE)
        assert former["unique_id"].endswith("_worker_shed-old_hashrate_10800s")
        fresh = await entity_of(again, f"{HASHRATE}_2")
        assert fresh["device_id"] != former["device_id"]

        complaints: list[str] = []
        context, page = await open_page(browser, again, complaints)
        await page.goto(f"{installation.url}/config/repairs")
        await expect(page.get_by_text("Gone workers of Home: 2")).to_be_visible(
            timeout=60_000
        )
        await page.screenshot(path=output / "repairs.png")
        await click_through(
            page,
            "Workers of Home that may have new names: 1",
            "shed-old → s19-shed",
            "The same machine: continue its history",
            output / "renamed.png",
        )

        async def unmerged() -> list[str]:
            kept = await entity_of(again, HASHRATE)
            wrong = (
                []
                if kept["unique_id"].endswith("_worker_s19-shed_hashrate_10800s")
                else ["id"]
            )
            if await entity_of(again, f"{HASHRATE}_2"):
                wrong.append("the fresh entity is there")
            state = (await again.states()).get(HASHRATE, {}).get("state", "missing")
            return wrong + (
                [state] if state in ("unavailable", "unknown", "missing") else []
            )

        await eventually(unmerged)
        assert (await entity_of(again, HASHRATE))["device_id"] == former["device_id"]

        await page.goto(f"{installation.url}/config/repairs")
        await click_through(
            page,
            "Gone workers of Home: 1",
            "of Home for a long time: dead-rig",
            "Remove all of them",
            output / "gone.png",
        )

        async def left() -> list[str]:
            devices = await again.ask(type="config/device_registry/list")
            names = [one["name"] for one in devices if one["name"] == "dead-rig"]
            return names + sorted(await issues(again))

        await eventually(left)
        await context.close()
        assert complaints == []
    assert own_complaints(installation.log) == []


async def test_an_assistant_sees_what_is_exposed(
    installation: Installation, client: HomeAssistantClient
) -> None:
    """Through Assist's own API, as a language model asks."""
    await eventually(lambda: wrong_states(client))

    async def call(tool: str, **args: Any) -> Any:
        answer = await client.ask(
            type="call_service",
            domain="probe",
            service="call",
            service_data={"tool": f"ocean_xyz__{tool}", "args": args},
            return_response=True,
        )
        return answer["response"]

    result = await call("get_mining_status")
    assert result["error"]
    assert [one for one in result["tools"] if "ocean" in one] == [
        "ocean_xyz__get_mining_status"
    ]
    exposed = [
        "sensor.home_hashrate_3_hours",
        "sensor.home_unpaid_earnings",
        "sensor.home_earned_in_total",
        "sensor.home_expected_payout",
        "sensor.home_workers_offline",
        "sensor.home_s21_garage_status",
    ]
    await client.ask(
        type="homeassistant/expose_entity",
        assistants=["conversation"],
        entity_ids=exposed,
        should_expose=True,
    )
    result = await call("get_mining_status")
    (home,) = result["data"]["accounts"]
    assert home["account"] == "Home"
    assert home["data_status"] == "live"
    assert home["now"]["hashrate_3_hours"]["unit"] == "TH/s"
    assert home["now"]["hashrate_3_hours"]["value"] > 100
    assert home["now"]["age_seconds"] < 300
    assert "Heater" not in json.dumps(result["data"])
    (home,) = (await call("get_earnings"))["data"]["accounts"]
    assert home["ledger"]["earned_last_7_days"]["value"] > 0
    assert home["now"]["payout_expected"]["value"]
    (home,) = (await call("get_workers"))["data"]["accounts"]
    assert [one["name"] for one in home["workers"]] == ["s21-garage"]
    assert home["some_workers_are_not_exposed"]
    assert own_complaints(installation.log) == []
