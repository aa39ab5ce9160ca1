#!/usr/bin/env python
"""Django's command line for Solacore."""

import os
import sys

from django.core.management import execute_from_command_line

from solacore.start_up import start_servers

# Commands that look at the code only.
WITHOUT_SERVERS = {
    "check",
    "collectstatic",
    "compilemessages",
    "demo",
    "help",
    "makemessages",
    "spectacular",
    "version",
}


def main() -> None:
    """Runs a management command.

    A machine that names neither DEBUG nor a SECRET_KEY is a developer's: outside DEBUG a
    SECRET_KEY is required, so that no deployment can end up here by forgetting one line.
    """
    if "SECRET_KEY" not in os.environ:
        os.environ.setdefault("DEBUG", "true")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solacore.settings")
    if len(sys.argv) > 1 and sys.argv[1] not in WITHOUT_SERVERS and "--help" not in sys.argv:
        start_servers()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
