"""Home Assistant's own agent answers questions about mining, without a model."""

from typing import Any

import pytest

from demo.client import HomeAssistantClient

from .test_end_to_end import eventually

# The questions of the guide in each language, with the beginning of their answers. The
# last two are for one account and for one worker.
QUESTIONS = {
    "en": {
        "How is my mining going?": "Home: 8 of 8 machines are mining.",
        "What did I earn this week?": "Home: You earned ",
        "How many sats have I mined in total?": "Home: You have earned ",
        "Which of my miners are off?": "Home: No machine is offline.",
        "When is my next payout?": "Home: The next payout is expected in ",
        "Does mining pay at the moment?": "Home: Mining pays: the profit is ",
        "What did I earn today with the heater?": "Heater: You earned ",
        "Is the garage miner slower than usual?": "s21-garage is mining.",
    },
    "de": {
        "Wie läuft mein Mining?": "Home: 8 von 8 Maschinen minen.",
        "Was habe ich diese Woche verdient?": "Home: Diese Woche hast du ",
        "Wie viele Sats habe ich bisher geschürft?": "Home: Insgesamt hast du ",
        "Welche meiner Miner sind aus?": "Home: Keine Maschine ist offline.",
        "Wann kommt die nächste Auszahlung?": "Home: Die nächste Auszahlung wird in ",
        "Lohnt sich das Mining gerade?": "Home: Das Mining lohnt sich: Der Gewinn ",
        "Was habe ich heute mit dem Heater verdient?": "Heater: Heute hast du ",
        "Ist der Miner Garage langsamer als sonst?": "s21-garage mint.",
    },
    "es": {
        "¿Cómo va mi minería?": "Home: 8 de 8 máquinas están minando.",
        "¿Cuánto he ganado esta semana?": "Home: Esta semana has ganado ",
        "¿Cuántos sats he ganado en total?": "Home: En total has ganado ",
        "¿Qué mineros están apagados?": "Home: Ninguna máquina está desconectada.",
        "¿Cuándo es el próximo pago?": "Home: El próximo pago se espera dentro de ",
        "¿Compensa minar ahora?": "Home: Minar compensa: el beneficio es de ",
        "¿Cuánto he ganado hoy con Heater?": "Heater: Hoy has ganado ",
        "¿Está el minero Garage más lento de lo normal?": "s21-garage está minando.",
    },
    "fr": {
        "Comment va mon minage ?": "Home: 8 machines sur 8 minent.",
        "Combien ai-je gagné cette semaine ?": "Home: Vous avez gagné ",
        "Qu'est-ce que j'ai gagné au total ?": "Home: Vous avez gagné ",
        "Quels mineurs sont arrêtés ?": "Home: Aucune machine n'est hors ligne.",
        "Quand arrive mon prochain paiement ?": "Home: Le prochain paiement est ",
        "Est-ce que le minage est rentable ?": "Home: Le minage est rentable : ",
        "Combien ai-je gagné aujourd'hui avec Heater ?": "Heater: Vous avez gagné ",
        "Le mineur Garage est-il plus lent que d'habitude ?": "s21-garage mine.",
    },
    "nl": {
        "Hoe gaat het met het minen?": "Home: 8 van de 8 machines zijn aan het minen.",
        "Wat heb ik deze week verdiend?": "Home: Deze week heb je ",
        "Hoeveel sats heb ik in totaal verdiend?": "Home: In totaal heb je ",
        "Welke van mijn miners staan uit?": "Home: Geen enkele machine is offline.",
        "Wanneer komt de volgende uitbetaling?": "Home: De volgende uitbetaling wordt ",
        "Loont minen nu?": "Home: Minen loont: de winst is ",
        "Wat heb ik vandaag met de Heater verdiend?": "Heater: Vandaag heb je ",
        "Is de miner Garage trager dan normaal?": "s21-garage is aan het minen.",
    },
    "pt-BR": {
        "Como vai a minha mineração?": "Home: 8 de 8 máquinas estão minerando.",
        "Quanto eu ganhei esta semana?": "Home: Nesta semana você ganhou ",
        "Quantos sats ganhei até agora?": "Home: No total você ganhou ",
        "Quais mineradores estão desligados?": "Home: Nenhuma máquina está offline.",
        "Quando é o próximo pagamento?": "Home: O próximo pagamento é esperado em ",
        "Vale a pena minerar agora?": "Home: Minerar compensa: o lucro é de ",
        "Quanto ganhei hoje com Heater?": "Heater: Hoje você ganhou ",
        "O minerador Garage está mais lento que o normal?": "s21-garage está minerando.",
    },
}

# What has nothing to do with mining goes to Home Assistant, as before.
OTHERS = (
    "Is the kitchen light off?",
    "When is my next appointment?",
    "Wie läuft die Waschmaschine?",
    "Ist die Garage offen?",
    "¿Está la luz del salón apagada?",
    "Wat is de temperatuur?",
)


async def not_known(client: HomeAssistantClient) -> list[str]:
    """Return what answers need and is not known yet: first values come first."""
    states = await client.states()
    needed = ("sensor.home_profit_per_day", "sensor.home_expected_payout")
    found = {one: states.get(one, {}).get("state") for one in needed}
    unknown = (None, "unknown", "unavailable")
    return [f"{one} is {state}" for one, state in found.items() if state in unknown]


@pytest.fixture
async def talking(client: HomeAssistantClient, ocean: None) -> HomeAssistantClient:
    """Return the owner of two accounts, all of whose entities are exposed.

    One account has costs, by which mining pays.
    """
    entries = await client.get("/api/config/config_entries/entry?domain=ocean_xyz")
    if "sensor.home_profit_per_day" not in await client.states():
        await client.set_costs(
            entries[0]["entry_id"], "Home", watts=12_800, tariff=0.05
        )
    await eventually(lambda: not_known(client))
    await client.ask(
        type="homeassistant/expose_entity",
        assistants=["conversation"],
        entity_ids=[
            one
            for one in await client.states()
            if one.startswith(("sensor.", "binary_sensor."))
        ],
        should_expose=True,
    )
    return client


async def said(client: HomeAssistantClient, text: str, language: str) -> str:
    """Return what Home Assistant says."""
    answer: dict[str, Any] = await client.post(
        "/api/conversation/process", text=text, language=language
    )
    speech: str = answer["response"]["speech"]["plain"]["speech"]
    return speech


async def test_questions_are_answered_in_the_language_of_the_user(
    talking: HomeAssistantClient,
) -> None:
    """Home Assistant's own agent understands them in six languages."""
    wrong = {}
    for language, questions in QUESTIONS.items():
        for question, beginning in questions.items():
            answer = await said(talking, question, language)
            if not answer.startswith(beginning):
                wrong[question] = answer
    assert wrong == {}


async def test_other_questions_are_left_to_home_assistant(
    talking: HomeAssistantClient,
) -> None:
    """No sentence of ours takes what is not about mining."""
    for question in OTHERS:
        answer = await said(talking, question, "en")
        assert not any(name in answer for name in ("Home:", "OCEAN", "machine"))
