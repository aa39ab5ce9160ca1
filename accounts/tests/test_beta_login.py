"""POST /auth/beta-login and what the beta changes."""

import pytest
from pytest_django import Settings

from solacore.testing.clients import Native, NativeFactory, new_fingerprint, problem


@pytest.fixture
def beta(settings: Settings) -> None:
    settings.BETA_MODE = True


def test_there_is_none_outside_the_beta(native: NativeFactory) -> None:
    assert problem(native().http.post("/auth/beta-login")) == (403, "BETA_MODE_DISABLED")


def test_everybody_shares_one_account(beta: None, native: NativeFactory) -> None:
    body = {"device_fingerprint": new_fingerprint(), "device_name": "iPhone"}
    answers = [native().http.post("/auth/beta-login", json=json) for json in (None, body, None)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["user"]["id"] for answer in answers}) == 1


def test_a_session_registers_an_unknown_device_and_has_no_limit(beta: None, native: NativeFactory) -> None:
    tester = native()
    tester.access = tester.http.post("/auth/beta-login").json()["access_token"]
    for _ in range(11):
        response = tester.post("/sessions", headers={"X-Device-Fingerprint": new_fingerprint()})
        assert response.status_code == 201, response.text
    assert response.json()["usage"]["sessions_limit"] == 0


def test_register_and_login_still_work(beta: None, native: NativeFactory) -> None:
    person = native()
    assert person.register().status_code == 201
    assert native().login(person.email).status_code == 200


def test_a_device_of_somebody_else_stays_theirs(beta: None, person: Native, native: NativeFactory) -> None:
    response = native().http.post("/auth/beta-login", json={"device_fingerprint": person.fingerprint})
    assert response.status_code == 200
    assert len(person.get("/auth/devices").json()) == 1
