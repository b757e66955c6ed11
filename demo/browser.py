"""Opens Home Assistant in a headless browser, logged in as its owner."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
import re
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from .client import HomeAssistantClient

# Headless Chromium as root, without its own requests, which a closed network refuses.
CHROMIUM: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# Messages of a browser that are not about our pages: Home Assistant's service worker is
# blocked, and leaving a page aborts what it was loading.
HARMLESS: Final = re.compile(r"service.?worker|ERR_ABORTED|favicon", re.IGNORECASE)

TALLEST: Final = 6000

# All elements of a page, including those in shadow roots.
_ALL: Final = """
const all = (root) => [...root.querySelectorAll("*")].flatMap(
  (one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
const shown = (name) => all(document).filter(
  (one) => one.localName === name && one.checkVisibility());
"""

# Whether cards, graphs and lists are there with their content, and nothing is still loading.
_DRAWN: Final = (
    "() => {"
    + _ALL
    + """
  const cards = shown("hui-card");
  if (!cards.length || shown("ha-spinner").length) return false;
  if (cards.some((one) => !one.firstElementChild?.shadowRoot)) return false;
  const waiting = shown("statistics-chart").filter((one) => one.isLoadingData);
  const empty = shown("ha-chart-base").filter(
    (one) => !one.shadowRoot.querySelector("canvas"));
  return !waiting.length && !empty.length;
}"""
)

# Follow a link, and wait until the new view takes the place of the former one.
_FOLLOW: Final = """async (path) => {
  history.pushState(null, "", path);
  window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
  await new Promise((done) => setTimeout(done, 100));
}"""

# Whether no element came, left, moved or took another size for a while.
_STILL: Final = (
    "(milliseconds) => {"
    + _ALL
    + """
  const now = all(document).map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return [x, y, width, height].map(Math.round).join();
  }).join(";");
  const seen = window.stillness;
  if (seen?.now === now) return performance.now() - seen.since >= milliseconds;
  window.stillness = { now, since: performance.now() };
  return false;
}"""
)

_HEIGHT: Final = (
    "() => {"
    + _ALL
    + """
  const view = all(document).find((one) => one.localName === "hui-sections-view");
  return view ? view.scrollHeight : 0;
}"""
)

# Texts in cards that what contains them cuts off, and pages that are too wide.
_TOO_WIDE: Final = (
    "() => {"
    + _ALL
    + """
  const texts = shown("hui-card").flatMap((card) => all(card))
    .filter((one) => one.localName !== "style" && one.checkVisibility())
    .flatMap((one) => [...one.childNodes])
    .filter((one) => one.nodeType === 3 && one.nodeValue.trim());
  const parent = (one) => one.assignedSlot ?? one.parentElement ?? one.getRootNode().host;
  const isCut = (text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    const { left, right } = range.getBoundingClientRect();
    for (let one = text.parentElement; one.localName !== "hui-card"; one = parent(one)) {
      const box = one.getBoundingClientRect();
      const clips = ["hidden", "clip"].includes(getComputedStyle(one).overflowX);
      if (clips && box.width > 1 && (left < box.left - 1 || right > box.right + 1)) return true;
    }
    return false;
  };
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  return [...texts.filter(isCut).map((one) => `cut off: ${one.nodeValue.trim()}`),
    ...(wide > 1 ? [`the page is ${wide} pixels too wide`] : [])];
}"""
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """A kind of browser: size, theme, language and time zone."""

    name: str
    width: int = 1440
    height: int = 900
    dark: bool = False
    language: str = "en"
    touch: bool = False
    zone: str | None = None
    """That of this machine, unless it is another one."""


WINDOW: Final = Look(name="window", width=1280, height=1000)
DESKTOP: Final = Look(name="desktop")
DARK: Final = Look(name="dark", dark=True)
PHONE: Final = Look(name="phone", width=390, height=844, touch=True)


@dataclass
class Visit:
    """A page and the problems found on it."""

    page: Page
    url: str
    complaints: list[str]

    async def open(self, path: str) -> None:
        """Open a path and wait until everything is drawn."""
        await self.page.goto(f"{self.url}{path}")
        await self.drawn()

    async def follow(self, path: str) -> None:
        """Go to a path like a link: without loading everything again."""
        await self.page.evaluate(_FOLLOW, path)
        await self.drawn()

    async def drawn(self) -> None:
        """Wait until everything is drawn and stands still."""
        await self.page.wait_for_function(_DRAWN, polling=100, timeout=60_000)
        await still(self.page)

    async def whole(self) -> None:
        """Make the window as tall as the page, so that a picture shows all of it."""
        size = self.page.viewport_size
        assert size is not None
        # Elements that are drawn only when visible make the page taller.
        for _ in range(2):
            height = int(await self.page.evaluate(_HEIGHT)) + 72
            height = max(size["height"], min(height, TALLEST))
            await self.page.set_viewport_size(
                {"width": size["width"], "height": height}
            )
            await self.drawn()

    async def faults(self) -> list[str]:
        """Return the problems of what is shown."""
        wrong = [
            f"{count} {name}"
            for name in ("hui-error-card", "hui-warning", "hui-warning-element")
            if (count := await self.page.locator(name).count())
        ]
        texts = ("No statistics found", "Error loading")
        wrong += [one for one in texts if await self.page.get_by_text(one).count()]
        too_wide: list[str] = await self.page.evaluate(_TOO_WIDE)
        return wrong + too_wide


async def still(page: Page) -> None:
    """Wait until nothing on a page has moved for some 300 ms."""
    await page.wait_for_function(_STILL, arg=300, polling=100, timeout=30_000)


def _storage(client: HomeAssistantClient, look: Look) -> dict[str, str]:
    """Return what a browser stores for a logged-in user."""
    tokens = {
        "access_token": client.tokens["access_token"],
        "refresh_token": client.tokens["refresh_token"],
        "token_type": "Bearer",
        "expires_in": 1800,
        "hassUrl": client.url,
        "clientId": f"{client.url}/",
        "expires": 4102444800000,
    }
    return {
        "hassTokens": json.dumps(tokens),
        "selectedLanguage": json.dumps(look.language),
    }


def _listen(page: Page, complaints: list[str]) -> None:
    """Note errors of the console, failed answers and requests to other hosts."""

    def note(message: Any) -> None:
        if message.type == "error" and not HARMLESS.search(message.text):
            complaints.append(message.text)

    def note_request(request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            complaints.append(f"a request to {request.url}")

    def note_response(response: Any) -> None:
        if response.status >= 400:
            complaints.append(f"{response.status} {response.url}")

    page.on("console", note)
    page.on("request", note_request)
    page.on("response", note_response)
    page.on("pageerror", lambda error: complaints.append(str(error)))


async def open_page(
    browser: Browser,
    client: HomeAssistantClient,
    complaints: list[str],
    look: Look = WINDOW,
) -> tuple[BrowserContext, Page]:
    """Open a logged-in page that collects problems."""
    context = await browser.new_context(
        service_workers="block",
        viewport={"width": look.width, "height": look.height},
        color_scheme="dark" if look.dark else "light",
        has_touch=look.touch,
        is_mobile=look.touch,
        reduced_motion="reduce",
        timezone_id=look.zone,
    )
    for key, value in _storage(client, look).items():
        await context.add_init_script(f"localStorage[{key!r}] = {json.dumps(value)}")
    page = await context.new_page()
    _listen(page, complaints)
    return context, page


@asynccontextmanager
async def visiting(
    browser: Browser, client: HomeAssistantClient, look: Look = WINDOW
) -> AsyncGenerator[Visit]:
    """Open Home Assistant, logged in, in a kind of browser."""
    complaints: list[str] = []
    context, page = await open_page(browser, client, complaints, look)
    try:
        yield Visit(page, client.url, complaints)
    finally:
        await context.close()


@asynccontextmanager
async def chromium() -> AsyncGenerator[Browser]:
    """Run Debian's Chromium without a screen."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM
        )
        yield browser
        await browser.close()
