"""Stored passwords: argon2, and the bcrypt hashes of the system before this one."""

from collections.abc import Callable

import bcrypt
import pytest
from django.contrib.auth.hashers import make_password

from accounts.hashers import hash_for_django
from accounts.models import User
from accounts.services.entry import user_create
from solacore.testing.clients import PASSWORD, Native, new_email, problem

# The cheapest that bcrypt knows; old hashes have 12.
ROUNDS = 4


def raw_bcrypt(password: str, prefix: bytes = b"2b") -> str:
    return bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(ROUNDS, prefix=prefix)).decode()


def person_with(stored: str) -> User:
    user = user_create(email=new_email(), password=None, locale="en")
    User.objects.filter(pk=user.pk).update(password=stored)
    user.refresh_from_db()
    return user


@pytest.fixture
def login(native: Callable[..., Native]) -> Callable[[User, str], int]:
    def attempt(user: User, password: str) -> int:
        response = native().login(user.email, password)
        if not response.is_success:
            assert problem(response) == (401, "INVALID_CREDENTIALS")
        return response.status_code

    return attempt


def test_a_new_account_has_argon2id(person: Native) -> None:
    assert User.objects.get(pk=person.user["id"]).password.startswith("argon2$argon2id$")


@pytest.mark.parametrize("form", ["{}", "bcrypt${}"])
def test_an_old_hash_is_upgraded_at_sign_in(login: Callable[[User, str], int], form: str) -> None:
    user = person_with(form.format(raw_bcrypt(PASSWORD)))
    assert login(user, PASSWORD) == 200
    user.refresh_from_db()
    assert user.password.startswith("argon2$argon2id$")
    assert user.check_password(PASSWORD)
    assert not user.check_password("Wrong-Harbor7")


@pytest.mark.parametrize("prefix", [b"2a", b"2b"])
def test_each_version_of_bcrypt_is_read(prefix: bytes) -> None:
    user = person_with(raw_bcrypt(PASSWORD, prefix))
    assert user.check_password(PASSWORD)


def test_the_version_of_php_is_read() -> None:
    assert person_with(raw_bcrypt(PASSWORD).replace("$2b$", "$2y$")).check_password(PASSWORD)


@pytest.mark.parametrize("form", ["{}", "bcrypt${}"])
def test_a_wrong_password_upgrades_nothing(login: Callable[[User, str], int], form: str) -> None:
    stored = form.format(raw_bcrypt(PASSWORD))
    user = person_with(stored)
    assert login(user, "Wrong-Harbor7") == 401
    user.refresh_from_db()
    assert user.password == stored


@pytest.mark.parametrize("password", ["Aa1-" * 25, "Ñandú-7-" * 12, "密码A7" * 10])
def test_a_long_password_counts_by_its_first_72_bytes(
    login: Callable[[User, str], int], password: str
) -> None:
    assert len(password.encode()) > 72
    user = person_with(raw_bcrypt(password))
    assert login(user, "x" + password[1:]) == 401
    assert login(user, password) == 200
    user.refresh_from_db()
    # From now on every byte counts.
    assert not user.check_password(password + "x")


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "!unusable",
        "$2b$12$short",
        "$2b$99$" + "a" * 53,
        "$2b$04$" + "é" * 53,
        "bcrypt$$2b$12$short",
        "bcrypt$",
        "bcrypt$é",
        "unknown$hash",
        " {}",
        "{}\n",
    ],
)
def test_a_damaged_hash_lets_nobody_in(login: Callable[[User, str], int], damaged: str) -> None:
    assert login(person_with(damaged.replace("{}", raw_bcrypt(PASSWORD))), PASSWORD) == 401


def test_only_raw_hashes_get_a_name() -> None:
    raw = raw_bcrypt(PASSWORD)
    assert hash_for_django(raw) == f"bcrypt${raw}"
    for other in (make_password(PASSWORD), f"bcrypt${raw}", ""):
        assert hash_for_django(other) == other


def test_an_upgrade_never_undoes_a_reset() -> None:
    """The sign-in read the old hash, then a reset came, then the sign-in wanted to upgrade."""
    user = person_with(raw_bcrypt(PASSWORD))
    changed = make_password("Other-Harbor8")
    User.objects.filter(pk=user.pk).update(password=changed)
    assert user.check_password(PASSWORD)
    assert User.objects.get(pk=user.pk).password == changed
