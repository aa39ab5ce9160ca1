"""POST /webhooks/stripe: who is listened to, and what is no event."""

import json
import time
import uuid
from typing import Any

import httpx
import pytest
from pytest_django import Settings

from billing.models import Entitlement
from solacore.testing.clients import Native, problem
from solacore.testing.payments import WEBHOOK_SECRET, Stripe, new_id, sign
from webhooks.models import PendingWebhookEvent, ProcessedWebhookEvent
from webhooks.tests.reading import standing


@pytest.fixture
def stripe(server: str) -> Stripe:
    """Stripe, with a subscription of whoever has just registered, or of nobody yet."""
    return Stripe(server, str(uuid.uuid4()))


@pytest.fixture
def buyer(stripe: Stripe, person: Native) -> Native:
    """Whose subscription it is."""
    stripe.user_id = person.user["id"]
    return person


def counts() -> tuple[int, int, int]:
    """Whatever a webhook can store."""
    return (
        ProcessedWebhookEvent.objects.count(),
        PendingWebhookEvent.objects.count(),
        Entitlement.objects.count(),
    )


@pytest.fixture
def body(stripe: Stripe) -> bytes:
    return json.dumps(stripe.event("checkout.session.completed", stripe.checkout())).encode()


def post(server: str, body: bytes, signature: str | None) -> httpx.Response:
    headers = {} if signature is None else {b"Stripe-Signature": signature.encode()}
    return httpx.post(f"{server}/webhooks/stripe", content=body, headers=headers)


@pytest.mark.parametrize("signature", [None, ""])
def test_without_a_signature_nothing_is_read(server: str, body: bytes, signature: str | None) -> None:
    before = counts()
    assert problem(post(server, body, signature)) == (400, "MISSING_SIGNATURE")
    assert counts() == before


def forgeries(body: bytes) -> dict[str, str]:
    now, valid = int(time.time()), sign(body)
    return {
        "another secret": sign(body, secret="whsec_other"),
        "no secret": sign(body, secret=""),
        "another body": sign(body + b" "),
        "too old": sign(body, at=now - 301),
        "from the future": sign(body, at=now + 600),
        "another time": sign(body, at=now - 60).replace(str(now - 60), str(now)),
        "no time": valid.partition(",")[2],
        "two times": f"{valid},t={now}",
        "no signature": f"t={now}",
        "an older scheme": valid.replace("v1=", "v0="),
        "not hexadecimal": f"t={now},v1=ñ",
        "no numbers": "t=now,v1=" + "0" * 64,
        "negative": valid.replace("t=", "t=-"),
        "a huge time": f"t={'9' * 400},v1=0",
        "other digits": f"t=١٢٣,v1={'0' * 64}",
        "nonsense": "=,=,,=,",
    }


@pytest.mark.parametrize("name", sorted(forgeries(b"")))
def test_a_forged_or_replayed_body_changes_nothing(server: str, body: bytes, name: str) -> None:
    before = counts()
    assert problem(post(server, body, forgeries(body)[name])) == (400, "INVALID_SIGNATURE")
    assert counts() == before


def test_a_signature_within_the_tolerance_counts(server: str, stripe: Stripe, buyer: Native) -> None:
    body = json.dumps(stripe.event("checkout.session.completed", stripe.checkout())).encode()
    assert post(server, body, sign(body, at=time.time() - 290)).status_code == 200
    assert standing(buyer) == ("standard", "active")


def test_one_of_several_signatures_is_enough(server: str, body: bytes) -> None:
    now = int(time.time())
    both = f"{sign(body, secret='whsec_new', at=now)},{sign(body, at=now).partition(',')[2]}"
    assert post(server, body, both).status_code == 200


def test_both_secrets_count_during_a_rotation(server: str, stripe: Stripe, settings: Settings) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", WEBHOOK_SECRET]
    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        assert stripe.post(stripe.event("charge.succeeded", {}), secret=secret).status_code == 200
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new"]
    assert problem(stripe.post(stripe.event("charge.succeeded", {}))) == (400, "INVALID_SIGNATURE")


@pytest.mark.parametrize("secrets", [[], [""]])
def test_without_a_secret_nobody_is_listened_to(
    server: str, body: bytes, settings: Settings, secrets: list[str]
) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = secrets
    for secret in ("", WEBHOOK_SECRET):
        assert problem(post(server, body, sign(body, secret=secret))) == (400, "INVALID_SIGNATURE")


def test_payments_that_are_off_come_first(server: str, settings: Settings) -> None:
    settings.PAYMENTS_ENABLED = False
    assert problem(post(server, b"{", None)) == (501, "PAYMENTS_DISABLED")


def test_other_methods_are_refused(server: str) -> None:
    assert problem(httpx.get(f"{server}/webhooks/stripe")) == (405, "METHOD_NOT_ALLOWED")


def test_a_trailing_slash_makes_no_difference(server: str, body: bytes) -> None:
    headers = {"Stripe-Signature": sign(body)}
    assert httpx.post(f"{server}/webhooks/stripe/", content=body, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"id": "evt_1", "type": "x"',
        b"id=evt_1&type=x",
        b"\xff\xfe{}",
        b'{"id": NaN}',
        b'{"created": Infinity}',
        b'{"created": 1' + b"0" * 5000 + b"}",
        b'{"id": "a\x00b"}',
        b"[" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    ],
    ids=[
        "empty", "cut", "cut later", "form", "utf-16", "nan", "infinity", "digits", "nul", "deep", "deeper",
    ],
)  # fmt: skip
def test_what_is_no_json_is_malformed(stripe: Stripe, body: bytes) -> None:
    before = counts()
    assert problem(stripe.post_body(body)) == (400, "MALFORMED_JSON")
    assert counts() == before


def test_a_huge_body_is_refused(stripe: Stripe) -> None:
    before = counts()
    event = stripe.event("charge.succeeded", {"padding": "x" * 1_000_000})
    assert problem(stripe.post(event)) == (413, "PAYLOAD_TOO_LARGE")
    assert counts() == before


def test_a_large_body_is_taken(stripe: Stripe) -> None:
    assert stripe.post(stripe.event("charge.succeeded", {"padding": "x" * 990_000})).status_code == 200


WRONG_EVENTS: list[Any] = [
    [],
    "event",
    None,
    {},
    {"id": "evt_1"},
    {"id": None, "type": "x"},
    {"id": 7, "type": "x"},
    {"id": "evt_1", "type": ["x"]},
    {"id": "e" * 256, "type": "x"},
    {"id": "evt\u0000", "type": "x"},
    {"id": "evt\ud800", "type": "x"},
    {"id": "evt_1", "type": "x", "created": "yesterday"},
    {"id": "evt_1", "type": "x", "created": True},
    {"id": "evt_1", "type": "x", "created": -1},
    {"id": "evt_1", "type": "x", "created": 1e300},
    {"id": "evt_1", "type": "x", "created": 10**400},
    {"id": "evt_1", "type": "x", "data": []},
    {"id": "evt_1", "type": "x", "data": {"object": "a"}},
]


@pytest.mark.parametrize("event", WRONG_EVENTS, ids=range(len(WRONG_EVENTS)))
def test_what_is_no_event_is_refused(stripe: Stripe, event: Any) -> None:
    before = counts()
    assert problem(stripe.post(event)) == (422, "VALIDATION_ERROR")
    assert counts() == before


WRONG_SUBSCRIPTIONS: list[dict[str, Any]] = [
    {"id": None},
    {"id": 1},
    {"id": "sub\u0000"},
    {"status": None},
    {"status": 3},
    {"items": "none"},
    {"items": {"data": "none"}},
    {"items": {"data": ["a"]}},
    {"items": {"data": [{"price": 1}]}},
    {"items": {"data": [{"price": {"id": []}}]}},
    {"items": {"data": [{"current_period_end": "soon"}]}},
    {"current_period_end": 10**18},
    {"cancel_at_period_end": "yes"},
    {"cancel_at": {}},
    {"customer": 4},
    {"customer": "c" * 300},
    {"metadata": []},
    {"metadata": {"user_id": 4}},
]


@pytest.mark.parametrize("wrong", WRONG_SUBSCRIPTIONS, ids=range(len(WRONG_SUBSCRIPTIONS)))
def test_fields_of_the_wrong_type_are_refused(stripe: Stripe, wrong: dict[str, Any]) -> None:
    before = counts()
    content = stripe.subscription(metadata={"user_id": stripe.user_id}) | wrong
    response = stripe.post(stripe.event("customer.subscription.updated", content))
    assert problem(response) == (422, "VALIDATION_ERROR")
    assert counts() == before


@pytest.mark.parametrize("kind", ["invoice.paid", "checkout.session.completed"])
@pytest.mark.parametrize("wrong", [{"lines": 1, "line_items": 1}, {"customer": {"id": 1}}, {"metadata": "a"}])
def test_so_are_those_of_other_objects(stripe: Stripe, kind: str, wrong: dict[str, Any]) -> None:
    before = counts()
    content = (stripe.invoice() if kind == "invoice.paid" else stripe.checkout()) | wrong
    assert problem(stripe.post(stripe.event(kind, content))) == (422, "VALIDATION_ERROR")
    assert counts() == before


def test_characters_that_postgresql_cannot_store_do_no_harm(stripe: Stripe, buyer: Native) -> None:
    names: dict[str, Any] = {"customer_details": {"name": "a\u0000b\ud800"}}
    stripe.send("checkout.session.completed", stripe.checkout(**names))
    assert standing(buyer) == ("standard", "active")
    stranger = Stripe(stripe.base_url, "")
    event = stranger.send("customer.subscription.created", stranger.subscription(description="a\u0000\ud800"))
    assert PendingWebhookEvent.objects.get(event_id=event["id"]).state == "waiting"


def test_ids_may_be_new_to_us(stripe: Stripe) -> None:
    event = stripe.event("something.new", {}) | {"id": new_id("évt 漢字")}
    assert stripe.post(event).status_code == 200
