#!/usr/bin/env python
"""Which ASGI server for streams: uvicorn and daphne under the same bare asynchronous view.

Usage: .venv/bin/python benchmarks/stream_servers.py [--streams 500] [--tokens 40] [--pace 0.05]

For each server: open streams at once and the memory and processor time that they cost; a reader that
reads nothing while a stream runs on, and the memory that this costs; and what SIGTERM does to those that run.
Prints a line for each. The processor time is that of the server's process, so that what else goes on matters
little.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from solacore.testing.served import free_port

SERVERS = {
    "uvicorn": [
        "-m",
        "uvicorn",
        "bare_view:application",
        "--no-access-log",
        "--lifespan=off",
        "--port={port}",
    ],
    "daphne": ["-m", "daphne", "--bind=127.0.0.1", "--port={port}", "--verbosity=0", "bare_view:application"],
}
# A slow reader's stream: far more than the buffers of a connection hold.
FLOOD_TOKENS = 200_000
SAMPLE_SECONDS = 0.1
# Samples without any work after which a server counts as waiting.
IDLE_SAMPLES = 30


@contextmanager
def running(name: str) -> Iterator[tuple[psutil.Popen, int]]:
    """A server, once it listens; its process and port."""
    port = free_port()
    command = [sys.executable, *(word.format(port=port) for word in SERVERS[name])]
    with tempfile.TemporaryFile() as log:
        process = psutil.Popen(command, cwd=HERE, stdout=log, stderr=subprocess.STDOUT)
        try:
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except ConnectionRefusedError:
                    time.sleep(0.05)
            read_all(port, 1, 0.0)
            yield process, port
        finally:
            if process.is_running():
                process.kill()
            process.wait()


def opened(port: int, tokens: int, pace: float) -> socket.socket:
    """A stream that has been asked for."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(f"GET /{tokens}/{pace} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return connection


def read_all(port: int, tokens: int, pace: float) -> bool:
    """Reads a stream to its end; answers whether it came to one."""
    with closing(opened(port, tokens, pace)) as connection:
        tail = b""
        while chunk := connection.recv(65536):
            tail = (tail + chunk)[-200:]
            if b"event: done" in tail:
                return True
    return False


class Crowd:
    """Many readers in one process of their own, so that they cost the server nothing."""

    def __init__(self, port: int, streams: int, tokens: int, pace: float) -> None:
        """Opens all streams."""
        code = (
            "import selectors, socket, sys\n"
            "port, streams, tokens, pace = sys.argv[1:]\n"
            "chosen, done = selectors.DefaultSelector(), 0\n"
            "for _ in range(int(streams)):\n"
            "    one = socket.create_connection(('127.0.0.1', int(port)))\n"
            "    one.sendall(f'GET /{tokens}/{pace} HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n'.encode())\n"
            "    chosen.register(one, selectors.EVENT_READ, [b''])\n"
            "while chosen.get_map():\n"
            "    for key, _ in chosen.select():\n"
            "        try:\n"
            "            data = key.fileobj.recv(65536)\n"
            "        except OSError:\n"
            "            data = b''\n"
            "        key.data[0] = (key.data[0] + data)[-100:]\n"
            "        if not data or b'event: done' in key.data[0]:\n"
            "            done += b'event: done' in key.data[0]\n"
            "            chosen.unregister(key.fileobj)\n"
            "            key.fileobj.close()\n"
            "print(done)\n"
        )
        arguments = [str(each) for each in (port, streams, tokens, pace)]
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True
        )

    def complete(self) -> int:
        """Waits for the end; answers how many streams came to theirs."""
        return int(self._process.communicate()[0])


def open_streams(name: str, streams: int, tokens: int, pace: float) -> None:
    """Prints what many streams at once cost."""
    with running(name) as (process, port):
        before, memory = sum(process.cpu_times()[:2]), process.memory_info().rss
        most, is_over = memory, threading.Event()

        def watch() -> None:
            nonlocal most
            while not is_over.wait(SAMPLE_SECONDS):
                most = max(most, process.memory_info().rss)

        watching = threading.Thread(target=watch)
        watching.start()
        complete = Crowd(port, streams, tokens, pace).complete()
        is_over.set()
        watching.join()
        cpu = sum(process.cpu_times()[:2]) - before
    per_token = cpu / (streams * tokens) * 1e6
    per_stream = (most - memory) / streams / 1000
    costs = f"{per_token:.0f} µs a token, {per_stream:.0f} kB a stream"
    print(f"{name:8} {streams} streams: {complete} complete, {costs}")


def slow_reader(name: str) -> None:
    """Prints what a reader costs that has asked for much and reads nothing."""
    with running(name) as (process, port), closing(opened(port, FLOOD_TOKENS, 0.0)) as connection:
        # The headers come before the view has begun.
        while b"id: 2" not in connection.recv(100):
            pass
        memory = process.memory_info().rss
        most, used, idle = memory, -1.0, 0
        # Until it waits for the reader, or has written everything.
        while idle < IDLE_SAMPLES:
            time.sleep(SAMPLE_SECONDS)
            now = sum(process.cpu_times()[:2])
            idle = idle + 1 if now <= used else 0
            most, used = max(most, process.memory_info().rss), now
    print(f"{name:8} a slow reader: {(most - memory) / 1e6:.0f} MB")


def terminated(name: str, tokens: int, pace: float) -> None:
    """Prints what becomes of streams that run when SIGTERM comes."""
    with running(name) as (process, port):
        crowd = Crowd(port, 50, tokens, pace)
        time.sleep(tokens * pace / 4)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        complete = crowd.complete()
        process.wait(60)
        seconds = time.monotonic() - began
    print(f"{name:8} SIGTERM: {complete} of 50 streams complete, ended after {seconds:.1f} s")


def main() -> None:
    """Measures both."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--streams", type=int, default=500)
    parser.add_argument("--tokens", type=int, default=40)
    parser.add_argument("--pace", type=float, default=0.05)
    given = parser.parse_args()
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    for name in SERVERS:
        open_streams(name, given.streams, given.tokens, given.pace)
        slow_reader(name)
        terminated(name, given.tokens, given.pace)


if __name__ == "__main__":
    main()
