"""What each of RevenueCat's events does, as people see it."""

import json
import uuid
from itertools import permutations
from typing import Any

import pytest
from pytest_django import Settings

from billing.models import Customer
from solacore.testing.clients import Native
from solacore.testing.payments import DAY, MONTH, Json, RevenueCat, Stripe
from webhooks.models import PendingWebhookEvent, ProcessedWebhookEvent
from webhooks.tests.reading import current, shown_time, standing, usage


def result_of(event: dict[str, Any]) -> str:
    return ProcessedWebhookEvent.objects.get(source="revenuecat", event_id=event["id"]).result


def test_a_first_purchase_gives_the_tier(revenuecat: RevenueCat, person: Native) -> None:
    event = revenuecat.send("INITIAL_PURCHASE", "standard")
    assert current(person) == {
        "tier": "standard",
        "status": "active",
        "period_start": shown_time(revenuecat.now),
        "period_end": shown_time(revenuecat.now + MONTH),
        "cancel_at_period_end": False,
    }
    assert (usage(person)["sessions_limit"], usage(person)["is_lifetime"]) == (100, False)
    assert result_of(event) == "applied"


def test_the_highest_of_several_entitlements_counts(revenuecat: RevenueCat, person: Native) -> None:
    revenuecat.send("INITIAL_PURCHASE", entitlement_ids=["standard", "something", "pro"])
    assert standing(person) == ("pro", "active")


def test_entitlements_have_the_names_of_the_settings(
    revenuecat: RevenueCat, person: Native, settings: Settings
) -> None:
    settings.REVENUECAT_ENTITLEMENT_PRO = "all_of_it"
    revenuecat.send("INITIAL_PURCHASE", entitlement_ids=None, entitlement_id="all_of_it")
    assert standing(person) == ("pro", "active")


def test_a_renewal_brings_the_next_period(revenuecat: RevenueCat, person: Native) -> None:
    revenuecat.send("INITIAL_PURCHASE")
    end = revenuecat.now + 2 * MONTH
    times: Json = {
        "purchased_at_ms": (revenuecat.now + MONTH) * 1000,
        "expiration_at_ms": end * 1000,
    }
    revenuecat.send("RENEWAL", at=revenuecat.now + MONTH - DAY, **times)
    shown = current(person)
    assert (shown["period_start"], shown["period_end"]) == (
        shown_time(revenuecat.now + MONTH),
        shown_time(end),
    )


def test_cancelling_and_thinking_better_of_it(revenuecat: RevenueCat, person: Native) -> None:
    revenuecat.send("INITIAL_PURCHASE")
    revenuecat.send("CANCELLATION", at=revenuecat.now + 1, cancel_reason="UNSUBSCRIBE")
    assert current(person)["cancel_at_period_end"] is True
    assert standing(person) == ("standard", "active")
    revenuecat.send("UNCANCELLATION", at=revenuecat.now + 2)
    assert current(person)["cancel_at_period_end"] is False


def test_a_refund_ends_when_the_store_says(revenuecat: RevenueCat, person: Native) -> None:
    revenuecat.send("INITIAL_PURCHASE")
    refund: Json = {
        "cancel_reason": "CUSTOMER_SUPPORT",
        "expiration_at_ms": (revenuecat.now - 1) * 1000,
    }
    revenuecat.send("CANCELLATION", at=revenuecat.now + 1, **refund)
    assert standing(person) == ("free", "expired")


@pytest.mark.parametrize("is_late", [False, True])
@pytest.mark.parametrize("end", [None, DAY])
def test_a_refund_takes_back_what_was_bought_once(
    revenuecat: RevenueCat, person: Native, end: int | None, is_late: bool
) -> None:
    bought: Json = {"expiration_at_ms": end and (revenuecat.now + end) * 1000}
    story = [
        ("NON_RENEWING_PURCHASE", revenuecat.now, bought),
        ("CANCELLATION", revenuecat.now + 1, bought | {"cancel_reason": "CUSTOMER_SUPPORT"}),
    ]
    for kind, at, more in reversed(story) if is_late else story:
        revenuecat.send(kind, "pro", at=at, **more)
    assert standing(person) == ("free", "canceled")
    again = uuid.uuid4().hex
    revenuecat.send(
        "NON_RENEWING_PURCHASE", "pro", at=revenuecat.now, **bought, original_transaction_id=again
    )
    assert standing(person) == ("pro", "active")


@pytest.mark.parametrize("kind", ["CANCELLATION", "UNCANCELLATION", "BILLING_ISSUE"])
@pytest.mark.parametrize("reason", ["UNSUBSCRIBE", "CUSTOMER_SUPPORT", "BILLING_ERROR"])
def test_what_has_no_end_is_presumed_of_no_event(
    revenuecat: RevenueCat, person: Native, kind: str, reason: str
) -> None:
    revenuecat.send(kind, "pro", expiration_at_ms=None, cancel_reason=reason)
    assert standing(person)[0] == "free"


def test_an_expiration_ends_it(revenuecat: RevenueCat, person: Native) -> None:
    revenuecat.send("INITIAL_PURCHASE", "pro")
    revenuecat.send("EXPIRATION", "pro", at=revenuecat.now + 1, expiration_reason="UNSUBSCRIBE")
    assert standing(person) == ("free", "expired")
    revenuecat.send("RENEWAL", "pro", at=revenuecat.now + 2)
    assert standing(person) == ("pro", "active")


@pytest.mark.parametrize("kind", ["BILLING_ISSUE", "CANCELLATION"])
def test_a_failed_payment_is_past_due_whichever_event_tells_it(
    revenuecat: RevenueCat, person: Native, kind: str
) -> None:
    revenuecat.send("INITIAL_PURCHASE")
    revenuecat.send(kind, at=revenuecat.now + 1, cancel_reason="BILLING_ERROR")
    assert standing(person) == ("standard", "past_due")
    assert current(person)["cancel_at_period_end"] is False
    revenuecat.send("RENEWAL", at=revenuecat.now + 2)
    assert standing(person) == ("standard", "active")


@pytest.mark.parametrize(
    ("days", "grace", "tier"),
    [(6, None, "standard"), (8, None, "free"), (8, 16, "standard"), (17, 16, "free")],
)
def test_past_due_lasts_seven_days_or_the_stores_grace(
    revenuecat: RevenueCat, person: Native, days: int, grace: int | None, tier: str
) -> None:
    end = revenuecat.now - days * DAY
    grace_end: Json = {"grace_period_expiration_at_ms": (end + grace * DAY) * 1000} if grace else {}
    times: Json = {"purchased_at_ms": (end - MONTH) * 1000, "expiration_at_ms": end * 1000}
    revenuecat.send("INITIAL_PURCHASE", at=end - MONTH, **times)
    revenuecat.send("BILLING_ISSUE", at=end, **times, **grace_end)
    assert standing(person)[0] == tier


def test_a_change_of_product_comes_with_the_renewal(revenuecat: RevenueCat, person: Native) -> None:
    revenuecat.send("INITIAL_PURCHASE", "standard")
    event = revenuecat.send("PRODUCT_CHANGE", "pro", at=revenuecat.now + 1)
    assert (standing(person), result_of(event)) == (("standard", "active"), "ignored")
    revenuecat.send("RENEWAL", "pro", at=revenuecat.now + 2)
    assert standing(person) == ("pro", "active")


def test_an_extension_moves_the_end(revenuecat: RevenueCat, person: Native) -> None:
    revenuecat.send("INITIAL_PURCHASE")
    end = revenuecat.now + MONTH + DAY
    revenuecat.send("SUBSCRIPTION_EXTENDED", at=revenuecat.now + 1, expiration_at_ms=end * 1000)
    assert current(person)["period_end"] == shown_time(end)
    assert current(person)["period_start"] == shown_time(revenuecat.now)


@pytest.mark.parametrize("kind", ["NON_RENEWING_PURCHASE", "TEMPORARY_ENTITLEMENT_GRANT"])
def test_what_does_not_renew_never_takes_anything_away(
    revenuecat: RevenueCat, person: Native, kind: str
) -> None:
    revenuecat.send("INITIAL_PURCHASE", "pro")
    revenuecat.send(kind, "standard", at=revenuecat.now + 1, expiration_at_ms=(revenuecat.now + DAY) * 1000)
    assert standing(person) == ("pro", "active")
    revenuecat.send("EXPIRATION", "pro", at=revenuecat.now + 2)
    assert standing(person) == ("standard", "active")


def test_what_is_bought_for_good_has_no_end(revenuecat: RevenueCat, person: Native) -> None:
    revenuecat.send("NON_RENEWING_PURCHASE", "pro", expiration_at_ms=None)
    assert (standing(person), current(person)["period_end"]) == (("pro", "active"), None)


@pytest.mark.parametrize(
    "kind",
    [
        "SUBSCRIPTION_PAUSED",
        "TEST",
        "REFUND_REVERSED",
        "INVOICE_ISSUANCE",
        "VIRTUAL_CURRENCY_TRANSACTION",
        "SOMETHING_NEW",
    ],
)
def test_other_events_are_recorded_and_do_no_harm(revenuecat: RevenueCat, person: Native, kind: str) -> None:
    revenuecat.send("INITIAL_PURCHASE")
    event = revenuecat.send(kind, "pro", at=revenuecat.now + 1, app_user_id=None, expiration_at_ms=None)
    assert (standing(person), result_of(event)) == (("standard", "active"), "ignored")


def test_an_unknown_entitlement_changes_no_tier_and_can_be_seen(
    revenuecat: RevenueCat, person: Native
) -> None:
    revenuecat.send("INITIAL_PURCHASE", "standard")
    event = revenuecat.send("RENEWAL", at=revenuecat.now + 1, entitlement_ids=None)
    assert (standing(person), result_of(event)) == (("standard", "active"), "unknown_tier")


@pytest.mark.parametrize("place", ["original_app_user_id", "aliases"])
def test_a_person_is_found_by_any_of_their_names(revenuecat: RevenueCat, person: Native, place: str) -> None:
    anonymous = f"$RCAnonymousID:{uuid.uuid4().hex}"
    names: Json = {
        "app_user_id": anonymous,
        "original_app_user_id": anonymous,
        "aliases": [anonymous],
    }
    known = person.user["id"].upper()
    revenuecat.send("INITIAL_PURCHASE", **names | {place: [known] if place == "aliases" else known})
    assert standing(person) == ("standard", "active")
    assert str(Customer.objects.get(external_id=anonymous).user_id) == person.user["id"]
    revenuecat.send("EXPIRATION", at=revenuecat.now + 1, **names)
    assert standing(person) == ("free", "expired")


def test_a_transfer_moves_what_was_bought(revenuecat: RevenueCat, person: Native, outsider: Native) -> None:
    revenuecat.send("INITIAL_PURCHASE", "pro")
    sides: Json = {
        "transferred_from": [person.user["id"]],
        "transferred_to": ["$RCAnonymousID:1", outsider.user["id"]],
    }
    event = {"id": str(uuid.uuid4()), "type": "TRANSFER", "event_timestamp_ms": (revenuecat.now + 10) * 1000}
    assert revenuecat.post(event | sides).status_code == 200
    assert (standing(person)[0], standing(outsider)) == ("free", ("pro", "active"))
    revenuecat.send("RENEWAL", "pro", at=revenuecat.now + 5)
    assert (standing(person)[0], standing(outsider)) == ("free", ("pro", "active"))
    revenuecat.send("EXPIRATION", "pro", at=revenuecat.now + 20, app_user_id=outsider.user["id"])
    assert standing(outsider) == ("free", "expired")


def test_a_transfer_moves_what_we_hear_of_later_in_any_order(server: str) -> None:
    for order in permutations(range(4)):
        people = [Native(server) for _ in range(3)]
        for one in people:
            assert one.register().status_code == 201
        first, second, third = (one.user["id"] for one in people)
        revenuecat = RevenueCat(server, first)
        story: list[tuple[str, Json]] = [
            ("INITIAL_PURCHASE", {}),
            ("TRANSFER", {"transferred_from": [first], "transferred_to": [second]}),
            ("TRANSFER", {"transferred_from": [second], "transferred_to": [third]}),
            ("RENEWAL", {"app_user_id": third, "original_app_user_id": third, "aliases": []}),
        ]
        for place in order:
            kind, more = story[place]
            revenuecat.send(kind, "pro", at=revenuecat.now + place, **more)
        assert [standing(one)[0] for one in people] == ["free", "free", "pro"], order
        # What is bought after a transfer stays.
        revenuecat.send("INITIAL_PURCHASE", at=revenuecat.now + 9, original_transaction_id=uuid.uuid4().hex)
        assert standing(people[0]) == ("standard", "active")


def test_a_transfer_leaves_other_rights_where_they_are(
    revenuecat: RevenueCat, stripe: Stripe, person: Native, outsider: Native
) -> None:
    stripe.subscribe("standard")
    revenuecat.send("INITIAL_PURCHASE", "pro")
    revenuecat.send(
        "TRANSFER",
        at=revenuecat.now + 1,
        app_user_id=None,
        transferred_from=[person.user["id"]],
        transferred_to=[outsider.user["id"]],
    )
    assert (standing(person), standing(outsider)) == (("standard", "active"), ("pro", "active"))


def test_a_transfer_from_somebody_anonymous_brings_what_has_waited(
    revenuecat: RevenueCat, person: Native
) -> None:
    anonymous = f"$RCAnonymousID:{uuid.uuid4().hex}"
    alone: Json = {
        "app_user_id": anonymous,
        "original_app_user_id": anonymous,
        "aliases": [anonymous],
    }
    revenuecat.send("INITIAL_PURCHASE", "pro", **alone)
    sides: Json = {"transferred_from": [anonymous], "transferred_to": [person.user["id"]]}
    revenuecat.send("TRANSFER", at=revenuecat.now + 1, app_user_id=None, **sides)
    assert standing(person) == ("pro", "active")


def test_a_transfer_to_nobody_we_know_waits(revenuecat: RevenueCat, person: Native) -> None:
    revenuecat.send("INITIAL_PURCHASE", "pro")
    sides: Json = {"transferred_from": [person.user["id"]], "transferred_to": [str(uuid.uuid4())]}
    event = revenuecat.send("TRANSFER", at=revenuecat.now + 1, **sides)
    assert standing(person) == ("pro", "active")
    assert PendingWebhookEvent.objects.get(event_id=event["id"]).state == "waiting"


def test_the_sandbox_gives_but_never_takes(
    revenuecat: RevenueCat, person: Native, outsider: Native, settings: Settings
) -> None:
    sandbox: Json = {"environment": "SANDBOX"}
    revenuecat.send("INITIAL_PURCHASE", "standard", **sandbox)
    assert standing(person) == ("standard", "active")
    revenuecat.send("INITIAL_PURCHASE", "pro", at=revenuecat.now + 1)
    for offset, kind in enumerate(("CANCELLATION", "BILLING_ISSUE", "RENEWAL", "EXPIRATION"), start=2):
        revenuecat.send(kind, "standard", at=revenuecat.now + offset, **sandbox)
        assert standing(person) == ("pro", "active")
        assert current(person)["cancel_at_period_end"] is False
    sides: Json = {"transferred_from": [person.user["id"]], "transferred_to": [outsider.user["id"]]}
    revenuecat.send("TRANSFER", at=revenuecat.now + 9, **sandbox, **sides)
    assert (standing(person), standing(outsider)[0]) == (("pro", "active"), "free")


def test_the_sandbox_can_be_shut(revenuecat: RevenueCat, person: Native, settings: Settings) -> None:
    settings.REVENUECAT_SANDBOX_GRANTS = False
    event = revenuecat.send("INITIAL_PURCHASE", "pro", environment="SANDBOX")
    assert (standing(person), result_of(event)) == (("free", "active"), "sandbox")


def test_the_end_of_one_source_never_ends_the_other(
    revenuecat: RevenueCat, stripe: Stripe, person: Native
) -> None:
    stripe.subscribe("standard")
    revenuecat.send("INITIAL_PURCHASE", "pro")
    revenuecat.send("EXPIRATION", "pro", at=revenuecat.now + 1)
    assert standing(person) == ("standard", "active")
    revenuecat.send("RENEWAL", "standard", at=revenuecat.now + 2)
    stripe.send("customer.subscription.deleted", stripe.subscription(), at=stripe.now + 3)
    assert standing(person) == ("standard", "active")


def test_an_event_without_a_transaction_is_about_all_that_its_person_has(
    revenuecat: RevenueCat, person: Native
) -> None:
    bare: Json = {"transaction_id": None, "original_transaction_id": None}
    revenuecat.send("INITIAL_PURCHASE", "pro", **bare)
    assert standing(person) == ("pro", "active")
    revenuecat.send("EXPIRATION", "pro", at=revenuecat.now + 1, **bare)
    assert standing(person) == ("free", "expired")


def test_any_order_ends_the_same(server: str) -> None:
    ends = []
    life = [
        ("INITIAL_PURCHASE", "standard"),
        ("CANCELLATION", "standard"),
        ("RENEWAL", "pro"),
        ("BILLING_ISSUE", "pro"),
    ]
    for order in list(permutations(range(4)))[::4]:
        person = Native(server)
        person.register()
        revenuecat = RevenueCat(server, person.user["id"])
        revenuecat.now = 1_900_000_000
        for place in [*order, order[0]]:
            revenuecat.send(*life[place], at=revenuecat.now + place)
        ends.append(current(person))
    assert ends[0] == {
        "tier": "pro",
        "status": "past_due",
        "period_start": shown_time(1_900_000_000),
        "period_end": shown_time(1_900_000_000 + MONTH),
        "cancel_at_period_end": False,
    }
    assert all(end == ends[0] for end in ends)


def test_a_duplicate_changes_nothing(revenuecat: RevenueCat, person: Native) -> None:
    event = revenuecat.send("INITIAL_PURCHASE", "standard")
    assert revenuecat.post(event | {"entitlement_ids": ["pro"]}).json() == {"received": True}
    assert standing(person) == ("standard", "active")


WRONG_EVENTS: list[dict[str, Any]] = [
    {"id": None},
    {"type": None},
    {"type": 5},
    {"app_user_id": None, "original_app_user_id": None, "aliases": None},
    {"app_user_id": 5},
    {"app_user_id": "a\u0000"},
    {"app_user_id": "a" * 300},
    {"aliases": "a"},
    {"aliases": [1]},
    {"entitlement_ids": "pro"},
    {"entitlement_ids": [None, {}]},
    {"expiration_at_ms": None},
    {"expiration_at_ms": "soon"},
    {"expiration_at_ms": 10**30},
    {"purchased_at_ms": []},
    {"event_timestamp_ms": "now"},
    {"environment": 5},
    {"original_transaction_id": 5},
    {"type": "TRANSFER"},
    {"type": "TRANSFER", "transferred_from": ["a"], "transferred_to": "b"},
]


@pytest.mark.parametrize("wrong", WRONG_EVENTS, ids=range(len(WRONG_EVENTS)))
def test_what_is_not_shaped_like_its_type_is_refused(server: str, wrong: dict[str, Any]) -> None:
    revenuecat = RevenueCat(server, str(uuid.uuid4()))
    event = revenuecat.event("INITIAL_PURCHASE") | wrong
    response = revenuecat.post(event)
    assert (response.status_code, response.json()["error"]) == (422, "VALIDATION_ERROR")
    assert not PendingWebhookEvent.objects.filter(body__contains=revenuecat.user_id).exists()


def test_a_name_that_is_no_uuid_waits(revenuecat: RevenueCat) -> None:
    event = revenuecat.send("INITIAL_PURCHASE", app_user_id="人 ñ", original_app_user_id="x", aliases=[])
    assert PendingWebhookEvent.objects.get(event_id=event["id"]).waits_for == ["人 ñ", "x"]


def test_the_body_is_as_sent(revenuecat: RevenueCat) -> None:
    assert revenuecat.post_body(json.dumps({"event": revenuecat.event("TEST")}).encode()).status_code == 200
