"""Opening pages in a browser, and waiting for nothing but the page itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import httpx2
from playwright.sync_api import Browser, Page

NARROW = 320  # CSS pixels: a small phone, and a window of 1280 at 400 %
HEIGHT = 640
Scheme = Literal["light", "dark"]


@contextmanager
def window(
    browser: Browser,
    base: str,
    *,
    language: str = "en",
    scheme: Scheme = "light",
    width: int = NARROW,
    scripts: bool = True,
) -> Iterator[Page]:
    """A window of a visitor who was never here before. Addresses are paths under the base."""
    context = browser.new_context(
        base_url=base,
        locale={"en": "en-GB", "cy": "cy-GB"}[language],
        color_scheme=scheme,
        viewport={"width": width, "height": HEIGHT},
        java_script_enabled=scripts,
    )
    context.set_default_timeout(20_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def answered(address: str) -> httpx2.Response:
    """What a browser is answered at an address. The first to ask for the contract waits until it is made."""
    return httpx2.get(address, headers={"Accept": "text/html, */*"}, timeout=60)
