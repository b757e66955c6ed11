"""Answers of OCEAN without data: which error they raise, and what a log shows."""

from dataclasses import asdict
from http import HTTPStatus
import threading
import traceback
from typing import Any

from hypothesis import given, strategies as st
import orjson
import pytest

from custom_components.ocean_xyz.api import (
    AccountSnapshot,
    OceanClient,
    OceanError,
    OceanNoSuchUserError,
    OceanResponseError,
    wire,
)
from custom_components.ocean_xyz.api.rows import steps
from custom_components.ocean_xyz.api.transport import Answer

from .answers import ADDRESS, SNAP, snapshot
from .support import (
    POOL_ROUTES,
    ROUTES,
    USER_ROUTES,
    Canned,
    run,
    said,
)

NO_SUCH_USER = "No such user or user has no active workers"


@pytest.mark.parametrize("route", USER_ROUTES)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"error": NO_SUCH_USER}, 200),
        ({"error": "no SUCH user"}, 400),
        ({"error": NO_SUCH_USER}, 404),
        ({"error": NO_SUCH_USER}, 500),
        ({"error": "User not found"}, 404),
        ({"result": None}, 200),
        ({"result": None}, 404),
        ({"result": None, "error": None}, 200),
    ],
)
def test_no_such_user_is_understood_in_every_way_it_is_said(
    route: str, body: object, status: int
) -> None:
    """OCEAN says so by text with any status, a null result, or 404 with an envelope."""
    with pytest.raises(OceanNoSuchUserError) as caught:
        run(USER_ROUTES[route](said(body, status)))
    assert ADDRESS not in str(caught.value)


@pytest.mark.parametrize("route", USER_ROUTES)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html>404 Not Found</html>", 404),
        (b"", 404),
        (b"null", 404),
        (b'"No such user"', 404),
        (b"{}", 404),
        (b'{"message": "no route"}', 404),
        (b'{"error": "Not found"}', 404),
        (b'{"error": {"code": 5}}', 404),
        (b'{"error": null}', 404),
        (b'{"result": null}', 502),
        (b'{"result": {}}', 503),
        (b"No such user or user has no active workers", 200),
        (b'{"error": "try later"}', 200),
        (b'{"error": ""}', 200),
        (b'{"error": ["no such user"]}', 200),
        (b'{"error":' + b"[" * 900 + b"]" * 900 + b"}", 200),
        (b'{"error": "try later", "result": null}', 200),
    ],
)
def test_what_is_broken_does_not_look_like_a_farm_without_power(
    route: str, body: bytes, status: int
) -> None:
    """A broken proxy or a failing server is an unreadable answer."""
    with pytest.raises(OceanResponseError):
        run(USER_ROUTES[route](Canned(body, status)))


@pytest.mark.parametrize("route", POOL_ROUTES)
@pytest.mark.parametrize(
    ("body", "status"),
    [({"error": NO_SUCH_USER}, 404), ({"result": None}, 200), ({}, 200)],
)
def test_the_pool_is_no_user(route: str, body: object, status: int) -> None:
    """A route that names no user never raises OceanNoSuchUserError."""
    with pytest.raises(OceanResponseError):
        run(POOL_ROUTES[route](said(body, status)))


GARBAGE = [
    b"",
    b" ",
    b"null",
    b"true",
    b"5",
    b'"x"',
    b"[]",
    b"{}",
    b"not json",
    b"<!DOCTYPE html><html><body>Just a moment</body></html>",
    b'{"result": {"snap_ts": "178727',
    b'{"result": NaN}',
    b'{"result": {"snap_ts": 1e400}}',
    b'{"result": {"snap_ts": "NaN", "unpaid": "Infinity"}}',
    b'{"result": []}',
    b'{"result": 5}',
    b'{"result": "x"}',
    b'{"result": true}',
    b'{"result": {}}',
    b"[" * 100_000,
    b'{"result":' * 100_000,
    b'{"result":' + b"[" * 900 + b"]" * 900 + b"}",
    b"\xff\xfe\x00",
    b"\x00" * 70_000,
]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("status", [200, 404, 500])
async def test_garbage_becomes_an_error_of_ours(route: str, status: int) -> None:
    """HTML, cut, empty, nested and mistyped answers raise OceanResponseError."""
    fine = {"mempool tip": b"5", "mempool blocks": b"[]"}.get(route)
    for body in GARBAGE:
        if status == HTTPStatus.OK and body == fine:
            continue
        with pytest.raises(OceanResponseError):
            await ROUTES[route](Canned(body, status))


@pytest.mark.parametrize("value", [None, "yesterday", "5", "99999999999", [], True])
def test_a_snapshot_needs_its_time(value: object) -> None:
    """Figures of an unknown moment are not shown."""
    with pytest.raises(OceanResponseError):
        run(OceanClient(said({"result": snapshot(snap_ts=value)})).statsnap(ADDRESS))
    info = {"user_full": snapshot(snap_ts=value), "workers": []}
    with pytest.raises(OceanResponseError):
        run(OceanClient(said({"result": info})).userinfo_full(ADDRESS))
    hashrates = {"snap_ts": value, "hashrate_60s": "5"}
    with pytest.raises(OceanResponseError):
        run(OceanClient(said({"result": hashrates})).user_hashrate(ADDRESS))


ACCOUNT_FIELDS = [
    step.name for step in steps(AccountSnapshot) if step.name != "snap_ts"
]
UNREADABLE = [
    *("-", "", "abc", "NaN", "Below threshold", "1e400", True, {}, [], "9" * 60),
    *("0.000000001", "-0.00000001", 0.5, "1.5", "-1"),
]


@pytest.mark.parametrize("field", ACCOUNT_FIELDS)
@pytest.mark.parametrize("value", UNREADABLE, ids=repr)
def test_one_unreadable_figure_of_an_account_is_unknown(
    field: str, value: object
) -> None:
    """The account's other figures stay, and it is never another number."""
    whole = asdict(run(OceanClient(said({"result": snapshot()})).statsnap(ADDRESS)))
    broken = snapshot(**{field: value})
    account = run(OceanClient(said({"result": broken})).statsnap(ADDRESS))
    info = run(
        OceanClient(
            said({"result": {"user_full": broken, "workers": [{"a": broken}]}})
        ).userinfo_full(ADDRESS)
    )
    assert info.account == account
    (name,) = {step.field_name for step in steps(AccountSnapshot) if step.name == field}
    read = asdict(account)
    assert read | {name: whole[name]} == whole
    if field == "unpaid":
        # The gate says what is believed of a negative balance.
        assert read[name] in {None, -1, 50_000_000, 150_000_000, -100_000_000}
    elif field.startswith("estimated"):
        assert read[name] in {None, 50_000_000, 150_000_000}
    elif field.startswith("hashrate"):
        assert read[name] in {None, 0.5, 1.5, 1e-9}
    else:
        assert read[name] is None


def test_what_an_account_does_not_say_is_not_known() -> None:
    """Null and absent are None, never zero."""
    answer = {"snap_ts": SNAP, "hashrate_60s": None, "unpaid": "0.5"}
    account = run(OceanClient(said({"result": answer})).statsnap(ADDRESS))
    assert account.hashrate_60s is None
    assert account.shares_in_window is None
    assert account.unpaid == 50_000_000


@pytest.mark.parametrize("value", [{}, {"unpaid": None}, {"something": "else"}])
def test_an_account_that_says_nothing_is_no_answer(value: dict[str, Any]) -> None:
    """A time alone is not a snapshot."""
    answer = {"snap_ts": SNAP, **value}
    with pytest.raises(OceanResponseError):
        run(OceanClient(said({"result": answer})).statsnap(ADDRESS))
    info = {"snap_ts": SNAP, "user_full": value, "workers": []}
    with pytest.raises(OceanResponseError):
        run(OceanClient(said({"result": info})).userinfo_full(ADDRESS))


@pytest.mark.parametrize("snap", [{}, {"snap_ts": None}, {"snap_ts": "x"}])
def test_the_windows_of_workers_need_the_time_of_their_snapshot(
    snap: dict[str, Any],
) -> None:
    """Hashrates without a time are not shown."""
    with pytest.raises(OceanResponseError):
        run(
            OceanClient(said({"result": {**snap, "workers": {}}})).user_hashrate_full(
                ADDRESS
            )
        )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Slow down\n\x1b[31m, please\x00", "api.ocean.xyz answered: Slow down [31m"),
        ("x" * 500, "api.ocean.xyz answered: " + "x" * 100),
        (f"Bad user {ADDRESS.upper()}", "api.ocean.xyz answered: an error"),
        ("\n\t", "api.ocean.xyz answered: an error"),
    ],
)
def test_an_error_text_can_stand_in_a_log(text: str, shown: str) -> None:
    """Control characters are removed, length is bounded, the address is hidden."""
    with pytest.raises(OceanResponseError) as caught:
        run(OceanClient(said({"error": text})).statsnap(ADDRESS))
    message = str(caught.value)
    assert message.startswith(shown)
    assert message.isprintable()
    assert len(message) <= len("api.ocean.xyz answered: ") + 100


@given(st.text(), st.booleans())
def test_no_error_text_shows_the_address(text: str, upper: bool) -> None:
    """The address is removed anywhere in an error text."""
    text = text.encode("utf-8", "ignore").decode()
    address = ADDRESS.upper() if upper else ADDRESS
    with pytest.raises(OceanError) as caught:
        run(OceanClient(said({"error": text + address + text})).statsnap(ADDRESS))
    assert ADDRESS not in str(caught.value).lower()


@pytest.mark.parametrize("route", USER_ROUTES)
@pytest.mark.parametrize(
    "body",
    [
        {"result": {"snap_ts": ADDRESS, "workers": ADDRESS, "earnings": ADDRESS}},
        {"result": {"snap_ts": SNAP, "workers": [ADDRESS], "earnings": [ADDRESS]}},
        {"result": ADDRESS},
        {"result": snapshot(unpaid=ADDRESS)},
    ],
)
def test_not_even_the_trace_of_an_error_shows_the_address(
    route: str, body: object
) -> None:
    """A log prints causes too, so the cause with the unreadable value is dropped."""
    trace = ""
    try:
        run(USER_ROUTES[route](said(body)))
    except OceanResponseError as err:
        trace = "".join(traceback.format_exception(err))
    assert ADDRESS not in trace


async def test_a_large_answer_is_read_away_from_the_event_loop() -> None:
    """Up to 64 KiB are read in the event loop, larger answers in a thread."""

    async def thread(size: int) -> int:
        answer = Answer(host="h", status=HTTPStatus.OK, body=bytes(size))
        return await wire.away(answer, threading.get_ident)

    here = threading.get_ident()
    assert await thread(64 * 1024) == here
    assert await thread(64 * 1024 + 1) != here


async def test_a_farm_is_read() -> None:
    """All of 2,900 workers, more than a megabyte, are read by name."""
    workers = [{f"rig{n}": snapshot(hashrate_60s=str(n))} for n in range(2900)]
    body = orjson.dumps({"result": {"user_full": snapshot(), "workers": workers}})
    assert len(body) > 1_000_000
    info = await OceanClient(Canned(body)).userinfo_full(ADDRESS)
    assert len(info.workers) == 2900
    assert info.workers["rig2899"].hashrate_60s == 2899.0


@pytest.mark.parametrize("route", ROUTES)
async def test_more_values_than_twenty_farms_have_are_not_read(route: str) -> None:
    """Reading them in any thread would block the event loop."""
    body = b'{"result": [' + b"{}," * 2**18 + b"{}, {}]}"
    reason = "unreadable" if route == "mempool tip" else "more than 400000 values"
    with pytest.raises(OceanResponseError, match=reason):
        await ROUTES[route](Canned(body))
