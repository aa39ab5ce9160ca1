"""The API's description and its pages."""

import re

import httpx
import pytest

# An attribute that loads something, in the pages' own HTML.
_LOADS = re.compile(r"<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)\s*=\s*[\"']?([^\"'\s>]+)")


@pytest.fixture(scope="module")
def spec(server: str) -> dict[str, dict[str, dict[str, dict[str, object]]]]:
    response = httpx.get(f"{server}/openapi.json")
    assert response.status_code == 200
    described: dict[str, dict[str, dict[str, dict[str, object]]]] = response.json()
    return described


def test_the_description_lists_the_streams(spec: dict[str, dict[str, dict[str, object]]]) -> None:
    assert str(spec["openapi"]).startswith("3.")
    for path in ("/sessions/{session_id}/messages", "/sessions/{session_id}/messages/{message_id}/stream"):
        assert path in spec["paths"]


def test_every_operation_has_an_id_of_its_own_and_its_errors(
    spec: dict[str, dict[str, dict[str, dict[str, object]]]],
) -> None:
    operations = [operation for path in spec["paths"].values() for operation in path.values()]
    ids = [str(operation["operationId"]) for operation in operations]
    assert len(set(ids)) == len(ids)
    assert all("4XX" in operation["responses"] for operation in operations)  # type: ignore[operator]


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
def test_a_page_loads_nothing_from_outside(server: str, page: str) -> None:
    response = httpx.get(f"{server}{page}", headers={"Accept": "text/html"})
    assert response.headers["Content-Type"].startswith("text/html")
    loaded = _LOADS.findall(response.text)
    assert loaded
    for address in loaded:
        assert address.startswith("/"), address
        assert httpx.get(f"{server}{address}").status_code == 200, address


def test_the_root_answers_api_clients(server: str) -> None:
    assert httpx.get(server).json() == {
        "message": "Solacore: five steps through a hard problem.",
        "docs": "/docs",
    }


@pytest.mark.parametrize("path", ["/config/features", "/auth/config/features"])
def test_the_features(server: str, path: str) -> None:
    body = httpx.get(f"{server}{path}").json()
    assert {"payments_enabled", "beta_mode", "app_version"} <= set(body)
    assert body["built_in_guide"] is True
