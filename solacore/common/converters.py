"""Path converters."""

import uuid

# What a path id that is no UUID stands for: RFC 9562 §5.9's nil UUID, which names no row.
NIL = uuid.UUID(int=0)


class IdConverter:
    """A path segment that names an object; whatever is no UUID simply names nothing."""

    regex = "[^/]+"

    def to_python(self, value: str) -> uuid.UUID:
        """The id."""
        try:
            return uuid.UUID(value)
        except ValueError:
            return NIL

    def to_url(self, value: uuid.UUID) -> str:
        """The id's path segment."""
        return str(value)
