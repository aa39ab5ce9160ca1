"""Sign-in with Google: by ID token, or by an authorization code that is exchanged for one."""

from typing import Any

import httpx
import structlog
from django.conf import settings

from accounts.errors import GoogleCodeExchangeFailedError, GoogleNotConfiguredError, InvalidIdTokenError
from accounts.models import AuthProvider
from accounts.oauth.id_tokens import Issuer, ProvenIdentity, read_id_token

logger = structlog.get_logger(__name__)

# The redirect_uri of codes that Google's JavaScript library hands to a page through its popup.
POPUP_REDIRECT_URI = "postmessage"


def google() -> Issuer:
    """Google, as configured."""
    return Issuer(
        provider=AuthProvider.GOOGLE,
        names=tuple(settings.GOOGLE_ISSUERS),
        client_ids=tuple(settings.GOOGLE_CLIENT_IDS),
        jwks_url=settings.GOOGLE_JWKS_URL,
    )


def redeem_code(code: str, *, redirect_uri: str) -> ProvenIdentity:
    """Who has signed in, by the authorization code that Google gave to our web app.

    Args:
        code: the code; it works once.
        redirect_uri: where Google sent it, to the letter.

    Raises:
        GoogleNotConfiguredError: there is no client id or no secret to exchange it with.
        GoogleCodeExchangeFailedError: Google, for whatever reason, gave no valid ID token for it.
        OAuthUnavailableError: Google's keys can't be had.
    """
    if not (settings.GOOGLE_CLIENT_IDS and settings.GOOGLE_CLIENT_SECRET):
        raise GoogleNotConfiguredError
    id_token = _exchanged(code, redirect_uri).get("id_token")
    try:
        return read_id_token(id_token if isinstance(id_token, str) else "", google())
    except InvalidIdTokenError:
        raise GoogleCodeExchangeFailedError from None


def _exchanged(code: str, redirect_uri: str) -> dict[str, Any]:
    """The answer of Google's token endpoint (RFC 6749 §4.1.3)."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        # A web app has one client; the others are those of the mobile apps.
        "client_id": settings.GOOGLE_CLIENT_IDS[0],
        "client_secret": settings.GOOGLE_CLIENT_SECRET,
    }
    try:
        response = httpx.post(settings.GOOGLE_TOKEN_URL, data=form, timeout=settings.OAUTH_TIMEOUT)
        answer = response.json()
    except (httpx.HTTPError, ValueError, RecursionError) as error:
        logger.warning("google_code_exchange_failed", reason=type(error).__name__)
        raise GoogleCodeExchangeFailedError from None
    if not (response.is_success and isinstance(answer, dict)):
        # Google's code for the fault tells a wrong set-up of ours from a stale code.
        reason = answer.get("error") if isinstance(answer, dict) else None
        logger.warning("google_code_exchange_failed", status=response.status_code, reason=reason)
        raise GoogleCodeExchangeFailedError
    return answer
