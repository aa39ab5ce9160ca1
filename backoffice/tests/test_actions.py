"""What staff do to people: its effect through the API, and its entry in the trail."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import Device, User
from backoffice.actions import ACTIONS, access
from backoffice.audit import entries_about
from backoffice.models import AuditEntry
from backoffice.tests.conftest import StaffFactory
from backoffice.tests.staff import REASON, Staff, staff_made
from billing.models import Entitlement
from solacore.testing.background import run_tasks
from solacore.testing.clients import Native
from solacore.testing.threads import Threads


def trail(person: Native) -> list[AuditEntry]:
    return list(entries_about(uuid.UUID(person.user["id"])))


def done(browser: Staff, person: Native, slug: str, **data: Any) -> AuditEntry:
    """Does it, and answers its one entry."""
    before = len(trail(person))
    response = browser.act(person.user["id"], slug, **data)
    assert response.status_code == 302, response.content.decode()
    entry, *others = trail(person)
    assert len(others) == before
    assert (entry.action, entry.reason, entry.actor_email) == (slug, REASON, browser.user.email)
    assert entry.request_id == response.headers["X-Request-ID"]
    assert entry.at <= timezone.now()
    return entry


def statuses(person: Native) -> int:
    return person.get("/auth/me").status_code


def test_one_session_is_ended(person: Native, staff: StaffFactory) -> None:
    phone = person.again()
    assert phone.login(person.email).status_code == 200
    newest = person.get("/auth/sessions").json()[0]["id"]
    entry = done(staff("support"), person, "revoke-session", session=newest)
    assert entry.target == f"sign-in session {newest}"
    assert (statuses(person), statuses(phone)) == (200, 401)


def test_all_sessions_are_ended(person: Native, staff: StaffFactory) -> None:
    phone = person.again()
    assert phone.login(person.email).status_code == 200
    done(staff("support"), person, "revoke-all-sessions")
    assert (statuses(person), statuses(phone)) == (401, 401)


def test_a_device_is_unbound(person: Native, outsider: Native, staff: StaffFactory) -> None:
    device = person.get("/auth/devices").json()[0]["id"]
    foreign = outsider.get("/auth/devices").json()[0]["id"]
    browser = staff("support")
    assert browser.act(person.user["id"], "unbind-device", device=foreign).status_code == 422
    done(browser, person, "unbind-device", device=device)
    assert statuses(person) == 401
    assert statuses(outsider) == 200
    # The fingerprint is free again, for its owner or somebody else.
    assert person.login(person.email).status_code == 200


def test_the_daily_limit_is_reset(person: Native, staff: StaffFactory) -> None:
    browser = staff("support")
    assert browser.act(person.user["id"], "reset-device-limit").status_code == 404
    User.objects.filter(pk=person.user["id"]).update(device_removed_at=timezone.now())
    other = Device.objects.create(user_id=person.user["id"], device_fingerprint=uuid.uuid4().hex)
    path, headers = f"/auth/devices/{other.pk}", {"X-Device-Fingerprint": person.fingerprint}
    assert person.request("DELETE", path, headers=headers).status_code == 429
    done(browser, person, "reset-device-limit")
    assert person.request("DELETE", path, headers=headers).status_code == 204


def test_a_tier_is_granted_and_the_grant_ended(person: Native, staff: StaffFactory) -> None:
    browser = staff("billing")
    until = timezone.now().date() + timedelta(days=30)
    assert browser.act(person.user["id"], "grant-tier", tier="pro", until="2020-01-01").status_code == 422
    assert browser.act(person.user["id"], "grant-tier", tier="free", until=until).status_code == 422
    done(browser, person, "grant-tier", tier="pro", until=until)
    grant = Entitlement.objects.get(user_id=person.user["id"])
    assert (grant.tier, grant.granted_by_id, grant.reason) == ("pro", browser.user.pk, REASON)
    assert person.post("/sessions", {}).json()["usage"]["tier"] == "pro"
    done(browser, person, "end-grant", grant=str(grant.pk))
    assert person.post("/sessions", {}).json()["usage"]["tier"] == "free"
    assert browser.act(person.user["id"], "end-grant", grant=str(grant.pk)).status_code == 422


@pytest.mark.parametrize(
    ("slug", "link"),
    [
        ("send-password-reset", "/reset-password?token="),
        ("send-verification", "/verify-email?token="),
        ("start-export", "/app/settings"),
    ],
)
def test_mails_are_sent_to_the_account(person: Native, staff: StaffFactory, slug: str, link: str) -> None:
    run_tasks()
    mail.outbox.clear()
    done(staff("support"), person, slug)
    run_tasks()
    (message,) = [message for message in mail.outbox if message.to == [person.email]]
    assert link in str(message.body)


def test_an_account_is_closed_and_opened_again(person: Native, staff: StaffFactory) -> None:
    browser = staff("support")
    done(browser, person, "deactivate")
    assert statuses(person) == 401
    assert person.login(person.email).status_code == 401
    done(browser, person, "reactivate")
    assert person.login(person.email).status_code == 200


def test_a_person_is_erased_after_a_typed_confirmation(person: Native, staff: StaffFactory) -> None:
    browser = staff("administrator")
    assert browser.act(person.user["id"], "erase", address="somebody@else.test").status_code == 422
    assert statuses(person) == 200
    done(browser, person, "erase", address=person.email.upper())
    assert statuses(person) == 401
    assert not User.objects.filter(pk=person.user["id"]).exists()
    # What is left of them in the trail leads to nobody.
    shown = browser.get("/admin/backoffice/auditentry/").content.decode()
    assert person.email not in shown
    assert "an erased person" in shown


def test_roles_are_set_and_a_lost_phone_replaced(person: Native, staff: StaffFactory) -> None:
    browser = staff("administrator")
    support = browser.get(f"/admin/people/{person.user['id']}/set-roles/").context["form"]["roles"].field
    roles = {group.name: str(group.pk) for group in support.queryset}
    assert set(roles) == {"support", "billing", "safety", "analyst", "administrator"}
    entry = done(browser, person, "set-roles", roles=[roles["analyst"]])
    assert entry.target == "roles analyst"
    user = User.objects.get(pk=person.user["id"])
    assert user.is_staff
    assert user.has_perm("backoffice.view_reports")
    done(browser, person, "reset-second-factor")
    done(browser, person, "set-roles", roles=[])
    user = User.objects.get(pk=person.user["id"])
    assert not user.is_staff
    assert not user.has_perm("backoffice.view_reports")


@pytest.mark.parametrize("slug", sorted(ACTIONS))
def test_nothing_is_done_without_a_reason(person: Native, staff: StaffFactory, slug: str) -> None:
    browser = staff(is_superuser=True)
    for reason in ("", "ok", "x" * 501, f"{person.email} asked for it"):
        response = browser.act(person.user["id"], slug, reason=reason, address=person.email)
        assert response.status_code in (404, 422)
    assert trail(person) == []
    assert statuses(person) == 200


@pytest.mark.parametrize("slug", sorted(ACTIONS))
def test_asking_changes_nothing(person: Native, staff: StaffFactory, slug: str) -> None:
    response = staff(is_superuser=True).get(f"/admin/people/{person.user['id']}/{slug}/")
    assert response.status_code in (200, 404)
    assert trail(person) == []
    assert statuses(person) == 200


def test_support_has_no_power_over_the_staff(staff: StaffFactory) -> None:
    colleague = staff_made("analyst")
    assert staff("support").act(colleague.pk, "revoke-all-sessions").status_code == 404
    assert staff("administrator").act(colleague.pk, "revoke-all-sessions").status_code == 302


def test_a_second_click_does_nothing(person: Native, staff: StaffFactory) -> None:
    browser, form = staff("billing"), str(uuid.uuid4())
    until = timezone.now().date() + timedelta(days=30)
    done(browser, person, "grant-tier", tier="pro", until=until, entry_id=form)
    again = browser.act(person.user["id"], "grant-tier", tier="pro", until=until, entry_id=form)
    assert again.status_code == 302
    assert Entitlement.objects.filter(user_id=person.user["id"]).count() == 1
    assert len(trail(person)) == 1


def test_a_form_has_an_id_of_its_own(person: Native, staff: StaffFactory) -> None:
    browser, path = staff("billing"), f"/admin/people/{person.user['id']}/grant-tier/"
    ids = {browser.get(path).context["form"]["entry_id"].initial for _ in range(2)}
    assert len(ids) == 2


@pytest.mark.parametrize("one_form", [True, False])
def test_of_two_at_once_one_does_it(person: Native, staff: StaffFactory, one_form: bool) -> None:
    """Two clicks on one form, or two members of the staff."""
    browsers = [staff("support"), staff("safety")]
    forms = [str(uuid.uuid4())] * 2 if one_form else [str(uuid.uuid4()), str(uuid.uuid4())]

    def close(browser: Staff, form: str) -> int:
        return browser.act(person.user["id"], "deactivate", entry_id=form).status_code

    with Threads(2) as threads:
        statuses_seen = sorted(threads.map(close, browsers, forms))
    assert statuses_seen[0] == 302
    assert statuses_seen[1] in (302, 404, 422)
    assert [entry.action for entry in trail(person)] == ["deactivate"]


def test_what_fails_leaves_no_entry_or_says_so(
    person: Native, staff: StaffFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("no disk")

    browser = staff(is_superuser=True)
    browser.raise_request_exception = False
    monkeypatch.setattr(access, "sessions_revoke", fail)
    assert browser.act(person.user["id"], "revoke-all-sessions").status_code == 500
    assert trail(person) == []
    monkeypatch.setattr(access, "account_erase", fail)
    assert browser.act(person.user["id"], "erase", address=person.email).status_code == 500
    assert [entry.action for entry in trail(person)] == ["erase-failed", "erase"]
    assert statuses(person) == 200


def test_a_reason_names_nobody(person: Native, staff: StaffFactory) -> None:
    browser = staff("support")
    response = browser.act(person.user["id"], "deactivate", reason="Their sister, sis@example.org, asked.")
    assert response.status_code == 422
    assert trail(person) == []


@pytest.mark.parametrize("until", ["9999-12-31", "2999-01-01"])
def test_a_grant_has_an_end_in_sight(person: Native, staff: StaffFactory, until: str) -> None:
    response = staff("billing").act(person.user["id"], "grant-tier", tier="pro", until=until)
    assert response.status_code == 422


def test_nobody_acts_on_themselves_or_above(staff: StaffFactory) -> None:
    browser = staff("administrator")
    assert browser.act(browser.user.pk, "set-roles").status_code == 404
    assert browser.act(staff_made(is_superuser=True).pk, "reset-second-factor").status_code == 404
