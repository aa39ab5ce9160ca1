"""docker-compose.yml, .env.example and the Dockerfile keep to their rules; no Docker is needed for that."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands, load_command_class

from solacore.connections import ENDING_SECONDS
from solacore.testing.roles import ROOT, compose
from solve.turns.engine import INTERRUPT_SECONDS

pytestmark = pytest.mark.pure

SERVICES: dict[str, dict[str, Any]] = compose()["services"]
BUILT = {name for name, service in SERVICES.items() if "build" in service}
# These serve nothing that could be asked.
WITHOUT_HEALTH = {"worker", "schedule", "backup", "migrate"}
DOCKERFILE = (ROOT / "Dockerfile").read_text()

services = pytest.mark.parametrize("name", list(SERVICES))


def seconds(text: str) -> int:
    assert text.endswith("s")
    return int(text[:-1])


def environment(name: str) -> dict[str, str]:
    return {key: str(value) for key, value in SERVICES[name].get("environment", {}).items()}


def test_everything_is_there() -> None:
    ours = {"api", "stream", "worker", "schedule", "backup", "migrate"}
    others = {"nginx", "db", "redis", "redis-cache", "prometheus", "node-exporter", "grafana"}
    assert set(SERVICES) == ours | others
    assert ours == BUILT
    assert "version" not in compose()


@services
def test_its_image_is_pinned(name: str) -> None:
    tag = SERVICES[name]["image"].partition(":")[2]
    assert tag
    assert "latest" not in tag
    assert name in BUILT or re.search(r"\d+\.\d+", tag)


@services
def test_only_nginx_is_reached_from_outside(name: str) -> None:
    service = SERVICES[name]
    assert ("ports" in service) == (name == "nginx")
    assert ("edge" in service["networks"]) == (name == "nginx")
    assert "network_mode" not in service
    assert not service.get("privileged")


@services
def test_it_can_do_little(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "no-new-privileges:true" in service["security_opt"]
    assert any(entry.startswith("/tmp") for entry in service["tmpfs"])  # noqa: S108
    # What is built has its user from the Dockerfile.
    assert name in BUILT or service["user"] not in {"root", "0"}
    assert not any("docker.sock" in volume for volume in service.get("volumes", []))


@services
def test_it_is_limited(name: str) -> None:
    limits = SERVICES[name]["deploy"]["resources"]["limits"]
    assert {"cpus", "memory", "pids"} <= set(limits)
    options = SERVICES[name]["logging"]["options"]
    assert options["max-size"]
    assert int(options["max-file"]) > 1


@services
def test_it_is_started_again_and_stops_in_order(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")
    assert seconds(service["stop_grace_period"]) >= 10


@services
def test_its_health_is_checked(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    if name in WITHOUT_HEALTH:
        assert check == {"disable": True}
        return
    assert check["test"][0] == "CMD"
    assert seconds(check["timeout"]) < seconds(check["interval"]) + 1
    assert check["retries"] >= 3


@services
def test_it_waits_for_what_it_needs(name: str) -> None:
    for needed, how in SERVICES[name].get("depends_on", {}).items():
        condition = how["condition"]
        assert condition == ("service_completed_successfully" if needed == "migrate" else "service_healthy")
        assert condition != "service_healthy" or needed not in WITHOUT_HEALTH
    if name in BUILT - {"migrate"}:
        assert "migrate" in SERVICES[name]["depends_on"]


@services
def test_its_secrets_are_files_that_it_has(name: str) -> None:
    service = SERVICES[name]
    mounted = set(service.get("secrets", []))
    assert mounted <= set(compose()["secrets"])
    for key, value in environment(name).items():
        if value.startswith("/run/secrets/"):
            assert value.removeprefix("/run/secrets/") in mounted, key
        assert not re.search(r"PASSWORD$|SECRET$|SECRET_KEY$|API_KEY$|DSN$", key), (
            f"{key} belongs into a file"
        )
        assert not re.search(r"://[^/@]*:[^/@]+@", value), f"{key} has a password in it"


def test_every_secret_is_used_and_can_be_made(tmp_path: Path) -> None:
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert used == set(compose()["secrets"])
    for _ in range(2):
        subprocess.run(["sh", str(ROOT / "tools" / "make_secrets.sh"), str(tmp_path)], check=True)
        made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        assert set(made) == used
    assert tmp_path.stat().st_mode & 0o077 == 0
    for name in ("secret_key", "jwt_secret", "postgres_password", "grafana_password"):
        assert len(made[name]) == 64
    assert made["secret_key"] != made["jwt_secret"]
    for secret, where in compose()["secrets"].items():
        assert where == {"file": f"./secrets/{secret}"}


def test_secrets_and_env_stay_out_of_repository_and_image() -> None:
    for name in (".gitignore", ".dockerignore"):
        lines = {line.strip("/") for line in (ROOT / name).read_text().split()}
        assert {"secrets", ".env"} <= lines, name


def test_networks_part_what_need_not_meet() -> None:
    networks = compose()["networks"]
    members = {
        net: {name for name, service in SERVICES.items() if net in service["networks"]} for net in networks
    }
    assert all((networks[net] or {}).get("internal") for net in ("front", "back", "watch"))
    assert members["front"] == {"nginx", "api", "stream"}
    assert SERVICES["db"]["networks"] == SERVICES["redis"]["networks"] == ["back"]
    assert not members["back"] & {"nginx", "prometheus", "grafana", "node-exporter"}
    assert "migrate" not in members["out"]


def test_volumes_are_declared() -> None:
    named = {
        volume.partition(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if not volume.startswith((".", "/"))
    }
    assert named == set(compose()["volumes"])


def test_the_two_instances_of_redis_evict_differently() -> None:
    policies = {name: SERVICES[name]["command"][-1] for name in ("redis", "redis-cache")}
    assert policies == {"redis": "noeviction", "redis-cache": "allkeys-lru"}
    assert "redis:6379" in environment("stream")["REDIS_URL"]
    assert "redis-cache:6379" in environment("stream")["CACHE_REDIS_URL"]


def test_replies_get_the_time_to_end() -> None:
    replies = settings.TURN_SHUTDOWN_SECONDS + settings.SHUTDOWN_DELAY_SECONDS
    rest = INTERRUPT_SECONDS + ENDING_SECONDS
    assert seconds(SERVICES["stream"]["stop_grace_period"]) > replies + rest + 10
    assert seconds(SERVICES["api"]["stop_grace_period"]) > 30  # graceful_timeout of gunicorn.conf.py
    assert seconds(SERVICES["nginx"]["stop_grace_period"]) > 60  # worker_shutdown_timeout of nginx.conf


@pytest.mark.parametrize("name", sorted(BUILT))
def test_its_command_exists(name: str) -> None:
    words = SERVICES[name]["command"]
    assert words[0] == "python"
    if words[1] == "manage.py":
        command = load_command_class(get_commands()[words[2]], words[2])
        command.create_parser("manage.py", words[2]).parse_args(words[3:])
    else:
        assert words[1] == "-m"
        done = subprocess.run([sys.executable, "-m", words[2], "--version"], capture_output=True, cwd=ROOT)
        assert done.returncode == 0


def test_the_settings_are_accepted(tmp_path: Path) -> None:
    """A process with the environment of `api`, its secrets' files and the example's `.env` starts."""
    subprocess.run(["sh", str(ROOT / "tools" / "make_secrets.sh"), str(tmp_path)], check=True)
    lines = (ROOT / ".env.example").read_text().splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    given = {key: value.replace("/run/secrets", str(tmp_path)) for key, value in environment("api").items()}
    given["ALLOWED_HOSTS"] = re.sub(
        r"\$\{ALLOWED_HOSTS:\?[^}]*\}", example["ALLOWED_HOSTS"], given["ALLOWED_HOSTS"]
    )
    code = "from django.conf import settings as s; print(s.DATABASES['default']['PASSWORD'], s.SECRET_KEY)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "solacore.settings", **example, **given},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [
        (tmp_path / name).read_text() for name in ("postgres_password", "secret_key")
    ]


def test_what_compose_asks_of_env_is_in_the_example() -> None:
    asked = set(re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text()))
    example = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert asked <= example
    documented = "".join(path.read_text() for path in (ROOT / "docs").glob("*.md"))
    assert {name for name in example if name not in documented} == set()


def test_the_images_are_small_and_belong_to_nobody_special() -> None:
    stages = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
    for stage in stages:
        base = stage.split()[0]
        assert base == "server" or re.fullmatch(r"python:\d+\.\d+\.\d+-slim-bookworm", base)
    for stage in stages[1:3]:
        assert re.findall(r"^USER (\w+)", stage, re.MULTILINE)[-1] == "solacore"
    assert not re.search(r"gcc|build-essential|-dev\b", DOCKERFILE)
    assert "HEALTHCHECK" in DOCKERFILE
    assert "--require-hashes" in DOCKERFILE


def test_the_images_start_as_compose_starts_them() -> None:
    commands = [yaml.safe_load(words) for words in re.findall(r"^CMD (\[.*\])", DOCKERFILE, re.MULTILINE)]
    assert commands == [SERVICES["api"]["command"], SERVICES["backup"]["command"]]


def test_the_backup_s_programs_are_of_the_server_s_version() -> None:
    major = re.fullmatch(r"postgres:(\d+)\..*", SERVICES["db"]["image"])
    assert major is not None
    assert f"postgresql-client-{major[1]}" in DOCKERFILE
    assert SERVICES["backup"]["build"]["target"] == "backup"
