#!/usr/bin/env python
"""How many streams does one process carry, how soon do they begin, and what does a token cost?

Usage: .venv/bin/python benchmarks/streams.py [--long] [--scenario STREAMSxTOKENS@SECONDS ...] [--debug]

Starts PostgreSQL and Redis in a scratch folder, a paced model and one `manage.py serve`, each a process of
its own on this machine only, and opens all streams of a scenario at once from another process. The yardstick
beside each figure is a bare asynchronous view under the same server with the same pace (bare_view.py).
How to read the table: benchmarks/README.md.
"""

import argparse
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from paced_model import words
from stream_load import Report

from solacore import embedded
from solacore.testing.served import free_port

WARM_UP = 20
SAMPLE_SECONDS = 0.1
START_SECONDS = 180
# A run may take this many times its own pace, and this many seconds more, before it is given up.
PATIENCE, GRACE_SECONDS = 4, 60
MESSAGE = (
    "My bakery has lost money since March. I have told neither my wife nor the two people who work for me, "
    "and every night I lie awake and go through the numbers again. Should I close it, or is there a way?"
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """So many streams at once, of so many tokens each, one every so many seconds."""

    streams: int
    tokens: int
    pace: float

    @classmethod
    def parse(cls, text: str) -> "Scenario":
        """A scenario like 500x40@0.025."""
        match = re.fullmatch(r"(\d+)x(\d+)@([\d.]+)", text)
        if match is None:
            raise argparse.ArgumentTypeError(f"{text!r} is not like 500x40@0.025")
        return cls(int(match[1]), int(match[2]), float(match[3]))

    def __str__(self) -> str:
        return f"{self.streams}x{self.tokens}@{self.pace:g}"


# One token a stream is what beginning and ending a turn costs.
SHORT = [Scenario(500, 1, 0.025), Scenario(500, 40, 0.025)]
LONG = Scenario(2000, 15, 1.0)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a scenario did to a server.

    Attributes:
        report: what the load saw.
        cpu: seconds of CPU that the server's process used, user and system.
        memory: bytes that its resident set grew by at most.
    """

    report: Report
    cpu: float
    memory: int


@contextmanager
def running(*command: str, log: Path, env: dict[str, str] | None = None) -> Iterator[psutil.Process]:
    """A process for as long as the block runs; also its end closes its standard input."""
    with log.open("a") as output:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=HERE,
            env=env,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def child(script: str, *arguments: str, env: dict[str, str] | None = None, text: str = "") -> str:
    """What a script of this folder prints."""
    command = [sys.executable, str(HERE / script), *arguments]
    done = subprocess.run(command, env=env, input=text, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


class Watch:
    """What a process uses while a block runs."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._over = threading.Event()
        self._sampling = threading.Thread(target=self._sample)
        self.cpu = 0.0
        self.memory = 0

    def __enter__(self) -> Self:
        self._cpu_before, self._memory_before = self._cpu(), self._process.memory_info().rss
        self._sampling.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._sampling.join()
        self.cpu = self._cpu() - self._cpu_before

    def _cpu(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)

    def _sample(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            self.memory = max(self.memory, self._process.memory_info().rss - self._memory_before)


def load(port: int, requests: list[str], scenario: Scenario) -> Report:
    """Opens the streams and reads them to their ends."""
    patience = PATIENCE * scenario.tokens * scenario.pace + GRACE_SECONDS
    what = {"port": port, "requests": requests, "text": "".join(words(scenario.tokens)), "seconds": patience}
    return Report(**json.loads(child("stream_load.py", text=json.dumps(what))))


def measure(process: psutil.Process, port: int, requests: list[str], scenario: Scenario) -> Figures:
    """Warms the server up with the first requests and measures it with the rest.

    Raises:
        SystemExit: the warm-up fails already.
    """
    warm_up = load(port, requests[:WARM_UP], scenario)
    if warm_up.failures:
        sys.exit(f"The warm-up of {scenario} failed: {warm_up.failures}")
    with Watch(process) as watch:
        report = load(port, requests[WARM_UP:], scenario)
    return Figures(report, watch.cpu, watch.memory)


def wait_for(port: int, process: psutil.Process, log: Path) -> None:
    """Waits until something listens on a port.

    Raises:
        SystemExit: the process ends before, or takes too long.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.status() != psutil.STATUS_ZOMBIE:
        if any(listening.laddr.port == port for listening in process.net_connections("tcp")):
            return
        time.sleep(0.1)
    sys.exit(f"The process does not start:\n{log.read_text()}")


def measure_bare(scenario: Scenario, log: Path) -> Figures:
    """The yardstick."""
    port = free_port()
    uvicorn = (
        "-m",
        "uvicorn",
        "bare_view:application",
        f"--port={port}",
        "--no-access-log",
        "--log-level=error",
    )
    request = f"GET /{scenario.tokens}/{scenario.pace} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
    with running(*uvicorn, log=log) as process:
        wait_for(port, process, log)
        return measure(process, port, [request] * (WARM_UP + scenario.streams), scenario)


def measure_solacore(scenario: Scenario, env: dict[str, str], log: Path) -> Figures:
    """The server, with a paced model beside it."""
    port, model_port = free_port(), free_port()
    model = f"http://127.0.0.1:{model_port}/{scenario.tokens}/{scenario.pace}/v1"
    env = {**env, "PORT": str(port), "OPENAI_BASE_URL": model}
    with ExitStack() as stack:
        paced = stack.enter_context(running("paced_model.py", str(model_port), log=log))
        wait_for(model_port, paced, log)
        process = stack.enter_context(running(str(HERE.parent / "manage.py"), "serve", log=log, env=env))
        wait_for(port, process, log)
        people = json.loads(child("stream_people.py", str(WARM_UP + scenario.streams), env=env))
        requests = [sending(token, session_id) for token, session_id in people]
        return measure(process, port, requests, scenario)


def sending(token: str, session_id: str) -> str:
    """The request that sends a message."""
    body = json.dumps({"content": MESSAGE, "step": "receive"})
    return (
        f"POST /sessions/{session_id}/messages HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\n"
        f"authorization: Bearer {token}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body.encode())}\r\n\r\n{body}"
    )


def environment(data: Path, *, debug: bool) -> dict[str, str]:
    """What the server gets: the settings of production, or with DEBUG those of a first run."""
    env = {
        **{name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}},
        "DATA_DIR": str(data),
        "LLM_PROVIDER": "openai",
        "LLM_MODEL": "paced",
        "OPENAI_API_KEY": "benchmark",
        **{f"RATE_LIMIT_{scope}": "1000000/minute" for scope in ("GLOBAL", "AUTH", "API", "SSE")},
    }
    if debug:
        return {**env, "DEBUG": "true"}
    return {
        **env,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "JWT_SECRET": secrets.token_urlsafe(48),
        "DATABASE_URL": embedded.postgres_url(data),
        "REDIS_URL": embedded.redis_url(data),
        "ALLOWED_HOSTS": "127.0.0.1",
        "FRONTEND_URL": "http://127.0.0.1",
    }


def print_row(name: str, scenario: Scenario, figures: Figures, yardstick: Figures | None) -> None:
    """One line of the table."""
    report, tokens = figures.report, scenario.streams * scenario.tokens
    per_token = figures.cpu / tokens * 1000
    per_stream = figures.cpu / scenario.streams * 1000
    first = [percentile(report.first_tokens, share) for share in (0.5, 0.95, 0.99)]
    ratio = f"{figures.cpu / yardstick.cpu:7.1f}" if yardstick is not None and yardstick.cpu else f"{'1':>7}"
    print(
        f"{scenario!s:>16} {name:9}{scenario.streams - sum(report.failures.values()):10}"
        + "".join(f"{seconds:8.2f}" for seconds in first)
        + f"{report.seconds:8.1f}{figures.cpu:8.2f}{per_stream:11.2f}{per_token:10.3f}{ratio}"
        + f"{figures.memory / 1024 / scenario.streams:11.0f}",
        flush=True,
    )
    for failure, count in report.failures.items():
        print(f"{'':17}{count} streams: {failure}")


def percentile(ordered: list[float], share: float) -> float:
    """The smallest value that so large a share does not exceed; not a number when there are none."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--long", action="store_true", help=f"also {LONG}")
    parser.add_argument("--scenario", type=Scenario.parse, nargs="+", help="these instead, like 500x40@0.025")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting to try")
    parser.add_argument("--debug", action="store_true", help="the server as `make run` starts it")
    options = parser.parse_args()
    scenarios = options.scenario or [*SHORT, *([LONG] if options.long else [])]
    print(
        f"{'scenario':>16} {'server':9}{'complete':>10}{'p50 s':>8}{'p95 s':>8}{'p99 s':>8}{'all s':>8}"
        f"{'CPU s':>8}{'ms/stream':>11}{'ms/token':>10}{'ratio':>7}{'KB/stream':>11}"
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        data, log = Path(scratch) / "data", Path(scratch) / "log"
        embedded.ensure_running(data)
        env = environment(data, debug=options.debug) | dict(pair.split("=", 1) for pair in options.set)
        for scenario in scenarios:
            bare = measure_bare(scenario, log)
            print_row("bare view", scenario, bare, None)
            print_row("solacore", scenario, measure_solacore(scenario, env, log), bare)


if __name__ == "__main__":
    main()
