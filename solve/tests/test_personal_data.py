"""Personal data is replaced by typed placeholders; what carries meaning stays."""

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solve.safety import personal_data
from solve.safety.personal_data import Redactor, labelled, redact_all, redactor

pytestmark = pytest.mark.pure

NARROW = {ord(character) + 0xFEE0: character for character in "0123456789@"}
LOCALES = ("en", "es", "zh")
DATA = Path(__file__).parent / "data"


def lines(name: str) -> list[str]:
    text = (DATA / name).read_text(encoding="utf-8")
    return [line.replace("\\n", "\n") for line in text.splitlines() if not line.startswith("#")]


PERSONAL = [tuple(re.split(r" \| | => ", line)) for line in lines("personal_data.txt")]
HARMLESS = [(line.locale, *line.texts) for line in labelled.lines("labelled") if line.batch == "harmless"]


def of(locale: str, lines: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The lines of one language, without it."""
    return (line[1:] for line in lines if line[0] == locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_personal_data_is_replaced(locale: str) -> None:
    for text, redacted in of(locale, PERSONAL):
        assert Redactor(locale=locale).redact(text) == redacted


@pytest.mark.parametrize("locale", LOCALES)
def test_everything_else_stays(locale: str) -> None:
    for (text,) in of(locale, HARMLESS):
        assert Redactor(locale=locale).redact(text) == text


@pytest.mark.parametrize("locale", LOCALES)
def test_full_width_and_invisible_characters_hide_nothing(locale: str) -> None:
    for text, redacted in of(locale, PERSONAL):
        wide = "".join(chr(ord(c) + 0xFEE0) if c in "0123456789@" else c for c in text)
        for disguised in (wide, "\u200b".join(text), "\u2060".join(wide)):
            result = Redactor(locale=locale).redact(disguised)
            visible = re.sub("[\u200b\u2060]", "", result).translate(NARROW)
            assert visible == redacted


@pytest.mark.parametrize("locale", LOCALES)
def test_a_redacted_text_is_left_alone(locale: str) -> None:
    for _, redacted in of(locale, PERSONAL):
        assert Redactor(locale=locale).redact(redacted) == redacted


@pytest.mark.parametrize("locale", LOCALES)
def test_harmless_numbers_stay_beside_personal_data(locale: str) -> None:
    for (text,) in of(locale, HARMLESS):
        assert Redactor(locale=locale).redact(f"{text}\nana@example.org") == f"{text}\n[EMAIL_1]"


@pytest.mark.parametrize(
    ("locale", "first", "second"),
    [
        ("es", "+34 612 345 678", "612345678"),
        ("es", "0034 612-345-678", "612 34 56 78"),
        ("en", "(212) 555-0142", "+1 212.555.0142"),
        ("en", "07700 900123", "+44 7700 900123"),
        ("zh", "13800138000", "+86 138 0013 8000"),
        ("zh", "一三八零零一三八零零零", "138-0013-8000"),
        ("en", "Ann.Lee@Example.com", "ann.lee at example dot com"),
        ("en", "4111 1111 1111 1111", "4111111111111111"),
        ("es", "ES91 2100 0418 4502 0005 1332", "es9121000418450200051332"),
        ("es", "12.345.678-Z", "12345678z"),
        ("en", "123-45-6789", "123 45 6789"),
        ("en", "12 Baker Street", "12 BAKER STREET"),
        ("en", "@ann_lee", "instagram.com/ann_lee"),
        ("en", "2001:db8::1", "2001:0db8:0:0:0:0:0:1"),
    ],
)
def test_one_value_has_one_placeholder_however_it_is_written(locale: str, first: str, second: str) -> None:
    one, other = redact_all([f"({first})", f"({second})"], locale=locale)
    assert one == other
    assert "_1]" in one


def test_different_values_are_numbered_in_order_of_appearance() -> None:
    assert redact_all(
        ["b@example.com", "a@example.com and 612345678", "612345679, a@example.com, b@example.com"],
        locale="es",
    ) == ["[EMAIL_1]", "[EMAIL_2] and [PHONE_1]", "[PHONE_2], [EMAIL_2], [EMAIL_1]"]


def test_placeholders_do_not_change_as_a_session_grows() -> None:
    session = ["I am ann@example.com", "Call +1 212 555 0142", "or +1 212 555 0143", "or bob@example.com"]
    whole = redact_all(session, locale="en")
    for length in range(len(session)):
        assert redact_all(session[:length], locale="en") == whole[:length]


@pytest.mark.parametrize(
    ("first", "second", "redacted"),
    [
        ("My card: 5425 2334", "3010 9903 is the rest", ["My card: [CARD_1]", "[CARD_1] is the rest"]),
        ("It is 5425 2334 3010", "and then 9903.", ["It is [CARD_1]", "and then [CARD_1]."]),
        ("ES91 2100 0418", "4502 0005 1332", ["[IBAN_1]", "[IBAN_1]"]),
        ("call me on 646 555", "0113", ["call me on [PHONE_1]", "[PHONE_1]"]),
        ("Mi tarjeta, ５４２５ ２３３４ ３０１０", "9903", ["Mi tarjeta, [CARD_1]", "[CARD_1]"]),
        ("卡号是5425 2334", "3010 9903", ["卡号是[CARD_1]", "[CARD_1]"]),
        (
            "whatsapp me +55 11 91234-5678",
            "+81 90-1234-5678 is her phone",
            ["whatsapp me [PHONE_1]", "[PHONE_2] is her phone"],
        ),
        ("call 2 of them: 646 555 0113", "646 555 0114", ["call 2 of them: [PHONE_1]", "[PHONE_2]"]),
        ("I owe 2500", "1200 goes to the rent", None),
        ("It was in 2019", "2020 was worse, 345 days of it", None),
        ("We are 646 555", "0113 people", None),
    ],
)
def test_a_number_may_go_on_in_the_next_message(first: str, second: str, redacted: list[str] | None) -> None:
    reply = "I see. What comes next?"
    texts = redact_all(["Hello.", reply, first, reply, second], locale="en", said=[0, 2, 4])
    assert [texts[2], texts[4]] == (redacted or [first, second])
    assert texts[1] == texts[3] == reply


def test_the_first_half_of_a_card_is_replaced_before_the_second_comes() -> None:
    assert redact_all(["my card is 5425 2334"], locale="en") == ["my card is [CARD_1]"]


def test_a_typed_placeholder_stays_and_its_number_is_not_given_away() -> None:
    session = Redactor()
    assert (
        session.redact("What is [EMAIL_1]? Mine is ann@example.com") == "What is [EMAIL_1]? Mine is [EMAIL_2]"
    )
    assert session.redact("bob@example.com [EMAIL_3] [PHONE_1]") == "[EMAIL_4] [EMAIL_3] [PHONE_1]"
    assert session.redact("+1 212 555 0142 and ann@example.com") == "[PHONE_2] and [EMAIL_2]"
    assert session.redact("Is [PHONE_2] mine?") == "Is [PHONE_2] mine?"


def test_a_number_does_not_hide_in_a_placeholder() -> None:
    assert Redactor().redact("[PHONE_2125550142]") != "[PHONE_2125550142]"


def test_an_unknown_locale_is_read_like_english() -> None:
    assert Redactor(locale="fr").redact("+33 6 12 34 56 78, 212-555-0142") == "[PHONE_1], [PHONE_2]"


@given(st.text(st.characters(), max_size=200))
def test_any_text_can_be_redacted(text: str) -> None:
    for locale in ("en", "es", "zh"):
        Redactor(locale=locale).redact(text)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "My phone bill started at 120 dollars and ended at 300 dollars a month."),
        ("en", "my account balance started at 5000 and the card debt ended up at 200"),
        ("en", "My card is cancelled." + " So it goes." * 20 + " The race begins with 150 runners"),
        ("es", "La cuenta del hospital termina en 3500 euros"),
        ("zh", "账单开头是500块，后面300块，手机用了后面200天"),
    ],
)
def test_an_amount_that_something_begins_or_ends_with_stays(locale: str, text: str) -> None:
    assert redact_all([text], locale=locale) == [text]


@pytest.mark.parametrize(
    ("locale", "text", "redacted"),
    [
        ("en", "His phone starts 0161 496", "His phone starts [PHONE_1]"),
        ("en", "the card ends in 3467", "the card ends in [ID_1]"),
        ("zh", "身份证前六位330106，中间19940527", "身份证前六位[ID_1]，中间[ID_2]"),
    ],
)
def test_a_part_of_a_number_that_is_said_to_be_one_is_replaced(locale: str, text: str, redacted: str) -> None:
    assert redact_all([text], locale=locale) == [redacted]


@pytest.mark.parametrize("text", ["sıx " * 8, "sİx " * 8, "I am at 12 \ud800 Pde", "\udfff 12"])
def test_letters_of_other_alphabets_and_halves_of_characters_break_nothing(text: str) -> None:
    assert Redactor().redact(text) == text


def test_two_numbers_in_one_run_of_words_are_replaced_wholly() -> None:
    redacted = Redactor(locale="zh").redact("电话 六六二五四八九零九四 09508905948")
    assert redacted == "电话 [PHONE_1][PHONE_2]"


@given(
    st.text(
        st.characters(categories=["L", "Zs", "P"], exclude_characters="@＠﹫/./_#[" + "点點。"), max_size=80
    )
)
def test_the_text_around_personal_data_is_kept(text: str) -> None:
    before, after = f"{text}\n\n", f"\n\n{text}"
    redacted = Redactor().redact(before + "+1 212 555 0142" + after)
    assert redacted == before + "[PHONE_1]" + after


# What some rule begins to match, over and over, without an end.
ADVERSARIAL = [
    *("1", "1 ", "12 ", "612 ", "1-", "1.", "+1 ", "(1", "1.2.3.", "12:", "2024-", "$1,", "1,000 "),
    *("一", "一 ", "市", "路3号", "3栋", "住在", "微信", "a", "A ", " ", "\n", "\u200b", "one two "),
    *(
        "@",
        "a@",
        "a.",
        "a at ",
        "a dot ",
        "[(",
        "ab:",
        "x/",
        "ES91",
        "E9",
        "email ",
        "passport ",
        "account number ",
    ),
    *("12 ab cd ", "12 Baker ", "Calle de la ", "calle a ", "calle a 1 "),
]


@pytest.fixture
def no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each text is read anew."""
    monkeypatch.setattr(redactor, "_memory", lambda: redactor._spans)


def calls_during(text: str) -> int:
    """How many functions, Python's and built-in ones, are called while a text is redacted."""
    count = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    spanish = Redactor(locale="es")
    sys.setprofile(profile)
    try:
        spanish.redact(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.usefixtures("no_memory")
@pytest.mark.parametrize("unit", ADVERSARIAL)
def test_work_grows_with_the_length_of_a_text_and_not_faster(unit: str) -> None:
    short, long = (unit * (size // len(unit)) for size in (1000, 4000))
    calls_during(short)  # fills the caches
    assert calls_during(long) < 6 * calls_during(short) + 2000


def patterns() -> Iterator[re.Pattern[str]]:
    """Every pattern that a module of the package holds, wherever it keeps it."""
    for module in pkgutil.iter_modules(personal_data.__path__, personal_data.__name__ + "."):
        yield from _patterns_in(list(vars(importlib.import_module(module.name)).values()))


def _patterns_in(values: Any) -> Iterator[re.Pattern[str]]:
    for value in values:
        if isinstance(value, re.Pattern):
            yield value
        elif isinstance(value, tuple | list):
            yield from _patterns_in(value)
        elif isinstance(value, dict):
            yield from _patterns_in(value.values())
        elif hasattr(value, "__slots__") and hasattr(value, "__dataclass_fields__"):
            yield from _patterns_in([getattr(value, name, None) for name in value.__slots__])


REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}


def repeats(parsed: Any) -> Iterator[tuple[bool, Any]]:
    """All repeats of a parsed pattern, each with whether it has no upper limit and with its body."""
    for operation, argument in parsed:
        if operation in REPEATS:
            yield argument[1] == _constants.MAXREPEAT, argument[2]
        for part in argument if isinstance(argument, tuple) else ():
            for inner in part if isinstance(part, list) else (part,):
                if isinstance(inner, _parser.SubPattern):
                    yield from repeats(inner)


def test_no_pattern_repeats_an_unlimited_repeat() -> None:
    """Such patterns are the ones that take exponential time; a nested repeat has an upper limit here."""
    found = list(patterns())
    assert len(found) > 50
    for pattern in found:
        for _, body in repeats(_parser.parse(pattern.pattern)):
            assert not any(is_unlimited for is_unlimited, _ in repeats(body)), pattern.pattern
