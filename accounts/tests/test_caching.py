"""People and sessions in the cache: faster, and never the one that decides."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django_redis import get_redis_connection
from prometheus_client import REGISTRY
from pytest_django import Settings

from accounts.models import ActiveSession, User
from solacore.common import redis_guard
from solacore.common.circuit import Circuit
from solacore.testing.clients import Native, problem


@pytest.fixture(autouse=True)
def _closed_circuit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Redis that another test took away is asked again at once."""
    monkeypatch.setattr(redis_guard, "_circuit", Circuit())


@pytest.fixture
def redis_away(settings: Settings) -> None:
    """Points the caches at a port where nobody listens."""
    dead = "redis://127.0.0.1:1/0"
    settings.CACHES = {name: {**options, "LOCATION": dead} for name, options in settings.CACHES.items()}


def _reads(name: str, result: str) -> float:
    labels = {"cache": name, "result": result}
    return REGISTRY.get_sample_value("solacore_cache_reads_total", labels) or 0.0


def _me(person: Native) -> Any:
    return Client(headers={"Authorization": f"Bearer {person.access}"}).get("/auth/me")


def test_cold_and_warm_cost_one_query_each(person: Native, django_assert_num_queries: Any) -> None:
    hits, misses = _reads("user", "hit"), _reads("user", "miss")
    for _ in range(2):
        with django_assert_num_queries(1):
            assert _me(person).json() == person.user
    assert (_reads("user", "hit") - hits, _reads("user", "miss") - misses) == (1, 1)


def test_a_revoked_session_is_refused_although_its_entry_is_still_there(person: Native) -> None:
    assert _me(person).status_code == 200
    # Not through the ORM's signals, as if Redis had been away and come back with the old entry.
    ActiveSession.objects.filter(user_id=person.user["id"]).update(revoked_at=timezone.now())
    assert cache.get(f"user:{person.user['id']}")
    assert problem(person.get("/auth/me")) == (401, "SESSION_REVOKED")


def test_a_deactivated_person_is_refused_although_their_entry_is_still_there(person: Native) -> None:
    assert _me(person).status_code == 200
    User.objects.filter(pk=person.user["id"]).update(is_active=False)
    assert problem(person.get("/auth/me")) == (401, "INVALID_TOKEN")


def test_a_change_is_seen_on_the_next_request(person: Native) -> None:
    assert _me(person).json()["locale"] == "en"
    user = User.objects.get(pk=person.user["id"])
    user.locale = "es"
    user.save()
    assert _me(person).json()["locale"] == "es"


def test_no_secret_is_kept(person: Native) -> None:
    assert _me(person).status_code == 200
    stored = User.objects.get(pk=person.user["id"]).password.encode()
    session = ActiveSession.objects.get(user_id=person.user["id"])
    redis = get_redis_connection("default")
    for key in (f"user:{person.user['id']}", f"active_session:{session.pk}"):
        raw = redis.get(cache.make_key(key))
        assert raw
        assert not any(secret in raw for secret in (stored, session.token_hash.encode(), b"argon2"))


def test_with_redis_away_everything_works(person: Native, redis_away: None) -> None:
    for _ in range(2):
        assert person.get("/auth/me").json() == person.user
    person.post("/auth/logout")
    assert problem(person.get("/auth/me")) == (401, "SESSION_REVOKED")
