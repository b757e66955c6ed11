"""Questions that Assist understands without a language model.

They are sentence triggers, so a user installs nothing for them. Home Assistant matches
the sentences of all languages, and the answer comes in the language of the user.
"""

from collections.abc import Mapping
import logging
from typing import Any, Final

from homeassistant.const import CONF_ID, CONF_PLATFORM
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.script import ScriptRunResult
from homeassistant.helpers.trigger import async_initialize_triggers
from homeassistant.setup import async_when_setup

from ..const import DOMAIN, LOGGER
from ..devices.naming import async_unseen_names
from .exposure import ASSIST, Exposure
from .speech.answers import answer
from .speech.de import GERMAN
from .speech.en import ENGLISH
from .speech.es import SPANISH
from .speech.fr import FRENCH
from .speech.nl import DUTCH
from .speech.pt import PORTUGUESE
from .speech.words import Question, Words
from .tools import known_accounts, loaded_entry
from .workers import WorkerAnswers

CONVERSATION: Final = "conversation"
"""The component that understands sentences."""

LANGUAGES: Final[Mapping[str, Words]] = {
    "de": GERMAN,
    "en": ENGLISH,
    "es": SPANISH,
    "fr": FRENCH,
    "nl": DUTCH,
    "pt": PORTUGUESE,
}


def words_of(language: str) -> Words:
    """Return the words of a language such as `de-CH`; English for all others."""
    return LANGUAGES.get(language.lower().replace("_", "-").split("-")[0], ENGLISH)


def sentences_of(question: Question) -> list[str]:
    """Return the sentences of a question in all languages."""
    asked = (one for words in LANGUAGES.values() for one in words.asked(question))
    return list(dict.fromkeys(asked))


@callback
def async_setup_sentences(hass: HomeAssistant) -> None:
    """Answer questions as soon as Home Assistant understands sentences."""

    async def listen(hass: HomeAssistant, _: str) -> None:
        """Listen for the sentences of all questions."""
        triggers: list[dict[str, Any]] = [
            {
                CONF_PLATFORM: CONVERSATION,
                CONF_ID: question.value,
                "command": sentences_of(question),
            }
            for question in Question
        ]
        await async_initialize_triggers(hass, triggers, reply, DOMAIN, "OCEAN", log)

    def log(level: int, message: str, **more: Any) -> None:
        """Write why sentences are not understood; that they are is no news."""
        quiet = logging.DEBUG if level <= logging.INFO else level
        LOGGER.log(quiet, "%s sentences", message, **more)

    async def reply(
        variables: Mapping[str, Any], context: Context | None = None
    ) -> ScriptRunResult:
        """Answer the question of a trigger."""
        trigger = variables["trigger"]
        slots = trigger["slots"]
        text = await async_answer(
            hass,
            Question(trigger["id"]),
            slots.get("account") or slots.get("worker"),
            trigger["user_input"]["language"],
        )
        return ScriptRunResult(
            conversation_response=text, service_response=None, variables={}
        )

    async_when_setup(hass, CONVERSATION, listen)


async def async_answer(
    hass: HomeAssistant, question: Question, name: str | None, language: str
) -> str:
    """Return the answer to a question in a language.

    `name` is what was said for an account or a worker.
    """
    words = words_of(language)
    if (entry := loaded_entry(hass)) is None:
        return words.unknown
    hub = entry.runtime_data.hub
    exposure = Exposure(hass=hass, assistant=ASSIST, currency=hub.currency, now=hub.now)
    unseen = await async_unseen_names(hass)
    known = WorkerAnswers(hass=hass, entry=entry, exposure=exposure, unseen=unseen)
    accounts = known_accounts(entry, exposure)
    return answer(known, accounts, words, question, name)
