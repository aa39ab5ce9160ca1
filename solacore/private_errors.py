"""What may be shown of an exception: its kind and where it happened; its text only where that is harmless.

A driver's or a library's text can quote what it was given: PostgreSQL prints the whole row that a constraint
refuses, `int` the words that are no number.
"""

from collections.abc import Mapping
from typing import Any

from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import ExcInfo

# By name, the derived ones not included: connections that fail, settings, names in our own code.
HARMLESS = frozenset(
    {
        "AttributeError",
        "BrokenPipeError",
        "ConnectionError",
        "ConnectionRefusedError",
        "ConnectionResetError",
        "ImproperlyConfigured",
        "ModuleNotFoundError",
        "NameError",
        "OperationalError",
        "PoolTimeout",
        "ProviderError",
        "TimeoutError",
    }
)


def shown_text(kind: str, text: str) -> str:
    """An exception's text, or nothing in its place.

    Args:
        kind: the name of its class.
        text: what it says.
    """
    return text if kind in HARMLESS else ""


class PrivateTracebacks(ExceptionDictTransformer):
    """structlog's tracebacks as dictionaries, without local variables and private texts."""

    def __init__(self) -> None:
        """Takes structlog's defaults but for the local variables."""
        super().__init__(show_locals=False)

    def __call__(self, exc_info: ExcInfo) -> list[dict[str, Any]]:
        """The chain of exceptions, the one that was raised first."""
        return [_without_text(part) for part in super().__call__(exc_info)]


def _without_text(part: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in part.items() if key not in {"exc_notes", "syntax_error"}}
    kept["exc_value"] = shown_text(part["exc_type"], part["exc_value"])
    kept["exceptions"] = [[_without_text(inner) for inner in group] for group in part.get("exceptions") or []]
    return kept
