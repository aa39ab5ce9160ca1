"""The yardstick of benchmarks/streams.py: the least that streaming costs with Django under uvicorn.

`GET /TOKENS/SECONDS` streams the same words as `paced_model`, as server-sent events of the same form, from an
asynchronous view and nothing else: no middleware, no database, no model.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path
from paced_model import words

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="benchmark", MIDDLEWARE=[])  # noqa: S106


def _block(number: int, name: str, data: dict[str, Any]) -> bytes:
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(data)}\n\n".encode()


async def _blocks(tokens: int, seconds: float) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    began = loop.time()
    for number, word in enumerate(words(tokens), start=1):
        await asyncio.sleep(began + number * seconds - loop.time())
        yield _block(number, "token", {"content": word})
    yield _block(tokens + 1, "done", {})


async def _view(_request: HttpRequest, tokens: int, seconds: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(_blocks(tokens, float(seconds)), content_type="text/event-stream")


urlpatterns = [path("<int:tokens>/<str:seconds>", _view)]
application = get_asgi_application()
