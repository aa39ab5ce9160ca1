"""RevenueCat's API (REST v1): what a person has bought in the stores."""

import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import httpx
import structlog
from django.conf import settings

from billing.errors import RevenueCatFailedError
from solacore.common.documents import Document
from solacore.common.errors import DomainError

logger = structlog.get_logger(__name__)

TIMEOUT: Final = httpx.Timeout(10.0, connect=3.0)
ATTEMPTS: Final = 3
# Seconds that a limit may ask us to wait (https://www.revenuecat.com/docs/api-v1, "Rate limit": by minute).
LONGEST_WAIT: Final = 60.0


class RevenueCat:
    """A connection to RevenueCat."""

    def __init__(self, http: httpx.Client) -> None:
        """Args: http: with the address and the key."""
        self._http = http

    def subscriber(self, user_id: uuid.UUID) -> Mapping[str, Any]:
        """What RevenueCat has of a person, as JSON has it; empty for whom it doesn't know.

        Raises:
            RevenueCatFailedError: it could not be asked, refused, or answered something else.
        """
        response = self._get(f"/subscribers/{user_id}")
        if response.status_code == httpx.codes.NOT_FOUND:
            return {}
        try:
            body: Any = response.raise_for_status().json()
            return Document({"answer": body}).inner("answer").values("subscriber")
        except (httpx.HTTPStatusError, ValueError, DomainError):
            logger.warning("revenuecat_refused", status=response.status_code)
            raise RevenueCatFailedError from None

    def _get(self, path: str) -> httpx.Response:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                response = self._http.get(path)
            except httpx.HTTPError as error:
                reason, wait = type(error).__name__, 0.5 * attempt
            else:
                is_busy = response.status_code == httpx.codes.TOO_MANY_REQUESTS
                if not (is_busy or response.is_server_error):
                    return response
                reason, wait = str(response.status_code), _wait_of(response, attempt)
            if attempt < ATTEMPTS:
                time.sleep(wait)
        logger.warning("revenuecat_failed", reason=reason)
        raise RevenueCatFailedError


def _wait_of(response: httpx.Response, attempt: int) -> float:
    asked = response.headers.get("Retry-After", "")
    return min(float(asked), LONGEST_WAIT) if asked.isdigit() else 0.5 * attempt


@contextmanager
def asking_revenuecat() -> Iterator[RevenueCat]:
    """Gives a connection for a block that asks RevenueCat.

    Raises:
        RevenueCatFailedError: there is no key to ask with.
    """
    if not settings.REVENUECAT_API_KEY:
        logger.warning("revenuecat_key_missing")
        raise RevenueCatFailedError
    headers = {"Authorization": f"Bearer {settings.REVENUECAT_API_KEY}"}
    with httpx.Client(base_url=settings.REVENUECAT_API_BASE, headers=headers, timeout=TIMEOUT) as http:
        yield RevenueCat(http)
