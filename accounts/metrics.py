"""What operators see of sign-ins and mails. No label says who."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum

from prometheus_client import Counter

from accounts.errors import InvalidCredentialsError
from accounts.selectors import count_live
from solacore.common.errors import DomainError
from solacore.common.metering.stored import Figure, register_figures


class SignInMethod(StrEnum):
    """How somebody comes in."""

    REGISTRATION = "registration"
    PASSWORD = "password"  # noqa: S105 - a name
    BETA = "beta"
    GOOGLE = "google"
    APPLE = "apple"


class MailOutcome(StrEnum):
    """What became of an attempt to send a mail."""

    SENT = "sent"
    DELAYED = "delayed"
    REFUSED = "refused"


SUCCESS = "success"

SIGN_INS = Counter(
    "solacore_sign_ins_total",
    "Attempts to come in, by method and outcome: success, or the code of the error.",
    ["method", "outcome"],
)
REFRESH_REUSES = Counter(
    "solacore_refresh_reuses_total",
    "Sign-in sessions ended because a refresh token came back that had been replaced.",
)
MAILS = Counter("solacore_mails_total", "Attempts to send a mail, by outcome.", ["outcome"])

for method in SignInMethod:
    SIGN_INS.labels(method, SUCCESS)
SIGN_INS.labels(SignInMethod.PASSWORD, InvalidCredentialsError.code)
for outcome in MailOutcome:
    MAILS.labels(outcome)


@contextmanager
def sign_in_counted(method: SignInMethod) -> Iterator[None]:
    """Counts what the block does as an attempt to sign in; a malformed request is none."""
    try:
        yield
    except DomainError as error:
        SIGN_INS.labels(method, error.code).inc()
        raise
    SIGN_INS.labels(method, SUCCESS).inc()


def sign_in_figures(now: datetime) -> Iterator[Figure]:
    """Who is signed in."""
    sessions, users = count_live(now)
    yield Figure("solacore_active_sessions", "Sign-in sessions that count.", sessions)
    yield Figure("solacore_active_users", "People with such a session.", users)


register_figures(sign_in_figures)
