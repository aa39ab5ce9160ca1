"""Background tasks of the accounts: their mails.

A task's arguments stay in the database, so they name a person by id only. A secret link is made by
the task itself, when it sends the mail.
"""

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from accounts.mail.composing import MailKind, compose
from accounts.mail.sending import MailDelayedError, MailRefusedError, send
from accounts.models import EmailVerificationToken, MailedToken, PasswordResetToken, User
from accounts.services.mailed_tokens import RESET_LIFETIME, VERIFICATION_LIFETIME, mailed_token_issue
from billing.models import Subscription, SubscriptionStatus
from billing.plans import Tier
from solacore.common.background import retried

# The first ones are short, for somebody who waits in front of the screen; in all about three hours, so
# that a mail outlives a restart of the server or a greylisting (RFC 6647 §4.1) of some minutes.
MAIL_RETRY_DELAYS: Final = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
# Live reset links that a person can have; whoever asks for more can't flood the mailbox.
RESET_LINKS_MAX: Final = 5

mailed = retried(on=MailDelayedError, delays=MAIL_RETRY_DELAYS)


@mailed
def send_password_reset(user_id: str | None) -> None:
    """Mails a link to choose a new password; nothing for None, which stands for an unknown address."""
    user = _person(user_id)
    if user is None:
        return
    now = timezone.now()
    live = PasswordResetToken.objects.filter(user=user, used_at=None, expires_at__gt=now)
    if live.count() >= RESET_LINKS_MAX:
        return
    row, secret = mailed_token_issue(PasswordResetToken, user=user, lifetime=RESET_LIFETIME, now=now)
    link = f"{settings.FRONTEND_URL}/reset-password?token={secret}"
    minutes = int(RESET_LIFETIME.total_seconds() // 60)
    _send_link(row, compose(MailKind.RESET_PASSWORD, user, link=link, minutes=minutes))


@mailed
def send_email_verification(user_id: str) -> None:
    """Mails a link that proves that the address is the person's, unless that is known already."""
    user = _person(user_id)
    if user is None or user.email_verified_at is not None:
        return
    row, secret = mailed_token_issue(
        EmailVerificationToken,
        user=user,
        lifetime=VERIFICATION_LIFETIME,
        now=timezone.now(),
        email=user.email,
    )
    link = f"{settings.FRONTEND_URL}/verify-email?token={secret}"
    _send_link(row, compose(MailKind.VERIFY_EMAIL, user, link=link, days=VERIFICATION_LIFETIME.days))


@mailed
def send_password_changed(user_id: str) -> None:
    """Tells a person that their password was changed."""
    _send_notice(MailKind.PASSWORD_CHANGED, user_id)


@mailed
def send_token_reused(user_id: str) -> None:
    """Tells a person that a sign-in of theirs was used twice and has been ended."""
    _send_notice(MailKind.TOKEN_REUSED, user_id)


@mailed
def send_export_offer(user_id: str) -> None:
    """Leads a person to the download of all that is stored of them."""
    _send_notice(MailKind.EXPORT_OFFER, user_id, "/app/settings")


@mailed
def send_payment_failed(user_id: str, tier: str) -> None:
    """Tells a person that a payment for their tier failed, unless it has been made meanwhile."""
    if Subscription.objects.filter(user_id=user_id, status=SubscriptionStatus.PAST_DUE).exists():
        _send_notice(MailKind.PAYMENT_FAILED, user_id, "/app/settings", plan=tier.title())


@mailed
def send_subscription_ended(user_id: str, tier: str) -> None:
    """Tells a person that a paid tier of theirs has ended, unless they have one again."""
    if Subscription.objects.filter(user_id=user_id, tier=Tier.FREE).exists():
        _send_notice(MailKind.SUBSCRIPTION_ENDED, user_id, "/pricing", plan=tier.title())


@mailed
def send_quota_notice(user_id: str, used: int, limit: int) -> None:
    """Tells a person how many sessions of their tier they have used: most of them, or all."""
    kind = MailKind.QUOTA_USED if used >= limit else MailKind.QUOTA_NEARLY_USED
    _send_notice(kind, user_id, "/pricing", used=used, limit=limit)


def _person(user_id: str | None) -> User | None:
    return User.objects.filter(pk=user_id, is_active=True).first() if user_id else None


def _send_link(row: MailedToken, message: EmailMessage) -> None:
    try:
        send(message)
    except (MailDelayedError, MailRefusedError):
        # Nobody holds this link; the next attempt makes one of its own.
        row.delete()
        raise


def _send_notice(kind: MailKind, user_id: str, page: str = "", **facts: Any) -> None:
    user = _person(user_id)
    if user is not None:
        send(compose(kind, user, link=f"{settings.FRONTEND_URL}{page}", **facts))
