"""Whatever the provider does, an answer or a failure in bounded time: limits, retry, breaker, fallback."""

import asyncio
import random
from collections.abc import AsyncGenerator
from typing import Protocol, runtime_checkable

from solve.llm.base import FailureKind, Finish, ModelRequest, Provider, ProviderError
from solve.llm.breaker import CircuitBreaker
from solve.llm.call import Call, CallRecord, Observer
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

    async def _begin(self, request: ModelRequest, end: float) -> Call:
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

    async def begin(self, request: ModelRequest, end: float) -> Call:
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

    async def _attempts(self, request: ModelRequest, end: float) -> Call:
        loop = asyncio.get_running_loop()
        by = min(loop.time() + self._timeouts.first_token, end)
        left = ATTEMPTS
        while True:
            left -= 1
            call = Call(self._provider, request, self._on_call)
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
