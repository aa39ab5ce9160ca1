"""What the address of a list may ask: never a column that the list doesn't show."""

import pytest

from backoffice.tests.conftest import StaffFactory
from solacore.testing.clients import Native
from solve.models import SolveSession

ASKED = (
    "solve/solvesession/?first_step_action__icontains=heron",
    "solve/solvesession/?options__icontains=heron",
    "solve/solvesession/?messages__content__icontains=heron",
    "solve/solvesession/?status__exact=%00",
    "accounts/user/?password__startswith=argon2",
    "accounts/user/?email__contains=a",
    "webhooks/pendingwebhookevent/?body__icontains=a",
    "backoffice/auditentry/?reason__icontains=a",
    "backoffice/crisisevent/?payload__icontains=a",
    "djstripe/customer/?stripe_data__icontains=a",
)
OFFERED = (
    "solve/solvesession/?status__exact=active",
    "solve/solvesession/?current_step__exact=receive&locale__exact=en",
    "accounts/user/?is_active__exact=1&subscription__tier__exact=free",
    "accounts/user/?is_staff__exact=0&auth_provider__exact=email",
    "webhooks/processedwebhookevent/?source__exact=stripe",
    "webhooks/pendingwebhookevent/?state__exact=failed",
    "backoffice/auditentry/?action=erase",
    "djstripe/customer/?livemode__exact=1",
)


@pytest.mark.parametrize("path", ASKED)
def test_a_list_is_no_oracle(staff: StaffFactory, path: str) -> None:
    assert staff(is_superuser=True).get(f"/admin/{path}").status_code == 400


@pytest.mark.parametrize("path", OFFERED)
def test_the_filters_of_a_list_work(staff: StaffFactory, path: str) -> None:
    assert staff(is_superuser=True).get(f"/admin/{path}").status_code == 200


def test_no_page_tells_the_words_of_a_session(person: Native, staff: StaffFactory) -> None:
    session_id, user_id = person.start(), person.user["id"]
    SolveSession.objects.filter(pk=session_id).update(
        first_step="call the heron", first_step_action="call the heron", options=["call the heron"]
    )
    browser = staff(is_superuser=True)
    for path in (
        f"solve/solvesession/{session_id}/change/",
        f"solve/solvesession/{session_id}/history/",
        f"solve/solvesession/?q={session_id}",
        "solve/solvesession/?_popup=1",
        f"accounts/user/{user_id}/change/",
        f"accounts/user/{user_id}/history/",
        "django_tasks_database/dbtaskresult/",
    ):
        page = browser.get(f"/admin/{path}")
        assert page.status_code == 200
        assert "heron" not in page.content.decode(), path
