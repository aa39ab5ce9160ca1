"""What OpenAI's chat completions look like on the wire."""

from typing import Any

from solve.tests.fakes.vendor_server import Exchange, Script


def chunk(delta: object, finish: str | None = None, **more: object) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "local-2024-07-18"}
    return base | {"choices": [choice]} | more


def usage(tokens_in: int, tokens_out: int) -> dict[str, int]:
    return {
        "prompt_tokens": tokens_in,
        "completion_tokens": tokens_out,
        "total_tokens": tokens_in + tokens_out,
    }


async def begin(exchange: Exchange, *words: str) -> None:
    await exchange.head()
    await exchange.event(chunk({"role": "assistant", "content": ""}))
    for word in words:
        await text(exchange, word)


async def text(exchange: Exchange, word: str) -> None:
    await exchange.event(chunk({"content": word}))


async def complete(exchange: Exchange, finish: str = "stop") -> None:
    await exchange.event(chunk({}, finish))
    await exchange.event(chunk({}, choices=[], usage=usage(9, 2)))
    await exchange.event("[DONE]")
    await exchange.end()


def reply(*words: str, finish: str = "stop") -> Script:
    async def script(exchange: Exchange) -> None:
        await begin(exchange, *words)
        await complete(exchange, finish)

    return script
