"""Serializer fields of the account endpoints."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as InvalidPassword
from rest_framework import serializers

from solacore.common.fields import StrictCharField

# Argon2 hashes whatever it is given; this bounds the work that a request can ask for.
PASSWORD_MAX_LENGTH = 128


class PasswordField(StrictCharField):
    """A password, to the letter."""

    def __init__(self, **kwargs: Any) -> None:
        """Args: kwargs: those of DRF's CharField."""
        super().__init__(max_length=PASSWORD_MAX_LENGTH, trim_whitespace=False, **kwargs)


class NewPasswordField(PasswordField):
    """A password that somebody chooses, so it must follow the rules for passwords."""

    def to_internal_value(self, data: Any) -> str:
        """The password.

        Raises:
            ValidationError: when it is no string or breaks a rule.
        """
        password = super().to_internal_value(data)
        try:
            validate_password(password)
        except InvalidPassword as error:
            raise serializers.ValidationError(list(error.messages)) from None
        return password
