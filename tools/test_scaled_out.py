"""Runs tests through PgBouncer in transaction mode and on a Redis Cluster of three nodes.

    python tools/test_scaled_out.py accounts solve -x

The arguments are pytest's. Needs the programs pgbouncer and redis-server (7.0 or later).
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from solacore import embedded  # noqa: E402 - found by the line above
from solacore.embedded.account import account_for  # noqa: E402
from solacore.embedded.folder import DataFolder  # noqa: E402
from solacore.testing.scaled import missing_programs, pgbouncer, redis_cluster  # noqa: E402
from solacore.testing.served import data_folder  # noqa: E402


def main() -> int:
    """Answers pytest's exit status."""
    if missing_programs():
        sys.exit(f"Not installed: {', '.join(missing_programs())}.")
    os.environ["SOLACORE_EMBEDDED_FSYNC"] = "off"
    with data_folder() as data, tempfile.TemporaryDirectory(prefix="scaled-") as name:
        embedded.ensure_running(data)
        server = embedded.database_settings(data)
        with (
            pgbouncer(Path(name), server, account_for(DataFolder.at(data))) as port,
            redis_cluster(Path(name)) as cluster,
        ):
            env = {
                "DATABASE_URL": f"postgres://{server['USER']}@127.0.0.1:{port}/{server['NAME']}",
                "DATABASE_TRANSACTION_POOLING": "true",
                "REDIS_URL": cluster.url,
            }
            command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
            return subprocess.run(command, cwd=ROOT, env=os.environ | env, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
