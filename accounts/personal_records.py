"""What accounts hold of a person."""

from accounts.models import ActiveSession, Device, Identity, User
from solacore.common.personal_records import ExportSection, register_export

register_export(
    ExportSection(
        "user",
        lambda user_id: User.objects.filter(pk=user_id),
        withheld=frozenset({"password"}),
        is_single=True,
    )
)
register_export(
    ExportSection(
        "identities", lambda user_id: Identity.objects.filter(user_id=user_id).order_by("created_at", "id")
    )
)
register_export(
    ExportSection(
        "devices", lambda user_id: Device.objects.filter(user_id=user_id).order_by("created_at", "id")
    )
)
register_export(
    ExportSection(
        "active_sessions",
        lambda user_id: ActiveSession.objects.filter(user_id=user_id).order_by("created_at", "id"),
        withheld=frozenset({"token_hash", "parent_hash"}),
    )
)
