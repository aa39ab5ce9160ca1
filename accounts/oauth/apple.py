"""Sign in with Apple."""

from django.conf import settings

from accounts.models import AuthProvider
from accounts.oauth.id_tokens import Issuer


def apple() -> Issuer:
    """Apple, as configured."""
    return Issuer(
        provider=AuthProvider.APPLE,
        names=tuple(settings.APPLE_ISSUERS),
        client_ids=tuple(settings.APPLE_CLIENT_IDS),
        jwks_url=settings.APPLE_JWKS_URL,
    )
