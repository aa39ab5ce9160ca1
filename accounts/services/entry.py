"""How every kind of sign-in ends: on a device, with a session."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services.devices import device_bind
from accounts.services.sessions import SignedIn, session_open
from billing.services.entitlements import subscription_start


@dataclass(frozen=True, slots=True)
class DeviceClaim:
    """The device that a client says it runs on; without a fingerprint it is a `web` device of its own."""

    fingerprint: str = ""
    name: str = ""


@transaction.atomic
def user_enter(*, user: User, device: DeviceClaim, now: datetime) -> SignedIn:
    """Signs a person in whose identity is proven.

    Raises:
        DeviceBoundToOtherError, DeviceLimitReachedError: as in `device_bind`.
    """
    # One a person, or each sign-in without a fingerprint would take another place within the limit.
    fingerprint = device.fingerprint or f"web-{user.pk}"
    bound = device_bind(user=user, fingerprint=fingerprint, name=device.name, now=now)
    return session_open(user=user, device=bound, now=now)


@transaction.atomic
def user_create(*, email: str, password: str | None, locale: str, **fields: object) -> User:
    """Makes an account on the free tier.

    Args:
        email: the address, in any case.
        password: None for an account that signs in by other means.
        locale: en, es or zh.
        fields: further fields of the user.

    Raises:
        IntegrityError: the address is taken.
    """
    user = User.objects.create_user(email, password, locale=locale, **fields)
    subscription_start(user.pk)
    return user
