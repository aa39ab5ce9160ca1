"""What the account endpoints read and write."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as InvalidPassword
from rest_framework import serializers

from accounts.models import Locale, User
from accounts.services.sessions import SignedIn
from accounts.services.sign_in import DeviceClaim
from solacore.common.fields import StrictCharField, StrictEmailField

# Argon2 hashes whatever it is given; this bounds the work that a request can ask for.
PASSWORD_MAX_LENGTH = 128


class DeviceSerializer(serializers.Serializer[Any]):
    """The device that a client runs on."""

    device_fingerprint = StrictCharField(max_length=255)
    device_name = StrictCharField(max_length=100, required=False, allow_blank=True, allow_null=True)

    def device(self) -> DeviceClaim:
        """The claim in the validated data."""
        data = self.validated_data
        return DeviceClaim(data["device_fingerprint"], data.get("device_name") or "")


class LoginSerializer(DeviceSerializer):
    """Address, password and device."""

    email = StrictEmailField(max_length=254)
    password = StrictCharField(max_length=PASSWORD_MAX_LENGTH, trim_whitespace=False)


class RegisterSerializer(LoginSerializer):
    """The same for a new account, whose password must be a good one."""

    locale = serializers.ChoiceField(choices=Locale.choices, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Checks the password against the rules, and against the address it belongs to."""
        try:
            validate_password(attrs["password"], User(email=attrs["email"]))
        except InvalidPassword as error:
            raise serializers.ValidationError({"password": list(error.messages)}) from None
        return attrs


class UserSerializer(serializers.ModelSerializer[User]):
    """A person, to themselves."""

    class Meta:
        model = User
        fields = ["id", "email", "auth_provider", "locale"]


class SignedInSerializer(serializers.Serializer[Any]):
    """The answer to every kind of sign-in; a native client finds its tokens in it."""

    user = UserSerializer()
    message = serializers.CharField()
    access_token = serializers.CharField(required=False)
    refresh_token = serializers.CharField(required=False)
    token_type = serializers.CharField(required=False)
    expires_in = serializers.IntegerField(required=False, help_text="seconds")
    user_id = serializers.UUIDField(required=False)


class CsrfSerializer(serializers.Serializer[Any]):
    """The CSRF token."""

    csrf_token = serializers.CharField()


def signed_in_body(signed_in: SignedIn, message: str) -> dict[str, Any]:
    """The part of the answer that browsers and native clients share."""
    return {"user": UserSerializer(signed_in.user).data, "message": message}
