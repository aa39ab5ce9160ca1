"""Personal data that no rule has the form of is found by a model that was trained on labelled messages."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from solve.management.commands import train_personal_data
from solve.safety.personal_data import redact_all, redactor, tagger
from solve.safety.personal_data.finding import Finding, Kind
from solve.safety.personal_data.joining import joined
from solve.safety.personal_data.labelled import Line, lines
from solve.safety.personal_data.measuring import outcome_of
from solve.safety.personal_data.rules import found_by_rules
from solve.safety.personal_data.training import digest, examples, train

pytestmark = pytest.mark.pure

LOCALES = ("en", "es", "zh")
# Of the held-out lines nobody wrote for us, so many may go wrong; what is left of them is in docs/safety.md.
MOST_KEPT = 0.03
MOST_CHANGED = 0.08


def of(locale: str) -> list[Line]:
    return [line for line in lines("heldout") if line.locale == locale]


def test_the_model_is_made_from_the_labelled_messages() -> None:
    trained_on = tagger.TRAINED_ON.read_text("utf-8").strip()
    assert trained_on == digest(examples()), "run manage.py train_personal_data"


@pytest.mark.parametrize("locale", LOCALES)
def test_hardly_any_personal_data_of_unknown_people_stays(locale: str) -> None:
    personal = [line for line in of(locale) if line.secrets]
    assert len(personal) >= 90
    assert sum(bool(outcome_of(line).kept) for line in personal) <= MOST_KEPT * len(personal)


def test_hardly_anything_else_is_taken() -> None:
    harmless = [line for line in lines("heldout") if not line.secrets]
    assert len(harmless) >= 40
    assert sum(outcome_of(line).is_changed for line in harmless) <= MOST_CHANGED * len(harmless)


@pytest.mark.parametrize("locale", LOCALES)
def test_rules_alone_would_leave_much_more(locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the model would be idle."""
    personal = [line for line in lines("labelled") if line.locale == locale and line.secrets][::10]
    by_both = sum(bool(outcome_of(line).kept) for line in personal)
    monkeypatch.setattr(redactor, "_memory", lambda: lambda *_: ())
    assert sum(bool(outcome_of(line).kept) for line in personal) > 5 * by_both + 5


@pytest.mark.parametrize(
    ("locale", "text", "redacted"),
    [
        ("en", "He is outside 112 Cresswell Pde again.", "He is outside [ADDRESS_1] again."),
        ("es", "vivo en san martin 845, a la vuelta", "vivo en [ADDRESS_1], a la vuelta"),
        ("zh", "我住在翠屏邨翠桃樓1203室，好攰", "我住在[ADDRESS_1]，好攰"),
        ("es", "avisen a mi hermano al951 863 274", "avisen a mi hermano al[PHONE_1]"),
    ],
)
def test_forms_that_no_rule_knows(locale: str, text: str, redacted: str) -> None:
    assert redact_all([text], locale=locale) == [redacted]


@pytest.mark.parametrize(
    ("locale", "text", "redacted"),
    [
        (
            "en",
            "07911 123 864 / ann_k91@example.co.uk / 5 Beech Cl, Corby NN18 8AT",
            "[PHONE_1] / [EMAIL_1] / [ADDRESS_1]",
        ),
        ("en", "274961853 ann.bee@example.com", "[PHONE_1] [EMAIL_1]"),
        ("en", "ann.bee@example.com/1907 w. 23rd st. #14", "[EMAIL_1]/[ADDRESS_1]"),
        (
            "es",
            "ella entra a mi correo que es karlita@example.com",
            "ella entra a mi correo que es [EMAIL_1]",
        ),
    ],
)
def test_what_stands_beside_an_email_is_found_by_itself(locale: str, text: str, redacted: str) -> None:
    assert redact_all([text], locale=locale) == [redacted]


@pytest.mark.parametrize(
    "text",
    [
        "order number 404-7719203 for the 5 of us",
        "My grades: 71 68 74 55 62 80.",
        "In 2012 2013 2014 2015 I was ill, 1 2 3 4 5 6 7 years",
        "8月15号之前，要交60x40x40的东西",
    ],
)
def test_lists_years_sizes_and_references_stay(text: str) -> None:
    assert redact_all([text], locale="en") == [text]


def test_a_long_message_is_read_in_windows_that_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(text for line in of("en")[:60] for text in line.texts)
    found = []
    for window in (100_000, 97):
        monkeypatch.setattr(tagger, "_WINDOW", window)
        found.append(list(tagger.tagged(text, text, "en")))
    assert len(found[0]) > 40
    assert found[0] == found[1]


def test_a_message_that_was_sent_is_not_read_otherwise_later() -> None:
    messages = ["I moved to 9 The Crescent", "Dublin 4, D04 X2P7", "call me on 646 555", "0113, or at noon"]
    for length in range(1, len(messages)):
        sent = redact_all(messages[:length], locale="en")
        assert redact_all(messages, locale="en")[: length - 1] == sent[: length - 1]


def test_the_rest_of_a_number_that_was_broken_off_is_taken() -> None:
    first, second = redact_all(["Su móvil es el 619 33", "84 72, se me cortó. A las 12:15."], locale="es")
    assert first == "Su móvil es el [PHONE_1]"
    assert second == "[PHONE_1], se me cortó. A las 12:15."


TEXT = "at 12 Baker Street, flat 4, AT61 1904 3002 3457 3201"


def found(kind: Kind, part: str) -> Finding:
    start = TEXT.index(part)
    return Finding(kind, start, start + len(part), part)


def test_a_finding_of_the_rules_grows_and_keeps_its_value() -> None:
    by_rules, by_model = (
        found(Kind.ADDRESS, "12 Baker Street"),
        found(Kind.ADDRESS, "12 Baker Street, flat 4"),
    )
    assert joined(TEXT, [by_rules], [by_model]) == [
        Finding(Kind.ADDRESS, by_model.start, by_model.end, "12 Baker Street")
    ]


def test_a_piece_that_was_misread_gives_way() -> None:
    piece, whole = found(Kind.PHONE, "3002 3457"), found(Kind.IBAN, "AT61 1904 3002 3457 3201")
    assert joined(TEXT, [piece], [whole]) == [whole]


def test_words_between_two_findings_stay() -> None:
    one, other = found(Kind.PHONE, "1904"), found(Kind.PHONE, "3201")
    between = found(Kind.PHONE, "1904 3002 3457 3201")
    assert joined(TEXT.replace("3002 3457", "or"), [one], []) == [one]
    assert joined(TEXT, [one, other], [between])[0].end == other.start


def test_rules_still_work_alone() -> None:
    assert [one.kind for one in found_by_rules("ann@example.com, 4111 1111 1111 1111", "en")] == [
        "EMAIL",
        "CARD",
    ]


def test_training_is_reproducible(tmp_path: Path) -> None:
    some = [line for line in lines("labelled") if line.batch in ("en-tester", "zh-tester")][::5]
    for name in ("one", "other"):
        train(some, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_the_command_writes_a_model_that_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "model"
    some = [line for line in lines("labelled") if line.batch == "en-tester"]
    monkeypatch.setattr(train_personal_data, "MODEL", path)
    monkeypatch.setattr(train_personal_data, "TRAINED_ON", tmp_path / "digest")
    monkeypatch.setattr(train_personal_data, "examples", lambda: some)
    out = StringIO()
    call_command("train_personal_data", stdout=out)
    assert out.getvalue().startswith("110 lines")
    assert (tmp_path / "digest").read_text().strip() == digest(some)
    monkeypatch.setattr(tagger, "MODEL", path)
    model = tagger._Model()
    assert set(model._kinds) == {"EMAIL", "PHONE", "CARD", "IBAN", "ID", "ADDRESS"}


def test_the_command_that_measures_counts_lines_and_lists_misses() -> None:
    out = StringIO()
    call_command("evaluate_personal_data", misses=True, stdout=out)
    figures = out.getvalue()
    assert "labelled:" in figures
    assert "heldout:" in figures
    for locale in LOCALES:
        assert f"{locale}: personal data stays in " in figures
    assert " => " in figures
