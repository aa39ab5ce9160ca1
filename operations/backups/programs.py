"""PostgreSQL's own programs, of the server's version."""

import contextlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from django.conf import settings

from operations.backups.errors import BackupError
from solacore.embedded.binaries import postgres_program
from solacore.embedded.errors import EmbeddedServerError

# Where Debian and PostgreSQL's own packages for it put each major version.
_DEBIAN = "/usr/lib/postgresql/{major}/bin"
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


def find(name: str, major: int) -> str:
    """The path of a program whose major version is the server's.

    An older pg_dump refuses a newer server; a newer pg_restore sends settings that an older server does not
    know (https://www.postgresql.org/docs/current/app-pgdump.html, Notes).

    Args:
        name: such as `pg_dump`.
        major: the server's version.

    Raises:
        BackupError: when there is none.
    """
    for path in _candidates(name, major):
        if path.is_file() and _major_of(path) == major:
            return str(path)
    raise BackupError(
        f"{name} of PostgreSQL {major}, the server's version, is not here: "
        f"install postgresql-client-{major}, or name its folder in PG_BIN."
    )


def environment(extra: dict[str, str]) -> dict[str, str]:
    """What the programs get of our environment: nothing that holds a secret, but for `extra`."""
    kept = ("PATH", "HOME", "GNUPGHOME", "LD_LIBRARY_PATH", "SSL_CERT_FILE")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"LC_ALL": "C.UTF-8"} | extra


def _candidates(name: str, major: int) -> list[Path]:
    if settings.PG_BIN:
        return [Path(settings.PG_BIN) / name]
    found = [Path(_DEBIAN.format(major=major)) / name]
    # A production image has no embedded servers.
    with contextlib.suppress(EmbeddedServerError):
        found.append(postgres_program(name))
    on_path = shutil.which(name)
    return [*found, Path(on_path)] if on_path else found


def _major_of(program: Path) -> int | None:
    done = subprocess.run(  # noqa: S603
        [str(program), "--version"], capture_output=True, text=True, check=False, env=environment({})
    )
    version = _VERSION.search(done.stdout)
    return int(version[1]) if version else None
