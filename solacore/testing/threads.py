"""Threads of a test, which end with it: with their connections given back and their errors raised."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import ParamSpec, TypeVar

from django.db import connections

P = ParamSpec("P")
T = TypeVar("T")


class Threads(ThreadPoolExecutor):
    """As many threads as a test wants at once.

    A thread that ends with a connection takes it out of the pool for good, so each piece of work gives back
    its own. What it raises is raised at the end of the block, if the block itself raises nothing.
    """

    def __init__(self, count: int = 8) -> None:
        """Args: count: how many run at once."""
        super().__init__(count)
        self._futures: list[Future[object]] = []

    def submit(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """See `Executor.submit`."""
        future = super().submit(_giving_back, partial(work, *args, **kwargs))
        self._futures.append(future)  # type: ignore[arg-type]  # results are only read
        return future

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Waits for all of the work."""
        super().__exit__(kind, error, trace)
        if error is None:
            for future in self._futures:
                future.result()


def _giving_back(work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connections.close_all()
