"""French."""

from typing import Final

from .words import Question, Words

_NOW = "[(maintenant|actuellement|en ce moment)]"
_STATE = "(arrêté|éteint|allumé|en panne|en ligne|hors ligne|plus lent que d'habitude)"
_DOES = "(mine|tourne|fonctionne)"

FRENCH: Final = Words(
    language="fr",
    sentences={
        Question.STATUS: (
            "comment (va|se passe) (le|mon) minage [(de|avec) {account}]",
            "comment vont (les|mes) mineurs",
            "quel est (le|mon) (hashrate|taux de hachage) [de {account}]",
        ),
        Question.OFF: (
            (
                "(quels|quels sont les|lesquels de mes) mineurs"
                " sont (arrêtés|éteints|hors ligne|en panne)"
            ),
            "quels mineurs ne (minent|tournent|fonctionnent) pas",
            (
                "[est-ce que] tous (les|mes) mineurs (minent|tournent|fonctionnent"
                "|sont en ligne)"
            ),
        ),
        Question.PAYOUT: (
            (
                "quand (est|arrive|vient|aura lieu) (le|mon) prochain (paiement|versement)"
                " [de {account}]"
            ),
        ),
        Question.PROFIT: (
            f"est-ce que (le|mon) minage est rentable {_NOW}",
            f"(le|mon) minage est-il rentable {_NOW}",
            f"est-ce rentable de miner {_NOW}",
        ),
        Question.WORKER: (
            f"[est-ce que] (le|mon) mineur {{worker}} (est {_STATE}|{_DOES})",
            f"(le|mon) mineur {{worker}} est-il {_STATE}",
            f"(le|mon) mineur {{worker}} {_DOES}-t-il",
            "comment va (le|mon) mineur {worker}",
        ),
    },
    earned_sentences=(
        "combien (ai-je|j'ai|est-ce que j'ai) (gagné|miné) SPAN [avec {account}]",
        "(qu'ai-je|qu'est-ce que j'ai) (gagné|miné) SPAN [avec {account}]",
        (
            "combien de (sats|satoshis) (ai-je|est-ce que j'ai) (gagné|gagnés|miné|minés)"
            " SPAN [avec {account}]"
        ),
    ),
    spans={
        Question.TODAY: "aujourd'hui",
        Question.YESTERDAY: "hier",
        Question.WEEK: "cette semaine",
        Question.MONTH: "ce mois|ce mois-ci",
        Question.TOTAL: "au total|en tout|jusqu'ici",
    },
    some_mine="{online} machines sur {total} minent.",
    one_mines="La machine mine.",
    none_mines="Aucune machine ne mine.",
    hashrate="La moyenne sur trois heures est de {hashrate}.",
    expected="Vous pouvez espérer {amount} par jour.",
    earned={
        Question.TODAY: "Vous avez gagné {amount} aujourd'hui.",
        Question.YESTERDAY: "Vous avez gagné {amount} hier.",
        Question.WEEK: "Vous avez gagné {amount} cette semaine.",
        Question.MONTH: "Vous avez gagné {amount} ce mois-ci.",
        Question.TOTAL: "Vous avez gagné {amount} au total.",
    },
    all_mine="Aucune machine n'est hors ligne.",
    offline="Hors ligne : {names}.",
    paused="Arrêtées volontairement : {names}.",
    low="Hashrate plus faible que d'habitude : {names}.",
    more="{count} de plus",
    payout="Le prochain paiement est attendu {when}.",
    payout_soon="Le prochain paiement peut arriver à tout moment.",
    payout_far="Le solde n'atteindra pas de paiement sur la chaîne dans un avenir"
    " prévisible.",
    hours=("dans une heure", "dans {count} heures"),
    days=("dans un jour", "dans {count} jours"),
    unpaid="Il reste {amount} à payer.",
    pays="Le minage est rentable : le bénéfice est de {amount} par jour.",
    pays_not="Le minage n'est pas rentable : la perte est de {amount} par jour.",
    no_costs="Je ne connais pas les coûts. Indiquez-les dans les paramètres du compte.",
    worker={
        "online": "{name} mine.",
        "low": "{name} mine avec un hashrate plus faible que d'habitude.",
        "offline": "{name} est hors ligne.",
        "paused": "{name} est arrêté volontairement.",
        "gone": "{name} ne figure plus chez OCEAN.",
    },
    unknown="On ne le sait pas pour le moment.",
    not_live="Les valeurs d'OCEAN ne sont pas à jour pour le moment.",
    no_such="Je ne connais ni compte ni machine du nom de {name}.",
    not_exposed="Aucune des entités d'OCEAN qui répondent à cela ne m'est exposée."
    " L'action « Exposer à Assist » les expose en une seule étape.",
)
