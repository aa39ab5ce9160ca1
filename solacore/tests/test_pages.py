"""The web app's pages over HTTP: who gets them, with which headers, and in which language."""

import re

import httpx
import pytest
from pytest_django import Settings

from solacore.testing.clients import PASSWORD, new_email, new_fingerprint, problem

# What a browser sends when somebody follows a link (Chromium).
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
PUBLIC = [
    "/",
    "/login",
    "/register",
    "/forgot-password",
    "/reset-password",
    "/verify-email",
    "/pricing",
    "/billing/success",
    "/safety",
    "/privacy",
    "/terms",
    "/unsubscribe",
]
PRIVATE = ["/app", "/app/settings", "/app/sessions/7e6f0d0e-0000-4000-8000-000000000000"]


def visit(server: str, path: str, language: str = "en", **more: object) -> httpx.Response:
    headers = {"Accept": HTML, "Accept-Language": language}
    return httpx.get(server + path, headers=headers, **more)  # type: ignore[arg-type]


def signed_in(server: str) -> dict[str, str]:
    body = {"email": new_email(), "password": PASSWORD, "device_fingerprint": new_fingerprint()}
    return dict(httpx.post(f"{server}/auth/register", json=body).cookies)


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_for_everybody(server: str, path: str) -> None:
    response = visit(server, path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Content-Language"] == "en"
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert {"Accept", "Accept-Language", "Cookie"} <= set(re.split(r",\s*", response.headers["Vary"]))
    assert '<html lang="en"' in response.text
    assert response.text.count("<h1") == 1


@pytest.mark.parametrize("path", [*PUBLIC, *PRIVATE])
def test_a_page_allows_nothing_inline_and_nothing_from_elsewhere(server: str, path: str) -> None:
    response = visit(server, path, cookies={"refresh_token": "x"})
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert not re.search(r"\sstyle=|\son\w+=|<style", response.text)
    scripts = re.findall(r"<script([^>]*)>", response.text)
    assert scripts
    assert all('src="/static/' in script or 'type="application/json"' in script for script in scripts)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', response.text)


@pytest.mark.parametrize("path", PRIVATE)
def test_a_private_page_leads_to_the_sign_in_and_back(server: str, path: str) -> None:
    response = visit(server, path)
    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"/login?next={path.replace('/', '%2F')}",
    )


@pytest.mark.parametrize("path", PRIVATE)
def test_a_private_page_is_kept_nowhere(server: str, path: str) -> None:
    response = visit(server, path, cookies=signed_in(server))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "data-private" in response.text


@pytest.mark.parametrize(
    ("asked", "cookie", "language", "word"),
    [
        ("en-GB,en;q=0.9", None, "en", "Sign in"),
        ("es-MX,es;q=0.9,en;q=0.8", None, "es", "Iniciar sesión"),
        ("zh-CN,zh;q=0.9", None, "zh-hans", "登录"),
        ("fr-FR,fr;q=0.9", None, "en", "Sign in"),
        ("", None, "en", "Sign in"),
        ("en", "es", "es", "Iniciar sesión"),
        ("es", "zh-hans", "zh-hans", "登录"),
        ("es", "klingon", "es", "Iniciar sesión"),
    ],
)
def test_the_language_is_the_chosen_one_or_the_browser_s(
    server: str, asked: str, cookie: str | None, language: str, word: str
) -> None:
    response = visit(server, "/login", asked, cookies={"language": cookie} if cookie else None)
    assert response.headers["Content-Language"] == language
    assert f"<h1>{'Welcome back' if language == 'en' else ''}" in response.text
    assert word in response.text


def test_a_link_chooses_the_language_and_comes_back_without_it(server: str) -> None:
    response = visit(server, "/reset-password?token=abc&lang=zh-hans")
    assert (response.status_code, response.headers["Location"]) == (302, "/reset-password?token=abc")
    assert response.cookies["language"] == "zh-hans"
    assert visit(server, "/login?lang=xx").status_code == 200


def test_a_choice_of_language_never_leads_to_another_host(server: str) -> None:
    response = httpx.get(f"{server}//evil.test?lang=es", headers={"Accept": HTML})
    assert not response.headers.get("Location", "/").startswith("//")


def test_the_root_is_json_for_api_clients(server: str) -> None:
    for accept in ("*/*", "application/json", "application/json, text/html;q=0.5"):
        response = httpx.get(server, headers={"Accept": accept})
        assert set(response.json()) == {"message", "docs"}
        assert "Accept" in response.headers["Vary"]


def test_a_page_takes_no_other_method(server: str) -> None:
    assert problem(httpx.post(f"{server}/login")) == (405, "METHOD_NOT_ALLOWED")
    assert visit(server, "/login").status_code == httpx.head(f"{server}/login").status_code == 200


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "nothing at this address"), ("es", "No hay nada"), ("zh", "这个地址没有内容")],
)
def test_a_page_that_is_not_there_is_a_page_for_people(server: str, language: str, words: str) -> None:
    response = visit(server, "/no/such/page", language)
    assert response.status_code == 404
    assert words in response.text
    assert "Content-Security-Policy" in response.headers
    assert "X-Request-ID" in response.headers


@pytest.mark.parametrize(
    "path", ["/sessions", "/auth/nothing", "/health/nothing", "/sessions/x", "/reminders"]
)
def test_the_api_s_errors_stay_json_for_browsers_too(server: str, path: str) -> None:
    problem(httpx.get(server + path, headers={"Accept": HTML}))


def test_a_write_to_nowhere_is_refused_as_json(server: str) -> None:
    response = httpx.post(f"{server}/no/such/page", headers={"Accept": HTML})
    assert problem(response) == (404, "NOT_FOUND")


def test_a_fault_of_ours_is_a_page_for_people_without_details(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_plans: object) -> None:
        raise RuntimeError("the database password is hunter2")

    monkeypatch.setattr("billing.pages.list", fail, raising=False)
    response = visit(server, "/pricing")
    assert response.status_code == 500
    assert "our side" in response.text
    assert "hunter2" not in response.text
    assert problem(httpx.get(f"{server}/pricing")) == (500, "INTERNAL_ERROR")


def test_too_many_requests_are_a_page_for_people(server: str, settings: Settings) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"GLOBAL": "1/hour"}
    responses = [visit(server, "/terms") for _ in range(3)]
    assert responses[-1].status_code == 429
    assert "little too fast" in responses[-1].text
    assert int(responses[-1].headers["Retry-After"]) > 0


def test_pages_say_honestly_who_answers(server: str, settings: Settings) -> None:
    assert "no language model behind it" in visit(server, "/").text
    settings.LLM_PROVIDER = "openai"
    assert "written by a language model" in visit(server, "/").text


def test_plans_say_when_nothing_can_be_bought(server: str, settings: Settings) -> None:
    assert "be bought on this server" in visit(server, "/pricing").text
    settings.PAYMENTS_ENABLED = True
    page = visit(server, "/pricing").text
    assert "be bought on this server" not in page
    assert "data-buy" in page
    settings.BETA_MODE = True
    assert "During the beta" in visit(server, "/pricing").text


def test_the_safety_page_has_every_helpline_without_script(server: str) -> None:
    page = visit(server, "/safety").text
    for number in ("988", "717 003 717", "024", "12356", "116 123"):
        assert number in page
