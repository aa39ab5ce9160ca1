"""What was last worked out about messages, which come again with every turn of their conversation."""

import os
from collections.abc import Callable
from hashlib import blake2b
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """Results by a digest of what they were made from, with a key that only this process has.

    So no text is kept. The results must hold none either.
    """

    def __init__(self, work_out: Callable[..., T], *, most: int) -> None:
        """Args: work_out: makes a result from texts; most: how many results are kept, the last used ones."""
        self._work_out = work_out
        self._most = most
        self._key = os.urandom(32)
        self._lock = Lock()
        self._results: dict[bytes, T] = {}

    def __call__(self, *texts: str) -> T:
        """The result for these texts, remembered or made now."""
        digest = blake2b(key=self._key)
        for text in texts:
            encoded = text.encode("utf-8", "surrogatepass")
            digest.update(len(encoded).to_bytes(8))
            digest.update(encoded)
        key = digest.digest()
        with self._lock:
            known = self._results.pop(key, None)
        result = self._work_out(*texts) if known is None else known
        with self._lock:
            self._results[key] = result
            if len(self._results) > self._most:
                del self._results[next(iter(self._results))]
        return result
