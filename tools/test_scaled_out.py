"""Runs the tests through PgBouncer in transaction mode and on a Redis Cluster of three nodes.

    make test-scaled-out                                        # all of them
    python tools/test_scaled_out.py tests/edge accounts -x      # some: paths, then pytest's options

Everything that the tests start goes that way as well: the processes of a deployment, servers on data folders
of their own (each with a database of its own), the cluster that a test kills. Needs pgbouncer and
redis-server (7.0 or later), from `apt-get install pgbouncer redis-server`; PostgreSQL is the embedded one.
"""

import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from solacore import embedded  # noqa: E402 - found by the line above
from solacore.embedded.account import account_for  # noqa: E402
from solacore.embedded.folder import DataFolder  # noqa: E402
from solacore.testing.own_stores import TEMPLATE_URL, connected, named  # noqa: E402
from solacore.testing.scaled import (  # noqa: E402
    PGBOUNCER_CONSOLE,
    missing_programs,
    pgbouncer,
    redis_cluster,
)
from solacore.testing.served import data_folder  # noqa: E402

TEMPLATE = "solacore_template"
_SESSION = "needs a session: past PgBouncer, as in kubernetes/; tests/test_backup_under_load.py does it so"
# What can't run this way, by the beginning of its tests' ids.
LEFT_OUT = {
    "tests/test_outages.py": "stops servers that are embedded in its data folder; tests/scale stops these",
    "operations/tests/test_backup.py": _SESSION,
    "operations/tests/test_backup_drill.py": _SESSION,
    "operations/tests/test_backup_encryption.py": _SESSION,
    "operations/tests/test_backup_upload.py": _SESSION,
    "operations/tests/test_restore.py": _SESSION,
    "solacore/tests/test_migrate.py": "needs a session: migrations go past PgBouncer, as in kubernetes/",
}


@dataclass
class Run:
    """What came out of the tests of one folder or file."""

    path: str
    status: int
    seconds: float
    passed: int = 0
    failures: list[str] = field(default_factory=list)
    skips: Counter[str] = field(default_factory=Counter)

    def read(self, report: Path) -> None:
        """Takes in pytest's report (JUnit XML)."""
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - our own file
            found = {part.tag: part.get("message", "") for part in case}
            if "skipped" in found:
                self.skips[found["skipped"]] += 1
            elif found.keys() & {"failure", "error"}:
                self.failures.append(f"{case.get('classname')}::{case.get('name')}")
            else:
                self.passed += 1


def suites() -> list[str]:
    """The folders of all tests, those of the whole server first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    folders: list[str] = settings["tool"]["pytest"]["ini_options"]["testpaths"]
    return sorted(folders, key=lambda folder: folder != "tests")


def run(path: str, options: list[str], folder: Path, env: dict[str, str]) -> Run:
    """Runs the tests of a folder or file, apart from those that are left out."""
    report = folder / "report.xml"
    report.unlink(missing_ok=True)
    print(f"\n== {path}", flush=True)
    left_out = [f"--deselect={name}" for name in LEFT_OUT]
    command = [sys.executable, "-m", "pytest", "-q", f"--junit-xml={report}", *left_out, *options, path]
    started = time.monotonic()
    status = subprocess.run(command, cwd=ROOT, env=os.environ | env, check=False).returncode
    result = Run(path, status, time.monotonic() - started)
    if report.exists():
        result.read(report)
    return result


def migrate(url: str) -> None:
    """Makes and migrates the database that the tests' own are copies of, past PgBouncer as in kubernetes/."""
    with connected(named(url, "postgres")) as server:
        server.execute(f"CREATE DATABASE {TEMPLATE}")
    env = {
        "PATH": os.environ["PATH"],
        "DEBUG": "true",
        "DATABASE_URL": url,
        "REDIS_URL": "redis://127.0.0.1:1",
    }
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, env=env, check=True)


def transactions_through(pooled: str) -> int:
    """How many transactions PgBouncer has passed on."""
    with connected(named(pooled, PGBOUNCER_CONSOLE)) as console:
        # The first columns, in every version: the database, and its transactions in all.
        rows = console.execute("SHOW STATS").fetchall()
    return sum(int(row[1]) for row in rows if row[0] != PGBOUNCER_CONSOLE)


def show(runs: list[Run], transactions: int, commands: dict[int, int]) -> None:
    """Prints the summary."""
    print(f"\n{'':28}{'passed':>8}{'failed':>8}{'skipped':>8}{'seconds':>9}")
    for one in runs:
        counts = f"{one.passed:>8}{len(one.failures):>8}{one.skips.total():>8}"
        print(f"{one.path:28}{counts}{one.seconds:>9.0f}")
    print("\nLeft out:")
    for name, reason in LEFT_OUT.items():
        if any(name.startswith(one.path) for one in runs):
            print(f"  {name}: {reason}")
    for one in runs:
        for reason, count in one.skips.items():
            print(f"  {one.path}, skipped {count}: {reason}")
    print(f"\nPgBouncer in transaction mode passed on {transactions:,} transactions.")
    for port, count in commands.items():
        print(f"Node {port} of the Redis Cluster handled {count:,} commands.")
    failures = [failure for one in runs for failure in one.failures]
    for failure in failures:
        print(f"FAILED {failure}")
    print("\nAll passed." if not any(one.status for one in runs) else f"\n{len(failures)} failed.")


def main(arguments: list[str]) -> int:
    """Answers the exit status: 0 when all have passed."""
    if missing_programs():
        sys.exit(f"Not installed: {', '.join(missing_programs())}.")
    paths = [argument for argument in arguments if (ROOT / argument.partition("::")[0]).exists()]
    options = [argument for argument in arguments if argument not in paths]
    os.environ["SOLACORE_EMBEDDED_FSYNC"] = "off"
    with data_folder() as data, tempfile.TemporaryDirectory(prefix="scaled-") as name:
        folder = Path(name)
        embedded.ensure_running(data)
        server = embedded.database_settings(data)
        template = embedded.postgres_url(data, TEMPLATE)
        migrate(template)
        with (
            pgbouncer(folder, server, account_for(DataFolder.at(data))) as port,
            redis_cluster(folder) as cluster,
        ):
            pooled = f"postgres://{server['USER']}@127.0.0.1:{port}/{server['NAME']}"
            env = {
                "DATABASE_URL": pooled,
                "DATABASE_TRANSACTION_POOLING": "true",
                "REDIS_URL": cluster.url,
                TEMPLATE_URL: template,
            }
            runs = [run(path, options, folder, env) for path in paths or suites()]
            show(runs, transactions_through(pooled), cluster.commands())
    return max(one.status for one in runs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
