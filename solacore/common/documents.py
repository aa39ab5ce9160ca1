"""Reading JSON that somebody else wrote, field by field and with types.

A field that is missing or null is None; one of the wrong type is an error that names it.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from solacore.common.errors import MalformedJSONError, ValidationFailedError

T = TypeVar("T")
# What PostgreSQL stores, and more than a text of any use has: a name, an id, a type.
LONGEST_TEXT = 255
# Seconds since 1970. It leaves room to add to.
LATEST = datetime(9000, 1, 1, tzinfo=UTC).timestamp() - 1


def parse_document(body: bytes) -> "Document":
    """The JSON object that a body holds.

    Raises:
        MalformedJSONError: it is no JSON, or nested too deeply to be anybody's.
        ValidationFailedError: it is JSON, but no object.
    """
    try:
        value = json.loads(body.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise MalformedJSONError from None
    if not isinstance(value, dict):
        raise ValidationFailedError({"non_field_errors": ["The body must be a JSON object."]})
    return Document(value)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


class Document:
    """A JSON object."""

    def __init__(self, values: Mapping[str, Any], path: str = "") -> None:
        """Args: values: the object. path: where it stands in a larger one, for errors."""
        self._values = values
        self._path = path

    def text(self, name: str) -> str | None:
        """A text of at most 255 characters; an empty one counts as missing."""
        value = self._typed(name, str, "a text")
        if value is not None and (len(value) > LONGEST_TEXT or not value.isprintable()):
            raise self._wrong(name, "a text of at most 255 printable characters")
        return value or None

    def required(self, name: str) -> str:
        """A text that must be there."""
        value = self.text(name)
        if value is None:
            raise self._wrong(name, "there")
        return value

    def flag(self, name: str) -> bool:
        """A boolean; False when it is missing."""
        return bool(self._typed(name, bool, "true or false"))

    def time(self, name: str, *, per_second: int = 1) -> datetime | None:
        """A time in seconds since 1970, or in fractions of one."""
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(name, "a time, as a number")
        try:
            seconds = value / per_second
        except OverflowError:
            seconds = LATEST + 1
        if not 0 <= seconds <= LATEST:
            raise self._wrong(name, "a time from 1970 to 8999")
        return datetime.fromtimestamp(seconds, tz=UTC)

    def iso_time(self, name: str) -> datetime | None:
        """A time in ISO 8601 with its offset."""
        text = self.text(name)
        if text is None:
            return None
        try:
            time = datetime.fromisoformat(text)
            seconds = time.timestamp() if time.tzinfo else -1.0
        except (ValueError, OverflowError):
            seconds = -1.0
        if not 0 <= seconds <= LATEST:
            raise self._wrong(name, "a time in ISO 8601, from 1970 to 8999")
        return datetime.fromtimestamp(seconds, tz=UTC)

    def inner(self, name: str) -> "Document":
        """An object; one without fields when it is missing."""
        return Document(self._typed(name, dict, "an object") or {}, self._at(name))

    def values(self, name: str) -> Mapping[str, Any]:
        """An object as it stands there, for others to read."""
        return self._typed(name, dict, "an object") or {}

    def each(self, name: str) -> Iterator["Document"]:
        """The objects of a list."""
        for place, value in enumerate(self._typed(name, list, "a list") or []):
            if not isinstance(value, dict):
                raise self._wrong(f"{name}.{place}", "an object")
            yield Document(value, self._at(f"{name}.{place}"))

    def texts(self, name: str) -> list[str]:
        """The texts of a list."""
        values = self._typed(name, list, "a list") or []
        items = Document({str(place): value for place, value in enumerate(values)}, self._at(name))
        return [text for place in range(len(values)) if (text := items.text(str(place)))]

    def reference(self, name: str) -> str | None:
        """An id, whether it stands there itself or in the object that it names (Stripe's expansion)."""
        is_object = isinstance(self._values.get(name), dict)
        return self.inner(name).text("id") if is_object else self.text(name)

    def _typed(self, name: str, kind: type[T], what: str) -> T | None:
        value = self._values.get(name)
        if value is not None and not isinstance(value, kind):
            raise self._wrong(name, what)
        return value

    def _at(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def _wrong(self, name: str, what: str) -> ValidationFailedError:
        return ValidationFailedError({self._at(name): [f"This must be {what}."]})
