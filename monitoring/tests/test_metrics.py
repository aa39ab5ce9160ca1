"""GET /health/metrics."""

import re

import httpx

from accounts.models import ActiveSession
from solacore.testing.clients import Native


def _value(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found is not None, name
    return float(found[1])


def test_live_sign_ins_are_counted(server: str, person: Native) -> None:
    response = httpx.get(f"{server}/health/metrics")
    assert response.headers["Content-Type"].startswith("text/plain")
    before = _value(response.text, "solacore_active_sessions")
    assert _value(response.text, "solacore_active_users") <= before
    ActiveSession.objects.filter(user_id=person.user["id"]).update(revoked_at="2020-01-01T00:00:00Z")
    after = _value(httpx.get(f"{server}/health/metrics").text, "solacore_active_sessions")
    assert after == before - 1


def test_hits_and_misses_of_the_cache_are_there(server: str, person: Native) -> None:
    for _ in range(2):
        person.get("/auth/me")
    text = httpx.get(f"{server}/health/metrics").text
    for result in ("hit", "miss"):
        assert _value(text, f'solacore_cache_reads_total{{cache="user",result="{result}"}}') > 0
