"""Every page that needs no sign-in: on a phone and at a desk, by day and by night, small and large."""

import pytest
from playwright.sync_api import Response, expect

from tests.browser.conftest import NewVisitor
from tests.browser.visitor import PHONE, Visitor

PAGES = [
    "/",
    "/login",
    "/register",
    "/forgot-password",
    "/pricing",
    "/safety",
    "/privacy",
    "/terms",
    "/nowhere",
]
LOOKS = {
    "desk-light": {},
    "phone-dark": {"viewport": PHONE, "color_scheme": "dark", "locale": "es-ES"},
}
MAILED = ["/reset-password?token=x", "/verify-email?token=x", "/unsubscribe?token=x", "/billing/success"]
# Bytes, as they travel without compression; the first page's limit is 100 KB compressed.
FIRST_PAGE_BYTES = 100_000
TOO_SMALL = """() => [...document.querySelectorAll(
    ".button, nav a, .site-nav button, input, select, textarea, summary, .brand")]
  .filter((element) => element.checkVisibility() && element.type !== "checkbox")
  .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect().height])
  .filter(([, height]) => height < 43.9)"""
IS_TOO_WIDE = "() => document.documentElement.scrollWidth > innerWidth"


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_right(visit: NewVisitor, look: str) -> None:
    visitor = visit(**LOOKS[look])
    for path in [*PAGES, *MAILED]:
        visitor.go(path)
        assert visitor.page.evaluate(TOO_SMALL) == [], path
        assert not visitor.page.evaluate(IS_TOO_WIDE), path
        visitor.audit(f"{look}{path.partition('?')[0].replace('/', '-')}")


@pytest.mark.parametrize("size", [{"width": 320, "height": 640}, {"width": 640, "height": 400}])
def test_nothing_is_cut_off_on_a_small_screen_or_at_200_percent(
    visit: NewVisitor, size: dict[str, int]
) -> None:
    visitor = visit(viewport=size, locale="es")
    for path in PAGES:
        visitor.go(path)
        assert not visitor.page.evaluate(IS_TOO_WIDE), path
    visitor.register()
    visitor.start()
    visitor.say("Mi tienda cierra en junio y no se lo he dicho a nadie.")
    visitor.settle()
    for path in ("", "/app", "/app/settings"):
        if path:
            visitor.go(path)
        assert not visitor.page.evaluate(IS_TOO_WIDE), path
        visitor.shot(f"small-{size['width']}{path.replace('/', '-') or '-session'}")


def test_the_first_page_is_small_and_comes_from_one_host(visitor: Visitor) -> None:
    received: list[Response] = []
    # Playwright marks the listeners that it is given, which a built-in method can't be.
    visitor.page.on("response", lambda response: received.append(response))  # noqa: PLW0108
    visitor.go("/")
    visitor.page.wait_for_load_state("networkidle")
    sizes = {response.url: len(response.body()) for response in received}
    assert len(sizes) > 5
    assert sum(sizes.values()) < FIRST_PAGE_BYTES, sizes


def test_motion_is_left_out_for_people_who_ask_for_that(visit: NewVisitor) -> None:
    visitor = visit(reduced_motion="reduce")
    visitor.register()
    visitor.start()
    shift = visitor.page.locator("#mood").evaluate("(box) => getComputedStyle(box).transitionDuration")
    assert set(shift.split(", ")) == {"0s"}


def test_a_page_works_under_another_name_of_the_server(visit: NewVisitor, server: str) -> None:
    visitor = visit()
    visitor.server = server.replace("127.0.0.1", "localhost")
    visitor.register()
    visitor.start()
    visitor.say("My shop closes in June.")
    visitor.settle()
    expect(visitor.page.locator(".message")).to_have_count(2)
