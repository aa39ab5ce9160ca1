"""What the OAuth endpoints read."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from accounts.api.serializers import DeviceSerializer
from accounts.oauth.google import POPUP_REDIRECT_URI
from solacore.common.fields import StrictCharField
from solacore.environment import origin_of


class IdTokenSerializer(DeviceSerializer):
    """An issuer's ID token and the device."""

    id_token = StrictCharField(max_length=16_384)
    nonce = StrictCharField(
        max_length=255,
        required=False,
        allow_blank=True,
        allow_null=True,
        trim_whitespace=False,
        help_text="what the sign-in was begun with; the token must hold it, or its SHA-256 in hex",
    )

    def proof(self) -> dict[str, Any]:
        """The token and the nonce ("" without one)."""
        return {"token": self.validated_data["id_token"], "nonce": self.validated_data.get("nonce") or ""}


class GoogleCodeSerializer(DeviceSerializer):
    """The query of POST /auth/oauth/google/code."""

    code = StrictCharField(max_length=2048)
    device_fingerprint = StrictCharField(max_length=255, required=False, allow_blank=True)
    redirect_uri = StrictCharField(
        max_length=2048,
        required=False,
        default=POPUP_REDIRECT_URI,
        help_text=f"where Google sent the code, on a trusted origin; {POPUP_REDIRECT_URI} by default",
    )

    def validate_redirect_uri(self, value: str) -> str:
        """The address.

        Raises:
            ValidationError: when it is on no trusted origin.
        """
        if value != POPUP_REDIRECT_URI and origin_of(value) not in settings.TRUSTED_ORIGINS:
            raise serializers.ValidationError("This address is on no trusted origin.")
        return value
