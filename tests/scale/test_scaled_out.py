"""An api and two stream processes on PgBouncer in transaction mode and a Redis Cluster."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import connection
from redis import RedisCluster

from solacore.embedded.account import account_for
from solacore.embedded.folder import DataFolder
from solacore.stores import node_url
from solacore.testing.clients import Native, read_events, text_of
from solacore.testing.roles import Role, running_roles
from solacore.testing.scaled import Cluster, missing_programs, pgbouncer, redis_cluster
from solacore.testing.served import START_SECONDS
from solacore.testing.sockets import open_socket

pytestmark = pytest.mark.skipif(bool(missing_programs()), reason=f"not installed: {missing_programs()}")

STORY = "My shop closes in June and I have told nobody."


@dataclass
class Scaled:
    """The processes."""

    api: Role
    near: Role
    far: Role
    cluster: Cluster

    def person(self) -> Native:
        """Somebody at the near process."""
        person = Native(self.near.base_url)
        assert person.register().status_code == 201
        return person


def moved(person: Native, role: Role) -> Native:
    there = Native(role.base_url, person.fingerprint)
    there.access = person.access
    return there


@pytest.fixture(scope="module")
def scaled(database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scaled]:
    folder = tmp_path_factory.mktemp("scaled")
    given = {name: str(connection.settings_dict[name]) for name in ("HOST", "PORT", "USER", "NAME")}
    with ExitStack() as stack:
        # Not there yet where the tests have a PostgreSQL of somebody's choice.
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        account = account_for(DataFolder.at(settings.DATA_DIR))
        port = stack.enter_context(pgbouncer(folder, given, account))
        cluster = stack.enter_context(redis_cluster(folder))
        env = {
            "DATABASE_URL": f"postgres://{given['USER']}@127.0.0.1:{port}/{given['NAME']}",
            "DATABASE_TRANSACTION_POOLING": "true",
            "REDIS_URL": cluster.url,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "RATE_LIMIT_OAUTH": "3/day",
            "TRUSTED_PROXY_COUNT": "0",
        }
        roles = stack.enter_context(running_roles(folder, {"api": env, "stream": env}))
        more = stack.enter_context(running_roles(folder, {"stream": env}))
        yield Scaled(roles["api"], roles["stream"], more["stream"], cluster)


def test_a_whole_session_over_all_processes(scaled: Scaled) -> None:
    person = scaled.person()
    session_id = person.start()
    for step in range(20):
        here = moved(person, (scaled.near, scaled.far)[step % 2])
        assert here.send(session_id, f"{STORY} ({step})")[-1].name == "done"
        state = moved(person, scaled.api).get(f"/sessions/{session_id}").json()
        if state["status"] == "completed":
            break
    assert state["status"] == "completed"
    exported = moved(person, scaled.api).get("/account/export")
    assert exported.status_code == 200
    assert STORY in exported.text
    assert moved(person, scaled.api).request("DELETE", "/account").status_code == 204


def test_a_reply_is_read_back_in_another_process(scaled: Scaled) -> None:
    person = scaled.person()
    session_id = person.start()
    whole = person.send(session_id, STORY)
    path = f"/sessions/{session_id}/messages/{whole[0].data['message_id']}/stream"
    there = moved(person, scaled.far)
    response = there.get(path, headers={"Last-Event-ID": "3"})
    assert list(read_events(response.text.splitlines())) == whole[3:]


def test_a_turn_is_heard_by_a_socket_of_another_process(scaled: Scaled) -> None:
    person = scaled.person()
    session_id = person.start()
    with open_socket(person, session_id, base_url=scaled.far.base_url) as far:
        for number in range(2):
            sent = person.send(session_id, f"{STORY} ({number})")
            assert far.turn() == sent
    assert "Traceback" not in scaled.far.output()


def test_limits_count_over_all_processes(scaled: Scaled) -> None:
    statuses = [
        Native(role.base_url)
        .http.post("/auth/oauth/google", json={"id_token": "x", "device_fingerprint": "y"})
        .status_code
        for role in (scaled.near, scaled.far, scaled.api, scaled.near, scaled.far)
    ]
    assert statuses[-1] == 429


def test_a_revoked_session_is_refused_everywhere_at_once(scaled: Scaled) -> None:
    person = scaled.person()
    for role in (scaled.near, scaled.far, scaled.api):
        assert moved(person, role).get("/auth/me").status_code == 200
    assert person.post("/auth/logout").status_code == 204
    for role in (scaled.near, scaled.far, scaled.api):
        assert moved(person, role).get("/auth/me").status_code == 401


def test_keys_are_spread_over_the_nodes(scaled: Scaled) -> None:
    for _ in range(6):
        person = scaled.person()
        assert text_of(person.send(person.start(), STORY))
        assert person.get("/auth/me").status_code == 200
    with RedisCluster.from_url(node_url(scaled.cluster.url)) as cluster:
        sizes = cluster.dbsize(target_nodes=RedisCluster.PRIMARIES)
    assert sizes
    per_node = sizes.values() if isinstance(sizes, dict) else [sizes]
    assert all(per_node), sizes


def test_nothing_went_wrong_on_the_way(scaled: Scaled) -> None:
    for role in (scaled.api, scaled.near, scaled.far):
        for word in ("CROSSSLOT", "MOVED", "redis_away", "turn_log_unavailable", "channel_layer_unavailable"):
            assert word not in role.output(), role.output()
        assert '"level": "error"' not in role.output(), role.output()


def test_the_health_of_a_cluster_is_good(scaled: Scaled) -> None:
    checks = Native(scaled.near.base_url).http.get("/health/ready").json()["checks"]
    assert checks["redis"]["status"] == checks["database"]["status"] == "healthy"


def test_a_lost_node_is_noticed_and_missed_by_nobody(scaled: Scaled) -> None:
    person = scaled.person()
    scaled.cluster.kill_node(1)
    _until_redis_is(scaled.near, "unhealthy")
    assert Native(scaled.near.base_url).http.get("/health/ready").json()["status"] == "degraded"
    for role in (scaled.api, scaled.near, scaled.far):
        assert moved(person, role).get("/auth/me").status_code == 200
    assert person.send(person.start(), STORY)[-1].name == "done"
    scaled.cluster.restart_if_dead()
    _until_redis_is(scaled.near, "healthy")
    session_id = person.start()
    with open_socket(person, session_id, base_url=scaled.far.base_url) as far:
        assert person.send(session_id, STORY) == far.turn()


def _until_redis_is(role: Role, status: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while Native(role.base_url).http.get("/health/ready").json()["checks"]["redis"]["status"] != status:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_without_the_cluster_everything_goes_on(scaled: Scaled) -> None:
    """The last one: nothing brings the nodes back."""
    before = scaled.person()
    scaled.cluster.kill()
    for role in (scaled.api, scaled.near):
        assert moved(before, role).get("/auth/me").status_code == 200
    after = scaled.person()
    session_id = after.start()
    assert after.send(session_id, STORY)[-1].name == "done"
    assert len(moved(after, scaled.far).messages(session_id)) == 2
    assert before.post("/auth/logout").status_code == 204
    assert moved(before, scaled.api).get("/auth/me").status_code == 401
