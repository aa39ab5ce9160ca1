"""Sessions and crises are found by whole ids."""

import pytest

from analytics.services.outbox import events_move
from backoffice.tests.conftest import StaffFactory
from solacore.testing.clients import Native

ACUTE = "I want to kill myself tonight"


@pytest.mark.parametrize("by", ["session", "person"])
def test_a_session_is_found(person: Native, outsider: Native, staff: StaffFactory, by: str) -> None:
    own, foreign = person.start(), outsider.start()
    wanted = {"session": own, "person": person.user["id"]}[by]
    found = staff("support").get("/admin/solve/solvesession/", {"q": f" {wanted} "}).content.decode()
    assert f"{own}/change/" in found
    assert f"{foreign}/change/" not in found


def test_a_crisis_is_found(person: Native, outsider: Native, staff: StaffFactory) -> None:
    own, foreign = person.start(), outsider.start()
    person.send(own, ACUTE)
    outsider.send(foreign, ACUTE)
    events_move()
    found = staff("safety").get("/admin/backoffice/crisisevent/", {"q": own}).content.decode()
    assert person.email in found
    assert outsider.email not in found


@pytest.mark.parametrize("path", ["solve/solvesession", "backoffice/crisisevent"])
def test_what_is_no_id_finds_nothing(staff: StaffFactory, path: str) -> None:
    page = staff("safety").get(f"/admin/{path}/", {"q": "walk"})
    assert page.status_code == 200
    assert "0 results" in page.content.decode()
