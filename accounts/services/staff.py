"""Who is staff, and the staff account that a development server offers."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from accounts.models import User
from accounts.services.entry import user_create
from accounts.services.locking import person_lock
from solacore.environment import development_secret

DEVELOPMENT_EMAIL = "admin@solacore.test"


@dataclass(frozen=True, slots=True)
class StaffLogin:
    """How to sign in."""

    email: str
    password: str


@transaction.atomic
def staff_roles_set(user_id: uuid.UUID, roles: Iterable[Group]) -> None:
    """Gives a person these roles and no others; whoever has one is staff.

    Raises:
        SessionRevokedError: there is no such person any more.
    """
    user = person_lock(user_id)
    user.groups.set(roles)
    user.is_staff = user.is_superuser or user.groups.exists()
    user.save(update_fields=["is_staff", "updated_at"])


@transaction.atomic
def development_staff() -> StaffLogin:
    """Makes the development account, or gives it back its password.

    Raises:
        ImproperlyConfigured: outside DEBUG.
    """
    if not settings.DEBUG:
        raise ImproperlyConfigured("A staff account with a known password is for development only.")
    password = development_secret("staff-password")[:16]
    user = User.objects.filter(email=DEVELOPMENT_EMAIL).first()
    if user is None:
        user_create(email=DEVELOPMENT_EMAIL, password=password, locale="en", is_staff=True, is_superuser=True)
    elif not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    return StaffLogin(DEVELOPMENT_EMAIL, password)
