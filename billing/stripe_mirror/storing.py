"""Writing Stripe's objects into dj-stripe's tables.

dj-stripe's own `sync_from_stripe_data` is left aside: it keeps the secret key in clear in a table, to note
whose account a row belongs to; it asks Stripe for every object that another one names, charges and balance
transactions included; and it fails on objects in an older shape (docs/decisions/0009-stripe-mirror.md).
"""

import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db import transaction
from djstripe import models as stripe_models

from billing.models import Source
from billing.services.customers import customer_owner
from billing.stripe_objects import read_invoice
from solacore.common.documents import Document

Columns = dict[str, Any]


@transaction.atomic
def mirror_store(values: Mapping[str, Any]) -> bool:
    """Copies an object that Stripe has just given us.

    Args:
        values: an object of one of the `KINDS`, as JSON has it.

    Returns:
        Whether the mirror has it now. It takes nothing that Stripe has deleted, no customer who names a
        person who isn't there (any more), and nothing of a customer whom it doesn't have.

    Raises:
        ValidationFailedError: it isn't shaped like such an object.
    """
    document = Document(values)
    kind, object_id = document.required("object"), document.required("id")
    columns = None if document.flag("deleted") else _COLUMNS[kind](document)
    if columns is None:
        mirror_forget(kind, object_id)
        return False
    _put(KINDS[kind], values, document, columns)
    if kind == "subscription":
        _store_items(values, object_id)
    return True


def mirror_forget(kind: str, object_id: str) -> None:
    """Removes an object, and with a customer everything of theirs."""
    if kind == "customer":
        # The others go with the customer.
        stripe_models.PaymentMethod.objects.filter(customer_id=object_id).delete()
    KINDS[kind].objects.filter(id=object_id).delete()


def mirror_has_customer(customer_id: str) -> bool:
    """Whether the mirror has a customer."""
    return bool(stripe_models.Customer.objects.filter(id=customer_id).exists())


def _put(model: Any, values: Mapping[str, Any], document: Document, columns: Columns) -> None:
    common = {
        "livemode": document.flag("livemode"),
        "created": document.time("created"),
        "metadata": values.get("metadata") or {},
        "stripe_data": values,
    }
    model.objects.update_or_create(id=document.required("id"), defaults=common | columns)


def _customer(document: Document) -> Columns | None:
    named = document.inner("metadata").text("user_id")
    user_id = customer_owner(Source.STRIPE, document.required("id")) or _person(named)
    if named and user_id is None:
        return None
    return {"email": document.text("email") or "", "subscriber_id": user_id}


def _person(named: str | None) -> uuid.UUID | None:
    try:
        given = uuid.UUID(named or "")
    except ValueError:
        return None
    return given if get_user_model().objects.filter(pk=given).exists() else None


def _of_customer(document: Document) -> Columns | None:
    customer_id = document.reference("customer")
    if customer_id is None or not mirror_has_customer(customer_id):
        return None
    return {"customer_id": customer_id}


def _invoice(document: Document) -> Columns | None:
    columns = _of_customer(document)
    if columns is None:
        return None
    subscriptions = stripe_models.Subscription.objects.filter(id=read_invoice(document).subscription_id)
    return {**columns, "subscription_id": subscriptions.values_list("id", flat=True).first()}


def _product(document: Document) -> Columns:
    return {"name": document.text("name") or "", "active": document.flag("active")}


def _price(document: Document) -> Columns:
    product_id = document.reference("product") or ""
    # Its name follows when the product itself is copied.
    stripe_models.Product.objects.get_or_create(id=product_id, defaults={"name": "", "active": True})
    return {
        "product_id": product_id,
        "active": document.flag("active"),
        "currency": document.required("currency"),
        "nickname": document.text("nickname") or "",
        "lookup_key": document.text("lookup_key"),
    }


def _store_items(subscription: Mapping[str, Any], subscription_id: str) -> None:
    items = (subscription.get("items") or {}).get("data") or []
    for values in items:
        item, price = Document(values), values.get("price")
        if isinstance(price, dict):
            _put(stripe_models.Price, price, Document(price), _price(Document(price)))
        prices = stripe_models.Price.objects.filter(id=item.reference("price"))
        columns = {"subscription_id": subscription_id, "price": prices.first()}
        _put(stripe_models.SubscriptionItem, values, item, columns)
    gone = stripe_models.SubscriptionItem.objects.filter(subscription_id=subscription_id)
    gone.exclude(id__in=[values["id"] for values in items]).delete()


# What is copied, by Stripe's own name for it, and what it needs beside the columns that all have.
KINDS: Final[Mapping[str, Any]] = {
    "customer": stripe_models.Customer,
    "subscription": stripe_models.Subscription,
    "invoice": stripe_models.Invoice,
    "payment_method": stripe_models.PaymentMethod,
    "product": stripe_models.Product,
    "price": stripe_models.Price,
}
_COLUMNS: Final[Mapping[str, Callable[[Document], Columns | None]]] = {
    "customer": _customer,
    "subscription": _of_customer,
    "invoice": _invoice,
    "payment_method": _of_customer,
    "product": _product,
    "price": _price,
}
