"""What billing holds of a person."""

from django.db.models import Q

from billing.models import Customer, Entitlement, PurchaseTransfer, Subscription, Usage
from solacore.common.personal_records import ExportSection, register_export

register_export(
    ExportSection(
        "subscription", lambda user_id: Subscription.objects.filter(user_id=user_id), is_single=True
    )
)
register_export(
    ExportSection("usage", lambda user_id: Usage.objects.filter(user_id=user_id).order_by("period_start"))
)
register_export(
    ExportSection(
        "entitlements",
        lambda user_id: Entitlement.objects.filter(user_id=user_id).order_by("created_at", "id"),
        withheld=frozenset({"reported", "granted_by_id"}),
    )
)
register_export(
    ExportSection(
        "customers", lambda user_id: Customer.objects.filter(user_id=user_id).order_by("created_at", "id")
    )
)
register_export(
    ExportSection(
        "purchase_transfers",
        lambda user_id: PurchaseTransfer.objects.filter(Q(giver_id=user_id) | Q(taker_id=user_id)).order_by(
            "happened_at", "id"
        ),
        # One of them is somebody else.
        withheld=frozenset({"giver_id", "taker_id"}),
    )
)
