"""The demo: its worlds, and what it does when one of its processes ends."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from custom_components.ocean_xyz.api import HashesPerSecond
from custom_components.ocean_xyz.api.models import HashrateAverages
from custom_components.ocean_xyz.mining.averages import steady_for
from demo import __main__ as demo
from demo.house.day import EXPORT, PEAK, grid, next_price, quarters, solar, tariff
from demo.worlds import HOME, WORLDS, steady_start
from simulator import START, Upstreams
import simulator.__main__ as served

ROOT = Path(__file__).parents[2]


class Process:
    """A process that ends after some questions, or never."""

    def __init__(self, *codes: int | None) -> None:
        """Answer with these codes, and then with the last one again and again."""
        self._codes = list(codes)

    def poll(self) -> int | None:
        """Return the exit code, None while it runs."""
        return self._codes.pop(0) if len(self._codes) > 1 else self._codes[0]


def running(*codes: int | None) -> Any:
    """Return something that looks like a running process."""
    process = SimpleNamespace(process=Process(*codes), log=Path("simulator.log"))
    return nullcontext(process)


@pytest.fixture(autouse=True)
def no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no time pass."""
    monkeypatch.setattr(demo, "time", SimpleNamespace(sleep=lambda _: None))


def run_with(
    monkeypatch: pytest.MonkeyPatch, folder: Path, simulator: Any, homes: Iterator[Any]
) -> int:
    """Run the demo with these processes, and return its exit code."""

    async def nothing(*_: Any) -> None:
        """Set nothing up."""

    monkeypatch.setattr(demo, "start_simulator", lambda *_: simulator)
    monkeypatch.setattr(demo, "start_home_assistant", lambda *_, **__: next(homes))
    monkeypatch.setattr(demo, "set_up", nothing)
    monkeypatch.setattr(sys, "argv", ["demo", "--data", str(folder), "--solo"])
    return demo.run(demo.arguments())


def test_a_restart_by_the_user_comes_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Home Assistant ends with 100 and is started again; with 0 it was stopped."""
    homes = iter([running(None, demo.RESTART), running(None, 0)])
    assert run_with(monkeypatch, tmp_path, running(None), homes) == 0
    said = capsys.readouterr().out
    assert said.index("restarts") < said.index("It is back") < said.index("stopped")
    assert "✗" not in said


def test_another_end_of_home_assistant_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A crash ends the demo with the same code, and names the log."""
    assert run_with(monkeypatch, tmp_path, running(None), iter([running(3)])) == 3
    assert "home-assistant.log" in capsys.readouterr().out


def test_the_end_of_the_simulator_is_told_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Otherwise the outage that Home Assistant shows would be a riddle."""
    homes = iter([running(None, None, None, 0)])
    assert run_with(monkeypatch, tmp_path, running(None, 1), homes) == 0
    assert capsys.readouterr().out.count("The simulated pool has ended") == 1


@pytest.mark.parametrize("name", WORLDS)
def test_the_simulator_serves_the_world_whose_past_is_written(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its options describe the same accounts, each with a label."""
    worlds: list[Any] = []
    monkeypatch.setattr(
        sys, "argv", ["simulator", *WORLDS[name].options(START, ("bitaxe",))]
    )
    monkeypatch.setattr(served, "application", lambda upstreams: upstreams)
    monkeypatch.setattr(
        served.web, "run_app", lambda upstreams, **_: worlds.append(upstreams.world)
    )
    served.main()
    world = WORLDS[name].world(START, ("bitaxe",))
    assert list(worlds[0].accounts) == list(world.accounts)
    addresses = WORLDS[name].addresses(world)
    assert list(addresses.values()) == [one.address for one in world.accounts.values()]
    assert WORLDS[name].costs.keys() <= addresses.keys()


def test_the_house_has_a_day_that_shows_everything() -> None:
    """Prices below zero, surplus, hours that pay and hours that do not, without sun."""
    first = date(2026, 11, 30)
    slots = [*quarters(first, 2)]
    assert len(slots) == 192
    for day in (slots[:96], slots[96:]):
        prices = [tariff(one) for one in day]
        assert min(prices) < 0 < max(prices)
        assert min(grid(one, 12_800) for one in day) < 0
        following = [next_price(one, 12_800) for one in day]
        assert min(following) < EXPORT < max(following)
        # Each noon costs what feeding in would bring, each evening the tariff.
        assert following[52] == EXPORT
        assert following[80] == tariff(day[80])
    assert solar(slots[0]) == 0
    assert solar(slots[52]) == PEAK


def test_the_commands_stand_on_the_first_screen() -> None:
    """Both come within 60 lines, and before everything that needs a wallet."""
    lines = (ROOT / "README.md").read_text().splitlines()
    for command in ("scripts/demo", "scripts/test"):
        first = next(i for i, one in enumerate(lines) if one.startswith(command))
        assert first < 60
        assert first < lines.index("## Installation")


def test_a_demo_begins_when_its_machines_mine_steadily() -> None:
    """So that its figures are there at once, as those of a farm are without that."""
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    moved = 0
    for minutes in range(0, 600, 30):
        time = now + timedelta(minutes=minutes)
        start = steady_start(HOME.world, time)
        moved += start != time
        world = HOME.world(start)
        upstreams, account = Upstreams(world), next(iter(world.accounts))
        for later in (0, 7, 13):
            world.advance(time + timedelta(minutes=later))
            url = f"https://api.ocean.xyz/v1/user_hashrate/{account}"
            shown = upstreams.get(url).json["result"]
            averages = HashrateAverages(
                **{
                    f"hashrate_{one}s": HashesPerSecond(
                        float(shown[f"hashrate_{one}s"])
                    )
                    for one in (600, 1800, 3600, 10800)
                }
            )
            assert steady_for(averages) == 10800
    assert moved
    assert steady_start(WORLDS["farm"].world, now) == now
