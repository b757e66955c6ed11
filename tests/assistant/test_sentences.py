"""Answers without a language model, in the language of the user."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
import logging
from pathlib import Path
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.ocean_xyz.assistant import sentences
from custom_components.ocean_xyz.assistant.sentences import (
    LANGUAGES,
    async_answer,
    async_setup_sentences,
    sentences_of,
    words_of,
)
from custom_components.ocean_xyz.assistant.speech.answers import (
    MOST_SPOKEN,
    _expected,
    _listed,
    meant,
    money,
    rate,
)
from custom_components.ocean_xyz.assistant.speech.en import ENGLISH
from custom_components.ocean_xyz.assistant.speech.fr import FRENCH
from custom_components.ocean_xyz.assistant.speech.words import (
    EARNED,
    SPAN,
    Question,
    Words,
)
from custom_components.ocean_xyz.const import DOMAIN
from simulator import Upstreams, World, heater, home
from simulator.outages import Status
from simulator.presets import solo

from ..conftest import Tick, make_entry, set_up
from ..sources.support import number
from .support import expose, expose_all

both = pytest.mark.parametrize("plans", [(home(), heater())])
one_bitaxe = pytest.mark.parametrize("plans", [(solo(),)])
each_language = pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)


async def asked(
    hass: HomeAssistant, question: Question, name: str | None = None
) -> str:
    """Return the English answer to a question."""
    return await async_answer(hass, question, name, "en")


@pytest.fixture
def listening(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[list[dict[str, Any]], Callable[..., Any], Callable[..., None]]]:
    """Return the triggers, with what they call and where they write."""
    found: list[tuple[list[dict[str, Any]], Callable[..., Any], Callable[..., None]]]
    found = []

    async def initialize(
        hass: HomeAssistant,
        triggers: list[dict[str, Any]],
        action: Callable[..., Any],
        domain: str,
        name: str,
        log: Callable[..., None],
    ) -> None:
        """Note the triggers: the platform needs a speech library."""
        found.append((triggers, action, log))

    monkeypatch.setattr(sentences, "async_initialize_triggers", initialize)
    return found


@pytest.mark.usefixtures("loaded")
async def test_a_sentence_is_answered(
    hass: HomeAssistant, listening: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Each question is a trigger; the answer is the response of the conversation."""
    hass.config.components.add("conversation")
    async_setup_sentences(hass)
    await hass.async_block_till_done()
    ((triggers, reply, log),) = listening
    assert [one["id"] for one in triggers] == list(Question)
    expose_all(hass)
    user = {"user_input": {"language": "de-CH"}}
    status = {"trigger": {"id": "status", "slots": {}, **user}}
    result = await reply(status)
    assert result.conversation_response.startswith("8 von 8 Maschinen minen.")
    worker = {"trigger": {"id": "worker", "slots": {"worker": "garage"}, **user}}
    result = await reply(worker, None)
    assert result.conversation_response.startswith("s21-garage mint.")
    log(logging.INFO, "Initialized")
    log(logging.ERROR, "Got error")
    ours = [one for one in caplog.records if one.message.endswith(" sentences")]
    assert [one.levelno for one in ours] == [logging.DEBUG, logging.ERROR]


@pytest.mark.usefixtures("loaded")
async def test_nothing_is_said_that_is_not_exposed(hass: HomeAssistant) -> None:
    """The answer says how to change that, and one value is not told for another."""
    for question in Question:
        if question is not Question.WORKER:
            assert await asked(hass, question) == ENGLISH.not_exposed
    expose(hass, "sensor.home_hashrate_3_hours")
    assert (await asked(hass, Question.STATUS)).startswith("The average of")
    for question in (*EARNED, Question.OFF, Question.PAYOUT):
        assert await asked(hass, question) == ENGLISH.not_exposed
    expose(hass, "sensor.home_unpaid_earnings")
    assert (await asked(hass, Question.PAYOUT)).endswith(" sat are unpaid.")
    assert "garage" in await asked(hass, Question.WORKER, "garage")
    assert await asked(hass, Question.WORKER) == ENGLISH.no_such.format(name="")


@pytest.mark.usefixtures("loaded")
async def test_the_figures_are_those_of_the_entities(hass: HomeAssistant) -> None:
    """They are rounded for the ear, and the ledger knows other spans as well."""
    expose_all(hass)
    expected = number(hass, "sensor.home_expected_earnings_per_day")
    assert await asked(hass, Question.STATUS) == (
        "8 of 8 machines are mining. The average of three hours is"
        f" {number(hass, 'sensor.home_hashrate_3_hours'):.0f} TH/s."
        f" You can expect {expected:,.0f} sat a day."
    )
    today = number(hass, "sensor.home_earned_today")
    assert await asked(hass, Question.TODAY) == f"You earned {today:,.0f} sat today."
    total = number(hass, "sensor.home_earned_in_total")
    assert f"{total:,.0f} sat in total" in await asked(hass, Question.TOTAL)
    for question in (Question.YESTERDAY, Question.WEEK, Question.MONTH):
        assert " sat " in await asked(hass, question)
    unpaid = number(hass, "sensor.home_unpaid_earnings")
    assert f"{unpaid:,.0f} sat are unpaid." in await asked(hass, Question.PAYOUT)
    assert await asked(hass, Question.OFF) == ENGLISH.all_mine
    assert await asked(hass, Question.PROFIT) == ENGLISH.no_costs


@pytest.mark.usefixtures("loaded")
async def test_one_action_exposes_what_the_answers_need(hass: HomeAssistant) -> None:
    """Then all questions have answers; what nobody asks for stays hidden."""
    call = partial(
        hass.services.async_call,
        DOMAIN,
        "expose_to_assist",
        blocking=True,
        return_response=True,
    )
    response = await call()
    assert response is not None
    exposed = response["exposed"]
    assert isinstance(exposed, list)
    assert "sensor.home_hashrate_3_hours" in exposed
    assert "sensor.home_s21_garage_status" in exposed
    assert "sensor.bitcoin_network_bitcoin_price" not in exposed
    for question in Question:
        text = await asked(hass, question, "garage" if question == "worker" else None)
        assert text not in (ENGLISH.not_exposed, ENGLISH.unknown)


@pytest.mark.usefixtures("loaded")
async def test_only_an_administrator_exposes(
    hass: HomeAssistant, hass_read_only_user: MockUser
) -> None:
    """As on the page of Home Assistant that exposes entities."""
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            "expose_to_assist",
            blocking=True,
            return_response=True,
            context=Context(user_id=hass_read_only_user.id),
        )
    assert await asked(hass, Question.STATUS) == ENGLISH.not_exposed


@both
@pytest.mark.usefixtures("loaded")
async def test_an_account_is_named_where_there_are_two(
    hass: HomeAssistant, world: World
) -> None:
    """Without a name all of them answer, with a name that one."""
    expose_all(hass)
    text = await asked(hass, Question.STATUS)
    assert text.startswith("Home: 8 of 8 machines are mining.")
    assert " Account 2: The machine is mining." in text
    one = await asked(hass, Question.STATUS, "the account 2")
    assert one.startswith("Account 2: The machine is mining.")
    payout = await asked(hass, Question.PAYOUT, "account-2")
    assert payout.startswith("Account 2: The next payout is expected in ")
    nobody = await asked(hass, Question.STATUS, "my cellar")
    assert nobody == ENGLISH.no_such.format(name="my cellar")


@one_bitaxe
@pytest.mark.usefixtures("loaded")
async def test_a_payout_that_nobody_lives_to_see_is_called_so(
    hass: HomeAssistant, tick: Tick
) -> None:
    """A small machine that is not paid over Lightning."""
    expose_all(hass)
    await tick(2)
    assert (await asked(hass, Question.PAYOUT)).startswith(ENGLISH.payout_far)


@pytest.mark.usefixtures("loaded")
async def test_the_machines_that_are_off_are_named(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """A machine is found by a part of its name, spoken without hyphens."""
    expose_all(hass)
    world.switch_off(address, "s21-garage")
    await tick(20)
    assert await asked(hass, Question.OFF) == "Offline: s21-garage."
    status = await asked(hass, Question.WORKER, "S21 Garage")
    assert status == "s21-garage is offline."
    two = await asked(hass, Question.WORKER, "the bitaxe")
    assert two.count(" is mining.") == two.count("The average") == 2
    world.switch_off(address)
    await tick(3 * 60, step=5)
    assert (await asked(hass, Question.STATUS)).startswith(ENGLISH.none_mines)


@pytest.mark.usefixtures("loaded")
async def test_less_is_exposed_and_less_is_said(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """A count or a state alone still says whether it mines."""
    expose(hass, "binary_sensor.home_mining")
    assert await asked(hass, Question.STATUS) == "Home is mining."
    expose(hass, "sensor.home_workers_online")
    assert (await asked(hass, Question.STATUS)).startswith("8 of 8")
    expose(hass, "binary_sensor.home_s21_garage_online")
    world.switch_off(address, "s21-garage")
    await tick(20)
    assert await asked(hass, Question.OFF) == "Offline: s21-garage."
    assert await asked(hass, Question.WORKER, "garage") == "s21-garage is offline."


@pytest.mark.usefixtures("loaded")
async def test_a_machine_whose_state_is_not_exposed_is_not_called_offline(
    hass: HomeAssistant,
) -> None:
    """Its hashrate says how it is."""
    expose(hass, "sensor.home_s21_garage_hashrate_3_hours")
    text = await asked(hass, Question.WORKER, "garage")
    assert text.startswith("s21-garage: The average of three hours is ")
    hass.states.async_set("sensor.home_s21_garage_hashrate_3_hours", "unknown")
    text = await asked(hass, Question.WORKER, "garage")
    assert text == f"s21-garage: {ENGLISH.unknown}"


async def test_a_machine_that_is_gone_is_none_of_them(
    hass: HomeAssistant, loaded: MockConfigEntry, tick: Tick
) -> None:
    """The entity still counts it here: it is what was shown before."""
    (account,) = loaded.runtime_data.accounts.values()
    expose(hass, "sensor.home_workers_online")
    state = account.state
    gone = {
        name: one._replace(gone=name == "s21-garage")
        for name, one in state.workers.items()
    }
    account.state_coordinator.data = replace(state, workers=gone)
    assert (await asked(hass, Question.STATUS)).startswith("8 of 7")


@pytest.mark.usefixtures("loaded")
async def test_what_is_not_known_is_not_made_up(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """While OCEAN is silent the answer says so, and there is no zero."""
    expose_all(hass)
    upstreams.inject(Status(502))
    await tick(30)
    for question in (Question.STATUS, Question.OFF, Question.PAYOUT):
        assert await asked(hass, question) == f"{ENGLISH.not_live} {ENGLISH.unknown}"
    name = "s21 garage"
    no_such = ENGLISH.no_such.format(name=name)
    assert await asked(hass, Question.WORKER, name) == no_such


async def test_profit_and_loss(
    hass: HomeAssistant, upstreams: Upstreams, address: str, tick: Tick
) -> None:
    """Whether mining pays is said with what it brings or costs a day."""
    costs = {"fixed_power": 12_000, "tariff_currency": "USD"}
    entry = make_entry(address, **costs, fixed_tariff=0.02)
    assert await set_up(hass, entry)
    expose(hass, "sensor.home_unpaid_earnings")
    for question in (Question.PROFIT, Question.STATUS):
        assert await asked(hass, question) == ENGLISH.not_exposed
    expose_all(hass)
    text = await asked(hass, Question.PROFIT)
    assert text.startswith("Mining pays: the profit is ")
    assert text.endswith(" USD a day.")
    upstreams.inject(Status(502))
    await tick(30)
    assert (await asked(hass, Question.PROFIT)).endswith(ENGLISH.unknown)


async def test_without_an_entry_nothing_is_known(hass: HomeAssistant) -> None:
    """That is so while it is loading, too."""
    assert await asked(hass, Question.STATUS) == ENGLISH.unknown


@each_language
def test_a_language_has_all_sentences_and_answers(words: Words) -> None:
    """Each question is asked, with spans that differ, and each status is told."""
    for question in Question:
        assert words.asked(question)
        assert not any(SPAN in one for one in words.asked(question))
    assert len({*words.spans.values()}) == len(EARNED)
    assert words.spans.keys() == words.earned.keys() == {*EARNED}
    assert words.worker.keys() == {"online", "low", "offline", "paused", "gone"}
    assert all("{name}" in one for one in words.worker.values())
    assert all("{amount}" in one for one in words.earned.values())


def test_the_languages_are_those_of_the_translations() -> None:
    """Who sees our texts in a language can ask in it."""
    translations = Path(sentences.__file__).parents[1] / "translations"
    known = {file.stem.partition("-")[0] for file in translations.glob("*.json")}
    assert set(LANGUAGES) == known


def test_the_language_is_the_users() -> None:
    """A region does not matter, and a language that we lack gets English."""
    assert words_of("pt-BR") is LANGUAGES["pt"]
    assert words_of("fr_CA") is LANGUAGES["fr"]
    assert words_of("xx") is ENGLISH
    assert len(sentences_of(Question.STATUS)) > len(LANGUAGES)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Garage", {"s21-garage"}),
        ("the bitaxe desk", {"bitaxe-desk"}),
        ("bitaxe", {"bitaxe-desk", "bitaxe-shelf"}),
        ("!", set()),
        ("cellar", set()),
    ],
)
def test_a_name_is_understood(said: str, found: set[str]) -> None:
    """Speech has no hyphens, but articles."""
    names = ("s21-garage", "bitaxe-desk", "bitaxe-shelf", "…")
    assert meant(said, names) == found


def test_numbers_are_written_for_the_ear() -> None:
    """They have the separators of the language and few digits."""
    assert rate(48_123.4, ENGLISH) == "48.1 PH/s"
    assert rate(705.4, ENGLISH) == "705 TH/s"
    assert rate(94.55, FRENCH) == "94,5 TH/s"
    assert rate(0.924, ENGLISH) == "0.92 TH/s"
    assert money(1234.5, "EUR", LANGUAGES["de"]) == "1.234,50 EUR"
    assert money(0.0312, "EUR", ENGLISH) == "0.0312 EUR"


def test_a_time_is_told_in_hours_and_days() -> None:
    """A payout that is due can come at any time."""
    assert _expected(timedelta(0), ENGLISH) == ENGLISH.payout_soon
    assert "in an hour" in _expected(timedelta(minutes=20), ENGLISH)
    assert "in 48 hours" in _expected(timedelta(hours=47.6), ENGLISH)
    assert "in 6 days" in _expected(timedelta(days=6.1), ENGLISH)


def test_a_long_list_ends() -> None:
    """Nobody listens to three hundred names."""
    names = [str(number) for number in range(MOST_SPOKEN + 3)]
    assert _listed(names, ENGLISH) == "0, 1, 2, 3, 4, 3 more"
