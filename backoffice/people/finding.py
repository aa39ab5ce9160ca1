"""How staff find a person."""

import uuid
from contextlib import suppress

from django.db.models import Q, QuerySet

from accounts.models import Device, User, canonical_email
from billing.models import Customer


def people_found(text: str) -> QuerySet[User]:
    """Who a member of staff means, each way by an index.

    Args:
        text: the beginning of an address in any case; or the whole of a user id, a customer id of Stripe or
            RevenueCat, or a device fingerprint.
    """
    text = text.strip()
    wanted = Q(email__startswith=canonical_email(text))
    with suppress(ValueError):
        wanted |= Q(pk=uuid.UUID(text))
    owners = [*Customer.objects.filter(external_id=text).values_list("user_id", flat=True)]
    owners += Device.objects.filter(device_fingerprint=text).values_list("user_id", flat=True)
    return User.objects.filter(wanted | Q(pk__in=owners))
