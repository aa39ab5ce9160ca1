"""DELETE /account."""

import hashlib
import io
import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.test import Client
from django_redis import get_redis_connection
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from psycopg import errors as postgres
from psycopg import sql

from accounts.authentication import Principal, authenticate
from accounts.models import Device, Identity, Tombstone, User
from accounts.services.erasure import account_erase, is_erased
from accounts.tasks import send_password_changed
from analytics.services.outbox import events_move
from solacore.testing.background import run_tasks
from solacore.testing.clients import PASSWORD, Browser, Native, problem
from solacore.testing.threads import Threads
from solve.models import Message

PATH = "/account"
STORY = f"I can't sleep since letter {uuid.uuid4().hex} came."


@pytest.fixture
def talker(person: Native) -> Native:
    """A person with one conversation."""
    person.send(person.start(), STORY)
    return person


def erase(client: Native) -> httpx.Response:
    return client.request("DELETE", PATH)


def id_of(client: Native) -> uuid.UUID:
    return uuid.UUID(client.user["id"])


def mentions(text: str) -> list[str]:
    """The tables that have a text anywhere, the framework's included."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = sql.Identifier(model._meta.db_table)
            query = sql.SQL("SELECT count(*) FROM {} AS t WHERE t::text LIKE %s").format(table)
            cursor.execute(query, [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(model._meta.db_table)
    return found


def streams_of(replies: list[str]) -> list[str]:
    redis = get_redis_connection()
    return [reply for reply in replies if redis.exists(f"solacore:turn:{reply}")]


def replies_of(client: Native) -> list[str]:
    rows = Message.objects.filter(session__user_id=id_of(client), role="assistant")
    return [str(key) for key in rows.values_list("pk", flat=True)]


def test_it_answers_204_without_a_body(person: Native) -> None:
    response = erase(person)
    assert (response.status_code, response.content) == (204, b"")


def test_nothing_is_left_in_any_table(talker: Native) -> None:
    talker.post("/auth/forgot-password", {"email": talker.email})
    run_tasks()
    events_move()
    Identity.objects.create(user_id=id_of(talker), issuer="https://issuer.test", subject=uuid.uuid4().hex)
    texts = [str(id_of(talker)), talker.email, talker.fingerprint, *replies_of(talker)]
    assert {"users", "active_sessions", "usage", "subscriptions", "analytics_events"} <= set(
        mentions(texts[0])
    )
    erase(talker)
    assert {text: mentions(text) for text in texts} == {text: [] for text in texts}
    assert mentions(STORY) == []


def test_only_a_tombstone_is_left(person: Native) -> None:
    assert not is_erased(id_of(person))
    erase(person)
    assert is_erased(id_of(person))
    stone = Tombstone.objects.get(pk=hashlib.sha256(id_of(person).bytes).hexdigest())
    assert [field.name for field in stone._meta.fields] == ["user_hash", "erased_at"]


def test_others_lose_nothing(talker: Native, outsider: Native) -> None:
    outsider.send(outsider.start(), STORY.replace("letter", "phone call"))
    mine = outsider.get("/account/export").json()
    erase(talker)
    assert {**outsider.get("/account/export").json(), "exported_at": ""} == {**mine, "exported_at": ""}
    assert not is_erased(id_of(outsider))


def test_every_token_is_refused(person: Native) -> None:
    second = person.again()
    second.login(person.email)
    erase(person)
    for client in (person, second):
        assert problem(client.get("/auth/me")) == (401, "SESSION_REVOKED")
        assert problem(client.post("/auth/refresh", {"refresh_token": client.refresh})) == (
            401,
            "SESSION_REVOKED",
        )
    assert problem(erase(person)) == (401, "SESSION_REVOKED")
    assert problem(person.login(person.email)) == (401, "INVALID_CREDENTIALS")


def test_a_mailed_link_brings_nobody_back(person: Native) -> None:
    run_tasks()
    person.post("/auth/forgot-password", {"email": person.email})
    run_tasks()
    token = str(mail.outbox[-1].body).partition("token=")[2].split()[0]
    erase(person)
    answer = person.post("/auth/reset-password", {"token": token, "new_password": PASSWORD})
    assert problem(answer) == (400, "INVALID_OR_EXPIRED_TOKEN")


def test_the_address_and_the_device_are_free_again(person: Native) -> None:
    before = id_of(person)
    erase(person)
    assert person.register(person.email).status_code == 201
    assert id_of(person) != before
    assert person.get("/sessions").json()["total"] == 0


def test_it_needs_a_sign_in(server: str) -> None:
    assert problem(httpx.delete(server + PATH)) == (401, "INVALID_TOKEN")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH"])
def test_no_other_method_erases(person: Native, method: str) -> None:
    assert problem(person.request(method, PATH)) == (405, "METHOD_NOT_ALLOWED")
    assert person.get("/auth/me").status_code == 200


def test_a_browser_needs_a_csrf_proof(browser: Browser) -> None:
    browser.enter("/auth/register")
    assert problem(browser.write("DELETE", PATH, origin=None)) == (403, "CSRF_TOKEN_MISSING")
    assert problem(browser.write("DELETE", PATH, origin="https://evil.test")) == (403, "CSRF_TOKEN_MISSING")
    assert problem(browser.write("DELETE", PATH, csrf="x" * 32)) == (403, "CSRF_TOKEN_INVALID")
    assert browser.get("/auth/me").status_code == 200


def test_a_browser_loses_its_cookies(browser: Browser) -> None:
    browser.enter("/auth/register")
    assert browser.write("DELETE", PATH).status_code == 204
    assert not {"access_token", "refresh_token"} & set(browser.http.cookies)
    assert problem(browser.get("/auth/me")) == (401, "INVALID_TOKEN")


def test_the_streams_of_replies_are_gone(talker: Native) -> None:
    replies = replies_of(talker)
    wait_until(lambda: streams_of(replies) == replies)
    erase(talker)
    assert streams_of(replies) == []


def test_nothing_is_left_in_the_cache(talker: Native) -> None:
    def entries() -> set[bytes]:
        redis = get_redis_connection()
        return {key for name in names for key in redis.scan_iter(match=f"*{name}*", count=10_000)}

    names = [str(id_of(talker)), talker.get("/auth/sessions").json()[0]["id"]]
    assert entries()
    erase(talker)
    assert entries() == set()


def test_redis_may_be_down(talker: Native, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise ConnectionError("down")

    monkeypatch.setattr("solve.turns.log.get_redis_connection", refuse)
    assert erase(talker).status_code == 204
    assert mentions(str(id_of(talker))) == []


def test_what_is_left_in_redis_then_expires(talker: Native) -> None:
    (reply,) = replies_of(talker)
    wait_until(lambda: streams_of([reply]) == [reply])
    assert 0 < get_redis_connection().ttl(f"solacore:turn:{reply}") <= 600


def wait_until(condition: Any, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


def test_the_log_of_the_back_office_forgets_them(talker: Native) -> None:
    staff = User.objects.create_user(f"staff-{uuid.uuid4().hex}@example.com")
    person, device = User.objects.get(pk=id_of(talker)), Device.objects.get(user_id=id_of(talker))
    for row in (person, device, staff):
        LogEntry.objects.create(
            user=staff,
            content_type=ContentType.objects.get_for_model(row),
            object_id=str(row.pk),
            object_repr=str(row),
            action_flag=CHANGE,
        )
    erase(talker)
    assert list(LogEntry.objects.filter(user=staff).values_list("object_repr", flat=True)) == [staff.email]


def test_a_member_of_staff_leaves_the_back_office(person: Native) -> None:
    User.objects.filter(pk=id_of(person)).update(is_staff=True)
    admin = Client()
    admin.force_login(User.objects.get(pk=id_of(person)))
    stranger = Client()
    stranger.force_login(User.objects.create_user(f"staff-{uuid.uuid4().hex}@example.com", is_staff=True))
    erase(person)
    assert not Session.objects.filter(pk=admin.cookies["admin_session"].value).exists()
    assert Session.objects.filter(pk=stranger.cookies["admin_session"].value).exists()


def test_waiting_tasks_go_and_a_running_one_can_end(person: Native) -> None:
    run_tasks()
    name = str(id_of(person))
    send_password_changed.enqueue(name)
    running = DBTaskResult.objects.get(args_kwargs__args=[name], status=TaskResultStatus.READY)
    running.claim("worker")
    send_password_changed.enqueue(name)
    sent = len(mail.outbox)
    erase(person)
    assert mentions(name) == []
    running.set_successful(None)
    assert mentions(name) == []
    run_tasks()
    assert len(mail.outbox) == sent


def test_of_parallel_erasures_each_succeeds_or_finds_nobody(talker: Native) -> None:
    with Threads(8) as threads:
        answers = list(threads.map(lambda _: erase(talker.again()), range(8)))
    statuses = [answer.status_code for answer in answers]
    assert 204 in statuses
    assert set(statuses) <= {204, 401}
    assert mentions(str(id_of(talker))) == []


def test_a_second_erasure_finds_nobody(talker: Native) -> None:
    assert account_erase(id_of(talker))
    assert not account_erase(id_of(talker))
    assert Tombstone.objects.filter(pk=hashlib.sha256(id_of(talker).bytes).hexdigest()).count() == 1


def acts_of(client: Native, session_id: str) -> dict[str, Callable[[], httpx.Response]]:
    """What a client can do while its account is erased."""
    session = f"/sessions/{session_id}"
    said = {"content": STORY, "step": "receive"}
    return {
        "say": lambda: client.again().post(f"{session}/messages", said),
        "start": lambda: client.again().post("/sessions", {}),
        "change": lambda: client.again().request("PATCH", session, json={"locale": "es"}),
        "delete": lambda: client.again().request("DELETE", session),
        "read": lambda: client.again().get(session),
        "refresh": lambda: client.again().post("/auth/refresh", {"refresh_token": client.refresh}),
        "sign in": lambda: client.again().login(client.email),
        "sign out": lambda: client.again().request("DELETE", f"/auth/sessions/{uuid.uuid4()}"),
        "remove a device": lambda: client.again().request("DELETE", f"/auth/devices/{uuid.uuid4()}"),
        "export": lambda: client.again().get("/account/export"),
        "erase": lambda: erase(client.again()),
    }


@pytest.mark.parametrize("turn", range(4))
def test_whatever_happens_meanwhile_nothing_is_left_and_nothing_breaks(talker: Native, turn: int) -> None:
    acts = [*acts_of(talker, talker.start()).values()] * 2
    acts = acts[turn * 5 :] + acts[: turn * 5]
    with Threads(len(acts)) as threads:
        answers = list(threads.map(lambda act: act(), acts))
    assert [answer.text for answer in answers if answer.status_code >= 500] == []
    assert mentions(str(id_of(talker))) == []
    assert not User.objects.filter(email=talker.email).exists()


@pytest.mark.parametrize(
    ("act", "answers"),
    [
        ("say", (404, "SESSION_NOT_FOUND")),
        ("start", (401, "SESSION_REVOKED")),
        ("change", (404, "SESSION_NOT_FOUND")),
        ("delete", (404, "SESSION_NOT_FOUND")),
        ("read", (404, "SESSION_NOT_FOUND")),
        ("sign out", (404, "SESSION_NOT_FOUND")),
        ("remove a device", (401, "SESSION_REVOKED")),
        ("export", (401, "SESSION_REVOKED")),
        ("erase", None),
    ],
)
def test_an_erasure_right_after_a_request_was_authenticated(
    talker: Native, monkeypatch: pytest.MonkeyPatch, act: str, answers: tuple[int, str] | None
) -> None:
    request = acts_of(talker, talker.start())[act]

    def authenticate_and_erase(http_request: HttpRequest) -> Principal:
        principal = authenticate(http_request)
        account_erase(principal.user.pk)
        return principal

    monkeypatch.setattr("accounts.api.authentication.authenticate", authenticate_and_erase)
    monkeypatch.setattr(
        "solve.api.stream_views.authenticate_all",
        lambda requests: [authenticate_and_erase(http_request) for http_request in requests],
    )
    response = request()
    assert response.status_code == 204 if answers is None else problem(response) == answers
    assert mentions(str(id_of(talker))) == []


def test_an_erasure_that_was_rolled_back_by_a_collision_is_repeated(
    talker: Native, monkeypatch: pytest.MonkeyPatch
) -> None:
    collisions = [postgres.DeadlockDetected(), postgres.ForeignKeyViolation()]
    delete = User.delete

    def collide(user: User) -> Any:
        deleted = delete(user)
        if collisions:
            raise OperationalError("rolled back") from collisions.pop()
        return deleted

    monkeypatch.setattr(User, "delete", collide)
    assert erase(talker).status_code == 204
    assert mentions(str(id_of(talker))) == []


def test_a_failed_erasure_leaves_everything_as_it_was(
    talker: Native, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_user: User) -> None:
        raise OperationalError("the disk is full")

    before = talker.get("/account/export").json()
    with monkeypatch.context() as patch:
        patch.setattr(User, "delete", fail)
        assert problem(erase(talker)) == (503, "UNAVAILABLE")
    assert {**talker.get("/account/export").json(), "exported_at": ""} == {**before, "exported_at": ""}
    assert not is_erased(id_of(talker))


def test_the_command_asks_for_the_address(person: Native, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("someone@example.com\n"))
    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("erase_account", person.email)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(CommandError, match="--yes"):
        call_command("erase_account", person.email)
    assert person.get("/auth/me").status_code == 200
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{person.email.upper()}\n"))
    call_command("erase_account", person.email)
    assert problem(person.get("/auth/me")) == (401, "SESSION_REVOKED")


def test_scripts_say_yes(person: Native) -> None:
    call_command("erase_account", person.email, "--yes")
    assert is_erased(id_of(person))
