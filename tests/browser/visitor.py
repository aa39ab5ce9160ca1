"""A person at a browser: Chromium, steered by Playwright, which hides no fault of a page."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from solacore.environment import BASE_DIR
from solacore.testing.clients import PASSWORD, new_email

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
SHOTS = Path(os.environ.get("SCREENSHOTS", BASE_DIR / ".data" / "screenshots"))
# What Chromium says of every answer that is no success; whether it should have been one, the test knows.
_NETWORK = re.compile(r"^Failed to load resource: (the server responded with a status of 4\d\d|net::ERR_)")
_SERIOUS = {"serious", "critical"}


class Visitor:
    """One browser of one person: its own cookies and storage."""

    def __init__(self, browser: Browser, server: str, **options: Any) -> None:
        """Args: options: of the browser's context, beside the size of a desk and Madrid's time."""
        self.server = server
        self.email = ""
        self.faults: list[str] = []
        usual = {"viewport": DESK, "locale": "en-US", "timezone_id": "Europe/Madrid", "base_url": server}
        self.context: BrowserContext = browser.new_context(**{**usual, **options})
        self.context.set_default_timeout(20_000)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.faults.append(f"exception: {error.error}"))
        self.context.on("request", self._asked)
        self.page: Page = self.context.new_page()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _NETWORK.match(message.text):
            self.faults.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.server, "blob:", "data:")):
            self.faults.append(f"request to another host: {request.url}")

    def go(self, path: str) -> None:
        """Opens a page of ours."""
        self.page.goto(self.server + path)

    def register(self) -> None:
        """Makes an account, from the form to the list of sessions."""
        self.email = new_email()
        self.go("/register")
        self.page.fill("#email", self.email)
        self.page.fill("#password", PASSWORD)
        self.page.click("#form [type=submit]")
        self.page.wait_for_url("**/app")

    def login(self, email: str, password: str = PASSWORD) -> None:
        """Signs in with the form."""
        self.email = email
        self.go("/login")
        self.page.fill("#email", email)
        self.page.fill("#password", password)
        self.page.click("#form [type=submit]")
        self.page.wait_for_url("**/app")

    def start(self) -> str:
        """Starts a session from the list; answers its id."""
        self.page.click("#new")
        self.page.wait_for_url("**/app/sessions/*")
        expect(self.page.locator("#text")).to_be_visible()
        return self.page.url.rpartition("/")[2]

    def say(self, text: str) -> None:
        """Sends a message, and doesn't wait for the reply."""
        self.page.fill("#text", text)
        self.page.click("#send")

    def settle(self) -> None:
        """Waits until no reply is being written."""
        expect(self.page.locator("#stop")).to_be_hidden()
        expect(self.page.locator('.message[data-status="streaming"]')).to_have_count(0)

    def replies(self) -> list[str]:
        """The replies as they stand on the page, with white space made even."""
        texts = self.page.locator('.message[data-role="assistant"] .message-text').all_inner_texts()
        return [even(text) for text in texts]

    def api(self) -> httpx.Client:
        """A client with this browser's cookies."""
        cookies = {cookie["name"]: cookie["value"] for cookie in self.context.cookies()}
        headers = {"X-CSRF-Token": cookies.get("csrf_token", ""), "Origin": self.server}
        return httpx.Client(base_url=self.server, cookies=cookies, headers=headers, timeout=30)

    def stored_replies(self, session_id: str) -> list[str]:
        """The replies as the API has them."""
        with self.api() as client:
            messages = client.get(f"/sessions/{session_id}?include_messages=true").json()["messages"]
        return [even(message["content"]) for message in messages if message["role"] == "assistant"]

    def audit(self, name: str, *rules: str) -> None:
        """Has axe-core look at the page as it is now, and keeps a picture of it.

        Args:
            name: of the picture.
            rules: the only ones to look for; all by default.
        """
        self.shot(name)
        found = (
            Axe().run(self.page, options={"runOnly": list(rules)} if rules else None).response["violations"]
        )
        bad = [
            f"{name}: {violation['id']} at {json.dumps([node['target'] for node in violation['nodes']])}"
            for violation in found
            if violation["impact"] in _SERIOUS
        ]
        self.faults += bad

    def shot(self, name: str) -> None:
        """Keeps a picture of the whole page."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True, animations="disabled")

    def readable_tokens(self) -> list[str]:
        """What scripts can read that looks like a token."""
        kept = self.page.evaluate(
            "() => document.cookie + JSON.stringify(localStorage) + document.body.innerHTML"
        )
        return re.findall(r"eyJ[\w-]+\.[\w-]+\.[\w-]+", kept)

    def close(self) -> None:
        """Closes the browser; a fault on any of its pages fails the test."""
        self.context.close()
        assert self.faults == [], self.faults


def even(text: str) -> str:
    """A text without its Markdown and with single spaces: what a person reads of it."""
    plain = re.sub(r"^\s*(?:[-+]|\d+\.)\s+", "", re.sub(r"[*_`#>]", "", text), flags=re.MULTILINE)
    return re.sub(r"\s+", " ", plain).strip()


@contextmanager
def visiting(browser: Browser, server: str, **options: Any) -> Iterator[Visitor]:
    """A visitor for as long as they are needed; one whose test fails is closed without further checks."""
    visitor = Visitor(browser, server, **options)
    try:
        yield visitor
    except BaseException:
        visitor.shot("failed")
        visitor.context.close()
        raise
    visitor.close()
