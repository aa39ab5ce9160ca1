"""The manifests in kubernetes/ keep to their rules; no cluster is needed for that."""

import re
from typing import Any

import pytest
import yaml

from solacore.testing.roles import ROOT, compose

pytestmark = pytest.mark.pure

FOLDER = ROOT / "kubernetes"
KUSTOMIZATION: dict[str, Any] = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
OBJECTS: list[dict[str, Any]] = [
    item for name in KUSTOMIZATION["resources"] for item in yaml.safe_load_all((FOLDER / name).read_text())
]
OURS = {"api", "stream", "worker", "schedule", "backup", "migrate"}
SERVING = {"api", "stream"}


def named(kind: str) -> dict[str, dict[str, Any]]:
    return {item["metadata"]["name"]: item for item in OBJECTS if item["kind"] == kind}


PODS = {
    name: item["spec"]["template"] for kind in ("Deployment", "Job") for name, item in named(kind).items()
}
pods = pytest.mark.parametrize("name", sorted(PODS))


def container(name: str) -> dict[str, Any]:
    (only,) = PODS[name]["spec"]["containers"]
    return dict(only)


def environment(name: str) -> dict[str, Any]:
    return {entry["name"]: entry for entry in container(name).get("env", [])}


def memory(text: str) -> int:
    return int(text[:-2]) * {"Mi": 1, "Gi": 1024}[text[-2:]]


def test_everything_is_there_and_listed() -> None:
    assert set(PODS) == OURS | {"nginx"}
    assert {path.name for path in FOLDER.glob("*.yaml")} == {
        *KUSTOMIZATION["resources"],
        "kustomization.yaml",
    }
    for generated in KUSTOMIZATION["configMapGenerator"]:
        for file in generated["files"]:
            assert (FOLDER / file).is_file()


@pytest.mark.parametrize("name", sorted(OURS))
def test_it_starts_as_in_compose(name: str) -> None:
    service = compose()["services"][name]
    assert container(name)["command"] == service["command"]
    assert container(name)["image"] == service["image"].partition(":")[0]
    assert container(name)["image"] in {image["name"] for image in KUSTOMIZATION["images"]}


@pods
def test_it_can_do_little(name: str) -> None:
    pod = PODS[name]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] > 0
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    security = container(name)["securityContext"]
    assert security["allowPrivilegeEscalation"] is False
    assert security["readOnlyRootFilesystem"] is True
    assert security["capabilities"] == {"drop": ["ALL"]}
    mounts = {mount["name"]: mount["mountPath"] for mount in container(name)["volumeMounts"]}
    assert mounts["tmp"] == "/tmp"  # noqa: S108
    assert set(mounts) == {volume["name"] for volume in pod["volumes"]}


@pods
def test_it_is_limited(name: str) -> None:
    resources = container(name)["resources"]
    assert resources["requests"]["cpu"]
    assert memory(resources["requests"]["memory"]) <= memory(resources["limits"]["memory"])


@pytest.mark.parametrize("name", sorted(SERVING))
def test_its_probes_ask_what_they_should(name: str) -> None:
    probes = container(name)
    assert probes["livenessProbe"]["httpGet"]["path"] == "/health/live"
    assert probes["readinessProbe"]["httpGet"]["path"] == "/health/ready"
    hosts = named("ConfigMap")["solacore"]["data"]["ALLOWED_HOSTS"].split(",")
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        (host,) = probes[probe]["httpGet"]["httpHeaders"]
        assert host["value"] in hosts


def test_nobody_is_cut_off() -> None:
    data = named("ConfigMap")["solacore"]["data"]
    delay = int(data["SHUTDOWN_DELAY_SECONDS"])
    # Readiness is asked every 5 seconds, and its failure has to reach NGINX.
    assert delay >= 10
    # TURN_SHUTDOWN_SECONDS, what replies take to be stored, other requests.
    assert PODS["stream"]["spec"]["terminationGracePeriodSeconds"] > delay + 15 + 5 + 5
    pause = int(container("api")["lifecycle"]["preStop"]["exec"]["command"][1])
    assert PODS["api"]["spec"]["terminationGracePeriodSeconds"] > pause + 30
    pause = int(container("nginx")["lifecycle"]["preStop"]["exec"]["command"][1])
    assert PODS["nginx"]["spec"]["terminationGracePeriodSeconds"] > pause + 60
    for name in SERVING | {"nginx"}:
        assert named("Deployment")[name]["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


@pytest.mark.parametrize("name", ["api", "nginx", "stream", "worker"])
def test_a_drained_node_does_not_take_all(name: str) -> None:
    assert named("Deployment")[name]["spec"]["replicas"] >= 2
    budget = named("PodDisruptionBudget")[name]["spec"]
    assert budget == {"maxUnavailable": 1, "selector": {"matchLabels": {"app": name}}}
    (spread,) = PODS[name]["spec"]["topologySpreadConstraints"]
    assert spread["labelSelector"] == {"matchLabels": {"app": name}}


def test_streams_are_scaled_by_replies() -> None:
    metrics = named("HorizontalPodAutoscaler")["stream"]["spec"]["metrics"]
    names = [item["pods"]["metric"]["name"] for item in metrics if item["type"] == "Pods"]
    assert names == ["solacore_streams_active"]
    assert 'solacore_streams_active"' in (ROOT / "solve" / "metrics.py").read_text()
    for scaler in named("HorizontalPodAutoscaler").values():
        spec = scaler["spec"]
        assert spec["minReplicas"] >= 2
        assert spec["scaleTargetRef"]["name"] in SERVING


@pytest.mark.parametrize("name", ["backup", "migrate"])
def test_what_belongs_to_a_session_goes_past_pgbouncer(name: str) -> None:
    assert environment(name)["DATABASE_URL"]["valueFrom"]["secretKeyRef"]["key"] == "DIRECT_DATABASE_URL"
    assert environment(name)["DATABASE_TRANSACTION_POOLING"]["value"] == "false"


def test_services_lead_to_pods() -> None:
    for service in named("Service").values():
        app = service["spec"]["selector"]["app"]
        ports = {port["name"] for port in container(app)["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports
    assert [name for name, item in named("Service").items() if item["spec"].get("type")] == ["nginx"]
    for upstream in ("api", "stream"):
        where = environment("nginx")[f"{upstream.upper()}_UPSTREAM"]["value"]
        assert where == f"http://{upstream}.{KUSTOMIZATION['namespace']}.svc.cluster.local:8000"


def test_the_certificate_is_where_nginx_looks() -> None:
    mounts = {mount["mountPath"] for mount in container("nginx")["volumeMounts"]}
    paths = set(
        re.findall(r"^\s*ssl_certificate(?:_key)? (\S+);", (ROOT / "nginx.conf").read_text(), re.MULTILINE)
    )
    assert paths <= mounts


def test_no_secret_is_written_down() -> None:
    assert "Secret" not in {item["kind"] for item in OBJECTS}
    data = named("ConfigMap")["solacore"]["data"]
    assert not [key for key in data if re.search(r"PASSWORD|SECRET|KEY|_URL$", key) and "URL" not in key]
    assert not [value for value in data.values() if re.search(r"://[^/@]*:[^/@]+@", value)]


def test_nothing_reaches_a_pod_unless_it_is_said() -> None:
    policies = named("NetworkPolicy")
    assert policies["nothing"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress"]}
    assert set(policies["servers"]["spec"]["podSelector"]["matchExpressions"][0]["values"]) == SERVING
