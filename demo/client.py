"""Uses a running Home Assistant like its owner: onboarding, flows, states."""

from dataclasses import dataclass
from typing import Any, Self

import aiohttp

USERNAME = "ocean"
PASSWORD = "ocean"


@dataclass(kw_only=True)
class HomeAssistantClient:
    """A session with a Home Assistant."""

    url: str
    session: aiohttp.ClientSession
    tokens: dict[str, Any]

    @classmethod
    async def connect(cls, session: aiohttp.ClientSession, url: str) -> Self:
        """Log in, and first create the owner's account if there is none."""
        if code := await _make_owner(session, url):
            tokens = await _tokens(session, url, code)
            return cls(url=url, session=session, tokens=tokens)
        tokens = await _tokens(session, url, await _log_in(session, url))
        return cls(url=url, session=session, tokens=tokens)

    async def get(self, path: str) -> Any:
        """Call a route of the REST API with GET."""
        return await self._request("GET", path)

    async def post(self, path: str, **data: Any) -> Any:
        """Call a route of the REST API."""
        return await self._request("POST", path, json=data)

    async def delete(self, path: str) -> Any:
        """Call a route of the REST API with DELETE."""
        return await self._request("DELETE", path)

    async def ask(self, **message: Any) -> Any:
        """Send one command over the websocket."""
        async with self.session.ws_connect(f"{self.url}/api/websocket") as socket:
            await socket.receive_json()
            await socket.send_json(
                {"type": "auth", "access_token": self.tokens["access_token"]}
            )
            await socket.receive_json()
            await socket.send_json({"id": 1, **message})
            answer = await socket.receive_json()
        if not answer["success"]:
            raise RuntimeError(answer["error"])
        return answer["result"]

    async def states(self) -> dict[str, dict[str, Any]]:
        """Return all states by entity id."""
        return {state["entity_id"]: state for state in await self.get("/api/states")}

    async def add_ocean(self, accounts: dict[str, str]) -> str:
        """Set the integration up through its flows, and return the id of the entry.

        `accounts` maps labels to addresses. The first one is part of the user step.
        """
        (label, address), *more = accounts.items()
        flow = await self.post("/api/config/config_entries/flow", handler="ocean_xyz")
        path = f"/api/config/config_entries/flow/{flow['flow_id']}"
        result = await self.post(path, address=address, label=label)
        if result["type"] != "create_entry":
            raise RuntimeError(result)
        entry_id: str = result["result"]["entry_id"]
        for label, address in more:
            await self.add_account(entry_id, label, address)
        return entry_id

    async def add_account(self, entry_id: str, label: str, address: str) -> None:
        """Add an account through its flow."""
        base = "/api/config/config_entries/subentries/flow"
        flow = await self.post(base, handler=[entry_id, "account"])
        path = f"{base}/{flow['flow_id']}"
        result = await self.post(path, address=address, label=label)
        if result["type"] != "create_entry":
            raise RuntimeError(result)

    async def set_costs(
        self, entry_id: str, label: str, *, watts: float, tariff: float
    ) -> None:
        """Enter the costs of an account through its flow."""
        costs = {"fixed_power": watts, "fixed_tariff": tariff}
        await self.reconfigure(entry_id, label, costs=costs)

    async def reconfigure(
        self, entry_id: str, label: str, **sections: dict[str, Any]
    ) -> None:
        """Change sections of an account's settings through its flow."""
        listed = await self.ask(
            type="config_entries/subentries/list", entry_id=entry_id
        )
        (subentry,) = [one for one in listed if one["title"] == label]
        base = "/api/config/config_entries/subentries/flow"
        flow = await self.post(
            base, handler=[entry_id, "account"], subentry_id=subentry["subentry_id"]
        )
        path = f"{base}/{flow['flow_id']}"
        result = await self.post(path, label=label, workers={}, **sections)
        if result.get("reason") != "reconfigure_successful":
            raise RuntimeError(result)

    async def add_dashboard(self, path: str, title: str) -> None:
        """Add a dashboard with OCEAN's strategy, like the dialog does."""
        await self.ask(
            type="lovelace/dashboards/create",
            url_path=path,
            title=title,
            icon="mdi:pickaxe",
            show_in_sidebar=True,
            require_admin=False,
            mode="storage",
        )
        await self.ask(
            type="lovelace/config/save",
            url_path=path,
            config={"strategy": {"type": "custom:ocean-xyz"}},
        )

    async def land_on(self, path: str) -> None:
        """Open a dashboard for everyone who logs in."""
        await self.ask(
            type="frontend/set_system_data", key="core", value={"default_panel": path}
        )

    async def _request(self, method: str, path: str, **more: Any) -> Any:
        """Call a route of the REST API."""
        headers = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        async with self.session.request(
            method, self.url + path, headers=headers, **more
        ) as reply:
            if reply.status >= 400:
                msg = f"{method} {path}: {reply.status} {await reply.text()}"
                raise RuntimeError(msg)
            return await reply.json()


async def _make_owner(session: aiohttp.ClientSession, url: str) -> str | None:
    """Create the owner's account. Return None if there is one already."""
    async with session.get(f"{url}/api/onboarding") as reply:
        if reply.status == 404:
            return None
        steps = await reply.json()
    if any(step["step"] == "user" and step["done"] for step in steps):
        return None
    owner = {
        "name": "Ocean",
        "username": USERNAME,
        "password": PASSWORD,
        "client_id": f"{url}/",
        "language": "en",
    }
    async with session.post(f"{url}/api/onboarding/users", json=owner) as reply:
        reply.raise_for_status()
        code: str = (await reply.json())["auth_code"]
        return code


async def _log_in(session: aiohttp.ClientSession, url: str) -> str:
    """Log in with the owner's name and password."""
    begin = {
        "client_id": f"{url}/",
        "handler": ["homeassistant", None],
        "redirect_uri": f"{url}/",
    }
    async with session.post(f"{url}/auth/login_flow", json=begin) as reply:
        flow = await reply.json()
    answer = {"client_id": f"{url}/", "username": USERNAME, "password": PASSWORD}
    path = f"{url}/auth/login_flow/{flow['flow_id']}"
    async with session.post(path, json=answer) as reply:
        code: str = (await reply.json())["result"]
        return code


async def _tokens(
    session: aiohttp.ClientSession, url: str, code: str
) -> dict[str, Any]:
    """Exchange a code for tokens."""
    form = {"grant_type": "authorization_code", "code": code, "client_id": f"{url}/"}
    async with session.post(f"{url}/auth/token", data=form) as reply:
        reply.raise_for_status()
        tokens: dict[str, Any] = await reply.json()
    tokens["hassUrl"], tokens["clientId"] = url, f"{url}/"
    return tokens
