"""Brazilian Portuguese."""

from typing import Final

from .words import Question, Words

_NOW = "[(agora|no momento|atualmente)]"
_STATE = (
    "(ligado|desligado|online|offline|parado|funcionando|minerando"
    "|mais lento (que|do que) o normal)"
)

PORTUGUESE: Final = Words(
    language="pt",
    sentences={
        Question.STATUS: (
            "como (vai|está|anda) [a] [minha] mineração [(de|da|do|com) {account}]",
            "como (vão|estão) [os] [meus] mineradores",
            "qual é [o] [meu] hashrate [(de|da|do) {account}]",
        ),
        Question.OFF: (
            (
                "(quais|que|quais dos meus) mineradores estão"
                " (desligados|offline|parados|desconectados)"
            ),
            "(quais|que|quais dos meus) mineradores não estão (minerando|funcionando)",
            "todos os [meus] mineradores estão (ligados|online|minerando|funcionando)",
        ),
        Question.PAYOUT: (
            (
                "quando (é|será|vem|chega|sai) [o] [meu] próximo pagamento"
                " [(de|da|do) {account}]"
            ),
        ),
        Question.PROFIT: (
            f"(compensa|vale a pena) minerar {_NOW}",
            f"minerar (compensa|vale a pena|dá lucro) {_NOW}",
            f"[a] [minha] mineração (compensa|vale a pena|dá lucro|é lucrativa) {_NOW}",
        ),
        Question.WORKER: (
            f"(o|meu) minerador {{worker}} está {_STATE}",
            "como (vai|está) (o|meu) minerador {worker}",
        ),
    },
    earned_sentences=(
        "(quanto|o que) [eu] (ganhei|minerei) SPAN [com {account}]",
        "quantos (sats|satoshis) [eu] (ganhei|minerei) SPAN [com {account}]",
    ),
    spans={
        Question.TODAY: "hoje",
        Question.YESTERDAY: "ontem",
        Question.WEEK: "esta semana|essa semana|nesta semana",
        Question.MONTH: "este mês|esse mês|neste mês",
        Question.TOTAL: "no total|até agora",
    },
    some_mine="{online} de {total} máquinas estão minerando.",
    one_mines="A máquina está minerando.",
    none_mines="Nenhuma máquina está minerando.",
    hashrate="A média de três horas é de {hashrate}.",
    expected="Você pode esperar {amount} por dia.",
    earned={
        Question.TODAY: "Hoje você ganhou {amount}.",
        Question.YESTERDAY: "Ontem você ganhou {amount}.",
        Question.WEEK: "Nesta semana você ganhou {amount}.",
        Question.MONTH: "Neste mês você ganhou {amount}.",
        Question.TOTAL: "No total você ganhou {amount}.",
    },
    all_mine="Nenhuma máquina está offline.",
    offline="Offline: {names}.",
    paused="Desligadas de propósito: {names}.",
    low="Com menos hashrate que o habitual: {names}.",
    more="mais {count}",
    payout="O próximo pagamento é esperado {when}.",
    payout_soon="O próximo pagamento pode chegar a qualquer momento.",
    payout_far="O saldo não chegará a um pagamento na rede em um futuro previsível.",
    hours=("em uma hora", "em {count} horas"),
    days=("em um dia", "em {count} dias"),
    unpaid="Faltam pagar {amount}.",
    pays="Minerar compensa: o lucro é de {amount} por dia.",
    pays_not="Minerar não compensa: o prejuízo é de {amount} por dia.",
    no_costs="Não conheço os custos. Informe-os nas configurações da conta.",
    worker={
        "online": "{name} está minerando.",
        "low": "{name} está minerando com menos hashrate que o habitual.",
        "offline": "{name} está offline.",
        "paused": "{name} está desligado de propósito.",
        "gone": "{name} não aparece mais na OCEAN.",
    },
    unknown="Isso não é conhecido no momento.",
    not_live="Os dados da OCEAN não estão atualizados no momento.",
    no_such="Não conheço nenhuma conta ou máquina com o nome {name}.",
    not_exposed="Nenhuma das entidades da OCEAN que respondem a isso está exposta para"
    " mim. A ação “Expor ao Assist” as expõe em um único passo.",
)
