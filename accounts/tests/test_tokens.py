"""Which tokens sign a request, seen through GET /auth/me."""

import base64
import json
import time
import uuid
from typing import Any

import jwt
import pytest
from django.conf import settings
from django.test import Client

from accounts.models import ActiveSession
from solacore.testing.clients import Browser, Native, problem


def _claims(person: Native) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(person.access, settings.JWT_SECRET, algorithms=["HS256"])
    return claims


def _signed(claims: dict[str, Any], key: str = settings.JWT_SECRET) -> str:
    return f"Bearer {jwt.encode(claims, key, algorithm='HS256')}"


def _unsigned(claims: dict[str, Any]) -> str:
    parts = [{"alg": "none", "typ": "JWT"}, claims]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return f"Bearer {'.'.join(encoded)}."


def _me(person: Native, authorization: str | None) -> tuple[int, str]:
    headers = {} if authorization is None else {"Authorization": authorization}
    return problem(person.http.get("/auth/me", headers=headers))


def test_what_an_access_token_says(person: Native) -> None:
    claims = _claims(person)
    assert claims["sub"] == person.user["id"]
    assert claims["email"] == person.email
    assert claims["type"] == "access"
    assert claims["exp"] - claims["iat"] == 3600
    assert person.get("/auth/me").json() == person.user


@pytest.mark.parametrize(
    "authorization",
    [None, "Bearer", "Bearer abc", "Bearer a.b.c", "Basic dXNlcjpwYXNz", "x" * 5000],
)
def test_what_is_no_token(person: Native, authorization: str | None) -> None:
    assert _me(person, authorization) == (401, "INVALID_TOKEN")


def test_forgeries(person: Native, outsider: Native) -> None:
    claims = _claims(person)
    now = int(time.time())
    head, _, signature = person.access.split(".")
    for authorization in (
        _unsigned(claims),
        _signed(claims, "another-secret-another-secret-another-secret"),
        f"Bearer {head}.{outsider.access.split('.')[1]}.{signature}",
        f"Bearer {person.refresh}",
        _signed({**claims, "iat": now - 7200, "exp": now - 3600}),
        _signed({**claims, "type": "refresh"}),
        _signed({key: value for key, value in claims.items() if key != "exp"}),
        _signed({**claims, "sub": "1 OR 1=1"}),
        _signed({**claims, "sub": str(uuid.uuid4())}),
        _signed({**claims, "sub": outsider.user["id"]}),
    ):
        assert _me(person, authorization) == (401, "INVALID_TOKEN"), authorization
    assert _me(person, _signed({**claims, "sid": str(uuid.uuid4())})) == (401, "SESSION_REVOKED")
    assert person.get("/auth/me").status_code == 200


def test_with_bearer_the_cookie_is_not_looked_at(browser: Browser) -> None:
    browser.enter("/auth/register")
    response = browser.get("/auth/me", headers={"Authorization": "Bearer abc"})
    assert problem(response) == (401, "INVALID_TOKEN")


def test_an_expired_session_no_longer_counts(person: Native) -> None:
    for field in ("expires_at", "absolute_expires_at"):
        session = ActiveSession.objects.filter(user_id=person.user["id"])
        before = session.get().expires_at
        session.update(**{field: "2020-01-01T00:00:00Z"})
        assert problem(person.get("/auth/me")) == (401, "SESSION_REVOKED")
        session.update(expires_at=before, absolute_expires_at=before)


def test_who_asks_costs_one_query(person: Native, django_assert_num_queries: Any) -> None:
    for _ in range(2):
        with django_assert_num_queries(1):
            response = Client(headers={"Authorization": f"Bearer {person.access}"}).get("/auth/me")
        assert response.status_code == 200
