"""What the session endpoints read and write."""

import re
from datetime import datetime
from typing import Any, get_args

from django.conf import settings
from rest_framework import serializers

from solacore.common.fields import StrictCharField
from solacore.common.languages import LOCALES, locale_of
from solve.models import STATUS_CHOICES, Message, SolveSession
from solve.prompts.labels import Effort
from solve.steps import Step

_UNESCAPED_OFFSET = re.compile(r"(:\d{2}(?:\.\d+)?) (\d{2}:?\d{2})$")


class LocaleField(StrictCharField):
    """A language tag that stands for one of our locales."""

    def to_internal_value(self, data: Any) -> str:
        """The locale.

        Raises:
            ValidationError: when it is none of ours.
        """
        locale = locale_of(super().to_internal_value(data))
        if locale is None:
            raise serializers.ValidationError(f"Choose one of {', '.join(LOCALES)}.")
        return locale


class PageSerializer(serializers.Serializer[Any]):
    """Which part of a list is wanted."""

    limit = serializers.IntegerField(min_value=1, max_value=100, default=20)
    offset = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)


class TimeParameter(serializers.DateTimeField):
    """A moment in a query string; without an offset it is UTC."""

    def to_internal_value(self, value: Any) -> datetime:
        """The moment; also of one whose "+" was not escaped and arrives as a space.

        Raises:
            ValidationError: when it is none.
        """
        return super().to_internal_value(_UNESCAPED_OFFSET.sub(r"\1+\2", value))


class SessionListSerializer(PageSerializer):
    """Which of a person's sessions are wanted."""

    status = serializers.ChoiceField(choices=STATUS_CHOICES, required=False)
    q = StrictCharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="Words, all of them in one message or reply of the session.",
    )
    before = TimeParameter(required=False, help_text="Created earlier than this; UTC without an offset.")
    after = TimeParameter(required=False, help_text="Created later than this; UTC without an offset.")


class MessagePageSerializer(PageSerializer):
    """Which part of a conversation is wanted."""

    limit = serializers.IntegerField(min_value=1, max_value=100, default=100)
    include_messages = serializers.BooleanField(default=False)


class StartSerializer(serializers.Serializer[Any]):
    """The body of POST /sessions."""

    locale = LocaleField(required=False)


class UsageSerializer(serializers.Serializer[Any]):
    """What a new session leaves of the quota."""

    sessions_used = serializers.IntegerField()
    sessions_limit = serializers.IntegerField(help_text="0 = unlimited")
    tier = serializers.CharField()


class StartedSerializer(serializers.Serializer[Any]):
    """The answer to POST /sessions."""

    session_id = serializers.UUIDField()
    status = serializers.CharField()
    current_step = serializers.CharField()
    created_at = serializers.DateTimeField()
    usage = UsageSerializer()


class ChangeSerializer(serializers.Serializer[Any]):
    """The body of PATCH /sessions/{id}. Unknown statuses and steps are the service's to refuse."""

    status = StrictCharField(required=False, max_length=20)
    current_step = StrictCharField(required=False, max_length=20)
    locale = LocaleField(required=False)
    first_step_action = StrictCharField(required=False, allow_blank=True, max_length=1000)
    reminder_time = serializers.DateTimeField(required=False, allow_null=True)


class ChangedSerializer(serializers.ModelSerializer[SolveSession]):
    """The answer to PATCH /sessions/{id}."""

    class Meta:
        model = SolveSession
        fields = ["id", "status", "current_step", "updated_at"]


class MessageSerializer(serializers.ModelSerializer[Message]):
    """Something that was said."""

    class Meta:
        model = Message
        fields = ["id", "role", "content", "step", "status", "created_at"]


class SessionSerializer(serializers.ModelSerializer[SolveSession]):
    """What every answer says of a session."""

    class Meta:
        model = SolveSession
        fields = ["id", "status", "current_step", "created_at", "completed_at"]


class ListedSessionSerializer(SessionSerializer):
    """A session in a list."""

    title = serializers.CharField(help_text="How the person began; empty before they have.")

    class Meta(SessionSerializer.Meta):
        fields = [*SessionSerializer.Meta.fields, "title"]


class OptionSerializer(serializers.Serializer[Any]):
    """One of the options that a reply listed."""

    title = serializers.CharField()
    pros = serializers.ListField(child=serializers.CharField())
    cons = serializers.ListField(child=serializers.CharField())
    effort = serializers.ChoiceField(choices=get_args(Effort))


class FirstStepSerializer(serializers.Serializer[Any]):
    """The first step that a reply proposed."""

    action = serializers.CharField()
    when = serializers.CharField(allow_blank=True, help_text="Empty where the reply names no time.")


class SessionDetailSerializer(SessionSerializer):
    """One session."""

    options = OptionSerializer(many=True, allow_null=True, read_only=True)
    first_step = FirstStepSerializer(allow_null=True, read_only=True)

    class Meta(SessionSerializer.Meta):
        fields = [
            *SessionSerializer.Meta.fields,
            "locale",
            "first_step_action",
            "reminder_time",
            "options",
            "first_step",
        ]


class SessionWithMessagesSerializer(SessionDetailSerializer):
    """One session; its messages only when they were asked for."""

    messages = MessageSerializer(many=True, required=False)

    class Meta(SessionDetailSerializer.Meta):
        fields = [*SessionDetailSerializer.Meta.fields, "messages"]


class SessionPageSerializer(serializers.Serializer[Any]):
    """A part of a person's sessions."""

    sessions = ListedSessionSerializer(many=True)
    total = serializers.IntegerField()
    limit = serializers.IntegerField()
    offset = serializers.IntegerField()


class MessagesPageSerializer(serializers.Serializer[Any]):
    """A part of a conversation."""

    messages = MessageSerializer(many=True)
    total = serializers.IntegerField()
    limit = serializers.IntegerField()
    offset = serializers.IntegerField()


class SendSerializer(serializers.Serializer[Any]):
    """The body of POST /sessions/{id}/messages."""

    content = StrictCharField(max_length=settings.MESSAGE_MAX_CHARACTERS, trim_whitespace=False)
    step = serializers.ChoiceField(choices=[step.value for step in Step])
    client_message_id = StrictCharField(required=False, allow_null=True, max_length=128)

    def validate_content(self, content: str) -> str:
        """Refuses a message of nothing but white space.

        Raises:
            ValidationError: when it is one.
        """
        if not content.strip():
            raise serializers.ValidationError("Write something first.")
        return content
