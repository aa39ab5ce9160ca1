"""The signing keys of issuers (JWKS, RFC 7517): fetched within a time limit, kept, renewed."""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException

import jwt
import structlog
from django.conf import settings
from jwt import PyJWK, PyJWKClient

from accounts.errors import OAuthUnavailableError

logger = structlog.get_logger(__name__)

# What Google and Apple sign with. Whatever else a token names is refused, "none" and HS256 first of all.
ALGORITHM = "RS256"
# Seconds after which known keys are fetched again: that long a withdrawn key may still count.
KEYS_LIFETIME = 300.0
# Seconds for which keys still count while their issuer can't be reached.
KEYS_MAX_AGE = 24 * 3600.0
# Anybody can name an unknown key, so that makes us fetch at most so often in so many seconds.
FETCHES = 5
FETCHES_PERIOD = 30.0


@dataclass(frozen=True, slots=True)
class _KeySet:
    by_id: Mapping[str | None, PyJWK]
    fetched_at: float


class IssuerKeys:
    """The keys behind one JWKS address, for all threads of a process.

    One thread at a time fetches. Whoever needs a known key never waits for another's fetch; whoever
    needs an unknown one waits for its outcome.
    """

    def __init__(self, url: str, timeout: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Fetches nothing yet.

        Args:
            url: the JWKS address.
            timeout: seconds to wait for the issuer.
            clock: seconds since any moment.
        """
        # Its own caches stay off: they fail with the issuer once they are stale, and wait in line for it.
        self._client = PyJWKClient(url, cache_jwk_set=False, timeout=timeout)
        self._timeout = timeout
        self._clock = clock
        self._fetching = threading.Lock()
        self._begun: deque[float] = deque(maxlen=FETCHES)
        self._finished = 0
        self._failed = False
        self._kept: _KeySet | None = None

    def find(self, key_id: str) -> PyJWK | None:
        """The key with this id; None when the issuer has none such.

        Raises:
            OAuthUnavailableError: the key isn't known and the issuer can't be asked.
        """
        key = self._kept_key(key_id)
        if key is None:
            return self._asked_for(key_id)
        if self._clock() - self._begun[-1] >= KEYS_LIFETIME and self._fetching.acquire(blocking=False):
            try:
                self._fetch()
            finally:
                self._fetching.release()
            return self._kept_key(key_id)
        return key

    def _kept_key(self, key_id: str) -> PyJWK | None:
        kept = self._kept
        if kept is None or self._clock() - kept.fetched_at >= KEYS_MAX_AGE:
            return None
        return kept.by_id.get(key_id)

    def _asked_for(self, key_id: str) -> PyJWK | None:
        finished = self._finished
        if not self._fetching.acquire(timeout=self._timeout):
            raise OAuthUnavailableError
        try:
            # The fetch that this thread has waited for is as good as one of its own.
            if self._finished == finished and self._may_fetch():
                self._fetch()
        finally:
            self._fetching.release()
        key = self._kept_key(key_id)
        if key is None and self._failed:
            raise OAuthUnavailableError
        return key

    def _may_fetch(self) -> bool:
        return len(self._begun) < FETCHES or self._clock() - self._begun[0] >= FETCHES_PERIOD

    def _fetch(self) -> None:
        now = self._clock()
        self._begun.append(now)
        try:
            keys = self._client.get_signing_keys()
        except (jwt.PyJWTError, OSError, HTTPException, ValueError, RecursionError) as error:
            self._failed = True
            logger.warning("issuer_keys_unavailable", url=self._client.uri, error=type(error).__name__)
        else:
            self._failed = False
            self._kept = _KeySet({key.key_id: key for key in keys if key.algorithm_name == ALGORITHM}, now)
        finally:
            self._finished += 1


_issuers: dict[str, IssuerKeys] = {}


def issuer_keys(url: str) -> IssuerKeys:
    """The keys behind a JWKS address, the same object for every caller."""
    return _issuers.get(url) or _issuers.setdefault(url, IssuerKeys(url, settings.OAUTH_TIMEOUT))
