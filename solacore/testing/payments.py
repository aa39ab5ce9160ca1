"""Events of payment providers: made, signed and posted as the providers do it."""

import hashlib
import hmac
import json
import time
import uuid
from typing import Any

import httpx

from solacore.testing.clients import TRUST

WEBHOOK_SECRET = "whsec_tests_0123456789"
REVENUECAT_SECRET = "revenuecat-tests-0123456789"
PRICES = {"standard": "price_tests_standard", "pro": "price_tests_pro"}
DAY = 86_400
MONTH = 30 * DAY

Json = dict[str, Any]


def payment_settings(settings: Any) -> None:
    """Turns payments on, with the secrets and prices of this module."""
    settings.PAYMENTS_ENABLED = True
    settings.STRIPE_WEBHOOK_SECRETS = [WEBHOOK_SECRET]
    settings.STRIPE_PRICES_STANDARD = [PRICES["standard"]]
    settings.STRIPE_PRICES_PRO = [PRICES["pro"]]
    settings.REVENUECAT_WEBHOOK_SECRET = REVENUECAT_SECRET


def new_id(prefix: str) -> str:
    """An id in Stripe's style that no other test uses."""
    return f"{prefix}_{uuid.uuid4().hex[:20]}"


def sign(body: bytes, *, secret: str = WEBHOOK_SECRET, at: float | None = None) -> str:
    """The value of Stripe-Signature (https://docs.stripe.com/webhooks#verify-manually)."""
    seconds = int(time.time() if at is None else at)
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


class Stripe:
    """Stripe, with one subscription of one person.

    Args:
        base_url: the server.
        user_id: the person.
        is_basil: whether objects have the shape of API version 2025-03-31.basil and later.
        now: when the story begins, in seconds since 1970; the current second by default.
    """

    def __init__(self, base_url: str, user_id: str, *, is_basil: bool = True, now: int | None = None) -> None:
        """See the class."""
        self.base_url = base_url
        self.user_id = user_id
        self.is_basil = is_basil
        self.now = int(time.time()) if now is None else now
        self.customer = new_id("cus")
        self.subscription_id = new_id("sub")

    def subscription(
        self,
        tier: str = "standard",
        *,
        status: str = "active",
        start: int | None = None,
        end: int | None = None,
        **more: Any,
    ) -> Json:
        """A subscription object."""
        period = {
            "current_period_start": self.now if start is None else start,
            "current_period_end": self.now + MONTH if end is None else end,
        }
        item = {"id": "si_1", "object": "subscription_item", "price": {"id": PRICES.get(tier, tier)}}
        return {
            "id": self.subscription_id,
            "object": "subscription",
            "customer": self.customer,
            "status": status,
            "cancel_at_period_end": False,
            "cancel_at": None,
            "metadata": {},
            "items": {"object": "list", "data": [item | (period if self.is_basil else {})]},
            **({} if self.is_basil else period),
            **more,
        }

    def invoice(
        self,
        tier: str = "standard",
        *,
        start: int | None = None,
        end: int | None = None,
        reason: str = "subscription_cycle",
        is_proration: bool = False,
        **more: Any,
    ) -> Json:
        """An invoice object with one line."""
        start = self.now if start is None else start
        end = start + MONTH if end is None else end
        line: Json = {"id": "il_1", "object": "line_item", "period": {"start": start, "end": end}}
        price = PRICES.get(tier, tier)
        invoice: Json = {
            "id": new_id("in"),
            "object": "invoice",
            "customer": self.customer,
            "billing_reason": reason,
            # The period before, when items were used: not the one that is paid for.
            "period_start": start - MONTH,
            "period_end": start,
        }
        if self.is_basil:
            details = {"subscription": self.subscription_id, "proration": is_proration}
            line["parent"] = {"type": "subscription_item_details", "subscription_item_details": details}
            line["pricing"] = {"type": "price_details", "price_details": {"price": price}}
            invoice["parent"] = {
                "type": "subscription_details",
                "subscription_details": {"subscription": self.subscription_id, "metadata": {}},
            }
        else:
            line |= {"type": "subscription", "price": {"id": price}, "proration": is_proration}
            invoice["subscription"] = self.subscription_id
        return {**invoice, "lines": {"object": "list", "data": [line]}, **more}

    def checkout(self, tier: str | None = "standard", **more: Any) -> Json:
        """A completed checkout session, as our own checkout makes it."""
        return {
            "id": new_id("cs"),
            "object": "checkout.session",
            "mode": "subscription",
            "payment_status": "paid",
            "client_reference_id": self.user_id,
            "customer": self.customer,
            "subscription": self.subscription_id,
            "metadata": {"user_id": self.user_id} | ({"price_id": PRICES.get(tier, tier)} if tier else {}),
            **more,
        }

    def event(self, kind: str, content: Any, *, at: int | None = None) -> Json:
        """An event around an object."""
        return {
            "id": new_id("evt"),
            "object": "event",
            "api_version": "2025-03-31.basil" if self.is_basil else "2024-06-20",
            "created": self.now if at is None else at,
            "type": kind,
            "data": {"object": content},
        }

    def post(self, event: Json, **more: Any) -> httpx.Response:
        """Posts an event, signed."""
        return self.post_body(json.dumps(event).encode(), **more)

    def post_body(self, body: bytes, **more: Any) -> httpx.Response:
        """Posts a body, signed."""
        headers = {"Stripe-Signature": sign(body, **more), "Content-Type": "application/json; charset=utf-8"}
        return httpx.post(
            f"{self.base_url}/webhooks/stripe", content=body, headers=headers, timeout=30, verify=TRUST
        )

    def send(self, kind: str, content: Any, *, at: int | None = None) -> Json:
        """Posts an event, which must be received; answers it."""
        event = self.event(kind, content, at=at)
        response = self.post(event)
        assert (response.status_code, response.json()) == (200, {"received": True}), response.text
        return event

    def subscribe(self, tier: str = "standard", **more: Any) -> None:
        """The person goes through a checkout."""
        self.send("checkout.session.completed", self.checkout(tier))
        self.send("customer.subscription.created", self.subscription(tier, **more))


class RevenueCat:
    """RevenueCat, with one purchase of one person."""

    def __init__(self, base_url: str, user_id: str) -> None:
        """Args: base_url: the server. user_id: the person."""
        self.base_url = base_url
        self.user_id = user_id
        self.now = int(time.time())
        self.transaction = uuid.uuid4().hex

    def event(self, kind: str, tier: str = "standard", *, at: int | None = None, **more: Any) -> Json:
        """An event (https://www.revenuecat.com/docs/integrations/webhooks/sample-events)."""
        at = self.now if at is None else at
        return {
            "id": str(uuid.uuid4()),
            "type": kind,
            "event_timestamp_ms": at * 1000,
            "app_user_id": self.user_id,
            "original_app_user_id": self.user_id,
            "aliases": [self.user_id],
            "product_id": f"com.solacore.{tier}.monthly",
            "entitlement_id": None,
            "entitlement_ids": [tier],
            "period_type": "NORMAL",
            "purchased_at_ms": self.now * 1000,
            "expiration_at_ms": (self.now + MONTH) * 1000,
            "environment": "PRODUCTION",
            "store": "APP_STORE",
            "transaction_id": self.transaction,
            "original_transaction_id": self.transaction,
            "subscriber_attributes": {"$email": {"updated_at_ms": 1, "value": "someone@example.com"}},
            **more,
        }

    def post(self, event: Any, *, headers: dict[str, str] | None = None) -> httpx.Response:
        """Posts an event with the secret."""
        return self.post_body(json.dumps({"api_version": "1.0", "event": event}).encode(), headers=headers)

    def post_body(self, body: bytes, *, headers: dict[str, str] | None = None) -> httpx.Response:
        """Posts a body with the secret, or with other headers."""
        headers = {"Authorization": f"Bearer {REVENUECAT_SECRET}"} if headers is None else headers
        headers = {"Content-Type": "application/json", **headers}
        return httpx.post(
            f"{self.base_url}/webhooks/revenuecat", content=body, headers=headers, timeout=30, verify=TRUST
        )

    def send(self, kind: str, tier: str = "standard", *, at: int | None = None, **more: Any) -> Json:
        """Posts an event, which must be received; answers it."""
        event = self.event(kind, tier, at=at, **more)
        response = self.post(event)
        assert (response.status_code, response.json()) == (200, {"received": True}), response.text
        return event
