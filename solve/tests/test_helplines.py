"""Helplines: right, sourced, and never one country's alone."""

from datetime import date

import pytest

from solve.safety.helplines import all_helplines, crisis_message, resources


def test_the_numbers_that_the_contract_fixes() -> None:
    for locale, country in [("en", None), ("es-MX", "MX"), ("zh-TW", "US")]:
        numbers = resources(locale=locale, country=country)
        assert numbers["US"] == "988"
        assert numbers["ES"] == "717 003 717"
        assert numbers["ES_024"] == "024"


@pytest.mark.parametrize(
    ("locale", "country", "first"),
    [
        ("en", "GB", "GB"),
        ("en-AU", None, "AU"),
        ("en-US", "NZ", "NZ"),
        ("es_MX", None, "MX"),
        ("es", "AR", "AR"),
        ("zh-Hant-TW", None, "TW"),
        ("zh-CN", "SG", "SG"),
        ("en", "DE", "EU"),
        ("es", "es", "ES"),
    ],
)
def test_the_persons_own_country_comes_first(locale: str, country: str | None, first: str) -> None:
    assert next(iter(resources(locale=locale, country=country))) == first


@pytest.mark.parametrize("locale", ["en", "es", "zh", "fr", "", "x-y-z"])
def test_without_a_country_none_is_taken_for_granted(locale: str) -> None:
    numbers = resources(locale=locale, country=None)
    assert next(iter(numbers)) == "WORLD"
    assert len(numbers) == len(all_helplines())


def test_lines_in_the_persons_language_come_before_the_others() -> None:
    keys = list(resources(locale="zh", country=None))
    assert max(keys.index(key) for key in ("CN", "TW", "HK")) < keys.index("GB")


def test_every_line_has_what_it_takes() -> None:
    lines = all_helplines()
    assert len({line.key for line in lines}) == len(lines)
    for line in lines:
        assert line.key.split("_")[0] == line.country or line.country == "ZZ"
        assert line.number
        assert line.languages
        assert line.hours
        assert line.source.startswith("https://")
        assert line.verified >= date(2026, 11, 23)


@pytest.mark.parametrize(
    ("locale", "word"),
    [("en-GB", "emergency number"), ("es-CO", "emergencias"), ("zh-HK", "紧急"), ("de", "emergency")],
)
def test_the_message_is_in_the_persons_language_and_names_no_countrys_number(locale: str, word: str) -> None:
    message = crisis_message(locale)
    assert word in message
    assert not any(character.isdigit() for character in message)
