"""What POST /analytics/events reads and answers."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from analytics.events import CLIENT_EVENTS, EventName
from analytics.schemas import faults, known_part
from analytics.services.client_events import ClientEvent

BATCH_MAX = 50
# How far a client's clock may be ahead, and how long it may have been offline.
CLOCK_AHEAD = timedelta(minutes=5)
OFFLINE = timedelta(days=7)


class ClientEventSerializer(serializers.Serializer[Any]):
    """One event."""

    id = serializers.UUIDField(required=False, help_text="chosen by the client; a repeated one counts once")
    name = serializers.ChoiceField(choices=sorted(name.value for name in CLIENT_EVENTS))
    payload = serializers.DictField(required=False, default=dict, help_text="as the event's schema says")
    occurred_at = serializers.DateTimeField(
        required=False, help_text="at most seven days ago; now by default"
    )
    session_id = serializers.UUIDField(required=False, allow_null=True, default=None)

    def validate_occurred_at(self, value: Any) -> Any:
        """The time.

        Raises:
            ValidationError: it is to come, or too long ago.
        """
        now = timezone.now()
        if not now - OFFLINE <= value <= now + CLOCK_AHEAD:
            raise serializers.ValidationError("This is in the future or more than seven days ago.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The event, without the keys of its payload that its schema doesn't have.

        Raises:
            ValidationError: the payload is not as its schema says.
        """
        name = EventName(attrs["name"])
        payload = known_part(name, attrs["payload"])
        if wrong := faults(name, payload):
            raise serializers.ValidationError({"payload": wrong})
        return {**attrs, "name": name, "payload": payload}


class ClientBatchSerializer(serializers.Serializer[Any]):
    """A batch."""

    events = serializers.ListField(child=ClientEventSerializer(), allow_empty=False, max_length=BATCH_MAX)

    def events_read(self) -> list[ClientEvent]:
        """The events of a valid batch."""
        now = timezone.now()
        return [
            ClientEvent(
                id=event.get("id") or uuid.uuid4(),
                name=event["name"],
                payload=event["payload"],
                occurred_at=event.get("occurred_at") or now,
                session_id=event["session_id"],
            )
            for event in self.validated_data["events"]
        ]


class RecordedSerializer(serializers.Serializer[Any]):
    """The answer."""

    accepted = serializers.IntegerField()
