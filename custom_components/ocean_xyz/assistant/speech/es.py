"""Spanish."""

from typing import Final

from .words import Question, Words

_NOW = "[(ahora|ahora mismo|actualmente|en este momento)]"
_STATE = (
    "(encendido|apagado|conectado|desconectado|parado|funcionando|minando"
    "|(más|mas) lento de lo (normal|habitual))"
)

SPANISH: Final = Words(
    language="es",
    sentences={
        Question.STATUS: (
            "(cómo|como) va [la|mi] (minería|mineria) [(de|con|en) {account}]",
            "(cómo|como) (van|están|estan) (los|mis) mineros",
            "(cuál|cual) es (el|mi) hashrate [(de|en) {account}]",
        ),
        Question.OFF: (
            (
                "(qué|que|cuáles de mis|cuales de mis) mineros (están|estan)"
                " (apagados|caídos|caidos|desconectados|parados)"
            ),
            "(qué|que|cuáles de mis|cuales de mis) mineros no (funcionan|minan)",
            "(están|estan) todos (los|mis) mineros (encendidos|conectados|minando)",
            "funcionan todos (los|mis) mineros",
        ),
        Question.PAYOUT: (
            (
                "(cuándo|cuando) (es|llega|será|sera) (el|mi) (próximo|proximo|siguiente)"
                " pago [de la (minería|mineria)]"
            ),
            (
                "(cuándo|cuando) (es|llega|será|sera) el (próximo|proximo|siguiente) pago"
                " de la cuenta {account}"
            ),
        ),
        Question.PROFIT: (
            f"(compensa|merece la pena|es rentable) minar {_NOW}",
            f"(compensa|es rentable) (la|mi) (minería|mineria) {_NOW}",
        ),
        Question.WORKER: (
            f"(está|esta) (el|mi) minero {{worker}} {_STATE}",
            "(cómo|como) (va|está|esta) (el|mi) minero {worker}",
            "funciona (el|mi) minero {worker}",
        ),
    },
    earned_sentences=(
        (
            "(cuánto|cuanto|qué|que) (he (ganado|minado)|gané|gane|miné) SPAN"
            " [con {account}]"
        ),
        (
            "(cuántos|cuantos) (sats|satoshis) (he (ganado|minado)|gané|gane|miné) SPAN"
            " [con {account}]"
        ),
    ),
    spans={
        Question.TODAY: "hoy",
        Question.YESTERDAY: "ayer",
        Question.WEEK: "esta semana",
        Question.MONTH: "este mes",
        Question.TOTAL: "en total|hasta ahora",
    },
    some_mine="{online} de {total} máquinas están minando.",
    one_mines="La máquina está minando.",
    none_mines="Ninguna máquina está minando.",
    hashrate="La media de tres horas es de {hashrate}.",
    expected="Puedes esperar {amount} al día.",
    earned={
        Question.TODAY: "Hoy has ganado {amount}.",
        Question.YESTERDAY: "Ayer ganaste {amount}.",
        Question.WEEK: "Esta semana has ganado {amount}.",
        Question.MONTH: "Este mes has ganado {amount}.",
        Question.TOTAL: "En total has ganado {amount}.",
    },
    all_mine="Ninguna máquina está desconectada.",
    offline="Desconectadas: {names}.",
    paused="Apagadas a propósito: {names}.",
    low="Con menos hashrate de lo habitual: {names}.",
    more="{count} más",
    payout="El próximo pago se espera {when}.",
    payout_soon="El próximo pago puede llegar en cualquier momento.",
    payout_far="El saldo no alcanzará un pago en la cadena en un futuro previsible.",
    hours=("dentro de una hora", "dentro de {count} horas"),
    days=("dentro de un día", "dentro de {count} días"),
    unpaid="Quedan {amount} por pagar.",
    pays="Minar compensa: el beneficio es de {amount} al día.",
    pays_not="Minar no compensa: la pérdida es de {amount} al día.",
    no_costs="No conozco los costes. Indícalos en los ajustes de la cuenta.",
    worker={
        "online": "{name} está minando.",
        "low": "{name} está minando con menos hashrate de lo habitual.",
        "offline": "{name} está desconectado.",
        "paused": "{name} está apagado a propósito.",
        "gone": "{name} ya no aparece en OCEAN.",
    },
    unknown="Eso no se sabe en este momento.",
    not_live="Los datos de OCEAN no están al día en este momento.",
    no_such="No conozco ninguna cuenta ni máquina con el nombre {name}.",
    not_exposed="No tengo acceso a ninguna de las entidades de OCEAN que responden a eso."
    " La acción «Exponer a Assist» las expone en un solo paso.",
)
