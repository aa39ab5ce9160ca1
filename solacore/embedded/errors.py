"""The error of this package."""


class EmbeddedServerError(Exception):
    """The embedded servers cannot be used; the text says why, in a sentence for a person."""
