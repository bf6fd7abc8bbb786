"""The automated audit of what other sites show: `python -m tests.browser.audit`, or `make audit`.

Every embed and fragment of the places is opened in both languages, light and dark, 320 pixels wide, and axe asked for
what breaks WCAG 2.2 AA. Where it finds nothing, the day goes into `api/pages/audit.json`, from where the embed builder
tells it; else it says what it found, and the last day stays.
"""

import hashlib
import json
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

import api
from db.clock import today
from tests.addresses import spoken
from tests.browser import checks
from tests.browser.pages import Scheme, answered, window
from tests.browser.places import FRAGMENTS, LANGUAGES, PLACES, hosted
from tests.browser.tools import browsing
from tests.served import serving_examples

PAGES = Path(api.__file__).parent / "pages"
AUDIT = PAGES / "audit.json"
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
AUDITED = tuple(place for place in PLACES if place.startswith("/embed/")) + FRAGMENTS
# What embeds and fragments look like and are made of. The audit speaks of these and of no others.
_MADE_OF = ("embed.html", "embed_parts.html", "fragment.html")


def digest() -> str:
    """A fingerprint of the templates that were audited."""
    return hashlib.sha256(b"".join((PAGES / "templates" / name).read_bytes() for name in _MADE_OF)).hexdigest()[:16]


def axe_version(page: Page) -> str:
    """The version of axe that looks at pages here."""
    checks.inaccessible(page, "document-title")
    version: str = page.evaluate("axe.version")
    return version


def main() -> int:
    """Audit everything; returns how many failures there were."""
    with serving_examples() as base, browsing() as browser:
        found = [line for scheme in SCHEMES for line in _audited(browser, base, scheme)]
        with window(browser, base) as page:
            page.goto(AUDITED[0])
            version = axe_version(page)
    if found:
        sys.stdout.write("\n".join(found) + "\n")
    else:
        told = {"axe": version, "day": today().isoformat(), "of": digest()}
        AUDIT.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
        sys.stdout.write(f"Nothing found in {len(AUDITED)} places, in {len(LANGUAGES)} languages, light and dark.\n")
    return len(found)


def _audited(browser: Browser, base: str, scheme: Scheme) -> list[str]:
    found = []
    with window(browser, base, scheme=scheme) as page:
        for place, address in ((place, spoken(place, language)) for place in AUDITED for language in LANGUAGES):
            page.goto("about:blank")
            if place in FRAGMENTS:
                page.set_content(hosted(answered(base + address).text))
            else:
                page.goto(address)
            found += [f"{address} ({scheme}): {line}" for line in checks.inaccessible(page)]
    return found


if __name__ == "__main__":
    sys.exit(min(main(), 1))
