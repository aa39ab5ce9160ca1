"""gunicorn's worker with threads, some of which are only for probes, and with our shape of errors."""

import json
import socket
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from selectors import EVENT_READ
from typing import Any

import structlog
from gunicorn import util  # type: ignore[import-untyped]
from gunicorn.http.errors import LimitRequestLine, ParseException  # type: ignore[import-untyped]
from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

from solacore.common.errors import DomainError, InternalServerError

logger = structlog.get_logger(__name__)

# Between two looks for connections that nobody uses any more.
LOOK_SECONDS = 1.0
# Probes and scrapes; what they ask is bounded in time, so these are never all taken for long.
PROBE_THREADS = 2
_PROBE = b"GET /health"


class ProbedWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Answers probes while all other threads wait, such as for a PostgreSQL that hangs.

    Whoever restarts processes that don't answer /health/live would otherwise restart all of them, which helps
    nobody and adds the crowd of their new connections.
    """

    def init_process(self) -> None:
        """Adds the threads to the process."""
        self._probe_threads = ThreadPoolExecutor(PROBE_THREADS, thread_name_prefix="probes")
        super().init_process()

    def enqueue_req(self, conn: TConn) -> None:
        """Gives a connection that has sent something to a thread; waits for one that has not."""
        begun = _peek(conn.sock)
        if begun is None:
            self._wait_for_data(conn)
            return
        threads = self._probe_threads if begun == _PROBE else self.tpool
        answered = threads.submit(self.handle, conn)
        answered.add_done_callback(lambda answer: self.method_queue.defer(self.finish_request, conn, answer))

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Looks up often: while it ends, gunicorn would wait for idle connections as long as for requests."""
        super().wait_for_and_dispatch_events(min(timeout, LOOK_SECONDS))

    def handle_error(
        self, _request: object, client: socket.socket, _address: object, error: Exception
    ) -> None:
        """Answers what is no fit request as NGINX does; the log gets no word of it."""
        answer = DomainError() if isinstance(error, ParseException) else InternalServerError()
        is_long = isinstance(error, LimitRequestLine)
        status = HTTPStatus.REQUEST_URI_TOO_LONG if is_long else HTTPStatus(answer.status)
        request_id = uuid.uuid4().hex
        logger.warning("request_unreadable", kind=type(error).__name__, request_id=request_id)
        # A client that has left is told nothing.
        with suppress(OSError):
            util.write_nonblock(client, _answer(status, answer.body(), request_id))

    def _wait_for_data(self, conn: TConn) -> None:
        """As gunicorn does with a connection that has held a thread in vain."""
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))


def _answer(status: HTTPStatus, body: dict[str, Any], request_id: str) -> bytes:
    """A whole response, after which the connection ends."""
    content = json.dumps(body)
    headers = {
        "Connection": "close",
        "Content-Type": "application/json",
        "Content-Length": str(len(content)),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Request-ID": request_id,
    }
    lines = [
        f"HTTP/1.1 {status.value} {status.phrase}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", content]).encode()


def _peek(connection: socket.socket) -> bytes | None:
    """The first bytes of a request, which stay to be read; None when there are none yet."""
    try:
        return connection.recv(len(_PROBE), socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return None
    except OSError:
        # Its thread finds out what has become of it.
        return b""
