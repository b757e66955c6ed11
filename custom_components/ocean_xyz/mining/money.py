"""What units of money mean, as tariffs and price sensors all over the world write them."""

from collections import defaultdict
from collections.abc import Mapping
import re
from typing import Final
import unicodedata

CODES: Final = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD
    BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB
    EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR
    ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
    PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
    STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV
    WST XAF XCD XOF XPF YER ZAR ZMW ZWL
    """.split()  # noqa: SIM905 (readable)
)
"""The currencies of the world, by ISO 4217."""

WHOLE: Final[Mapping[str, str]] = {
    "€ euro euros": "EUR",
    "£ pound pounds": "GBP EGP FKP GIP LBP SDG SHP SSP SYP",
    "¥": "CNY JPY",
    "円 yen": "JPY",
    "元 圆 圓": "CNY HKD TWD",
    "rmb yuan": "CNY",
    "$ dollar dollars": "USD ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD "
    "JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD UYU XCD",
    "peso pesos": "ARS CLP COP CUP DOP MXN PHP UYU",
    "a$ aus$": "AUD",
    "can$ cdn$": "CAD",
    "usdt": "USD",
    "s$": "SGD",
    "nt$": "TWD",
    "mex$": "MXN",
    "r$": "BRL",
    "kr": "DKK ISK NOK SEK",
    "dkr": "DKK",
    "nkr": "NOK",
    "skr": "SEK",
    "ikr": "ISK",
    "zł zl": "PLN",
    "kč kc": "CZK",
    "ft": "HUF",
    "fr sfr": "CHF",
    "lei leu": "MDL RON",
    "лв lv": "BGN",
    "din дин": "RSD",
    "₹": "INR",
    "rs": "INR LKR MUR NPR PKR",
    "₩": "KPW KRW",
    "₺ tl": "TRY",
    "₽ руб р": "RUB",
    "₴ грн": "UAH",
    "₪ nis": "ILS",
    "₦": "NGN",
    "฿": "THB",
    "₫": "VND",
    "₱": "PHP",
    "₸": "KZT",
    "₡": "CRC",
    "₲": "PYG",
    "₾": "GEL",
    "₼": "AZN",
    "₵": "GHS",
    "₭": "LAK",
    "₮": "MNT",
    "rp": "IDR",
    "rm": "MYR",
    "r": "ZAR",
}
"""Currencies by their names in lower case, without dots; some names mean more than one."""

HUNDREDTHS: Final[Mapping[str, str]] = {
    "snt sent senti céntimo céntimos eurocent eurocents": "EUR",
    "p penny pence gbx": "GBP",
    "öre øre ore": "DKK NOK SEK",
    "aurar": "ISK",
    "rp rappen centime centimes": "CHF",
    "gr grosz grosze groszy": "PLN",
    "h hal haléř haléře haléřů": "CZK",
    "f fillér": "HUF",
    "bani": "MDL RON",
    "стотинки stotinki": "BGN",
    "para пара": "RSD",
    "коп kop": "BYN RUB UAH",
    "krş kuruş kurus": "TRY",
    "ag agora agorot אג ila": "ILS",
    "paisa paise": "INR NPR PKR",
    "分 fen": "CNY",
    "銭 sen": "JPY",
    "sen": "IDR MYR",
    "jeon": "KPW KRW",
    "satang": "THB",
    "kobo": "NGN",
    "pesewa pesewas": "GHS",
    "fils": "AED",
    "halala halalas": "SAR",
    "qəpik qepik": "AZN",
    "tetri": "GEL",
    "tiyn": "KGS KZT",
    "piastre piastres": "EGP",
    "centavo centavos ctvo ctvos": "ARS BRL CLP COP CUP DOP MXN PHP",
}
THOUSANDTHS: Final[Mapping[str, str]] = {
    "fils": "BHD IQD JOD KWD",
    "baisa": "OMR",
    "millime millimes": "TND",
    "dirham": "LYD",
}

CENTS: Final = "c ct cts ¢ cent cents"
CALLED_CENTS: Final = "ARS BRL CHF COP EUR MXN PHP"
"""Currencies whose hundredth has names of its own, and is called so as well."""

# As GBp for a penny: the letters of a country, and a hundredth.
COUNTRY_AND_MINOR: Final = re.compile("[A-Z]{2}[a-z]")

NOTHING: Final = re.compile(r"[\s.·-]")


def _names() -> dict[str, dict[str, float]]:
    """Return how much of which currencies each name means."""
    named = " ".join([*HUNDREDTHS.values(), *THOUSANDTHS.values()]).split()
    cents = " ".join([*sorted(CODES - set(named)), CALLED_CENTS])
    names: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for table, worth in (
        ({code.lower(): code for code in CODES}, 1.0),
        (WHOLE, 1.0),
        (HUNDREDTHS, 0.01),
        ({CENTS: cents}, 0.01),
        (THOUSANDTHS, 0.001),
    ):
        for texts, codes in table.items():
            for name in texts.split():
                names[unicodedata.normalize("NFKC", name)] |= dict.fromkeys(
                    codes.split(), worth
                )
    return dict(names)


NAMES: Final[Mapping[str, Mapping[str, float]]] = _names()

# Beside a currency, a cent is its hundredth, whatever else that is called: cSEK.
PARTS: Final[Mapping[str, Mapping[str, float]]] = {
    **NAMES,
    **dict.fromkeys(CENTS.split(), dict.fromkeys(CODES, 0.01)),
}


def meanings(unit: str) -> Mapping[str, float]:
    """Return how much of which currencies a unit of money may be, {} if it is none.

    A name, or two that mean the same currency, or one after a country: EUR ct, c€, US$.
    """
    text = _written(unit)
    if text == "C$":
        return {"CAD": 1.0}
    is_penny = COUNTRY_AND_MINOR.fullmatch(text)
    text = text.casefold()
    if text in NAMES and not (is_penny and _of_country(text)):
        return NAMES[text]
    if found := _of_country(text):
        return found
    for cut in range(1, len(text)):
        if found := _both(PARTS.get(text[:cut], {}), PARTS.get(text[cut:], {})):
            return found
    return {}


def is_bare_cent(unit: str) -> bool:
    """Return whether a unit is a hundredth that names no currency."""
    return _written(unit).casefold() in CENTS.split()


def _written(unit: str) -> str:
    """Return a unit without what means nothing."""
    return NOTHING.sub("", unicodedata.normalize("NFKC", unit))


def _of_country(text: str) -> Mapping[str, float]:
    """Return what a name means after the two letters of a country."""
    country = {code: 1.0 for code in CODES if code.startswith(text[:2].upper())}
    return _both(country, PARTS.get(text[2:], {}))


def _both(one: Mapping[str, float], two: Mapping[str, float]) -> dict[str, float]:
    """Return what two names mean together; a hundredth of a hundredth is nothing."""
    return {
        code: one[code] * two[code]
        for code in one.keys() & two.keys()
        if 1.0 in (one[code], two[code])
    }
