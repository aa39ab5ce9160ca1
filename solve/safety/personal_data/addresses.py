"""Street addresses of English- and Spanish-speaking countries, with units, postcodes and boxes.

A street without a house number stays: it carries meaning and names nobody's door. So does a town, unless it
stands between a street and its postcode.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from solve.safety.personal_data import address_words as words
from solve.safety.personal_data.chinese_addresses import chinese_addresses
from solve.safety.personal_data.finding import Finding, Kind, compact

_UPPER = "A-Z\u00c0-\u00de"
_CAPITALISED = rf"[{_UPPER}][\w'.-]{{0,24}}"
_LOWER_OR_UPPER = r"[^\W\d_][\w'.-]{1,24}"
_TOWN = rf"{_CAPITALISED}(?: (?:(?:de|del|la|las|los|el|upon|on|of) ){{0,2}}{_CAPITALISED}){{0,3}}"

_US_CODE = r"\d{5}(?:-\d{4})?(?![\d-])"
_STATE_CODE = rf"(?:{words.US_STATES}),? {_US_CODE}"
_UK_CODE = rf"(?:{words.UK_AREAS})\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{{2}}(?![A-Za-z0-9])"
# Canada Post leaves out letters that look like others.
_CANADIAN_CODE = r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d(?![A-Za-z0-9])"
_UNIT_NAME = r"(?:#|no\.? ?)?(?:\d\w{0,4}|[A-Za-z](?!\w))"
_UNIT = (
    r"(?i:(?:apartment|apt|unit|suite|ste|flat|floor|fl|room|rm|building|bldg|block)\.? ?"
    rf"{_UNIT_NAME}|# ?\w{{1,6}}|\d{{1,3}}(?:st|nd|rd|th) floor)"
)
_COMPASS = r"(?i:north|south|east|west|northeast|northwest|southeast|southwest|n|s|e|w|ne|nw|se|sw)\.?"
_HOUSE = r"(?<![A-Za-z0-9.,/$€£-])\d{1,5}(?:[A-Za-z](?![A-Za-z])|[-/]\d{1,4})?,? "
_ORDINAL = r"\d{1,3}(?i:st|nd|rd|th)"
_TAIL = (
    rf"\.?(?: (?:{_COMPASS})(?!\w))?(?:,? ?{_UNIT}){{0,3}}"
    rf"(?:,?[ \n](?:{_TOWN},? )?(?:{_STATE_CODE}|{_UK_CODE}|{_CANADIAN_CODE}|{_US_CODE}))?"
)
_NOT_A_NAME = rf"(?!(?i:{words.ENGLISH_NOT_IN_A_NAME})\b)"
_UNIT_BEFORE = re.compile(rf"(?<!\w){_UNIT},? \Z")
_LATIN_WORD = re.compile("[A-Za-z]{2}|[Cc]/")
_LONGEST_UNIT = 20
# How far back the words before an address are looked for.
_WINDOW = 45


@dataclass(frozen=True, slots=True)
class _Rule:
    """The form of an address and, where the form is not enough, the words that must stand before it."""

    form: re.Pattern[str]
    words: re.Pattern[str] | None = None


def _rule(form: str, *, ignore_case: bool = False, words: str | None = None) -> _Rule:
    before = re.compile(rf"(?:{words})[^\d\n]{{0,16}}\Z", re.IGNORECASE) if words else None
    return _Rule(re.compile(form, re.IGNORECASE if ignore_case else 0), before)


def _english(name: str, streets: str) -> str:
    return rf"{_HOUSE}(?:(?:{_COMPASS}) )?{name}(?i:{streets})(?!\w){_TAIL}"


_NAME_WORD = rf"(?:{_CAPITALISED}|{_ORDINAL})"
_ANY_WORD = rf"(?:{_LOWER_OR_UPPER}|{_ORDINAL})"
_ENGLISH = (
    _rule(_english(rf"{_NAME_WORD} (?:(?:of|the|{_NAME_WORD}) ){{0,3}}", words.ENGLISH_STREETS)),
    _rule(_english(rf"(?:{_NOT_A_NAME}{_ANY_WORD} ){{1,3}}", words.ENGLISH_PLAIN_STREETS), ignore_case=True),
    _rule(
        _english(rf"(?:{_ANY_WORD} ){{1,4}}", words.ENGLISH_STREETS),
        ignore_case=True,
        words=words.ENGLISH_CUES,
    ),
    # The number behind, or in words.
    _rule(
        rf"\b(?i:number|no\.) ?\d{{1,5}},? (?:on|in|at|of) (?:{_NAME_WORD} )"
        rf"{{1,3}}(?i:{words.ENGLISH_STREETS})(?!\w)"
    ),
    _rule(
        rf"\b(?i:{words.ENGLISH_NUMBERS}) (?:{_NAME_WORD} ){{1,3}}"
        rf"(?i:{words.ENGLISH_PLAIN_STREETS})(?!\w){_TAIL}"
    ),
    _rule(
        rf"{_HOUSE}(?i:rue|via|viale) (?:(?:de|du|des|della|del|la|d')[ ]?)"
        rf"{{0,2}}{_CAPITALISED}(?: {_CAPITALISED}){{0,2}}"
    ),
    _rule(rf"(?<![A-Za-z0-9])\d{{1,5}}[A-Z]? Broadway(?!\w){_TAIL}"),
    _rule(r"\b(?:p\.? ?o\.? ?|post office )box:? ?#?\d{1,7}", ignore_case=True),
    _rule(rf"(?<!\w)(?:{_TOWN}, )?{_STATE_CODE}"),
    _rule(rf"(?<![A-Za-z0-9]){_UK_CODE}"),
    _rule(rf"(?<![A-Za-z0-9]){_UK_CODE}", ignore_case=True, words=r"post ?code|live (?:in|at)|address"),
    _rule(rf"(?<=\n){_UK_CODE}(?= ?(?:[\n.,]|\Z))", ignore_case=True),
    _rule(rf"(?<![A-Za-z0-9]){_CANADIAN_CODE}"),
    _rule(r"\b(?:rural route|rr) ?\d{1,4},? box \d{1,6}", ignore_case=True),
    _rule(rf"(?<!\d){_US_CODE}", words=r"zip(?: ?code)?|postal code"),
)

_LINK = r"(?:(?:de|del|la|las|los|el|y|e|san|santa) |d'){0,3}"
_AFTER_STREET = "(?: |(?<=[./]))"
_NUMBER_SIGN = r"(?:,? ?(?:n(?:[.o°]{1,2}|[uú]m(?:ero)?\.?|ro\.?)? ?|# ?|km\.? ?)|,? )"
_DOOR = r"(?:\d{1,5}(?:-\d{1,4})?(?: ?(?:bis\b|[A-Za-z](?!\w)))?|s/n)(?![\w%€$]|[.,]\d)"
_SIDE = r"(?:izq\w{0,7}\.?|dcha?\.?|derecha|centro|puerta ?\w{1,3}|[a-z](?!\w)|\d{1,2}[oa]?)"
_PART = (
    r"(?:piso|planta|portal|puerta|pta\.?|esc(?:alera)?\.?|bloque|blq\.?|torre|int(?:erior)?\.?|ext(?:erior)?\.?"
    r"|apto\.?|apartamento|dep(?:to|artamento)\.?|local|oficina|despacho|casa|lote|manzana|mz\.?)"
)
_FLOOR = (
    rf"\d{{1,2}} ?(?:[oa°]|(?:er|do|ro|to|mo|vo)(?![a-z]))\.?-? ?{_SIDE}?"
    rf"|{_PART} ?(?:\d{{1,4}} ?[oa°]?(?: ?[a-z](?!\w))?|[a-z](?!\w)|izquierda|derecha)"
    r"|(?:primero|segundo|tercero|cuarto|quinto|sexto|s[eé]ptimo|octavo|noveno|d[eé]cimo)"
    r" (?:izquierda|derecha|centro|[a-d](?!\w))"
    r"|(?:bajo|[aá]tico|entresuelo|principal)(?: (?:izquierda|derecha|centro|[a-z](?!\w)))?(?!\w)"
)
_DISTRICT = rf"(?:(?i:colonia|col\.|urbanizaci[oó]n|urb\.|barrio|delegaci[oó]n|alcald[ií]a) {_TOWN})"
_SPANISH_CODE = rf"(?:(?i:c\.? ?p\.?|c[oó]digo postal):? ?\d{{4,5}}|\d{{5}})(?!\d)(?: {_TOWN})?"
_SPANISH_TAIL = (
    rf"(?:,? ?(?i:{_FLOOR})){{0,4}}(?:,? ?{_DISTRICT})?(?:,? ?\n?(?:{_TOWN},? ?)?{_SPANISH_CODE})?"
)
_SPANISH_NAME = (
    rf"(?:{_LINK}{_CAPITALISED}(?: {_LINK}{_CAPITALISED}){{0,4}}|{_LINK}\d{{1,2}} de {_LOWER_OR_UPPER})"
)
_NOT_A_SPANISH_NAME = rf"(?!(?:{words.SPANISH_NOT_IN_A_NAME})\b)"


_QUARTER = "(?:sur|norte|este|oeste)"


def _lower_case_spanish(streets: str) -> str:
    return (
        rf"(?<!\w)(?:{streets}){_AFTER_STREET}{_LINK}"
        rf"(?:{_NOT_A_SPANISH_NAME}{_LOWER_OR_UPPER} {_LINK}){{0,3}}"
        rf"{_NOT_A_SPANISH_NAME}{_LOWER_OR_UPPER}{_NUMBER_SIGN}{_DOOR}"
        rf"(?=(?:,? ?(?:{_FLOOR}))|[^\w ]|\Z|\n| (?:{words.SPANISH_AFTER_NUMBER})\b)"
        rf"(?:,? ?(?:{_FLOOR})){{0,4}}(?-i:,? ?{_SPANISH_CODE})?"
    )


_SPANISH = (
    _rule(
        rf"(?<!\w)(?i:{words.SPANISH_STREETS}){_AFTER_STREET}{_SPANISH_NAME}{_NUMBER_SIGN}(?i:{_DOOR}){_SPANISH_TAIL}"
    ),
    # The one street whose kind is its name.
    _rule(rf"(?<!\w)Gran V[ií]a{_NUMBER_SIGN}(?i:{_DOOR}){_SPANISH_TAIL}"),
    _rule(_lower_case_spanish(words.SPANISH_PLAIN_STREETS), ignore_case=True),
    _rule(_lower_case_spanish(words.SPANISH_STREETS), ignore_case=True, words=words.SPANISH_CUES),
    _rule(
        rf"\b(?:n[uú]m(?:ero|\.)?|portal|bloque) ?\d{{1,4}},? (?:de|en) "
        rf"(?:la |el )?(?:{words.SPANISH_STREETS}){_AFTER_STREET}"
        rf"{_LINK}{_LOWER_OR_UPPER}",
        ignore_case=True,
    ),
    # With a floor, lower case is enough; and the kind of street may be missing.
    _rule(
        rf"(?<!\w)(?:{words.SPANISH_STREETS}){_AFTER_STREET}"
        rf"{_LINK}(?:{_NOT_A_SPANISH_NAME}{_LOWER_OR_UPPER} {_LINK}){{0,2}}"
        rf"{_NOT_A_SPANISH_NAME}{_LOWER_OR_UPPER}{_NUMBER_SIGN}{_DOOR}"
        rf",? (?:{_FLOOR})(?:,? ?(?:{_FLOOR})){{0,3}}",
        ignore_case=True,
    ),
    _rule(
        rf"(?<![\w.]){_CAPITALISED}(?: {_LINK}{_CAPITALISED}){{0,3}},? \d{{1,5}},? "
        rf"(?i:{_FLOOR})(?:,? ?(?i:{_FLOOR})){{0,3}}"
    ),
    _rule(
        rf"(?<!\w){_CAPITALISED}(?: {_LINK}{_CAPITALISED}){{0,3}},? "
        rf"(?!(?:19|20)\d\d(?!\d))\d{{3,5}}(?![\w%€$]|[.,]\d)",
        words=r"\bviv(?:o|e|es|imos|en|ir) en|direcci[oó]n(?: es)?|domicilio(?: es)?",
    ),
    _rule(
        rf"(?<!\w)(?!(?:(?:la|el|los|las) )?(?:{words.SPANISH_STREETS})[ .])"
        rf"(?:{_NOT_A_SPANISH_NAME}{_LOWER_OR_UPPER} ){{1,3}}(?!(?:19|20)\d\d(?!\d))\d{{2,5}}"
        rf"(?=,? (?:{_FLOOR})|[^\w %€$]\D|\Z)(?:,? (?:{_FLOOR})){{0,4}}",
        ignore_case=True,
        words=r"\bviv(?:o|e|es|imos|en|ir) en",
    ),
    _rule(
        rf"(?<!\w){_CAPITALISED}(?: {_LINK}{_CAPITALISED}){{0,3}},? \d{{1,5}}(?![\w%€$]|[.,]\d)",
        words=r"direcci[oó]n(?: es|:)?|domicilio(?: es|:)?",
    ),
    _rule(
        rf"(?<!\w)(?i:urbanizaci[oó]n|urb\.|residencial|fraccionamiento|conjunto|condominio) {_TOWN},?"
        r" (?i:casa|chalet|parcela|bloque|torre|n[uú]mero|n[o°.]{1,2}|manzana|mz\.?|lote) ?\d{1,4}"
    ),
    _rule(r"\b(?:mz|manzana)\.? ?\w{1,3},? ?(?:lt|lote)\.? ?\d{1,3}", ignore_case=True),
    _rule(
        rf"(?<!\w)(?i:{words.SPANISH_STREETS}){_AFTER_STREET}{_SPANISH_NAME},? "
        rf"(?i:(?:n[uú]mero )?(?:{words.SPANISH_NUMBERS}))(?!\w)"
    ),
    _rule(
        rf"(?<!\w)(?:{words.SPANISH_PLAIN_STREETS}|plaza){_AFTER_STREET}{_LINK}"
        rf"(?:{_NOT_A_SPANISH_NAME}{_LOWER_OR_UPPER} ){{1,3}}(?:n[uú]mero )?(?:{words.SPANISH_NUMBERS}),? "
        rf"(?:{_FLOOR})(?:,? ?(?:{_FLOOR})){{0,3}}",
        ignore_case=True,
    ),
    _rule(rf"(?<!\w){_CAPITALISED}(?: {_LINK}{_CAPITALISED}){{0,4}},? [sS]/[nN](?!\w)"),
    # Colombia: a numbered street, the crossing street and the distance from it.
    _rule(
        rf"(?<!\w)(?:{words.COLOMBIAN_STREETS})\.? ?\d{{1,3}} ?[a-z]?(?: bis)?(?: {_QUARTER})?"
        rf" ?(?:#|no?\.?o?|n[uú]mero) ?\d{{1,3}} ?[a-z]? ?- ?\d{{1,3}}(?!\d)"
        rf"(?: ?{_QUARTER})?(?:,? ?(?:{_FLOOR})){{0,3}}",
        ignore_case=True,
    ),
    _rule(r"\bapartado (?:de correos|postal)[^\d\n]{0,8}\d{1,6}", ignore_case=True),
    _rule(r"(?<![A-Za-z0-9])c\.? ?p\.?:? ?\d{5}(?!\d)", ignore_case=True),
    _rule(r"(?<!\d)\d{4,5}(?!\d)", words=r"c[oó]digo postal"),
)


def addresses(text: str) -> Iterator[Finding]:
    """Every street address, postcode with its state or its word, and post-office box in a normalised text."""
    yield from chinese_addresses(text)
    if not _LATIN_WORD.search(text):
        return
    for rule in _ENGLISH:
        for match in _matches(rule, text):
            unit = _UNIT_BEFORE.search(text, max(0, match.start() - _LONGEST_UNIT), match.start())
            start = unit.start() if unit else match.start()
            yield Finding(Kind.ADDRESS, start, match.end(), compact(text[start : match.end()]))
    for rule in _SPANISH:
        for match in _matches(rule, text):
            yield Finding(Kind.ADDRESS, *match.span(), compact(match.group()))


def _matches(rule: _Rule, text: str) -> Iterator[re.Match[str]]:
    for match in rule.form.finditer(text):
        if not rule.words or rule.words.search(text, max(0, match.start() - _WINDOW), match.start()):
            yield match
