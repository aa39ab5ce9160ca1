"""The one shared account of the beta."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError

from accounts.errors import BetaModeDisabledError
from accounts.models import User
from accounts.services.entry import DeviceClaim, user_create, user_enter
from accounts.services.sessions import SignedIn

BETA_EMAIL = "beta@solacore.test"


def beta_login(*, device: DeviceClaim, locale: str, now: datetime) -> SignedIn:
    """Signs a tester into the shared account.

    Raises:
        BetaModeDisabledError: outside the beta.
        DeviceBoundToOtherError: as in `device_bind`.
    """
    if not settings.BETA_MODE:
        raise BetaModeDisabledError
    return user_enter(user=_shared_user(locale), device=device, now=now)


def _shared_user(locale: str) -> User:
    user = User.objects.filter(email=BETA_EMAIL).first()
    if user is not None:
        return user
    try:
        return user_create(email=BETA_EMAIL, password=None, locale=locale)
    except IntegrityError:
        return User.objects.get(email=BETA_EMAIL)  # another tester was first
