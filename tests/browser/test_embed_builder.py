"""The builder of embed codes, by keyboard alone, with scripts and without, up to a code that works."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Stay, Window
from tests.browser.hosts import Host, hosting
from tests.browser.pages import answered, window

ITEM = "anytown-streets-2025-4"
TITLE = "Make the walk to school safe"


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with hosting() as found:
        yield found


# What has the focus has an outline; where it is in a frame, the frame's own page shows it.
_SEEN = """() => document.activeElement.tagName === 'IFRAME'
  || getComputedStyle(document.activeElement).outlineStyle !== 'none'"""


def focused(page: Page) -> str:
    """The id of what has the focus, or its text."""
    found: str = page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")
    return found


def tab_to(page: Page, wanted: str, most: int = 40) -> None:
    """Press Tab until this has the focus. What has it can be seen to."""
    for _ in range(most):
        page.keyboard.press("Tab")
        page.wait_for_function(_SEEN)  # a frame has the focus a little later
        if focused(page) == wanted:
            return
    pytest.fail(f"the keyboard does not come to {wanted}; it is at {focused(page)}")


def choose(page: Page, title: str) -> None:
    """Choose in a list as one does: type how it begins."""
    page.keyboard.type(title, delay=20)


def build(page: Page) -> None:
    """Choose an item, Welsh and a third-level heading; the form is a frame already."""
    page.goto("/embed?lang=en")
    tab_to(page, "item")
    choose(page, "4 Make the walk")
    assert page.locator("#item").input_value() == ITEM
    tab_to(page, "language-en")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "language-cy"
    tab_to(page, "heading")
    choose(page, "3")


def pasted(browser: Browser, host: Host, code: str) -> None:
    """The code in a page of another site shows the item in Welsh, under a third-level heading."""
    address = host.put("/page", f'<!doctype html><html lang="cy"><head><title>Cyngor</title></head><body>{code}')
    with window(browser, host.url, width=768) as page:
        page.goto(address)
        expect(page.frame_locator("iframe").locator("h3")).to_contain_text(
            "Gwneud y daith gerdded i’r ysgol yn ddiogel"
        )


def test_with_a_script_every_choice_is_seen_at_once(browser: Browser, base: str, host: Host, visit: Window) -> None:
    with visit(width=1280) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base)
        loads: list[str] = []
        page.on("load", lambda _: loads.append(page.url))

        build(page)

        expect(page.frame_locator("#made iframe").locator("h3")).to_contain_text("Gwneud y daith gerdded")
        assert page.locator("#made").get_attribute("aria-live") == "polite"
        assert focused(page) == "heading"
        assert len(loads) == 1  # the page itself, and nothing since
        code = page.locator("#code").input_value()
        tab_to(page, "copy")
        page.keyboard.press("Enter")
        expect(page.locator("#copied")).to_have_text("Copied.")
        assert page.evaluate("navigator.clipboard.readText()") == code

    pasted(browser, host, code)


def test_what_is_made_late_leaves_the_keyboard_where_it_is(visit: Window) -> None:
    with visit(width=1280) as page:
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route("**/embed?*heading=3*", hold)
        build(page)
        tab_to(page, "copy")
        page.evaluate("document.getElementById('copy').dataset.old = 'yes'")

        held[-1].continue_()

        expect(page.locator("#code")).to_have_value(re.compile("heading=3"))
        assert focused(page) == "copy"
        assert page.evaluate("document.activeElement.dataset.old") is None  # it is another button in the same place


def test_without_a_script_the_button_does_it(browser: Browser, base: str, host: Host, visit: Window) -> None:
    with visit(scripts=False, width=1280) as page:
        build(page)
        tab_to(page, "Show it and make the code")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{base}/en/embed?*item={ITEM}*")

        code = page.locator("#code").input_value()
        assert page.locator("#copy").is_hidden()

    pasted(browser, host, code)


def test_words_narrow_the_choice(visit: Window) -> None:
    with visit() as page:
        page.goto("/embed?lang=en")
        every = page.locator("#item option").count()
        tab_to(page, "q")
        page.keyboard.type("trees")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=trees*")

        left = page.locator("#item option").all_inner_texts()
        assert 1 < len(left) < every
        assert any("Plant 200 street trees" in one for one in left)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("item=anytown-streets-2025-4&ink=999999&paper=ffffff", "4.5"),
        ("item=anytown-streets-2025-4&ink=blue", "Text: give three or six digits"),
        ("item=anytown-nothing", "Nothing with the id “anytown-nothing” is published here"),
    ],
)
def test_what_is_wrong_is_said_in_words(stay: Stay, query: str, said: str) -> None:
    page = stay()
    page.goto(f"/embed?lang=en&{query}")

    expect(page.get_by_role("alert")).to_contain_text(said)
    assert page.locator("#code").count() == 0


@pytest.mark.parametrize("form", ["frame", "link", "badge", "fragment", "oembed"])
@pytest.mark.parametrize("item", [ITEM, "anytown-streets-2025", "anytown-bus-survey"])
def test_every_address_in_every_code_answers(base: str, stay: Stay, form: str, item: str) -> None:
    page = stay()
    page.goto(f"/embed?item={item}&language=cy&form={form}&show=list")
    code = page.locator("#code").input_value()
    page.set_content(code if code.startswith("<") else f'<a href="{code}">One</a>')
    addresses = page.evaluate(
        "[...document.querySelectorAll('[href], [src]')].map(one => one.getAttribute('href') || one.src)"
    )

    assert addresses
    for address in addresses:
        assert urlsplit(address).netloc == urlsplit(base).netloc
        answer = answered(address)
        assert answer.status_code == 200
        assert answer.headers["content-language"] == "cy"
