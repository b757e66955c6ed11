"""The probe notices each change of a shape, and its captures tell nothing of anybody."""

import asyncio
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from functools import cache
from pathlib import Path
import re
import sys
from typing import Any, override
from unittest.mock import patch

import orjson
import pytest
from yarl import URL

from custom_components.ocean_xyz.api import Credentials, Transport
from custom_components.ocean_xyz.api.transport import Answer
from probe import __main__ as door
from probe.anonymous import Anonymizer
from probe.asking import PAGE, Finding, ask_all, beside
from probe.comparing import compare, shape_of
from probe.shapes import FILE, ROUTES, Simulated, as_text, expected_shapes, known_shapes
from simulator import START, Upstreams, World, home


@pytest.fixture
def _custom_integrations() -> None:
    """Start no Home Assistant: nothing here needs one."""


@cache
def upstreams() -> Upstreams:
    """Return a simulated world."""
    return Upstreams(World(accounts=(home(),)))


@cache
def address() -> str:
    """Return the address of its account."""
    return next(iter(upstreams().world.accounts.values())).address


@cache
def answers() -> dict[str, Any]:
    """Return the answers to all questions."""
    return {one.name: one.value for one in ask(Simulated(upstreams()))}


def ask(transport: Transport, *, account: bool = True) -> list[Finding]:
    """Ask everything."""
    whose = address() if account else None
    found, _ = asyncio.run(ask_all(transport, whose, known_shapes(), START))
    return found


def test_the_shapes_are_those_of_the_simulator() -> None:
    """`python -m probe.shapes` writes them."""
    assert FILE.read_text(encoding="utf-8") == as_text(expected_shapes())


def test_all_is_as_expected_with_the_simulator() -> None:
    """Each question is asked once and read, and the page says what the interface says."""
    found = ask(Simulated(upstreams()))
    assert [one for one in found if not one.good] == []
    assert {one.name for one in found} == ROUTES | {PAGE}
    compared = beside(found)
    assert len(compared) > 3
    for name, page, info in compared:
        assert page == pytest.approx(info, rel=1e-3), name
    without = ask(Simulated(upstreams()), account=False)
    assert len(without) == len(found) - 6
    assert beside(without) == []


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Return the ways to all parts of JSON but the first; of a list, to its first element."""
    items: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        items = [*value.items()]
    elif isinstance(value, list):
        items = [*enumerate(value[:1])]
    for key, part in items:
        yield (*path, key)
        yield from leaves(part, (*path, key))


def parent_of(value: Any, way: tuple[Any, ...]) -> Any:
    """Return what holds a part."""
    for key in way[:-1]:
        value = value[key]
    return value


@pytest.mark.parametrize("route", sorted(ROUTES - {"mempool/blocks/tip/height"}))
def test_each_shape_that_is_broken_once_is_noticed(route: str) -> None:
    """A field of another type, one that is gone from all rows, one that is new."""
    expected, value = known_shapes()[route], answers()[route]
    assert not compare(shape_of(value), expected)
    for way in leaves(value):
        other = deepcopy(value)
        parent_of(other, way)[way[-1]] = {
            "unheard": of_type(parent_of(other, way)[way[-1]])
        }
        assert compare(shape_of(other), expected), way
    for path in expected:
        if path.rpartition(".")[2] in ("", "*") or path.endswith("[]"):
            continue
        shape = {key: types for key, types in shape_of(value).items() if key != path}
        missing = compare(shape, expected).missing
        assert path in missing or path.rpartition(".")[0] not in shape
    new = compare({**shape_of(value), ".result.extra": frozenset({"text"})}, expected)
    assert new.new == (".result.extra",)


def of_type(value: Any) -> str:
    """Return something else than a value."""
    return f"not {type(value).__name__}"


def test_an_empty_list_lacks_no_field() -> None:
    """An account without a payout is not one whose payouts have no time."""
    value = deepcopy(answers()["ocean/earnpay"])
    value["result"]["payouts"] = []
    assert not compare(shape_of(value), known_shapes()["ocean/earnpay"])


class Broken(Simulated):
    """A transport whose answers about workers cannot be read."""

    @override
    async def get(
        self,
        url: URL,
        *,
        lane: str | None = None,
        accept: str = "application/json",
        credentials: Credentials | None = None,
        verify: bool = True,
    ) -> Answer:
        """Answer, and nothing readable about the account."""
        answer = await super().get(url, lane=lane, accept=accept)
        if "userinfo_full" not in url.path:
            return answer
        return Answer(host=answer.host, status=200, body=b"<html>")


def test_what_cannot_be_read_is_a_line_of_the_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With the reason; and the probe fails."""
    assert not door.report(ask(Broken(upstreams())), address(), None)
    shown = capsys.readouterr().out
    assert re.search(r"ocean/userinfo_full +no +differs\n +OceanResponseError: ", shown)
    assert "other: : null" in shown
    assert re.search(r"ocean/statsnap +yes +as expected\n", shown)
    assert "unpaid" not in shown


def anonymizer() -> Anonymizer:
    """Return one without chance."""
    numbers = iter(range(1, 10**6))
    return Anonymizer(
        factor=Decimal("0.7"),
        digits=lambda size: f"{next(numbers):0{size}x}",
        address=address(),
    )


def test_a_capture_tells_nothing_of_anybody_and_is_read_like_the_answers() -> None:
    """No address, name, hash or amount is left; the same is replaced by the same."""
    found = ask(Simulated(upstreams()))
    text = door.capture(found, anonymizer()).decode()
    before = orjson.dumps(answers()).decode()
    saved = orjson.loads(text)
    secrets = {address(), *re.findall(r"bc1[a-z0-9]{20,}|[0-9a-f]{64}", before)}
    info = answers()["ocean/userinfo_full"]["result"]
    secrets |= {name for worker in info["workers"] for name in worker}
    secrets |= {info["user_full"]["unpaid"]}
    assert len(secrets) > 30
    assert {one for one in secrets if f'"{one}"' in text} == set()
    for name, value in saved.items():
        assert not compare(shape_of(value), known_shapes()[name]), name
    workers = [
        {
            name
            for worker in saved["ocean/userinfo_full"]["result"]["workers"]
            for name in worker
        },
        set(saved["ocean/user_hashrate_full"]["result"]["workers"]),
    ]
    assert workers[0] == workers[1]
    assert len(workers[0]) == 8
    earned = saved["ocean/earnpay"]["result"]["earnings"]
    true = answers()["ocean/earnpay"]["result"]["earnings"]
    assert [row["satoshis_net_earned"] for row in earned] == [
        int(row["satoshis_net_earned"] * Decimal("0.7")) for row in true
    ]
    last = saved["ocean/latest_block"]["result"]["blocks"][0]["block_hash"]
    assert earned[0]["block_hash"] == last


@pytest.mark.parametrize(
    ("key", "value", "other"),
    [
        ("unpaid", "0.00000010", "0.00000007"),
        ("unpaid", "-0.00000010", "-0.00000007"),
        ("total_satoshis_net_paid", 100, 70),
        ("estimated_earn", "soon", "soon"),
        ("is_paid", True, True),
        ("paid_to", None, None),
        ("workername", "bc1qqqqqqqqqqqqqqqqqqqqqqqqqqqqq.rig", None),
        ("workername", "", ""),
    ],
)
def test_an_amount_keeps_its_notation(key: str, value: Any, other: Any) -> None:
    """And what is none stays; a name after an address is replaced, too."""
    found = anonymizer().value(value, key)
    if key == "workername" and value:
        assert re.fullmatch(r"bc1q[0-9a-f]{38}\.worker-\d+", found)
    else:
        assert found == other


def test_the_door_asks_and_saves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It exits with 0 if all is as expected."""

    async def asked(account: str | None) -> list[Finding]:
        found, _ = await ask_all(Simulated(upstreams()), account, known_shapes(), START)
        return found

    file = tmp_path / "capture.json"
    command = ["probe", address(), "--save", str(file)]
    with (
        patch.object(door, "ask", asked),
        patch.object(sys, "argv", command),
        pytest.raises(SystemExit) as ended,
    ):
        door.main()
    assert ended.value.code == 0
    assert "figure  page  interface" in capsys.readouterr().out
    assert address() not in file.read_text(encoding="utf-8")
