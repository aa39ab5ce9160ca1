"""What Anthropic's messages look like on the wire."""

from typing import Any

from solve.tests.fakes.vendor_server import Exchange, Script


async def event(exchange: Exchange, name: str, **fields: Any) -> None:
    await exchange.event({"type": name, **fields}, name)


async def begin(exchange: Exchange, *words: str) -> None:
    await exchange.head()
    message: dict[str, Any] = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-haiku-5-5",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {
            "input_tokens": 9,
            "cache_creation_input_tokens": 20,
            "cache_read_input_tokens": 100,
            "output_tokens": 1,
        },
    }
    await event(exchange, "message_start", message=message)
    await event(exchange, "content_block_start", index=0, content_block={"type": "text", "text": ""})
    await event(exchange, "ping")
    for word in words:
        await text(exchange, word)


async def text(exchange: Exchange, word: str) -> None:
    await event(exchange, "content_block_delta", index=0, delta={"type": "text_delta", "text": word})


async def stop_reason(exchange: Exchange, reason: str) -> None:
    await event(exchange, "content_block_stop", index=0)
    delta = {"stop_reason": reason, "stop_sequence": None}
    await event(exchange, "message_delta", delta=delta, usage={"output_tokens": 15})


async def complete(exchange: Exchange, reason: str = "end_turn") -> None:
    await stop_reason(exchange, reason)
    await event(exchange, "message_stop")
    await exchange.end()


def reply(*words: str, reason: str = "end_turn") -> Script:
    async def script(exchange: Exchange) -> None:
        await begin(exchange, *words)
        await complete(exchange, reason)

    return script
