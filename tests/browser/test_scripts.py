"""The modules of static/js by themselves: each file in scripts/ runs in Chromium, on a page of the server."""

from pathlib import Path

import pytest
from playwright.sync_api import Route

from tests.browser.visitor import Visitor

FOLDER = Path(__file__).parent / "scripts"
RUN = """async (name) => {
  const { tests } = await import(`/own-tests/${name}`);
  const failed = [];
  for (const [title, test] of Object.entries(tests)) {
    localStorage.clear();
    try { await test(); } catch (error) { failed.push(`${title}: ${error.stack ?? error}`); }
  }
  return [Object.keys(tests).length, failed];
}"""


def _serve(route: Route) -> None:
    name = route.request.url.rpartition("/")[2]
    route.fulfill(path=FOLDER / name, content_type="text/javascript")


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.test.js")))
def test_module(visitor: Visitor, name: str) -> None:
    visitor.page.route("**/own-tests/*", _serve)
    visitor.go("/terms")
    count, failed = visitor.page.evaluate(RUN, name)
    assert count > 0
    assert failed == []
