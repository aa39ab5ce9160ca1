"""Sockets with two server processes on the same servers, as behind a load balancer."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from solacore.testing.clients import Native, text_of
from solacore.testing.served import Served, data_folder, serving
from solacore.testing.sockets import open_socket
from solve.tests.fakes import openai_wire
from solve.tests.fakes.vendor_server import Exchange
from solve.tests.vendor import vendor_in_thread

pytestmark = pytest.mark.pure

STORY = "I said yes to a job in another city and have not told my partner, who loves it here."
SLOWLY = "Tell me slowly."
WORDS = tuple(f"word{number} " for number in range(40))

Servers = tuple[Served, Served]


async def _speak(exchange: Exchange) -> None:
    """Forty words, and an end unless it is asked to speak slowly."""
    await openai_wire.begin(exchange, *WORDS)
    if exchange.received.body["messages"][-1]["content"] == SLOWLY:
        await exchange.until_client_leaves()
    else:
        await openai_wire.complete(exchange)


@contextmanager
def _two_servers() -> Iterator[Servers]:
    with ExitStack() as stack:
        vendor = stack.enter_context(vendor_in_thread([_speak]))
        data = stack.enter_context(data_folder())
        env = {
            "LLM_PROVIDER": "openai",
            "OPENAI_API_KEY": "sk-local",
            "OPENAI_BASE_URL": f"{vendor.url}/v1",
            "TURN_SHUTDOWN_SECONDS": "1",
        }
        yield stack.enter_context(serving(data, **env)), stack.enter_context(serving(data, **env))


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with _two_servers() as both:
        yield both


def _person(served: Served) -> Native:
    person = Native(served.base_url)
    assert person.register().status_code == 201
    return person


def test_a_turn_of_one_process_is_heard_in_the_other(servers: Servers) -> None:
    here, there = servers
    person = _person(here)
    session_id = person.start()
    with (
        open_socket(person, session_id) as near,
        open_socket(person, session_id, base_url=there.base_url) as far,
    ):
        for number in range(3):
            over_http = person.send(session_id, f"{STORY} ({number})")
            assert near.turn() == far.turn() == over_http


def test_a_cut_at_every_event_resumes_in_the_other_process(servers: Servers) -> None:
    here, there = servers
    person = _person(here)
    session_id = person.start()
    with open_socket(person, session_id) as opened:
        opened.say(content=STORY)
        whole = opened.turn()
    assert len(whole) > len(WORDS)
    for cut in range(1, len(whole)):
        with open_socket(person, session_id, base_url=there.base_url) as opened:
            opened.say("resume", message_id=whole[0].data["message_id"], last_event_id=cut)
            assert whole[:cut] + opened.turn() == whole
    assert text_of(whole) == person.messages(session_id)[1]["content"]


def test_stop_works_from_the_other_process(servers: Servers) -> None:
    here, there = servers
    person = _person(here)
    session_id = person.start()
    with (
        open_socket(person, session_id) as near,
        open_socket(person, session_id, base_url=there.base_url) as far,
    ):
        near.say(content=SLOWLY)
        seen = [far.next() for _ in range(4)]
        far.say("stop")
        seen += far.turn()
        assert near.turn() == seen
    assert seen[-1].name == "stopped"
    assert person.messages(session_id)[1]["content"] == text_of(seen)


def test_a_process_that_ends_says_so_and_the_other_goes_on() -> None:
    with _two_servers() as (here, there):
        person = _person(here)
        session_id = person.start()
        with open_socket(person, session_id) as opened:
            opened.say(content=SLOWLY)
            seen = [opened.next() for _ in range(4)]
            here.stop(signal.SIGTERM)
            last, code = opened.until_closed()
            seen += last
        assert code == 1012  # IANA: service restart
        assert "Traceback" not in here.output()
        with open_socket(person, session_id, base_url=there.base_url) as opened:
            opened.say("resume", message_id=seen[0].data["message_id"], last_event_id=seen[-1].id)
            seen += opened.turn()
        assert seen[-1].name == "interrupted"
        elsewhere = Native(there.base_url, person.fingerprint)
        elsewhere.access = person.access
        assert elsewhere.messages(session_id)[1]["content"] == text_of(seen)
