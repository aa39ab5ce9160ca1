"""Solve sessions, what was said in them, and how they moved through the steps."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from solacore.common.models import UUIDModel
from solve.search import Words
from solve.steps import Status, Step

STEP_CHOICES = [(step.value, step.value.title()) for step in Step]
STATUS_CHOICES = [(status.value, status.value.title()) for status in Status]


# A reminder that is later than this, after a long outage, is dropped: it would only startle.
REMINDER_MAX_DELAY: Final = timedelta(hours=48)
# Reminders that a session may send to an address that nobody has confirmed: it may be a stranger's.
UNVERIFIED_REMINDERS_MAX: Final = 5


class SolveSessionQuerySet(models.QuerySet["SolveSession"]):
    """Solve sessions."""

    def with_wanted_reminder(self, now: datetime) -> "SolveSessionQuerySet":
        """Those with a reminder, due or to come, that may reach its person; one of long ago may not."""
        return self.filter(
            reminder_time__gt=now - REMINDER_MAX_DELAY, user__is_active=True, user__reminder_opt_out=None
        )

    def with_unsent_reminder(self, now: datetime) -> "SolveSessionQuerySet":
        """Those whose reminder is due and has not been sent; a changed time makes it a new reminder."""
        return self.with_wanted_reminder(now).filter(
            ~models.Q(reminder_sent_for=models.F("reminder_time")),
            models.Q(reminders_sent__lt=UNVERIFIED_REMINDERS_MAX)
            | models.Q(user__email_verified_at__isnull=False),
            reminder_time__lte=now,
        )


class SolveSession(UUIDModel):
    """One problem of one person, on its way through the five steps."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="solve_sessions"
    )
    device = models.ForeignKey(
        "accounts.Device", on_delete=models.SET_NULL, related_name="solve_sessions", null=True, blank=True
    )
    locale = models.CharField(max_length=5, default="en")
    status = models.CharField(max_length=10, choices=STATUS_CHOICES, default=Status.ACTIVE.value)
    current_step = models.CharField(max_length=10, choices=STEP_CHOICES, default=Step.RECEIVE.value)
    first_step_action = models.CharField(max_length=1000, blank=True, default="")
    reminder_time = models.DateTimeField(null=True, blank=True)
    # What the latest replies of those steps offered: [{title, pros, cons, effort}], and {action, when},
    # which is a proposal; first_step_action is what the person confirmed.
    options = models.JSONField(null=True, blank=True)
    first_step = models.JSONField(null=True, blank=True)
    # Millionths of a US dollar that the model has cost here, as counted against the budget.
    llm_microusd = models.BigIntegerField(default=0, db_default=0, editable=False)
    # The reminder_time whose mail was handed to the queue last, and how many there were in all.
    reminder_sent_for = models.DateTimeField(null=True, blank=True, editable=False)
    reminders_sent = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = SolveSessionQuerySet.as_manager()

    class Meta:
        db_table = "solve_sessions"
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="solve_sessions_newest_first"),
            # For the back office, which lists those of everybody.
            models.Index(fields=["-created_at", "-id"], name="solve_sessions_of_all_newest"),
            models.Index(
                fields=["reminder_time"],
                condition=models.Q(reminder_time__isnull=False),
                name="solve_sessions_by_reminder",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def complete(self, now: datetime) -> None:
        """Marks the session completed, once; its first completion's time stays."""
        if self.status != Status.COMPLETED:
            self.status = Status.COMPLETED.value
            self.completed_at = now


class Role(models.TextChoices):
    """Who said something."""

    USER = "user", "Person"
    ASSISTANT = "assistant", "Solacore"


class MessageStatus(models.TextChoices):
    """The state of a message; a person's is complete from the start."""

    COMPLETE = "complete", "Complete"
    STREAMING = "streaming", "Streaming"
    STOPPED = "stopped", "Stopped by the person"
    INTERRUPTED = "interrupted", "Interrupted"
    FAILED = "failed", "Failed"


class Message(UUIDModel):
    """Something that was said. A reply exists, empty, from the moment its turn begins."""

    session = models.ForeignKey(SolveSession, on_delete=models.CASCADE, related_name="messages")
    sequence = models.PositiveIntegerField()
    role = models.CharField(max_length=10, choices=Role.choices)
    content = models.TextField(blank=True)
    step = models.CharField(max_length=10, choices=STEP_CHOICES)
    status = models.CharField(max_length=12, choices=MessageStatus.choices, default=MessageStatus.COMPLETE)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)
    client_message_id = models.CharField(max_length=128, null=True, blank=True)  # noqa: DJ001 - unique when given
    # Until when the process of a running turn has promised to write again.
    lease_until = models.DateTimeField(null=True, blank=True)
    emotion = models.CharField(max_length=10, blank=True, default="")
    emotion_confidence = models.FloatField(null=True, blank=True)
    provider = models.CharField(max_length=20, blank=True, default="")
    model = models.CharField(max_length=100, blank=True, default="")
    tokens_in = models.PositiveIntegerField(null=True, blank=True)
    tokens_out = models.PositiveIntegerField(null=True, blank=True)
    # Millionths of a US dollar by the vendor's list; None where no model answered or its price is not known.
    cost_microusd = models.BigIntegerField(null=True, blank=True)
    # The turn's terminal event and its number, for whoever attaches after its events are gone.
    outcome = models.JSONField(null=True, blank=True)
    last_event_id = models.PositiveIntegerField(null=True, blank=True)
    # A wish to stop is state, so that any process can have it and none can miss it.
    stop_requested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "messages"
        constraints = [
            models.UniqueConstraint(fields=["session", "sequence"], name="messages_in_order"),
            models.UniqueConstraint(
                fields=["session"],
                condition=models.Q(status="streaming"),
                name="messages_one_turn_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["session", "client_message_id"],
                condition=models.Q(client_message_id__isnull=False),
                name="messages_client_id_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lease_until"], condition=models.Q(status="streaming"), name="messages_by_lease"
            ),
            models.Index(
                fields=["created_at"],
                condition=models.Q(status__in=("failed", "interrupted")),
                name="messages_that_failed",
            ),
            # A reply enters it once, at its end, and not at each of its checkpoints.
            GinIndex(
                Words(models.F("content")), condition=~models.Q(status="streaming"), name="messages_words"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class StepHistory(UUIDModel):
    """A session's stay in a step."""

    session = models.ForeignKey(SolveSession, on_delete=models.CASCADE, related_name="step_history")
    step = models.CharField(max_length=10, choices=STEP_CHOICES)
    exchanges = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "step_history"
        verbose_name_plural = "step history"
        constraints = [
            models.UniqueConstraint(fields=["session", "step"], name="step_history_one_stay_a_step")
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.step}"


class DailySpend(UUIDModel):
    """What the model has cost for a person on a day of UTC; it outlives the sessions that it was spent in."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="llm_spend")
    day = models.DateField()
    microusd = models.BigIntegerField(default=0)

    class Meta:
        db_table = "llm_spend"
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="llm_spend_one_row_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.day}"


class ReminderOptOut(models.Model):
    """A person who wants no reminders."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="reminder_opt_out"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        db_table = "reminder_opt_outs"

    def __str__(self) -> str:
        return str(self.user_id)
