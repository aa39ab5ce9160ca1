"""What analytics holds of a person."""

from analytics.models import AnalyticsEvent
from solacore.common.personal_records import ExportSection, register_export

register_export(
    ExportSection(
        "analytics_events",
        lambda user_id: AnalyticsEvent.objects.filter(user_id=user_id).order_by("created_at", "id"),
    )
)
