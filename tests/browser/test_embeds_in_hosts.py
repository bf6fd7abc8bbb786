"""Our embeds in pages of other sites: with styles that reach for everything, strict policies, no scripts, sandboxed."""

import html
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Stay
from tests.browser.hosts import AGGRESSIVE, MARKERS, Host, framed, hosting
from tests.browser.pages import answered, window
from tests.browser.places import hosted

ITEM = "/embed/recommendations/anytown-streets-2025-4"
ASSEMBLY = "/embed/assemblies/anytown-streets-2025"
EMBEDS = {
    f"{ITEM}?lang=en": (
        "Make the walk to school safe",
        "What was answered?",
        "Accepted in part",
        "Partly done",
        "Late",
    ),
    f"{ITEM}?lang=cy": ("Gwneud y daith gerdded i’r ysgol yn ddiogel", "Derbyniwyd yn rhannol", "Yn hwyr"),
    f"{ASSEMBLY}?lang=en": ("Anytown Assembly on Streets", "This record holds 15 of the 15", "No answer"),
    f"{ASSEMBLY}?lang=cy": ("Cynulliad Tref Unman", "Mae’r cofnod hwn yn dal 15 o’r 15", "Dim ymateb"),
    f"{ASSEMBLY}?show=list&lang=en": ("Make 20 mph the limit", "Accepted · Done"),
    f"{ASSEMBLY}?show=list&lang=cy": ("Gwneud 20 mya yn derfyn", "Derbyniwyd · Wedi’i wneud"),
}


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with hosting() as found:
        yield found


def strict(base: str) -> str:
    """A policy that lets in frames and pictures of our site, and nothing else."""
    return f"default-src 'none'; style-src 'unsafe-inline'; frame-src {base}; img-src {base}"


def built(base: str, query: str) -> str:
    """The code that the builder gives."""
    page = answered(f"{base}/embed?{query}").text
    return html.unescape(page.partition('rows="7">')[2].partition("</textarea>")[0])


@pytest.mark.parametrize("embed", EMBEDS)
def test_an_embed_is_the_same_in_the_most_hostile_page(stay: Stay, base: str, host: Host, embed: str) -> None:
    src = base + embed
    markers = ("a", "h2")
    kind = framed(stay, host, src, markers=markers)

    found = framed(
        *(stay, host, src), style=AGGRESSIVE, policy=strict(base), sandbox="", scripts=False, markers=markers
    )

    for words in EMBEDS[embed]:
        assert words in found.text
    assert found.text == kind.text
    assert found.inside == kind.inside
    assert found.outside == framed(stay, host, pasted="<p>Nothing of ours.</p>", style=AGGRESSIVE).outside
    assert found.requests == [f"{host.url}/page", src]
    assert not found.said


def test_a_sandbox_that_lets_scripts_run_shows_it_too(stay: Stay, base: str, host: Host) -> None:
    """As WordPress sets it, with only the attributes that it keeps."""
    pasted = f'<iframe src="{base}{ITEM}" width="600" height="600" title="One" sandbox="allow-scripts"></iframe>'

    found = framed(stay, host, pasted=pasted)

    assert "Make the walk to school safe" in found.text
    assert not found.said


@pytest.mark.parametrize("path", ["/", "/recommendations/anytown-streets-2025-4", "/embed", "/docs"])
def test_no_other_page_of_ours_can_be_framed(stay: Stay, base: str, host: Host, path: str) -> None:
    assert framed(stay, host, base + path).refused


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/embed/recommendations/anytown-nothing?lang=en", "There is no such recommendation in this record"),
        ("/embed/recommendations/anytown-streets-2025-4?ink=999&paper=fff&lang=en", "4.5"),
        ("/embed/recommendations/anytown-streets-2025-4?heading=9&lang=cy", "heading"),
    ],
)
def test_what_cannot_be_shown_leaves_a_note_and_a_link(stay: Stay, base: str, host: Host, path: str, said: str) -> None:
    found = framed(stay, host, base + path, sandbox="", policy=strict(base), markers=("a",))

    assert said in found.text


def test_the_code_of_the_builder_works_where_it_is_pasted(browser: Browser, base: str, host: Host) -> None:
    """A link stands outside the frame, and a link inside takes the whole window to our page."""
    code = built(base, "item=anytown-streets-2025-4&language=cy&heading=3")
    address = host.put("/pasted", f'<!doctype html><html lang="cy"><head><title>Cyngor</title></head><body>{code}')
    with window(browser, host.url, width=768) as page:
        page.goto(address)
        frame = page.frame_locator("iframe")

        expect(frame.locator("h3")).to_contain_text("Gwneud y daith gerdded i’r ysgol yn ddiogel")
        outside = page.locator("body > p")
        expect(outside).to_have_text(
            "Argymhelliad 4, Cynulliad Tref Unman ar Strydoedd, Parciau a Bwyd: beth ddaeth ohono"
        )
        assert outside.locator("a").get_attribute("href") == f"{base}/cy/recommendations/anytown-streets-2025-4"
        assert page.locator("iframe").get_attribute("title")

        frame.locator("h3 a").click()
        page.wait_for_url(f"{base}/cy/recommendations/anytown-streets-2025-4")
        expect(page.locator("h1")).to_contain_text("Gwneud y daith gerdded")


def test_a_link_in_a_sandbox_never_leaves_a_blank_box(browser: Browser, base: str, host: Host) -> None:
    src = f"{base}{ITEM}?lang=en"
    address = host.put("/boxed", f'<!doctype html><title>A</title><iframe src="{src}" title="One" sandbox=""></iframe>')
    with window(browser, host.url, width=768) as page:
        page.goto(address)
        frame = page.frame_locator("iframe")

        with page.expect_console_message(lambda line: "sandbox" in line.text):
            frame.locator("h2 a").click(no_wait_after=True)

        expect(frame.locator("h2")).to_contain_text("Make the walk to school safe")
        assert page.url == address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_badge_is_a_picture_with_words_under_a_strict_policy(
    browser: Browser, base: str, host: Host, scheme: str
) -> None:
    code = built(base, "item=anytown-streets-2025-4&language=en&form=badge")
    address = host.put("/badge", f"<!doctype html><title>A</title><body>{code}", Content_Security_Policy=strict(base))
    with window(browser, host.url, width=768, scheme="dark" if scheme == "dark" else "light") as page:
        page.goto(address)
        picture = page.locator("img")

        assert picture.evaluate("one => one.complete && one.naturalWidth > 100 && one.naturalHeight > 20")
        assert (picture.get_attribute("alt") or "").startswith("Recommendation 4, Anytown Assembly on Streets")


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("form", ["frame", "link", "badge", "fragment"])
@pytest.mark.parametrize("item", ["anytown-streets-2025-4", "camden-climate-2019-8", "anytown-streets-2025"])
def test_nothing_of_ours_makes_a_plain_page_on_a_phone_scroll_sideways(
    stay: Stay, base: str, host: Host, item: str, form: str, language: str
) -> None:
    """The page has no style at all: nothing of ours relies on what most pages say of long words and wide pictures."""
    pasted = built(base, f"item={item}&language={language}&form={form}")
    if form == "fragment":
        pasted = answered(pasted).text
    page = stay(width=320)
    page.goto(host.put("/plain", hosted(pasted)))

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_fragment_keeps_its_words_and_brings_no_style(stay: Stay, base: str, host: Host) -> None:
    fragment = answered(f"{base}/fragment/recommendations/anytown-streets-2025-4?lang=en").text
    plain = framed(stay, host, pasted="<p>Nothing of ours.</p>", style=AGGRESSIVE)
    address = host.put("/part", hosted(MARKERS + fragment))
    page = stay(width=768)
    page.goto(address)
    words = page.locator("main").inner_text()

    found = framed(stay, host, pasted=fragment, style=AGGRESSIVE)

    assert "Make the walk to school safe" in words
    assert "Accepted in part" in words
    assert found.outside == plain.outside
    assert "<style" not in fragment
    assert " style=" not in fragment
