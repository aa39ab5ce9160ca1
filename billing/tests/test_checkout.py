"""POST /subscriptions/checkout."""

import time
from typing import Any

import httpx
import pytest
from django.utils import timezone
from djstripe import models as stripe_models

from analytics.models import AnalyticsEvent
from analytics.services.outbox import events_move
from billing.models import Customer
from billing.plans import Tier
from billing.services.entitlements import subscription_of
from billing.tests.fake_stripe import PRO, STANDARD, FakeStripe, subscription
from billing.tests.rights import apply, grant, link, user_id_of
from solacore.testing.background import run_tasks
from solacore.testing.clients import Browser, Native, problem
from solacore.testing.fake_server import IN_TIME, Call, Failure
from solacore.testing.threads import Threads

SESSIONS, PORTAL = "/v1/checkout/sessions", "/v1/billing_portal/sessions"


def check_out(person: Native, price: Any = STANDARD) -> httpx.Response:
    return person.post("/subscriptions/checkout", json={"price_id": price})


def only(calls: list[Call]) -> Call:
    (call,) = calls
    return call


@pytest.fixture
def customer(person: Native, stripe: FakeStripe) -> str:
    """A customer at Stripe who is the person."""
    stripe.put({"id": "cus_known", "object": "customer"})
    Customer.objects.filter(external_id="cus_known").delete()
    link(person, "cus_known")
    return "cus_known"


def test_a_page_to_buy_a_tier_that_names_the_person(
    person: Native, stripe: FakeStripe, settings: Any
) -> None:
    response = check_out(person)
    assert response.status_code == 200, response.text
    (session,) = stripe.of_kind("checkout.session")
    assert response.json() == {
        "checkout_url": f"https://stripe.example/{session['id']}",
        "session_id": session["id"],
    }
    sent = only(stripe.asked("POST", SESSIONS)).form
    (at_stripe,) = stripe.of_kind("customer")
    assert sent == {
        "mode": "subscription",
        "customer": at_stripe["id"],
        "client_reference_id": person.user["id"],
        "line_items[0][price]": STANDARD,
        "line_items[0][quantity]": "1",
        "locale": person.user["locale"],
        "metadata[user_id]": person.user["id"],
        "metadata[price_id]": STANDARD,
        "subscription_data[metadata][user_id]": person.user["id"],
        "success_url": settings.STRIPE_SUCCESS_URL,
        "cancel_url": settings.STRIPE_CANCEL_URL,
    }
    assert at_stripe["email"] == person.email
    assert at_stripe["metadata"] == {"user_id": person.user["id"]}


def test_the_customer_is_made_once_however_many_ask_at_once(person: Native, stripe: FakeStripe) -> None:
    with Threads(10) as threads:
        answers = list(threads.map(check_out, [person.again() for _ in range(20)]))
    assert {answer.status_code for answer in answers} == {200}
    assert len(stripe.asked("POST", "/v1/customers")) == 1
    linked = Customer.objects.get(user_id=person.user["id"])
    run_tasks()
    assert stripe_models.Customer.objects.get(id=linked.external_id).subscriber_id == user_id_of(person)
    assert len({answer.json()["session_id"] for answer in answers}) == 1, "nobody can pay twice"


@pytest.mark.parametrize("listed", [{}, {"data": None}, {"object": "list", "data": []}])
def test_an_answer_with_nothing_in_it_is_no_subscription(
    person: Native, stripe: FakeStripe, customer: str, listed: dict[str, Any]
) -> None:
    answer = stripe.answer
    stripe.answer = lambda call: (200, listed) if call.path == "/v1/subscriptions" else answer(call)  # type: ignore[method-assign]
    assert check_out(person).status_code == 200
    assert stripe.asked("POST", SESSIONS)


def test_two_processes_make_one_customer_too(person: Native, stripe: FakeStripe) -> None:
    first = check_out(person)
    Customer.objects.filter(user_id=person.user["id"]).delete()
    assert check_out(person).json() == first.json()
    assert len(stripe.of_kind("customer")) == 1


def test_a_person_has_one_customer_for_good(person: Native, stripe: FakeStripe, customer: str) -> None:
    assert check_out(person).status_code == 200
    assert only(stripe.asked("POST", SESSIONS)).form["customer"] == customer
    assert not stripe.asked("POST", "/v1/customers")


def test_a_customer_whom_stripe_no_longer_knows_is_replaced(
    person: Native, stripe: FakeStripe, customer: str
) -> None:
    del stripe.objects[customer]
    assert check_out(person).status_code == 200
    (at_stripe,) = stripe.of_kind("customer")
    assert Customer.objects.get(user_id=person.user["id"]).external_id == at_stripe["id"]


@pytest.mark.parametrize("price", ["price_unknown", "PRICE_STANDARD", f"{STANDARD}x", "free"])
def test_a_price_that_buys_nothing(person: Native, stripe: FakeStripe, price: str) -> None:
    assert problem(check_out(person, price)) == (400, "INVALID_PRICE_ID")
    assert not stripe.calls


@pytest.mark.parametrize("body", [{}, {"price_id": None}, {"price_id": 7}, {"price_id": ["x"]}, []])
def test_no_price_at_all(person: Native, stripe: FakeStripe, body: Any) -> None:
    assert problem(person.post("/subscriptions/checkout", json=body)) == (422, "VALIDATION_ERROR")
    assert not stripe.calls


def test_an_unconfigured_price_is_not_an_empty_one(person: Native, stripe: FakeStripe, settings: Any) -> None:
    settings.STRIPE_PRICES_STANDARD = []
    assert check_out(person, "").status_code in {400, 422}
    assert not stripe.calls


@pytest.mark.parametrize(("has", "wants"), [("standard", STANDARD), ("pro", STANDARD), ("pro", PRO)])
def test_the_same_tier_or_a_lower_one_is_not_sold_again(
    person: Native, stripe: FakeStripe, customer: str, has: str, wants: str
) -> None:
    apply(subscription(customer, STANDARD if has == "standard" else PRO))
    assert problem(check_out(person, wants)) == (400, "ALREADY_SUBSCRIBED")
    assert not stripe.calls


def test_a_tier_from_elsewhere_counts_as_well(person: Native, stripe: FakeStripe) -> None:
    grant(person, Tier.PRO)
    assert problem(check_out(person, PRO)) == (400, "ALREADY_SUBSCRIBED")


def test_who_has_a_lower_tier_from_elsewhere_buys_a_first_subscription(
    person: Native, stripe: FakeStripe
) -> None:
    grant(person, Tier.STANDARD)
    assert check_out(person, PRO).status_code == 200
    assert stripe.asked("POST", SESSIONS)


@pytest.mark.parametrize("status", ["active", "trialing", "past_due"])
def test_a_subscriber_is_asked_to_confirm_the_change(
    person: Native, stripe: FakeStripe, customer: str, status: str
) -> None:
    has = stripe.put(subscription(customer, STANDARD, status))
    apply(has)
    response = check_out(person, PRO)
    assert response.status_code == 200, response.text
    (page,) = stripe.of_kind("billing_portal.session")
    assert response.json() == {
        "checkout_url": f"https://stripe.example/{page['id']}",
        "session_id": page["id"],
    }
    sent = only(stripe.asked("POST", PORTAL)).form
    confirm = "flow_data[subscription_update_confirm]"
    assert sent["customer"] == customer
    assert sent["flow_data[type]"] == "subscription_update_confirm"
    assert sent[f"{confirm}[subscription]"] == has["id"]
    assert sent[f"{confirm}[items][0][id]"] == has["items"]["data"][0]["id"]
    assert sent[f"{confirm}[items][0][price]"] == PRO
    assert not stripe.asked("POST", SESSIONS), "never a second subscription"


def test_a_change_is_possible_where_stripe_tells_no_more_than_its_events(
    person: Native, stripe: FakeStripe, customer: str
) -> None:
    apply(subscription(customer, STANDARD))
    assert check_out(person, PRO).status_code == 200
    assert only(stripe.asked("POST", PORTAL)).form["flow_data[type]"] == "subscription_update"


def test_a_subscription_of_which_no_event_has_come_yet_is_not_bought_twice(
    person: Native, stripe: FakeStripe, customer: str
) -> None:
    stripe.put(subscription(customer, STANDARD))
    assert problem(check_out(person, STANDARD)) == (400, "ALREADY_SUBSCRIBED")
    assert check_out(person, PRO).status_code == 200
    assert not stripe.asked("POST", SESSIONS)


@pytest.mark.parametrize("status", ["unpaid", "paused", "past_due"])
def test_who_owes_a_payment_is_led_to_it(
    person: Native, stripe: FakeStripe, customer: str, status: str
) -> None:
    stripe.put(subscription(customer, STANDARD, status))
    assert check_out(person, STANDARD).status_code == 200
    assert only(stripe.asked("POST", PORTAL)).form["flow_data[type]"] == "payment_method_update"
    assert not stripe.asked("POST", SESSIONS)


@pytest.mark.parametrize("status", ["canceled", "incomplete_expired"])
def test_who_had_a_subscription_can_buy_one_again(
    person: Native, stripe: FakeStripe, customer: str, status: str
) -> None:
    has = stripe.put(subscription(customer, STANDARD, status))
    apply(has)
    assert check_out(person, STANDARD).status_code == 200
    assert stripe.asked("POST", SESSIONS)


def test_a_purchase_after_an_end_is_a_new_page(person: Native, stripe: FakeStripe) -> None:
    first = check_out(person).json()["session_id"]
    (at_stripe,) = stripe.of_kind("customer")
    apply(subscription(at_stripe["id"], STANDARD, "canceled"))
    assert check_out(person).json()["session_id"] != first


@pytest.mark.parametrize("failure", Failure)
def test_stripe_failing_is_one_error_in_time_and_tells_nothing(
    person: Native, stripe: FakeStripe, settings: Any, failure: Failure
) -> None:
    settings.STRIPE_TIMEOUT = 1.0
    stripe.failure = failure
    began = time.monotonic()
    response = check_out(person)
    assert time.monotonic() - began < IN_TIME
    assert problem(response) == (502, "STRIPE_ERROR")
    assert "internal" not in response.text
    assert "sk_test" not in response.text
    stripe.failure = None
    assert subscription_of(user_id_of(person), now=timezone.now()).tier == "free"


def test_stripe_down_leaves_the_rest_working(person: Native, payments: None, settings: Any) -> None:
    settings.STRIPE_TIMEOUT = 1.0
    assert problem(check_out(person)) == (502, "STRIPE_ERROR")
    assert person.post("/sessions").status_code == 201
    assert person.get("/subscriptions/current").status_code == 200
    assert person.get("/subscriptions/usage").json()["sessions_used"] == 1


def test_a_passing_failure_is_tried_again(person: Native, stripe: FakeStripe) -> None:
    answer = stripe.answer
    failed: list[Call] = []

    def fail_once(call: Call) -> tuple[int, dict[str, Any]]:
        if call.path == SESSIONS and not failed:
            failed.append(call)
            return 503, {"error": {"type": "api_error", "message": "busy"}}
        return answer(call)

    stripe.answer = fail_once  # type: ignore[method-assign]
    assert check_out(person).status_code == 200
    first, second = stripe.asked("POST", SESSIONS)
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


def test_a_person_erased_meanwhile_leaves_no_customer(person: Native, stripe: FakeStripe) -> None:
    answer = stripe.answer

    def erase_first(call: Call) -> tuple[int, dict[str, Any]]:
        if call.path == "/v1/customers" and call.method == "POST":
            assert person.again().request("DELETE", "/account").status_code == 204
        return answer(call)

    stripe.answer = erase_first  # type: ignore[method-assign]
    assert check_out(person.again()).status_code == 404
    run_tasks()
    assert not stripe.of_kind("customer")


def test_nobody_and_outsiders(server: str, person: Native, stripe: FakeStripe, browser: Browser) -> None:
    body = {"price_id": STANDARD}
    assert problem(httpx.post(f"{server}/subscriptions/checkout", json=body)) == (401, "INVALID_TOKEN")
    browser.enter("/auth/register")
    response = browser.write("POST", "/subscriptions/checkout", json=body, origin=None)
    assert problem(response) == (403, "CSRF_TOKEN_MISSING")
    assert person.post("/auth/logout").status_code == 204
    assert problem(check_out(person)) == (401, "SESSION_REVOKED")
    assert not stripe.calls


def test_it_is_counted_without_what_was_refused(person: Native, stripe: FakeStripe) -> None:
    assert check_out(person, PRO).status_code == 200
    assert check_out(person, "price_unknown").status_code == 400
    events_move()
    events = AnalyticsEvent.objects.filter(user__pk=person.user["id"], name="checkout_started")
    assert [event.payload for event in events] == [{"tier": "pro", "source": "stripe"}]
