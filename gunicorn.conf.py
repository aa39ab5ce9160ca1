"""How gunicorn serves REST and the admin: `python -m gunicorn solacore.wsgi:application` reads this file.

The number of processes is WEB_CONCURRENCY, gunicorn's own name for it.
"""

import os

from solacore.common.metering.processes import folder_begin, folder_end

bind = f"{os.environ.get('HOST') or '0.0.0.0'}:{os.environ.get('PORT') or 8000}"  # noqa: S104 - in a container
worker_class = "solacore.gunicorn_worker.ProbedWorker"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
# A request waits for PostgreSQL most of the time; more threads than this only share one interpreter lock.
threads = int(os.environ.get("WEB_THREADS") or 4)
# Seconds that requests get to end after SIGTERM; NGINX waits 60 for an answer.
graceful_timeout = 30
keepalive = 5
# Heartbeats of the workers: a disk that hangs must not look like a worker that does.
worker_tmp_dir = "/dev/shm"  # noqa: S108
# The client's address and scheme are ours to find out, by TRUSTED_PROXY_COUNT.
forwarded_allow_ips = ""
# It would lie in a home folder, which the container has not.
control_socket_disable = True
# Each request has a line of ours.
accesslog = None
logger_class = "solacore.gunicorn_logs.StructuredLogger"
# As NGINX has it.
limit_request_line = 8190
limit_request_field_size = 8190


def on_starting(_server: object) -> None:
    """Before the first worker: where they leave what they count, so that any of them can tell of all."""
    folder_begin()


def on_exit(_server: object) -> None:
    """After the last worker."""
    folder_end()
