"""nginx in front of an api and a stream process, started as in docker-compose.yml."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from solacore.testing.clients import Native
from solacore.testing.roles import PUBLIC_HOST, Role, running_roles
from solve.tests.fakes import openai_wire
from solve.tests.fakes.vendor_server import Exchange
from solve.tests.vendor import vendor_in_thread
from tests.edge.nginx import Edge, running_nginx

WORDS = tuple(f"word{number} " for number in range(12))
# A message with this in it is answered word by word, each when the test asks for it.
ASKED = "One by one."
_TICK_SECONDS = 0.005


@dataclass
class Model:
    """The vendor of the model."""

    permits: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    async def __call__(self, exchange: Exchange) -> None:
        """Answers one request."""
        waits = ASKED in exchange.received.body["messages"][-1]["content"]
        await openai_wire.begin(exchange)
        for word in WORDS:
            # A semaphore of threads: the test is not in this loop.
            while waits and not self.permits.acquire(blocking=False):  # noqa: ASYNC110
                await asyncio.sleep(_TICK_SECONDS)
            await openai_wire.text(exchange, word)
        await openai_wire.complete(exchange)


@dataclass
class Site:
    """All of it."""

    edge: Edge
    roles: dict[str, Role]
    model: Model

    def person(self) -> Native:
        """A registered person who comes through nginx."""
        person = self.visitor()
        response = person.register()
        assert response.status_code == 201, response.text
        return person

    def visitor(self) -> Native:
        """Somebody who is not signed in."""
        return Native(self.edge.base_url, verify=self.edge.trust(), headers={"Host": PUBLIC_HOST})


@pytest.fixture(scope="package")
def site(database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("edge")
    model = Model()
    with vendor_in_thread([model]) as vendor:
        llm = {
            "LLM_PROVIDER": "openai",
            "OPENAI_API_KEY": "sk-local",
            "OPENAI_BASE_URL": f"{vendor.url}/v1",
            "STREAM_HEARTBEAT_SECONDS": "1",
            "TURN_SHUTDOWN_SECONDS": "1",
        }
        api = {"RATE_LIMIT_FORGOT_PASSWORD": "3/hour", "STATIC_ROOT": str(_static(folder))}
        with (
            running_roles(folder, {"api": llm | api, "stream": llm}) as roles,
            running_nginx(folder, api=roles["api"].base_url, stream=roles["stream"].base_url) as edge,
        ):
            yield Site(edge, roles, model)


def _static(folder: Path) -> Path:
    """What collectstatic would have gathered."""
    static = folder / "static"
    static.mkdir()
    (static / "site.css").write_text("body { margin: 0 }\n" * 200)
    return static


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


needs_nginx = pytest.mark.skipif(
    shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin") is None, reason="nginx is not installed"
)
