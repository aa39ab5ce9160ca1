"""Asking Stripe for what the mirror should have."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

import stripe
from django.db import connection
from django.utils import timezone

from billing.stripe_client import asking_stripe, is_missing, plain
from billing.stripe_mirror.storing import KINDS, mirror_forget, mirror_has_customer, mirror_store
from solacore.common.documents import Document

# Seconds that a copy may take: of one object, and of all.
OBJECT_SECONDS: Final = 60.0
ALL_SECONDS: Final = 4 * 3600.0
# Objects on a page, the most that Stripe gives.
PAGE: Final = 100


def mirror_sync(kind: str, object_id: str) -> None:
    """Copies an object as Stripe has it now, with the customer it belongs to if the mirror lacks that.

    Raises:
        StripeFailedError: Stripe could not be asked.
    """
    with asking_stripe(OBJECT_SECONDS) as client:
        values = _fetched(client, kind, object_id)
        if values is None:
            mirror_forget(kind, object_id)
        else:
            _store(client, values)


def mirror_sync_all() -> dict[str, int]:
    """Copies everything that Stripe has, page by page; what Stripe no longer has goes.

    Returns:
        How many objects of each kind were copied.

    Raises:
        StripeFailedError: Stripe could not be asked; what has been copied stays.
    """
    began = timezone.now()
    counts = {}
    with asking_stripe(ALL_SECONDS) as client:
        for kind in _ORDER:
            counts[kind] = sum(_store(client, values) for values in _all_of(client, kind))
            KINDS[kind].objects.filter(djstripe_updated__lt=began).delete()
    return counts


def _store(client: stripe.StripeClient, values: Mapping[str, Any]) -> bool:
    customer_id = Document(values).reference("customer")
    if customer_id and not mirror_has_customer(customer_id):
        connection.close()
        customer = _fetched(client, "customer", customer_id)
        if customer is not None:
            mirror_store(customer)
    is_stored = mirror_store(values)
    # Not held while Stripe is asked for the next one.
    connection.close()
    return is_stored


def _fetched(client: stripe.StripeClient, kind: str, object_id: str) -> dict[str, Any] | None:
    try:
        return plain(_services(client)[kind].retrieve(object_id))
    except stripe.StripeError as error:
        if is_missing(error):
            return None
        raise


def _all_of(client: stripe.StripeClient, kind: str) -> Iterator[dict[str, Any]]:
    if kind == "payment_method":
        yield from _payment_methods(client)
        return
    asked: dict[str, Any] = {"limit": PAGE}
    if kind == "subscription":
        asked["status"] = "all"
    try:
        for found in _services(client)[kind].list(asked).auto_paging_iter():
            yield plain(found)
    except stripe.StripeError as error:
        # An API older than the SDK's has no prices.
        if not is_missing(error):
            raise


def _payment_methods(client: stripe.StripeClient) -> Iterator[dict[str, Any]]:
    """Those of every customer in the mirror: Stripe lists them by customer only."""
    customers = list(KINDS["customer"].objects.values_list("id", flat=True))
    connection.close()
    for customer_id in customers:
        asked: dict[str, Any] = {"customer": customer_id, "limit": PAGE}
        try:
            listed = client.v1.payment_methods.list(cast(Any, asked))
        except stripe.InvalidRequestError as error:
            if is_missing(error):
                continue
            # Before API version 2022-11-15 a type had to be named.
            listed = client.v1.payment_methods.list(cast(Any, {**asked, "type": "card"}))
        for found in listed.auto_paging_iter():
            yield plain(found)


def _services(client: stripe.StripeClient) -> dict[str, Any]:
    v1 = client.v1
    return {
        "customer": v1.customers,
        "subscription": v1.subscriptions,
        "invoice": v1.invoices,
        "payment_method": v1.payment_methods,
        "product": v1.products,
        "price": v1.prices,
    }


# What others refer to comes first.
_ORDER: Final = ("product", "price", "customer", "payment_method", "subscription", "invoice")
