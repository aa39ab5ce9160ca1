"""Clients in front of nginx, an api and a stream process behind it."""

import random
from typing import Any

import pytest

from solacore.testing.clients import problem, read_events, text_of
from solacore.testing.roles import FRONTEND, PUBLIC_HOST
from solacore.testing.sockets import connected
from tests.edge.conftest import ASKED, WORDS, Site, needs_nginx

pytestmark = needs_nginx

STORY = "My shop closes in June and I have told nobody."


def test_rest_goes_to_the_api_process(site: Site) -> None:
    person = site.person()
    response = person.get("/auth/me", headers={"X-Request-ID": "mine-1"})
    assert response.status_code == 200
    assert response.json()["email"] == person.email
    assert response.headers["X-Request-ID"] == "mine-1"
    assert '"request_id": "mine-1"' in site.roles["api"].output()
    site.edge.logged('"request_id":"mine-1"')
    assert "max-age=31536000" in response.headers["Strict-Transport-Security"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_tokens_arrive_one_by_one(site: Site) -> None:
    person = site.person()
    session_id = person.start()
    seen = []
    with person.sending(session_id, ASKED) as events:
        assert next(events).name == "start"
        for word in WORDS:
            # The model says nothing more until the client has read this one.
            site.model.permits.release()
            event = next(events)
            assert (event.name, event.data) == ("token", {"content": word})
            seen.append(event)
        assert next(events).name == "done"
    assert text_of(seen) == "".join(WORDS)


def test_a_reply_that_was_cut_off_is_resumed(site: Site) -> None:
    person = site.person()
    session_id = person.start()
    with person.sending(session_id, ASKED) as events:
        start = next(events)
        for _ in range(3):
            site.model.permits.release()
            last = next(events)
    path = f"/sessions/{session_id}/messages/{start.data['message_id']}/stream"
    where = person.headers(**{"Last-Event-ID": str(last.id)})
    seen = []
    with person.http.stream("GET", path, headers=where) as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        events = read_events(response.iter_lines())
        for word in WORDS[3:]:
            site.model.permits.release()
            seen.append(next(events))
            assert seen[-1].data == {"content": word}
        assert next(events).name == "done"
    assert [event.id for event in seen] == list(range(5, 5 + len(seen)))


def test_a_socket_works(site: Site) -> None:
    person = site.person()
    session_id = person.start()
    address = f"{site.edge.base_url.replace('https', 'wss')}/ws/sessions/{session_id}"
    bearer: dict[str, Any] = {"Authorization": f"Bearer {person.access}"}
    with connected(address, ssl=site.edge.trust(), additional_headers=bearer) as opened:
        opened.say(content=STORY)
        turn = opened.turn()
    assert turn[-1].name == "done"
    assert text_of(turn) == "".join(WORDS)


def test_the_cookies_of_a_browser_are_secure(site: Site) -> None:
    with site.edge.client(Origin=FRONTEND) as http:
        body = {"email": "nobody@example.com", "password": "x", "device_fingerprint": "y"}
        response = http.post("/auth/login", json=body)
        assert response.headers["Access-Control-Allow-Origin"] == FRONTEND
        assert response.headers["Access-Control-Allow-Credentials"] == "true"
        response = http.get("/auth/csrf")
    assert "Secure" in response.headers["Set-Cookie"]


def test_a_forged_address_is_not_believed(site: Site) -> None:
    # Three an hour for each address, and these two have asked in no other run of the tests.
    real, other = (f"127.{random.randrange(1, 255)}.{random.randrange(255)}.{host}" for host in (10, 11))
    with site.edge.client(source=real) as http, site.edge.client(source=other) as elsewhere:
        statuses = [
            http.post(
                "/auth/forgot-password",
                json={"email": f"nobody-{number}@example.com"},
                headers={"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"203.0.113.{number}"},
            ).status_code
            for number in range(4)
        ]
        assert statuses == [200, 200, 200, 429]
        body = {"email": "nobody@example.com"}
        assert elsewhere.post("/auth/forgot-password", json=body).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/health/metrics",
        "/health/metrics/",
        "/health/metrics//",
        "//health/metrics",
        "/health//metrics",
        "/x/../health/metrics",
        "/health/%6detrics",
        "/health%2Fmetrics",
        "/health/metrics?x=1",
        "/health/ready",
        "/health/ready/",
    ],
)
def test_what_is_for_the_inside_is_not_there(site: Site, path: str) -> None:
    with site.edge.client() as http:
        # httpx would tidy the path up.
        request = http.build_request("GET", "/")
        request.url = request.url.copy_with(raw_path=path.encode())
        response = http.send(request)
    assert problem(response) == (404, "NOT_FOUND")
    assert "solacore_" not in response.text


def test_liveness_and_the_short_health_are_there(site: Site) -> None:
    with site.edge.client() as http:
        assert http.get("/health/live").status_code == 200
        assert http.get("/health").json()["status"] in {"healthy", "degraded"}


def test_static_files_are_compressed_and_answers_about_people_are_not(site: Site) -> None:
    person = site.person()
    with site.edge.client(**{"Accept-Encoding": "gzip"}) as http:
        static = http.get("/static/site.css")
        sessions = http.get("/sessions?limit=100", headers=person.headers())
        schema = http.get("/openapi.json")
    assert static.headers["Content-Encoding"] == "gzip"
    assert "body { margin: 0 }" in static.text
    assert "max-age" in static.headers["Cache-Control"]
    assert sessions.status_code == 200
    for response in (sessions, schema):
        assert "Content-Encoding" not in response.headers


def test_a_static_file_is_kept_but_not_the_id_of_the_request(site: Site) -> None:
    with site.edge.client() as http:
        for request_id in ("first-visit", "second-visit"):
            static = http.get("/static/site.css", headers={"X-Request-ID": request_id})
            assert static.status_code == 200
            assert static.headers.get_list("X-Request-ID") == [request_id]


def test_a_foreign_host_is_refused(site: Site) -> None:
    with site.edge.client() as http:
        assert problem(http.get("/health", headers={"Host": "evil.example"})) == (400, "INVALID_HOST")
        assert http.get("/health", headers={"Host": PUBLIC_HOST}).status_code == 200


def test_the_log_has_no_query(site: Site) -> None:
    with site.edge.client() as http:
        http.post("/auth/oauth/google/code?code=very-secret-code")
    assert "very-secret-code" not in site.edge.logged("/auth/oauth/google/code")
