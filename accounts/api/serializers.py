"""What the account endpoints read and write."""

from typing import Any

from rest_framework import serializers

from accounts.api.fields import NewPasswordField, PasswordField
from accounts.models import ActiveSession, Device, Locale, User
from accounts.services.entry import DeviceClaim
from accounts.services.sessions import SignedIn
from solacore.common.fields import StrictCharField, StrictEmailField


class DeviceSerializer(serializers.Serializer[Any]):
    """The device that a client runs on."""

    device_fingerprint = StrictCharField(max_length=255)
    device_name = StrictCharField(max_length=100, required=False, allow_blank=True, allow_null=True)

    def device(self) -> DeviceClaim:
        """The claim in the validated data."""
        data = self.validated_data
        return DeviceClaim(data.get("device_fingerprint") or "", data.get("device_name") or "")


class BetaLoginSerializer(DeviceSerializer):
    """The body of POST /auth/beta-login, all of it optional."""

    device_fingerprint = StrictCharField(max_length=255, required=False, allow_blank=True, allow_null=True)


class LoginSerializer(DeviceSerializer):
    """Address, password and device."""

    email = StrictEmailField(max_length=254)
    password = PasswordField()


class RegisterSerializer(LoginSerializer):
    """The same for a new account, whose password must be a good one."""

    password = NewPasswordField()
    locale = serializers.ChoiceField(choices=Locale.choices, required=False)


class UserSerializer(serializers.ModelSerializer[User]):
    """A person, to themselves."""

    class Meta:
        model = User
        fields = ["id", "email", "auth_provider", "locale"]


class PersonChangeSerializer(serializers.Serializer[Any]):
    """The body of PATCH /auth/me."""

    locale = serializers.ChoiceField(choices=Locale.choices, required=False)


class SignedInSerializer(serializers.Serializer[Any]):
    """The answer to every kind of sign-in; a native client finds its tokens in it."""

    user = UserSerializer()
    message = serializers.CharField()
    access_token = serializers.CharField(required=False)
    refresh_token = serializers.CharField(required=False)
    token_type = serializers.CharField(required=False)
    expires_in = serializers.IntegerField(required=False, help_text="seconds")
    user_id = serializers.UUIDField(required=False)


class RefreshSerializer(serializers.Serializer[Any]):
    """The body of POST /auth/refresh; a browser sends a cookie instead."""

    refresh_token = StrictCharField(required=False, allow_blank=True, allow_null=True, max_length=4096)


class DeviceListSerializer(serializers.ModelSerializer[Device]):
    """A device, to its owner; the context has the id of the one that asks as `current`."""

    is_current = serializers.SerializerMethodField()

    class Meta:
        model = Device
        fields = ["id", "device_name", "platform", "last_active_at", "is_active", "is_current"]

    def get_is_current(self, device: Device) -> bool:
        """Whether the request comes from this device."""
        return bool(device.pk == self.context["current"])


class ActiveSessionSerializer(serializers.ModelSerializer[ActiveSession]):
    """A sign-in session, to its owner; the context has the id of the one that asks as `current`."""

    device_id = serializers.UUIDField(allow_null=True)
    is_current = serializers.SerializerMethodField()

    class Meta:
        model = ActiveSession
        fields = ["id", "device_id", "created_at", "expires_at", "is_current"]

    def get_is_current(self, session: ActiveSession) -> bool:
        """Whether the request is signed by this session."""
        return bool(session.pk == self.context["current"])


class CsrfSerializer(serializers.Serializer[Any]):
    """The CSRF token."""

    csrf_token = serializers.CharField()


def signed_in_body(signed_in: SignedIn, message: str) -> dict[str, Any]:
    """The part of the answer that browsers and native clients share."""
    return {"user": UserSerializer(signed_in.user).data, "message": message}
