"""GET /subscriptions/plans."""

import time
from typing import Any

import httpx
import pytest

from billing.stripe_prices import price_list
from billing.tests.fake_stripe import PRO, STANDARD, FakeStripe, subscription
from billing.tests.rights import apply, link, tier_of
from solacore.testing.clients import Native, problem
from solacore.testing.fake_server import IN_TIME, Failure


def plans(server: str) -> dict[str, dict[str, Any]]:
    response = httpx.get(f"{server}/subscriptions/plans")
    assert response.status_code == 200, response.text
    return {plan["tier"]: plan for plan in response.json()["plans"]}


def test_the_tiers_in_order_with_what_they_give_and_cost(server: str, stripe: FakeStripe) -> None:
    response = httpx.get(f"{server}/subscriptions/plans")
    monthly = {"currency": "usd", "interval": "month", "interval_count": 1}
    assert response.json() == {
        "plans": [
            {
                "tier": "free",
                "price_id": None,
                "sessions_limit": 10,
                "is_lifetime": True,
                "device_limit": 1,
                "price": None,
                "choices": [],
            },
            {
                "tier": "standard",
                "price_id": STANDARD,
                "sessions_limit": 100,
                "is_lifetime": False,
                "device_limit": 2,
                "price": {"amount": 900, **monthly},
                "choices": [{"price_id": STANDARD, "price": {"amount": 900, **monthly}}],
            },
            {
                "tier": "pro",
                "price_id": PRO,
                "sessions_limit": None,
                "is_lifetime": False,
                "device_limit": 3,
                "price": {"amount": 1900, **monthly},
                "choices": [{"price_id": PRO, "price": {"amount": 1900, **monthly}}],
            },
        ]
    }


def test_a_tier_with_several_prices(server: str, stripe: FakeStripe, settings: Any, person: Native) -> None:
    settings.STRIPE_PRICES_PRO = [PRO, "price_yearly"]
    yearly = {"interval": "year", "interval_count": 1}
    stripe.put({**stripe.objects[PRO], "id": "price_yearly", "unit_amount": 19000, "recurring": yearly})
    pro = plans(server)["pro"]
    assert (pro["price_id"], pro["price"]["amount"]) == (PRO, 1900)
    assert [(one["price_id"], one["price"]["amount"]) for one in pro["choices"]] == [
        (PRO, 1900),
        ("price_yearly", 19000),
    ]
    bought = person.post("/subscriptions/checkout", {"price_id": "price_yearly"})
    assert bought.status_code == 200, bought.text
    link(person, "cus_yearly")
    apply(subscription("cus_yearly", "price_yearly"))
    assert tier_of(person) == "pro"


def test_amounts_are_asked_for_once_and_kept_while_stripe_is_away(server: str, stripe: FakeStripe) -> None:
    assert plans(server)["pro"]["price"]["amount"] == 1900
    asked = len(stripe.calls)
    assert plans(server)["pro"]["price"]["amount"] == 1900
    assert len(stripe.calls) == asked
    stripe.failure = Failure.SERVER_ERROR
    price_list()._ask_again_at = 0.0
    assert plans(server)["pro"]["price"]["amount"] == 1900


@pytest.mark.parametrize("failure", Failure)
def test_without_stripe_there_are_no_amounts(
    server: str, stripe: FakeStripe, settings: Any, failure: Failure
) -> None:
    settings.STRIPE_TIMEOUT = 1.0
    stripe.failure = failure
    began = time.monotonic()
    assert plans(server)["standard"]["price"] is None
    assert time.monotonic() - began < IN_TIME
    asked = len(stripe.calls)
    assert plans(server)["standard"]["price_id"] == STANDARD
    assert len(stripe.calls) == asked, "a failure is not repeated at once"


def test_a_price_without_a_fixed_amount(server: str, stripe: FakeStripe) -> None:
    stripe.put({**stripe.objects[PRO], "unit_amount": None})
    found = plans(server)
    assert found["pro"]["price"] is None
    assert found["standard"]["price"]["amount"] == 900


def test_nobody_needs_to_be_signed_in(server: str, stripe: FakeStripe) -> None:
    response = httpx.get(f"{server}/subscriptions/plans", headers={"Authorization": "Bearer nonsense"})
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "plans"), ("POST", "checkout"), ("GET", "portal"), ("GET", "current"), ("GET", "usage")],
)
def test_all_of_it_is_off_with_payments(server: str, person: Native, method: str, path: str) -> None:
    assert problem(httpx.request(method, f"{server}/subscriptions/{path}")) == (501, "PAYMENTS_DISABLED")
    assert problem(person.request(method, f"/subscriptions/{path}")) == (501, "PAYMENTS_DISABLED")
