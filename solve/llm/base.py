"""What every model provider speaks: one request in, an asynchronous stream of text and a finish out."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from solve.safety.reply_guard import Markers
from solve.steps import Step

Locale = Literal["en", "es", "zh"]


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One earlier or current message, as the model may see it (personal data already replaced)."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """Everything a provider needs for one reply.

    Attributes:
        instructions: writes the system prompt of the step.
        messages: the conversation so far, oldest first; the last one is the person's.
        step: the step that the reply belongs to.
        locale: the language of the session.
        exchange: the number of this exchange within the step, from 1.
        max_tokens: the longest reply, in tokens.
        markers: what the model writes at the very end of a reply when the step has done its work, and at its
            very beginning when the person is in acute danger.
    """

    instructions: Callable[[], str]
    messages: tuple[ChatMessage, ...]
    step: Step
    locale: Locale
    exchange: int
    max_tokens: int
    markers: Markers

    @property
    def system(self) -> str:
        """The system prompt, written each time: 0.01 ms, where every open stream would keep 3 KB."""
        return self.instructions()


@dataclass(frozen=True, slots=True)
class Finish:
    """The end of a complete reply.

    Attributes:
        provider: the provider's name, such as "openai".
        model: the model that answered.
        tokens_in: tokens of the request, None where the provider does not say.
        tokens_out: tokens of the reply, None where the provider does not say.
        truncated: whether the reply ended at max_tokens.
    """

    provider: str
    model: str
    tokens_in: int | None = None
    tokens_out: int | None = None
    truncated: bool = False


class FailureKind(StrEnum):
    """Why a provider failed; safe as a metric's label and in a log."""

    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    BROKEN_STREAM = "broken_stream"
    BAD_REQUEST = "bad_request"
    UNAUTHORIZED = "unauthorized"


class ProviderError(Exception):
    """A provider did not deliver a complete reply.

    Its text never holds anything that the provider or the person said, so it may be logged.
    """

    def __init__(self, kind: FailureKind, *, provider: str, retry_after: float | None = None) -> None:
        """Args: kind: why. provider: whose. retry_after: seconds to wait, where the provider said so."""
        super().__init__(f"{provider}: {kind.value}")
        self.kind = kind
        self.provider = provider
        self.retry_after = retry_after


class Provider(Protocol):
    """A model behind one small interface."""

    name: str

    def stream(self, request: ModelRequest) -> AsyncIterator[str | Finish]:
        """Yields pieces of the reply as they come and, last, exactly one Finish.

        A stream that ends without a Finish did not complete.

        Raises:
            ProviderError: when the provider failed, at any point of the stream.
        """
        ...
