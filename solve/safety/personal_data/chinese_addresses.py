"""Chinese addresses: from the province down to the room, read backwards from the house number.

A number alone ("3号楼", "201室") stays, and so does a region without a street.
"""

import re
from collections.abc import Iterator

from solve.safety.personal_data import address_words as words
from solve.safety.personal_data.finding import Finding, Kind, compact

_NUMBER = r"[0-9A-Za-z一二三四五六七八九十百零〇甲乙丙丁]{1,5}(?:[-之][0-9A-Za-z一二三四五六七八九十]{1,4})?"
_DOOR = r"(?:号楼|號樓|号院|號院|号|號|弄|栋|棟|幢|座|塔|期|巷|单元|單元|室|户|楼|樓|层|層|组|房)"
# Not a day of the month, nor a line of the underground.
_NOT_A_DOOR = r"(?![线線])"
_ONE_DOOR = rf"{_NUMBER} ?{_DOOR}{_NOT_A_DOOR}"
_DOORS = re.compile(
    rf"{_ONE_DOOR}(?:[ ,]?(?:[A-Za-z\u4e00-\u9fff]{{1,14}}? ?)?{_ONE_DOOR}){{0,6}}"
    rf"(?:[ ,-]?(?:[\u4e00-\u9fff]{{0,8}}(?:{words.CHINESE_BUILDINGS}))?\d{{3,4}}(?!\d))?"
)
_COMPLEX_BEFORE = re.compile(rf"(?:{words.CHINESE_COMPLEXES})$")
_REGION = rf"[^\W\da-zA-Z{words.CHINESE_UNITS}]{{1,8}}[{words.CHINESE_UNITS}]{{1,2}}"
# No number, but a village or a street is named, and the words say that it is an address.
_REGION_CHAIN = re.compile(
    rf"(?:住址|地址|住在|家住|寄到|送到|搬到)[是为了: ]{{0,2}}"
    rf"(?P<address>(?:{_REGION}){{3,8}}(?:{_DOORS.pattern})?)"
)
_POSTCODE = re.compile(r"(?:邮编|邮政编码|郵遞區號)[是为: ]{0,3}(?P<address>\d{6}(?!\d))")
_BOX = re.compile(r"(?:邮政信箱|邮箱|信箱) ?\d{1,6} ?(?:号|信箱|分箱)")
_LEAD_IN = re.compile(rf".*(?:{words.CHINESE_LEAD_INS})")
_FLOOR = re.compile(rf"{_NUMBER} ?[楼樓层層]")
_HAN = re.compile("[\u4e00-\u9fff]")
_LONGEST_NAME = 12
_LONGEST_CHAIN = 60


def chinese_addresses(text: str) -> Iterator[Finding]:
    """Every Chinese address with a house number or a named compound in a normalised text."""
    if not _HAN.search(text):
        return
    for doors in _DOORS.finditer(text):
        start = _start_of_chain(text, doors.start())
        if _is_address(text[start : doors.start()].rstrip(), doors.group()):
            yield Finding(Kind.ADDRESS, start, doors.end(), compact(text[start : doors.end()]))
    for pattern in (_REGION_CHAIN, _POSTCODE):
        for match in pattern.finditer(text):
            yield Finding(Kind.ADDRESS, *match.span("address"), compact(match["address"]))
    for match in _BOX.finditer(text):
        yield Finding(Kind.ADDRESS, *match.span(), compact(match.group()))


def _is_address(chain: str, doors: str) -> bool:
    depth = len(re.findall(_DOOR, doors))
    if not chain:
        return depth >= 3
    if depth == 1 and _FLOOR.fullmatch(doors):
        return False  # a storey is no door
    return depth >= 2 or chain[-1] in words.CHINESE_ROADS + "道" or bool(_COMPLEX_BEFORE.search(chain))


def _start_of_chain(text: str, doors: int) -> int:
    """Where the names before a house number begin: a road or a compound, and the regions around it."""
    position = _skip_blanks(text, doors)
    closing = _COMPLEX_BEFORE.search(text, max(0, position - 4), position)
    if not closing and not (position and text[position - 1] in words.CHINESE_UNITS):
        return doors
    limit = max(0, doors - _LONGEST_CHAIN)
    start = position
    is_name_next = True
    while is_name_next and start > limit:
        start = _start_of_name(text, start, limit)
        before = _skip_blanks(text, start)
        is_name_next = before > limit and text[before - 1] in words.CHINESE_UNITS
        start = before if is_name_next else start
    lead_in = _LEAD_IN.match(text, start, min(position, start + _LONGEST_NAME))
    return lead_in.end() if lead_in and lead_in.end() < position - 1 else start


def _start_of_name(text: str, end: int, limit: int) -> int:
    """The start of the name, with its closing unit, that ends at end."""
    start = end - 1
    while start > max(limit, end - _LONGEST_NAME) and _is_name_character(text[start - 1]):
        start -= 1
    return start


def _is_name_character(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" and character not in words.CHINESE_UNITS


def _skip_blanks(text: str, end: int) -> int:
    while end and text[end - 1] in " ,":
        end -= 1
    return end
