"""Sign-in through an OAuth issuer, whose subject is the identity; an address only helps to a first link."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.errors import EmailNotVerifiedError, OAuthAccountNotLinkedError
from accounts.models import AuthProvider, Identity, User
from accounts.oauth.id_tokens import ProvenIdentity
from accounts.services.entry import DeviceClaim, user_create, user_enter
from accounts.services.sessions import SignedIn
from solacore.common.errors import NotSignedInError

# A parallel first sign-in can be quicker twice: with the account, and with the identity.
_ATTEMPTS = 3


def oauth_sign_in(*, identity: ProvenIdentity, locale: str, device: DeviceClaim, now: datetime) -> SignedIn:
    """Signs in the person behind an identity; the first time it is linked to their account or makes one.

    Nothing is left behind by a failure.

    Args:
        identity: what the issuer's token has proven.
        locale: the language of a new account: en, es or zh.
        device: the device that the client runs on.
        now: the time.

    Raises:
        OAuthAccountNotLinkedError: Apple's identity is unknown, and its token brings no address.
        EmailNotVerifiedError: the identity is unknown, and its address or that of the account which
            has this address isn't verified: either could be somebody else's.
        NotSignedInError: the person is inactive.
        DeviceBoundToOtherError, DeviceLimitReachedError: as in `device_bind`.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            return _enter(identity, locale, device, now)
        except IntegrityError:
            continue
    return _enter(identity, locale, device, now)


@transaction.atomic
def _enter(identity: ProvenIdentity, locale: str, device: DeviceClaim, now: datetime) -> SignedIn:
    user = _known(identity)
    if user is None:
        user = _found_by_email(identity) or _created(identity, locale, now)
        Identity.objects.create(
            user=user, issuer=identity.issuer, subject=identity.subject, email=identity.email
        )
    if not user.is_active:
        raise NotSignedInError
    return user_enter(user=user, device=device, now=now)


def _known(identity: ProvenIdentity) -> User | None:
    people = User.objects.select_for_update(of=("self",))
    return people.filter(identities__issuer=identity.issuer, identities__subject=identity.subject).first()


def _found_by_email(identity: ProvenIdentity) -> User | None:
    if not identity.email and identity.provider is AuthProvider.APPLE:
        raise OAuthAccountNotLinkedError
    if not (identity.email and identity.email_verified):
        raise EmailNotVerifiedError
    user = User.objects.select_for_update(of=("self",)).filter(email=identity.email).first()
    if user is not None and user.email_verified_at is None:
        raise EmailNotVerifiedError
    return user


def _created(identity: ProvenIdentity, locale: str, now: datetime) -> User:
    return user_create(
        email=identity.email,
        password=None,
        locale=locale,
        auth_provider=identity.provider,
        email_verified_at=now,
    )
