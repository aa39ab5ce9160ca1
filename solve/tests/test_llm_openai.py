import pytest

from solve.llm import openai_provider
from solve.llm.base import FailureKind, Finish, ProviderError
from solve.llm.openai_provider import _max_tokens_field
from solve.tests.fakes import openai_wire as wire
from solve.tests.fakes.calls import DIARY, collect, openai
from solve.tests.fakes.vendor_server import SECRET, Exchange, Script, VendorServer

pytestmark = pytest.mark.pure


async def failure(script: Script) -> ProviderError:
    async with VendorServer([script]) as server:
        provider = openai(server.url)
        with pytest.raises(ProviderError) as caught:
            await collect(provider)
        await provider.aclose()
    return caught.value


async def answer(script: Script) -> tuple[list[str], Finish]:
    async with VendorServer([script]) as server:
        provider = openai(server.url)
        result = await collect(provider)
        await provider.aclose()
    return result


async def test_yields_the_text_and_then_the_finish_with_its_usage() -> None:
    texts, finish = await answer(wire.reply("It sounds", " heavy."))
    assert texts == ["It sounds", " heavy."]
    assert finish == Finish("openai", "local-2024-07-18", tokens_in=9, tokens_out=2, truncated=False)


async def test_asks_for_a_stream_with_the_whole_conversation() -> None:
    async with VendorServer([wire.reply("ok")]) as server:
        provider = openai(server.url, headers={"X-Mine": "yes"}, options={"reasoning_effort": "none"})
        await collect(provider)
        await provider.aclose()
    [received] = server.received
    assert received.path == "/v1/chat/completions"
    assert received.headers["authorization"] == "Bearer sk-local"
    assert received.headers["x-mine"] == "yes"
    assert received.body == {
        "model": "local",
        "messages": [
            {"role": "system", "content": "You listen."},
            {"role": "user", "content": "hello"},
            {"role": "assistant", "content": "hi"},
            {"role": "user", "content": DIARY},
        ],
        "max_tokens": 321,
        "stream": True,
        "stream_options": {"include_usage": True},
        "reasoning_effort": "none",
    }


@pytest.mark.parametrize(
    ("base_url", "model", "field"),
    [
        ("https://api.openai.com/v1", "gpt-4o-mini", "max_completion_tokens"),
        ("https://eu.api.openai.com/v1", "anything", "max_completion_tokens"),
        ("http://127.0.0.1:8000/v1", "gpt-5-mini", "max_completion_tokens"),
        ("http://127.0.0.1:8000/v1", "o3", "max_completion_tokens"),
        ("http://127.0.0.1:8000/v1", "llama-3", "max_tokens"),
        ("http://127.0.0.1:8000/v1", "olmo-2", "max_tokens"),
        ("http://127.0.0.1:8000/v1", "gpt-4o-mini", "max_tokens"),
        ("https://openrouter.ai/api/v1", "openai/gpt-5", "max_tokens"),
        ("https://api.openai.com.example.org/v1", "llama-3", "max_tokens"),
    ],
)
def test_names_the_limit_as_the_server_knows_it(base_url: str, model: str, field: str) -> None:
    assert _max_tokens_field(base_url, model) == field


async def test_no_other_key_of_the_environment_goes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-admin")
    async with VendorServer([wire.reply("ok")]) as server:
        provider = openai(server.url)
        await collect(provider)
        await provider.aclose()
    assert server.received[0].headers["authorization"] == "Bearer sk-local"


async def test_passes_over_reasoning_tool_calls_and_empty_pieces() -> None:
    async def script(exchange: Exchange) -> None:
        await wire.begin(exchange)
        await exchange.event(wire.chunk({"content": None}))
        await exchange.event(wire.chunk({"reasoning_content": SECRET}))
        await exchange.event(wire.chunk({"reasoning": SECRET, "content": ""}))
        await exchange.event(wire.chunk({"tool_calls": [{"index": 0, "function": {"name": SECRET}}]}))
        await exchange.send(b": keep-alive\n\n")
        await exchange.event(wire.chunk({"content": "text"}))
        await wire.complete(exchange)

    texts, _ = await answer(script)
    assert texts == ["text"]


async def test_a_reply_at_the_limit_is_truncated() -> None:
    texts, finish = await answer(wire.reply("It sou", finish="length"))
    assert texts == ["It sou"]
    assert finish.truncated


async def test_text_in_the_event_of_the_finish_counts() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.event(wire.chunk({"content": "all"}, "stop", usage=wire.usage(3, 4)))
        await exchange.event("[DONE]")
        await exchange.end()

    texts, finish = await answer(script)
    assert texts == ["all"]
    assert (finish.tokens_in, finish.tokens_out) == (3, 4)


async def finish_then_end(exchange: Exchange) -> None:
    await wire.begin(exchange, "text")
    await exchange.event(wire.chunk({}, "stop"))
    await exchange.end()


async def finish_then_reset(exchange: Exchange) -> None:
    await wire.begin(exchange, "text")
    await exchange.event(wire.chunk({}, "stop"))
    await exchange.reset()


async def finish_then_silence(exchange: Exchange) -> None:
    await wire.begin(exchange, "text")
    await exchange.event(wire.chunk({}, "stop"))
    await exchange.until_client_leaves()


async def finish_then_nonsense_usage(exchange: Exchange) -> None:
    await wire.begin(exchange, "text")
    await exchange.event(wire.chunk({}, "stop"))
    await exchange.event(wire.chunk({}, choices=[], usage={"prompt_tokens": "many", "completion_tokens": -1}))
    await exchange.event("[DONE]")
    await exchange.end()


@pytest.mark.parametrize(
    "script", [finish_then_end, finish_then_reset, finish_then_silence, finish_then_nonsense_usage]
)
async def test_a_finished_reply_is_complete_without_its_usage(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openai_provider, "USAGE_SECONDS", 0.2)
    texts, finish = await answer(script)
    assert texts == ["text"]
    assert (finish.tokens_in, finish.tokens_out) == (None, None)


async def end_without_finish(exchange: Exchange) -> None:
    await wire.begin(exchange, "It sounds")
    await exchange.end()


async def done_without_finish(exchange: Exchange) -> None:
    await wire.begin(exchange, "It sounds")
    await exchange.event("[DONE]")
    await exchange.end()


async def end_without_terminating_chunk(exchange: Exchange) -> None:
    await wire.begin(exchange, "It sounds")
    exchange.writer.close()


async def end_of_an_unframed_body(exchange: Exchange) -> None:
    await exchange.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
    await exchange.raw(b'data: {"choices":[{"index":0,"delta":{"content":"It"},"finish_reason":null}]}\n\n')
    exchange.writer.close()


async def reset_in_the_middle(exchange: Exchange) -> None:
    await wire.begin(exchange, "It sounds")
    await exchange.reset()


async def garbage_instead_of_json(exchange: Exchange) -> None:
    await wire.begin(exchange, "It sounds")
    await exchange.event("{" + SECRET)
    await exchange.until_client_leaves()


async def bytes_that_are_no_text(exchange: Exchange) -> None:
    await wire.begin(exchange, "It sounds")
    await exchange.send(b"data: \xff\xfe\n\n")
    await exchange.until_client_leaves()


async def json_too_deep(exchange: Exchange) -> None:
    await wire.begin(exchange, "It sounds")
    await exchange.event("[" * 100_000)
    await exchange.until_client_leaves()


async def other_json(exchange: Exchange) -> None:
    await exchange.head()
    for data in (5, "text", [1], {}, {"choices": None}, {"choices": "x"}, {"choices": [None, 3]}, None):
        await exchange.event("null" if data is None else data)
    await exchange.end()


async def content_of_other_types(exchange: Exchange) -> None:
    await exchange.head()
    for delta in ({"content": [1]}, {"content": {"a": 1}}, {"content": 7}, None, "text"):
        await exchange.event(wire.chunk(delta))
    await exchange.event(wire.chunk({}, choices=[{"delta": {}, "finish_reason": 3}]))
    await exchange.end()


@pytest.mark.parametrize(
    "script",
    [
        end_without_finish,
        done_without_finish,
        end_without_terminating_chunk,
        end_of_an_unframed_body,
        reset_in_the_middle,
        garbage_instead_of_json,
        bytes_that_are_no_text,
        json_too_deep,
        other_json,
        content_of_other_types,
    ],
)
async def test_a_reply_without_its_finish_is_broken(script: Script) -> None:
    assert (await failure(script)).kind is FailureKind.BROKEN_STREAM


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"message": SECRET, "type": "server_error", "code": None}, FailureKind.UNAVAILABLE),
        ({"message": SECRET, "type": "x", "code": "rate_limit_exceeded"}, FailureKind.RATE_LIMITED),
        ({"message": SECRET, "code": 429}, FailureKind.RATE_LIMITED),
        ({"message": SECRET, "code": 502}, FailureKind.UNAVAILABLE),
        ({"message": SECRET, "code": "content_filter", "type": "invalid_request_error"}, FailureKind.REFUSED),
        ({"message": SECRET, "type": "invalid_request_error", "code": "new"}, FailureKind.BAD_REQUEST),
        ({"message": {"a": SECRET}, "type": {"a": 1}, "code": [2]}, FailureKind.UNAVAILABLE),
        (SECRET, FailureKind.UNAVAILABLE),
    ],
)
async def test_an_error_within_the_stream_has_its_kind(error: object, kind: FailureKind) -> None:
    async def script(exchange: Exchange) -> None:
        await wire.begin(exchange, "It sounds")
        await exchange.event({"error": error})
        await exchange.end()

    assert (await failure(script)).kind is kind


@pytest.mark.parametrize(
    ("finish", "kind"), [("content_filter", FailureKind.REFUSED), ("error", FailureKind.UNAVAILABLE)]
)
async def test_a_finish_that_is_no_good_end_is_a_failure(finish: str, kind: FailureKind) -> None:
    assert (await failure(wire.reply("It sounds", finish=finish))).kind is kind


async def test_a_refusal_is_no_reply() -> None:
    async def script(exchange: Exchange) -> None:
        await wire.begin(exchange)
        await exchange.event(wire.chunk({"refusal": SECRET}))
        await wire.complete(exchange)

    assert (await failure(script)).kind is FailureKind.REFUSED


async def test_connections_are_reused() -> None:
    async with VendorServer([wire.reply("ok")]) as server:
        provider = openai(server.url)
        for _ in range(3):
            await collect(provider)
        await provider.aclose()
    assert len(server.received) == 3
    assert server.connections == 1


async def test_a_model_name_that_is_none_is_not_passed_on() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.event(wire.chunk({"content": "ok"}, "stop", model=f"{SECRET} said so"))
        await exchange.end()

    _, finish = await answer(script)
    assert finish.model == "local"
