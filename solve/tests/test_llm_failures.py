"""What every provider over the network has in common: failures, limits, privacy, connections."""

import asyncio
import gzip
import logging
import socket
import traceback
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import ModuleType
from typing import Any

import pytest

from solve.llm import event_stream
from solve.llm.base import FailureKind, Finish, ProviderError
from solve.llm.timeouts import Timeouts
from solve.llm.transport import PerLoop
from solve.tests.fakes import anthropic_wire, openai_wire
from solve.tests.fakes.calls import DIARY, REQUEST, anthropic, collect, openai
from solve.tests.fakes.vendor_server import SECRET, Exchange, Script, VendorServer

pytestmark = pytest.mark.pure

Make = Callable[..., Any]
VENDORS = [
    pytest.param(openai, openai_wire, id="openai"),
    pytest.param(anthropic, anthropic_wire, id="anthropic"),
]
MAKERS = [pytest.param(openai, id="openai"), pytest.param(anthropic, id="anthropic")]


async def failure(make: Make, script: Script, **more: object) -> ProviderError:
    async with VendorServer([script]) as server:
        return await failure_at(make, server.url, **more)


async def failure_at(make: Make, url: str, **more: object) -> ProviderError:
    provider = make(url, **more)
    with pytest.raises(ProviderError) as caught:
        await collect(provider)
    await provider.aclose()
    return caught.value


def status(code: int, body: object = None, **headers: str) -> Script:
    async def script(exchange: Exchange) -> None:
        error = {"error": {"message": SECRET, "type": "some_error", "code": None}, "type": "error"}
        await exchange.error(code, error if body is None else body, **headers)

    return script


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (307, FailureKind.UNAVAILABLE),
        (400, FailureKind.BAD_REQUEST),
        (401, FailureKind.UNAUTHORIZED),
        (402, FailureKind.UNAUTHORIZED),
        (403, FailureKind.UNAUTHORIZED),
        (404, FailureKind.BAD_REQUEST),
        (408, FailureKind.TIMEOUT),
        (413, FailureKind.BAD_REQUEST),
        (422, FailureKind.BAD_REQUEST),
        (429, FailureKind.RATE_LIMITED),
        (500, FailureKind.UNAVAILABLE),
        (503, FailureKind.UNAVAILABLE),
        (504, FailureKind.TIMEOUT),
        (529, FailureKind.UNAVAILABLE),
        (599, FailureKind.UNAVAILABLE),
    ],
)
async def test_a_status_has_its_kind(make: Make, code: int, kind: FailureKind) -> None:
    async with VendorServer([status(code)]) as server:
        error = await failure_at(make, server.url)
    assert error.kind is kind
    assert len(server.received) == 1, "the SDK must not retry"


@pytest.mark.parametrize("make", MAKERS)
async def test_a_content_filter_is_a_refusal(make: Make) -> None:
    body = {"error": {"message": SECRET, "type": "invalid_request_error", "code": "content_filter"}}
    assert (await failure(make, status(400, body))).kind is FailureKind.REFUSED


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("body", [SECRET, [SECRET], {"error": SECRET}, 7])
async def test_an_error_of_any_shape_is_understood_by_its_status(make: Make, body: object) -> None:
    assert (await failure(make, status(500, body))).kind is FailureKind.UNAVAILABLE


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("1e300", 86_400.0),
        ("nan", None),
        ("inf", None),
        ("soon", None),
    ],
)
async def test_says_when_to_come_back(make: Make, header: str, seconds: float | None) -> None:
    error = await failure(make, status(429, retry_after=header))
    assert error.retry_after == seconds


async def test_says_when_to_come_back_by_a_date() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=True)
    error = await failure(openai, status(503, retry_after=date))
    assert error.retry_after is not None
    assert 0 < error.retry_after <= 300


@pytest.mark.parametrize("make", MAKERS)
async def test_a_refused_connection_is_unavailable(make: Make) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        error = await failure_at(make, f"http://127.0.0.1:{unused.getsockname()[1]}")
    assert error.kind is FailureKind.UNAVAILABLE


@pytest.mark.parametrize("make", MAKERS)
async def test_an_unknown_name_is_unavailable(make: Make) -> None:
    error = await failure_at(make, "http://no-such-host.invalid")  # RFC 6761: never resolves
    assert error.kind is FailureKind.UNAVAILABLE


@pytest.mark.parametrize("make", MAKERS)
async def test_a_connection_that_does_not_open_is_a_timeout(make: Make) -> None:
    short = Timeouts(connect=0.2, first_token=5.0, between_tokens=5.0, whole=9.0)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]  # fill the queue: the kernel drops what comes after
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        error = await failure_at(make, f"http://127.0.0.1:{port}", timeouts=short)
        for one in waiting:
            one.close()
    assert error.kind is FailureKind.TIMEOUT


@pytest.mark.parametrize("make", MAKERS)
async def test_silence_is_a_timeout(make: Make) -> None:
    short = Timeouts(connect=1.0, first_token=0.2, between_tokens=0.2, whole=9.0)
    assert (await failure(make, Exchange.until_client_leaves, timeouts=short)).kind is FailureKind.TIMEOUT


@pytest.mark.parametrize(("make", "wire"), VENDORS)
async def test_silence_in_the_middle_is_a_timeout(make: Make, wire: ModuleType) -> None:
    async def script(exchange: Exchange) -> None:
        await wire.begin(exchange, "It sounds")
        await exchange.until_client_leaves()

    short = Timeouts(connect=1.0, first_token=0.2, between_tokens=0.2, whole=9.0)
    assert (await failure(make, script, timeouts=short)).kind is FailureKind.TIMEOUT


async def no_http(exchange: Exchange) -> None:
    await exchange.raw(b"220 mail.example ESMTP\r\n")
    exchange.writer.close()


async def closed_without_a_word(exchange: Exchange) -> None:
    exchange.writer.close()


async def web_page(exchange: Exchange) -> None:
    await exchange.head(content_type="text/html")
    await exchange.send(b"<html>" + SECRET.encode())
    await exchange.until_client_leaves()


async def json_reply(exchange: Exchange) -> None:
    await exchange.head(content_type="application/json")
    await exchange.send(b'{"choices": [{"message": {"content": "hello"}, "finish_reason": "stop"}]}')
    await exchange.end()


async def compressed(exchange: Exchange) -> None:
    await exchange.head(content_encoding="gzip")
    await exchange.send(gzip.compress(b"data: " + b" " * 50_000_000))
    await exchange.until_client_leaves()


async def endless_event(exchange: Exchange) -> None:
    await exchange.head()
    while True:
        await exchange.send(b"data: " + b"x" * 65_536)


async def endless_event_of_short_lines(exchange: Exchange) -> None:
    await exchange.head()
    while True:
        await exchange.send(b"data: x\n" * 1_000)


async def endless_comments(exchange: Exchange) -> None:
    await exchange.head()
    while True:
        await exchange.send(b": nothing yet\n\n" * 1_000)


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(
    "script",
    [
        no_http,
        closed_without_a_word,
        web_page,
        json_reply,
        compressed,
        endless_event,
        endless_event_of_short_lines,
        endless_comments,
    ],
)
async def test_what_is_no_event_stream_is_broken(make: Make, script: Script) -> None:
    assert (await failure(make, script)).kind is FailureKind.BROKEN_STREAM


@pytest.mark.parametrize("make", MAKERS)
async def test_the_body_of_an_error_is_not_read_to_its_end(make: Make) -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.head(503, content_type="application/json")
        while True:
            await exchange.send(b" " * 65_536)

    assert (await failure(make, script)).kind is FailureKind.UNAVAILABLE


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
async def test_events_are_counted_one_by_one(newline: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "MAX_EVENT_BYTES", 200)

    async def script(exchange: Exchange) -> None:
        await exchange.head()
        line = b'data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}'
        end = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}'
        data = b"".join(part + newline + newline for part in [*[line] * 20, end])
        for start in range(len(data)):  # an end of line can lie on a border between two pieces
            await exchange.send(data[start : start + 1])
        await exchange.end()

    async with VendorServer([script]) as server:
        provider = openai(server.url)
        texts, _ = await collect(provider)
        await provider.aclose()
    assert texts == ["a"] * 20


@pytest.mark.parametrize(("make", "wire"), VENDORS)
async def test_a_caller_who_has_enough_closes_the_connection(make: Make, wire: ModuleType) -> None:
    sent = 0

    async def ten_megabytes(exchange: Exchange) -> None:
        nonlocal sent
        await wire.begin(exchange)
        for _ in range(10_000):
            await wire.text(exchange, "x" * 1_000)
            sent += 1_000

    async with VendorServer([ten_megabytes]) as server:
        provider = make(server.url)
        parts: AsyncGenerator[str | Finish, None] = provider.stream(REQUEST)
        assert await anext(parts) == "x" * 1_000
        await parts.aclose()
        async with asyncio.timeout(5):
            await server.all_closed()
        await provider.aclose()
    assert sent < 10_000_000


@pytest.mark.parametrize(("make", "wire"), VENDORS)
async def test_a_cancelled_caller_closes_the_connection(make: Make, wire: ModuleType) -> None:
    begun = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await wire.begin(exchange, "It sounds")
        begun.set()
        await exchange.until_client_leaves()

    async with VendorServer([script]) as server:
        provider = make(server.url)
        reading = asyncio.create_task(collect(provider))
        await begun.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        async with asyncio.timeout(5):
            await server.all_closed()
        await provider.aclose()


@pytest.mark.parametrize("make", MAKERS)
async def test_closing_twice_and_asking_again_works(make: Make) -> None:
    wire = openai_wire if make is openai else anthropic_wire
    async with VendorServer([wire.reply("ok")]) as server:
        provider = make(server.url)
        await provider.aclose()
        for _ in range(2):
            assert (await collect(provider))[0] == ["ok"]
            await provider.aclose()
            await provider.aclose()
    assert server.connections == 2


def test_each_event_loop_has_its_own_connections() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    provider = openai(f"http://127.0.0.1:{port}")

    async def script(exchange: Exchange) -> None:
        await exchange.head(connection="close")
        await exchange.event(openai_wire.chunk({"content": "ok"}, "stop"))
        await exchange.end()
        exchange.writer.close()

    async def ask() -> list[str]:
        async with VendorServer([script], port=port):
            texts, _ = await collect(provider)
        await provider.aclose()
        return texts

    assert [asyncio.run(ask()) for _ in range(3)] == [["ok"]] * 3


def test_what_belonged_to_an_ended_event_loop_is_dropped() -> None:
    owned = PerLoop(object)

    async def get() -> None:
        assert owned.get() is owned.get()

    for _ in range(3):
        asyncio.run(get())
    assert len(owned._made) == 1


async def garbage(exchange: Exchange) -> None:
    await exchange.head()
    await exchange.event("{" + SECRET, "message_start")
    await exchange.end()


def _everything_said(error: BaseException) -> str:
    linked = [error.__cause__, error.__context__]
    texts = [repr(error), *traceback.format_exception(error), *map(repr, linked)]
    return "\n".join(texts)


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("script", [status(400), status(500), web_page, endless_event, no_http, garbage])
async def test_a_failure_says_nothing_that_anyone_wrote(
    make: Make, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with VendorServer([script]) as server:
        error = await failure_at(make, server.url)
        said = _everything_said(error) + caplog.text
    assert error.__cause__ is None
    assert error.__context__ is None
    for private in (SECRET, DIARY, "sk-local", server.url):
        assert private not in said


@pytest.mark.parametrize(("make", "wire"), VENDORS)
async def test_no_vendor_is_told_what_the_server_runs_on(make: Make, wire: ModuleType) -> None:
    async with VendorServer([wire.reply("ok")]) as server:
        provider = make(server.url)
        await collect(provider)
        await provider.aclose()
    assert not [name for name in server.received[0].headers if "stainless" in name]


@pytest.mark.parametrize(("make", "wire"), VENDORS)
async def test_a_reply_leaves_nothing_in_the_log(
    make: Make, wire: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with VendorServer([wire.reply(SECRET)]) as server:
        provider = make(server.url)
        await collect(provider)
        await provider.aclose()
    for private in (SECRET, DIARY, "sk-local", server.url):
        assert private not in caplog.text
