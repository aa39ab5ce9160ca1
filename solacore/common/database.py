"""How the database is used: by asynchronous code in threads, which give their connections straight back."""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections

P = ParamSpec("P")
T = TypeVar("T")

# What Django raises when the database, not the statement, is at fault.
DATABASE_FAILURES = (OperationalError, InterfaceError)
# The end of a sentence about what a pooler of transactions stands in the way of: each of those may go through
# another connection to PostgreSQL, which has neither the locks nor the limits of the one before.
NEED_A_SESSION = (
    "need a session of their own: set DATABASE_URL to the address of PostgreSQL itself and "
    "DATABASE_TRANSACTION_POOLING to false."
)

# One may wait for a lock while the other renews leases.
_UPKEEP_THREADS = 2
# One for each kind of batch: requests are counted, messages are read, turns begin, turns end.
_BATCH_THREADS = 4


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings.DATABASE_THREADS, thread_name_prefix="database")


@cache
def _batch_threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_BATCH_THREADS, thread_name_prefix="batches")


@cache
def _upkeep_threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_UPKEEP_THREADS, thread_name_prefix="upkeep")


def _release_after(function: Callable[[], T]) -> T:
    try:
        return function()
    finally:
        # Django would keep the connection until the response has ended, which a stream does late.
        connections.close_all()


async def in_database(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs a function that uses the ORM, without holding a connection beyond it."""
    return await _run_in(_threads(), partial(function, *args, **kwargs))


async def upkeep_in_database(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same for what keeps open work alive, such as leases: it never waits behind a crowd of requests."""
    return await _run_in(_upkeep_threads(), partial(function, *args, **kwargs))


async def batch_in_database(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same for work that many requests share (`solacore.common.batching`): it waits behind no other."""
    return await _run_in(_batch_threads(), partial(function, *args, **kwargs))


async def _run_in(threads: ThreadPoolExecutor, function: Callable[[], T]) -> T:
    context = contextvars.copy_context()
    work = partial(context.run, _release_after, function)
    return await asyncio.get_running_loop().run_in_executor(threads, work)
