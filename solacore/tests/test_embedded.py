"""The embedded servers, with real processes in temporary data folders whose paths have a space."""

import contextlib
import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import environ
import psutil
import psycopg
import pytest
import redis
from channels_redis.utils import create_pool
from django_redis.cache import RedisCache
from hypothesis import given
from hypothesis import strategies as st

from solacore.embedded import database_settings, is_first_start, postgres_url, redis_url
from solacore.embedded.binaries import redis_program
from solacore.embedded.folder import LONGEST_SOCKET_PATH, DataFolder

pytestmark = pytest.mark.pure

PROJECT = Path(__file__).resolve().parents[2]

# What is allowed between the end of the last user and the end of everything.
GONE_SECONDS = 5.0

# Calls ensure_running at its start and again for each line it is sent, and says how it went.
USER_PROGRAM = """
import json, sys
from pathlib import Path
from solacore.embedded import EmbeddedServerError, ensure_running
while True:
    try:
        ensure_running(Path(sys.argv[1]))
        outcome = "up"
    except EmbeddedServerError as error:
        outcome = str(error)
    print(json.dumps(outcome), flush=True)
    if not sys.stdin.readline():
        break
"""


class User:
    """A process that uses the servers of a data folder."""

    def __init__(self, data_dir: Path, **options: Any) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER_PROGRAM, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
            env=os.environ | {"SOLACORE_EMBEDDED_FSYNC": "on"},
            start_new_session=True,
            **options,
        )

    def answer(self) -> str:
        """`up`; anything else is why not."""
        assert self.process.stdout is not None
        return str(json.loads(self.process.stdout.readline()))

    def ensure(self) -> str:
        """Have it call ensure_running once more."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.answer()

    def end(self) -> None:
        self.process.communicate(timeout=10)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """A folder that only its owner may enter.

    Not pytest's own: another run of pytest closes the folder above those again while root's servers start.
    """
    with tempfile.TemporaryDirectory(prefix="embedded servers ") as folder:
        yield Path(folder)


StartUser = Callable[..., User]


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """One folder for the tests that leave it usable; each of them begins and ends without servers."""
    with private_folder() as folder:
        yield folder / "data folder"


@pytest.fixture
def place() -> Iterator[Path]:
    """A private folder for one test."""
    with private_folder() as folder:
        yield folder


@pytest.fixture
def start() -> Iterator[StartUser]:
    """Starts users, and sees to it that nothing is left of them or of their servers."""
    users: list[tuple[User, Path]] = []

    def start_user(data_dir: Path, **options: Any) -> User:
        users.append((User(data_dir, **options), data_dir))
        return users[-1][0]

    yield start_user
    for user, _ in users:
        if user.process.returncode is None:
            user.kill()
    for folder in {folder for _, folder in users}:
        assert_gone(folder)


def processes_in(folder: Path, name: str = "") -> list[psutil.Process]:
    """The living processes that work in this folder or below, as the supervisor and the servers do."""
    return [
        process
        for process in psutil.process_iter(["name", "cwd", "status", "ppid"])
        if (process.info["cwd"] or "").startswith(str(folder.resolve()))
        and process.info["status"] != psutil.STATUS_ZOMBIE
        and process.info["name"].startswith(name)
    ]


def is_alive(process: psutil.Process) -> bool:
    """Not so when it only waits for its parent to take note of its end."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def supervisors(folder: Path) -> list[psutil.Process]:
    return [process for process in processes_in(folder) if process.info["cwd"] == str(folder.resolve())]


def postmaster(folder: Path) -> psutil.Process:
    """The server process of PostgreSQL: the only one whose parent is no PostgreSQL."""
    found = processes_in(folder, "postgres")
    pids = {process.pid for process in found}
    (process,) = [process for process in found if process.info["ppid"] not in pids]
    return process


def kill_all(folder: Path) -> None:
    """Kill -9 the supervisor and both servers, none of which gets to react to another's death."""
    (supervisor,) = supervisors(folder)
    supervisor.suspend()
    for process in processes_in(folder):
        if process != supervisor:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
    supervisor.kill()
    assert_gone(folder)


def assert_gone(folder: Path) -> None:
    wait_until(lambda: not processes_in(folder))


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + GONE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def connect(data_dir: Path) -> psycopg.Connection[tuple[Any, ...]]:
    settings = database_settings(data_dir)
    return psycopg.connect(
        dbname=settings["NAME"],
        user=settings["USER"],
        host=settings["HOST"],
        port=settings["PORT"],
        autocommit=True,
    )


def write_data(data_dir: Path, value: str) -> None:
    with connect(data_dir) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (value text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [value])
    with redis.Redis.from_url(redis_url(data_dir)) as client:
        client.set(value, "kept")


def has_data(data_dir: Path, value: str) -> tuple[bool, bool]:
    """Whether PostgreSQL and whether Redis still has it."""
    with connect(data_dir) as connection:
        row = connection.execute("SELECT count(*) FROM kept WHERE value = %s", [value]).fetchone()
    with redis.Redis.from_url(redis_url(data_dir)) as client:
        return row == (1,), client.get(value) == b"kept"


def test_two_processes_share_servers_until_the_last_one_ends(data_dir: Path, start: StartUser) -> None:
    first = start(data_dir)
    assert first.answer() == "up"
    second = start(data_dir)
    assert second.answer() == "up"
    assert len(supervisors(data_dir)) == 1
    assert len(processes_in(data_dir, "redis")) == 1
    assert postmaster(data_dir)

    os.killpg(first.process.pid, signal.SIGINT)  # Ctrl-C in its terminal
    first.process.communicate()
    time.sleep(1)
    write_data(data_dir, "after the first user")
    assert has_data(data_dir, "after the first user") == (True, True)

    second.end()
    assert_gone(data_dir)


def test_killed_user_leaves_nothing_and_loses_nothing(data_dir: Path, start: StartUser) -> None:
    user = start(data_dir)
    assert user.answer() == "up"
    write_data(data_dir, "before kill -9")
    user.kill()
    assert_gone(data_dir)

    assert start(data_dir).answer() == "up"
    assert has_data(data_dir, "before kill -9") == (True, True)


def test_data_survives_kill_9_of_everything(data_dir: Path, start: StartUser) -> None:
    user = start(data_dir)
    assert user.answer() == "up"
    write_data(data_dir, "before the crash")
    kill_all(data_dir)
    user.kill()
    assert (DataFolder.at(data_dir).postgres / "postmaster.pid").exists()

    assert start(data_dir).answer() == "up"
    assert has_data(data_dir, "before the crash") == (True, True)


def test_killed_supervisor_is_replaced_by_the_next_call(data_dir: Path, start: StartUser) -> None:
    user = start(data_dir)
    assert user.answer() == "up"
    write_data(data_dir, "before the supervisor's death")
    (old,) = supervisors(data_dir)
    old.kill()
    wait_until(lambda: old not in supervisors(data_dir))

    assert user.ensure() == "up"
    assert has_data(data_dir, "before the supervisor's death") == (True, True)
    assert [process.pid for process in supervisors(data_dir)] != [old.pid]
    assert postmaster(data_dir).ppid() == supervisors(data_dir)[0].pid


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's death")
def test_servers_do_not_outlive_a_killed_supervisor(data_dir: Path, start: StartUser) -> None:
    assert start(data_dir).answer() == "up"
    supervisors(data_dir)[0].kill()
    assert_gone(data_dir)


@pytest.mark.parametrize("program", ["postgres", "redis"])
def test_killed_server_is_started_again_with_its_data(data_dir: Path, start: StartUser, program: str) -> None:
    user = start(data_dir)
    assert user.answer() == "up"
    write_data(data_dir, f"before the death of {program}")
    victim = postmaster(data_dir) if program == "postgres" else processes_in(data_dir, "redis")[0]
    victim.kill()

    assert user.ensure() == "up"
    assert has_data(data_dir, f"before the death of {program}") == (True, True)


def test_orphaned_servers_are_stopped_before_new_ones_start(data_dir: Path, start: StartUser) -> None:
    """What a killed supervisor leaves where no death signal exists: a suspended server acts on none."""
    user = start(data_dir)
    assert user.answer() == "up"
    write_data(data_dir, "before the orphans")
    orphan = postmaster(data_dir)
    orphan.suspend()
    supervisors(data_dir)[0].kill()
    wait_until(lambda: not supervisors(data_dir))

    assert user.ensure() == "up"
    assert not is_alive(orphan)
    assert has_data(data_dir, "before the orphans") == (True, True)


def test_foreign_server_with_the_number_in_a_stale_pid_file_lives_on(
    data_dir: Path, place: Path, start: StartUser
) -> None:
    user = start(data_dir)
    assert user.answer() == "up"
    kill_all(data_dir)
    user.kill()
    command = [str(redis_program()), "--port", "0", "--unixsocket", "other.sock"]
    bystander = subprocess.Popen(command, cwd=place, stdout=subprocess.DEVNULL)
    folder = DataFolder.at(data_dir)
    for pid_file in (folder.postgres / "postmaster.pid", folder.redis / "redis.pid"):
        _, _, rest = pid_file.read_text().partition("\n")
        pid_file.write_text(f"{bystander.pid}\n{rest}")
    try:
        assert start(data_dir).answer() == "up"
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


@pytest.mark.parametrize("delay", [0.0, 0.2, 0.3])
def test_start_during_a_shutdown_waits_and_works(data_dir: Path, start: StartUser, delay: float) -> None:
    first = start(data_dir)
    assert first.answer() == "up"
    first.kill()
    time.sleep(delay)
    assert start(data_dir).answer() == "up"
    write_data(data_dir, f"after {delay}")
    time.sleep(0.5)
    assert has_data(data_dir, f"after {delay}") == (True, True)


def test_start_during_a_slow_shutdown_waits(data_dir: Path, start: StartUser) -> None:
    first = start(data_dir)
    assert first.answer() == "up"
    stuck = processes_in(data_dir, "redis")[0]
    stuck.suspend()
    first.kill()
    wait_until(lambda: not processes_in(data_dir, "postgres"))
    second = start(data_dir)
    time.sleep(0.5)
    assert len(supervisors(data_dir)) == 1
    stuck.resume()
    assert second.answer() == "up"


def test_five_processes_at_once_get_one_supervisor(place: Path, start: StartUser) -> None:
    data_dir = place / "new folder"
    assert is_first_start(data_dir)
    users = [start(data_dir) for _ in range(5)]
    assert [user.answer() for user in users] == ["up"] * 5
    assert not is_first_start(data_dir)
    assert len(supervisors(data_dir)) == 1
    assert len(processes_in(data_dir, "redis")) == 1


def test_sigterm_stops_the_servers_cleanly_and_a_call_brings_them_back(
    data_dir: Path, start: StartUser
) -> None:
    user = start(data_dir)
    assert user.answer() == "up"
    write_data(data_dir, "before SIGTERM")
    supervisors(data_dir)[0].terminate()
    assert_gone(data_dir)
    folder = DataFolder.at(data_dir)
    assert not (folder.postgres / "postmaster.pid").exists()
    assert not (folder.redis / "redis.pid").exists()
    assert not list(folder.sockets.iterdir())

    assert user.ensure() == "up"
    assert has_data(data_dir, "before SIGTERM") == (True, True)


def test_supervisor_ignores_a_hangup(data_dir: Path, start: StartUser) -> None:
    assert start(data_dir).answer() == "up"
    (supervisor,) = supervisors(data_dir)
    supervisor.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    assert supervisor in supervisors(data_dir)


def test_removed_folder_ends_its_servers(place: Path, start: StartUser) -> None:
    data_dir = place / "to remove"
    user = start(data_dir)
    assert user.answer() == "up"
    found = processes_in(data_dir)
    shutil.rmtree(data_dir, ignore_errors=True)
    wait_until(lambda: not any(is_alive(process) for process in found))

    assert user.ensure() == "up"


def test_server_that_cannot_start_is_an_error_with_its_log(place: Path, start: StartUser) -> None:
    data_dir = place / "broken data"
    (data_dir / "postgres").mkdir(parents=True)
    (data_dir / "postgres").chmod(0o700)
    answer = start(data_dir).answer()
    assert answer.startswith("PostgreSQL could not start.")
    assert "postgresql.conf" in answer
    assert_gone(data_dir)


def test_unusable_folder_is_an_error(place: Path, start: StartUser) -> None:
    (place / "file").write_text("")
    answer = start(place / "file").answer()
    assert answer.startswith("The data folder")


@pytest.mark.parametrize("name", ["long " + "x" * LONGEST_SOCKET_PATH, "comma, space"])
def test_path_unfit_for_sockets_gets_a_private_folder_elsewhere(
    place: Path, start: StartUser, name: str
) -> None:
    data_dir = place / name
    sockets = DataFolder.at(data_dir).sockets
    user = start(data_dir)
    assert user.answer() == "up"
    write_data(data_dir, "far away")
    assert has_data(data_dir, "far away") == (True, True)
    assert not sockets.is_relative_to(data_dir)
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    user.end()
    assert_gone(data_dir)
    assert not sockets.exists()


def test_socket_folder_of_somebody_else_is_refused(place: Path, start: StartUser) -> None:
    data_dir = place / ("x" * LONGEST_SOCKET_PATH)
    sockets = DataFolder.at(data_dir).sockets
    sockets.symlink_to(place)
    try:
        assert "belongs to another user" in start(data_dir).answer()
    finally:
        sockets.unlink()


def test_log_does_not_hold_what_people_wrote(data_dir: Path, start: StartUser) -> None:
    assert start(data_dir).answer() == "up"
    with connect(data_dir) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS diary (entry text UNIQUE)")
        connection.execute("INSERT INTO diary VALUES ('my secret') ON CONFLICT DO NOTHING")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO diary VALUES ('my secret')")
    log = DataFolder.at(data_dir).log("postgresql").read_text()
    assert "duplicate key" in log
    assert "my secret" not in log


def test_text_is_unicode_and_sorted_alike_everywhere(data_dir: Path, start: StartUser) -> None:
    assert start(data_dir).answer() == "up"
    with connect(data_dir) as connection:
        row = connection.execute(
            "SELECT lower('ÑÉ'), datlocale, pg_encoding_to_char(encoding), "
            "current_setting('max_connections') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert row == ("ñé", "C.UTF-8", "UTF8", "200")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's folders need opening for PostgreSQL")
def test_root_opens_its_private_folder_for_passage_only(place: Path, start: StartUser) -> None:
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert start(place / "data").answer() == "up"
    assert stat.S_IMODE(place.stat().st_mode) == 0o701
    assert postmaster(place / "data").uids().effective != 0


@pytest.fixture
def folder_of_nobody() -> Iterator[Path]:
    """A folder of an ordinary user's; pytest's own are closed to others."""
    nobody = pwd.getpwnam("nobody")
    try:
        subprocess.run([sys.executable, "-c", ""], user=nobody.pw_uid, extra_groups=[], check=True)
    except (PermissionError, subprocess.CalledProcessError):
        pytest.skip("an ordinary user may not run this interpreter")
    folder = Path(tempfile.mkdtemp(prefix="ordinary user "))
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="the tests run as an ordinary user already")
def test_ordinary_user_root_and_the_user_again_share_a_folder(
    folder_of_nobody: Path, start: StartUser
) -> None:
    data_dir = folder_of_nobody / "data"
    nobody = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
    ordinary = start(data_dir, **nobody)
    assert ordinary.answer() == "up"
    write_data(data_dir, "of an ordinary user")
    ordinary.end()
    assert_gone(data_dir)

    root = start(data_dir)
    assert root.answer() == "up"
    write_data(data_dir, "of root")
    assert start(data_dir, **nobody).answer() == "up"
    root.end()
    assert has_data(data_dir, "of an ordinary user") == (True, True)
    assert has_data(data_dir, "of root") == (True, True)


NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1).filter(
    lambda name: name not in {".", ".."}
)


@given(name=NAMES, database=NAMES)
def test_any_path_survives_the_addresses(name: str, database: str) -> None:
    data_dir = Path("/srv") / name
    folder = DataFolder.at(data_dir)
    parsed = environ.Env.db_url_config(postgres_url(data_dir, database))
    assert parsed["ENGINE"] == "django.db.backends.postgresql"
    assert {**parsed, "PORT": str(parsed["PORT"])} == {
        "ENGINE": parsed["ENGINE"],
        **database_settings(data_dir, database),
    }
    assert "," not in parsed["HOST"]

    address = redis_url(data_dir, 3)
    expected = {"path": str(folder.redis_socket), "db": 3}
    pool = redis.ConnectionPool.from_url(address)
    channels_pool = create_pool({"address": address})
    assert pool.connection_kwargs.items() >= expected.items()
    assert channels_pool.connection_kwargs.items() >= expected.items()


def test_django_caches_read_the_address(place: Path, start: StartUser) -> None:
    data_dir = place / "data, with comma"
    assert start(data_dir).answer() == "up"
    cache = RedisCache(redis_url(data_dir), {})
    cache.set("key", "value")
    assert cache.get("key") == "value"
    cache.close()
