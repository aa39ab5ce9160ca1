"""What analytics holds of a person."""

import uuid

from analytics.models import AnalyticsEvent, WaitingEvent
from solacore.common.personal_records import ExportSection, register_export, register_last_eraser


def _erase_waiting(user_id: uuid.UUID) -> None:
    WaitingEvent.objects.filter(user_id=user_id).delete()


register_last_eraser(_erase_waiting)
register_export(
    ExportSection(
        "analytics_events",
        lambda user_id: AnalyticsEvent.objects.filter(user_id=user_id).order_by("created_at", "id"),
        waiting_rows_of=lambda user_id: WaitingEvent.objects.filter(user_id=user_id).order_by(
            "created_at", "id"
        ),
    )
)
