"""Whether a webhook comes from whom it says. Everything is compared in constant time."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings

from webhooks.errors import (
    InvalidAuthError,
    InvalidSignatureError,
    MissingAuthError,
    MissingSignatureError,
)

# Digits of a time in seconds; more would only be work.
_LONGEST_TIME = 12


def stripe_verify(headers: Mapping[str, str], body: bytes, *, now: datetime) -> None:
    """Makes sure that Stripe has sent a body, lately.

    Raises:
        MissingSignatureError, InvalidSignatureError: it has not.
    """
    header = headers.get("Stripe-Signature")
    if not header:
        raise MissingSignatureError
    if not signature_holds(header, body, settings.STRIPE_WEBHOOK_SECRETS, now=now):
        raise InvalidSignatureError


def revenuecat_verify(headers: Mapping[str, str], body: bytes, *, now: datetime) -> None:
    """Makes sure that RevenueCat has sent a body: by its secret, and by its signature where it signs.

    https://www.revenuecat.com/docs/integrations/webhooks

    Raises:
        MissingAuthError, InvalidAuthError: it has not.
    """
    header = headers.get("Authorization", "")
    if not header.strip():
        raise MissingAuthError
    scheme, _, secret = header.partition(" ")
    expected = settings.REVENUECAT_WEBHOOK_SECRET.encode()
    is_theirs = hmac.compare_digest(secret.strip().encode(), expected)
    if scheme.lower() != "bearer" or not expected or not is_theirs:
        raise InvalidAuthError
    if settings.REVENUECAT_WEBHOOK_SIGNING_SECRETS:
        _revenuecat_signature_verify(headers, body, now=now)


def _revenuecat_signature_verify(headers: Mapping[str, str], body: bytes, *, now: datetime) -> None:
    signature = headers.get("X-RevenueCat-Webhook-Signature")
    if not signature:
        raise MissingAuthError
    if not signature_holds(signature, body, settings.REVENUECAT_WEBHOOK_SIGNING_SECRETS, now=now):
        raise InvalidAuthError


def signature_holds(header: str, body: bytes, secrets: Sequence[str], *, now: datetime) -> bool:
    """Whether a header signs a body: `t=SECONDS,v1=HEX[,v1=HEX…]`, HMAC-SHA256 of `SECONDS.BODY`.

    Stripe's scheme (https://docs.stripe.com/webhooks#verify-manually), and RevenueCat's.

    Args:
        header: its value.
        body: as it was received.
        secrets: of which any will do; there are two during a rotation.
        now: the time; a signature that is older than the tolerance may be a replay.
    """
    pairs = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    signatures = [value.encode() for name, _, value in pairs if name == "v1"]
    if len(times) != 1 or not _is_recent(times[0], now):
        return False
    signed = times[0].encode() + b"." + body
    expected = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets if secret]
    return any(hmac.compare_digest(one.encode(), given) for one in expected for given in signatures)


def _is_recent(seconds: str, now: datetime) -> bool:
    is_number = seconds.isascii() and seconds.isdigit() and len(seconds) <= _LONGEST_TIME
    return is_number and abs(now.timestamp() - int(seconds)) <= settings.WEBHOOK_TOLERANCE_SECONDS
