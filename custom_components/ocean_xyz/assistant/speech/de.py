"""German."""

from typing import Final

from .words import Question, Words

_NOW = "[(gerade|jetzt|zurzeit|derzeit|momentan|im Moment)]"
_STATE = "(an|aus|online|offline|ausgefallen|langsam|langsamer als (sonst|üblich))"

GERMAN: Final = Words(
    language="de",
    sentences={
        Question.STATUS: (
            "wie läuft [das|mein|unser] Mining [(bei|von|mit) {account}]",
            "wie (geht es|geht's) [meinen|den] Minern",
            "(wie hoch|wie|was) ist (meine|die) [Mining] Hashrate [(bei|von) {account}]",
            "(wie|was) ist der Mining Status [(bei|von) {account}]",
        ),
        Question.OFF: (
            (
                "welche [von] [meine|meiner|meinen|der|den] (Miner|Minern)"
                " (sind (aus|offline|ausgefallen)|laufen nicht|minen nicht|schürfen nicht)"
            ),
            "laufen alle [meine] Miner",
            "sind alle [meine] Miner (an|online)",
        ),
        Question.PAYOUT: (
            (
                "wann (ist|kommt) (meine|die) nächste [Mining] Auszahlung"
                " [(bei|von|für) {account}]"
            ),
        ),
        Question.PROFIT: (
            f"(lohnt|rechnet|rentiert) sich [das|mein] Mining {_NOW}",
            f"ist [das|mein] Mining {_NOW} (profitabel|rentabel)",
        ),
        Question.WORKER: (
            f"ist [der|mein] Miner {{worker}} {_STATE}",
            f"ist [der|mein] {{worker}} Miner {_STATE}",
            "läuft [der|mein] Miner {worker}",
            "wie läuft [der|mein] Miner {worker}",
        ),
    },
    earned_sentences=(
        "(was|wie viel|wieviel) habe ich SPAN (verdient|geschürft|gemint)",
        "(was|wie viel|wieviel) habe ich SPAN mit {account} (verdient|geschürft|gemint)",
        "wie viele (Sats|Satoshi|Satoshis) habe ich SPAN (verdient|geschürft|gemint)",
    ),
    spans={
        Question.TODAY: "heute",
        Question.YESTERDAY: "gestern",
        Question.WEEK: "diese Woche|in dieser Woche",
        Question.MONTH: "diesen Monat|in diesem Monat",
        Question.TOTAL: "insgesamt|bisher",
    },
    some_mine="{online} von {total} Maschinen minen.",
    one_mines="Die Maschine mint.",
    none_mines="Keine Maschine mint.",
    hashrate="Der Mittelwert über drei Stunden ist {hashrate}.",
    expected="Zu erwarten sind {amount} am Tag.",
    earned={
        Question.TODAY: "Heute hast du {amount} verdient.",
        Question.YESTERDAY: "Gestern hast du {amount} verdient.",
        Question.WEEK: "Diese Woche hast du {amount} verdient.",
        Question.MONTH: "Diesen Monat hast du {amount} verdient.",
        Question.TOTAL: "Insgesamt hast du {amount} verdient.",
    },
    all_mine="Keine Maschine ist offline.",
    offline="Offline: {names}.",
    paused="Absichtlich aus: {names}.",
    low="Weniger Hashrate als üblich: {names}.",
    more="{count} weitere",
    payout="Die nächste Auszahlung wird {when} erwartet.",
    payout_soon="Die nächste Auszahlung kann jederzeit kommen.",
    payout_far="Das Guthaben erreicht auf absehbare Zeit keine Auszahlung auf der"
    " Blockchain.",
    hours=("in einer Stunde", "in {count} Stunden"),
    days=("in einem Tag", "in {count} Tagen"),
    unpaid="Noch nicht ausgezahlt sind {amount}.",
    pays="Das Mining lohnt sich: Der Gewinn beträgt {amount} am Tag.",
    pays_not="Das Mining lohnt sich nicht: Der Verlust beträgt {amount} am Tag.",
    no_costs="Ich kenne die Kosten nicht. Trage sie in den Einstellungen des Kontos ein.",
    worker={
        "online": "{name} mint.",
        "low": "{name} mint mit weniger Hashrate als üblich.",
        "offline": "{name} ist offline.",
        "paused": "{name} ist absichtlich aus.",
        "gone": "OCEAN führt {name} nicht mehr.",
    },
    unknown="Das ist im Moment nicht bekannt.",
    not_live="Die Werte von OCEAN sind im Moment nicht aktuell.",
    no_such="Ich kenne kein Konto und keine Maschine mit dem Namen {name}.",
    not_exposed="Keine der Entitäten von OCEAN, die das beantworten, ist für mich"
    " freigegeben. Die Aktion „Für Assist freigeben“ tut das in einem Schritt.",
)
