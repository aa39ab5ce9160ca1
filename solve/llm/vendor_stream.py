"""One way to read the streams of the vendors' SDKs: typed failures, and a connection that always closes.

The SDKs are asked for plain JSON. Building their models would double what a token costs (0.16 ms of one core
without), and they check no types: an event that they do not know gets the class of another.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import Any, Protocol

import httpx2

from solve.llm.base import FailureKind, ProviderError
from solve.llm.failures import failure_of

_MODEL_NAME = re.compile(r"[\w./:@~-]{1,100}", re.ASCII)


class VendorStream(Protocol):
    """What `openai.AsyncStream` and `anthropic.AsyncStream` have in common."""

    response: httpx2.Response

    @property
    def _iterator(self) -> Any: ...

    def __aiter__(self) -> AsyncIterator[object]: ...

    async def close(self) -> None: ...


async def vendor_events(
    open_stream: Callable[[], Awaitable[VendorStream]], *, provider: str
) -> AsyncGenerator[object, None]:
    """Yields the data of an SDK's events, as parsed JSON; closing this generator closes the connection.

    Args:
        open_stream: sends the request.
        provider: the provider's name.

    Raises:
        ProviderError: for whatever goes wrong. The SDK's own exception, which may quote the provider or the
            person, is neither its cause nor its context.
    """
    stream = await _opened(open_stream, provider)
    try:
        if not stream.response.headers.get("Content-Type", "").lower().startswith("text/event-stream"):
            raise ProviderError(FailureKind.BROKEN_STREAM, provider=provider)
        events = aiter(stream)
        while (event := await _next(events, provider)) is not None:
            yield event
    finally:
        # A stream and its generator refer to each other. Left to the garbage collector, which may run in any
        # thread, a generator that is not at its end is closed while the event loop runs it.
        await stream._iterator.aclose()  # noqa: SLF001
        await stream.close()


# Both functions catch everything: the SDKs promise no closed set of exceptions (httpx2's, json's and
# Unicode's come through). They raise outside of the handler, which leaves the error without a context.


async def _opened(open_stream: Callable[[], Awaitable[VendorStream]], provider: str) -> VendorStream:
    try:
        return await open_stream()
    except Exception as error:  # noqa: BLE001
        failure = failure_of(error, provider=provider, streaming=False)
    raise failure


async def _next(events: AsyncIterator[object], provider: str) -> object:
    try:
        return await anext(events, None)
    except Exception as error:  # noqa: BLE001
        failure = failure_of(error, provider=provider, streaming=True)
    raise failure


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
