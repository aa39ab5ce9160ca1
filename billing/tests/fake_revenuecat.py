"""RevenueCat's REST v1 as far as we ask it: what a person has bought."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from solacore.testing.fake_server import Answer, Call, FakeBase

KEY = "sk_revenuecat_of_the_tests"


def iso(time: datetime | None) -> str | None:
    """A time as RevenueCat writes it."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if time else None


class FakeRevenueCat(FakeBase):
    """People and their purchases; whoever it doesn't know gets an empty page, as with RevenueCat."""

    def __init__(self) -> None:
        """Knows nobody."""
        super().__init__()
        self.subscribers: dict[str, dict[str, Any]] = {}

    def sells(
        self, user_id: str, tier: str = "standard", *, end: datetime | None = None, **product: Any
    ) -> datetime:
        """Gives a person an entitlement until a time, a month from now by default; answers the time."""
        end = end or (timezone.now() + timedelta(days=30)).replace(microsecond=0)
        name = f"com.solacore.{tier}.monthly"
        entitlement = {
            "expires_date": iso(end),
            "grace_period_expires_date": None,
            "product_identifier": name,
            "purchase_date": iso(end - timedelta(days=30)),
        }
        self.subscribers[user_id] = {
            "original_app_user_id": user_id,
            "entitlements": {tier: entitlement},
            "subscriptions": {
                name: {
                    "expires_date": iso(end),
                    "is_sandbox": False,
                    "unsubscribe_detected_at": None,
                    "billing_issues_detected_at": None,
                    **product,
                }
            },
        }
        return end

    def answer(self, call: Call) -> Answer:
        """The answer."""
        if call.headers.get("authorization") != f"Bearer {KEY}":
            return 401, {"code": 7225, "message": "Invalid API Key."}
        user_id = call.path.removeprefix("/v1/subscribers/")
        empty: dict[str, Any] = {"entitlements": {}, "subscriptions": {}}
        return 200, {"subscriber": self.subscribers.get(user_id, empty)}
