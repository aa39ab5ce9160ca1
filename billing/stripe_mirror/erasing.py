"""What the erasure of an account does at Stripe and in the mirror."""

import uuid

from djstripe import models as stripe_models

from billing.models import Customer, Source
from billing.stripe_mirror.storing import mirror_forget
from billing.tasks import stripe_customer_delete
from solacore.common.personal_records import register_eraser


def erase_at_stripe(user_id: uuid.UUID) -> None:
    """Empties the mirror of a person, and has a task end their subscriptions and delete them at Stripe.

    The task knows them by Stripe's id only, so it lives on without their rows.
    """
    linked = Customer.objects.filter(user_id=user_id, source=Source.STRIPE)
    mirrored = stripe_models.Customer.objects.filter(subscriber_id=user_id)
    for customer_id in {
        *linked.values_list("external_id", flat=True),
        *mirrored.values_list("id", flat=True),
    }:
        mirror_forget("customer", customer_id)
        stripe_customer_delete.enqueue(customer_id)


# Under the lock, which whoever links a customer takes as well.
register_eraser(erase_at_stripe, under_lock=True)
