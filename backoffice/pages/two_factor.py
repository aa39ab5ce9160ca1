"""The page on which a member of staff sets up their second factor, once, after the first sign-in."""

from base64 import b32encode
from urllib.parse import quote

import qrcode
from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django_otp import login, user_has_device
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex
from qrcode.image.svg import SvgPathImage

from accounts.models import User
from accounts.services.locking import person_lock
from backoffice.audit import audit_record

_SESSION_KEY = "two_factor_key"


class CodeForm(forms.Form):
    """The proof that the app has the key."""

    code = forms.CharField(
        max_length=6,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


@never_cache
@csrf_protect
def set_up(request: HttpRequest) -> HttpResponse:
    """Shows a key, which is kept in the session only until a code proves that it is known."""
    user = request.user
    if not (user.is_authenticated and user.is_staff and user.is_active) or user_has_device(user):
        return HttpResponseRedirect(reverse("admin:login"))
    key = request.session.setdefault(_SESSION_KEY, random_hex(20))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        device = _device_proven(user, key, form.cleaned_data["code"])
        if device is not None:
            del request.session[_SESSION_KEY]
            request.session.cycle_key()
            login(request, device)
            return HttpResponseRedirect(reverse("admin:index"))
        form.add_error("code", "This is not the code of the moment. Is the clock of your phone right?")
    secret = b32encode(bytes.fromhex(key)).decode()
    return render(
        request,
        "backoffice/two_factor.html",
        {
            **admin.site.each_context(request),
            "title": "Set up your second factor",
            "form": form,
            "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
            "qr_code": _qr_code(user, secret),
        },
    )


@transaction.atomic
def _device_proven(user: User, key: str, code: str) -> TOTPDevice | None:
    person_lock(user.pk)
    if user_has_device(user):
        return None
    device = TOTPDevice(user=user, name="authenticator app", key=key)
    # `verify_token` stores the device, whether or not the code is right.
    if not device.verify_token(code):
        device.delete()
        return None
    audit_record(actor=user, action="two-factor-set-up", reason="first sign-in", subject_id=user.pk)
    return device


def _qr_code(user: User, secret: str) -> SafeString:
    issuer = quote(settings.OTP_TOTP_ISSUER)
    # https://github.com/google/google-authenticator/wiki/Key-Uri-Format
    uri = f"otpauth://totp/{issuer}:{quote(user.email)}?secret={secret}&issuer={issuer}"
    svg: str = qrcode.make(uri, image_factory=SvgPathImage).to_string(encoding="unicode")
    return mark_safe(svg)  # noqa: S308 - made here, of percent-encoded text
