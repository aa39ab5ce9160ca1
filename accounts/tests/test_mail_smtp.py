"""Mails over a real SMTP server: encryption, sign-in, failures and further attempts."""

import smtplib
import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.mail import send_mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from accounts.mail import smtp
from accounts.models import PasswordResetToken
from accounts.tasks import MAIL_RETRY_DELAYS, send_password_reset
from accounts.tests.smtp_server import Mailbox, make_certificate, smtp_server
from solacore.testing.background import make_postponed_tasks_due, run_tasks
from solacore.testing.clients import Native

BACKEND = "accounts.mail.smtp.ContractSMTPBackend"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server_tls(certificate: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The TLS of a server whose certificate we trust."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    return certificate[1]


@pytest.fixture
def plain_server(mailbox: Mailbox, settings: Settings) -> Iterator[None]:
    """The mail server of the settings, without encryption."""
    with smtp_server(mailbox) as port:
        use(settings, port)
        yield


def use(settings: Settings, port: int, user: str = "", password: str = "") -> None:
    settings.EMAIL_BACKEND = BACKEND
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_HOST_USER = user
    settings.EMAIL_HOST_PASSWORD = password


def send() -> None:
    send_mail("Subject", "Body", None, ["person@example.com"])


def test_starttls_is_used_where_it_is_offered(
    mailbox: Mailbox, settings: Settings, server_tls: ssl.SSLContext
) -> None:
    with smtp_server(mailbox, tls_context=server_tls) as port:
        use(settings, port)
        send()
    assert mailbox.encrypted == [True]


@pytest.mark.usefixtures("plain_server")
def test_a_server_without_starttls_is_served_in_clear(mailbox: Mailbox) -> None:
    send()
    assert mailbox.encrypted == [False]


@pytest.mark.usefixtures("plain_server")
def test_on_the_submission_port_starttls_is_required(
    mailbox: Mailbox, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "SUBMISSION_PORT", settings.EMAIL_PORT)
    with pytest.raises(smtplib.SMTPNotSupportedError):
        send()
    assert mailbox.messages == []


def test_on_the_submission_port_starttls_is_used(
    mailbox: Mailbox,
    settings: Settings,
    server_tls: ssl.SSLContext,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with smtp_server(mailbox, tls_context=server_tls, require_starttls=True) as port:
        monkeypatch.setattr(smtp, "SUBMISSION_PORT", port)
        use(settings, port)
        send()
    assert mailbox.encrypted == [True]


def test_the_other_port_speaks_tls_from_the_first_byte(
    mailbox: Mailbox,
    settings: Settings,
    server_tls: ssl.SSLContext,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with smtp_server(mailbox, ssl_context=server_tls) as port:
        monkeypatch.setattr(smtp, "IMPLICIT_TLS_PORT", port)
        use(settings, port)
        send()
    assert mailbox.encrypted == [True]


@pytest.mark.parametrize(
    ("port", "kind"), [(465, smtplib.SMTP_SSL), (587, smtplib.SMTP), (25, smtp.OpportunisticSMTP)]
)
def test_the_port_decides(port: int, kind: type[smtplib.SMTP]) -> None:
    assert smtp.ContractSMTPBackend(port=port).connection_class is kind


@pytest.mark.parametrize("encryption", ["tls_context", "ssl_context"])
def test_an_untrusted_certificate_is_refused(
    mailbox: Mailbox,
    settings: Settings,
    certificate: tuple[Path, ssl.SSLContext],
    monkeypatch: pytest.MonkeyPatch,
    encryption: str,
) -> None:
    with smtp_server(mailbox, tls_context=certificate[1]) as port:
        use(settings, port)
        if encryption == "ssl_context":
            monkeypatch.setattr(smtp, "IMPLICIT_TLS_PORT", port)
        with pytest.raises(ssl.SSLError):
            send()
    assert mailbox.messages == []


def test_a_certificate_for_another_name_is_refused(
    mailbox: Mailbox, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate_file, context = make_certificate(tmp_path, name="mail.example.com")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate_file))
    with smtp_server(mailbox, tls_context=context) as port:
        use(settings, port)
        with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
            send()
    assert mailbox.messages == []


def test_it_signs_in_when_there_is_a_user(
    mailbox: Mailbox, settings: Settings, server_tls: ssl.SSLContext
) -> None:
    with smtp_server(mailbox, tls_context=server_tls, auth_required=True) as port:
        use(settings, port, "mailer", "right")
        send()
        use(settings, port, "mailer", "wrong")
        with pytest.raises(smtplib.SMTPAuthenticationError):
            send()
    assert (b"mailer", b"right") in mailbox.logins
    assert len(mailbox.messages) == 1


@pytest.mark.usefixtures("plain_server")
def test_a_reset_link_arrives_and_works(mailbox: Mailbox, person: Native) -> None:
    person.post("/auth/forgot-password", {"email": person.email})
    run_tasks()
    ours = [message for message in mailbox.messages if message["To"] == person.email]
    message = next(message for message in ours if message["Subject"] == "Choose a new password")
    assert message["From"] == "Solacore <no-reply@solacore.test>"
    assert {part.get_content_type() for part in message.iter_parts()} == {"text/plain", "text/html"}
    text = message.get_body(("plain",))
    assert text is not None
    token = text.get_content().partition("token=")[2].split()[0]
    answer = person.post("/auth/reset-password", {"token": token, "new_password": "Other-Harbor8"})
    assert answer.status_code == 200


@pytest.mark.usefixtures("plain_server")
def test_a_mail_in_chinese_arrives_whole(mailbox: Mailbox, server: str) -> None:
    client = Native(server)
    client.register(locale="zh")
    run_tasks()
    (message,) = (message for message in mailbox.messages if message["To"] == client.email)
    assert message["Subject"] == "请确认你的邮箱地址"
    text = message.get_body(("plain",))
    assert text is not None
    assert text.get_content().startswith("你好：")


def tasks_of(person: Native) -> list[DBTaskResult[..., None]]:
    """The person's reset tasks, oldest first."""
    return list(
        DBTaskResult.objects.filter(
            task_path=send_password_reset.module_path, args_kwargs__args=[person.user["id"]]
        ).order_by("enqueued_at")
    )


@pytest.mark.usefixtures("plain_server")
def test_a_mail_that_the_server_puts_off_is_sent_later(mailbox: Mailbox, person: Native) -> None:
    run_tasks()
    mailbox.messages.clear()
    mailbox.recipient_reply = "451 Please try again later"
    person.post("/auth/forgot-password", {"email": person.email})
    run_tasks()
    first, second = tasks_of(person)
    assert first.status == "SUCCESSFUL"
    assert second.args_kwargs["kwargs"] == {"attempt": 2}
    wait = second.run_after - timezone.now()
    assert MAIL_RETRY_DELAYS[0] - timedelta(seconds=5) < wait <= MAIL_RETRY_DELAYS[0]
    assert not PasswordResetToken.objects.filter(user_id=person.user["id"]).exists()

    mailbox.recipient_reply = "250 OK"
    make_postponed_tasks_due()
    run_tasks()
    (recipient,) = mailbox.recipients[-1:]
    assert recipient == person.email
    assert PasswordResetToken.objects.filter(user_id=person.user["id"]).count() == 1


def test_attempts_end(settings: Settings, person: Native) -> None:
    run_tasks()
    use(settings, 1)  # nobody listens there
    person.post("/auth/forgot-password", {"email": person.email})
    run_tasks()
    while make_postponed_tasks_due():
        run_tasks()
    tasks = tasks_of(person)
    assert [task.status for task in tasks] == ["SUCCESSFUL"] * len(MAIL_RETRY_DELAYS) + ["FAILED"]
    assert "MailDelayedError: ConnectionRefusedError 111" in tasks[-1].traceback


@pytest.mark.usefixtures("plain_server")
def test_an_unknown_mailbox_is_not_tried_again(mailbox: Mailbox, person: Native) -> None:
    run_tasks()
    mailbox.recipient_reply = "550 No such mailbox"
    person.post("/auth/forgot-password", {"email": person.email})
    run_tasks()
    (task,) = tasks_of(person)
    assert task.status == "FAILED"
    assert "MailRefusedError: SMTPRecipientsRefused 550" in task.traceback
    assert person.email not in task.traceback
    assert not PasswordResetToken.objects.filter(user_id=person.user["id"]).exists()
