"""Titles that would break a careless page, in a browser: nothing runs, nothing is too wide, everybody can read it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Error
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.addresses import spoken
from tests.browser import checks
from tests.browser.conftest import Stay
from tests.browser.pages import answered
from tests.browser.places import hosted
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


@pytest.fixture
def ran(stay: Stay) -> Iterator[list[str]]:
    """What runs in the window that should not: whatever asks for attention, or fails."""
    page, found = stay(), list[str]()

    def dismissed(dialog: Dialog) -> None:
        found.append(dialog.message)
        dialog.dismiss()

    def failed(error: Error) -> None:
        found.append(str(error))

    page.on("dialog", dismissed)
    page.on("pageerror", failed)
    yield found
    page.remove_listener("dialog", dismissed)
    page.remove_listener("pageerror", failed)


@pytest.mark.parametrize("hard", ["sqlite"], indirect=True)
@pytest.mark.parametrize("place", PLACES)
def test_no_text_breaks_a_page(stay: Stay, ran: list[str], rough: str, place: str) -> None:
    page = stay()

    page.goto(rough + spoken(place, "cy"))

    assert not ran
    assert not checks.too_wide(page)
    assert not checks.inaccessible(page)


@pytest.mark.parametrize("hard", ["sqlite"], indirect=True)
def test_no_text_breaks_out_of_a_fragment(stay: Stay, ran: list[str], rough: str) -> None:
    page = stay()
    page.goto("about:blank")
    for number in (1, 2, 4, 5, 10):
        page.set_content(hosted(answered(f"{rough}/fragment/recommendations/{item(number)}?lang=en").text))

        assert page.locator("h1").inner_text() == "A page elsewhere"
        assert not checks.too_wide(page)
    assert not ran
