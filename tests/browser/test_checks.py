"""Each check finds what it is there for."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import checks
from tests.browser.conftest import Stay, Window

GOOD = '<!doctype html><html lang="en"><head><title>A page</title></head><body><main><h1>A page</h1>{}</main></body>'
FINE = '<p>Plain text, and <a href="/docs">a link</a>.</p><p class="hidden">Only for those who listen</p>'

Check = Callable[[Page], list[str]]


def _spaced_and_clipped(page: Page) -> list[str]:
    with checks.spaced(page):
        return checks.clipped(page)


def _spaced_and_wide(page: Page) -> list[str]:
    with checks.spaced(page):
        return checks.too_wide(page)


FAULTS: dict[str, tuple[Check, str, str]] = {
    "an image without words": (checks.inaccessible, '<img src="data:,">', "image-alt"),
    "text as pale as paper": (checks.inaccessible, '<p style="color: #aaa">Pale</p>', "color-contrast"),
    "buttons too small to hit": (
        checks.inaccessible,
        '<button style="font-size: 8px; padding: 0; border: 0">a</button>' * 2,
        "target-size",
    ),
    "fields with the wrong name": (checks.inaccessible, '<input autocomplete="nonsense" title="a">', "autocomplete"),
    "a wide table": (checks.too_wide, '<div style="width: 400px">Wide</div>', "408 px wide"),
    "a cut line": (checks.clipped, '<p style="overflow: hidden; width: 3em; white-space: nowrap">Too much</p>', "p:"),
    "a cut line, once set wider": (
        _spaced_and_clipped,
        '<p style="overflow: hidden; width: 118px; height: 18px; margin: 0; font: 16px monospace">Some words</p>',
        "p:",
    ),
    "a wide line, once set wider": (
        _spaced_and_wide,
        '<p style="font: 16px monospace; white-space: nowrap">Some thirty letters in one line</p>',
        "px wide",
    ),
    "a folded part": (checks.folded, "<details><summary>More</summary><p>Folded</p></details>", "p: Folded"),
    "text in the colour of paper": (checks.unreadable, '<p style="color: Canvas">White</p>', "p: White"),
    "text without a colour": (checks.unreadable, '<p style="color: transparent">Nothing</p>', "p: Nothing"),
}


@pytest.mark.parametrize(("check", "fault", "named"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found(stay: Stay, check: Check, fault: str, named: str) -> None:
    page = stay()
    page.set_content(GOOD.format(fault))

    found = check(page)

    assert len(found) >= 1
    assert any(named in one for one in found)


@pytest.mark.parametrize("check", dict.fromkeys(check for check, _, _ in FAULTS.values()))
def test_a_page_without_fault_is_fine(stay: Stay, check: Check) -> None:
    page = stay()
    page.set_content(GOOD.format(FINE))

    assert not check(page)


def test_colours_that_are_not_forced_are_found(visit: Window) -> None:
    with visit() as page:
        page.set_content(GOOD.format('<p style="color: black; forced-color-adjust: none">Black, whatever you set</p>'))
        page.emulate_media(forced_colors="active", color_scheme="dark")

        assert checks.unreadable(page) == ["p: Black, whatever you set"]


def test_a_page_that_is_dark_only_in_part_is_found(visit: Window) -> None:
    with visit(scheme="dark") as page:
        page.set_content(GOOD.format('<p style="color: black; color-scheme: dark; background: Canvas">Black</p>'))

        assert [one.partition(" ")[0] for one in checks.inaccessible(page, "color-contrast")] == ["color-contrast"]


@pytest.mark.parametrize("fault", ['class="pale"', 'data-state="pale"', 'style="color: #aaa"'])
def test_the_one_row_of_other_colours_is_found(stay: Stay, fault: str) -> None:
    page, rows = stay(), ["<tr><td>A row</td></tr>"] * 9
    sheet = "<style>.pale, [data-state=pale] { color: #aaa }</style>"
    page.set_content(
        GOOD.format(f"{sheet}<table>{''.join([*rows, f'<tr><td {fault}>A row</td></tr>', *rows])}</table>")
    )

    (found,) = checks.inaccessible(page, *checks.COLOURS)

    assert found.startswith("color-contrast")


def test_what_is_folded_is_not_looked_at_and_unfolded_it_is(stay: Stay) -> None:
    page = stay()
    page.set_content(GOOD.format('<details><summary>More</summary><p style="color: #aaa">Pale</p></details>'))

    assert not checks.inaccessible(page)
    checks.unfold(page)
    assert checks.inaccessible(page)
