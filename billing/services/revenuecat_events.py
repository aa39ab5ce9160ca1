"""What RevenueCat's events do to a person's rights. Nothing here asks RevenueCat."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from billing.errors import OwnerUnknownError
from billing.models import Customer, Environment, Source
from billing.outcomes import Outcome
from billing.reports import Moment, Part, Report
from billing.revenuecat_objects import (
    Kind,
    Purchase,
    environment_of,
    kind_of,
    people_of,
    purchase_key,
    read_purchases,
)
from billing.services.customers import customer_link
from billing.services.entitlements import entitlement_record
from billing.services.purchase_transfers import purchases_pass_on, purchases_transfer
from solacore.common.documents import Document
from solacore.common.errors import ValidationFailedError

logger = structlog.get_logger(__name__)


@transaction.atomic
def revenuecat_event_apply(content: Mapping[str, Any], moment: Moment) -> Outcome:
    """Applies an event.

    Args:
        content: its `event`, as JSON has it.
        moment: when it happened.

    Returns:
        What came of it.

    Raises:
        ValidationFailedError: it isn't shaped like its type.
        OwnerUnknownError: it names nobody whom we know (yet).
    """
    event = Document(content, "event")
    kind = kind_of(event)
    if kind is None:
        return Outcome.IGNORED
    if environment_of(event) is Environment.SANDBOX and not settings.REVENUECAT_SANDBOX_GRANTS:
        return Outcome.SANDBOX
    if kind is Kind.TRANSFER:
        return _transfer(event, moment)
    names = people_of(event)
    if not names:
        raise ValidationFailedError({"event.app_user_id": ["This must be there."]})
    purchases = [] if kind is Kind.SUBSCRIBER_ALIAS else read_purchases(kind, event)
    user_id = _person_among(names)
    _link(user_id, names)
    outcomes = [_record(purchase, user_id, moment) for purchase in purchases]
    purchases_pass_on(user_id, now=moment.now)
    return outcomes[0] if outcomes else Outcome.APPLIED


def _record(purchase: Purchase, user_id: uuid.UUID, moment: Moment) -> Outcome:
    is_new = entitlement_record(
        user_id=user_id,
        source=Source.REVENUECAT,
        external_id=purchase_key(purchase, user_id),
        report=Report(moment, purchase.rank, {**purchase.says, Part.OWNER: str(user_id)}, purchase.presumes),
        environment=purchase.environment,
    )
    if purchase.tier is None:
        logger.warning("revenuecat_entitlement_unknown", event_id=moment.event_id)
        return Outcome.UNKNOWN_TIER
    return Outcome.APPLIED if is_new else Outcome.UNCHANGED


def _transfer(event: Document, moment: Moment) -> Outcome:
    """What the ones had belongs to another now, by RevenueCat's rules for a restored purchase."""
    givers, takers = event.texts("transferred_from"), event.texts("transferred_to")
    if not givers or not takers:
        raise ValidationFailedError({"event.transferred_to": ["Both sides of a transfer must be there."]})
    taker = _person_among(takers)
    known = _people_among(givers)
    others = set(known.values()) - {taker}
    # Events of somebody who was anonymous then are the taker's, also those that have come already.
    _link(taker, [*takers, *(name for name in givers if name not in known)])
    has_moved = purchases_transfer(others, taker, environment_of(event), moment)
    return Outcome.APPLIED if has_moved else Outcome.UNCHANGED


def _person_among(names: Iterable[str]) -> uuid.UUID:
    """The person with one of the names, the first that we know."""
    known = _people_among(names)
    user_id = next((known[name] for name in names if name in known), None)
    if user_id is None:
        raise OwnerUnknownError(next(filter(None, map(_uuid, names)), None), *names)
    return user_id


def _people_among(names: Iterable[str]) -> dict[str, uuid.UUID]:
    """The people whom we know by the names: by our own ids, and by what RevenueCat has called them."""
    links = Customer.objects.filter(source=Source.REVENUECAT, external_id__in=names)
    known: dict[str, uuid.UUID] = dict(links.values_list("external_id", "user_id"))
    ids = {user_id: name for name in names if (user_id := _uuid(name))}
    people = get_user_model().objects.filter(pk__in=ids).values_list("pk", flat=True)
    return known | {ids[user_id]: user_id for user_id in people}


def _link(user_id: uuid.UUID, names: Iterable[str]) -> None:
    """Notes the names by which RevenueCat may call a person from now on; our own ids need no note."""
    for name in names:
        if _uuid(name) is None:
            customer_link(user_id, Source.REVENUECAT, name)


def _uuid(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(name)
    except ValueError:
        return None
