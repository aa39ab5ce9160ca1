"""Static files: collected for production under names that may be kept for ever, and served without that."""

import asyncio
import json
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from solacore.common.middleware import StaticFilesMiddleware
from solacore.environment import BASE_DIR
from solacore.tests.production import run_python

ASK = """
import json, re, django
django.setup()
from django.test import Client
headers = {"Host": "api.solacore.test", "Accept": "text/html", "Accept-Encoding": "gzip"}
ask = lambda path: Client().get(path, secure=True, headers=headers)
body = lambda answer: b"".join(answer.streaming_content) if answer.streaming else answer.content
import gzip
page = gzip.decompress(body(ask("/login"))).decode()
found = {}
for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
    answer = ask(path)
    encoding = answer.headers.get("Content-Encoding")
    found[path] = [answer.status_code, answer.headers.get("Cache-Control"), encoding, len(body(answer))]
print(json.dumps(found))
"""


def linked(**settings: str) -> dict[str, Any]:
    """What the sign-in page of a production process links to, and how each file is answered."""
    done = run_python("-W", "ignore", "-c", ASK, **settings)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `collectstatic` fills, as the image does it."""
    folder = tmp_path_factory.mktemp("static")
    done = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput"],
        cwd=BASE_DIR,
        env={
            "PATH": "/usr/bin",
            "DEBUG": "true",
            "STATIC_ROOT": str(folder),
            "DATA_DIR": str(folder / "data"),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_collected_files_are_named_by_their_content_kept_and_compressed(collected: Path) -> None:
    found = linked(STATIC_ROOT=str(collected))
    assert len(found) > 10
    for path, (status, cache, encoding, _) in found.items():
        assert re.search(r"\.[0-9a-f]{12}\.(js|css|svg)$", path), path
        assert status == 200
        assert "max-age=315360000" in cache
        assert "immutable" in cache
        assert encoding == "gzip" or path.endswith(".svg")
    assert sum(size for *_, size in found.values()) < 60_000


def test_collected_scripts_import_each_other_by_those_names(collected: Path) -> None:
    names = set(json.loads((collected / "staticfiles.json").read_text())["paths"].values())
    checked = 0
    for name in names:
        if not name.startswith("js/") or "vendor" in name:
            continue
        for reference in re.findall(r'from "(\.[^"]+)";', (collected / name).read_text("utf-8")):
            imported = (collected / name).parent.joinpath(reference).resolve()
            assert imported.relative_to(collected.resolve()).as_posix() in names, (name, reference)
            checked += 1
    assert checked > 50


def test_a_production_server_without_collected_files_still_serves_them() -> None:
    found = linked(STATIC_ROOT="/nowhere/at/all")
    assert "/static/css/base.css" in found
    assert {status for status, *_ in found.values()} == {200}


def test_in_development_an_edited_file_is_seen_at_once(server: str) -> None:
    response = httpx.get(f"{server}/static/css/base.css")
    assert response.status_code == 200
    assert "immutable" not in response.headers.get("Cache-Control", "")
    assert "max-age=0" in response.headers["Cache-Control"]


def test_a_file_that_is_not_there_is_an_error_of_the_api(server: str) -> None:
    response = httpx.get(f"{server}/static/css/none.css", headers={"Accept": "text/css,*/*;q=0.1"})
    assert response.status_code == 404
    assert response.json()["error"] == "NOT_FOUND"


async def test_the_file_of_a_client_that_leaves_while_it_is_opened_is_closed() -> None:
    loop = asyncio.get_running_loop()
    begun, closed, left = asyncio.Event(), asyncio.Event(), threading.Event()

    class Slow(StaticFilesMiddleware):
        def serve(self, static_file: Any, request: HttpRequest) -> Any:
            response = StaticFilesMiddleware.serve(static_file, request)
            response._resource_closers.append(closed.set)
            loop.call_soon_threadsafe(begun.set)
            left.wait(60)
            return response

    async def nothing(request: HttpRequest) -> None:
        """There is no other middleware."""

    request = asyncio.ensure_future(Slow(nothing)(RequestFactory().get("/static/img/mark.svg")))
    await begun.wait()
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    left.set()
    await asyncio.wait_for(closed.wait(), 60)


def test_the_libraries_of_others_are_named_with_version_and_licence() -> None:
    folder = BASE_DIR / "static" / "js" / "vendor"
    table = (folder / "README.md").read_text("utf-8")
    for script in folder.glob("*.js"):
        name, version = script.stem.rsplit("-", 1)
        assert f"| {script.name} |" in table
        assert version in script.read_text("utf-8")[:300]
        assert (folder / f"{name}-LICENSE.txt").is_file()
