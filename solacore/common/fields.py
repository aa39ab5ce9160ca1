"""Serializer fields that are stricter than DRF's."""

from typing import Any

from rest_framework import serializers


class StrictCharField(serializers.CharField):
    """A string, and only a string: DRF's own turns numbers into text."""

    def to_internal_value(self, data: Any) -> str:
        """The string.

        Raises:
            ValidationError: when it is none.
        """
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictEmailField(StrictCharField, serializers.EmailField):
    """An address, and only as a string."""
