"""Lines that people in crisis can call, by country, and the words that go with them.

The lines are data (data/helplines.toml), each with its source and the date of its last check. Which come
first follows from where the person is and which language they read; no answer holds one country's number
only.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

ANYWHERE: Final = "ZZ"

_DATA: Final = Path(__file__).parent / "data" / "helplines.toml"
_EUROPEAN_UNION: Final = "EU"


@dataclass(frozen=True, slots=True)
class Helpline:
    """One line.

    Attributes:
        key: its name in `resources`: the country's code, with a suffix for its further lines.
        country: ISO 3166-1 alpha-2; `EU` for the European Union, `ZZ` for anywhere.
        name: what it is called, and who runs it.
        number: what to dial, or an address.
        languages: ISO 639-1 codes of the languages it answers in.
        hours: when it answers.
        source: the page of whoever runs it.
        seen: the page on which the number was found at the last check.
        verified: the day of the last check.
    """

    key: str
    country: str
    name: str
    number: str
    languages: tuple[str, ...]
    hours: str
    source: str
    seen: str
    verified: date


@cache
def all_helplines() -> tuple[Helpline, ...]:
    """Every line that is known, in the order of the data file."""
    return tuple(
        Helpline(**{**entry, "languages": tuple(entry["languages"])}) for entry in _data()["helpline"]
    )


def resources(*, locale: str, country: str | None) -> dict[str, str]:
    """The numbers to show, the likeliest to help first. Every line is in it, whatever the order.

    Args:
        locale: the person's locale, `zh-TW`, `es_MX`, `en`.
        country: the person's country (ISO 3166-1 alpha-2), when it is known; it outweighs the locale's.

    Returns:
        Number by key: the person's country first, then the region of their locale, then the directory for
        any country, then lines in their language, then all others.
    """
    language, region = _parts(locale)
    home = (country or "").upper() or region
    ranked = sorted(
        all_helplines(), key=lambda line: _rank(line, home=home, region=region, language=language)
    )
    return {line.key: line.number for line in ranked}


def european_union() -> frozenset[str]:
    """The member states, ISO 3166-1 alpha-2."""
    return frozenset(_data()["european_union"])


def crisis_message(locale: str) -> str:
    """What is said with the numbers, in the language of the locale, or in English."""
    messages = _data()["messages"]
    return str(messages.get(_parts(locale)[0], messages["en"]))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text("utf-8"))


def _parts(locale: str) -> tuple[str, str]:
    """Language and region of a locale; the region is empty when the locale has none."""
    parts = locale.replace("_", "-").split("-")
    regions = [part.upper() for part in parts[1:] if len(part) == 2]
    return parts[0].lower(), regions[0] if regions else ""


def _rank(line: Helpline, *, home: str, region: str, language: str) -> int:
    """The order of a line; sorting is stable, so the data file settles the rest."""
    first_to_last = (
        line.country == home,
        line.country == _EUROPEAN_UNION and home in european_union(),
        line.country == region,
        line.country == ANYWHERE,
        line.languages[0] == language,
        language in line.languages,
        True,
    )
    return first_to_last.index(True)
