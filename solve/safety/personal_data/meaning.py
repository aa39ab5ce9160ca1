"""Numbers that carry meaning and name nobody, and stay: dates, times, amounts, counts, versions."""

import re
from collections.abc import Iterator

_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
# Latin letters and digits only: Chinese stands next to numbers without a blank.
_BEFORE = r"(?<![A-Za-z0-9])(?<!\d[-/.])"
_AFTER = r"(?![A-Za-z0-9])(?![-/.]\d)"
_DATES = (
    rf"{_BEFORE}{_YEAR} ?[-/.年] ?{_MONTH} ?[-/.月] ?{_DAY}(?=T\d|[^A-Za-z0-9]|$)(?![-/.]\d)",
    rf"{_BEFORE}(?:{_DAY}[-/.]{_MONTH}|{_MONTH}[-/.]{_DAY})[-/.](?:{_YEAR}|\d\d){_AFTER}",
    rf"{_BEFORE}{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_AFTER}",
    rf"{_BEFORE}{_YEAR} ?[-/~] ?{_YEAR}{_AFTER}",
    rf"(?<![\d.,/-]){_MONTH}月{_DAY}(?:日|[号號](?![院楼樓线線]))",
    rf"{_BEFORE}(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:])",
)

_NUMBER = r"\d{1,15}(?:[., ]\d{3}(?!\d)){0,5}(?:[.,]\d{1,8})?"
_UNITS_LATIN = "|".join(
    (
        r"euros?|eur|dollars?|usd|bucks|pounds?|gbp|pesos?|mxn|soles|yuan|rmb|cny|d[oó]lares|libras|cents?|c[eé]ntimos",
        r"k|m|mil|million|millones|mill[oó]n|thousand|billion|people|persons|personas|habitantes|inhabitants",
        r"years?|a[nñ]os?|months?|mes(?:es)?|weeks?|semanas?|days?|d[ií]as?|hours?|horas?|min(?:utes?|utos?)?",
        r"km|kil[oó]metros?|miles|millas|meters?|metros?|kg|kilos?|words|palabras|steps|pasos|times|veces",
        r"followers|seguidores|views|vistas|votes|votos|users|usuarios|points|puntos|calories|calor[ií]as",
    )
)
_CURRENCIES_CHINESE = "元|块钱|万|亿|美元|欧元|人民币"
# One-character counters begin other words too ("年底"), so a long bare number before them may be a phone.
_COUNTERS_CHINESE = "块|人|岁|次|天|年|个|步|字|公里|米|分钟|小时|票|粉丝"
_NOT_WITHIN_A_NUMBER = r"(?<![A-Za-z0-9+])(?<!\d[.,-])(?<!\d )(?<!\) )"
_AMOUNTS = (
    rf"(?:[$€£¥₹]|\b(?:usd|eur|gbp|cny|rmb|mxn)|人民币) ?{_NUMBER}",
    rf"{_NOT_WITHIN_A_NUMBER}{_NUMBER} ?(?:[€£%‰]|(?:{_UNITS_LATIN})\b|{_CURRENCIES_CHINESE})",
    rf"{_NOT_WITHIN_A_NUMBER}\d{{1,6}}(?:\.\d{{1,3}})? ?(?:{_COUNTERS_CHINESE})",
)
_SIZES = (r"(?<![A-Za-z0-9.,-])\d{1,4}[x×]\d{1,4}(?:[x×]\d{1,4})?(?![A-Za-z0-9-])",)
_DOTTED = r"\d{1,6}(?:\.\d{1,6}){1,5}"
_REFERENCES = (
    rf"\b(?:v|ver|versi[oó]n|release|build|section|secci[oó]n|chapter|cap[ií]tulo)[.:]? ?{_DOTTED}",
    rf"(?:版本号?|章节|第) ?{_DOTTED}",
    r"\bisbn(?:-1[03])?:? ?[\dxX][\dxX -]{8,16}",
)
_MEANING = re.compile("|".join((*_DATES, *_AMOUNTS, *_SIZES, *_REFERENCES)), re.IGNORECASE)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """The (start, end) of every date, time, amount, count and version in a normalised text."""
    for match in _MEANING.finditer(text):
        yield match.span()
