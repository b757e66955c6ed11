"""The texts of issues."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.ocean_xyz.const import (
    CONF_REMOVE_AFTER,
    DOMAIN,
)
from simulator import Upstreams, World, odd_names

from ..conftest import Tick, make_entry, set_up


@pytest.mark.parametrize("plans", [(odd_names(),)])
async def test_names_in_repairs_are_no_markup(
    hass: HomeAssistant, world: World, upstreams: Upstreams, tick: Tick, address: str
) -> None:
    """A name that is HTML, Markdown or a template is neither, and an ordinary one stays."""
    entry = make_entry(address, **{CONF_REMOVE_AFTER: 1})
    assert await set_up(hass, entry)
    for name in list(world.account(address).machines)[:-1]:
        world.remove_machine(address, name)
    await tick(28 * 60, step=30)
    (account,) = entry.runtime_data.accounts.values()
    issue = ir.async_get(hass).async_get_issue(
        DOMAIN, f"gone_workers_{account.account_id}"
    )
    assert issue is not None
    workers = (issue.translation_placeholders or {})["workers"]
    assert not set("<>{}[]*`\\|~") & set(workers)
    assert ", a-b, a_b, " in workers
    await hass.config_entries.async_unload(entry.entry_id)
