"""Keeps locale/ in step with the sentences of the templates and scripts (`make messages`).

It reads them with Django's own reader of templates and a pattern for the scripts, and writes .po and .mo
files with polib, so that nobody needs GNU gettext. New sentences get an empty translation, those that are
gone are removed; `--check` writes nothing and says what is missing.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).resolve().parents[1]
LOCALES: Final = {"es": "nplurals=2; plural=(n != 1);", "zh_Hans": "nplurals=1; plural=0;"}
_STRING: Final = r'"((?:[^"\\]|\\.)*)"'
# What templatize makes of a template: gettext('…'), ngettext('…', '…', count), with Python's quoting.
_IN_TEMPLATE: Final = re.compile(
    r"\b(n?)gettext\((u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))"
    r"(?:,\s*(u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")))?"
)
_TRANSLATED: Final = re.compile(r"\b_\(((?:u?'(?:[^'\\]|\\.)*')|(?:\"(?:[^\"\\]|\\.)*\"))\)")
_IN_SCRIPT: Final = re.compile(rf"\bt\(\s*{_STRING}|\btn\(\s*{_STRING},\s*{_STRING}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to translate; `many` is its form for other numbers than one."""

    one: str
    many: str = ""


def sentences_of_templates() -> dict[Sentence, list[str]]:
    """The sentences of every page, with the files that have them."""
    return _collected(sorted((ROOT / "templates").rglob("*.html")), _in_template)


def sentences_of_scripts() -> dict[Sentence, list[str]]:
    """The sentences of every script of ours, with the files that have them."""
    scripts = (path for path in (ROOT / "static" / "js").rglob("*.js") if "vendor" not in path.parts)
    return _collected(sorted(scripts), _in_script)


def _collected(paths: list[Path], reader: Callable[[str], Iterator[Sentence]]) -> dict[Sentence, list[str]]:
    found: dict[Sentence, list[str]] = {}
    for path in paths:
        for sentence in reader(path.read_text("utf-8")):
            where = found.setdefault(sentence, [])
            if (name := path.relative_to(ROOT).as_posix()) not in where:
                where.append(name)
    return found


def _in_template(text: str) -> Iterator[Sentence]:
    made = templatize(text)
    for match in _IN_TEMPLATE.finditer(made):
        plural = match[3] if match[1] else None
        yield Sentence(_python_string(match[2]), _python_string(plural) if plural else "")
    for match in _TRANSLATED.finditer(made):
        yield Sentence(_python_string(match[1]))


def _in_script(text: str) -> Iterator[Sentence]:
    for match in _IN_SCRIPT.finditer(text):
        single, one, many = match.groups()
        yield (
            Sentence(_script_string(single))
            if single is not None
            else Sentence(_script_string(one), _script_string(many))
        )


def _python_string(literal: str) -> str:
    body = literal.lstrip("u")[1:-1]
    return re.sub(r"\\(.)", lambda match: {"n": "\n"}.get(match[1], match[1]), body)


def _script_string(body: str) -> str:
    return re.sub(r"\\(.)", lambda match: {"n": "\n"}.get(match[1], match[1]), body)


DOMAINS: Final = {"django": sentences_of_templates, "djangojs": sentences_of_scripts}


def po_path(locale: str, domain: str) -> Path:
    """Where a catalogue lies."""
    return ROOT / "locale" / locale / "LC_MESSAGES" / f"{domain}.po"


def catalogue_of(locale: str, domain: str) -> polib.POFile:
    """The catalogue as it should be: every sentence once, with the translation that there is."""
    path = po_path(locale, domain)
    known = {entry.msgid: entry for entry in polib.pofile(str(path))} if path.exists() else {}
    made = polib.POFile(wrapwidth=110)
    made.metadata = {
        "Project-Id-Version": "Solacore",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": locale,
        "Plural-Forms": LOCALES[locale],
    }
    for sentence, places in DOMAINS[domain]().items():
        made.append(_entry(sentence, places, known.get(sentence.one), locale))
    return made


def _entry(sentence: Sentence, places: list[str], known: polib.POEntry | None, locale: str) -> polib.POEntry:
    entry = polib.POEntry(msgid=sentence.one, occurrences=[(place, "") for place in places])
    if "%(" in sentence.one:
        entry.flags.append("python-format")
    if not sentence.many:
        entry.msgstr = known.msgstr if known else ""
        return entry
    forms = 1 if "nplurals=1" in LOCALES[locale] else 2
    entry.msgid_plural = sentence.many
    entry.msgstr_plural = {form: known.msgstr_plural.get(form, "") if known else "" for form in range(forms)}
    return entry


def untranslated(catalogue: polib.POFile) -> list[str]:
    """The sentences without a translation."""
    return [
        entry.msgid
        for entry in catalogue
        if not (all(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr)
    ]


def main() -> int:
    """Writes the catalogues, or says what is wrong with them; answers the exit status: 1 for a fault."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    settings.configure(USE_I18N=True)
    faults: list[str] = []
    for locale in LOCALES:
        for domain in DOMAINS:
            catalogue, path = catalogue_of(locale, domain), po_path(locale, domain)
            name = path.relative_to(ROOT)
            faults += [f"{name}: no translation of {missing!r}" for missing in untranslated(catalogue)]
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                catalogue.save(str(path))
                catalogue.save_as_mofile(str(path.with_suffix(".mo")))
            elif not _is_in_step(catalogue, path):
                faults.append(f"{name}: not in step with the pages and scripts; run `make messages`")
    print("\n".join(faults) or "messages: every sentence is translated")  # noqa: T201 - a command
    return 1 if faults else 0


def _is_in_step(catalogue: polib.POFile, path: Path) -> bool:
    """Whether both files on the disk are what would be written."""
    compiled = path.with_suffix(".mo")
    return (
        path.exists()
        and compiled.exists()
        and path.read_text("utf-8").strip() == str(catalogue).strip()
        and compiled.read_bytes() == catalogue.to_binary()
    )


if __name__ == "__main__":
    sys.exit(main())
