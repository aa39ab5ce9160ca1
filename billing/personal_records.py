"""What billing holds of a person."""

import uuid

from billing.models import Subscription, Usage
from solacore.common.personal_records import ExportSection, register_eraser, register_export


def erase_usage(user_id: uuid.UUID) -> None:
    """Removes the counts first: a session that is just being started locks them before the person."""
    Usage.objects.filter(user_id=user_id).delete()


register_eraser(erase_usage)
register_export(
    ExportSection(
        "subscription", lambda user_id: Subscription.objects.filter(user_id=user_id), is_single=True
    )
)
register_export(
    ExportSection("usage", lambda user_id: Usage.objects.filter(user_id=user_id).order_by("period_start"))
)
