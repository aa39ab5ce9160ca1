"""People, their devices and the sign-in sessions behind their tokens."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.hashers import hash_for_django
from solacore.common.models import UUIDModel


class Locale(models.TextChoices):
    """The languages that Solacore speaks."""

    ENGLISH = "en", "English"
    SPANISH = "es", "Español"
    CHINESE = "zh", "中文"


class AuthProvider(models.TextChoices):
    """How an account was made."""

    EMAIL = "email", "Email"
    GOOGLE = "google", "Google"
    APPLE = "apple", "Apple"


class Platform(models.TextChoices):
    """What kind of client a device runs."""

    IOS = "ios", "iOS"
    ANDROID = "android", "Android"
    WEB = "web", "Web"


def canonical_email(email: str) -> str:
    """The one form in which an address is stored and looked up: trimmed, in lower case."""
    return email.strip().lower()


class UserManager(BaseUserManager["User"]):
    """Makes and finds people."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Stores a person; without a password nobody can sign in with one."""
        user = self.model(email=canonical_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Stores an administrator (`manage.py createsuperuser`)."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person with this address, in whatever case."""
        return self.get(email=canonical_email(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """A person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    auth_provider = models.CharField(max_length=10, choices=AuthProvider.choices, default=AuthProvider.EMAIL)
    locale = models.CharField(max_length=5, choices=Locale.choices, default=Locale.ENGLISH)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    # For the limit of one removed device a day; support may clear it.
    device_removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        db_table = "users"
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [models.UniqueConstraint(Lower("email"), name="users_email_any_case")]
        indexes = [models.Index(fields=["-created_at", "-id"], name="users_newest_first")]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        """Brings the address to its canonical form."""
        super().clean()
        self.email = canonical_email(self.email)

    def check_password(self, raw_password: str) -> bool:
        """Whether this is the person's password; a right one upgrades a hash of an older kind.

        The upgrade never overwrites a password that was changed meanwhile, as Django's own would.
        """
        stored = self.password

        def upgrade(password: str) -> None:
            self.password = make_password(password)
            User.objects.filter(pk=self.pk, password=stored).update(password=self.password)

        return check_password(raw_password, hash_for_django(stored), upgrade)


class Device(UUIDModel):
    """A phone or browser that a person signs in from. An active fingerprint belongs to one person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    device_fingerprint = models.CharField(max_length=255)
    device_name = models.CharField(max_length=100, blank=True)
    platform = models.CharField(max_length=10, choices=Platform.choices, default=Platform.WEB)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_active_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "devices"
        constraints = [
            models.UniqueConstraint(fields=["user", "device_fingerprint"], name="devices_one_row_each"),
            models.UniqueConstraint(
                fields=["device_fingerprint"],
                condition=models.Q(is_active=True),
                name="devices_active_fingerprint",
            ),
        ]
        indexes = [models.Index(fields=["user", "created_at"], name="devices_by_user")]

    def __str__(self) -> str:
        return self.device_name or str(self.id)


class RevokeReason(models.TextChoices):
    """Why a sign-in session ended before its time."""

    LOGOUT = "logout", "Signed out"
    REVOKED = "revoked", "Revoked by its owner"
    DEVICE_REMOVED = "device_removed", "Device removed"
    TOKEN_REUSED = "token_reused", "Refresh token reused"
    PASSWORD_RESET = "password_reset", "Password reset"
    STAFF = "staff", "Revoked by staff"


class ActiveSessionQuerySet(models.QuerySet["ActiveSession"]):
    """Sign-in sessions."""

    def live(self, now: datetime) -> "ActiveSessionQuerySet":
        """Those whose tokens count at that time."""
        return self.filter(revoked_at=None, expires_at__gt=now, absolute_expires_at__gt=now)


class ActiveSession(UUIDModel):
    """One sign-in: what every token refers to, and what decides whether it still counts.

    Only hashes of refresh tokens are stored: of the current one, and of its parent, which may be
    presented once more for some seconds (RFC 9700 §4.14.2).
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="active_sessions")
    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, related_name="active_sessions", null=True, blank=True
    )
    token_hash = models.CharField(max_length=64, unique=True)
    parent_hash = models.CharField(max_length=64, blank=True, default="")
    rotated_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    absolute_expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_reason = models.CharField(max_length=20, choices=RevokeReason.choices, blank=True, default="")

    objects = ActiveSessionQuerySet.as_manager()

    class Meta:
        db_table = "active_sessions"
        indexes = [
            models.Index(fields=["user", "created_at"], name="active_sessions_by_user"),
            models.Index(fields=["expires_at"], name="active_sessions_by_expiry"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def is_live(self, now: datetime) -> bool:
        """Whether tokens of this session count at that time."""
        return self.revoked_at is None and now < min(self.expires_at, self.absolute_expires_at)


class Identity(UUIDModel):
    """An account at an OAuth issuer that signs a person in; keyed by issuer and subject, never by email."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    email = models.EmailField(max_length=254, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        db_table = "identities"
        verbose_name_plural = "identities"
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="identities_once")]

    def __str__(self) -> str:
        return f"{self.issuer}: {self.user_id}"


class MailedToken(UUIDModel):
    """A link that was mailed: single use, short life; only the hash of its token is stored."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="%(class)ss")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class PasswordResetToken(MailedToken):
    """A link to choose a new password."""

    class Meta:
        db_table = "password_reset_tokens"
        indexes = [models.Index(fields=["expires_at"], name="reset_tokens_by_expiry")]


class EmailVerificationToken(MailedToken):
    """A link that proves that the address is the person's; it counts for the address it was sent to."""

    email = models.EmailField(max_length=254)

    class Meta:
        db_table = "email_verification_tokens"
        indexes = [models.Index(fields=["expires_at"], name="verify_tokens_by_expiry")]


class Tombstone(models.Model):
    """What is left of an erased account: a hash of its id, so that no late webhook brings it back."""

    user_hash = models.CharField(max_length=64, primary_key=True)
    erased_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "account_tombstones"

    def __str__(self) -> str:
        return self.user_hash[:8]
