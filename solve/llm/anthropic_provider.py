"""Anthropic's messages API."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from functools import partial

import httpx2
from anthropic import AsyncAnthropic

from solve.llm.base import FailureKind, Finish, ModelRequest, ProviderError
from solve.llm.timeouts import Timeouts
from solve.llm.transport import PerLoop, http_client
from solve.llm.vendor_stream import dig, model_name, token_count, vendor_texts

_TRUNCATED = ("max_tokens", "model_context_window_exceeded")


class AnthropicProvider:
    """A model behind `POST {base_url}/v1/messages`.

    Args:
        api_key: the key of the account.
        base_url: without the version, such as "https://api.anthropic.com".
        model: the model's name.
        timeouts: limits of the connection (`GuardedProvider` holds the others).
        options: further fields of each request's body.
    """

    name = "anthropic"

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str,
        model: str,
        timeouts: Timeouts,
        options: Mapping[str, object] | None = None,
    ) -> None:
        self.model = model
        self._options = dict(options or {})
        self._clients = PerLoop(
            lambda: AsyncAnthropic(
                api_key=api_key,
                base_url=base_url,
                max_retries=0,
                http_client=http_client(timeouts),
                # Its spans can carry the conversation, by a variable of the environment.
                open_telemetry=False,
            )
        )

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Finish, None]:
        """See `Provider.stream`. A reply without its message_stop did not complete, whatever else came."""
        reply = _Reply(self.name, self.model)
        ask = partial(self._open, request)
        async with aclosing(vendor_texts(ask, reply.read, provider=self.name)) as texts:
            async for text in texts:
                if text:
                    yield text
        yield reply.finish()

    async def aclose(self) -> None:
        """Closes the connections of the running event loop; a later request opens new ones."""
        if (client := self._clients.take()) is not None:
            await client.close()

    async def _open(self, request: ModelRequest) -> httpx2.Response:
        return await self._clients.get().post(
            "/v1/messages",
            body={
                "model": self.model,
                "system": request.system,
                "messages": [
                    {"role": message.role, "content": message.content} for message in request.messages
                ],
                "max_tokens": request.max_tokens,
                "stream": True,
                **self._options,
            },
            cast_to=httpx2.Response,
            stream=True,
        )


class _Reply:
    """What a reply's events said so far: JSON of any shape."""

    def __init__(self, provider: str, model: str) -> None:
        self._provider = provider
        self._model = model
        self._stop_reason: object = None
        self._stopped = False
        self._tokens_in: int | None = None
        self._tokens_out: int | None = None

    def read(self, event: object) -> str:
        """Takes in an event and returns its text; thinking and tool calls have none."""
        match event:
            case {"type": "message_start", "message": message}:
                self._model = model_name(dig(message, "model"), self._model)
                self._count(dig(message, "usage"))
            case {"type": "content_block_delta", "delta": {"type": "text_delta", "text": str(text)}}:
                return text
            case {"type": "message_delta", "delta": {"stop_reason": reason}, **more}:
                self._stop_reason = reason
                self._count(more.get("usage"))
            case {"type": "message_stop"}:
                self._stopped = True
        return ""

    def finish(self) -> Finish:
        """The end of the reply.

        Raises:
            ProviderError: when it did not come to a good end.
        """
        if self._stop_reason == "refusal":
            raise ProviderError(FailureKind.REFUSED, provider=self._provider)
        if not self._stopped:
            raise ProviderError(FailureKind.BROKEN_STREAM, provider=self._provider)
        return Finish(
            provider=self._provider,
            model=self._model,
            tokens_in=self._tokens_in,
            tokens_out=self._tokens_out,
            truncated=self._stop_reason in _TRUNCATED,
        )

    def _count(self, usage: object) -> None:
        """Takes in cumulative counts; what was read from a cache or written to it is input as well."""
        tokens_in = token_count(usage, "input_tokens")
        if tokens_in is not None:
            cached = ("cache_creation_input_tokens", "cache_read_input_tokens")
            self._tokens_in = tokens_in + sum(token_count(usage, field) or 0 for field in cached)
        self._tokens_out = token_count(usage, "output_tokens")
