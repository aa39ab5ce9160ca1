"""daphne, the other server for streams, is one start command away (docs/decisions/0003-uvicorn.md)."""

from pathlib import Path

from solacore.testing.clients import Native, text_of
from solacore.testing.roles import Role
from solacore.testing.sockets import open_socket

COMMAND = ["python", "-m", "daphne", "--bind=0.0.0.0", "--port=8000", "solacore.asgi:application"]
STORY = "My shop closes in June and I have told nobody."


def test_it_serves_replies_and_sockets(database: None, tmp_path: Path) -> None:
    with Role("stream", tmp_path, COMMAND, TRUSTED_PROXY_COUNT="0") as daphne:
        daphne.wait_until_ready()
        person = Native(daphne.base_url)
        assert person.register().status_code == 201
        session_id = person.start()
        with open_socket(person, session_id) as opened:
            sent = person.send(session_id, STORY)
            assert opened.turn() == sent
        assert text_of(sent) == person.messages(session_id)[1]["content"]
