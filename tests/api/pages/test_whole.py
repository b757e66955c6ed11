"""The web site's client: half a page, or one without figures, is an error."""

from collections.abc import Callable
import re
from typing import Any

import pytest

from custom_components.ocean_xyz.api import OceanResponseError, SiteClient
from simulator import Upstreams, World, home

from ..support import Canned


@pytest.fixture(scope="module")
def world() -> World:
    """Return a world with one account."""
    return World(accounts=(home(),))


async def read(world: World, change: Callable[[bytes], bytes]) -> Any:
    """Read the account's page, changed."""
    (address,) = world.accounts
    body = Upstreams(world).get(f"https://ocean.xyz/stats/{address}").body
    client = SiteClient(Canned(change(body)))
    return await client.account(address, world.now)


async def test_a_whole_page_is_read(world: World) -> None:
    """It has its account and its workers, and any blank space may follow."""
    page = await read(world, lambda body: body + b"\n \n")
    assert len(page.workers) == 8
    assert page.account.unpaid > 0


async def test_half_a_number_is_none(world: World) -> None:
    """A page that ends within a text may end within a number."""
    balance = b"Unpaid Earnings"
    with pytest.raises(OceanResponseError):
        await read(
            world, lambda body: body[: body.index(b"BTC", body.index(balance)) - 5]
        )


async def test_half_a_document_is_none(world: World) -> None:
    """A page that ends after a tag is incomplete."""
    with pytest.raises(OceanResponseError):
        await read(world, lambda body: body[: body.index(b"</table>") + 8])


async def test_a_part_that_began_no_document_need_not_end_it(world: World) -> None:
    """Some are fragments, with only rows and cards."""
    frame = re.compile(rb"^.*<body>|</body>.*$", re.DOTALL)
    page = await read(world, lambda body: frame.sub(b"", body))
    assert len(page.workers) == 8


async def test_a_page_of_names_alone_is_none(world: World) -> None:
    """If no figure can be read, the layout is not understood."""
    numbers = re.compile(rb"(?<=>)[0-9][^<]*")
    with pytest.raises(OceanResponseError):
        await read(world, lambda body: numbers.sub(b"1e400", body))
