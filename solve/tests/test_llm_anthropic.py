import pytest

from solve.llm.base import FailureKind, Finish, ProviderError
from solve.tests.fakes import anthropic_wire as wire
from solve.tests.fakes.calls import DIARY, anthropic, collect
from solve.tests.fakes.vendor_server import SECRET, Exchange, Script, VendorServer

pytestmark = pytest.mark.pure


async def failure(script: Script) -> ProviderError:
    async with VendorServer([script]) as server:
        provider = anthropic(server.url)
        with pytest.raises(ProviderError) as caught:
            await collect(provider)
        await provider.aclose()
    return caught.value


async def answer(script: Script) -> tuple[list[str], Finish]:
    async with VendorServer([script]) as server:
        provider = anthropic(server.url)
        result = await collect(provider)
        await provider.aclose()
    return result


async def test_yields_the_text_and_then_the_finish_with_its_usage() -> None:
    texts, finish = await answer(wire.reply("It sounds", " heavy."))
    assert texts == ["It sounds", " heavy."]
    # What the prompt cache read (100) and wrote (20) is input too.
    assert finish == Finish("anthropic", "claude-haiku-5-5", tokens_in=129, tokens_out=15, truncated=False)


async def test_asks_for_a_stream_with_the_whole_conversation() -> None:
    async with VendorServer([wire.reply("ok")]) as server:
        provider = anthropic(server.url, options={"thinking": {"type": "disabled"}})
        await collect(provider)
        await provider.aclose()
    [received] = server.received
    assert received.path == "/v1/messages"
    assert received.headers["authorization"] == "Bearer sk-local"
    assert received.body == {
        "model": "local",
        "system": "You listen.",
        "messages": [
            {"role": "user", "content": "hello"},
            {"role": "assistant", "content": "hi"},
            {"role": "user", "content": DIARY},
        ],
        "max_tokens": 321,
        "stream": True,
        "thinking": {"type": "disabled"},
    }


async def test_the_sdk_traces_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "true")
    provider = anthropic("http://127.0.0.1")
    assert provider._clients.get().open_telemetry["traces"]["enabled"] is False
    await provider.aclose()


async def test_passes_over_thinking_and_tool_calls() -> None:
    async def script(exchange: Exchange) -> None:
        await wire.begin(exchange)
        for delta in (
            {"type": "thinking_delta", "thinking": SECRET},
            {"type": "signature_delta", "signature": SECRET},
            {"type": "input_json_delta", "partial_json": SECRET},
            {"type": "delta_of_tomorrow", "text": SECRET},
            {"type": "text_delta", "text": 7},
        ):
            await wire.event(exchange, "content_block_delta", index=1, delta=delta)
        await wire.event(exchange, "event_of_tomorrow", text=SECRET)
        await wire.text(exchange, "text")
        await wire.complete(exchange)

    texts, _ = await answer(script)
    assert texts == ["text"]


@pytest.mark.parametrize("reason", ["max_tokens", "model_context_window_exceeded"])
async def test_a_reply_at_the_limit_is_truncated(reason: str) -> None:
    texts, finish = await answer(wire.reply("It sou", reason=reason))
    assert texts == ["It sou"]
    assert finish.truncated


async def end_without_stop(exchange: Exchange) -> None:
    await wire.begin(exchange, "It sounds")
    await exchange.end()


async def end_after_the_stop_reason(exchange: Exchange) -> None:
    await wire.begin(exchange, "It sounds")
    await wire.stop_reason(exchange, "end_turn")
    await exchange.end()


async def end_without_terminating_chunk(exchange: Exchange) -> None:
    await wire.begin(exchange, "It sounds")
    exchange.writer.close()


async def reset_in_the_middle(exchange: Exchange) -> None:
    await wire.begin(exchange, "It sounds")
    await exchange.reset()


async def garbage_instead_of_json(exchange: Exchange) -> None:
    await wire.begin(exchange, "It sounds")
    await exchange.event("{" + SECRET, "content_block_delta")
    await exchange.until_client_leaves()


async def bytes_that_are_no_text(exchange: Exchange) -> None:
    await wire.begin(exchange, "It sounds")
    await exchange.send(b"event: content_block_delta\ndata: \xff\xfe\n\n")
    await exchange.until_client_leaves()


async def other_json(exchange: Exchange) -> None:
    await exchange.head()
    for data in (5, "text", [1], {}, {"type": "message_delta"}, {"type": "content_block_delta", "delta": 1}):
        await exchange.event(data, "content_block_delta")
    await exchange.end()


@pytest.mark.parametrize(
    "script",
    [
        end_without_stop,
        end_after_the_stop_reason,
        end_without_terminating_chunk,
        reset_in_the_middle,
        garbage_instead_of_json,
        bytes_that_are_no_text,
        other_json,
    ],
)
async def test_a_reply_without_its_message_stop_is_broken(script: Script) -> None:
    assert (await failure(script)).kind is FailureKind.BROKEN_STREAM


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"type": "overloaded_error", "message": SECRET}, FailureKind.UNAVAILABLE),
        ({"type": "api_error", "message": SECRET}, FailureKind.UNAVAILABLE),
        ({"type": "rate_limit_error", "message": SECRET}, FailureKind.RATE_LIMITED),
        ({"type": "timeout_error", "message": SECRET}, FailureKind.TIMEOUT),
        ({"type": "invalid_request_error", "message": SECRET}, FailureKind.BAD_REQUEST),
        ({"type": {"a": 1}}, FailureKind.UNAVAILABLE),
        (SECRET, FailureKind.UNAVAILABLE),
    ],
)
async def test_an_error_within_the_stream_has_its_kind(error: object, kind: FailureKind) -> None:
    async def script(exchange: Exchange) -> None:
        await wire.begin(exchange, "It sounds")
        await wire.event(exchange, "error", error=error)
        await exchange.end()

    assert (await failure(script)).kind is kind


async def test_an_error_that_is_no_json_is_still_one() -> None:
    async def script(exchange: Exchange) -> None:
        await wire.begin(exchange, "It sounds")
        await exchange.event(SECRET, "error")
        await exchange.end()

    assert (await failure(script)).kind is FailureKind.UNAVAILABLE


async def test_a_refusal_is_no_reply() -> None:
    assert (await failure(wire.reply("It", reason="refusal"))).kind is FailureKind.REFUSED


async def test_connections_are_reused() -> None:
    async with VendorServer([wire.reply("ok")]) as server:
        provider = anthropic(server.url)
        for _ in range(3):
            await collect(provider)
        await provider.aclose()
    assert len(server.received) == 3
    assert server.connections == 1
