"""Stripe's API through its SDK: asked no longer than the caller can wait, its failures one error of ours."""

import hashlib
import json
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

import httpx
import stripe
import structlog
from django.conf import settings
from django.db import connection

from billing.errors import StripeFailedError
from solacore.common.errors import ValidationFailedError

logger = structlog.get_logger(__name__)

# Retries after the first attempt, as Stripe advises (https://docs.stripe.com/error-low-level#idempotency);
# the SDK gives every POST an idempotency key, so that none takes effect twice.
RETRIES: Final = 2
# Seconds in which a repeated request counts as the same: a second click, another tab.
SAME_REQUEST_SECONDS: Final = 60
# Seconds to connect, and for one attempt altogether where the deadline leaves more.
_CONNECT_SECONDS: Final = 3.0
_ATTEMPT_SECONDS: Final = 30.0
# Seconds of which another attempt could still make use, after the SDK's wait of up to a second.
_WORTH_A_RETRY: Final = 1.5


class Deadline:
    """The moment by which an answer must be there."""

    def __init__(self, seconds: float) -> None:
        """Args: seconds: from now."""
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """The seconds that remain; none or fewer when it is over."""
        return self._ends - time.monotonic()


class BoundedHTTPClient(stripe.HTTPClient):
    """The SDK's transport: all attempts of a client together end by its deadline."""

    name = "httpx"

    def __init__(self, deadline: Deadline) -> None:
        """Args: deadline: of everything that is asked through it."""
        super().__init__()
        self._deadline = deadline

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **_more: Any
    ) -> tuple[str, int, Mapping[str, str]]:
        """One attempt.

        Raises:
            APIConnectionError: without an address or a key in it; it says whether to try again.
        """
        try:
            with stripe_connections().stream(
                method, url, headers=headers, content=post_data, timeout=self._timeout()
            ) as response:
                return self._read(response), response.status_code, response.headers
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise stripe.APIConnectionError(  # type: ignore[no-untyped-call]  # the SDK's own gap
                type(error).__name__, should_retry=isinstance(error, httpx.TransportError)
            ) from None

    def close(self) -> None:
        """Nothing: the connections are shared by all clients of the process."""

    def _should_retry(self, *args: Any, **kwargs: Any) -> bool:
        return self._deadline.left() > _WORTH_A_RETRY and bool(super()._should_retry(*args, **kwargs))

    def _timeout(self) -> httpx.Timeout:
        left = min(self._deadline.left(), _ATTEMPT_SECONDS)
        if left <= 0:
            raise httpx.TimeoutException("the deadline is over")
        connect = min(_CONNECT_SECONDS, left / 2)
        return httpx.Timeout(left - connect, connect=connect)

    def _read(self, response: httpx.Response) -> str:
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if self._deadline.left() <= 0:
                raise httpx.ReadTimeout("the deadline is over")
        return body.decode()


@cache
def stripe_connections() -> httpx.Client:
    """The connections of this process, with the authorities that the SDK trusts."""
    return httpx.Client(verify=ssl.create_default_context(cafile=stripe.ca_bundle_path))


@contextmanager
def asking_stripe(seconds: float | None = None) -> Iterator[stripe.StripeClient]:
    """Gives a client for a block that asks Stripe, and holds no database connection meanwhile.

    Args:
        seconds: how long the block may ask altogether, by default STRIPE_TIMEOUT.

    Raises:
        StripeFailedError: Stripe could not be asked, refused, or did not answer in time; why is logged.
    """
    if not settings.STRIPE_SECRET_KEY:
        logger.warning("stripe_key_missing")
        raise StripeFailedError
    # Gives the connection back to the pool; a transaction must not be open here.
    connection.close()
    client = stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        base_addresses={"api": settings.STRIPE_API_BASE},
        http_client=BoundedHTTPClient(Deadline(seconds or settings.STRIPE_TIMEOUT)),
        max_network_retries=RETRIES,
    )
    try:
        yield client
    except stripe.StripeError as error:
        # Not its message, which may quote addresses and the end of the key.
        logger.warning(
            "stripe_failed",
            error=type(error).__name__,
            code=error.code,
            status=error.http_status,
            stripe_request=error.request_id,
        )
        raise StripeFailedError from None
    except ValidationFailedError as error:
        # Stripe's answer isn't what we can read; that is no fault of the person's request.
        logger.warning("stripe_answer_unfit", reason=error.sentence)
        raise StripeFailedError from None


def is_missing(error: stripe.StripeError, parameter: str | None = None) -> bool:
    """Whether Stripe says that there is no such object.

    Args:
        error: what Stripe answered.
        parameter: which parameter has to name it, by default any.
    """
    is_absent = error.code == "resource_missing" or error.http_status == httpx.codes.NOT_FOUND
    return is_absent and parameter in (None, getattr(error, "param", None))


def text_in(answer: stripe.StripeObject, name: str) -> str:
    """A field of an answer that has to be there.

    Raises:
        StripeFailedError: it isn't, or is no text.
    """
    value = getattr(answer, name, None)
    if not isinstance(value, str) or not value:
        logger.warning("stripe_answer_unfit", field=name)
        raise StripeFailedError
    return value


def plain(answer: stripe.StripeObject) -> dict[str, Any]:
    """An answer as JSON has it, without what the SDK adds."""
    document: dict[str, Any] = json.loads(str(answer))
    return document


def idempotency_key(action: str, parameters: Mapping[str, Any], *circumstances: object) -> str:
    """A key under which the same request, made twice within a minute or so, takes effect once.

    Not for longer: Stripe repeats its first answer, failures included, for as long as it keeps the key.

    Args:
        action: what is asked for.
        parameters: what is sent; another request under the same key would be refused.
        circumstances: what else has to be the same.
    """
    minute = int(time.time() // SAME_REQUEST_SECONDS)
    text = json.dumps([action, parameters, minute, *circumstances], sort_keys=True, default=str)
    return f"solacore-{hashlib.sha256(text.encode()).hexdigest()}"
