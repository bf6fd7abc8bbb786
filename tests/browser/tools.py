"""The programs that the browser tests need from this machine: a Chromium, and a Java for the checker of markup."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

# The same engine without windows comes first: to open a page in it is a third of the work, and a new one a fifth.
_CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_QUIETLY = (
    *("--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"),
    "--disable-gpu",  # there is none: what stands in for one takes a tenth of the time
)


def chromium() -> str:
    """Where Chromium is: what the environment names, or what is on the path."""
    named = os.environ.get("CHROMIUM")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, _CHROMIUMS)), None)
    if not found:
        pytest.fail("No Chromium: apt-get install chromium-headless-shell, or name one in CHROMIUM.", pytrace=False)
    return found


def java() -> str:
    """Where Java is."""
    found = shutil.which("java")
    if not found:
        pytest.fail("No Java is here: apt-get install default-jre-headless.", pytrace=False)
    return found


def inside(package: str, file: str) -> Path:
    """A file that a package carries. The package is not imported: only what it carries is wanted."""
    spec = find_spec(package)
    assert spec
    assert spec.origin
    return Path(spec.origin).parent / file


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser, until the end of the block. Debian's own, because nothing may be downloaded when tests run."""
    executable = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(_QUIETLY))
        yield browser
        browser.close()
