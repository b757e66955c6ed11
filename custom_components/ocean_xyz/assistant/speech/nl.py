"""Dutch."""

from typing import Final

from .words import Question, Words

_NOW = "[(nu|op dit moment|momenteel)]"
_STATE = "(aan|uit|online|offline|uitgevallen|(trager|langzamer) dan (normaal|anders))"

DUTCH: Final = Words(
    language="nl",
    sentences={
        Question.STATUS: (
            "hoe (gaat|loopt) [het] [met] [het|mijn|de] (minen|mining) [van {account}]",
            "hoe gaat het met (mijn|de) miners",
            "(wat|hoe hoog) is (mijn|de) hashrate [van {account}]",
        ),
        Question.OFF: (
            (
                "welke [van] [mijn|de] miners (staan uit|zijn (uit|offline|uitgevallen)"
                "|minen niet|draaien niet)"
            ),
            "(draaien|minen) al (mijn|de) miners",
            "zijn al (mijn|de) miners (aan|online)",
        ),
        Question.PAYOUT: (
            "wanneer (is|komt) (mijn|de) volgende uitbetaling [(van|voor) {account}]",
        ),
        Question.PROFIT: (
            f"(loont|rendeert) [het|mijn] (minen|mining) {_NOW}",
            f"is [het|mijn] (minen|mining) {_NOW} (rendabel|winstgevend)",
        ),
        Question.WORKER: (
            f"(is|staat) [de|mijn] miner {{worker}} {_STATE}",
            f"(is|staat) [de|mijn] {{worker}} miner {_STATE}",
            "(draait|mint) [de|mijn] miner {worker}",
            "hoe (gaat het met|draait) [de|mijn] miner {worker}",
        ),
    },
    earned_sentences=(
        "(wat|hoeveel) heb ik SPAN (verdiend|gemined|gedolven)",
        "(wat|hoeveel) heb ik SPAN met {account} (verdiend|gemined|gedolven)",
        "hoeveel (sats|satoshi|satoshi's) heb ik SPAN (verdiend|gemined|gedolven)",
    ),
    spans={
        Question.TODAY: "vandaag",
        Question.YESTERDAY: "gisteren",
        Question.WEEK: "deze week",
        Question.MONTH: "deze maand",
        Question.TOTAL: "in totaal|tot nu toe",
    },
    some_mine="{online} van de {total} machines zijn aan het minen.",
    one_mines="De machine is aan het minen.",
    none_mines="Geen enkele machine is aan het minen.",
    hashrate="Het gemiddelde over drie uur is {hashrate}.",
    expected="Je kunt {amount} per dag verwachten.",
    earned={
        Question.TODAY: "Vandaag heb je {amount} verdiend.",
        Question.YESTERDAY: "Gisteren heb je {amount} verdiend.",
        Question.WEEK: "Deze week heb je {amount} verdiend.",
        Question.MONTH: "Deze maand heb je {amount} verdiend.",
        Question.TOTAL: "In totaal heb je {amount} verdiend.",
    },
    all_mine="Geen enkele machine is offline.",
    offline="Offline: {names}.",
    paused="Bewust uit: {names}.",
    low="Minder hashrate dan gewoonlijk: {names}.",
    more="nog {count}",
    payout="De volgende uitbetaling wordt {when} verwacht.",
    payout_soon="De volgende uitbetaling kan elk moment komen.",
    payout_far="Het saldo bereikt in de nabije toekomst geen uitbetaling op de chain.",
    hours=("over een uur", "over {count} uur"),
    days=("over een dag", "over {count} dagen"),
    unpaid="Er staat nog {amount} open.",
    pays="Minen loont: de winst is {amount} per dag.",
    pays_not="Minen loont niet: het verlies is {amount} per dag.",
    no_costs="Ik ken de kosten niet. Vul ze in bij de instellingen van het account.",
    worker={
        "online": "{name} is aan het minen.",
        "low": "{name} mint met minder hashrate dan gewoonlijk.",
        "offline": "{name} is offline.",
        "paused": "{name} is bewust uit.",
        "gone": "{name} staat niet meer bij OCEAN.",
    },
    unknown="Dat is op dit moment niet bekend.",
    not_live="De waarden van OCEAN zijn op dit moment niet actueel.",
    no_such="Ik ken geen account en geen machine met de naam {name}.",
    not_exposed="Geen van de entiteiten van OCEAN die dit beantwoorden is voor mij"
    " toegankelijk gemaakt. De actie ‘Toegankelijk maken voor Assist’ doet dat in"
    " één stap.",
)
