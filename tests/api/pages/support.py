"""What the tests of the web pages share."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from custom_components.ocean_xyz.api.pages import page as pages

FIXTURES: Final = Path(__file__).parents[2] / "fixtures" / "pages"
SNAPSHOT: Final = datetime(2026, 11, 20, 11, tzinfo=UTC)


def fixture(name: str) -> str:
    """Return a page or a fragment."""
    return (FIXTURES / f"{name}.html").read_text(encoding="utf-8")


def facts(html: str) -> dict[tuple[str, ...], Any]:
    """Return each figure that a page tells, under a name of its own."""
    document = pages.read_page(html)
    account = pages.account(document, SNAPSHOT)
    found: dict[tuple[str, ...], Any] = {
        ("account", key): value
        for key, value in account["user_full"].items()
        if key != "snap_ts"
    }
    rates = pages.hashrates(document, SNAPSHOT)
    found |= {("hashrates", k): v for k, v in rates.items() if k != "snap_ts"}
    for row in account.get("workers", []):
        for name, words in row.items():
            found |= {("worker", name, key): value for key, value in words.items()}
    found |= {
        ("pool", key): value for key, value in pages.pool_status(document).items()
    }
    for row in pages.payout_rows(document):
        name = f"{row['ts']} {row['total_satoshis_net_paid']}"
        found |= {("payout", name, key): value for key, value in row.items()}
    for row in pages.earning_rows(document):
        name = row["block_hash"]
        found |= {("earning", name, key): value for key, value in row.items()}
    return found
