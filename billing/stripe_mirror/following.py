"""Keeping the mirror up to date with Stripe's events: each has a task copy what it is about."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from billing.stripe_mirror.storing import KINDS
from billing.tasks import stripe_mirror_sync


def mirror_follow(content: Mapping[str, Any]) -> None:
    """Enqueues the copying of what an event is about; call it in the transaction that records the event.

    The copy is of what Stripe has when the task runs, so the order of events doesn't matter. Without a key
    Stripe can't be asked, and there is no mirror.

    Args:
        content: the event's object; one that the mirror has no place for is passed over, whatever it is.
    """
    if not settings.STRIPE_SECRET_KEY:
        return
    named = {_name(content.get("object")): content.get("id")}
    if "checkout.session" in named:
        named = {kind: content.get(kind) for kind in ("customer", "subscription")}
    for kind, value in named.items():
        object_id = _name(value)
        if kind and kind in KINDS and object_id:
            stripe_mirror_sync.enqueue(kind, object_id)


def _name(value: Any) -> str | None:
    """A text that a task can be given."""
    return value if isinstance(value, str) and value.isprintable() else None
