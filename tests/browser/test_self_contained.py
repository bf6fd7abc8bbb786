"""A page is one answer: it asks for nothing else, leaves nothing in the browser, and needs no script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request

from tests.addresses import spoken
from tests.browser.conftest import Stay
from tests.browser.places import ALONE, AROUND, briefly, named

_KEPT = """async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(await indexedDB.databases()).map(one => one.name),
  ...('caches' in window ? await caches.keys() : []),
  ...('serviceWorker' in navigator ? (await navigator.serviceWorker.getRegistrations()).map(one => one.scope) : []),
]"""


def text_of(page: Page) -> str:
    """The text that a page shows, without what is folded, and without what only serves where there are scripts."""
    page.evaluate("document.querySelectorAll('[data-script]').forEach(one => one.remove())")
    return page.locator("body").inner_text()


def kept(page: Page) -> list[str]:
    """What a page left in the browser: cookies, and every kind of storage."""
    cookies = [f"cookie {one.get('name')}" for one in page.context.cookies()]
    stored: list[str] = page.evaluate(_KEPT)
    return cookies + stored


@pytest.fixture
def asked(stay: Stay, base: str) -> Iterator[list[str]]:
    """What the window with scripts asks for. What a page leaves in it, the next does not find."""
    page, found = stay(), list[str]()

    def note(request: Request) -> None:
        found.append(request.url)

    page.on("request", note)
    yield found
    page.remove_listener("request", note)
    page.goto("about:blank")
    page.context.clear_cookies()
    whole = {"origin": base, "storageTypes": "all"}
    page.context.new_cdp_session(page).send("Storage.clearDataForOrigin", whole)


@pytest.mark.parametrize("case", briefly(*ALONE), ids=named)
def test_a_page_is_complete_in_itself(stay: Stay, base: str, asked: list[str], case: tuple[str, str]) -> None:
    address = spoken(*case)
    page, plain = stay(), stay(scripts=False)

    page.goto(address)
    if page.locator("script").count():  # it may yet ask for something, or change what is there
        page.wait_for_load_state("networkidle")
    plain.goto(address)

    assert asked[0] == base + address
    assert len(asked) == 1 or case[0].partition("?")[0] in AROUND
    assert not [url for url in asked if not url.startswith(base)]
    assert not kept(page)
    assert text_of(page) == text_of(plain)
