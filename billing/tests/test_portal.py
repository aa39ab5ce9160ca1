"""GET /subscriptions/portal."""

import time
from typing import Any

import httpx
import pytest

from billing.tests.fake_stripe import FakeStripe, subscription
from billing.tests.rights import apply, link
from solacore.testing.clients import Native, problem
from solacore.testing.fake_server import IN_TIME, Failure

PATH = "/subscriptions/portal"


@pytest.fixture
def customer(person: Native, stripe: FakeStripe) -> str:
    """A customer at Stripe who is the person."""
    customer_id = f"cus_{person.user['id']}"
    stripe.put({"id": customer_id, "object": "customer"})
    link(person, customer_id)
    return customer_id


@pytest.mark.parametrize("status", ["active", "past_due", "canceled"])
def test_the_page_of_the_own_customer(
    person: Native, stripe: FakeStripe, customer: str, settings: Any, status: str
) -> None:
    apply(subscription(customer, status=status))
    response = person.get(PATH)
    (page,) = stripe.of_kind("billing_portal.session")
    assert response.json() == {"portal_url": f"https://stripe.example/{page['id']}"}
    (call,) = stripe.asked("POST", "/v1/billing_portal/sessions")
    assert call.form == {"customer": customer, "return_url": settings.FRONTEND_URL}


def test_whom_stripe_does_not_know(
    person: Native, outsider: Native, stripe: FakeStripe, customer: str
) -> None:
    assert problem(outsider.get(PATH)) == (404, "NO_SUBSCRIPTION")
    assert not stripe.calls
    del stripe.objects[customer]
    assert problem(person.get(PATH)) == (404, "NO_SUBSCRIPTION")


@pytest.mark.parametrize("failure", Failure)
def test_stripe_failing(
    person: Native, stripe: FakeStripe, customer: str, settings: Any, failure: Failure
) -> None:
    settings.STRIPE_TIMEOUT = 1.0
    stripe.failure = failure
    began = time.monotonic()
    response = person.get(PATH)
    assert time.monotonic() - began < IN_TIME
    assert problem(response) == (502, "STRIPE_ERROR")
    assert "internal" not in response.text


def test_nobody(server: str, person: Native, stripe: FakeStripe) -> None:
    assert problem(httpx.get(f"{server}{PATH}")) == (401, "INVALID_TOKEN")
    assert person.post("/auth/logout").status_code == 204
    assert problem(person.get(PATH)) == (401, "SESSION_REVOKED")
