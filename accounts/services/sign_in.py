"""Registration and sign-in with a password."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from accounts.errors import EmailAlreadyExistsError, InvalidCredentialsError
from accounts.models import User, canonical_email
from accounts.services.devices import device_bind
from accounts.services.sessions import SignedIn, session_open
from billing.services.entitlements import subscription_start


@dataclass(frozen=True, slots=True)
class DeviceClaim:
    """The device that a client says it runs on."""

    fingerprint: str
    name: str = ""


def user_register(*, email: str, password: str, locale: str, device: DeviceClaim, now: datetime) -> SignedIn:
    """Makes an account on the free tier and signs it in; nothing is left behind by a failure.

    Raises:
        EmailAlreadyExistsError: the address is taken, in whatever case.
        DeviceBoundToOtherError, DeviceLimitReachedError: as in `device_bind`.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, locale=locale)
            subscription_start(user.pk)
            return _enter(user, device, now)
    except IntegrityError:
        if User.objects.filter(email=canonical_email(email)).exists():
            raise EmailAlreadyExistsError from None
        raise


def user_login(*, email: str, password: str, device: DeviceClaim, now: datetime) -> SignedIn:
    """Signs a person in.

    Raises:
        InvalidCredentialsError: the address or the password is wrong.
        DeviceBoundToOtherError, DeviceLimitReachedError: as in `device_bind`.
    """
    user = User.objects.filter(email=canonical_email(email), is_active=True).first()
    if user is None:
        # As much work as for a known address, so that the time gives nothing away.
        make_password(password)
        raise InvalidCredentialsError
    if not user.check_password(password):
        raise InvalidCredentialsError
    with transaction.atomic():
        return _enter(user, device, now)


def _enter(user: User, claim: DeviceClaim, now: datetime) -> SignedIn:
    device = device_bind(user=user, fingerprint=claim.fingerprint, name=claim.name, now=now)
    return session_open(user=user, device=device, now=now)
