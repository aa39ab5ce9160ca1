"""Fixtures for the tests in a browser. They are skipped where there is no Chromium."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from solacore.common.middleware import StaticFilesMiddleware
from solve.tests.conftest import vendor  # noqa: F401 - a fixture for the tests here
from tests.browser.visitor import Visitor, visiting

# The first has no windows at all, not even hidden ones, which saves a third of the work.
_PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, _PROGRAMS)), None)
# Of several lists the last counts: the first two are what Playwright's own has of use here. The others cost
# time: processes for a next page, for each navigation and below the address bar of a window that nobody sees.
WITHOUT = [
    "HttpsUpgrades",
    "PaintHolding",
    "MediaRouter",
    "OptimizationHints",
    "RenderDocument",
    "SpareRendererForSitePerProcess",
    "Translate",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxPopup",
]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(WITHOUT)}",
]

NewVisitor = Callable[..., Visitor]

# Milliseconds: a machine that is busy with other tests is slow.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A headless Chromium.

    Playwright keeps an event loop in the thread of the tests as long as it runs. It ends with this folder,
    before a test needs a loop of its own; until then Django's guard against database work in a loop is off.
    """
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine (apt-get install chromium-headless-shell)")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # As in production, where a visitor asks for a file once and not again for each page.
        patch.setattr(StaticFilesMiddleware, "immutable_file_test", lambda *_: True)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, server: str) -> Iterator[NewVisitor]:
    """Makes visitors; at the end of the test each of their pages must have been without a fault."""
    with ExitStack() as stack:

        def make(**options: Any) -> Visitor:
            return stack.enter_context(visiting(chromium, server, **options))

        yield make


@pytest.fixture
def visitor(visit: NewVisitor) -> Visitor:
    """A visitor at a desk."""
    return visit()
