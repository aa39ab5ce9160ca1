"""Registration and sign-in with a password."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from accounts.errors import EmailAlreadyExistsError, InvalidCredentialsError
from accounts.models import User, canonical_email
from accounts.services.entry import DeviceClaim, user_create, user_enter
from accounts.services.sessions import SignedIn
from accounts.services.slow_down import SignInAttempt
from accounts.tasks import send_email_verification


def user_register(*, email: str, password: str, locale: str, device: DeviceClaim, now: datetime) -> SignedIn:
    """Makes an account on the free tier and signs it in; a mail asks to verify the address.

    Nothing is left behind by a failure.

    Raises:
        EmailAlreadyExistsError: the address is taken, in whatever case.
        DeviceBoundToOtherError, DeviceLimitReachedError: as in `device_bind`.
    """
    try:
        with transaction.atomic():
            user = user_create(email=email, password=password, locale=locale)
            send_email_verification.enqueue(str(user.pk))
            return user_enter(user=user, device=device, now=now)
    except IntegrityError:
        if User.objects.filter(email=canonical_email(email)).exists():
            raise EmailAlreadyExistsError from None
        raise


def user_login(*, email: str, password: str, device: DeviceClaim, client: str, now: datetime) -> SignedIn:
    """Signs a person in.

    Args:
        email: the address, in any case.
        password: the password.
        device: the device that the client runs on.
        client: what stands for the client's network address.
        now: the time.

    Raises:
        TooManyRequestsError: after wrong passwords, as in `SignInAttempt`.
        InvalidCredentialsError: the address or the password is wrong.
        DeviceBoundToOtherError, DeviceLimitReachedError: as in `device_bind`.
    """
    attempt = SignInAttempt(email=email, fingerprint=device.fingerprint, client=client, now=now)
    user = _find(email, password)
    if user is None:
        attempt.failed()
        raise InvalidCredentialsError
    attempt.passed()
    with transaction.atomic():
        if not _still_opens(user, password):
            raise InvalidCredentialsError
        return user_enter(user=user, device=device, now=now)


def _find(email: str, password: str) -> User | None:
    user = User.objects.filter(email=canonical_email(email), is_active=True).first()
    if user is None:
        # As much work as for a known address, so that the time gives nothing away.
        make_password(password)
        return None
    return user if user.check_password(password) else None


def _still_opens(user: User, password: str) -> bool:
    """Locks the person; False when a reset has changed the password since it was checked."""
    current = User.objects.select_for_update().filter(pk=user.pk, is_active=True).first()
    return current is not None and (current.password == user.password or current.check_password(password))
