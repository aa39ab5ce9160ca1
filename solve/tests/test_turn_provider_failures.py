"""Whatever a provider does, a turn ends in the right event, and the next message is answered."""

import asyncio
from collections.abc import Callable
from types import ModuleType

import pytest
from pytest_django import Settings

from solacore.testing.clients import Native, text_of
from solacore.testing.served import free_port
from solacore.testing.server import run_in_server
from solve.llm.breaker import FAILURES_TO_OPEN
from solve.llm.registry import provider
from solve.tests.fakes import anthropic_wire, openai_wire
from solve.tests.fakes.vendor_server import SECRET, Exchange, Script
from solve.tests.vendor import StartVendor

WORDS = ["It ", "sounds ", "heavy."]
FIRST = "I carry this alone."
AGAIN = "Once more, please."
MEGABYTE = 1_000_000
# Of limits of half a second each, with a second attempt.
PATIENCE = 5.0

Failure = Callable[[Exchange, ModuleType], object]


async def too_many(exchange: Exchange, _: ModuleType) -> None:
    await exchange.error(429, {"error": {"message": SECRET}}, retry_after="30")


async def fails(exchange: Exchange, _: ModuleType) -> None:
    await exchange.error(500, {"error": {"message": SECRET}})


async def never_answers(exchange: Exchange, _: ModuleType) -> None:
    await exchange.until_client_leaves()


async def stalls(exchange: Exchange, wire: ModuleType) -> None:
    await wire.begin(exchange, *WORDS[:2])
    await exchange.until_client_leaves()


async def resets(exchange: Exchange, wire: ModuleType) -> None:
    await wire.begin(exchange, *WORDS[:2])
    await asyncio.sleep(0.1)
    await exchange.reset()


async def ends_without_a_finish(exchange: Exchange, wire: ModuleType) -> None:
    await wire.begin(exchange, *WORDS[:2])
    await exchange.end()


async def garbage(exchange: Exchange, _: ModuleType) -> None:
    await exchange.head()
    await exchange.send(b"data: <html>" + SECRET.encode() + b"\xff\n\n")
    await exchange.end()


async def ten_megabytes_at_once(exchange: Exchange, wire: ModuleType) -> None:
    await exchange.head()
    for _ in range(10):
        await exchange.send(b"data: " + b"x" * MEGABYTE)
    await exchange.end()


async def ten_megabytes(exchange: Exchange, wire: ModuleType) -> None:
    await wire.begin(exchange)
    for _ in range(10 * MEGABYTE // 5_000):
        await wire.text(exchange, "word " * 1_000)
    await wire.complete(exchange)


def _answering(failure: Failure, wire: ModuleType) -> Script:
    async def script(exchange: Exchange) -> None:
        if exchange.received.body["messages"][-1]["content"].startswith(AGAIN):
            await wire.reply(*WORDS)(exchange)
        else:
            await failure(exchange, wire)  # type: ignore[misc]  # each is a coroutine function

    return script


@pytest.fixture(params=["openai", "anthropic", "openrouter"])
def wire(request: pytest.FixtureRequest, settings: Settings) -> ModuleType:
    """How the provider of this test speaks; limits are short."""
    settings.LLM_TIMEOUT = settings.LLM_CONNECT_TIMEOUT = 0.5
    settings.LLM_TOTAL_TIMEOUT = 10.0
    settings.ANTHROPIC_API_KEY = settings.OPENROUTER_API_KEY = "sk-local"
    settings.SOLACORE_TEST_PROVIDER = request.param
    return anthropic_wire if request.param == "anthropic" else openai_wire


def _use(settings: Settings, url: str) -> None:
    settings.ANTHROPIC_BASE_URL = url
    settings.OPENROUTER_BASE_URL = f"{url}/v1"
    settings.LLM_PROVIDER = settings.SOLACORE_TEST_PROVIDER


@pytest.mark.parametrize(
    ("failure", "seen"),
    [
        (too_many, ""),
        (fails, ""),
        (never_answers, ""),
        (garbage, ""),
        (ten_megabytes_at_once, ""),
        (stalls, "It sounds "),
        (resets, "It sounds "),
        (ends_without_a_finish, "It sounds "),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_a_failure_is_an_error_in_time_and_the_next_message_is_answered(
    person: Native, vendor: StartVendor, settings: Settings, wire: ModuleType, failure: Failure, seen: str
) -> None:
    _use(settings, vendor(_answering(failure, wire)).url)
    session_id = person.start()
    person.http.timeout = PATIENCE
    events = person.send(session_id, FIRST)
    assert [event.name for event in events if event.name != "token"] == ["start", "error"]
    assert text_of(events) == seen
    assert (events[-1].data["error"], events[-1].data["next_step"]) == ("STREAM_ERROR", "receive")
    assert SECRET not in str(events)
    stored = person.messages(session_id)
    assert (stored[1]["status"], stored[1]["content"]) == ("failed", seen)
    assert text_of(person.send(session_id, AGAIN)) == "".join(WORDS)


def test_a_reply_of_ten_megabytes_is_cut(
    person: Native, vendor: StartVendor, settings: Settings, wire: ModuleType
) -> None:
    _use(settings, vendor(_answering(ten_megabytes, wire)).url)
    session_id = person.start()
    assert person.send(session_id, FIRST)[-1].name == "done"
    assert len(person.messages(session_id)[1]["content"]) < settings.REPLY_MAX_CHARACTERS + 10_000
    assert text_of(person.send(session_id, AGAIN)) == "".join(WORDS)


def test_a_refused_connection_is_an_error(
    person: Native, server: str, settings: Settings, wire: ModuleType
) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    settings.OPENAI_API_KEY = "sk-local"
    settings.OPENAI_BASE_URL = nobody
    _use(settings, nobody)
    session_id = person.start()
    try:
        assert person.send(session_id, FIRST)[-1].name == "error"
    finally:
        run_in_server(server, provider().aclose())
    settings.LLM_PROVIDER = "guide"
    assert person.send(session_id, AGAIN)[-1].name == "done"


def test_the_fallback_answers_also_when_the_provider_counts_as_down(
    person: Native, vendor: StartVendor, settings: Settings, wire: ModuleType, quick_guide: None
) -> None:
    _use(settings, vendor(_answering(fails, wire)).url)
    settings.LLM_FALLBACK_PROVIDER = "guide"
    for number in range(FAILURES_TO_OPEN + 1):
        assert person.send(person.start(), f"{FIRST} ({number})")[-1].name == "done"
