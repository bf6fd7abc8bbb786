"""Pictures of pages, to be looked at by eye: `python -m tests.browser.screenshots FOLDER [ADDRESS…]`.

Without addresses it takes every place. Each is taken in both languages on a phone, a tablet and a desk, in light
colours; with `--dark` in dark ones.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.addresses import spoken
from tests.browser.pages import window
from tests.browser.places import LANGUAGES, PLACES
from tests.browser.tools import browsing
from tests.served import serving_examples

WIDTHS = (320, 768, 1280)


def main(folder: Path, places: Sequence[str], *, dark: bool) -> None:
    """Serve the example records, and take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with serving_examples() as base, browsing() as browser:
        for width in WIDTHS:
            with window(browser, base, width=width, scheme="dark" if dark else "light") as page:
                for address in (spoken(place, language) for place in places for language in LANGUAGES):
                    page.goto(address)
                    file = folder / f"{_name(address)}-{width}.png"
                    page.screenshot(path=file, full_page=True)
                    sys.stdout.write(f"{file}\n")


def _name(address: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("places", nargs="*", default=PLACES, metavar="address")
    parser.add_argument("--dark", action="store_true", help="in dark colours")
    given = parser.parse_args()
    main(given.folder, given.places, dark=given.dark)
