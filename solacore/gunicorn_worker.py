"""gunicorn's worker with threads, some of which are only for probes."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from selectors import EVENT_READ

from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

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

    def _wait_for_data(self, conn: TConn) -> None:
        """As gunicorn does with a connection that has held a thread in vain."""
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))


def _peek(connection: socket.socket) -> bytes | None:
    """The first bytes of a request, which stay to be read; None when there are none yet."""
    try:
        return connection.recv(len(_PROBE), socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return None
    except OSError:
        # Its thread finds out what has become of it.
        return b""
