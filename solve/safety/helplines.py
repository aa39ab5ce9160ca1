"""Lines that people in crisis can call, by country, and the words that go with them.

The lines are data (data/helplines.toml), each with its source and the date of its last check. Which come first
follows from where the person is and which language they read; no answer holds one country's number only.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

ANYWHERE: Final = "ZZ"

_DATA: Final = Path(__file__).parent / "data" / "helplines.toml"
_EUROPEAN_UNION: Final = "EU"
# Member states as of 2026, https://european-union.europa.eu/principles-countries-history/eu-countries_en
_MEMBERS: Final = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)

_MESSAGES: Final = {
    "en": (
        "Thank you for telling me. What you are going through sounds very heavy, and you deserve help from a "
        "person, right now. I am a program: I cannot keep you safe, but someone can.\n\n"
        "If you or someone else is in danger at this moment, please call your local emergency number, or go "
        "to the nearest emergency department. If you can, move away from anything you could use to hurt "
        "yourself, and let someone you trust be with you.\n\n"
        "Below are lines, country by country, where people listen at no or little cost, without judging. If "
        "yours is not there, findahelpline.com lists many more. You do not have to have the right words: "
        "\"I need help\" is enough. You can come back here whenever you want to."
    ),
    "es": (
        "Gracias por contármelo. Lo que estás viviendo suena muy duro, y mereces la ayuda de una persona, "
        "ahora mismo. Yo soy un programa: no puedo mantenerte a salvo, pero hay quien sí puede.\n\n"
        "Si tú u otra persona está en peligro en este momento, llama al número de emergencias de tu país o ve "
        "a las urgencias más cercanas. Si puedes, aléjate de lo que podría hacerte daño y deja que alguien de "
        "confianza te acompañe.\n\n"
        "Abajo hay líneas, país por país, donde alguien escucha sin juzgar, gratis o por muy poco. Si la tuya "
        "no está, en findahelpline.com hay muchas más. No hacen falta las palabras justas: «necesito ayuda» "
        "es suficiente. Puedes volver aquí cuando quieras."
    ),
    "zh": (
        "谢谢你愿意告诉我。你正在经历的一定非常沉重，你值得现在就得到一个人的帮助。我只是一个程序，"
        "没有办法保护你的安全，但有人可以。\n\n"
        "如果你或身边的人此刻有危险，请拨打你所在地的紧急求助电话，或前往最近的急诊室。如果可以，请离开"
        "可能伤害到你的东西，让一个你信任的人陪着你。\n\n"
        "下面按国家和地区列出了倾听和求助的热线，那里的人不会评判你，大多免费。如果没有你所在的地方，"
        "findahelpline.com 上还有更多。不需要想好怎么说，一句“我需要帮助”就够了。你随时可以再回到这里。"
    ),
}


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
    entries = tomllib.loads(_DATA.read_text("utf-8"))["helpline"]
    return tuple(Helpline(**{**entry, "languages": tuple(entry["languages"])}) for entry in entries)


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


def crisis_message(locale: str) -> str:
    """What is said with the numbers, in the language of the locale; in English when it is no other of ours."""
    return _MESSAGES.get(_parts(locale)[0], _MESSAGES["en"])


def _parts(locale: str) -> tuple[str, str]:
    """Language and region of a locale; the region is empty when the locale has none."""
    parts = locale.replace("_", "-").split("-")
    regions = [part.upper() for part in parts[1:] if len(part) == 2]  # noqa: PLR2004  a two-letter country code
    return parts[0].lower(), regions[0] if regions else ""


def _rank(line: Helpline, *, home: str, region: str, language: str) -> int:
    """The order of a line; sorting is stable, so the data file settles the rest."""
    first_to_last = (
        line.country == home,
        line.country == _EUROPEAN_UNION and home in _MEMBERS,
        line.country == region,
        line.country == ANYWHERE,
        line.languages[0] == language,
        language in line.languages,
        True,
    )
    return first_to_last.index(True)
