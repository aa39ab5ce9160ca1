"""The translations of the web app: complete, nothing uncertain, and compiled from what is written."""

import re
import subprocess
import sys

import polib
import pytest

from solacore.common.catalogue import script_catalogue
from solacore.environment import BASE_DIR

pytestmark = pytest.mark.pure

CATALOGUES = sorted((BASE_DIR / "locale").rglob("*.po"))
_PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}|</?\w+[^>]*>")


def test_every_sentence_of_the_pages_and_scripts_is_in_step_and_translated() -> None:
    done = subprocess.run(
        [sys.executable, "tools/messages.py", "--check"], cwd=BASE_DIR, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_both_languages_for_pages_and_scripts() -> None:
    names = {(path.parts[-3], path.name) for path in CATALOGUES}
    assert names == {
        (locale, f"{name}.po") for locale in ("es", "zh_Hans") for name in ("django", "djangojs")
    }


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_no_translation_is_fuzzy_and_each_keeps_what_is_filled_in(path: object) -> None:
    for entry in polib.pofile(str(path)):
        assert not entry.fuzzy, entry.msgid
        wanted = sorted(_PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            found = sorted(_PLACEHOLDER.findall(text))
            assert found == wanted or (entry.msgid_plural and set(found) <= set(wanted)), text


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_the_compiled_file_says_the_same(path: object) -> None:
    written = {entry.msgid: (entry.msgstr, entry.msgstr_plural) for entry in polib.pofile(str(path))}
    compiled = polib.mofile(str(path).replace(".po", ".mo"))
    assert {entry.msgid: (entry.msgstr, entry.msgstr_plural) for entry in compiled} == written


def test_scripts_get_their_sentences_with_the_forms_by_number() -> None:
    assert script_catalogue("en") == {}
    assert script_catalogue("es")["Try again"] == "Intentar de nuevo"
    assert script_catalogue("es")["{count} session"] == ["{count} sesión", "{count} sesiones"]
    assert script_catalogue("zh-hans")["{count} session"] == ["{count} 次会话"]
