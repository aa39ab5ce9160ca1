"""What localstripe lacks of Stripe: checkout, the billing portal and prices, with idempotency keys."""

import threading
import time
import uuid
from typing import Any

from solacore.testing.fake_server import Answer, Call, FakeBase
from solacore.testing.payments import PRICES

STANDARD, PRO = PRICES["standard"], PRICES["pro"]


def subscription(customer: str, price: str = STANDARD, status: str = "active", **more: Any) -> dict[str, Any]:
    """A subscription as Stripe has it now."""
    subscription_id = f"sub_{uuid.uuid4().hex[:14]}"
    now = int(time.time())
    item = {
        "id": f"si_{uuid.uuid4().hex[:14]}",
        "object": "subscription_item",
        "current_period_start": now - 86_400,
        "current_period_end": now + 29 * 86_400,
        "price": {
            "id": price,
            "object": "price",
            "active": True,
            "currency": "usd",
            "product": f"prod_{price}",
        },
    }
    return {
        "id": subscription_id,
        "object": "subscription",
        "customer": customer,
        "status": status,
        "created": now - 86_400,
        "livemode": False,
        "metadata": {},
        "cancel_at_period_end": False,
        "items": {"object": "list", "data": [item], "has_more": False, "url": "/v1/subscription_items"},
        **more,
    }


class FakeStripe(FakeBase):
    """Stripe with two prices, and the objects that it was told of."""

    def __init__(self) -> None:
        """Has prices only."""
        super().__init__()
        self.objects: dict[str, dict[str, Any]] = {}
        self.by_key: dict[str, Answer] = {}
        self.lock = threading.Lock()
        for price, amount in ((STANDARD, 900), (PRO, 1900)):
            self.put(
                {
                    "id": price,
                    "object": "price",
                    "currency": "usd",
                    "unit_amount": amount,
                    "recurring": {"interval": "month", "interval_count": 1},
                }
            )

    def put(self, thing: dict[str, Any]) -> dict[str, Any]:
        """Adds or replaces an object."""
        self.objects[thing["id"]] = thing
        return thing

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        """The objects of a kind, as Stripe calls it."""
        return [thing for thing in self.objects.values() if thing["object"] == kind]

    def answer(self, call: Call) -> Answer:
        """The answer, the same for the same idempotency key."""
        with self.lock:
            key = call.headers.get("idempotency-key") if call.method == "POST" else None
            if key in self.by_key:
                return self.by_key[key]
            answer = self._new_answer(call)
            if key:
                self.by_key[key] = answer
            return answer

    def _new_answer(self, call: Call) -> Answer:
        match call.method, call.path.removeprefix("/v1/").split("/"):
            case "POST", ["customers"]:
                return 200, self._made("cus", "customer", call, email=call.form.get("email"))
            case "POST", ["checkout", "sessions"]:
                return self._page("cs", "checkout.session", call)
            case "POST", ["billing_portal", "sessions"]:
                return self._page("bps", "billing_portal.session", call)
            case "GET", ["subscriptions"]:
                return self._listed(call.form)
            case "GET", [_, thing_id] if thing_id in self.objects:
                return 200, self.objects[thing_id]
            case "DELETE", ["subscriptions", thing_id] if thing_id in self.objects:
                return 200, self.put({**self.objects[thing_id], "status": "canceled"})
            case "DELETE", ["customers", thing_id] if thing_id in self.objects:
                del self.objects[thing_id]
                return 200, {"id": thing_id, "object": "customer", "deleted": True}
        return _missing(None)

    def _page(self, prefix: str, kind: str, call: Call) -> Answer:
        if call.form["customer"] not in self.objects:
            return _missing("customer")
        page = self._made(prefix, kind, call)
        return 200, {**page, "url": f"https://stripe.example/{page['id']}"}

    def _listed(self, form: dict[str, str]) -> Answer:
        if form["customer"] not in self.objects:
            return _missing("customer")
        found = [one for one in self.of_kind("subscription") if one["customer"] == form["customer"]]
        return 200, {"object": "list", "url": "/v1/subscriptions", "has_more": False, "data": found}

    def _made(self, prefix: str, kind: str, call: Call, **more: Any) -> dict[str, Any]:
        metadata = {
            name.removeprefix("metadata[").removesuffix("]"): value
            for name, value in call.form.items()
            if name.startswith("metadata[")
        }
        made_id = f"{prefix}_{uuid.uuid4().hex[:14]}"
        return self.put(
            {
                "id": made_id,
                "object": kind,
                "created": int(time.time()),
                "livemode": False,
                "metadata": metadata,
                **more,
            }
        )


def _missing(parameter: str | None) -> Answer:
    problem = {"type": "invalid_request_error", "code": "resource_missing", "message": "No such thing"}
    return 404, {"error": {**problem, "param": parameter} if parameter else problem}
