"""Conversations are closed to staff, but for a reason and for a while."""

from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from analytics.services.outbox import events_move
from backoffice.audit import entries_about
from backoffice.models import ConversationAccess
from backoffice.tests.conftest import StaffFactory
from backoffice.tests.staff import REASON, Staff
from solacore.testing.clients import Native
from solve.models import SolveSession

MARKER = "heron-under-the-footbridge"


@pytest.fixture
def session_id(person: Native) -> str:
    """A session in which the marker is said, confirmed as a first step and offered."""
    session_id = person.start()
    person.send(session_id, f"I keep thinking of the {MARKER}.")
    person.request("PATCH", f"/sessions/{session_id}", json={"first_step_action": f"Draw the {MARKER}"})
    SolveSession.objects.filter(pk=session_id).update(
        options=[{"title": MARKER, "pros": MARKER, "cons": MARKER, "effort": "low"}],
        first_step={"action": MARKER, "when": None},
    )
    events_move()
    return session_id


def page(browser: Staff, session_id: str) -> str:
    response = browser.get(f"/admin/conversations/{session_id}/")
    assert response.status_code == 200
    return response.content.decode()


def test_it_opens_for_a_reason_and_is_on_record(person: Native, session_id: str, staff: StaffFactory) -> None:
    browser = staff("safety")
    assert MARKER not in page(browser, session_id)
    assert browser.post(f"/admin/conversations/{session_id}/", {"reason": REASON}).status_code == 302
    assert MARKER in page(browser, session_id)
    (entry,) = entries_about(SolveSession.objects.get(pk=session_id).user_id)
    assert (entry.action, entry.reason, entry.target) == (
        "break-glass",
        REASON,
        f"solve session {session_id}",
    )
    shown = staff("support").get(f"/admin/accounts/user/{person.user['id']}/change/").content.decode()
    assert "break-glass" in shown
    assert browser.user.email in shown


def test_it_opens_one_conversation_to_one_person(
    person: Native, session_id: str, staff: StaffFactory
) -> None:
    browser, colleague = staff("safety"), staff("safety")
    browser.post(f"/admin/conversations/{session_id}/", {"reason": REASON})
    assert MARKER not in page(colleague, session_id)
    other = person.start()
    person.send(other, f"More of the {MARKER}.")
    assert MARKER not in page(browser, other)


def test_it_closes_again(session_id: str, staff: StaffFactory) -> None:
    browser = staff("safety")
    browser.post(f"/admin/conversations/{session_id}/", {"reason": REASON})
    ConversationAccess.objects.filter(session__pk=session_id).update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )
    assert MARKER not in page(browser, session_id)


@pytest.mark.parametrize("reason", ["", "why"])
def test_it_stays_closed_without_a_reason(session_id: str, staff: StaffFactory, reason: str) -> None:
    browser = staff("safety")
    response = browser.post(f"/admin/conversations/{session_id}/", {"reason": reason})
    assert MARKER not in response.content.decode()
    assert not ConversationAccess.objects.filter(session__pk=session_id).exists()


@pytest.mark.parametrize("role", ["support", "billing", "analyst", "administrator"])
def test_it_stays_closed_to_other_roles(session_id: str, staff: StaffFactory, role: str) -> None:
    browser = staff(role)
    response = browser.post(f"/admin/conversations/{session_id}/", {"reason": REASON})
    assert response.status_code == 403
    assert browser.get(f"/admin/conversations/{session_id}/").status_code == 403


def test_no_other_page_shows_a_word(person: Native, session_id: str, staff: StaffFactory) -> None:
    browser = staff(is_superuser=True)
    names = {key for key in get_resolver().namespace_dict["admin"][1].reverse_dict if isinstance(key, str)}
    lists = [name for name in names if name.endswith("_changelist")]
    assert len(lists) > 4
    for name in sorted(lists):
        path = reverse(f"admin:{name}")
        for query in ({}, {"q": session_id}):
            response = browser.get(path, query)
            assert response.status_code in (200, 302), path
            assert MARKER not in response.content.decode(), path
    for path in (
        "/admin/",
        f"/admin/accounts/user/{person.user['id']}/change/",
        f"/admin/solve/solvesession/{session_id}/change/",
        f"/admin/solve/solvesession/{session_id}/history/",
        "/admin/reports/usage/",
    ):
        assert MARKER not in browser.get(path).content.decode(), path
