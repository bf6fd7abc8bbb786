"""Badges: text that can be read and heard, in a picture that does nothing."""

import xml.etree.ElementTree as ET

import pytest
from defusedxml.ElementTree import fromstring
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.embeds.contrast import NEEDED, ratio
from tests.builders import ASSEMBLY, clock, groundwork, item, organisation, put, recommendation, update
from tests.conftest import client_of
from tests.embeds.conftest import ERASED, WITHDRAWN

SVG = "{http://www.w3.org/2000/svg}"
CAMDEN = "/badge/recommendations/camden-climate-2019-8.svg"
ANYTOWN = "/badge/assemblies/anytown-streets-2025.svg"
REFUSED = {
    "/badge/recommendations/anytown-streets-2025-99.svg": 404,
    "/badge/assemblies/nowhere.svg": 404,
    "/badge/nothing": 404,
    f"{CAMDEN}?lang=fr": 400,
    f"{CAMDEN}?as_of=2999-01-01": 400,
}


def drawn(client: TestClient, address: str, status: int = 200) -> ET.Element:
    """The picture at an address; nothing in it runs, loads or leads anywhere."""
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    picture: ET.Element = fromstring(answer.text)
    for element in picture.iter():
        assert element.tag.removeprefix(SVG) in {"svg", "title", "desc", "rect", "g", "text", "tspan"}
        assert not {name for name in element.attrib if name.startswith("on") or "href" in name or name == "style"}
    assert picture.attrib["role"] == "img"
    names = picture.attrib["aria-labelledby"].split()
    assert [one.attrib["id"] for one in (picture[0], picture[1])] == names
    assert picture[0].tag == f"{SVG}title"
    assert picture[0].text
    assert picture[1].tag == f"{SVG}desc"
    assert picture[1].text
    return picture


def lines(picture: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in picture.iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (f"{CAMDEN}?lang=en", ["Recommendation 8", "partly done (our code)"]),
        (f"{CAMDEN}?lang=cy", ["Argymhelliad 8", "wedi’i wneud yn rhannol (ein cod ni)"]),
        (
            "/badge/engagements/anytown-parks-workshops.svg?lang=en",
            ["Quiet corners: plans drawn together", "results published"],
        ),
        ("/badge/recommendations/anytown-streets-2025-6.svg?lang=en", ["Recommendation 6", "no answer; late"]),
        ("/badge/recommendations/rivemont-eau-2021-losses.svg?lang=en", ["Finding", "nothing asked for"]),
        (
            f"{ANYTOWN}?lang=en",
            ["Anytown Assembly on Streets, Parks and Food", "1 of 15 done, 4 late, 1 plan over, 1 no news"],
        ),
    ],
)
def test_a_badge_says_of_what_and_how_it_stands(reader: TestClient, address: str, expected: list[str]) -> None:
    picture = drawn(reader, address)

    assert lines(picture) == expected
    assert picture[0].text == ": ".join(expected)
    assert picture.attrib["lang"] == address[-2:]


def test_what_is_late_says_so(hard: TestClient) -> None:
    assert lines(drawn(hard, f"/badge/recommendations/{item(1)}.svg?lang=en"))[1] == "under way, says the council; late"
    assert lines(drawn(hard, f"/badge/recommendations/{item(1)}.svg?lang=cy"))[1].endswith("; yn hwyr")


@pytest.mark.parametrize("number", range(1, 11))
@pytest.mark.parametrize("language", ["en", "cy"])
def test_hostile_titles_break_no_badge(hard: TestClient, number: int, language: str) -> None:
    picture = drawn(hard, f"/badge/recommendations/{item(number)}.svg?lang={language}")
    assert len(picture[1].text or "") <= 800
    assert "\u202e" not in (picture[1].text or "")


@pytest.mark.parametrize("address", [f"{CAMDEN}?lang=cy", ANYTOWN, f"/badge/assemblies/{ASSEMBLY}.svg"])
def test_there_is_room_for_the_text(reader: TestClient, hard: TestClient, address: str) -> None:
    """DejaVu Sans, the widest common one, has 0.69 em a bold letter on average; every line keeps more than that."""
    picture = drawn(hard if ASSEMBLY in address else reader, address)
    width = int(picture.attrib["width"])

    height = int(picture.attrib["height"])

    for text in picture.iter(f"{SVG}text"):
        size = float(text.attrib["font-size"])
        for line in text:
            assert float(line.attrib["x"]) + 0.62 * size * len(line.text or "") < width
            assert size < float(line.attrib["y"]) < height
    assert width <= 320 - 2 * 16  # a phone, less what pages leave at each side


def test_its_colours_can_be_read_on_its_own_background(reader: TestClient) -> None:
    picture = drawn(reader, CAMDEN)
    (paper, *_) = [one.attrib["fill"][1:] for one in picture.iter(f"{SVG}rect")]
    inks = {
        one.attrib["fill"][1:]
        for one in [*picture.iter(f"{SVG}g"), *picture.iter(f"{SVG}text")]
        if "fill" in one.attrib
    }

    assert inks
    assert all(ratio(ink, paper) >= NEEDED for ink in inks)


@pytest.mark.parametrize("address", REFUSED)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_refusal_is_a_badge_with_its_status(reader: TestClient, address: str, language: str) -> None:
    language = "en" if "lang=" in address else language
    answer = reader.get(address if "lang=" in address else f"{address}{'&' if '?' in address else '?'}lang={language}")
    picture: ET.Element = fromstring(answer.text)

    assert answer.status_code == REFUSED[address]
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["content-language"] == picture.attrib["lang"] == language
    assert "http" in (picture[1].text or "")


def test_what_is_gone_has_a_badge_that_says_so(hard: TestClient) -> None:
    assert lines(drawn(hard, f"/badge/recommendations/{WITHDRAWN}.svg?lang=en", 410))[1] == "This was withdrawn"
    erased = drawn(hard, f"/badge/recommendations/{ERASED}.svg?lang=cy", 410)
    assert lines(erased)[1] == "Dilëwyd hwn"
    assert "Data personol" in (erased[1].text or "")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_name_with_signs_of_markup_stands_as_it_is(empty: Engine) -> None:
    with clock("2024-03-01"):
        put(empty, organisation(name="Parks & Paths <NW>", kind="public_body"), *groundwork()[1:])
        put(empty, recommendation(1), update(item(1), "under_way", "2024-03-01"))

    assert lines(drawn(client_of(empty), f"/badge/recommendations/{item(1)}.svg"))[1].endswith(
        "says Parks & Paths <NW>"
    )
