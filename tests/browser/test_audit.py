"""What councils may quote in their accessibility statements was found by an audit of what they embed."""

import json
from datetime import date

from db.clock import today
from tests.browser.audit import AUDIT, axe_version, digest
from tests.browser.conftest import Window

TOLD = json.loads(AUDIT.read_text(encoding="utf-8"))


def test_the_audit_is_of_these_templates() -> None:
    assert TOLD["of"] == digest(), "embeds look otherwise than when they were audited: run `make audit`"


def test_the_audit_was_made_with_this_axe_and_not_in_the_future(visit: Window) -> None:
    with visit() as page:
        page.goto("/embed/recommendations/anytown-streets-2025-1")

        assert TOLD["axe"] == axe_version(page)
    assert date.fromisoformat(TOLD["day"]) <= today()


def test_the_builder_tells_of_it_in_both_languages(visit: Window) -> None:
    for language, day in (("en", "on {} {} {}"), ("cy", "ar {} {} {}")):
        with visit() as page:
            page.goto(f"/embed?lang={language}")
            text = page.locator("blockquote").inner_text()

        assert TOLD["axe"] in text
        assert str(date.fromisoformat(TOLD["day"]).year) in text
        assert day.partition(" ")[0] in text
