"""The one shared account of the beta."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError

from accounts.errors import BetaModeDisabledError, DeviceBoundToOtherError
from accounts.models import User
from accounts.services.entry import DeviceClaim, user_create, user_enter
from accounts.services.sessions import SignedIn

BETA_EMAIL = "beta@solacore.test"


def beta_login(*, device: DeviceClaim, locale: str, now: datetime) -> SignedIn:
    """Signs a tester into the shared account.

    Raises:
        BetaModeDisabledError: outside the beta.
    """
    if not settings.BETA_MODE:
        raise BetaModeDisabledError
    user = _shared_user(locale)
    try:
        return user_enter(user=user, device=device, now=now)
    except DeviceBoundToOtherError:
        # Somebody with an account of their own tries the beta in the same browser: their device stays theirs.
        return user_enter(user=user, device=DeviceClaim(name=device.name), now=now)


def _shared_user(locale: str) -> User:
    user = User.objects.filter(email=BETA_EMAIL).first()
    if user is not None:
        return user
    try:
        return user_create(email=BETA_EMAIL, password=None, locale=locale)
    except IntegrityError:
        return User.objects.get(email=BETA_EMAIL)  # another tester was first
