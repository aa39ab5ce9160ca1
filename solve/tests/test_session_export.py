"""GET /sessions/{id}/export: a conversation to keep."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from solacore.testing.clients import Native, NativeFactory, problem
from solve.export.markdown import markdown_of
from solve.models import Message, SolveSession

OPTIONS = [
    {"title": "Call Ana", "pros": ["quick", "honest"], "cons": ["scary"], "effort": "low"},
    {"title": "Write", "pros": ["calm"], "cons": ["slow"], "effort": "high"},
]
SAID = [
    ("user", "receive", "Ana and I don't talk.", "complete"),
    ("assistant", "receive", "That sounds lonely.", "complete"),
    ("user", "options", "What can I do?", "complete"),
    ("assistant", "options", "You could call", "stopped"),
    ("user", "options", "Go on.", "complete"),
    ("assistant", "options", "", "failed"),
]
# What would end a quote, a list, a page or a document if anything written could.
HOSTILE = [
    "# I am a heading",
    "```\nunclosed code",
    "~~~",
    "<!-- an open comment",
    "<div><script>",
    "---",
    "Setext\n======",
    "- a\n  - b\n\n\n# c",
    "one\r# two\r\n# three",
    "[You]: https://example.com 'x'",
    "<table><tr><td>",
    "> > # quoted",
    "    indented\n\n\t# tab",
    "| a | b |\n|---|---|",
    "\\",
    "**bold",
    "1. one\n\n# two",
    "<![CDATA[",
    "<?php",
]


def _say(session_id: str, said: list[tuple[str, str, str, str]]) -> None:
    Message.objects.bulk_create(
        Message(session_id=session_id, sequence=number, role=role, step=step, content=content, status=status)
        for number, (role, step, content, status) in enumerate(said, 1)
    )


@pytest.fixture
def session_id(person: Native) -> str:
    session_id = person.start()
    _say(session_id, SAID)
    SolveSession.objects.filter(pk=session_id).update(
        created_at=datetime(2026, 3, 5, 8, 9, tzinfo=UTC),
        options=OPTIONS,
        first_step={"action": "call Ana", "when": "tonight"},
    )
    return session_id


def _headings(text: str) -> list[str]:
    tokens = MarkdownIt("commonmark").parse(text)
    return [
        tokens[number + 1].content
        for number, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0
    ]


def test_markdown_tells_who_said_what_in_which_step(person: Native, session_id: str) -> None:
    response = person.get(f"/sessions/{session_id}/export?format=markdown")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    text = response.text
    assert _headings(text) == [
        "A conversation with Solacore",
        "Being heard",
        "Options",
        "The options",
        "The first step that was proposed",
    ]
    assert "March 5, 2026" in text
    places = [text.index(f"> {content}") for _, _, content, _ in SAID if content]
    assert places == sorted(places)
    assert len(re.findall(r"^\*\*You\*\* ", text, re.MULTILINE)) == 3
    assert re.search(r"^\*\*Solacore\*\* .* · stopped\n\n> You could call$", text, re.MULTILINE)
    assert re.search(r"^\*\*Solacore\*\* .* · failed$", text, re.MULTILINE)
    assert "> 1. **Call Ana**\n>    - Pros: quick; honest\n>    - Cons: scary\n>    - Effort: low\n" in text
    assert "> **First step:** call Ana\n> **When:** tonight" in text


def test_what_the_person_confirmed_replaces_the_proposal(person: Native, session_id: str) -> None:
    confirmed = {"first_step_action": "Call Ana\n# now", "reminder_time": "2031-05-04T20:00:00+02:00"}
    person.request("PATCH", f"/sessions/{session_id}", json=confirmed)
    text = person.get(f"/sessions/{session_id}/export").text
    assert _headings(text)[-2:] == ["Your first step", "Reminder"]
    assert "> Call Ana\n> # now\n" in text
    assert "May 4, 2031, 18:00 UTC" in text
    assert "proposed" not in text


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("es", ["Una conversación con Solacore", "5 de marzo de 2026", "**Tú**", "Ser escuchado", "A favor"]),
        ("zh", ["与 Solacore 的一次对话", "2026年3月5日", "**你**", "被倾听", "好处：quick"]),
    ],
)
def test_it_is_in_the_session_s_language(
    person: Native, session_id: str, locale: str, expected: list[str]
) -> None:
    person.request("PATCH", f"/sessions/{session_id}", json={"locale": locale})
    text = person.get(f"/sessions/{session_id}/export").text
    assert [part for part in expected if part not in text] == []


def test_json_is_complete(person: Native, session_id: str) -> None:
    response = person.get(f"/sessions/{session_id}/export?format=json")
    assert response.headers["Content-Type"] == "application/json"
    document = response.json()
    session = person.get(f"/sessions/{session_id}?include_messages=true").json()
    for sent, kept in zip(session.pop("messages"), document.pop("messages"), strict=True):
        assert kept | sent == kept
        assert set(kept) == set(sent) | {"finished_at", "emotion", "emotion_confidence", "resources"}
    assert document | session == document
    assert set(document) == set(session) | {"exported_at", "updated_at"}


def test_a_session_without_a_word(person: Native) -> None:
    session_id = person.start()
    assert person.get(f"/sessions/{session_id}/export?format=json").json()["messages"] == []
    assert _headings(person.get(f"/sessions/{session_id}/export").text) == ["A conversation with Solacore"]


def test_the_helplines_of_a_crisis_are_kept_with_it(person: Native) -> None:
    session_id = person.start()
    done = person.send(session_id, "I want to kill myself tonight.")[-1]
    said, reply = person.get(f"/sessions/{session_id}/export?format=json").json()["messages"]
    assert said["resources"] == {}
    shown = list(done.data["resources"].items())
    assert list(reply["resources"].items()) == shown
    text = person.get(f"/sessions/{session_id}/export").text
    assert ">\n> - " in text
    lines = [line.removeprefix("> - ") for line in text.splitlines() if line.startswith("> - ")]
    assert lines == [f"{key}: {number}" for key, number in shown]
    assert "US: 988" in lines


@pytest.mark.parametrize(("form", "suffix"), [("markdown", "md"), ("json", "json")])
def test_it_is_an_attachment_with_a_plain_name(
    person: Native, session_id: str, form: str, suffix: str
) -> None:
    response = person.get(f"/sessions/{session_id}/export?format={form}")
    disposition = response.headers["Content-Disposition"]
    assert re.fullmatch(rf'attachment; filename="solacore-2026-03-05-[0-9a-f]{{8}}\.{suffix}"', disposition)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("form", ["pdf", "", "MARKDOWN", "markdown%00", "../../etc/passwd"])
def test_another_format_is_refused(person: Native, session_id: str, form: str) -> None:
    response = person.get(f"/sessions/{session_id}/export?format={form}")
    assert problem(response) == (422, "VALIDATION_ERROR")
    assert "format" in response.json()["params"]["fields"]


@pytest.mark.parametrize("form", ["markdown", "json"])
def test_nobody_else_gets_it(native: NativeFactory, outsider: Native, session_id: str, form: str) -> None:
    path = f"/sessions/{session_id}/export?format={form}"
    assert problem(outsider.get(path)) == (404, "SESSION_NOT_FOUND")
    assert problem(native().get(path)) == (401, "INVALID_TOKEN")


def test_a_long_conversation_comes_whole(person: Native) -> None:
    session_id = person.start()
    _say(
        session_id,
        [("user", "receive", f"line {number} " + "心" * 4000, "complete") for number in range(400)],
    )
    text = person.get(f"/sessions/{session_id}/export").text
    assert [int(number) for number in re.findall(r"^> line (\d+) ", text, re.MULTILINE)] == list(range(400))
    assert text.count("心") == 1_600_000


def _document(contents: list[str], **session: Any) -> str:
    messages = [
        Message(role="user" if number % 2 else "assistant", step="receive", content=content)
        for number, content in enumerate(contents, 1)
    ]
    return "".join(markdown_of(SolveSession(**session), messages))


@pytest.mark.parametrize("content", HOSTILE)
def test_nothing_written_breaks_the_structure_nor_is_changed(content: str) -> None:
    text = _document([content, "an answer", content], first_step_action=content)
    assert _headings(text) == ["A conversation with Solacore", "Being heard", "Your first step"]
    quote = "\n".join(f"> {line}" if line else ">" for line in re.split(r"\r\n|\r|\n", content))
    assert text.count(quote) >= 3


@settings(
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.text("#>`~-=<!*_[]():|\\ \t\n\r1.ab+/心", max_size=40), min_size=1, max_size=4))
def test_no_text_reaches_the_top_level(contents: list[str]) -> None:
    text = _document(contents)
    tokens = [token for token in MarkdownIt("commonmark").parse(text) if token.level == 0]
    kinds = [token.type for token in tokens if token.nesting >= 0]
    said = [
        kind for content in contents for kind in ("paragraph_open", *(["blockquote_open"] if content else []))
    ]
    assert kinds == ["heading_open", "paragraph_open", "heading_open", *said]


def test_a_stored_text_is_in_the_json_letter_for_letter(person: Native) -> None:
    session_id = person.start()
    text = 'quote " back \\ line\nend\r\u2028 </script> 心 😀'
    _say(session_id, [("user", "receive", text, "complete")])
    document = json.loads(person.get(f"/sessions/{session_id}/export?format=json").text)
    assert document["messages"][0]["content"] == text
