"""What each role may see and do, and that all else is refused, by address and by POST."""

import uuid

import pytest
from django.contrib.auth.models import Group

from backoffice.actions import ACTIONS
from backoffice.models import AuditEntry
from backoffice.roles import ROLES, roles_sync
from backoffice.tests.conftest import StaffFactory
from solacore.testing.clients import Native

SEES = {
    "support": {"people", "person", "solve sessions"},
    "billing": {"people", "person", "reports"},
    "safety": {"people", "person", "solve sessions", "crises", "conversation"},
    "analyst": {"reports"},
    "administrator": {"people", "person", "solve sessions", "crises", "trail", "reports"},
}
DOES = {
    "support": {
        "revoke-session", "revoke-all-sessions", "unbind-device", "reset-device-limit", "send-password-reset",
        "send-verification", "start-export", "deactivate", "reactivate",
    },
    "billing": {"grant-tier", "end-grant"},
    "safety": {"deactivate", "reactivate"},
    "analyst": set(),
    "administrator": set(ACTIONS),
}  # fmt: skip


def pages(person: Native, session_id: str) -> dict[str, str]:
    return {
        "people": "/admin/accounts/user/",
        "person": f"/admin/accounts/user/{person.user['id']}/change/",
        "solve sessions": "/admin/solve/solvesession/",
        "crises": "/admin/backoffice/crisisevent/",
        "trail": "/admin/backoffice/auditentry/",
        "reports": "/admin/reports/usage/",
        "conversation": f"/admin/conversations/{session_id}/",
    }


@pytest.mark.parametrize("role", sorted(ROLES))
def test_it_sees_its_pages_and_no_others(person: Native, staff: StaffFactory, role: str) -> None:
    browser = staff(role)
    seen = {
        name for name, path in pages(person, person.start()).items() if browser.get(path).status_code == 200
    }
    assert seen == SEES[role]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_it_does_its_actions_and_no_others(person: Native, staff: StaffFactory, role: str) -> None:
    browser = staff(role)
    before = AuditEntry.objects.count()
    for slug in ACTIONS:
        # Without a reason: an allowed action answers 422, one that is not there for the role 404.
        status = browser.post(f"/admin/people/{person.user['id']}/{slug}/", {}).status_code
        may = slug in DOES[role] and slug not in ("reset-device-limit", "reactivate", "reset-second-factor")
        assert status == (422 if may else 404), slug
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_permission_of_a_role_exists(role: str) -> None:
    roles_sync()
    given = {
        f"{app}.{codename}"
        for app, codename in Group.objects.get(name=role).permissions.values_list(
            "content_type__app_label", "codename"
        )
    }
    assert given == set(ROLES[role])


@pytest.mark.parametrize("role", sorted(ROLES))
def test_it_changes_and_deletes_no_row(person: Native, staff: StaffFactory, role: str) -> None:
    browser = staff(role)
    for path in ("accounts/user", "solve/solvesession", "backoffice/auditentry", "backoffice/crisisevent"):
        assert browser.post(f"/admin/{path}/add/", {}).status_code in (403, 404)
        assert browser.post(f"/admin/{path}/{uuid.uuid4()}/delete/", {"post": "yes"}).status_code in (
            302,
            403,
            404,
        )
    assert person.get("/auth/me").status_code == 200


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"analyst", "administrator"}))
def test_exports_are_for_those_who_may(staff: StaffFactory, role: str) -> None:
    browser = staff(role)
    assert browser.post("/admin/audit.csv").status_code == 403
    assert browser.post("/admin/reports/usage/").status_code == 403
