"""The embed contract: what was ever pasted into somebody's page works for ever. Rows are added here, never changed."""

import re

import pytest
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from api.embeds.docs import PARAMETERS
from api.embeds.options import Chosen, Embedded, codes
from api.main import create_app
from api.settings import settings
from api.text.localizer import localizer
from tests.html import Read

SENTENCE, TITLE = 'class="assembly-tracker-sentence"', 'class="assembly-tracker-title"'
FRAME = ("<!doctype html>", "<main>", SENTENCE, TITLE)
FRAGMENT = ('<div class="assembly-tracker" lang=', SENTENCE, TITLE)
BADGE = ("<svg", "<title", "<desc", 'role="img"')
OEMBED = ('"type":"rich"', '"version":"1.0"', '"html":"<iframe src=', '"provider_name":"Assembly Tracker"')
ANSWERS = ('class="assembly-tracker-answers"', 'class="assembly-tracker-word"')
LIST, COUNTS = ('class="assembly-tracker-list"',), ("<table>", "<caption>")
ITEM, WHOLE = "recommendations/anytown-streets-2025-3", "assemblies/anytown-streets-2025"
ASKED = "engagements/anytown-bus-survey"
FROZEN = [
    (f"/embed/{ITEM}", FRAME + ANSWERS),
    (f"/embed/{ITEM}?lang=en", (*FRAME, '<html lang="en">')),
    (f"/embed/{ITEM}?lang=cy", (*FRAME, '<html lang="cy">')),
    *((f"/embed/{ITEM}?heading={level}", (*FRAME, f"<h{level} ")) for level in (2, 3, 4, 5, 6)),
    (f"/embed/{ITEM}?ink=1d2327&paper=fff&accent=0b5cad", (*FRAME, "--ink: #1d2327", "--paper: #ffffff")),
    (f"/embed/{ITEM}?ink=&paper=&accent=", FRAME),
    (f"/embed/{ITEM}?paper=%23000&ink=%23fff&accent=%23ff0", (*FRAME, "--paper: #000000")),
    (f"/embed/{WHOLE}", FRAME + COUNTS),
    (f"/embed/{WHOLE}?show=counts&lang=cy", FRAME + COUNTS),
    (f"/embed/{WHOLE}?show=list&lang=en&heading=3", FRAME + LIST),
    (f"/fragment/{ITEM}", FRAGMENT + ANSWERS),
    (f"/fragment/{ITEM}?lang=cy&heading=4", (*FRAGMENT, "<h4 ")),
    (f"/fragment/{WHOLE}?lang=en", FRAGMENT + COUNTS),
    (f"/fragment/{WHOLE}?show=list", FRAGMENT + LIST),
    (f"/embed/{ASKED}", FRAME + ANSWERS),
    (f"/embed/{ASKED}?lang=cy&heading=3&ink=1d2327&paper=fff&accent=0b5cad", (*FRAME, "<h3 ")),
    (f"/fragment/{ASKED}?lang=en&heading=4", (*FRAGMENT, "<h4 ")),
    (f"/badge/{ASKED}.svg?lang=cy", (*BADGE, 'lang="cy"')),
    (f"/oembed?url=http%3A%2F%2F127.0.0.1%3A8000%2F{ASKED.replace('/', '%2F')}&lang=cy", OEMBED),
    (f"/badge/{ITEM}.svg", BADGE),
    (f"/badge/{ITEM}.svg?lang=cy", (*BADGE, 'lang="cy"')),
    (f"/badge/{WHOLE}.svg?lang=en", BADGE),
    (f"/oembed?url=http%3A%2F%2F127.0.0.1%3A8000%2F{ITEM.replace('/', '%2F')}", OEMBED),
    (f"/oembed?url=http%3A%2F%2F127.0.0.1%3A8000%2F{ITEM.replace('/', '%2F')}%3Flang%3Dcy&format=json", OEMBED),
    (f"/oembed?url=http://127.0.0.1:8000/embed/{WHOLE}%3Fshow%3Dlist&maxwidth=300&maxheight=200&lang=cy", OEMBED),
    (f"/oembed?url=http://127.0.0.1:8000/embed/{ITEM}%3Fheading%3D4%26ink%3D000%26paper%3Dfff%26lang%3Dcy", OEMBED),
    ("/oembed/provider.json", ('"provider_name":"Assembly Tracker"', '"endpoints":[{"schemes":[')),
]
FIELDS = {
    *("type", "version", "title", "author_name", "author_url", "provider_name", "provider_url", "cache_age"),
    *("html", "width", "height"),
}


@pytest.mark.parametrize(("address", "parts"), FROZEN, ids=[address for address, _ in FROZEN])
def test_every_code_ever_published_keeps_working(reader: TestClient, address: str, parts: tuple[str, ...]) -> None:
    answer = reader.get(address)

    assert answer.status_code == 200
    for part in parts:
        assert part in answer.text


def test_oembed_keeps_its_fields(reader: TestClient) -> None:
    assert reader.get(FROZEN[-3][0]).json().keys() >= FIELDS


def test_every_parameter_that_a_route_takes_is_in_the_contract_and_none_was_taken_away() -> None:
    documented = {name: set(media) for name, media in PARAMETERS}
    taken: dict[str, set[str]] = {}
    for route in iter_route_contexts(create_app(admin=False).routes):
        medium = str(route.path).split("/")[1]
        if medium in {"embed", "fragment", "badge", "oembed"} and route.path != "/embed":  # where codes are made
            for name in names_of(route):
                taken.setdefault(name, set()).add(medium)

    promised = {"lang", "heading", "show", "as_of", "ink", "paper", "accent", "url", "maxwidth", "maxheight", "format"}
    assert documented == taken
    assert set(documented) >= promised
    assert localizer("en").words("parameter").keys() == documented.keys()


def names_of(route: object) -> set[str]:
    found: set[str] = set()
    rest = [route.dependant]  # type: ignore[attr-defined]
    while rest:
        one = rest.pop()
        found |= {parameter.alias for parameter in one.query_params}
        rest += one.dependencies
    return found


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_contract_is_a_page_in_both_languages(reader: TestClient, language: str) -> None:
    answer = reader.get(f"/docs/embeds?lang={language}")
    found = Read(answer.text)

    assert answer.status_code == 200
    assert answer.headers["content-language"] == found.all("html")[0]["lang"] == language
    text = found.visible()
    for name, _ in PARAMETERS:
        assert name in text
    for word in (
        "/embed/recommendations/{id}",
        "/oembed",
        "frame-src http://127.0.0.1:8000",
        "/badge/assemblies/{id}.svg",
    ):
        assert word in text
    (other,) = [link for link in found.all("a") if "hreflang" in link]
    assert other["hreflang"] != language


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_codes_on_that_page_work(reader: TestClient, language: str) -> None:
    texts = [one.text for one in Read(reader.get(f"/docs/embeds?lang={language}").text).texts if "pre" in one.inside]
    addresses = {address for text in texts for address in re.findall(r"http://127\.0\.0\.1:8000/[^\"<>\s]+", text)}

    assert len(addresses) == 5
    for address in addresses:
        assert reader.get(address.replace("&amp;", "&")).status_code == 200, address


# The codes


def made(plural: str = "recommendations", **chosen: object) -> tuple[Read, object]:
    base = settings().base_url
    item = Embedded(base, plural, "anytown-streets-2025", "cy", 'A "name" & <b>')
    found = codes(item, Chosen(**chosen))  # type: ignore[arg-type]
    return Read(found.iframe), found


def test_a_frame_has_a_title_a_height_and_its_link_outside() -> None:
    read, _ = made()
    (frame,) = read.all("iframe")

    assert frame["title"] == 'A "name" & <b>'
    assert frame["width"] == "100%"
    assert int(frame["height"]) > 300
    assert frame["loading"] == "lazy"
    assert frame["sandbox"] == "allow-top-navigation-by-user-activation"
    assert [one.text for one in read.texts] == ['A "name" & <b>']
    assert all("iframe" not in one.inside for one in read.texts)
    assert read.all("p") == [{"lang": "cy"}]


def test_codes_carry_what_was_chosen_and_nothing_else() -> None:
    _, plain = made()
    _, chosen = made("assemblies", heading=4, show="list", colours={"ink": "000000"}, as_of="2026-03-01")

    assert plain.embed_address.endswith("/cy/embed/recommendations/anytown-streets-2025")  # type: ignore[attr-defined]
    assert chosen.embed_address.endswith("?show=list&heading=4&as_of=2026-03-01&ink=000000")  # type: ignore[attr-defined]
    assert chosen.fragment_address.endswith("?show=list&heading=4&as_of=2026-03-01")  # type: ignore[attr-defined]
    assert chosen.badge_address.endswith(".svg?as_of=2026-03-01")  # type: ignore[attr-defined]
    assert "%2Fembed%2F" in chosen.oembed_address  # type: ignore[attr-defined]
    assert "%2Fembed%2F" not in plain.oembed_address  # type: ignore[attr-defined]
