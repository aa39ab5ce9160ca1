"""GET /health/metrics."""

import random
import re
import string
from collections.abc import Iterator
from ipaddress import ip_address

import httpx
import pytest
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import ActiveSession
from monitoring.metrics import is_from_inside
from monitoring.stored import stored_collector
from monitoring.tests.pages import Page
from solacore.testing.background import run_tasks
from solacore.testing.clients import Native, problem


@pytest.fixture(autouse=True)
def _fresh_figures() -> Iterator[None]:
    stored_collector.forget()
    yield
    stored_collector.forget()


def test_live_sign_ins_are_counted(server: str, person: Native) -> None:
    before = Page(server)
    assert before.content_type.startswith("text/plain")
    assert before.value("solacore_active_users") <= before.value("solacore_active_sessions")
    ActiveSession.objects.filter(user_id=person.user["id"]).update(revoked_at="2020-01-01T00:00:00Z")
    assert Page(server).value("solacore_active_sessions") == before.value("solacore_active_sessions") - 1


def test_the_database_is_not_asked_at_every_scrape(server: str, person: Native) -> None:
    before = Page(server).value("solacore_active_sessions")
    ActiveSession.objects.filter(user_id=person.user["id"]).update(revoked_at=timezone.now())
    again = httpx.get(f"{server}/health/metrics").text
    assert f"solacore_active_sessions {before}" in again


def test_requests_queries_and_the_cache_have_the_library_s_names(server: str, person: Native) -> None:
    view = {"view": "accounts.api.sign_in_views.MeView", "method": "GET"}
    before = Page(server)
    for _ in range(2):
        person.get("/auth/me")
    after = Page(server)

    def grew(name: str, by: int, **labels: str) -> bool:
        return after.value(name, **labels) - before.value(name, **labels) >= by

    assert grew("django_http_requests_before_middlewares_total", 2)
    assert grew("django_http_responses_total_by_status_view_method_total", 2, status="200", **view)
    assert grew("django_http_requests_latency_seconds_by_view_method_count", 2, **view)
    assert grew("django_db_execute_total", 2, alias="default", vendor="postgresql")
    assert grew("django_db_query_duration_seconds_count", 2, alias="default", vendor="postgresql")
    assert grew("django_cache_get_total", 4, backend="redis")
    assert grew("django_cache_get_hits_total", 2, backend="redis")
    assert after.value("django_db_new_connections_total", alias="default", vendor="postgresql") > 0
    for result in ("hit", "miss"):
        assert after.value("solacore_cache_reads_total", cache="user", result=result) > 0


def test_the_pool_s_connections_are_counted_once(server: str, person: Native) -> None:
    opened = ("django_db_new_connections_total", {"alias": "default", "vendor": "postgresql"})
    person.get("/auth/me")
    before = Page(server)
    for _ in range(10):
        person.get("/auth/me")
    after = Page(server)
    assert after.value(opened[0], **opened[1]) - before.value(opened[0], **opened[1]) <= 2
    assert after.value("solacore_database_pool_wait_seconds_count") > before.value(
        "solacore_database_pool_wait_seconds_count"
    )
    assert 0 <= after.value("solacore_database_pool_in_use") <= after.value("solacore_database_pool_limit")


def test_scanners_add_no_series(server: str, person: Native) -> None:
    """The issue's number of requests is 10,000; what matters is that none of the kinds adds any."""
    chance = random.Random(7)
    letters = string.ascii_letters + string.digits

    def word(most: int) -> str:
        return "".join(chance.choices(letters, k=chance.randint(3, most)))

    real = ("/sessions", "/auth/login", "/subscriptions/usage", "/health", "/account/export")
    usual = ("GET", "POST", "DELETE", "HEAD")
    odd = ("PUT", "PATCH", "PROPFIND", "LOCK", "TRACE", "OPTIONS", "MKCOL")
    with httpx.Client(base_url=server, timeout=30) as client:
        client.get("/health/metrics")
        for path in real:
            client.get(path)
            client.post(path)
        before = Page(server)
        for _ in range(1500):
            if chance.random() < 0.3:
                client.request(chance.choice(odd), chance.choice(real))
            else:
                path = f"/{word(12)}/{word(30)}?{word(5)}={word(9)}"
                client.request(chance.choice(usual + odd), path)
        after = Page(server)
    assert set(after.samples) - set(before.samples) == set()
    assert after.value("django_http_requests_total_by_method_total", method="<invalid method>") > 50


def test_what_somebody_says_moves_the_metrics_of_replies(server: str, person: Native) -> None:
    before = Page(server)
    person.send(person.start(), "My shop closes in June.")
    person.send(person.start(locale="en"), "I want to kill myself tonight.")
    after = Page(server)

    def grown(name: str, **labels: str) -> float:
        return after.value(name, **labels) - before.value(name, **labels)

    assert grown("solacore_stream_duration_seconds_count", end="done") == 2
    assert grown("solacore_stream_first_token_seconds_count") == 2
    assert grown("solacore_model_calls_total", provider="guide", outcome="ok") == 1
    assert grown("solacore_model_call_seconds_count", provider="guide") == 1
    assert grown("solacore_stream_tokens_total", provider="guide", direction="out") > 0
    assert grown("solacore_crises_total", tier="acute", language="en") == 1
    assert after.value("solacore_streams_active") == 0
    assert after.has("solacore_stream_connections_active", transport="websocket")
    assert after.value("solacore_model_cost_usd_total", provider="guide") == 0


def test_sign_ins_mails_and_tasks_are_counted(server: str, person: Native) -> None:
    run_tasks()
    before = Page(server)
    person.again().login(person.email)
    person.again().login(person.email, password="Wrong-Harbor7")
    person.post("/auth/forgot-password", json={"email": person.email})
    waiting = Page(server)
    run_tasks()
    after = Page(server)
    for outcome in ("success", "INVALID_CREDENTIALS"):
        attempts = {"method": "password", "outcome": outcome}
        counted = before.value("solacore_sign_ins_total", **attempts)
        assert after.value("solacore_sign_ins_total", **attempts) == counted + 1
    assert waiting.value("solacore_tasks_pending") == before.value("solacore_tasks_pending") + 1
    assert waiting.value("solacore_tasks_oldest_pending_seconds") > 0
    assert after.value("solacore_tasks_pending") == 0
    assert (
        after.value("solacore_mails_total", outcome="sent")
        == before.value("solacore_mails_total", outcome="sent") + 1
    )
    done = {"task": "send_password_reset", "outcome": "done"}
    assert after.value("solacore_tasks_total", **done) == before.value("solacore_tasks_total", **done) + 1


def test_a_refresh_token_that_comes_back_is_counted(server: str, person: Native) -> None:
    before = Page(server).value("solacore_refresh_reuses_total")
    first = person.refresh
    for _ in range(2):
        answer = person.http.post("/auth/refresh", json={"refresh_token": person.refresh}).json()
        person.http.cookies.clear()
        person.refresh = answer["refresh_token"]
    assert person.http.post("/auth/refresh", json={"refresh_token": first}).status_code == 401
    assert Page(server).value("solacore_refresh_reuses_total") == before + 1


def test_no_label_holds_anything_of_a_person(server: str, person: Native) -> None:
    session_id = person.start()
    person.send(session_id, "My neighbour Rosalinda keeps the dog awake.")
    text = Page(server).text
    for private in (session_id, person.user["id"], person.email, person.fingerprint, "Rosalinda"):
        assert private not in text
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via"])
def test_who_comes_through_a_proxy_finds_nothing(server: str, header: str) -> None:
    response = httpx.get(f"{server}/health/metrics", headers={header: "127.0.0.1"})
    assert problem(response) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("peer", "expected"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("10.4.0.9", True),
        ("172.18.0.3", True),
        ("192.168.1.2", True),
        ("100.64.3.1", True),
        ("fd00::7", True),
        ("::ffff:10.0.0.1", True),
        ("8.8.8.8", False),
        ("2a00:1450::1", False),
        ("::ffff:8.8.8.8", False),
        ("224.0.0.1", False),
        ("", False),
    ],
)
def test_only_private_addresses_may_ask(peer: str, expected: bool) -> None:
    if peer:
        assert ip_address(peer)
    assert is_from_inside(RequestFactory().get("/health/metrics", REMOTE_ADDR=peer)) is expected
