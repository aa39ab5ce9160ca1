"""Two server processes on one PostgreSQL and one Redis, and a model that waits when a test wants it to."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from solacore.testing.clients import Native
from solacore.testing.redis_server import RedisProcess, redis_process
from solacore.testing.scaled import Cluster
from solacore.testing.served import Served, migrated_folder, serving
from solve.tests.fakes import openai_wire
from solve.tests.fakes.vendor_server import Exchange
from solve.tests.vendor import vendor_in_thread

# With `start` and `done`, a reply of forty events.
WORDS = tuple(f"word{number} " for number in range(38))
TEXT = "".join(WORDS)
# A message with this in it is answered up to the middle, and to its end when the test lets go.
HOLD = "Wait for me."
# Between two words.
PACE_SECONDS = 0.01


@dataclass
class Model:
    """What the fake vendor says: WORDS, one every `pace` seconds."""

    go_on: threading.Event = field(default_factory=threading.Event)
    pace: float = PACE_SECONDS

    async def __call__(self, exchange: Exchange) -> None:
        """Answers one request."""
        middle = len(WORDS) // 2
        await openai_wire.begin(exchange)
        for number, word in enumerate(WORDS):
            if number == middle and HOLD in exchange.received.body["messages"][-1]["content"]:
                await asyncio.to_thread(self.go_on.wait)
            await openai_wire.text(exchange, word)
            await asyncio.sleep(self.pace)
        await openai_wire.complete(exchange)


@dataclass
class Stage:
    """The servers, their Redis and their model."""

    near: Served
    far: Served
    redis: RedisProcess | Cluster
    model: Model
    data: Path
    env: dict[str, str]

    def person(self) -> Native:
        """A new person, who uses the near server."""
        person = Native(self.near.base_url)
        assert person.register().status_code == 201
        return person

    def moved(self, person: Native, served: Served | None = None) -> Native:
        """The same person at another server, by default the far one."""
        there = Native((served or self.far).base_url, person.fingerprint)
        there.access = person.access
        return there


@contextmanager
def two_servers(**env: str) -> Iterator[Stage]:
    """Both servers, ready; the far one as deployments start those that stream."""
    with ExitStack() as stack:
        model = Model()
        # Whatever a test does, no reply waits for ever.
        stack.callback(model.go_on.set)
        vendor = stack.enter_context(vendor_in_thread([model]))
        redis = stack.enter_context(redis_process())
        data = stack.enter_context(migrated_folder())
        env = {
            "LLM_PROVIDER": "openai",
            "OPENAI_API_KEY": "sk-local",
            "OPENAI_BASE_URL": f"{vendor.url}/v1",
            "REDIS_URL": redis.url,
            "TURN_SHUTDOWN_SECONDS": "1",
            "SOCKETS_PER_PERSON": "100",
            **env,
        }
        near = stack.enter_context(serving(data, **env))
        far = stack.enter_context(serving(data, "stream", **env))
        yield Stage(near, far, redis, model, data, env)


def until_draining(base_url: str) -> dict[str, object]:
    """What a server that was told to stop says of its health."""
    for _ in range(100):
        response = httpx.get(f"{base_url}/health/ready")
        if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            answer: dict[str, object] = response.json()
            return answer
        time.sleep(0.02)
    raise AssertionError("The server does not say that it is not ready.")
