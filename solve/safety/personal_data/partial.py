"""Numbers of which a person gives only a part, and says so: "it starts 0161 496", "后四位3467"."""

import re
from collections.abc import Iterator
from typing import Final

from solve.safety.personal_data import meaning
from solve.safety.personal_data.finding import Finding, Kind, digits_in

_OF_WHAT: Final = re.compile(
    r"\b(?:(?:tele|mobile )?phone|number|card|visa|mastercard|iban|account|passport|ssn|licen[cs]e"
    r"|tel[eé]fono|m[oó]vil|celular|n[uú]mero|tarjeta|cuenta|dni|nie|pasaporte|wasap|whatsapp)\b"
    r"|[号號]|电话|電話|手机|手機|卡|账|身份证|护照",
    re.IGNORECASE,
)
_BEGINS: Final = (
    r"\b(?:start(?:s|ed|ing)?|begin(?:s|ning)?"
    r"|first (?:half|part|bit|bits|(?:\w{1,5} )?(?:digits|numbers|figures)))\b"
    r"|\b(?:empieza|comienza|primer[ao]s?)\b|前(?:面|半截?|[一二三四五六七八]位|几位|幾位)|开头|開頭"
)
_ENDS: Final = (
    r"\b(?:end(?:s|ed|ing)?|the rest|last (?:half|part|bit|bits|(?:\w{1,5} )?(?:digits|numbers|figures)?))\b"
    r"|\b(?:acaba|termina|[uú]ltim[ao]s|el resto)\b"
    r"|后(?:面|半截?|[一二三四五六七八]位|几位)|後(?:面|[一二三四五六七八]位)|中间|尾号|尾號|末[一二三四]位"
)
_GROUPS: Final = (
    r"(?<![A-Za-z0-9.,/:-])(?!(?:19|20)\d\d(?!\d))\d{2,8}(?:[ -]\d{2,8}){0,4}(?![A-Za-z0-9%€$]|[.,:/]\d)"
)
# A rent starts at 950 and a debt ends up at 3000; a number starts with its digits.
_NOT_OF_AMOUNTS: Final = r"(?! ?(?:up|at|around|about)\b)"
_PART: Final = re.compile(
    rf"(?:{_BEGINS}|{_ENDS}){_NOT_OF_AMOUNTS}[^\d\n]{{0,14}}(?P<part>{_GROUPS})", re.IGNORECASE
)
# An address without its house: "su correo empieza por paloma.echevarne".
_LOCAL: Final = re.compile(
    r"(?:\b(?:e-?mail|correo|mail|writes? (?:me )?from|address)\b|邮箱|郵箱|邮件|信箱)[^\n@\d]{0,30}?"
    r"(?<![\w.@-])(?P<part>(?=[\w.-]{0,30}[._\d])[A-Za-z][\w.-]{3,40}[A-Za-z0-9])(?=[^\w@.]{0,3}\Z)",
    re.IGNORECASE,
)
# Characters before and around a part that say of what it is.
_REACH: Final = 200
_UNIT_REACH: Final = 20
_FEWEST_DIGITS: Final = 3
# Where nothing says that they are of a number.
_FEWEST_DIGITS_OF_NOTHING: Final = 5


def parts(text: str, before: str) -> Iterator[Finding]:
    """Every part of a number or of an email in a normalised text that is said to be one.

    Args:
        text: the message.
        before: what the same person wrote just before it, which may say what the number is.
    """
    is_of_something = bool(_OF_WHAT.search(before))
    for match in _PART.finditer(text):
        start, end = match.span("part")
        if _has_meaning(text, start, end):
            continue
        digits = digits_in(match["part"])
        is_named = is_of_something or _OF_WHAT.search(text, max(0, start - _REACH), start)
        if len(digits) >= (_FEWEST_DIGITS if is_named else _FEWEST_DIGITS_OF_NOTHING):
            yield Finding(Kind.ID, start, end, digits)
    for match in _LOCAL.finditer(text):
        yield Finding(Kind.EMAIL, *match.span("part"), match["part"].casefold())


def _has_meaning(text: str, start: int, end: int) -> bool:
    """Whether it is an amount, a count or a date: "it ended with 3000 euros"."""
    first = max(0, start - _UNIT_REACH)
    spans = ((first + begin, first + stop) for begin, stop in meaning.spans(text[first : end + _UNIT_REACH]))
    # A date without separators is the middle of an identity number.
    is_bare = text[start:end].isdigit()
    return any(
        begin < end and start < stop and not (is_bare and (begin, stop) == (start, end))
        for begin, stop in spans
    )
