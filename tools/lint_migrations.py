"""Refuses migrations that would break the running code of the release before, or lock a table for long.

Prints what is wrong; ends with status 1 if anything is.
"""

import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
OURS = ["accounts", "analytics", "backoffice", "billing", "operations", "solve", "webhooks"]
# Looked at by hand: the linter does not see that this index is one of a table that the same migration makes.
REVIEWED = ["0002_pending_events"]
# A migration is never undone here, so it need not say how.
NEVER_UNDONE = ["RUNPYTHON_REVERSIBLE", "RUNSQL_REVERSIBLE"]


def main() -> int:
    """Looks at the migrations of our apps; answers the exit status."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solacore.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()
    from solacore.start_up import start_servers  # noqa: PLC0415

    start_servers()
    from django_migration_linter import MigrationLinter  # noqa: PLC0415 - it reads the settings

    linter = MigrationLinter(
        str(ROOT),
        include_apps=OURS,
        ignore_name=REVIEWED,
        exclude_migration_tests=NEVER_UNDONE,
        all_warnings_as_errors=True,
        no_cache=True,
        quiet=["ok", "ignore"],
    )
    linter.lint_all_migrations()
    return int(linter.has_errors)


if __name__ == "__main__":
    sys.exit(main())
