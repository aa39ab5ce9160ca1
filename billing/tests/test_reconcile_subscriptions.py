"""manage.py reconcile_subscriptions, against localstripe and a RevenueCat of our own."""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from billing.jobs import reconcile as reconcile_by_schedule
from billing.models import Entitlement, Subscription
from billing.plans import Tier
from billing.reconciling import revenuecat_drift, stripe_drift
from billing.tests.fake_revenuecat import FakeRevenueCat
from billing.tests.fake_stripe import PRO, STANDARD, FakeStripe
from billing.tests.localstripe import LocalStripe
from billing.tests.rights import apply, grant, link, tier_of
from solacore.testing.clients import Native
from solacore.testing.fake_server import Failure
from solacore.testing.payments import RevenueCat, new_id


@pytest.fixture(autouse=True)
def _nobody_else(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom other tests have left has no counterpart in this test's Stripe, and isn't asked for."""
    Entitlement.objects.all().delete()
    Subscription.objects.update(tier=Tier.FREE, status="active", period_end=None, source="")
    others = set(User.objects.values_list("pk", flat=True))
    everybody = revenuecat_drift._people

    def people(*, known_only: bool) -> Iterator[uuid.UUID]:
        return (user_id for user_id in everybody(known_only=known_only) if user_id not in others)

    monkeypatch.setattr(revenuecat_drift, "_people", people)


def reconcile(*arguments: str) -> tuple[int, str]:
    """Runs it; answers its exit status and what it said."""
    said = StringIO()
    try:
        call_command("reconcile_subscriptions", *arguments, stdout=said, stderr=said)
    except SystemExit as end:
        return int(end.code or 0), said.getvalue()
    return 0, said.getvalue()


def bought(localstripe: LocalStripe, person: Native, price: str = STANDARD) -> dict[str, Any]:
    """A subscription that both sides know."""
    customer = localstripe.customer(person.user["id"])
    link(person, customer)
    subscription = localstripe.subscribe(customer, price)
    apply(localstripe.get(f"/subscriptions/{subscription['id']}"))
    return subscription


def expect_repair(person: Native, *, there: str, drift: str) -> None:
    """The drift is found, left alone, found again, repaired, and gone."""
    before = tier_of(person)
    for _ in range(2):
        status, said = reconcile()
        assert status == 1, said
        assert drift in said
        assert tier_of(person) == before, "looking changes nothing"
    status, said = reconcile("--fix")
    assert status == 0, said
    assert "repaired" in said
    assert tier_of(person) == there
    status, said = reconcile()
    assert status == 0, said


def test_without_a_difference(person: Native, localstripe: LocalStripe) -> None:
    bought(localstripe, person)
    grant(person, Tier.PRO)
    status, said = reconcile()
    assert status == 0, said
    assert said == "RevenueCat: not in use here\nDifferences left: 0\n"


def test_ours_says_too_little(person: Native, localstripe: LocalStripe) -> None:
    has = bought(localstripe, person, PRO)
    Entitlement.objects.filter(external_id=has["id"]).update(tier="standard")
    Subscription.objects.filter(user_id=person.user["id"]).update(tier="standard")
    expect_repair(person, there="pro", drift=f"stripe {has['id']}: here standard")


def test_ours_was_lost(person: Native, localstripe: LocalStripe) -> None:
    has = bought(localstripe, person)
    Entitlement.objects.filter(external_id=has["id"]).delete()
    Subscription.objects.filter(user_id=person.user["id"]).update(tier="free", period_end=None)
    expect_repair(person, there="standard", drift=f"stripe {has['id']}: here nothing; there standard")


def test_theirs_never_came(person: Native, localstripe: LocalStripe) -> None:
    customer = localstripe.customer()
    has = localstripe.subscribe(customer, PRO, user_id=person.user["id"])
    expect_repair(person, there="pro", drift=f"stripe {has['id']}: here nothing; there pro active")


def test_theirs_has_ended(person: Native, localstripe: LocalStripe) -> None:
    has = bought(localstripe, person)
    localstripe.delete(f"/subscriptions/{has['id']}")
    expect_repair(person, there="free", drift=f"stripe {has['id']}: here standard")


def test_theirs_is_gone_altogether(person: Native, localstripe: LocalStripe) -> None:
    has = bought(localstripe, person)
    localstripe.flush()
    expect_repair(person, there="free", drift=f"stripe {has['id']}: here standard")


def test_theirs_will_end(person: Native, localstripe: LocalStripe) -> None:
    has = bought(localstripe, person)
    localstripe.post(f"/subscriptions/{has['id']}", cancel_at_period_end="true")
    expect_repair(person, there="standard", drift="cancelling")
    assert person.get("/subscriptions/current").json()["cancel_at_period_end"] is True


def test_what_is_shown_is_not_what_is_had(person: Native, localstripe: LocalStripe) -> None:
    bought(localstripe, person)
    Subscription.objects.filter(user_id=person.user["id"]).update(tier="free", period_end=None)
    expect_repair(person, there="standard", drift=f"subscription {person.user['id']}: here nothing")


def test_a_tier_that_nothing_stands_behind(person: Native, localstripe: LocalStripe) -> None:
    Subscription.objects.filter(user_id=person.user["id"]).update(tier="pro")
    expect_repair(person, there="free", drift=f"subscription {person.user['id']}: here pro")


def test_every_page_is_read(
    person: Native, localstripe: LocalStripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stripe_drift, "PAGE", 2)
    customer = localstripe.customer()
    bought_here = {
        localstripe.subscribe(customer, STANDARD, user_id=person.user["id"])["id"] for _ in range(5)
    }
    status, said = reconcile()
    assert status == 1
    assert set(re.findall(r"stripe (sub_\w+): here nothing; there standard", said)) == bought_here


def test_a_live_one_of_nobody_cannot_be_repaired(localstripe: LocalStripe) -> None:
    has = localstripe.subscribe(localstripe.customer())
    for arguments in ((), ("--fix",)):
        status, said = reconcile(*arguments)
        assert status == 1
        assert f"stripe {has['id']}" in said
        assert "nobody here is its owner" in said
    localstripe.delete(f"/subscriptions/{has['id']}")
    assert reconcile()[0] == 0


def test_what_is_sold_elsewhere_is_no_difference(localstripe: LocalStripe, settings: Any) -> None:
    localstripe.subscribe(localstripe.customer(), PRO)
    settings.STRIPE_PRICES_PRO = ["price_another"]
    assert reconcile()[0] == 0


def test_an_event_after_the_question_is_left_alone(person: Native, localstripe: LocalStripe) -> None:
    has = bought(localstripe, person)
    Entitlement.objects.filter(external_id=has["id"]).update(
        tier="pro", last_event_at=timezone.now() + timedelta(minutes=1)
    )
    Subscription.objects.filter(user_id=person.user["id"]).update(tier="pro")
    assert f"stripe {has['id']}" not in reconcile()[1]


@pytest.mark.parametrize("failure", [Failure.REFUSAL, Failure.SERVER_ERROR, Failure.GARBAGE])
def test_stripe_that_cannot_be_asked(stripe: FakeStripe, person: Native, failure: Failure) -> None:
    apply_known(person)
    stripe.failure = failure
    for arguments in ((), ("--fix",)):
        status, said = reconcile(*arguments)
        assert status == 2
        assert "Stripe could not be asked." in said
        assert "internal" not in said
    assert tier_of(person) == "standard"


def apply_known(person: Native) -> None:
    """A Stripe subscription that we know of."""
    now = int(timezone.now().timestamp())
    apply(
        {
            "id": new_id("sub"),
            "object": "subscription",
            "status": "active",
            "metadata": {"user_id": person.user["id"]},
            "current_period_start": now,
            "current_period_end": now + 86_400,
            "items": {"data": [{"id": "si_1", "price": {"id": STANDARD}}]},
        }
    )


def test_revenuecat_without_a_difference(
    server: str, person: Native, localstripe: LocalStripe, revenuecat: FakeRevenueCat
) -> None:
    store = RevenueCat(server, person.user["id"])
    event = store.send("INITIAL_PURCHASE")
    end = datetime.fromtimestamp(event["expiration_at_ms"] / 1000, tz=UTC)
    revenuecat.sells(person.user["id"], end=end)
    status, said = reconcile()
    assert status == 0, said


def test_a_purchase_in_a_store_that_never_came(
    person: Native, localstripe: LocalStripe, revenuecat: FakeRevenueCat
) -> None:
    revenuecat.sells(person.user["id"], "pro")
    expect_repair(
        person, there="pro", drift=f"revenuecat {person.user['id']}: here nothing; there pro active"
    )


def test_a_purchase_in_a_store_that_is_over(
    server: str, person: Native, localstripe: LocalStripe, revenuecat: FakeRevenueCat
) -> None:
    RevenueCat(server, person.user["id"]).send("INITIAL_PURCHASE")
    expect_repair(person, there="free", drift=f"revenuecat {person.user['id']}: here standard")


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({"unsubscribe_detected_at": "2026-01-01T00:00:00Z"}, "cancelling"),
        ({"billing_issues_detected_at": "2026-01-01T00:00:00Z"}, "past_due"),
    ],
)
def test_a_purchase_in_a_store_that_has_changed(
    server: str,
    person: Native,
    localstripe: LocalStripe,
    revenuecat: FakeRevenueCat,
    changed: dict[str, Any],
    shown: str,
) -> None:
    RevenueCat(server, person.user["id"]).send("INITIAL_PURCHASE")
    revenuecat.sells(person.user["id"], **changed)
    expect_repair(person, there="standard", drift=shown)


def test_a_purchase_in_a_store_that_was_upgraded_or_renewed(
    server: str, person: Native, localstripe: LocalStripe, revenuecat: FakeRevenueCat
) -> None:
    RevenueCat(server, person.user["id"]).send("INITIAL_PURCHASE")
    end = revenuecat.sells(person.user["id"], "pro", end=timezone.now() + timedelta(days=60))
    expect_repair(person, there="pro", drift="there pro active")
    assert person.get("/subscriptions/current").json()["period_end"] == f"{end:%Y-%m-%dT%H:%M:%SZ}"


def test_a_sandbox_purchase_counts_only_where_it_may(
    person: Native, localstripe: LocalStripe, revenuecat: FakeRevenueCat, settings: Any
) -> None:
    revenuecat.sells(person.user["id"], is_sandbox=True)
    settings.REVENUECAT_SANDBOX_GRANTS = False
    assert reconcile()[0] == 0
    settings.REVENUECAT_SANDBOX_GRANTS = True
    expect_repair(person, there="standard", drift="here nothing; there standard")
    assert Entitlement.objects.get(user_id=person.user["id"]).environment == "sandbox"


def test_one_source_never_touches_what_the_other_gives(
    server: str, person: Native, localstripe: LocalStripe, revenuecat: FakeRevenueCat
) -> None:
    bought(localstripe, person)
    RevenueCat(server, person.user["id"]).send("INITIAL_PURCHASE", "pro")
    assert tier_of(person) == "pro"
    assert reconcile("--fix")[0] == 0
    assert tier_of(person) == "standard"


def test_only_those_whom_revenuecat_has_told_of_are_asked_for_if_wanted(
    server: str, person: Native, outsider: Native, localstripe: LocalStripe, revenuecat: FakeRevenueCat
) -> None:
    RevenueCat(server, person.user["id"]).send("INITIAL_PURCHASE")
    reconcile("--known")
    assert {call.path for call in revenuecat.calls} == {f"/v1/subscribers/{person.user['id']}"}
    reconcile()
    asked = {call.path.rpartition("/")[2] for call in revenuecat.calls}
    assert asked == {person.user["id"], outsider.user["id"]}


@pytest.mark.parametrize(
    "failure", [Failure.REFUSAL, Failure.GARBAGE, Failure.NOT_AN_OBJECT, Failure.HANGS_UP]
)
def test_revenuecat_that_cannot_be_asked(
    person: Native, localstripe: LocalStripe, revenuecat: FakeRevenueCat, failure: Failure
) -> None:
    has = localstripe.subscribe(localstripe.customer(), PRO, user_id=person.user["id"])
    revenuecat.failure = failure
    status, said = reconcile()
    assert status == 2
    assert "RevenueCat could not be asked." in said
    assert f"stripe {has['id']}" in said
    assert reconcile("--fix")[0] == 2
    assert tier_of(person) == "pro", "what could be asked is repaired"


def test_a_used_source_without_a_key_could_not_be_asked(
    server: str, person: Native, localstripe: LocalStripe, settings: Any
) -> None:
    RevenueCat(server, person.user["id"]).send("INITIAL_PURCHASE")
    status, said = reconcile()
    assert (status, "RevenueCat could not be asked." in said) == (2, True)


def test_it_is_done_by_itself_while_people_can_pay(
    person: Native, localstripe: LocalStripe, settings: Any
) -> None:
    has = bought(localstripe, person)
    Entitlement.objects.filter(external_id=has["id"]).delete()
    settings.PAYMENTS_ENABLED = False
    reconcile_by_schedule(timezone.now())
    assert reconcile()[0] == 1
    settings.PAYMENTS_ENABLED = True
    reconcile_by_schedule(timezone.now())
    assert reconcile()[0] == 0


def test_what_it_could_not_ask_is_a_failure_of_the_job(stripe: FakeStripe, person: Native) -> None:
    apply_known(person)
    stripe.failure = Failure.SERVER_ERROR
    with pytest.raises(CommandError):
        reconcile_by_schedule(timezone.now())
