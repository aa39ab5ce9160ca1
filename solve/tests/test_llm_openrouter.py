import pytest

from solve.llm.base import FailureKind, ProviderError
from solve.llm.openrouter_provider import OpenRouterProvider
from solve.tests.fakes import openai_wire as wire
from solve.tests.fakes.calls import TIMEOUTS, collect
from solve.tests.fakes.vendor_server import SECRET, Exchange, VendorServer

pytestmark = pytest.mark.pure


def openrouter(url: str, app_name: str = "", referer: str = "") -> OpenRouterProvider:
    return OpenRouterProvider(
        api_key="sk-or",
        base_url=f"{url}/api/v1",
        model="openai/gpt-5",
        timeouts=TIMEOUTS,
        app_name=app_name,
        referer=referer,
    )


async def test_says_who_asks() -> None:
    async with VendorServer([wire.reply("ok")]) as server:
        provider = openrouter(server.url, app_name="Solacore", referer="https://solacore.example")
        _, finish = await collect(provider)
        await provider.aclose()
    [received] = server.received
    assert finish.provider == "openrouter"
    assert received.path == "/api/v1/chat/completions"
    assert received.headers["authorization"] == "Bearer sk-or"
    assert received.headers["x-title"] == "Solacore"
    assert received.headers["http-referer"] == "https://solacore.example"
    assert received.body["max_tokens"] == 321
    assert "max_completion_tokens" not in received.body


async def test_says_nothing_of_who_asks_where_nothing_is_set() -> None:
    async with VendorServer([wire.reply("ok")]) as server:
        provider = openrouter(server.url)
        await collect(provider)
        await provider.aclose()
    assert not {"x-title", "http-referer"} & server.received[0].headers.keys()


async def test_comments_while_it_waits_are_no_text() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.head()
        for _ in range(3):
            await exchange.send(b": OPENROUTER PROCESSING\n\n")
        await exchange.event(wire.chunk({"content": "ok"}))
        await exchange.event(wire.chunk({"content": ""}, "stop", native_finish_reason="end_turn"))
        await exchange.event(wire.chunk({"content": ""}, usage=wire.usage(5, 6) | {"cost": 0.0001}))
        await exchange.event("[DONE]")
        await exchange.end()

    async with VendorServer([script]) as server:
        provider = openrouter(server.url)
        texts, finish = await collect(provider)
        await provider.aclose()
    assert texts == ["ok"]
    assert (finish.tokens_in, finish.tokens_out) == (5, 6)


async def test_an_upstream_failure_in_the_middle_is_a_failure() -> None:
    async def script(exchange: Exchange) -> None:
        await wire.begin(exchange, "It sounds")
        error = {"code": "server_error", "message": SECRET}
        await exchange.event(wire.chunk({"content": ""}, "error", error=error, provider="some"))
        await exchange.end()

    async with VendorServer([script]) as server:
        provider = openrouter(server.url)
        with pytest.raises(ProviderError) as caught:
            await collect(provider)
        await provider.aclose()
    assert caught.value.kind is FailureKind.UNAVAILABLE
    assert caught.value.provider == "openrouter"
