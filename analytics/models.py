"""Product events. None of them holds a word that a person wrote."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from solacore.common.models import UUIDModel


class AnalyticsEvent(UUIDModel):
    """Something that happened, for the question whether the five steps help."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="analytics_events", null=True
    )
    session = models.ForeignKey(
        "solve.SolveSession", on_delete=models.CASCADE, related_name="analytics_events", null=True
    )
    name = models.CharField(max_length=50)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        db_table = "analytics_events"
        indexes = [models.Index(fields=["name", "created_at"], name="analytics_events_by_name")]

    def __str__(self) -> str:
        return self.name
