"""A page is one answer: it asks for nothing else, leaves nothing in the browser, and needs no script."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Window
from tests.browser.places import EVERY, named, spoken

_KEPT = """async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(await indexedDB.databases()).map(one => one.name),
  ...('caches' in window ? await caches.keys() : []),
  ...('serviceWorker' in navigator ? (await navigator.serviceWorker.getRegistrations()).map(one => one.scope) : []),
]"""


def text_of(page: Page) -> str:
    """The text that a page shows, without what is folded."""
    return page.locator("body").inner_text()


def kept(page: Page) -> list[str]:
    """What a page left in the browser: cookies, and every kind of storage."""
    cookies = [f"cookie {one.get('name')}" for one in page.context.cookies()]
    stored: list[str] = page.evaluate(_KEPT)
    return cookies + stored


@pytest.mark.parametrize("case", EVERY, ids=named)
def test_a_page_is_complete_in_itself(visit: Window, base: str, case: tuple[str, str]) -> None:
    address = spoken(*case)
    with visit() as page, visit(scripts=False) as plain:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))

        page.goto(address)
        if page.locator("script").count():  # it may yet ask for something, or change what is there
            page.wait_for_load_state("networkidle")
        plain.goto(address)

        assert asked == [base + address]
        assert not kept(page)
        assert text_of(page) == text_of(plain)
