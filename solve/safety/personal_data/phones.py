"""Phone numbers: digits that are valid as one in a region that the locale suggests, or look or are called so.

The rules of validity are those of libphonenumber. Its own finder is not used: it searches one region at a
time, at several times the cost, and never finds mistyped numbers, which say as much about a person.
"""

import re
from collections.abc import Callable, Iterator
from enum import Enum, auto
from functools import lru_cache
from itertools import pairwise

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from solve.safety.personal_data.finding import digits_in

# Where the people who write in a language mostly have their phones; the first valid region wins.
_REGIONS = {
    "en": ("US", "GB", "AU", "IE", "NZ", "IN", "ZA", "ES", "MX", "CN"),
    "es": ("ES", "MX", "AR", "CO", "CL", "PE", "EC", "US", "GB", "CN"),
    "zh": ("CN", "TW", "HK", "SG", "US", "GB", "ES", "MX"),
}
# Regions whose national numbers are always written with their trunk zero or, in China, are mobile numbers.
_TRUNK_ZERO = frozenset({"GB", "AU", "IE", "NZ", "ZA", "TW", "CN", "EC"})
# With a trunk zero, their numbers look like British ones, so from abroad they are only known without.
_LIKE_BRITISH = frozenset({"IN", "CN"})
# With "00" before an E.164 number of up to fifteen digits.
_DIALLED_DIGITS = range(7, 18)
_E164_DIGITS = range(8, 16)
_UNINTRODUCED_DIGITS = 9

_CUE = re.compile(
    r"\b(?:(?:tele)?phone|tel|call(?:ed|ing)?|text(?:ed|ing)?|cell|mobile|whatsapp|fax|ring|dial|reach|landline"
    r"|hotline|(?:my|his|her|their|our) number|number is|tel[eé]fono|tlfn?o?|tfno|m[oó]vil|celular|cel"
    r"|ll[aá]m[aeo]\w*|wasap|guasap|marca\w*|fijo|(?:mi|su|tu) n[uú]mero)\b"
    r"|手机|手機|电话|電話|座机|拨打|打给|致电|联系|热线|传真|号码是|来电",
    re.IGNORECASE,
)
_OTHER_CUE = re.compile(
    r"(?:\b(?:order|invoice|ticket|reference|ref|tracking|case|confirmation|booking|serial|isbn|pedido|factura"
    r"|referencia|expediente|reserva|seguimiento|incidencia|population|poblaci[oó]n)\b[^\d\n]{0,20}"
    r"|(?:订单|单号|编号|发票|参考号|流水号|快递|运单|人口)[^\d\n]{0,10}|#)$",
    re.IGNORECASE,
)
# "My order number is": its last words alone would announce a phone.
# Behind the number: "… is my number".
_CUE_AFTER = re.compile(
    r"[ ,]{0,2}(?:is|was|es|era|'s|是) ?(?:(?:my|his|her|their|our|mi|su|tu|el|我们|他们|我|他|她)的? ?)?"
    r"(?:\w{1,12} )?"
    r"(?:(?:tele)?phone|number|cell|mobile|tel|tel[eé]fono|m[oó]vil|celular|celu?|n[uú]mero|whatsapp|fijo"
    r"|电话|手机|号码)",
    re.IGNORECASE,
)
_THINGS_NUMBER = re.compile(
    r"\b(?:order|ticket|tracking|case|booking|reference|invoice) number (?:is|was)?[^\d\n]{0,3}$",
    re.IGNORECASE,
)
_CUE_REACH = 40
_EXTENSION = re.compile(r",? ?(?:ext(?:ension|ensión)?\.?|x|转|轉|分机) ?\d{1,6}(?!\d)", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
# Somebody counts, aloud or in figures.
_COUNTED = "0123456789" * 3
_THOUSANDS = re.compile(r"\d{1,2}(?:([ .])\d{3})(?:\1\d{3})*")
# As people write it to those around them, in the United States and, behind a 15, in Argentina.
LOCAL = re.compile(
    r"\(?[2-9]\d{2}\)?[ .-]{1,2}\d{3}[ .-]\d{4}|1[ .-]\(?[2-9]\d{2}\)?[ .-]{1,2}\d{3}[ .-]\d{4}|555[ .-]\d{4}"
    r"|15-\d{4}-\d{4}"
)


class Introduction(Enum):
    """What the words before a number say that it is."""

    NONE = auto()
    PHONE = auto()
    OTHER = auto()


def introduction_of(text: str, start: int, end: int) -> Introduction:
    """What the words of a normalised text say about the number from start to end."""
    before = text[max(0, start - _CUE_REACH) : start].rpartition("\n")[2]
    if _THINGS_NUMBER.search(before):
        return Introduction.OTHER
    if _CUE.search(before):
        return Introduction.PHONE
    if _OTHER_CUE.search(before):
        return Introduction.OTHER
    return Introduction.PHONE if _CUE_AFTER.match(text, end) else Introduction.NONE


def recognise(raw: str, groups: tuple[str, ...], introduction: Introduction, locale: str) -> str | None:
    """The phone number that a run of digits is, or None.

    Args:
        raw: the run as written, with its separators.
        groups: its digits, group by group.
        introduction: what the words before it say.
        locale: the language of the text.

    Returns:
        E.164 where the number is valid, or at least possible, in some region; otherwise its digits.
    """
    digits = "".join(groups)
    is_international = raw.lstrip("( ").startswith("+")
    is_introduced = introduction is Introduction.PHONE
    if len(digits) not in _DIALLED_DIGITS or _ends_in_one_digit(groups) or _are_years(groups):
        return None
    is_vouched_for = is_international or is_introduced
    if not is_vouched_for and (introduction is Introduction.OTHER or is_counting(raw, groups)):
        return None
    dialled = "+" + digits if is_international else digits
    if is_vouched_for or len(digits) >= _UNINTRODUCED_DIGITS or _is_split_in_fours(groups, locale):
        number = _number_in_some_region(dialled, locale, phonenumbers.is_valid_number)
        if number:
            return number
    if _looks_like_phone(raw, groups, is_international=is_international, is_introduced=is_introduced):
        return _number_in_some_region(dialled, locale, phonenumbers.is_possible_number) or digits
    return None


def end_with_extension(text: str, end: int) -> int:
    """The index after the extension that follows a number ending at end, or end itself."""
    extension = _EXTENSION.match(text, end)
    return extension.end() if extension else end


def _ends_in_one_digit(groups: tuple[str, ...]) -> bool:
    return len(groups) > 1 and len(groups[-1]) == 1


def _are_years(groups: tuple[str, ...]) -> bool:
    return all(map(_YEAR.fullmatch, groups))


def is_counting(raw: str, groups: tuple[str, ...]) -> bool:
    """Whether digits are rather an amount, a round figure, years, or a list of numbers.

    Args:
        raw: the digits with their separators.
        groups: the digits, group by group.
    """
    digits = "".join(groups)
    if _THOUSANDS.fullmatch(raw) or digits.endswith("00000") or len(set(digits)) == 1:
        return True
    if raw in _COUNTED or _are_years(groups) or _is_series(groups):
        return True
    sizes = set(map(len, groups))
    if sizes == {1} and len(groups) >= min(_DIALLED_DIGITS):
        return False
    return len(groups) >= 4 and max(sizes) <= 2 and not digits.startswith("0")


def _is_series(groups: tuple[str, ...]) -> bool:
    """Whether somebody counts: 10 20 30 40."""
    steps = {int(after) - int(before) for before, after in pairwise(groups)}
    return len(groups) >= 4 and len(steps) == 1


def _is_split_in_fours(groups: tuple[str, ...], locale: str) -> bool:
    """Whether a number is written as in Hong Kong and Singapore: 9123 4567."""
    return locale == "zh" and tuple(map(len, groups)) == (4, 4)


def _looks_like_phone(
    raw: str, groups: tuple[str, ...], *, is_international: bool, is_introduced: bool
) -> bool:
    digits = "".join(groups)
    if is_international:
        return len(digits) in _E164_DIGITS
    if is_introduced:
        return len(digits) <= max(_E164_DIGITS)
    if LOCAL.fullmatch(raw):
        return True
    # A trunk zero: no amount begins so.
    return digits[0] == "0" and digits[1] != "0" and len(digits) in range(9, 12) and len(groups) <= 5


@lru_cache(maxsize=2048)
def _number_in_some_region(
    dialled: str, locale: str, accept: Callable[[phonenumbers.PhoneNumber], bool]
) -> str | None:
    """The E.164 form of a number that is acceptable in one of the locale's regions."""
    if dialled.startswith("00"):
        dialled = "+" + dialled[2:]
    for region in _REGIONS.get(locale, _REGIONS["en"]):
        try:
            number = phonenumbers.parse(dialled, region)
        except NumberParseException:
            continue
        if dialled[0] == "0" and locale != "zh" and region in _LIKE_BRITISH:
            continue
        if accept(number) and (dialled[0] == "+" or dialled in _written_forms(number, region)):
            return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return None


def _written_forms(number: phonenumbers.PhoneNumber, region: str) -> Iterator[str]:
    """The ways, in digits only, in which people of a region write a number."""
    significant = phonenumbers.national_significant_number(number)
    yield f"{number.country_code}{significant}"
    yield digits_in(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))
    if region not in _TRUNK_ZERO:
        yield significant
