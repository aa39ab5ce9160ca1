"""OpenAI's chat completions, from OpenAI or from any server that speaks them."""

import asyncio
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from functools import partial
from urllib.parse import urlsplit

import httpx2
from openai import AsyncOpenAI

from solve.llm.base import FailureKind, Finish, ModelRequest, ProviderError
from solve.llm.timeouts import Timeouts
from solve.llm.transport import PerLoop, http_client
from solve.llm.vendor_stream import dig, model_name, token_count, vendor_texts

# Seconds, at most, that a complete reply waits for its usage, which comes in an event after the finish.
USAGE_SECONDS = 2.0

_OPENAI_HOST = re.compile(r"(?:[a-z]+\.)?api\.openai\.com", re.ASCII)
_OPENAI_MODEL = re.compile(r"o\d|gpt-[5-9]", re.ASCII)
# What servers say when the model broke off; whatever else they say, the reply is complete.
_BROKEN_OFF = frozenset({"error", "abort", "cancelled"})


class OpenAIProvider:
    """A model behind `POST {base_url}/chat/completions`.

    Args:
        api_key: sent as a bearer token.
        base_url: up to and including the version, such as "https://api.openai.com/v1".
        model: the model's name at that server.
        timeouts: limits of the connection (`GuardedProvider` holds the others).
        headers: further headers of each request.
        options: further fields of each request's body.
    """

    name = "openai"

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str,
        model: str,
        timeouts: Timeouts,
        headers: Mapping[str, str] | None = None,
        options: Mapping[str, object] | None = None,
    ) -> None:
        self.model = model
        self._options = dict(options or {})
        # Shorter than what the caller waits for a part, or a complete reply would end as a timeout.
        self._usage_seconds = min(USAGE_SECONDS, timeouts.between_tokens / 2)
        self._limit_field = _max_tokens_field(base_url, model)
        self._clients = PerLoop(
            lambda: AsyncOpenAI(
                api_key=api_key,
                base_url=base_url,
                max_retries=0,
                default_headers=headers,
                http_client=http_client(timeouts),
            )
        )

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Finish, None]:
        """See `Provider.stream`. A reply without a finish reason did not complete, whatever else came."""
        reply = _Reply(self.name, self.model)
        ask = partial(self._open, request)
        async with aclosing(vendor_texts(ask, reply.read, provider=self.name)) as texts:
            async for text in texts:
                if text:
                    yield text
                if reply.finish_reason is not None:
                    break
            reply.check()
            # The text is complete: at worst, its usage is lost.
            with suppress(TimeoutError, ProviderError):
                async with asyncio.timeout(self._usage_seconds):
                    async for _ in texts:
                        pass
        yield reply.finish()

    async def aclose(self) -> None:
        """Closes the connections of the running event loop; a later request opens new ones."""
        if (client := self._clients.take()) is not None:
            await client.close()

    async def _open(self, request: ModelRequest) -> httpx2.Response:
        messages = [{"role": "system", "content": request.system}]
        messages += ({"role": message.role, "content": message.content} for message in request.messages)
        return await self._clients.get().post(
            "/chat/completions",
            body={
                "model": self.model,
                "messages": messages,
                "stream": True,
                "stream_options": {"include_usage": True},
                self._limit_field: request.max_tokens,
                **self._options,
            },
            cast_to=httpx2.Response,
            stream=True,
        )


def _max_tokens_field(base_url: str, model: str) -> str:
    """The field that limits a reply.

    OpenAI's reasoning models refuse `max_tokens`, and all of OpenAI's know the newer field; other servers
    often know only the old one, unless they pass one of OpenAI's models on. Gateways with names such as
    "openai/gpt-5" translate the old one.
    """
    host = urlsplit(base_url).hostname or ""
    is_openai = _OPENAI_HOST.fullmatch(host) or _OPENAI_MODEL.match(model)
    return "max_completion_tokens" if is_openai else "max_tokens"


class _Reply:
    """What a reply's chunks said so far: JSON of any shape."""

    def __init__(self, provider: str, model: str) -> None:
        self.finish_reason: str | None = None
        self._provider = provider
        self._model = model
        self._usage: object = None

    def read(self, chunk: object) -> str:
        """Takes in a chunk and returns its text; reasoning and tool calls have none."""
        self._model = model_name(dig(chunk, "model"), self._model)
        self._usage = dig(chunk, "usage") or self._usage
        choice = dig(chunk, "choices", 0)
        if isinstance(reason := dig(choice, "finish_reason"), str):
            self.finish_reason = reason
        if dig(choice, "delta", "refusal"):
            raise ProviderError(FailureKind.REFUSED, provider=self._provider)
        content = dig(choice, "delta", "content")
        return content if isinstance(content, str) else ""

    def check(self) -> None:
        """Raises ProviderError: unless the reply came to a good end."""
        if self.finish_reason is None:
            raise ProviderError(FailureKind.BROKEN_STREAM, provider=self._provider)
        if self.finish_reason == "content_filter":
            raise ProviderError(FailureKind.REFUSED, provider=self._provider)
        if self.finish_reason in _BROKEN_OFF:
            raise ProviderError(FailureKind.UNAVAILABLE, provider=self._provider)

    def finish(self) -> Finish:
        """The end of a reply that passed `check`."""
        return Finish(
            provider=self._provider,
            model=self._model,
            tokens_in=token_count(self._usage, "prompt_tokens"),
            tokens_out=token_count(self._usage, "completion_tokens"),
            truncated=self.finish_reason == "length",
        )
