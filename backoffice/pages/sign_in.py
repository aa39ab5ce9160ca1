"""How staff sign in: the password, then the second factor, with few attempts at either."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_otp import match_token, user_has_device

from accounts.models import User
from accounts.services.slow_down import SignInAttempt
from solacore.common.client_address import address_key, client_address
from solacore.common.errors import TooManyRequestsError
from solacore.common.rate_limits.limiter import limit
from solacore.common.rate_limits.scopes import RateScope


class StaffSignInForm(AdminAuthenticationForm):
    """Address, password, and the code of whoever has a second factor already."""

    otp_token = forms.CharField(
        label="Code",
        required=False,
        max_length=8,
        help_text="Six digits from your authenticator app. Leave it empty if you have not set one up yet.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        """The credentials, all right.

        Raises:
            ValidationError: one of them is wrong, or there were too many attempts.
        """
        assert self.request is not None
        email = str(self.cleaned_data.get("username", ""))
        client = address_key(client_address(self.request))
        try:
            limit(self.request, RateScope.AUTH)
            attempt = SignInAttempt(email=email, fingerprint="", client=client, now=_now())
            try:
                cleaned = super().clean()
                self._check_code(self.get_user(), cleaned.get("otp_token", ""))
            except ValidationError:
                attempt.failed()
                raise
            attempt.passed()
        except TooManyRequestsError as error:
            wait = error.params["retry_after"]
            raise ValidationError(f"Too many attempts. Please wait {wait} seconds.") from None
        return cleaned

    def _check_code(self, user: User, code: str) -> None:
        if not user_has_device(user):
            return
        device = match_token(user, code) if code else None
        if device is None:
            # The same words as for a wrong password: nothing tells which of them was right.
            raise self.get_invalid_login_error()
        cast(Any, user).otp_device = device


def _now() -> datetime:
    return timezone.now()
