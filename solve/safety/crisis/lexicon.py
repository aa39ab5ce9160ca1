"""The rules of one language, read from its data file.

A file has `macros` (pieces of pattern that others name in braces), `contexts` (surroundings that change what
a match means), `idioms` (harmless expressions, blanked out first), `guards` (what stands before a match and
takes its edge off) and `rules`. Rules and idioms are tried only on sentences that hold one of their `when`
words, which is what makes them fast: a pattern whose words are not among them is never tried.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

LANGUAGES: Final = ("en", "es", "zh")
REPLY: Final = "reply"

_DATA: Final = Path(__file__).parent / "data"
_MACRO: Final = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """Phrases that mean the same, and how far to trust them.

    Attributes:
        risk: `acute`, `concern`, or `contextual` (acute beside despair, else as `alone` says).
        category: what the phrases are about.
        when: words (or Chinese characters) of which a sentence must hold one.
        pattern: the phrases.
        guards: names of the guards that turn an acute match into concern.
        unless: names of contexts in the sentence in which the match means nothing.
        soften: names of contexts in the sentence in which an acute match is concern.
        requires: name of a context without which the match means nothing; empty for none.
        alone: what a contextual match means by itself: `none` or `concern`.
    """

    risk: str
    category: str
    when: frozenset[str]
    pattern: re.Pattern[str]
    guards: tuple[str, ...]
    unless: tuple[str, ...]
    soften: tuple[str, ...]
    requires: str
    alone: str


@dataclass(frozen=True, slots=True)
class Idiom:
    """Harmless expressions that hold alarming words."""

    when: frozenset[str]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All that is known of one language."""

    idioms: tuple[Idiom, ...]
    rules: tuple[Rule, ...]
    message_rules: tuple[Rule, ...]
    guards: dict[str, re.Pattern[str]]
    contexts: dict[str, re.Pattern[str]]


@cache
def lexicon(name: str) -> Lexicon:
    """The lexicon of a language of `LANGUAGES`, or `REPLY`: what a model's reply must not say."""
    data = tomllib.loads((_DATA / f"{name}.toml").read_text("utf-8"))
    macros: dict[str, str] = {}
    for macro, body in data.get("macros", {}).items():
        macros[macro] = f"(?:{_expand(body, macros)})"
    spaced = data["spaced"]
    boundary = "(?<= )" if spaced else ""
    rules = [(_rule(entry, macros, spaced=spaced), entry.get("scope", "sentence")) for entry in data["rules"]]
    return Lexicon(
        idioms=tuple(
            Idiom(_words(entry["when"]), _alternatives(entry["patterns"], macros, spaced=spaced))
            for entry in data.get("idioms", [])
        ),
        rules=tuple(rule for rule, scope in rules if scope == "sentence"),
        message_rules=tuple(rule for rule, scope in rules if scope == "message"),
        guards={
            key: re.compile(f"{boundary}(?:{_expand(body, macros)})$")
            for key, body in data.get("guards", {}).items()
        },
        contexts={key: re.compile(_expand(body, macros)) for key, body in data.get("contexts", {}).items()},
    )


def _rule(entry: dict[str, Any], macros: dict[str, str], *, spaced: bool) -> Rule:
    default_guards = () if entry["risk"] == "concern" else ("negation", "report", "past", "past_weak")
    return Rule(
        risk=entry["risk"],
        category=entry["category"],
        when=_words(entry["when"]),
        pattern=_alternatives(entry["patterns"], macros, spaced=spaced),
        guards=tuple(entry.get("guards", default_guards)),
        unless=tuple(entry.get("unless", ())),
        soften=tuple(entry.get("soften", ())),
        requires=entry.get("requires", ""),
        alone=entry.get("alone", "concern"),
    )


def _words(listed: str) -> frozenset[str]:
    """The listed words; a run of characters that is no Latin word lists each of them."""
    words = listed.split()
    return frozenset(
        unit for word in words for unit in ([word] if word.isascii() and len(word) > 1 else list(word))
    )


def _alternatives(patterns: Iterable[str], macros: dict[str, str], *, spaced: bool) -> re.Pattern[str]:
    """One pattern for all; of whole words where the language puts spaces between them."""
    body = "|".join(f"(?:{_expand(pattern, macros)})" for pattern in patterns)
    return re.compile(f"(?:(?<= )(?=[^ ])|(?= ))(?:{body})(?= |(?<= ))" if spaced else body)


def _expand(pattern: str, macros: dict[str, str]) -> str:
    return _MACRO.sub(lambda match: macros[match[1]], pattern)
