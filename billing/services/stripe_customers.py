"""The one customer that a person is at Stripe."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import stripe
from django.conf import settings
from django.db import connection, transaction

from billing.errors import PersonUnknownError, StripeFailedError
from billing.models import Customer, Source
from billing.services.customers import stripe_customer_link, stripe_customer_of
from billing.stripe_client import idempotency_key, text_in
from billing.tasks import stripe_customer_delete, stripe_mirror_sync

# Enough that two people seldom share one.
_LOCKS: Final = tuple(threading.Lock() for _ in range(64))


@dataclass(frozen=True, slots=True)
class Payer:
    """A person, as far as Stripe has to know them.

    Attributes:
        id: ours.
        email: where Stripe's receipts go.
        locale: the language of Stripe's pages: en, es or zh.
    """

    id: uuid.UUID
    email: str
    locale: str


def customer_provide(client: stripe.StripeClient, payer: Payer) -> str:
    """The person's customer at Stripe, made if there is none yet.

    Requests in one process wait for each other; those of several meet at Stripe under one idempotency key.

    Raises:
        StripeFailedError: as in `asking_stripe`.
        PersonUnknownError: the person was erased meanwhile; the customer will be, too.
    """
    with _alone(payer.id):
        known = stripe_customer_of(payer.id)
        connection.close()
        if known is not None:
            return known
        details: stripe.params.CustomerCreateParams = {
            "email": payer.email,
            "preferred_locales": [payer.locale],
            "metadata": {"user_id": str(payer.id)},
        }
        created = client.v1.customers.create(
            details, {"idempotency_key": idempotency_key("customer", details)}
        )
        return _keep(payer.id, created)


def customer_forget(user_id: uuid.UUID, customer_id: str) -> None:
    """Forgets a customer whom Stripe doesn't know (any more)."""
    Customer.objects.filter(user_id=user_id, source=Source.STRIPE, external_id=customer_id).delete()
    connection.close()


def _keep(user_id: uuid.UUID, created: stripe.Customer) -> str:
    customer_id = text_in(created, "id")
    try:
        with transaction.atomic():
            stripe_customer_link(user_id, customer_id)
            # A task, because the purchase must not depend on the copy.
            stripe_mirror_sync.enqueue("customer", customer_id)
    except PersonUnknownError:
        stripe_customer_delete.enqueue(customer_id)
        raise
    finally:
        connection.close()
    return customer_id


@contextmanager
def _alone(user_id: uuid.UUID) -> Iterator[None]:
    lock = _LOCKS[user_id.int % len(_LOCKS)]
    if not lock.acquire(timeout=settings.STRIPE_TIMEOUT):
        raise StripeFailedError
    try:
        yield
    finally:
        lock.release()
