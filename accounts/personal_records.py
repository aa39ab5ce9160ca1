"""What accounts hold of a person."""

import uuid

from django.db.models import TextField
from django.db.models.functions import Cast
from django.db.models.lookups import Contains
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import ActiveSession, Device, Identity, User
from solacore.common.personal_records import ExportSection, register_eraser, register_export


def erase_tasks(user_id: uuid.UUID) -> None:
    """Removes the background tasks that name the person."""
    tasks = DBTaskResult.objects.filter(Contains(Cast("args_kwargs", TextField()), str(user_id)))
    tasks.exclude(status=TaskResultStatus.RUNNING).delete()
    # The worker has read the arguments of a running one, but needs the row to write its outcome to.
    tasks.update(args_kwargs={"args": [], "kwargs": {}})


register_eraser(erase_tasks)
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
