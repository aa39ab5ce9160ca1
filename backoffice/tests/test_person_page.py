"""The page of a person, and how staff find it."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from analytics.services.outbox import events_move
from backoffice.tests.conftest import StaffFactory
from billing.models import Source
from billing.services.customers import customer_link
from solacore.testing.clients import Native

DIARY = "Only the willow behind our house knows what I did"


def page(browser: object, person: Native) -> str:
    response = browser.get(f"/admin/accounts/user/{person.user['id']}/change/")  # type: ignore[attr-defined]
    assert response.status_code == 200
    return str(response.content.decode())


def test_it_tells_everything_but_what_was_said(person: Native, staff: StaffFactory) -> None:
    session_id = person.start()
    person.send(session_id, DIARY)
    events_move()
    customer_link(uuid.UUID(person.user["id"]), Source.STRIPE, f"cus_{person.fingerprint}")
    seen = page(staff("support"), person)
    for text in (
        person.email,
        person.user["id"],
        person.fingerprint,
        session_id,
        f"cus_{person.fingerprint}",
    ):
        assert text in seen
    for heading in (
        "Tier and its sources",
        "Quota",
        "Devices",
        "Sign-in sessions",
        "Solve sessions",
        "Mails",
    ):
        assert heading in seen
    for happening in ("signed up", "signed in", "session started", "mail: email verification"):
        assert happening in seen
    assert "willow" not in seen


@pytest.mark.parametrize("how", ["prefix", "case", "id", "stripe", "revenuecat", "fingerprint", "spaces"])
def test_a_person_is_found(person: Native, outsider: Native, staff: StaffFactory, how: str) -> None:
    user_id = uuid.UUID(person.user["id"])
    customer_link(user_id, Source.STRIPE, f"cus_{user_id.hex}")
    customer_link(user_id, Source.REVENUECAT, f"$RCAnonymousID:{user_id.hex}")
    text = {
        "prefix": person.email[:15],
        "case": person.email.upper(),
        "id": str(user_id),
        "stripe": f"cus_{user_id.hex}",
        "revenuecat": f"$RCAnonymousID:{user_id.hex}",
        "fingerprint": person.fingerprint,
        "spaces": f"  {person.email} ",
    }[how]
    found = staff("support").get("/admin/accounts/user/", {"q": text}).content.decode()
    assert person.email in found
    assert outsider.email not in found


def test_looking_changes_nothing(person: Native, staff: StaffFactory) -> None:
    browser = staff("support", "administrator")
    page(browser, person)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page(browser, person)
    writes = [
        query["sql"] for query in queries if not query["sql"].startswith(("SELECT", "SET", "SAVEPOINT"))
    ]
    assert writes == []


def test_it_takes_as_many_queries_for_much_as_for_little(person: Native, staff: StaffFactory) -> None:
    browser = staff("administrator")
    person.send(person.start(), DIARY)
    page(browser, person)
    with CaptureQueriesContext(connection) as few:
        page(browser, person)
    for _ in range(4):
        person.send(person.start(), DIARY)
        person.again().login(person.email)
    events_move()
    with CaptureQueriesContext(connection) as many:
        page(browser, person)
    assert len(many) == len(few) < 25


def test_it_can_be_seen_and_not_posted_to(person: Native, staff: StaffFactory) -> None:
    browser = staff("administrator", is_superuser=True)
    path = f"/admin/accounts/user/{person.user['id']}/change/"
    assert browser.post(path, {"email": "new@example.com"}).status_code == 403
    assert (
        browser.post(f"/admin/accounts/user/{person.user['id']}/delete/", {"post": "yes"}).status_code == 403
    )
    assert browser.get("/admin/accounts/user/add/").status_code == 403
    assert User.objects.get(pk=person.user["id"]).email == person.email


def test_nobody_is_an_answer_too(staff: StaffFactory) -> None:
    browser = staff("support")
    for key in (uuid.uuid4(), "7"):
        assert browser.get(f"/admin/accounts/user/{key}/change/").status_code == 404
