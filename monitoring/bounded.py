"""Questions to other servers that may hang: asked in a thread, once at a time, not waited for long."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class Question(Generic[T]):
    """Something to ask again and again. While it is unanswered it is not asked a second time.

    So a server that hangs costs one thread for each question, however long that lasts and however many wait.
    """

    def __init__(self, name: str, ask: Callable[[], T]) -> None:
        """Args: name: of the thread. ask: asks; may take any time."""
        self._name = name
        self._ask = ask
        self._lock = threading.Lock()
        self._asked: Future[T] | None = None

    def asked(self) -> Future[T]:
        """The answer that is on its way, of the question as it is asked now or was before."""
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = Future()
                # Or whoever gives up waiting would cancel it, for the others too.
                self._asked.set_running_or_notify_cancel()
                # A daemon: a process may end while its question hangs.
                threading.Thread(target=self._work, args=(self._asked,), name=self._name, daemon=True).start()
            return self._asked

    def _work(self, answer: Future[T]) -> None:
        try:
            answer.set_result(self._ask())
        except Exception as error:  # noqa: BLE001 - whoever waits gets it
            answer.set_exception(error)
