"""Whatever the provider does, an answer or a failure in bounded time: limits, retry, breaker, fallback."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from solve.llm.base import FailureKind, Finish, ModelRequest, Provider, ProviderError
from solve.llm.breaker import CircuitBreaker
from solve.llm.timeouts import Timeouts

ATTEMPTS = 2
# Seconds before the second attempt; random, or those who failed together come back together.
BACK_OFF = (0.1, 0.5)
# The longest wait, in seconds, that a provider may ask for and still get its second attempt.
SHORT_RETRY_AFTER = 3.0

# The same request would fail again.
_FINAL = frozenset({FailureKind.BAD_REQUEST, FailureKind.UNAUTHORIZED, FailureKind.REFUSED})
# The provider is up, and answered this request with a no.
_ANSWERS = frozenset({FailureKind.BAD_REQUEST, FailureKind.REFUSED})


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


def ignore(record: CallRecord) -> None:
    """An observer that keeps nothing."""


@runtime_checkable
class Closable(Protocol):
    """A provider that holds connections."""

    async def aclose(self) -> None:
        """Closes the connections of the running event loop."""


class GuardedProvider:
    """A provider with limits, a second attempt, a circuit breaker and, where there is one, a fallback.

    Until the first piece of text a failure is retried and then passed to the fallback; after it, it is final.
    The fallback has the limit for the first token to itself; the limit of the whole covers both.

    Args:
        primary: who answers.
        fallback: who answers when the primary does not.
        timeouts: the limits.
        on_call: gets a record of each call; it must not raise.
    """

    def __init__(
        self,
        primary: Provider,
        *,
        timeouts: Timeouts,
        fallback: Provider | None = None,
        on_call: Observer = ignore,
    ) -> None:
        self.name = primary.name
        providers = [primary] if fallback is None else [primary, fallback]
        self._members = [_Member(provider, timeouts, on_call) for provider in providers]
        self._timeouts = timeouts

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Finish, None]:
        """See `Provider.stream`. An empty reply is a failure."""
        end = asyncio.get_running_loop().time() + self._timeouts.whole
        call = await self._begin(request, end)
        try:
            part: str | Finish = call.first
            while True:
                yield part
                if isinstance(part, Finish):
                    return
                part = await call.next_part(self._timeouts.between_tokens, end)
        finally:
            await call.aclose()

    async def aclose(self) -> None:
        """Closes the providers' connections on the running event loop."""
        for member in self._members:
            await member.aclose()

    async def _begin(self, request: ModelRequest, end: float) -> "_Call":
        failure: ProviderError | None = None
        for member in self._members:
            try:
                return await member.begin(request, end)
            except ProviderError as error:
                failure = error
        assert failure is not None
        raise failure


class _Member:
    """A provider with its breaker."""

    def __init__(self, provider: Provider, timeouts: Timeouts, on_call: Observer) -> None:
        self._provider = provider
        self._timeouts = timeouts
        self._on_call = on_call
        self._breaker = CircuitBreaker()

    async def begin(self, request: ModelRequest, end: float) -> "_Call":
        """A call that has its first piece of text.

        Args:
            request: what to answer.
            end: when the whole must be over, in the event loop's time.

        Raises:
            ProviderError: when all attempts failed, or the provider is to be left alone.
        """
        permit = self._breaker.admit()
        if permit is None:
            self._on_call(CallRecord(self._provider.name, None, "breaker_open", None, 0.0, None, None))
            wait = self._breaker.seconds_to_probe() or None
            raise ProviderError(FailureKind.UNAVAILABLE, provider=self._provider.name, retry_after=wait)
        settle = self._breaker.abandoned
        try:
            call = await self._attempts(request, end)
            settle = self._breaker.succeeded
            return call
        except ProviderError as error:
            settle = self._breaker.succeeded if error.kind in _ANSWERS else self._breaker.failed
            raise
        finally:
            settle(permit)

    async def aclose(self) -> None:
        """Closes the provider's connections on the running event loop."""
        if isinstance(self._provider, Closable):
            await self._provider.aclose()

    async def _attempts(self, request: ModelRequest, end: float) -> "_Call":
        loop = asyncio.get_running_loop()
        by = min(loop.time() + self._timeouts.first_token, end)
        left = ATTEMPTS
        while True:
            left -= 1
            call = _Call(self._provider, request, self._on_call)
            try:
                await call.begin(by)
                return call
            except ProviderError as error:
                wait = _wait_before_retry(error)
                if not left or wait is None or loop.time() + wait >= by:
                    raise
            await asyncio.sleep(wait)


def _wait_before_retry(error: ProviderError) -> float | None:
    """Seconds before the second attempt, None when there should be none."""
    if error.kind in _FINAL:
        return None
    asked = error.retry_after or 0.0
    if asked > SHORT_RETRY_AFTER:
        return None
    return asked + random.uniform(*BACK_OFF)  # noqa: S311


class _Call:
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
