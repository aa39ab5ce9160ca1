"""Who of us a provider's customer is."""

import uuid

from django.db import transaction

from billing.changes import introduce
from billing.models import Customer, Source
from billing.services.locking import person_lock


@transaction.atomic
def customer_link(user_id: uuid.UUID, source: Source, external_id: str) -> bool:
    """Notes that a provider's customer is this person; whoever was linked first stays.

    Returns:
        Whether the customer is this person.

    Raises:
        PersonUnknownError: there is no such person.
    """
    owner = customer_owner(source, external_id)
    if owner is None:
        person_lock(user_id)
        customer, is_new = Customer.objects.get_or_create(
            source=source, external_id=external_id, defaults={"user_id": user_id}
        )
        owner = customer.user_id
        if is_new:
            introduce(user_id, source, external_id)
    return owner == user_id


def customer_owner(source: Source, external_id: str) -> uuid.UUID | None:
    """The person behind a provider's customer, if we know."""
    customers = Customer.objects.filter(source=source, external_id=external_id)
    return customers.values_list("user_id", flat=True).first()


def stripe_customer_link(user_id: uuid.UUID, customer_id: str) -> bool:
    """`customer_link` for Stripe."""
    return customer_link(user_id, Source.STRIPE, customer_id)


def stripe_customer_of(user_id: uuid.UUID) -> str | None:
    """The Stripe customer that a person is, the newest if there are several."""
    customers = Customer.objects.filter(user_id=user_id, source=Source.STRIPE).order_by("-created_at", "-pk")
    return customers.values_list("external_id", flat=True).first()
