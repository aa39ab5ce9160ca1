#!/usr/bin/env python
"""Django's command line for Solacore."""

import os
import sys

from django.core.management import execute_from_command_line

from solacore.interpreter import collect_rarely
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
# Required outside DEBUG, and of no use in it: with one of them there, the other was forgotten.
PRODUCTION_SETTINGS = {"SECRET_KEY", "ALLOWED_HOSTS"}


def main() -> None:
    """Runs a management command.

    A machine that names neither DEBUG nor any setting that only a deployment has is a developer's.
    """
    collect_rarely()
    if not PRODUCTION_SETTINGS.intersection(os.environ):
        os.environ.setdefault("DEBUG", "true")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solacore.settings")
    if len(sys.argv) > 1 and sys.argv[1] not in WITHOUT_SERVERS and "--help" not in sys.argv:
        start_servers()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
