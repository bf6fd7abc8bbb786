"""Everybody can read every page: with a screen reader, a small phone, large letters, own colours, or on paper."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.addresses import spoken
from tests.browser import checks
from tests.browser.conftest import Stay
from tests.browser.pages import answered
from tests.browser.places import EVERY, FRAGMENTS, REFUSED, briefly, hosted, named

in_one_language = pytest.mark.parametrize("page", briefly(*EVERY), ids=named, indirect=True)
# The contract has forty thousand elements, in colours that the other pages have too.
of_colours = pytest.mark.parametrize("page", briefly(*EVERY, but="/docs"), ids=named, indirect=True)


@pytest.fixture(scope="module", params=EVERY, ids=named)
def page(request: pytest.FixtureRequest, stay: Stay, base: str) -> Page:
    """A place in a language, on a small phone. It is opened once for all that is looked at."""
    place, language = request.param
    opened = stay(language=language)
    if place in FRAGMENTS:
        opened.goto("about:blank")
        opened.set_content(hosted(answered(base + spoken(place, language)).text))
    else:
        answer = opened.goto(spoken(place, language))
        assert answer
        assert (answer.status >= 400) == (place in REFUSED)
    return opened


@pytest.fixture(autouse=True)
def as_it_was(page: Page) -> Iterator[None]:
    """Each check begins with the page as it was, unfolded."""
    checks.unfold(page)
    yield
    page.emulate_media(media="screen", color_scheme="light", forced_colors="none")


def test_nothing_breaks_a_rule(page: Page) -> None:
    assert not checks.inaccessible(page, colours=False)


@of_colours
def test_nothing_breaks_a_rule_of_colours(page: Page) -> None:
    assert not checks.inaccessible(page, *checks.COLOURS)


@of_colours
def test_nothing_breaks_a_rule_of_colours_in_the_dark(page: Page) -> None:
    page.emulate_media(color_scheme="dark")

    assert not checks.inaccessible(page, *checks.COLOURS)


def test_nobody_scrolls_sideways(page: Page) -> None:
    assert not checks.too_wide(page)
    assert not checks.clipped(page)


def test_text_may_be_set_wider_apart(page: Page) -> None:
    with checks.spaced(page):
        assert not checks.too_wide(page)
        assert not checks.clipped(page)


@in_one_language
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_colours_of_ones_own(page: Page, scheme: str) -> None:
    page.emulate_media(forced_colors="active", color_scheme="dark" if scheme == "dark" else "light")

    assert not checks.unreadable(page)


@in_one_language
def test_paper_has_everything(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = false)")
    page.emulate_media(media="print")

    assert not checks.folded(page)
