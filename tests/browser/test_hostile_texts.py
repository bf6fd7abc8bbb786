"""Titles that would break a careless page, in a browser: nothing runs, nothing is too wide, everybody can read it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.browser import checks
from tests.browser.pages import answered, window
from tests.browser.places import hosted, spoken
from tests.builders import ASSEMBLY, COUNCIL, item
from tests.embeds.conftest import hard
from tests.served import serving

__all__ = ["hard"]
PLACES = (
    "/",
    f"/assemblies/{ASSEMBLY}",
    f"/organisations/{COUNCIL}",
    *(f"/recommendations/{item(number)}" for number in (1, 2, 3, 4, 5)),
    f"/embed/assemblies/{ASSEMBLY}?show=list",
    *(f"/embed/recommendations/{item(number)}" for number in (1, 4, 5)),
    f"/embed?item={item(4)}",
    f"/embed?item={item(1)}&form=badge",
)


@pytest.fixture(scope="module")
def rough(hard: TestClient) -> Iterator[str]:
    """The address of a server with that record."""
    engine: Engine = hard.app.state.engine  # type: ignore[attr-defined]
    with serving(engine) as url:
        yield url


def listened(page: Page) -> list[str]:
    """What runs in a page that should not: whatever asks for attention, or fails."""
    ran: list[str] = []

    def dismissed(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismissed)
    page.on("pageerror", lambda error: ran.append(str(error)))
    return ran


@pytest.mark.parametrize("hard", ["sqlite"], indirect=True)
@pytest.mark.parametrize("place", PLACES)
def test_no_text_breaks_a_page(browser: Browser, rough: str, place: str) -> None:
    with window(browser, rough) as page:
        ran = listened(page)

        page.goto(spoken(place, "cy"))

        assert not ran
        assert not checks.too_wide(page)
        assert not checks.inaccessible(page)


@pytest.mark.parametrize("hard", ["sqlite"], indirect=True)
def test_no_text_breaks_out_of_a_fragment(browser: Browser, rough: str) -> None:
    with window(browser, rough) as page:
        ran = listened(page)
        for number in (1, 2, 4, 5, 10):
            page.set_content(hosted(answered(f"{rough}/fragment/recommendations/{item(number)}?lang=en").text))

            assert page.locator("h1").inner_text() == "A page elsewhere"
            assert not checks.too_wide(page)
        assert not ran
