"""One server and one browser for all tests of a worker, and windows: for one visit, or to stay in."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import cache, partial

import pytest
from playwright.sync_api import Browser, Page

from db.session import open_engine
from tests.browser.pages import window
from tests.browser.tools import browsing
from tests.served import serving

Window = Callable[..., AbstractContextManager[Page]]
Stay = Callable[..., Page]


@pytest.fixture(scope="session")
def base(templates: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the example records, whose links lead to itself."""
    file = tmp_path_factory.mktemp("served") / "examples.sqlite3"
    shutil.copyfile(templates["sqlite-examples"].removeprefix("sqlite:///"), file)
    engine = open_engine(f"sqlite:///{file}")
    with serving(engine) as url:
        yield url
    engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of this worker."""
    with browsing() as found:
        yield found


@pytest.fixture
def visit(browser: Browser, base: str) -> Window:
    """Opens windows on the served pages, as `window` does on any."""
    return partial(window, browser, base)


@pytest.fixture(scope="module")
def stay(browser: Browser, base: str) -> Iterator[Stay]:
    """Windows in which a module goes from page to page, one for each way to look.

    To open one takes five times as long as to go on in it. Whoever changes what outlives a page puts it back.
    """
    with ExitStack() as opened:
        yield cache(lambda **how: opened.enter_context(window(browser, base, **how)))
