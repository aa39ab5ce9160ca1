"""One call of one model provider: held to its limits, closed, and recorded."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass

from solve.llm.base import FailureKind, Finish, ModelRequest, Provider, ProviderError


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call of one provider, for metrics and costs.

    Attributes:
        provider: the provider's name.
        model: the model that answered, None when the reply did not complete.
        outcome: "ok", a `FailureKind`, "cancelled" when the caller left, or "breaker_open" when the provider
            was not called.
        first_token: seconds to the first piece of text, None when there was none.
        seconds: seconds in all.
        tokens_in: tokens of the request, None where unknown.
        tokens_out: tokens of the reply, None where unknown.
    """

    provider: str
    model: str | None
    outcome: str
    first_token: float | None
    seconds: float
    tokens_in: int | None
    tokens_out: int | None


Observer = Callable[[CallRecord], None]


class Call:
    """One call of one provider: held to its limits, and recorded when it is over."""

    first: str

    def __init__(self, provider: Provider, request: ModelRequest, on_call: Observer) -> None:
        self._provider = provider
        self._parts = provider.stream(request)
        self._on_call = on_call
        self._started = time.monotonic()
        self._first_token: float | None = None
        self._outcome = "cancelled"
        self._finish: Finish | None = None

    async def begin(self, by: float) -> None:
        """Waits for the first piece of text until the event loop's time `by`. Closes itself if none comes."""
        is_begun = False
        try:
            part = await self._next(by)
            if isinstance(part, Finish):
                raise self._fail(FailureKind.BROKEN_STREAM)
            self.first = part
            self._first_token = time.monotonic() - self._started
            is_begun = True
        finally:
            if not is_begun:
                await self.aclose()

    async def next_part(self, seconds: float, end: float) -> str | Finish:
        """The next part, waiting at most some seconds and at most until the event loop's time `end`."""
        return await self._next(min(asyncio.get_running_loop().time() + seconds, end))

    async def aclose(self) -> None:
        """Closes the stream, and with it its connection, and records the call."""
        try:
            if isinstance(self._parts, AsyncGenerator):
                await self._parts.aclose()
        finally:
            self._record()

    async def _next(self, by: float) -> str | Finish:
        try:
            async with asyncio.timeout_at(by):
                part = await anext(self._parts)
        except TimeoutError:
            raise self._fail(FailureKind.TIMEOUT) from None
        except StopAsyncIteration:
            raise self._fail(FailureKind.BROKEN_STREAM) from None
        except ProviderError as error:
            self._outcome = error.kind
            raise
        if isinstance(part, Finish):
            self._outcome, self._finish = "ok", part
        return part

    def _fail(self, kind: FailureKind) -> ProviderError:
        self._outcome = kind
        return ProviderError(kind, provider=self._provider.name)

    def _record(self) -> None:
        finish = self._finish
        self._on_call(
            CallRecord(
                provider=self._provider.name,
                model=finish.model if finish else None,
                outcome=self._outcome,
                first_token=self._first_token,
                seconds=time.monotonic() - self._started,
                tokens_in=finish.tokens_in if finish else None,
                tokens_out=finish.tokens_out if finish else None,
            )
        )
