"""What a vendor's SDK raises, as one of our failures: never with a word that anyone wrote."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import aiohttp
import anthropic
import httpx2
import openai

from solve.llm.base import FailureKind, ProviderError

# A longer wait than this is no advice to anyone.
MAX_RETRY_AFTER = 24 * 60 * 60.0

_STATUSES: dict[int, FailureKind] = {
    HTTPStatus.UNAUTHORIZED: FailureKind.UNAUTHORIZED,
    HTTPStatus.PAYMENT_REQUIRED: FailureKind.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN: FailureKind.UNAUTHORIZED,
    HTTPStatus.REQUEST_TIMEOUT: FailureKind.TIMEOUT,
    HTTPStatus.TOO_MANY_REQUESTS: FailureKind.RATE_LIMITED,
    HTTPStatus.GATEWAY_TIMEOUT: FailureKind.TIMEOUT,
}

# The names that an error event within a stream carries, as it has no status of its own.
# https://platform.claude.com/docs/en/api/errors, https://platform.openai.com/docs/guides/error-codes
_NAMES = {
    "authentication_error": FailureKind.UNAUTHORIZED,
    "billing_error": FailureKind.UNAUTHORIZED,
    "permission_error": FailureKind.UNAUTHORIZED,
    "invalid_api_key": FailureKind.UNAUTHORIZED,
    "invalid_request_error": FailureKind.BAD_REQUEST,
    "not_found_error": FailureKind.BAD_REQUEST,
    "request_too_large": FailureKind.BAD_REQUEST,
    "context_length_exceeded": FailureKind.BAD_REQUEST,
    "rate_limit_error": FailureKind.RATE_LIMITED,
    "rate_limit_exceeded": FailureKind.RATE_LIMITED,
    "insufficient_quota": FailureKind.RATE_LIMITED,
    "timeout_error": FailureKind.TIMEOUT,
    "content_filter": FailureKind.REFUSED,
    "content_policy_violation": FailureKind.REFUSED,
}

_STATUS = re.compile("[45][0-9]{2}")

StatusError = openai.APIStatusError | anthropic.APIStatusError

# What the transport raises when it gets no HTTP, or no word at all, from a server that took the connection.
_NO_RESPONSE = (aiohttp.ClientResponseError, aiohttp.ServerDisconnectedError)
_BROKEN = (httpx2.ProtocolError, httpx2.DecodingError, *_NO_RESPONSE)


def failure_of(error: Exception, *, provider: str, streaming: bool) -> ProviderError:
    """The failure that an SDK's exception stands for.

    Args:
        error: what the SDK raised.
        provider: the provider's name.
        streaming: whether the response had begun.
    """
    if isinstance(error, StatusError):
        return _status_failure(error, provider)
    causes = list(_with_causes(error))
    if any(isinstance(cause, httpx2.TimeoutException) for cause in causes):
        return ProviderError(FailureKind.TIMEOUT, provider=provider)
    if streaming or any(isinstance(cause, _BROKEN) for cause in causes):
        return ProviderError(FailureKind.BROKEN_STREAM, provider=provider)
    return ProviderError(FailureKind.UNAVAILABLE, provider=provider)


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    """The SDK's exception, httpx2's behind it, and the transport's behind that."""
    while error is not None:
        yield error
        error = error.__cause__


def _status_failure(error: StatusError, provider: str) -> ProviderError:
    kind = _status_kind(error.status_code)
    if named_kind(error.body) is FailureKind.REFUSED:  # a content filter answers with a plain 400
        kind = FailureKind.REFUSED
    return ProviderError(kind, provider=provider, retry_after=_retry_after(error.response.headers))


def _status_kind(status: int) -> FailureKind:
    is_of_the_request = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    other = FailureKind.BAD_REQUEST if is_of_the_request else FailureKind.UNAVAILABLE
    return _STATUSES.get(status, other)


def named_kind(body: object) -> FailureKind:
    """The kind that an error's body names by its code or, less exactly, its type.

    OpenAI's SDK unwraps the body's "error", Anthropic's does not. OpenRouter's codes are HTTP statuses.
    """
    error = body.get("error", body) if isinstance(body, Mapping) else None
    if not isinstance(error, Mapping):
        return FailureKind.UNAVAILABLE
    for name in (str(error.get("code")), str(error.get("type"))):
        if name in _NAMES:
            return _NAMES[name]
        if _STATUS.fullmatch(name):
            return _status_kind(int(name))
    return FailureKind.UNAVAILABLE


def _retry_after(headers: httpx2.Headers) -> float | None:
    """Seconds until the provider wants to be asked again: RFC 9110, 10.2.3, a number or a date."""
    value = headers.get("Retry-After")
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            at = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), MAX_RETRY_AFTER) if math.isfinite(seconds) else None
