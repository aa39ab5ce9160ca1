"""Members of the staff, as the tests make them: signed in with both factors."""

import time
import uuid
from typing import Any

from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from solacore.testing.clients import PASSWORD

REASON = "The person asked for it in ticket 4711."


def code_of(device: TOTPDevice, *, steps_ahead: int = 0) -> str:
    """The code that an authenticator app shows, now or some steps ahead."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + steps_ahead * device.step
    return f"{totp.token():06d}"


def staff_made(*roles: str, is_superuser: bool = False) -> User:
    """A member of the staff with a second factor."""
    user = User.objects.create_user(
        f"staff-{uuid.uuid4().hex[:12]}@solacore.test", PASSWORD, is_staff=True, is_superuser=is_superuser
    )
    user.groups.set(Group.objects.filter(name__in=roles))
    assert user.groups.count() == len(roles)
    TOTPDevice.objects.create(user=user, name="phone")
    return user


class Staff(Client):
    """A browser of a member of the staff who is signed in."""

    def __init__(self, *roles: str, is_superuser: bool = False) -> None:
        """Signs a new member of the staff in."""
        super().__init__()
        self.user = staff_made(*roles, is_superuser=is_superuser)
        response = sign_in(self, self.user)
        assert response.status_code == 302, response.content.decode()

    def act(self, person_id: Any, slug: str, **data: Any) -> HttpResponse:
        """Does something to a person."""
        response = self.post(f"/admin/people/{person_id}/{slug}/", {"reason": REASON, **data})
        assert isinstance(response, HttpResponse)
        return response


def sign_in(browser: Client, user: User, *, password: str = PASSWORD, code: str | None = None) -> Any:
    """Posts the sign-in form; with the right code by default."""
    device = TOTPDevice.objects.filter(user=user).first()
    token = code_of(device) if code is None and device else code or ""
    # Each test has an address of its own, or the limit on sign-ins would be everybody's.
    return browser.post(
        "/admin/login/?next=/admin/",
        {"username": user.email, "password": password, "otp_token": token, "next": "/admin/"},
    )
