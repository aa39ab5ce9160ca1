"""What every process does before it needs PostgreSQL and Redis."""

import sys

from django.conf import settings

from solacore import embedded


def start_servers() -> None:
    """Starts the embedded servers of the data folder where the environment names no real ones.

    Raises:
        SystemExit: when they don't start.
    """
    if not (settings.EMBEDDED_POSTGRES or settings.EMBEDDED_REDIS):
        return
    try:
        embedded.ensure_running(settings.DATA_DIR, say=_say)
    except embedded.EmbeddedServerError as error:
        sys.exit(f"Solacore does not start: {error}")


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
