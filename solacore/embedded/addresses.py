"""The addresses of the embedded servers, known before anything runs."""

from pathlib import Path
from urllib.parse import quote

from solacore.embedded.folder import POSTGRES_PORT, DataFolder

DATABASE = "solacore"
ROLE = "postgres"


def postgres_url(data_dir: Path, database: str = DATABASE) -> str:
    """The address of a database, in the form that django-environ reads.

    django-environ takes a path that begins with two slashes apart at its last slash, into HOST (the folder of
    the socket) and NAME (`Env.db_url_config`). libpq does not know this form: give its programs the host and
    the database apart.
    """
    sockets = quote(str(DataFolder.at(data_dir).sockets))
    return f"postgresql://{ROLE}@:{POSTGRES_PORT}/{sockets}/{quote(database, safe='')}"


def database_settings(data_dir: Path, database: str = DATABASE) -> dict[str, str]:
    """The same address as an entry of Django's DATABASES, without ENGINE and options."""
    return {
        "NAME": database,
        "USER": ROLE,
        "PASSWORD": "",
        "HOST": str(DataFolder.at(data_dir).sockets),
        "PORT": str(POSTGRES_PORT),
    }


def redis_url(data_dir: Path, database: int = 0) -> str:
    """The address of a Redis database, as redis-py, django-redis and channels_redis read it."""
    return f"unix://{quote(str(DataFolder.at(data_dir).redis_socket))}?db={database}"
