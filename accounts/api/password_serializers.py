"""What the endpoints for forgotten passwords and mailed links read and write."""

from typing import Any

from rest_framework import serializers

from accounts.api.fields import NewPasswordField
from solacore.common.fields import StrictCharField, StrictEmailField


class ForgotPasswordSerializer(serializers.Serializer[Any]):
    """The address of an account."""

    email = StrictEmailField(max_length=254)


class MailedTokenSerializer(serializers.Serializer[Any]):
    """The token of a mailed link."""

    token = StrictCharField()


class ResetPasswordSerializer(MailedTokenSerializer):
    """The token of a mailed link, and a good password."""

    new_password = NewPasswordField()


class ConfirmationSerializer(serializers.Serializer[Any]):
    """A sentence for the person."""

    message = serializers.CharField()
