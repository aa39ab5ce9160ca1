"""The rules and dashboards, before a real Prometheus that has scraped running servers."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import yaml

from monitoring.tests.tls import tls_server
from solacore.testing.clients import Native, close_clients
from solacore.testing.roles import ROOT, Role, compose, running_roles
from solacore.testing.served import START_SECONDS, free_port

HERE = ROOT / "monitoring" / "prometheus"
DASHBOARDS = sorted((ROOT / "monitoring" / "grafana" / "dashboards").glob("*.json"))
RULES = [
    rule
    for path in sorted((HERE / "rules").glob("*.yml"))
    for group in yaml.safe_load(path.read_text())["groups"]
    for rule in group["rules"]
]
ALERTS = [rule for rule in RULES if "alert" in rule]
NODE_EXPORTER = shutil.which("prometheus-node-exporter") or shutil.which("node_exporter")

needs_promtool = pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
needs_prometheus = pytest.mark.skipif(
    shutil.which("prometheus") is None or NODE_EXPORTER is None,
    reason="prometheus or its node exporter is not installed",
)


def panels() -> list[tuple[str, str]]:
    """The title and the expression of each query of each panel."""
    return [
        (f"{path.stem}: {panel['title']}", target["expr"])
        for path in DASHBOARDS
        for panel in json.loads(path.read_text())["panels"]
        for target in panel["targets"]
    ]


@needs_promtool
@pytest.mark.pure
def test_promtool_accepts_the_configuration_and_the_rules() -> None:
    for arguments in (["config", "prometheus.yml"], ["rules", *(HERE / "rules").glob("*.yml")]):
        done = subprocess.run(["promtool", "check", *arguments], cwd=HERE, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
@pytest.mark.pure
@pytest.mark.parametrize("path", sorted((HERE / "tests").glob("*.yml")), ids=lambda path: path.stem)
def test_the_rules_play_as_expected(path: Path) -> None:
    done = subprocess.run(["promtool", "test", "rules", path], cwd=HERE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.pure
@pytest.mark.parametrize("alert", ALERTS, ids=lambda rule: rule["alert"])
def test_each_alert_says_how_urgent_it_is_and_what_to_do(alert: dict[str, Any]) -> None:
    assert alert["labels"]["severity"] in {"page", "ticket"}
    assert alert["annotations"]["summary"]
    path, _, anchor = alert["annotations"]["runbook_url"].partition("#")
    headings = re.findall(r"^#+ (.+)$", (ROOT / path).read_text(), re.MULTILINE)
    assert anchor in {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.pure
@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_a_dashboard_fits_any_grafana(path: Path) -> None:
    dashboard = json.loads(path.read_text())
    assert [variable["type"] for variable in dashboard["templating"]["list"]] == ["datasource"]
    taken: set[tuple[int, int]] = set()
    for panel in dashboard["panels"]:
        assert panel["fieldConfig"]["defaults"]["unit"]
        for target in panel["targets"]:
            assert target["datasource"]["uid"] == panel["datasource"]["uid"] == "${datasource}"
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert place["x"] + place["w"] <= 24
        assert not cells & taken
        taken |= cells


@pytest.mark.pure
def test_dashboards_have_ids_of_their_own() -> None:
    ids = [json.loads(path.read_text())["uid"] for path in DASHBOARDS]
    assert len(set(ids)) == len(ids) == 5


@pytest.mark.pure
def test_what_is_scraped_is_in_compose() -> None:
    services = compose()["services"]
    for job in yaml.safe_load((HERE / "prometheus.yml").read_text())["scrape_configs"]:
        for target in job["static_configs"][0]["targets"]:
            name, _, port = target.partition(":")
            service = services["prometheus" if name == "localhost" else name]
            assert "watch" in service["networks"]
            if job["job_name"] == "worker":
                assert service["environment"]["METRICS_PORT"] == port


class Prometheus(NamedTuple):
    """A running Prometheus."""

    base_url: str

    def ask(self, expression: str) -> list[float]:
        response = httpx.get(f"{self.base_url}/api/v1/query", params={"query": expression}, timeout=30)
        assert response.is_success, f"{expression}: {response.text}"
        return [float(sample["value"][1]) for sample in response.json()["data"]["result"]]

    def eventually(self, expression: str) -> list[float]:
        """Its answer, as soon as there is one: two scrapes and the rules need some seconds."""
        deadline = time.monotonic() + START_SECONDS
        while not (found := self.ask(expression)) and time.monotonic() < deadline:
            time.sleep(0.5)
        return found


@contextmanager
def _process(command: list[str | Path], folder: Path, address: str) -> Iterator[None]:
    with (folder / f"{Path(command[0]).name}.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                httpx.get(address).raise_for_status()
                break
            except httpx.HTTPError:
                assert process.poll() is None, Path(log.name).read_text()
                assert time.monotonic() < deadline
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _use(api: str, stream: str) -> None:
    """What people and scanners do, of each kind something; gunicorn keeps no idle connection for long."""
    person = Native(api)
    assert person.register().status_code == 201
    session_id = person.again().start()
    talking = Native(stream, person.fingerprint)
    talking.access = person.access
    talking.send(session_id, "My shop closes in June.")
    for path in ("/auth/me", "/sessions", "/subscriptions/plans", "/nothing/here"):
        person.again().get(path)
    person.again().login(person.email)
    person.again().login(person.email, password="Wrong-Harbor7")
    for source in ("stripe", "revenuecat"):
        httpx.post(f"{api}/webhooks/{source}", content=b"{}")
    close_clients()


@pytest.fixture(scope="module")
def prometheus(database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    folder = tmp_path_factory.mktemp("prometheus")
    ports = {name: free_port() for name in ("prometheus", "node", "worker")}
    assert NODE_EXPORTER is not None
    node = f"127.0.0.1:{ports['node']}"
    in_a_month = datetime.now(UTC) + timedelta(days=30)
    with (
        tls_server(folder, ends_at=in_a_month) as tls_port,
        running_roles(
            folder,
            {"api": {"WEB_CONCURRENCY": "2", "API_URL": f"https://127.0.0.1:{tls_port}"}, "stream": {}},
        ) as roles,
        _process([NODE_EXPORTER, f"--web.listen-address={node}"], folder, f"http://{node}/"),
    ):
        worker = Role("worker", folder, METRICS_PORT=str(ports["worker"]), METRICS_HOST="127.0.0.1")
        try:
            addresses = {
                "api": [f"127.0.0.1:{roles['api'].port}"],
                "stream": [f"127.0.0.1:{roles['stream'].port}"],
                "worker": [f"127.0.0.1:{ports['worker']}"],
                "node": [node],
                "prometheus": [f"127.0.0.1:{ports['prometheus']}"],
            }
            base_url = f"http://127.0.0.1:{ports['prometheus']}"
            command: list[str | Path] = [
                "prometheus",
                f"--config.file={_configuration(folder, addresses)}",
                f"--storage.tsdb.path={folder / 'data'}",
                f"--web.listen-address=127.0.0.1:{ports['prometheus']}",
            ]
            with _process(command, folder, f"{base_url}/-/ready"):
                found = Prometheus(base_url)
                assert found.eventually('up{job="api"} == 1')
                for _ in range(3):
                    _use(roles["api"].base_url, roles["stream"].base_url)
                    time.sleep(1.5)
                yield found
        finally:
            worker.stop()


def _configuration(folder: Path, addresses: dict[str, list[str]]) -> Path:
    """The project's own, with other addresses and less patience."""
    configuration = yaml.safe_load((HERE / "prometheus.yml").read_text())
    configuration["global"] = {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"}
    configuration["rule_files"] = [str(HERE / "rules" / "*.yml")]
    for job in configuration["scrape_configs"]:
        job["static_configs"][0]["targets"] = addresses[job["job_name"]]
    path = folder / "prometheus.yml"
    path.write_text(yaml.safe_dump(configuration))
    return path


@needs_prometheus
def test_every_target_answers(prometheus: Prometheus) -> None:
    assert prometheus.eventually("sum(up) == 5") == [5.0]


@needs_prometheus
@pytest.mark.parametrize(("title", "expression"), panels(), ids=lambda text: text[:60])
def test_every_panel_shows_something(prometheus: Prometheus, title: str, expression: str) -> None:
    assert prometheus.eventually(expression.replace("$__rate_interval", "1m")), title


@needs_prometheus
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.get("alert") or rule["record"])
def test_every_rule_has_something_to_judge(prometheus: Prometheus, rule: dict[str, Any]) -> None:
    if "record" in rule:
        assert prometheus.eventually(rule["record"])
        return
    # With `bool` a comparison answers 0 where it would answer nothing.
    judged = re.sub(r" (>=|<=|==|!=|>|<) ", r" \1 bool ", rule["expr"])
    assert prometheus.eventually(judged)
