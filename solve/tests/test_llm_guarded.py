import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from solve.llm import breaker, guarded
from solve.llm.base import FailureKind, Finish, ModelRequest, Provider, ProviderError
from solve.llm.breaker import FAILURES_TO_OPEN
from solve.llm.call import CallRecord
from solve.llm.guarded import GuardedProvider
from solve.llm.timeouts import Timeouts
from solve.tests.fakes import anthropic_wire, openai_wire
from solve.tests.fakes.calls import REQUEST, TIMEOUTS, anthropic, collect, openai
from solve.tests.fakes.openai_wire import reply
from solve.tests.fakes.vendor_server import Exchange, Script, VendorServer

pytestmark = pytest.mark.pure


@pytest.fixture(autouse=True)
def no_back_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "BACK_OFF", (0.0, 0.0))


class Guarded(GuardedProvider):
    """A guarded provider that remembers its calls."""

    def __init__(self, primary: Provider, fallback: Provider | None, timeouts: Timeouts) -> None:
        self.calls: list[CallRecord] = []
        super().__init__(primary, fallback=fallback, timeouts=timeouts, on_call=self.calls.append)

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        return [(call.provider, call.outcome) for call in self.calls]


@pytest.fixture
async def servers() -> AsyncIterator["Servers"]:
    servers = Servers()
    yield servers
    await servers.aclose()


class Servers:
    """A primary that speaks OpenAI's protocol and a fallback that speaks Anthropic's."""

    def __init__(self) -> None:
        self._opened: list[VendorServer | GuardedProvider] = []

    async def guard(
        self, *scripts: Script, fallback: Script | None = None, timeouts: Timeouts = TIMEOUTS
    ) -> tuple[Guarded, VendorServer]:
        server = await self._start(list(scripts))
        # The read timeout of the connection stays out of the way of what is tested here.
        primary = openai(server.url, timeouts=replace(timeouts, connect=5.0, first_token=20.0))
        second = None if fallback is None else anthropic((await self._start([fallback])).url)
        provider = Guarded(primary, second, timeouts)
        self._opened.append(provider)
        return provider, server

    async def _start(self, scripts: list[Script]) -> VendorServer:
        server = await VendorServer(scripts).__aenter__()
        self._opened.append(server)
        return server

    async def aclose(self) -> None:
        for one in reversed(self._opened):
            if isinstance(one, VendorServer):
                await one.__aexit__(None, None, None)
            else:
                await one.aclose()


async def fails(provider: GuardedProvider) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await collect(provider)
    return caught.value


async def breaks_off(provider: GuardedProvider) -> tuple[list[str | Finish], ProviderError]:
    """What came before the failure, and the failure."""
    parts = []
    try:
        async for part in provider.stream(REQUEST):
            parts.append(part)  # noqa: PERF401
    except ProviderError as error:
        return parts, error
    pytest.fail("The reply was complete.")


async def unavailable(exchange: Exchange) -> None:
    await exchange.error(500, {})


async def unauthorized(exchange: Exchange) -> None:
    await exchange.error(401, {})


async def bad_request(exchange: Exchange) -> None:
    await exchange.error(400, {})


async def silent(exchange: Exchange) -> None:
    await exchange.head()
    await exchange.until_client_leaves()


async def only_comments(exchange: Exchange) -> None:
    await exchange.head()
    while True:
        await exchange.send(b": wait\n\n")
        await asyncio.sleep(0.02)


async def only_reasoning(exchange: Exchange) -> None:
    await exchange.head()
    while True:
        await exchange.event(openai_wire.chunk({"reasoning_content": "hm"}))
        await asyncio.sleep(0.02)


async def stalls(exchange: Exchange) -> None:
    await openai_wire.begin(exchange, "It sounds")
    await exchange.until_client_leaves()


async def stalls_behind_comments(exchange: Exchange) -> None:
    await openai_wire.begin(exchange, "It sounds")
    while True:
        await exchange.send(b": wait\n\n")
        await asyncio.sleep(0.02)


async def breaks(exchange: Exchange) -> None:
    await openai_wire.begin(exchange, "It sounds")
    await exchange.end()


async def breaks_at_once(exchange: Exchange) -> None:
    await openai_wire.begin(exchange)
    await exchange.end()


async def never_ends(exchange: Exchange) -> None:
    await openai_wire.begin(exchange)
    while True:
        await openai_wire.text(exchange, "and ")
        await asyncio.sleep(0.02)


def rate_limited(seconds: str) -> Script:
    async def script(exchange: Exchange) -> None:
        await exchange.error(429, {}, retry_after=seconds)

    return script


backup = anthropic_wire.reply("I am here.")


async def test_passes_the_reply_through(servers: Servers) -> None:
    provider, _ = await servers.guard(reply("It sounds", " heavy."))
    texts, finish = await collect(provider)
    assert provider.name == "openai"
    assert texts == ["It sounds", " heavy."]
    assert finish == Finish("openai", "local-2024-07-18", 9, 2)
    [call] = provider.calls
    assert (call.outcome, call.model, call.tokens_in, call.tokens_out) == ("ok", "local-2024-07-18", 9, 2)
    assert call.first_token is not None
    assert 0 < call.first_token <= call.seconds


@pytest.mark.parametrize("first", [unavailable, breaks_at_once, rate_limited("0"), reply()])
async def test_tries_again_before_the_first_token(servers: Servers, first: Script) -> None:
    provider, server = await servers.guard(first, reply("ok"))
    texts, _ = await collect(provider)
    assert texts == ["ok"]
    assert len(server.received) == 2
    assert [call.outcome for call in provider.calls][1] == "ok"


async def test_tries_twice_at_most(servers: Servers) -> None:
    provider, server = await servers.guard(unavailable)
    assert (await fails(provider)).kind is FailureKind.UNAVAILABLE
    assert len(server.received) == 2
    assert provider.outcomes == [("openai", "unavailable")] * 2


@pytest.mark.parametrize("script", [bad_request, unauthorized, reply(finish="content_filter")])
async def test_does_not_repeat_what_would_fail_again(servers: Servers, script: Script) -> None:
    provider, server = await servers.guard(script)
    await fails(provider)
    assert len(server.received) == 1


async def test_does_not_wait_long_to_be_let_in(servers: Servers) -> None:
    provider, server = await servers.guard(rate_limited("4"))
    error = await fails(provider)
    assert (error.kind, error.retry_after) == (FailureKind.RATE_LIMITED, 4.0)
    assert len(server.received) == 1


async def test_waits_as_long_as_it_is_asked_to(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    sleep = asyncio.sleep

    async def record(seconds: float) -> None:
        waits.append(seconds)
        await sleep(0)

    provider, server = await servers.guard(rate_limited("2"), reply("ok"))
    monkeypatch.setattr("solve.llm.guarded.asyncio.sleep", record)
    await collect(provider)
    assert 2.0 in waits
    assert len(server.received) == 2


async def test_does_not_wait_beyond_the_limit_of_the_first_token(servers: Servers) -> None:
    provider, server = await servers.guard(rate_limited("2"), timeouts=replace(TIMEOUTS, first_token=1.0))
    assert (await fails(provider)).kind is FailureKind.RATE_LIMITED
    assert len(server.received) == 1


@pytest.mark.parametrize("script", [silent, only_comments, only_reasoning])
async def test_the_first_token_has_a_limit(servers: Servers, script: Script) -> None:
    provider, server = await servers.guard(script, timeouts=replace(TIMEOUTS, first_token=0.2))
    assert (await fails(provider)).kind is FailureKind.TIMEOUT
    assert len(server.received) == 1
    async with asyncio.timeout(5):
        await server.all_closed()


@pytest.mark.parametrize("script", [stalls, stalls_behind_comments])
async def test_each_further_token_has_a_limit(servers: Servers, script: Script) -> None:
    provider, server = await servers.guard(script, timeouts=replace(TIMEOUTS, between_tokens=0.2))
    assert (await fails(provider)).kind is FailureKind.TIMEOUT
    async with asyncio.timeout(5):
        await server.all_closed()


async def test_the_whole_has_a_limit(servers: Servers) -> None:
    provider, server = await servers.guard(never_ends, timeouts=replace(TIMEOUTS, whole=0.3))
    parts, error = await breaks_off(provider)
    assert parts
    assert error.kind is FailureKind.TIMEOUT
    async with asyncio.timeout(5):
        await server.all_closed()


async def test_a_slow_caller_does_not_use_up_the_limit_between_tokens(servers: Servers) -> None:
    provider, _ = await servers.guard(
        reply("one", "two", "three"), timeouts=replace(TIMEOUTS, between_tokens=0.2)
    )
    texts = []
    async for part in provider.stream(REQUEST):
        texts.append(part)
        await asyncio.sleep(0.25)
    assert texts[:-1] == ["one", "two", "three"]


async def test_a_finished_reply_is_no_timeout_when_its_usage_does_not_come(servers: Servers) -> None:
    async def script(exchange: Exchange) -> None:
        await openai_wire.begin(exchange, "text")
        await exchange.event(openai_wire.chunk({}, "stop"))
        await exchange.until_client_leaves()

    provider, _ = await servers.guard(script, timeouts=replace(TIMEOUTS, between_tokens=0.3))
    texts, finish = await collect(provider)
    assert texts == ["text"]
    assert finish.tokens_out is None


@pytest.mark.parametrize("script", [breaks, stalls])
async def test_after_the_first_token_a_failure_is_final(servers: Servers, script: Script) -> None:
    provider, server = await servers.guard(
        script, reply("ok"), fallback=backup, timeouts=replace(TIMEOUTS, between_tokens=0.2)
    )
    parts, _ = await breaks_off(provider)
    assert parts == ["It sounds"]
    assert len(server.received) == 1
    assert [call.provider for call in provider.calls] == ["openai"]


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        (unavailable, "unavailable"),
        (unauthorized, "unauthorized"),
        (bad_request, "bad_request"),
        (rate_limited("60"), "rate_limited"),
        (silent, "timeout"),
        (breaks_at_once, "broken_stream"),
        (reply(), "broken_stream"),
        (reply(finish="content_filter"), "refused"),
    ],
)
async def test_the_fallback_answers_when_the_primary_does_not(
    servers: Servers, script: Script, outcome: str
) -> None:
    provider, _ = await servers.guard(script, fallback=backup, timeouts=replace(TIMEOUTS, first_token=0.5))
    texts, finish = await collect(provider)
    assert texts == ["I am here."]
    assert finish.provider == "anthropic"
    assert provider.outcomes[0] == ("openai", outcome)
    assert provider.outcomes[-1] == ("anthropic", "ok")


async def test_when_both_fail_the_last_failure_counts(servers: Servers) -> None:
    provider, _ = await servers.guard(unauthorized, fallback=unavailable)
    error = await fails(provider)
    assert (error.provider, error.kind) == ("anthropic", FailureKind.UNAVAILABLE)
    assert error.__context__ is None


async def open_breaker(provider: GuardedProvider) -> None:
    for _ in range(FAILURES_TO_OPEN):
        await fails(provider)


async def test_a_provider_that_is_down_is_left_alone(servers: Servers) -> None:
    provider, server = await servers.guard(unavailable)
    await open_breaker(provider)
    asked = len(server.received)
    error = await fails(provider)
    assert error.kind is FailureKind.UNAVAILABLE
    assert error.retry_after is not None
    assert 0 < error.retry_after <= 10
    assert len(server.received) == asked
    assert provider.outcomes[-1] == ("openai", "breaker_open")


async def test_the_fallback_answers_at_once_while_the_primary_is_down(servers: Servers) -> None:
    provider, server = await servers.guard(unavailable, fallback=backup)
    for _ in range(FAILURES_TO_OPEN):
        await collect(provider)
    asked = len(server.received)
    assert (await collect(provider))[0] == ["I am here."]
    assert len(server.received) == asked
    assert provider.outcomes[-2:] == [("openai", "breaker_open"), ("anthropic", "ok")]


async def test_a_provider_that_came_back_is_used_again(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider, _ = await servers.guard(*[unavailable] * (2 * FAILURES_TO_OPEN), reply("back"))
    await open_breaker(provider)
    monkeypatch.setattr(breaker, "OPEN_SECONDS", 0.0)
    for _ in range(2):
        assert (await collect(provider))[0] == ["back"]


async def test_a_probe_that_the_caller_abandons_makes_way_for_the_next(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider, server = await servers.guard(*[unavailable] * (2 * FAILURES_TO_OPEN), silent, reply("back"))
    await open_breaker(provider)
    monkeypatch.setattr(breaker, "OPEN_SECONDS", 0.0)
    probe = asyncio.create_task(collect(provider))
    while len(server.received) == 2 * FAILURES_TO_OPEN:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    monkeypatch.setattr(breaker, "OPEN_SECONDS", 3600.0)
    assert (await fails(provider)).kind is FailureKind.UNAVAILABLE, "one probe at a time"
    probe.cancel()
    with pytest.raises(asyncio.CancelledError):
        await probe
    monkeypatch.setattr(breaker, "OPEN_SECONDS", 0.0)
    assert (await collect(provider))[0] == ["back"]


@pytest.mark.parametrize("script", [bad_request, reply(finish="content_filter")])
async def test_a_no_to_one_request_does_not_make_the_provider_count_as_down(
    servers: Servers, script: Script
) -> None:
    provider, server = await servers.guard(*[script] * (FAILURES_TO_OPEN + 1), reply("ok"))
    for _ in range(FAILURES_TO_OPEN + 1):
        await fails(provider)
    assert (await collect(provider))[0] == ["ok"]
    assert len(server.received) == FAILURES_TO_OPEN + 2


async def test_a_caller_who_leaves_closes_the_connection_and_is_recorded(servers: Servers) -> None:
    provider, server = await servers.guard(never_ends)
    parts = provider.stream(REQUEST)
    assert await anext(parts) == "and "
    await parts.aclose()
    async with asyncio.timeout(5):
        await server.all_closed()
    [call] = provider.calls
    assert (call.outcome, call.model) == ("cancelled", None)


async def test_closing_does_not_wait_for_the_garbage_collector(servers: Servers) -> None:
    _, server = await servers.guard(never_ends)
    inner = openai(server.url)
    parts_of_inner = inner.stream(REQUEST)

    class Keeps:
        name = "keeps"

        def stream(self, request: ModelRequest) -> AsyncIterator[str | Finish]:
            return parts_of_inner

    parts = Guarded(Keeps(), None, TIMEOUTS).stream(REQUEST)
    await anext(parts)
    await parts.aclose()
    assert await anext(parts_of_inner, None) is None
    await inner.aclose()


async def test_a_cancelled_caller_closes_the_connection(servers: Servers) -> None:
    provider, server = await servers.guard(silent)
    reading = asyncio.create_task(collect(provider))
    while not server.received:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    async with asyncio.timeout(5):
        await server.all_closed()
    assert provider.outcomes == [("openai", "cancelled")]


async def test_many_replies_run_at_once(servers: Servers) -> None:
    together = asyncio.Barrier(200)

    async def script(exchange: Exchange) -> None:
        await openai_wire.begin(exchange, "one")
        await together.wait()
        await openai_wire.complete(exchange)

    provider, server = await servers.guard(script)
    replies = await asyncio.gather(*(collect(provider) for _ in range(200)))
    assert [texts for texts, _ in replies] == [["one"]] * 200
    assert server.connections == 200
