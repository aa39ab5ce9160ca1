"""Database work of asynchronous code: in threads of its own, which give their connections straight back."""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import connections

P = ParamSpec("P")
T = TypeVar("T")


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings.DATABASE_THREADS, thread_name_prefix="database")


def _release_after(function: Callable[[], T]) -> T:
    try:
        return function()
    finally:
        # Django would keep the connection until the response has ended, which a stream does late.
        connections.close_all()


async def in_database(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs a function that uses the ORM, without holding a connection beyond it."""
    context = contextvars.copy_context()
    work = partial(context.run, _release_after, partial(function, *args, **kwargs))
    return await asyncio.get_running_loop().run_in_executor(_threads(), work)
