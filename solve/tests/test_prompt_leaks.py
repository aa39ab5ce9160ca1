"""A model that repeats all that it is told: none of it reaches a client, a stored reply or an export."""

import json

import pytest

from solacore.testing.clients import Native, text_of
from solve.tests.disguises import DISGUISES, Disguise, longest_shared_piece
from solve.tests.fakes import openai_wire
from solve.tests.fakes.vendor_server import Exchange, Script
from solve.tests.vendor import StartVendor

SAID = {
    "en": "I had a fight with my sister about the house.",
    "es": "He discutido con mi hermana por la casa.",
    "zh": "我和妹妹因为房子吵架了。",
}
# Those that leave a text readable as it stands; solve/tests/test_reply_guard.py has all.
FORMS: dict[str, Disguise] = {
    "as it is": str,
    "code block": lambda text: f"```\n{text}\n```",
    **{name: DISGUISES[name] for name in ("zero width", "emphasis and quotation", "one word a line", "JSON")},
}


def repeats(form: Disguise, *, size: int) -> Script:
    async def script(exchange: Exchange) -> None:
        messages = exchange.received.body["messages"]
        told = form("\n".join(f"{message['role']}: {message['content']}" for message in messages))
        await openai_wire.begin(
            exchange, *(told[start : start + size] for start in range(0, len(told), size))
        )
        await openai_wire.complete(exchange)

    return script


def as_read(text: str) -> str:
    """A text as somebody who looks for a leak reads it."""
    return " ".join(text.replace("\\n", " ").replace("\u200b", "").casefold().split())


@pytest.mark.parametrize("locale", SAID)
@pytest.mark.parametrize("form", FORMS)
def test_nothing_of_the_system_prompt_gets_out(
    person: Native, vendor: StartVendor, form: str, locale: str
) -> None:
    server = vendor(repeats(FORMS[form], size=7))
    session_id = person.start(locale=locale)
    events = person.send(session_id, SAID[locale])
    prompt = as_read(server.received[-1].body["messages"][0]["content"])
    message_id = events[0].data["message_id"]
    everywhere = [
        text_of(events),
        json.dumps([event.data for event in events], ensure_ascii=False),
        *(
            person.get(path).text
            for path in (
                f"/sessions/{session_id}/messages/{message_id}/stream",
                f"/sessions/{session_id}/messages",
                f"/sessions/{session_id}/export?format=markdown",
                f"/sessions/{session_id}/export?format=json",
                "/account/export",
            )
        ),
    ]
    assert max(longest_shared_piece(as_read(text), prompt) for text in everywhere) < 60
    assert events[-1].data["next_step"] == "receive"
    assert "resources" not in events[-1].data
    assert not any("STEP_DONE" in text or "SAFETY_FIRST" in text for text in everywhere)


def test_half_in_this_reply_and_half_in_the_next_is_nothing_either(
    person: Native, vendor: StartVendor
) -> None:
    first, second = (
        repeats(lambda text: text[: len(text) // 2], size=9),
        repeats(lambda text: text[len(text) // 2 :], size=9),
    )
    server = vendor(first, second)
    session_id = person.start()
    for line in ("I had a fight with my sister.", "It was about the house."):
        person.send(session_id, line)
    prompt = as_read(server.received[0].body["messages"][0]["content"])
    replies = [one["content"] for one in person.messages(session_id) if one["role"] == "assistant"]
    assert longest_shared_piece(as_read("".join(replies)), prompt) < 60
