"""Identity documents, bank accounts and security codes: by form and checksum, or by the word before them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from stdnum import numdb
from stdnum.cl import rut
from stdnum.cn import ric
from stdnum.es import cif, dni, nie
from stdnum.mx import rfc

from solve.safety.personal_data.finding import Finding, Kind, compact, digits_in

_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z] ?[A-Za-z] ?\d ?\d(?:[ -]?[A-Za-z0-9]){11,30}")
_BBAN_FIELD = re.compile(r"([1-9]\d*)!([nac])")
_BBAN_CLASSES = {"n": "[0-9]", "a": "[A-Z]", "c": "[A-Z0-9]"}


@lru_cache(maxsize=256)
def _iban_form(country: str) -> re.Pattern[str] | None:
    """The form of a country's IBANs by the IBAN registry, or None where the country has none."""
    registered = numdb.get("iban").info(country + "00")[0][1]
    if "bban" not in registered:
        return None
    fields = _BBAN_FIELD.sub(lambda field: f"{_BBAN_CLASSES[field[2]]}{{{field[1]}}}", registered["bban"])
    return re.compile(country + "[0-9]{2}" + fields)


def ibans(text: str) -> Iterator[Finding]:
    """Every IBAN in a normalised text, by its country's form.

    A wrong checksum does not spare it: a mistyped account is as personal, and the form is unmistakable.
    """
    for match in _IBAN.finditer(text):
        form = _iban_form(compact(match.group())[:2].upper())
        number = form and form.match(compact(match.group()).upper())
        if number:
            end = _index_after(text, match.start(), letters=len(number.group()))
            if not text[end : end + 1].isalnum():
                yield Finding(Kind.IBAN, match.start(), end, number.group())


def _index_after(text: str, start: int, *, letters: int) -> int:
    """The index after the given count of letters and digits from start on."""
    index = start
    while letters:
        letters -= text[index].isalnum()
        index += 1
    return index


@dataclass(frozen=True, slots=True)
class _Document:
    """The form of an identity document's number and, where the form is not enough, its checksum."""

    form: re.Pattern[str]
    is_valid: Callable[[str], bool] | None = None


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9])(?<!\d[.,/-])(?:{pattern})(?![A-Za-z0-9])(?!-\d)", re.IGNORECASE)


_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|81|82)"
_BIRTHDAY = r"(?:19|20)\d\d[ -]?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"

_DOCUMENTS = (
    # Spain: DNI, NIE, CIF.
    _Document(_form(r"\d{2}[. ]?\d{3}[. ]?\d{3}[ -]?[A-Z]"), dni.is_valid),
    _Document(_form(r"[XYZ][ -]?\d{1}\.?\d{3}\.?\d{3}[ -]?[A-Z]"), nie.is_valid),
    _Document(_form(r"[A-HJNP-SUVW]-?\d{7}-?[0-9A-J]"), cif.is_valid),
    # A DNI with a wrong letter says as much, where its form is the plain one.
    _Document(re.compile(r"(?<![A-Za-z0-9.,-])\d{8}-?[A-HJ-NP-TV-Z](?![A-Za-z0-9])")),
    # China: the resident identity card; GB 11643 fixes province, birthday and check character.
    _Document(_form(rf"{_PROVINCE}\d{{4}}[ ,-]?{_BIRTHDAY}[ ,-]?\d{{3}}[\dX]")),
    _Document(_form(r"\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}[ -]\d[\dX]|\d{6} \d{6} \d{5}[\dX]"), ric.is_valid),
    # The older one: fifteen digits, the century missing and no check character.
    _Document(_form(rf"{_PROVINCE}\d{{4}}[ -]?\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?\d{{3}}")),
    # China: number plates.
    _Document(
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-Z] ?[·.-]? ?"
            r"(?=[A-Z]{0,5}\d)[A-Z0-9]{5,6}(?![A-Za-z0-9])"
        )
    ),
    # Hong Kong identity card, with its check digit in brackets.
    _Document(re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,2}\d{6} ?\([\dAa]\)")),
    # Mexico: CURP and the RFC of a person.
    _Document(_form(r"[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d")),
    _Document(_form(r"[A-ZÑ&]{4}[ -]?\d{6}[ -]?[A-Z0-9]{3}"), rfc.is_valid),
    # India: the permanent account number; its fourth letter tells whose it is.
    _Document(_form(r"[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]")),
    # Colombia: "CC" before a citizen's card.
    _Document(_form(r"c\.?c\.? ?(?:n[o°º.]{0,2} ?)?\d{1,2}\.\d{3}\.\d{3}|c\.?c\.? ?\d\.\d{3}\.\d{3}\.\d{3}")),
    # Argentina CUIT/CUIL, Chile RUT, Brazil CPF.
    _Document(_form(r"(?:20|23|24|25|26|27|30|33|34)-\d{8}-\d")),
    _Document(_form(r"\d{1,2}\.?\d{3}\.?\d{3}-[\dK]"), rut.is_valid),
    _Document(_form(r"\d{3}\.\d{3}\.\d{3}-\d{2}")),
    # Spain: social security, where its parts are set apart.
    _Document(_form(r"\d{2}[/ -]\d{8}[/ -]\d{2}")),
    # United Kingdom: National Insurance number; QQ is the prefix of specimens.
    _Document(_form(r"(?:QQ|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]) ?\d{2} ?\d{2} ?\d{2} ?[A-D]")),
)


def documents(text: str) -> Iterator[Finding]:
    """Every number of an identity document in a normalised text that its form or checksum gives away."""
    for document in _DOCUMENTS:
        for match in document.form.finditer(text):
            if document.is_valid is None or document.is_valid(compact(match.group())):
                yield Finding(Kind.ID, *match.span(), compact(match.group()))


_NUMBER_OF = r"(?:number|no\b|#)"
_ID_WORDS = "|".join(
    (
        r"passport|pasaporte|green card|visa number|alien (?:registration )?number|aadhaa?r",
        r"台胞[证證]|护照|護照|通行证|回乡证|居留证|居住证",
        rf"driv(?:er|ing)'?s?'? licen[cs]e|licen[cs]e (?:{_NUMBER_OF}|plate)|\bDL\b|\bVIN\b|number plate",
        r"(?:carnet|carné|permiso|licencia|registro) de conducir|licencia de manejo|matr[ií]cula",
        r"social security|\bsoc(?:ial)? sec\b|\bssn\b|\bitin\b|\bein\b|\btfn\b|驾驶证|驾照|行驶证|车牌",
        rf"tax(?:payer)? (?:id|file|{_NUMBER_OF})|national (?:id|insurance)|\bnino\b|nhs {_NUMBER_OF}",
        rf"(?:employee|staff|student|patient) (?:id|{_NUMBER_OF})",
        rf"identity (?:card|number|document)|\bid (?:card|{_NUMBER_OF})|medicare|medicaid",
        rf"(?:health card|health insurance|insurance|policy|member(?:ship)?) (?:id|{_NUMBER_OF})",
        r"\bd\.?n\.?i\b|\bn\.?i\.?[ef]\b|\bcif\b|documento (?:nacional )?(?:de )?identidad",
        r"n[uú]mero (?:de documento|fiscal)|mi documento|c[eé]dula",
        r"seguridad social|\bnu?ss\b|tarjeta sanitaria",
        r"\bcurp\b|\brfc\b|\bcui[tl]\b|\brut\b|clave de elector|身份证|身分證|证件号|社保|医保|社会保障",
        r"tarjeta de residencia|medical record|\bmrn\b|税号|学号|工号|病历号",
    )
)
_ACCOUNT_WORDS = "|".join(
    (
        rf"account {_NUMBER_OF}|acct\.? ?{_NUMBER_OF}|routing|sort code",
        r"\biban\b|\bclabe\b|\bcbu\b|n[uú]mero de cuenta|cuenta (?:bancaria|corriente)",
        r"银行账户|账户号|账号|帐号",
    )
)
# A bare word for an account, so that only a long number is one.
_BARE_ACCOUNT_WORDS = r"\baccount\b|\bacct\b|\bcuenta\b|账户|帐户|汇款到"
_CARD_WORDS = rf"(?:credit|debit|bank) card|card {_NUMBER_OF}|tarjeta|银行卡|信用卡|储蓄卡|借记卡|卡号"
_CODE_WORDS = (
    r"(?-i:\bPIN\b)|\bpin (?:is|code|number|es)\b|\bcv[vc]2?\b|\bcid\b|security code"
    r"|c[oó]digo de (?:seguridad|la tarjeta)|安全码|校验码"
)
_PLATE_WORDS = r"\bplates?(?: is|:)|number plate|licen[cs]e plate|matr[ií]cula|车牌"
_LAST_DIGITS_WORDS = r"last (?:four|4)(?: digits)? of (?:my|his|her|the) (?:ssn|social(?: security)?)"
# Capitals and digits, some of both.
_PLATE = (
    r"(?<![A-Za-z0-9])[\u4e00-\u9fff]?(?=[A-Z0-9 ·-]{0,8}\d)(?=[0-9 ·-]{0,8}[A-Z])"
    r"[A-Z0-9]{1,5}[ ·-]?[A-Z0-9]{2,6}(?![A-Za-z0-9])"
)

# At most this far behind its word, on the same line and without digits in between.
_REACH = r"[^\d\n\x00]{0,30}\Z"
_WINDOW = 70
# A token, or groups of digits with blanks.
_VALUE = (
    r"(?<![A-Za-z0-9])(?:\d{1,10}(?: \d{2,14}){1,5}|[A-Za-z0-9](?:[.\-]?[A-Za-z0-9]){3,22})(?![A-Za-z0-9])"
)


@dataclass(frozen=True, slots=True)
class _Introduced:
    """A number that only the word before it makes personal."""

    kind: Kind
    words: re.Pattern[str]
    value: re.Pattern[str]
    least_digits: int


def _introduced(kind: Kind, words: str, value: str, *, least_digits: int) -> _Introduced:
    return _Introduced(
        kind, re.compile(rf"(?:{words}){_REACH}", re.IGNORECASE), re.compile(value), least_digits
    )


_INTRODUCED = (
    _introduced(Kind.CARD, _CARD_WORDS, r"(?<![\d-])\d{4}(?:[ -]?\d){8,15}(?!\d)", least_digits=12),
    # The first half of one, before a person goes on with the rest.
    _introduced(
        Kind.CARD,
        rf"\bcard\b|{_CARD_WORDS}",
        r"(?<![\d-])(?:[3-6]\d{3})(?:[ -]\d{4}){1,2}(?![\d,.]|[ -]\d)",
        least_digits=8,
    ),
    _introduced(Kind.CARD, _CODE_WORDS, r"(?<!\d)\d{3,4}(?!\d)", least_digits=3),
    _introduced(Kind.IBAN, _ACCOUNT_WORDS, _VALUE, least_digits=6),
    _introduced(Kind.IBAN, r"\bsort\b", r"(?<![\d-])\d\d-\d\d-\d\d(?![\d-])", least_digits=6),
    _introduced(Kind.IBAN, _BARE_ACCOUNT_WORDS, _VALUE, least_digits=8),
    _introduced(Kind.ID, _ID_WORDS, _VALUE, least_digits=5),
    _introduced(Kind.ID, _LAST_DIGITS_WORDS, r"(?<!\d)\d{4}(?!\d)", least_digits=4),
    _introduced(Kind.ID, _PLATE_WORDS, _PLATE, least_digits=1),
)


def introduced(text: str) -> Iterator[Finding]:
    """Every number in a normalised text that follows the word for a document, an account or a card."""
    for rule in _INTRODUCED:
        for match in rule.value.finditer(text):
            if len(digits_in(match.group())) < rule.least_digits:
                continue
            if rule.words.search(text, max(0, match.start() - _WINDOW), match.start()):
                yield Finding(rule.kind, *match.span(), compact(match.group()))
