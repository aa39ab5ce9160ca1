"""A guard over the pool of connections, which a thread that ends with one shrinks for every test after it."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from solacore.common.metering.postgresql.base import DatabaseWrapper


class TakenConnections:
    """Who has taken which connection, as long as it was not given back."""

    def __init__(self) -> None:
        self._takers: dict[Any, tuple[threading.Thread, str]] = {}

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watches every connection that is taken meanwhile."""
        take, give_back = DatabaseWrapper.get_new_connection, DatabaseWrapper._close  # noqa: SLF001

        def taking(wrapper: DatabaseWrapper, params: dict[str, Any]) -> Any:
            taken = take(wrapper, params)
            self._takers[taken] = threading.current_thread(), os.environ.get("PYTEST_CURRENT_TEST", "")
            return taken

        def giving_back(wrapper: DatabaseWrapper) -> None:
            self._takers.pop(wrapper.connection, None)
            give_back(wrapper)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(DatabaseWrapper, "get_new_connection", taking)
            patch.setattr(DatabaseWrapper, "_close", giving_back)
            yield

    def take_back(self) -> list[str]:
        """Gives back what threads have that are no more; answers which threads, and of which tests."""
        lost = {taken: taker for taken, taker in list(self._takers.items()) if not taker[0].is_alive()}
        for taken in lost:
            del self._takers[taken]
            taken._pool.putconn(taken)  # noqa: SLF001 - as Django does
        return [f"{thread.name}, of {test}" for thread, test in lost.values()]
