"""One way to ask the vendors' SDKs for a stream: typed failures, and a connection that always closes.

The SDKs send the request and tell what is wrong with an answer that is no stream; the events are read here.
"""

import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, cast

import httpx2

from solve.llm.base import FailureKind, ProviderError
from solve.llm.event_stream import EventDecoder, SentEvent
from solve.llm.failures import failure_of, named_kind

_MODEL_NAME = re.compile(r"[\w./:@~-]{1,100}", re.ASCII)
# OpenAI's word after its last event.
_DONE = b"[DONE]"


async def vendor_texts(
    ask: Callable[[], Awaitable[httpx2.Response]], read: Callable[[object], str], *, provider: str
) -> AsyncGenerator[str, None]:
    """Yields the text of each of a vendor's events; closing this generator closes the connection.

    Args:
        ask: sends the request by the vendor's SDK; answers when the response begins.
        read: takes in the parsed JSON of an event, which is not kept meanwhile, and answers its text.
        provider: the provider's name.

    Raises:
        ProviderError: for whatever goes wrong. The SDK's own exception, which may quote the provider or the
            person, is neither its cause nor its context.
    """
    body = await _opened(ask, provider)
    try:
        decoder = EventDecoder()
        async with aclosing(cast(Any, aiter(body))) as chunks:
            while events := await _next(chunks, decoder, provider):
                for event in events:
                    if event.data and not event.data.startswith(_DONE):
                        yield read(_parsed(event, provider))
    finally:
        await body.aclose()


# These functions catch everything: the SDKs promise no closed set of exceptions (httpx2's, json's and
# Unicode's come through). They raise outside of the handler, which leaves the error without a context.


async def _opened(ask: Callable[[], Awaitable[httpx2.Response]], provider: str) -> httpx2.AsyncByteStream:
    """The body alone: a response keeps its request, and so the whole conversation."""
    try:
        response = await ask()
    except Exception as error:  # noqa: BLE001
        failure = failure_of(error, provider=provider, streaming=False)
    else:
        body = cast(httpx2.AsyncByteStream, response.stream)
        if response.headers.get("Content-Type", "").lower().startswith("text/event-stream"):
            return body
        await body.aclose()
        failure = ProviderError(FailureKind.BROKEN_STREAM, provider=provider)
    raise failure


async def _next(chunks: AsyncIterator[bytes], decoder: EventDecoder, provider: str) -> list[SentEvent]:
    """The next events, all that are there; none at the end of the stream."""
    try:
        async for chunk in chunks:
            if events := list(decoder.feed(chunk)):
                return events
        return []
    except Exception as error:  # noqa: BLE001
        failure = failure_of(error, provider=provider, streaming=True)
    raise failure


def _parsed(event: SentEvent, provider: str) -> object:
    failure: ProviderError | None = None
    data: object = None
    try:
        data = json.loads(event.data.decode())
    except Exception as error:  # noqa: BLE001
        failure = failure_of(error, provider=provider, streaming=True)
    # Anthropic's errors have a name, OpenAI's only a key.
    if event.name == b"error" or dig(data, "error"):
        failure = ProviderError(named_kind(data), provider=provider)
    if failure is not None:
        raise failure
    return data


def dig(data: object, *path: str | int) -> object:
    """What lies at a path of keys and indices in parsed JSON; None where the path leads nowhere."""
    for step in path:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def token_count(data: object, *path: str | int) -> int | None:
    """A count of tokens at a path in parsed JSON; None where there is none."""
    count = dig(data, *path)
    return count if isinstance(count, int) and count >= 0 else None


def model_name(said: object, asked: str) -> str:
    """The model that a provider says it used, or the one it was asked for where that is no model's name."""
    return said if isinstance(said, str) and _MODEL_NAME.fullmatch(said) else asked
