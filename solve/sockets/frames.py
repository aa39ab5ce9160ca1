"""What a client may send over a socket."""

import io
from typing import Any

from rest_framework import serializers

from solacore.common.parsers import StrictJSONParser
from solve.api.serializers import SendSerializer

# Larger than any event's number: where it stands for one, the client has seen what never was.
LARGEST_ID = 2**31 - 1


class FrameSerializer(serializers.Serializer[Any]):
    """Any frame."""

    type = serializers.ChoiceField(choices=["message", "stop", "resume"])


class MessageFrameSerializer(SendSerializer):
    """`{"type": "message", …}`: as over HTTP, but without the step, which is the session's to know."""

    step = None  # type: ignore[assignment]  # DRF's way to leave out an inherited field


class ResumeFrameSerializer(serializers.Serializer[Any]):
    """`{"type": "resume", …}`: without a last event, all of the reply is wanted."""

    message_id = serializers.UUIDField()
    last_event_id = serializers.IntegerField(required=False, allow_null=True, min_value=0)

    def validate_last_event_id(self, number: int | None) -> int | None:
        """Keeps the number in the range of a real one."""
        return None if number is None else min(number, LARGEST_ID)


def decode(text: str) -> Any:
    """The value in a frame.

    Raises:
        ParseError: when it is no JSON.
    """
    return StrictJSONParser().parse(io.BytesIO(text.encode()))


def validated(form: type[serializers.Serializer[Any]], value: Any) -> dict[str, Any]:
    """The fields of a frame.

    Raises:
        ValidationError: when they are not what the form wants.
    """
    filled = form(data=value)
    filled.is_valid(raise_exception=True)
    return dict(filled.validated_data)
