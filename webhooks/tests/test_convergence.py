"""Stripe promises no order and sends things twice: every way ends in the same state."""

import random
import uuid
from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.models import Entitlement
from solacore.testing.clients import Native
from solacore.testing.payments import DAY, MONTH, Json, Stripe
from solacore.testing.threads import Threads
from webhooks.models import PendingWebhookEvent, ProcessedWebhookEvent
from webhooks.tests.reading import current, standing, usage

COLUMNS = ("tier", "status", "period_start", "period_end", "cancel_at_period_end", "expires_at")
STORY = ("checkout", "created", "updated", "updated again", "paid", "deleted")


def story_of(stripe: Stripe, seconds: Sequence[int]) -> dict[str, Json]:
    """A subscription's life: bought, upgraded, set to end, renewed, ended. seconds: when each happens."""
    upgraded = stripe.subscription("pro")
    ending = stripe.subscription("pro", cancel_at_period_end=True)
    contents = (
        ("checkout.session.completed", stripe.checkout()),
        ("customer.subscription.created", stripe.subscription(status="incomplete")),
        ("customer.subscription.updated", upgraded),
        ("customer.subscription.updated", ending),
        ("invoice.paid", stripe.invoice("pro", start=stripe.now + MONTH)),
        ("customer.subscription.deleted", ending | {"status": "canceled"}),
    )
    return {
        name: stripe.event(kind, content, at=stripe.now + at)
        for name, (kind, content), at in zip(STORY, contents, seconds, strict=True)
    }


def outcome(person: Native, stripe: Stripe) -> dict[str, Any]:
    entitlement = Entitlement.objects.get(external_id=stripe.subscription_id)
    used = usage(person)
    if used["is_lifetime"]:
        # That of the account.
        del used["period_start"]
    return {
        **{column: getattr(entitlement, column) for column in COLUMNS},
        "current": current(person),
        "usage": used,
    }


# The two updates are of different seconds; whatever else is of the same one has an order of its own.
moments = st.tuples(
    st.just(0), st.just(0), st.just(0), st.integers(1, 3), st.integers(0, 4), st.integers(4, 6)
)
arrivals = st.lists(st.sampled_from(STORY), max_size=4).flatmap(
    lambda twice: st.permutations([*STORY, *twice])
)


@given(seconds=moments, names=arrivals, lacks=st.sampled_from(["", "deleted", "paid", "updated"]))
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    database=None,
)
def test_any_order_with_duplicates_ends_the_same(
    server: str, seconds: tuple[int, ...], names: list[str], lacks: str
) -> None:
    ends = []
    now = 1_900_000_000
    for order in (STORY, names):
        person = Native(server)
        assert person.register().status_code == 201
        stripe = Stripe(server, person.user["id"], now=now)
        events = story_of(stripe, seconds)
        for name in order:
            if name != lacks:
                assert stripe.post(events[name]).status_code == 200
        ends.append(outcome(person, stripe))
        assert not PendingWebhookEvent.objects.filter(body__contains=stripe.customer).exists()
    assert ends[0] == ends[1]
    if lacks != "deleted":
        assert (ends[1]["current"]["tier"], ends[1]["current"]["status"]) == ("free", "canceled")


def test_two_updates_of_one_second_end_the_same_whatever_comes_first(server: str) -> None:
    ids = [uuid.uuid4().hex for _ in range(2)]
    ends = []
    for order in ((0, 1), (1, 0)):
        person = Native(server)
        person.register()
        stripe = Stripe(server, person.user["id"], now=1_900_000_000)
        stripe.send("checkout.session.completed", stripe.checkout())
        for place in order:
            event = stripe.event(
                "customer.subscription.updated", stripe.subscription(("standard", "pro")[place])
            )
            # In the same order for both people, and unique.
            event["id"] = f"{ids[place]}{uuid.uuid4().hex}"
            assert stripe.post(event).status_code == 200
        ends.append(standing(person))
    assert ends[0] == ends[1]


def test_parallel_posts_of_one_event_have_one_effect(stripe: Stripe, person: Native) -> None:
    event = stripe.event("checkout.session.completed", stripe.checkout("pro"))
    with Threads(50) as threads:
        answers = list(threads.map(lambda _: stripe.post(event), range(50)))
    assert [answer.json() for answer in answers] == [{"received": True}] * 50
    assert ProcessedWebhookEvent.objects.filter(event_id=event["id"]).count() == 1
    assert Entitlement.objects.filter(user_id=person.user["id"]).count() == 1
    assert standing(person) == ("pro", "active")


def test_a_whole_life_at_once_ends_the_same(server: str) -> None:
    ends = []
    for is_parallel in (False, True):
        person = Native(server)
        person.register()
        stripe = Stripe(server, person.user["id"], now=1_900_000_000)
        events = list(story_of(stripe, (0, 0, 0, 1, 2, DAY)).values())
        if is_parallel:
            events *= 3
            random.shuffle(events)
        with Threads(9 if is_parallel else 1) as threads:
            assert {answer.status_code for answer in threads.map(stripe.post, events)} == {200}
        ends.append(outcome(person, stripe))
    assert ends[0] == ends[1]
