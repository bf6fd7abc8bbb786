"""oEmbed, as the standard has it and as WordPress, Drupal and two clients read it."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import micawber.providers
import pyoembed
import pytest
import requests
from micawber import Provider, ProviderRegistry
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.embeds.options import provider
from api.settings import settings
from tests.builders import ASSEMBLY, assembly, clock, groundwork, item, put, recommendation
from tests.conftest import client_of, said
from tests.embeds.conftest import ERASED, WITHDRAWN
from tests.embeds.hostile import MARKUP
from tests.html import Read

BASE = settings().base_url
CAMDEN = f"{BASE}/recommendations/camden-climate-2019-8"
STREETS = f"{BASE}/assemblies/anytown-streets-2025"
BUSES = f"{BASE}/engagements/anytown-bus-survey"
PEN = f"{BASE}/declarations/anytown-bus-survey-vkrdnc"
EMBEDS = f"{BASE}/embed/assemblies/anytown-streets-2025?show=list&heading=3&ink=000&lang=cy"


def asked(client: TestClient, url: str, status: int = 200, **query: Any) -> Any:
    return said(client.get(f"/oembed?{urlencode({'url': url, **query})}"), status)


@pytest.mark.parametrize("url", [CAMDEN, f"{CAMDEN}?lang=cy", STREETS, f"{STREETS}/", EMBEDS, BUSES, PEN])
def test_what_the_standard_asks_for(reader: TestClient, url: str) -> None:
    answer = asked(reader, url, maxwidth=500, maxheight=300)

    assert (answer["type"], answer["version"]) == ("rich", "1.0")
    assert (answer["width"], answer["height"]) == (500, 300)
    assert answer["provider_url"] == BASE
    assert answer["author_name"] in {"Camden Council", "Cyngor Camden", "Anytown Council", "Cyngor Tref Unman"}
    found = Read(answer["html"])
    (frame,) = found.all("iframe")
    assert (frame["width"], frame["height"]) == ("500", "300")
    assert frame["title"] == answer["title"]
    shown = reader.get(frame["src"])
    assert shown.status_code == 200
    assert answer["title"] in shown.text.replace("&#39;", "'")


@pytest.mark.parametrize(
    ("most", "expected"), [({}, (600, 640)), ({"maxwidth": 1}, (1, 640)), ({"maxheight": 9}, (600, 9))]
)
def test_the_frame_is_never_larger_than_asked_and_never_nothing(
    reader: TestClient, most: dict[str, int], expected: tuple[int, int]
) -> None:
    answer = asked(reader, CAMDEN, **most)
    assert (answer["width"], answer["height"]) == expected


@pytest.mark.parametrize("query", ["maxwidth=0", "maxwidth=wide", "maxheight=-1", "lang=fr"])
def test_a_bad_value_is_400(reader: TestClient, query: str) -> None:
    problem = said(reader.get(f"/oembed?url={quote(CAMDEN)}&{query}"), 400)
    assert problem["errors"][0]["pointer"] == query.partition("=")[0]


def test_without_an_address_there_is_nothing_to_answer(reader: TestClient) -> None:
    answer = reader.get("/oembed", headers={"Accept": "text/html"})
    assert said(answer, 400)["errors"][0]["pointer"] == "url"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "url",
    [
        f"{BASE}/recommendations/anytown-streets-2025-99",
        f"{BASE}/projects/anytown-food-programme",
        f"{BASE}/recommendations",
        f"{BASE}/recommendations/x",
        f"{BASE}/v1/recommendations/camden-climate-2019-8",
        "https://elsewhere.example/recommendations/camden-climate-2019-8",
        f"{BASE}.example/recommendations/camden-climate-2019-8",
        f"{BASE}@elsewhere.example/recommendations/camden-climate-2019-8",
        f"{CAMDEN}?as_of=2999-01-01",
        f"{CAMDEN}?as_of=20240101",
        f"{CAMDEN}/../../docs",
        "http://[",
        "",
    ],
)
def test_any_other_address_is_404(reader: TestClient, url: str) -> None:
    asked(reader, url, 404)


@pytest.fixture
def served_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Says where this instance is for its readers."""

    def place(address: str) -> None:
        monkeypatch.setenv("TRACKER_BASE_URL", address)
        settings.cache_clear()

    yield place
    monkeypatch.undo()
    settings.cache_clear()


ITS = "recommendations/camden-climate-2019-8"


@pytest.mark.parametrize("reader", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://t.example", f"http://t.example/{ITS}?lang=cy"),
        ("https://t.example", f"https://t.example/cy/{ITS}"),
        ("https://t.example", f"http://T.example/cy/embed/{ITS}/?utm_source=x&amp;y=z"),
        ("https://t.example", quote(f"https://t.example/cy/{ITS}?lang=cy", safe="")),
        ("https://t.example/tracker", f"https://t.example/tracker/cy/embed/{ITS}"),
        ("https://t.example/cy", f"https://t.example/cy/cy/{ITS}"),
        ("https://t.example", f"https://t.example:443/{ITS}?lang=cy"),
        ("https://t.example", f"http://t.example:80/{ITS}?lang=cy"),
        ("https://t.example", f"HTTPS://T.Example./{ITS}?lang=cy"),
        ("https://t.example", f"https://t.example/{ITS}/?lang=cy"),
        ("https://t.example", f"https://t.example/{ITS}//?lang=cy#story"),
        ("https://t.example", f"https://t.example/{ITS}?utm_source=x&amp;lang=cy"),
        ("https://t.example", f"https://t.example/{ITS}?utm_source=x&amp;amp;lang=cy"),
        ("https://t.example", f"https://t.example/{ITS}?utm_source=x&#038;lang=cy"),
        ("https://t.example", f"https://t.example/{ITS.replace('-', '%2D')}?lang=cy"),
        ("https://t.example", quote(f"https://t.example/{ITS}?lang=cy", safe="")),
        ("https://t.example", f"  https://t.example/{ITS}?lang=cy\n"),
        ("https://t.example", f"https://t.example/embed/{ITS}/?lang=cy"),
        ("http://t.example:8080", f"http://t.example:8080/{ITS}?lang=cy"),
        ("HTTPS://T.example:443/tracker/", f"https://t.example/tracker/{ITS}?lang=cy"),
        ("https://t.example/tracker", f"http://T.example/tracker/embed/{ITS}/?x=1&amp;lang=cy"),
        ("https://t.example/a%20b", f"https://t.example/a%20b/{ITS}?lang=cy"),
        ("https://tŷ.example", f"https://tŷ.example/{ITS}?lang=cy"),
        ("https://tŷ.example", f"https://xn--t-foa.example/{ITS}?lang=cy"),
    ],
)
def test_one_of_our_addresses_is_known_however_it_is_written(
    reader: TestClient, served_at: Callable[[str], None], base: str, url: str
) -> None:
    served_at(base)
    answer = asked(reader, url)
    (frame,) = Read(answer["html"]).all("iframe")
    assert frame["src"] == f"{settings().base_url}/cy/embed/{ITS}"


@pytest.mark.parametrize("reader", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://t.example/tracker", f"https://t.example/{ITS}"),
        ("https://t.example/tracker", f"https://t.example/trackers/{ITS}"),
        ("https://t.example/tracker", f"https://t.example/TRACKER/{ITS}"),
        ("https://t.example", f"https://t.example/tracker/{ITS}"),
        ("https://t.example", f"https://t.example:8443/{ITS}"),
        ("https://t.example:8443", f"https://t.example/{ITS}"),
        ("https://t.example", f"ftp://t.example/{ITS}"),
        ("https://t.example", f"//t.example/{ITS}"),
        ("https://t.example", f"https://t.example.evil.example/{ITS}"),
        ("https://t.example", f"https://t.example@evil.example/{ITS}"),
        ("https://t.example", f"https://somebody@t.example/{ITS}"),
        ("https://t.example", f"https://evil.example\\@t.example/{ITS}"),
        ("https://t.example", f"https://t.example:99999/{ITS}"),
        ("https://t.example", f"https://{'x' * 70}.example/{ITS}"),
        ("https://t.example", f"https://t.example/{ITS}%2Fstatus"),
        ("https://t.example", "%68%74%74%70%3A%2F%2F%5B"),
    ],
)
def test_an_address_of_somebody_else_is_not_taken_for_ours(
    reader: TestClient, served_at: Callable[[str], None], base: str, url: str
) -> None:
    served_at(base)
    asked(reader, url, 404)


def test_a_day_is_written_as_days_are(hard: TestClient) -> None:
    url = f"{BASE}/recommendations/{item(1)}"

    (frame,) = Read(asked(hard, f"{url}?as_of=2026-03-15")["html"]).all("iframe")
    assert "as_of=2026-03-15" in frame["src"]
    asked(hard, f"{url}?as_of=20260315", 404)
    asked(hard, f"{url}?as_of=2026-03-32", 404)


def test_what_is_gone_is_404_too(hard: TestClient) -> None:
    for id_ in (WITHDRAWN, ERASED):
        asked(hard, f"{BASE}/recommendations/{id_}", 404)


@pytest.mark.parametrize("format_", ["xml", "JSON", "x"])
def test_another_format_is_501(reader: TestClient, format_: str) -> None:
    answer = reader.get(f"/oembed?url={quote(CAMDEN)}&format={format_}")
    assert said(answer, 501)["type"].endswith("/problems/format-not-supported")
    assert answer.headers["content-type"] == "application/problem+json"


def test_what_others_add_is_ignored(reader: TestClient) -> None:
    plain = asked(reader, CAMDEN)
    assert asked(reader, CAMDEN, dnt=1, format="json", discover="true", utm="x") == plain


def test_the_language_is_the_addresss_then_the_requests(reader: TestClient) -> None:
    welsh = asked(reader, f"{CAMDEN}?lang=cy", lang="en")
    assert welsh == asked(reader, CAMDEN, lang="cy")
    assert welsh == asked(reader, CAMDEN.replace("/recommendations/", "/cy/recommendations/"), lang="en")
    assert "/cy/embed/" in welsh["html"]
    assert welsh["title"] != asked(reader, CAMDEN)["title"]


def test_what_an_embed_was_given_its_frame_keeps(reader: TestClient) -> None:
    (frame,) = Read(asked(reader, EMBEDS)["html"]).all("iframe")
    query = parse_qs(urlsplit(frame["src"]).query)
    assert "/cy/embed/" in frame["src"]
    assert query == {"show": ["list"], "heading": ["3"], "ink": ["000"]}


# WordPress: what it keeps of a provider it does not know

_KEPT = {"a": {"href"}, "blockquote": set(), "iframe": {"src", "width", "height", "frameborder", "scrolling", "title"}}


def as_wordpress_keeps(html: str) -> str:
    """Its rule: these elements and attributes, then a quotation only if it stands before the frame, and the frame."""

    def kept(match: re.Match[str]) -> str:
        closing, tag, attrs = match.groups()
        if tag not in _KEPT:
            return ""
        given = re.findall(r'([a-z]+)="([^"]*)"', attrs)
        attributes = "".join(f' {name}="{value}"' for name, value in given if name in _KEPT[tag])
        return f"<{closing}{tag}{attributes}>"

    filtered = re.sub(r"<(/?)([a-z]+)([^>]*)>", kept, html)
    found = re.search(r"(<blockquote>.*?</blockquote>)?.*(<iframe.*?></iframe>)", filtered, re.DOTALL)
    return (found[1] or "") + found[2] if found else ""


@pytest.mark.parametrize("url", [CAMDEN, f"{STREETS}?lang=cy"])
def test_wordpress_keeps_the_frame_whole_and_does_not_hide_it(reader: TestClient, url: str) -> None:
    """It hides a frame that a quotation stands before, until a script in the frame reports a height."""
    html = asked(reader, url)["html"]
    kept = as_wordpress_keeps(html)

    assert "<blockquote>" not in kept
    assert Read(kept).all("iframe") == Read(html).all("iframe")
    assert Read(html).all("iframe")[0].keys() == {"src", "width", "height", "title"}


def test_whoever_shows_no_frames_has_a_link_that_says_what_it_is(reader: TestClient) -> None:
    answer = asked(reader, CAMDEN)
    found = Read(answer["html"])

    assert found.visible() == answer["title"]
    assert "Recommendation 8, Camden Citizens' Assembly on the Climate Crisis" in answer["title"]
    assert found.all("a") == [{"href": CAMDEN.replace("/recommendations/", "/en/recommendations/")}]
    assert {one.tag for one in found.elements} == {"iframe", "blockquote", "a"}


@pytest.mark.parametrize("number", range(1, 11))
def test_hostile_titles_break_no_answer(hard: TestClient, number: int) -> None:
    answer = asked(hard, f"{BASE}/recommendations/{item(number)}")
    found = Read(answer["html"])

    assert {one.tag for one in found.elements} == {"iframe", "blockquote", "a"}
    assert len(answer["title"]) <= 300
    assert found.all("iframe")[0]["title"] == answer["title"]
    assert answer["title"] == f"Recommendation {number}, Westmere assembly on air: what became of it"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_hostile_name_of_an_assembly_breaks_no_answer(empty: Engine) -> None:
    with clock("2024-03-01"):
        put(empty, *groundwork()[:-1], assembly(name={"en": MARKUP}), recommendation(1))
    for url in (f"{BASE}/recommendations/{item(1)}", f"{BASE}/assemblies/{ASSEMBLY}"):
        answer = asked(client_of(empty), url)
        found = Read(answer["html"])

        assert {one.tag for one in found.elements} == {"iframe", "blockquote", "a"}
        assert found.all("iframe")[0]["title"] == answer["title"]
        assert MARKUP in answer["title"]


@pytest.mark.parametrize("url", [CAMDEN, f"{CAMDEN}?lang=cy", STREETS, f"{BASE}/assemblies/{ASSEMBLY}"])
def test_discovery_is_found_in_the_head_by_wordpress(reader: TestClient, hard: TestClient, url: str) -> None:
    """It reads the first 150 KB up to `</head>`, and the attributes of each link with a regular expression."""
    client = hard if ASSEMBLY in url else reader
    html = client.get(url.replace(BASE, "/embed").replace("/embed/", f"{BASE}/embed/")).text[:150_000]
    head = html[: html.index("</head>")]
    links = [dict(re.findall(r'(\w+)="([^"]*)"', link)) for link in re.findall(r"<link([^<>]+)/?>", head)]
    (found,) = [one for one in links if one.get("type") == "application/json+oembed"]

    answer = said(client.get(found["href"].replace("&amp;", "&")), 200)
    assert found["title"].replace("&amp;", "&") == answer["title"].replace("'", "&#39;")


# Drupal


def test_drupal_finds_its_provider_and_needs_no_format(reader: TestClient) -> None:
    (entry,) = said(reader.get("/oembed/provider.json"), 200)
    answer = asked(reader, CAMDEN)

    assert entry == provider(BASE)
    assert entry["provider_name"] == answer["provider_name"]
    (endpoint,) = entry["endpoints"]
    assert endpoint["formats"] == ["json"]
    of_languages = [
        f"{BASE}/{tag}/{before}recommendations/{item(1)}" for tag in ("en", "cy") for before in ("", "embed/")
    ]
    for url in (CAMDEN, f"{CAMDEN}?lang=cy", EMBEDS, *of_languages):
        assert any(re.fullmatch(scheme.replace(".", r"\.").replace("*", ".*"), url) for scheme in endpoint["schemes"])
    assert endpoint["url"] == f"{BASE}/oembed"
    assert all(isinstance(answer[side], int) and answer[side] > 0 for side in ("width", "height"))


# Two clients, whose requests go to this application


@pytest.fixture
def through(reader: TestClient, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    def get(url: str, **_: Any) -> requests.Response:
        ours = reader.get(url)
        answer = requests.Response()
        answer.status_code, answer._content, answer.encoding = ours.status_code, ours.content, "utf-8"
        answer.headers.update(ours.headers)
        return answer

    monkeypatch.setattr(requests, "get", get)
    monkeypatch.setattr(micawber.providers, "fetch", lambda request, _timeout: reader.get(request.full_url).text)
    return reader


def test_micawber_reads_it_by_the_provider_entry(through: TestClient) -> None:
    (entry,) = said(through.get("/oembed/provider.json"), 200)
    registry = ProviderRegistry()
    for scheme in entry["endpoints"][0]["schemes"]:
        registry.register(scheme.replace("*", r"\S*"), Provider(entry["endpoints"][0]["url"]))

    answer = registry.request(CAMDEN, maxwidth=400)

    assert answer["type"] == "rich"
    assert answer["width"] == 400
    assert "<iframe" in answer["html"]


def test_pyoembed_reads_it_by_discovery(through: TestClient) -> None:  # noqa: ARG001
    answer = pyoembed.oEmbed(CAMDEN.replace(BASE, f"{BASE}/embed"), maxwidth=400)

    assert answer["type"] == "rich"
    assert answer["width"] == 400
    assert answer["provider_name"] == "Assembly Tracker"
