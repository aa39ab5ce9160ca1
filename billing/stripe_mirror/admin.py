"""The mirror in the back office: six kinds of objects, to read only.

dj-stripe's own pages would offer to change and resync rows, and show keys and webhook bodies. These leave
out what Stripe sends but the back office has no use for: the raw data stays behind a link to Stripe.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html
from djstripe import models as stripe_models

from solacore.common.admin_lookups import FiltersOnlyAdmin


class StripeObjectAdmin(FiltersOnlyAdmin):
    """A kind of Stripe's objects."""

    ordering = ("-created",)
    list_per_page = 50
    list_filter = ("livemode",)
    show_facets = admin.ShowFacets.NEVER
    shown: Sequence[str] = ()

    def get_list_display(self, _request: HttpRequest) -> tuple[str, ...]:
        """The columns of the list."""
        return ("id", *self.shown, "created", "livemode")

    def get_fields(self, _request: HttpRequest, _obj: Model | None = None) -> tuple[str, ...]:
        """The fields of one object."""
        return ("id", *self.shown, "created", "livemode", "djstripe_updated", "at_stripe")

    def get_readonly_fields(self, _request: HttpRequest, _obj: Model | None = None) -> tuple[str, ...]:
        """All of them."""
        return self.get_fields(_request, _obj)

    @admin.display(description="At Stripe")
    def at_stripe(self, row: Any) -> str:
        """The object in Stripe's dashboard."""
        address = row.get_stripe_dashboard_url()
        return format_html('<a href="{}" rel="noreferrer">{}</a>', address, row.id) if address else "–"

    @admin.display(description="Status")
    def status(self, row: Any) -> str:
        """Stripe's word for its state."""
        return str(row.stripe_data.get("status") or "–")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Nobody: Stripe adds."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        """Nobody: Stripe changes."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        """Nobody: Stripe deletes, and the erasure of an account."""
        return False


class CustomerAdmin(StripeObjectAdmin):
    """People who have paid, or have begun to."""

    shown = ("subscriber", "email")
    search_fields = ("id", "email")
    list_select_related = ("subscriber",)
    raw_id_fields = ("subscriber",)


class SubscriptionAdmin(StripeObjectAdmin):
    """What they pay for."""

    shown = ("customer", "status")
    search_fields = ("id", "customer__id", "customer__email")
    list_select_related = ("customer__subscriber",)


class InvoiceAdmin(StripeObjectAdmin):
    """What they were asked to pay."""

    shown = ("customer", "subscription", "status", "total")
    search_fields = ("id", "customer__id", "customer__email")
    list_select_related = ("customer__subscriber", "subscription")

    @admin.display(description="Total")
    def total(self, row: Any) -> str:
        """The amount in the currency's smallest unit, and the currency."""
        return f"{row.stripe_data.get('total', '–')} {str(row.stripe_data.get('currency') or '').upper()}"


class PaymentMethodAdmin(StripeObjectAdmin):
    """How they pay."""

    shown = ("customer", "kind")
    search_fields = ("id", "customer__id", "customer__email")
    list_select_related = ("customer__subscriber",)

    @admin.display(description="Kind")
    def kind(self, row: Any) -> str:
        """Such as a card and its last four digits."""
        card = row.stripe_data.get("card") or {}
        return " ".join(filter(None, (row.stripe_data.get("type"), card.get("brand"), card.get("last4"))))


class ProductAdmin(StripeObjectAdmin):
    """What is sold."""

    shown = ("name", "active")
    search_fields = ("id", "name")


class PriceAdmin(StripeObjectAdmin):
    """For how much."""

    shown = ("product", "amount", "active")
    search_fields = ("id", "product__name")
    list_select_related = ("product",)

    @admin.display(description="Amount")
    def amount(self, row: Any) -> str:
        """In the currency's smallest unit, and how often."""
        recurring = row.stripe_data.get("recurring") or {}
        return (
            f"{row.stripe_data.get('unit_amount', '–')} {row.currency.upper()} "
            f"/ {recurring.get('interval', '–')}"
        )


for model in apps.get_app_config("djstripe").get_models():
    if admin.site.is_registered(model):
        admin.site.unregister(model)

admin.site.register(stripe_models.Customer, CustomerAdmin)
admin.site.register(stripe_models.Subscription, SubscriptionAdmin)
admin.site.register(stripe_models.Invoice, InvoiceAdmin)
admin.site.register(stripe_models.PaymentMethod, PaymentMethodAdmin)
admin.site.register(stripe_models.Product, ProductAdmin)
admin.site.register(stripe_models.Price, PriceAdmin)
