"""POST /webhooks/revenuecat: who is listened to."""

import json
import time

import httpx
import pytest
from pytest_django import Settings

from solacore.testing.clients import Native, problem
from solacore.testing.payments import REVENUECAT_SECRET, RevenueCat, sign
from webhooks.models import PendingWebhookEvent, ProcessedWebhookEvent
from webhooks.tests.reading import standing

BEARER = {"Authorization": f"Bearer {REVENUECAT_SECRET}"}
SIGNING = "rc_signing_tests_0123456789"


def counts() -> tuple[int, int]:
    return ProcessedWebhookEvent.objects.count(), PendingWebhookEvent.objects.count()


@pytest.mark.parametrize("headers", [{}, {"Authorization": ""}])
def test_without_credentials_nothing_is_read(revenuecat: RevenueCat, headers: dict[str, str]) -> None:
    before = counts()
    assert problem(revenuecat.post_body(b"{", headers=headers)) == (401, "MISSING_AUTH")
    assert counts() == before


@pytest.mark.parametrize(
    "value",
    [
        "Bearer",
        "Bearer x",
        f"Basic {REVENUECAT_SECRET}",
        REVENUECAT_SECRET,
        f"Bearer {REVENUECAT_SECRET}x",
        f"Bearer {REVENUECAT_SECRET[:-1]}",
        f"Bearer {REVENUECAT_SECRET.upper()}",
        f"Bearer {REVENUECAT_SECRET}, Bearer x",
        "Bearer ñ",
    ],
)
def test_wrong_credentials_change_nothing(
    server: str, revenuecat: RevenueCat, person: Native, value: str
) -> None:
    before = counts()
    body = json.dumps({"event": revenuecat.event("INITIAL_PURCHASE")}).encode()
    response = httpx.post(
        f"{server}/webhooks/revenuecat", content=body, headers={b"Authorization": value.encode()}
    )
    assert problem(response) == (401, "INVALID_AUTH")
    assert (counts(), standing(person)) == (before, ("free", "active"))


@pytest.mark.parametrize("value", ["Bearer", "Bearer x", "Bearer None"])
def test_without_a_secret_nobody_is_listened_to(
    revenuecat: RevenueCat, settings: Settings, value: str
) -> None:
    settings.REVENUECAT_WEBHOOK_SECRET = ""
    response = revenuecat.post(revenuecat.event("TEST"), headers={"Authorization": value})
    assert problem(response) == (401, "INVALID_AUTH")


def test_a_persons_token_is_no_credential(revenuecat: RevenueCat, person: Native) -> None:
    headers = {"Authorization": f"Bearer {person.access}"}
    assert problem(revenuecat.post(revenuecat.event("TEST"), headers=headers)) == (401, "INVALID_AUTH")


def test_payments_that_are_off_come_first(revenuecat: RevenueCat, settings: Settings) -> None:
    settings.PAYMENTS_ENABLED = False
    assert problem(revenuecat.post_body(b"{", headers={})) == (501, "PAYMENTS_DISABLED")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"event": NaN}'])
def test_what_is_no_json_is_malformed(revenuecat: RevenueCat, body: bytes) -> None:
    assert problem(revenuecat.post_body(body)) == (400, "MALFORMED_JSON")


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"event": []}', b'{"event": null}'])
def test_what_is_no_event_is_refused(revenuecat: RevenueCat, body: bytes) -> None:
    assert problem(revenuecat.post_body(body)) == (422, "VALIDATION_ERROR")


def test_a_huge_body_is_refused(revenuecat: RevenueCat) -> None:
    event = revenuecat.event("TEST", padding="x" * 1_000_000)
    assert problem(revenuecat.post(event)) == (413, "PAYLOAD_TOO_LARGE")


def test_where_revenuecat_signs_its_signature_must_hold_as_well(
    revenuecat: RevenueCat, person: Native, settings: Settings
) -> None:
    settings.REVENUECAT_WEBHOOK_SIGNING_SECRETS = ["rc_new", SIGNING]
    body = json.dumps({"event": revenuecat.event("INITIAL_PURCHASE")}).encode()

    def post(signature: str | None, credentials: dict[str, str]) -> httpx.Response:
        signed = {} if signature is None else {"X-RevenueCat-Webhook-Signature": signature}
        return revenuecat.post_body(body, headers={**credentials, **signed})

    assert problem(post(None, BEARER)) == (401, "MISSING_AUTH")
    assert problem(post(sign(body, secret="other"), BEARER)) == (401, "INVALID_AUTH")
    assert problem(post(sign(body + b" ", secret=SIGNING), BEARER)) == (401, "INVALID_AUTH")
    old = sign(body, secret=SIGNING, at=time.time() - 301)
    assert problem(post(old, BEARER)) == (401, "INVALID_AUTH")
    assert problem(post(sign(body, secret=SIGNING), {})) == (401, "MISSING_AUTH")
    assert standing(person) == ("free", "active")
    assert post(sign(body, secret=SIGNING), BEARER).status_code == 200
    assert standing(person) == ("standard", "active")
