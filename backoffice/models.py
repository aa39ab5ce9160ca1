"""Who of the staff did what to whom and why, and who may read a conversation for a while."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils import timezone

from analytics.events import EventName
from analytics.models import AnalyticsEvent
from solacore.common.models import UUIDModel

REASON_MAX_LENGTH: Final = 500
# How long a broken glass stays open.
ACCESS_LIFETIME: Final = timedelta(minutes=15)


class AuditEntry(UUIDModel):
    """One thing that a member of staff did. PostgreSQL itself refuses to change or delete it.

    It refers to no row: what it tells of may be gone. The person is named by a hash of their id, which leads
    to nobody once they are erased (`AuditSubject`).
    """

    at = models.DateTimeField(default=timezone.now, editable=False)
    actor_id = models.UUIDField(editable=False)
    actor_email = models.EmailField(max_length=254, editable=False)
    action = models.CharField(max_length=60, editable=False)
    subject_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    # What was acted on beside the person, such as "device 0f…"; never the person's own id or words.
    target = models.CharField(max_length=200, blank=True, default="", editable=False)
    reason = models.CharField(max_length=REASON_MAX_LENGTH, editable=False)
    request_id = models.CharField(max_length=64, editable=False)

    class Meta:
        db_table = "audit_entries"
        verbose_name = "audit entry"
        verbose_name_plural = "audit trail"
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest_first"),
            models.Index(fields=["subject_hash", "-at"], name="audit_by_subject"),
            models.Index(fields=["actor_id", "-at"], name="audit_by_actor"),
        ]
        # What roles.py gives to roles, beside Django's view permissions.
        permissions = [
            ("revoke_sessions", "Can end a person's sign-in sessions"),
            ("manage_devices", "Can unbind a person's devices and reset the daily limit"),
            ("grant_tier", "Can grant a tier and end a grant"),
            ("send_account_mail", "Can send password-reset and verification mails"),
            ("export_account", "Can have a person's export offered to them"),
            ("erase_account", "Can erase a person"),
            ("deactivate_account", "Can deactivate and reactivate a person"),
            ("replay_webhook", "Can replay a failed webhook"),
            ("break_glass", "Can read a conversation for a stated reason"),
            ("view_crises", "Can see which sessions showed a crisis"),
            ("view_reports", "Can see the reports and the dashboard"),
            ("export_reports", "Can export reports"),
            ("export_audit", "Can export the audit trail"),
            ("assign_roles", "Can make people staff, give them roles and reset their second factor"),
        ]

    def __str__(self) -> str:
        return f"{self.action} by {self.actor_email}"


class AuditSubject(models.Model):
    """Whom a subject's hash means, for as long as they have an account."""

    subject_hash = models.CharField(max_length=64, primary_key=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="audit_subject"
    )

    class Meta:
        db_table = "audit_subjects"

    def __str__(self) -> str:
        return self.subject_hash[:8]


class ConversationAccess(UUIDModel):
    """A broken glass: one member of staff may read one conversation until a time."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversation_accesses"
    )
    session = models.ForeignKey("solve.SolveSession", on_delete=models.CASCADE, related_name="accesses")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "conversation_accesses"
        verbose_name_plural = "conversation accesses"
        indexes = [models.Index(fields=["expires_at"], name="conversation_access_by_end")]

    def __str__(self) -> str:
        return str(self.id)

    def is_open(self, now: datetime) -> bool:
        """Whether the conversation may still be read."""
        return now < self.expires_at


class CrisisEventManager(models.Manager["CrisisEvent"]):
    """The events of crises among all product events."""

    def get_queryset(self) -> models.QuerySet["CrisisEvent"]:
        """Those events."""
        return super().get_queryset().filter(name=EventName.CRISIS_DETECTED.value)


class CrisisEvent(AnalyticsEvent):
    """A message or a reply that showed a crisis."""

    objects: ClassVar[CrisisEventManager] = CrisisEventManager()

    class Meta:
        proxy = True
        default_permissions = ()
