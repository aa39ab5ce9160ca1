"""A request to a model, and what a test does with the answer."""

from collections.abc import AsyncGenerator
from typing import Any, Protocol

from solve.llm.anthropic_provider import AnthropicProvider
from solve.llm.base import ChatMessage, Finish, ModelRequest
from solve.llm.openai_provider import OpenAIProvider
from solve.llm.timeouts import Timeouts
from solve.safety.reply_guard import Markers
from solve.steps import Step

# What the person said: it must never turn up in an exception or a log.
DIARY = "my-sister-does-not-know"

REQUEST = ModelRequest(
    instructions=lambda: "You listen.",
    messages=(
        ChatMessage("user", "hello"),
        ChatMessage("assistant", "hi"),
        ChatMessage("user", DIARY),
    ),
    step=Step.RECEIVE,
    locale="en",
    exchange=2,
    max_tokens=321,
    markers=Markers(step_done="<done>", danger="<danger>"),
)
TIMEOUTS = Timeouts(connect=5.0, first_token=5.0, between_tokens=5.0, whole=20.0)


class Streams(Protocol):
    def stream(self, request: ModelRequest) -> AsyncGenerator[str | Finish, None]: ...


def openai(url: str, **more: Any) -> OpenAIProvider:
    settings: dict[str, Any] = {
        "api_key": "sk-local",
        "base_url": f"{url}/v1",
        "model": "local",
        "timeouts": TIMEOUTS,
    }
    return OpenAIProvider(**(settings | more))


def anthropic(url: str, **more: Any) -> AnthropicProvider:
    settings: dict[str, Any] = {
        "api_key": "sk-local",
        "base_url": url,
        "model": "local",
        "timeouts": TIMEOUTS,
    }
    return AnthropicProvider(**(settings | more))


async def collect(provider: Streams) -> tuple[list[str], Finish]:
    """The texts and the finish of a reply; fails unless the finish comes last, and once."""
    parts = [part async for part in provider.stream(REQUEST)]
    *texts, finish = parts
    assert isinstance(finish, Finish)
    assert all(isinstance(text, str) for text in texts)
    return [text for text in texts if isinstance(text, str)], finish
