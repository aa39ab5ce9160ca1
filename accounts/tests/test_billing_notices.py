"""The mails about payments and quotas."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from accounts.models import User
from accounts.tests.mails import html_of, mails_to
from billing.plans import Tier
from billing.services.lapsing import subscriptions_lapse
from billing.tests.rights import grant
from solacore.testing.clients import Native
from solacore.testing.payments import MONTH, RevenueCat, Stripe, payment_settings
from solacore.testing.threads import Threads


@pytest.fixture(autouse=True)
def _payments(settings: Any) -> None:
    payment_settings(settings)


@pytest.fixture
def stripe(server: str, person: Native) -> Stripe:
    """Stripe, with a subscription of `person`."""
    sender = Stripe(server, person.user["id"])
    sender.subscribe("standard")
    return sender


def notices_to(person: Native) -> list[EmailMultiAlternatives]:
    """Mails other than that of the registration."""
    return [message for message in mails_to(person.email) if "confirm your email" not in message.subject]


def subjects_to(person: Native) -> list[str]:
    return [str(message.subject) for message in notices_to(person)]


def test_a_failed_payment_is_told_once_however_often_it_is_tried(stripe: Stripe, person: Native) -> None:
    failed = stripe.event("invoice.payment_failed", stripe.invoice(), at=stripe.now + 10)
    with Threads(8) as threads:
        assert {answer.status_code for answer in threads.map(stripe.post, [failed] * 8)} == {200}
    stripe.send("customer.subscription.updated", stripe.subscription(status="past_due"), at=stripe.now + 11)
    stripe.send("invoice.payment_failed", stripe.invoice(), at=stripe.now + 12)
    (notice,) = notices_to(person)
    assert notice.subject == "Your payment didn't go through"
    assert "Standard plan" in notice.body
    assert "http://localhost:3000/app/settings" in notice.body
    assert "Standard plan" in html_of(notice)


def test_a_failed_payment_in_the_next_period_is_told_again(stripe: Stripe, person: Native) -> None:
    stripe.send("invoice.payment_failed", stripe.invoice(), at=stripe.now + 10)
    assert len(notices_to(person)) == 1
    stripe.send("invoice.paid", stripe.invoice(), at=stripe.now + 20)
    stripe.send("invoice.payment_failed", stripe.invoice(start=stripe.now + MONTH), at=stripe.now + 30)
    assert subjects_to(person) == ["Your payment didn't go through"] * 2


def test_a_payment_that_was_made_meanwhile_is_not_told_as_failed(stripe: Stripe, person: Native) -> None:
    stripe.send("invoice.payment_failed", stripe.invoice(), at=stripe.now + 10)
    stripe.send("invoice.paid", stripe.invoice(), at=stripe.now + 20)
    assert subjects_to(person) == []


def test_an_end_is_told_once(stripe: Stripe, person: Native) -> None:
    ended = stripe.event(
        "customer.subscription.deleted", stripe.subscription(status="canceled"), at=stripe.now + 9
    )
    for _ in range(3):
        assert stripe.post(ended).status_code == 200
    (notice,) = notices_to(person)
    assert notice.subject == "Your plan has ended"
    assert "http://localhost:3000/pricing" in notice.body


def test_the_end_of_one_of_two_is_not_told(stripe: Stripe, person: Native) -> None:
    grant(person, Tier.PRO)
    stripe.send("customer.subscription.deleted", stripe.subscription(status="canceled"), at=stripe.now + 9)
    assert subjects_to(person) == []


def test_an_end_in_a_store_is_told(server: str, person: Native) -> None:
    store = RevenueCat(server, person.user["id"])
    store.send("INITIAL_PURCHASE")
    store.send("EXPIRATION")
    assert subjects_to(person) == ["Your plan has ended"]


def test_an_end_that_nobody_looks_at_is_told_too(person: Native) -> None:
    grant(person, Tier.STANDARD, days=1)
    for _ in range(2):
        subscriptions_lapse(timezone.now() + timedelta(days=2))
    assert subjects_to(person) == ["Your plan has ended"]


def test_most_and_all_of_the_quota_are_told_once_each_however_many_sessions_start_at_once(
    person: Native,
) -> None:
    with Threads(10) as threads:
        answers = threads.map(lambda client: client.post("/sessions"), [person.again() for _ in range(14)])
        assert [answer.status_code for answer in answers].count(201) == 10
    notices = sorted(notices_to(person), key=lambda notice: notice.subject)
    assert [notice.subject for notice in notices] == [
        "You have used all your sessions",
        "You have used most of your sessions",
    ]
    assert "all 10 sessions" in notices[0].body
    assert "8 of the 10 sessions" in notices[1].body


def test_less_is_not_told(person: Native) -> None:
    for _ in range(7):
        person.start()
    assert subjects_to(person) == []
    person.start()
    assert subjects_to(person) == ["You have used most of your sessions"]


def test_no_limit_is_never_used_up(person: Native) -> None:
    grant(person, Tier.PRO)
    for _ in range(11):
        person.start()
    assert subjects_to(person) == []


@pytest.mark.parametrize(
    ("locale", "subject", "words"),
    [
        ("es", "Tu plan ha terminado", "Tu plan Standard ha terminado"),
        ("zh", "你的方案已结束", "你的 Standard 方案已结束"),
    ],
)
def test_in_the_language_of_the_person(
    stripe: Stripe, person: Native, locale: str, subject: str, words: str
) -> None:
    User.objects.filter(pk=person.user["id"]).update(locale=locale)
    stripe.send("customer.subscription.deleted", stripe.subscription(status="canceled"), at=stripe.now + 9)
    (notice,) = [message for message in notices_to(person) if message.subject == subject]
    assert words in notice.body


def test_whoever_is_erased_gets_no_mail(stripe: Stripe, person: Native) -> None:
    stripe.send("customer.subscription.deleted", stripe.subscription(status="canceled"), at=stripe.now + 9)
    assert person.request("DELETE", "/account").status_code == 204
    assert subjects_to(person) == []
