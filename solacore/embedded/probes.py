"""What a process asks of the running servers before it goes on."""

import socket
import subprocess

from solacore.embedded.addresses import ROLE
from solacore.embedded.binaries import environment, postgres_program
from solacore.embedded.folder import POSTGRES_PORT, DataFolder

_ANSWER_SECONDS = 5.0

_CREATE_IF_MISSING = r"""
SELECT format('CREATE DATABASE %I', :'name')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
"""


def create_database(folder: DataFolder, name: str) -> str:
    """Create the database unless it exists.

    Returns:
        An empty text, or why PostgreSQL did not do it (it may still be starting).
    """
    psql = str(postgres_program("psql"))
    where = [f"--host={folder.sockets}", f"--port={POSTGRES_PORT}", f"--username={ROLE}", "--dbname=postgres"]
    how = ["--no-psqlrc", "--no-password", "--quiet", "--set=ON_ERROR_STOP=1", f"--set=name={name}"]
    try:
        done = subprocess.run(  # noqa: S603
            [psql, *where, *how],
            input=_CREATE_IF_MISSING,
            env=environment(),
            check=False,
            capture_output=True,
            text=True,
            timeout=_ANSWER_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return "PostgreSQL does not answer."
    return done.stderr.strip() or "psql failed." if done.returncode else ""


def redis_answers(folder: DataFolder) -> bool:
    """Whether Redis answers and has loaded its data (before that it answers PING with an error)."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_ANSWER_SECONDS)
        try:
            connection.connect(str(folder.redis_socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False
