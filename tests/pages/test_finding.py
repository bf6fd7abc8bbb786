"""Finding one's way: the header of every page, a page of each list, an address where nothing is, cards for sharing."""

import re

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.pages import lists
from tests.addresses import spoken
from tests.builders import organisation, put
from tests.conftest import client_of, said
from tests.html import Read
from tests.pages.looking import AS_A_PERSON, LISTS, page

OURS = "http://127.0.0.1:8000"
ITEM = "/recommendations/anytown-streets-2025-4"
MENU = ["/assemblies", "/recommendations", "/owed", "/organisations", "/works", "/open-data", "/search"]
CALLED = {
    "en": ["Assemblies", "Recommendations", "What is owed", "Who answers", "What works", "Open data", "Search"],
    "cy": [
        *("Cynulliadau", "Argymhellion", "Yr hyn sy’n ddyledus", "Pwy sy’n ateb"),
        *("Beth sy’n gweithio", "Data agored", "Chwilio"),
    ],
}
on_sqlite = pytest.mark.parametrize("reader", ["sqlite"], indirect=True)


def menu(found: Read) -> list[dict[str, str]]:
    """The links of the header, which is the first of the landmarks."""
    begins = next(number for number, one in enumerate(found.elements) if one.attrs.get("class") == "menu")
    ends = next(number for number, one in enumerate(found.elements) if one.attrs.get("class") == "languages")
    return [one.attrs for one in found.elements[begins:ends] if one.tag == "a"]


@on_sqlite
@pytest.mark.parametrize("path", ["/", ITEM, "/owed", "/docs", "/nowhere", "/personal-data"])
def test_every_page_has_the_header_in_its_language(reader: TestClient, path: str) -> None:
    for language, called in CALLED.items():
        found = page(reader, spoken(path, language), 404 if path == "/nowhere" else 200)
        assert [link["href"] for link in menu(found)] == [spoken(to, language) for to in MENU]
        assert {*called} <= {text.text for text in found.texts if "nav" in text.inside}
        assert found.all("a")[0]["href"] == "#main"
        assert next(nav["aria-label"] for nav in found.all("nav")) in {"Menu", "Dewislen"}


@on_sqlite
@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/", []),
        ("/owed", [("/owed", "page")]),
        ("/search", [("/search", "page")]),
        (ITEM, [("/recommendations", "true")]),
        ("/open-data/dictionary", [("/open-data", "true")]),
    ],
)
def test_the_header_marks_where_somebody_is(reader: TestClient, path: str, marked: list[tuple[str, str]]) -> None:
    links = menu(page(reader, path))

    assert [(link["href"], link["aria-current"]) for link in links if "aria-current" in link] == marked


@on_sqlite
@pytest.mark.parametrize("path", ["/embed/recommendations/anytown-streets-2025-4", "/fragment" + ITEM])
def test_what_stands_in_somebody_elses_page_has_no_header(reader: TestClient, path: str) -> None:
    assert "<nav" not in reader.get(path, headers=AS_A_PERSON).text


def items_of(found: Read, plural: str) -> list[str]:
    """The things that a list has, in its order: each is led to from its heading."""
    leads = [link["href"].removeprefix(OURS) for link in found.all("a")]
    return list(dict.fromkeys(at.removeprefix(f"/{plural}/") for at in leads if at.startswith(f"/{plural}/")))


@on_sqlite
@pytest.mark.parametrize("path", LISTS)
def test_the_page_of_a_list_has_what_its_data_has_page_by_page(
    reader: TestClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "ON_A_PAGE", 7)
    plural = path[1:]
    wanted = [one["id"] for one in said(reader.get(f"/v1{path}?limit=200"), 200)["items"]]
    following, seen, pages = path, list[str](), 0
    while following:
        found = page(reader, following)
        shown = [one for one in items_of(found, plural) if one not in seen]
        assert shown == wanted[len(seen) : len(seen) + 7]
        seen, pages = seen + shown, pages + 1
        following = next((link["href"] for link in found.all("a") if "cursor=" in link["href"]), "")
    assert (seen, pages) == (wanted, -(-len(wanted) // 7))


@on_sqlite
@pytest.mark.parametrize(
    "asked",
    [
        "/recommendations?owed=late&progress=under_way",
        "/recommendations?q=street&sort=-updated",
        "/recommendations?theme=Streets&update_overdue=false",
        "/projects?stage=running&organisation=anytown",
        "/posts?organisation=anytown",
        "/organisations?kind=council&kind=party",
        "/assemblies?kind=jury",
    ],
)
def test_a_page_takes_every_filter_of_its_list_and_keeps_it(reader: TestClient, asked: str) -> None:
    path, _, query = asked.partition("?")
    wanted = [one["id"] for one in said(reader.get(f"/v1{asked}&limit=200"), 200)["items"]]
    found = page(reader, asked)

    assert wanted
    assert items_of(found, path[1:]) == wanted
    kept = {(one["name"], one.get("value", "")) for one in found.all("input") if one.get("name") != "as_of"}
    chosen = {one["value"] for one in found.all("option") if "selected" in one}
    for name, value in (one.split("=") for one in query.split("&")):
        assert (name, value) in kept or value in chosen


@on_sqlite
def test_a_list_stands_before_its_filters_and_leads_to_them(reader: TestClient) -> None:
    text = reader.get("/recommendations", headers=AS_A_PERSON).text

    assert text.index('href="#filter"') < text.index(ITEM) < text.index('id="filter"')


@on_sqlite
@pytest.mark.parametrize("asked", ["/recommendations?progress=splendid", "/projects?cursor=x", "/posts?kind=king"])
def test_a_filter_or_a_cursor_that_is_none_is_refused_as_a_page(reader: TestClient, asked: str) -> None:
    assert "<h1>" in reader.get(asked, headers=AS_A_PERSON).text
    assert reader.get(asked, headers=AS_A_PERSON).status_code == 400


@on_sqlite
def test_what_fits_nothing_says_so(reader: TestClient) -> None:
    found = page(reader, "/projects?q=zeppelin")

    assert "Nothing fits." in found.visible()
    assert "/projects" in {link["href"] for link in found.all("a")}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_empty_list_says_so_plainly(empty: Engine) -> None:
    client = client_of(empty)
    for path in LISTS:
        assert "has been published here yet." in page(client, path).visible(), path
    put(empty, organisation())
    assert "has been published here yet." not in page(client, "/organisations").visible()


@on_sqlite
def test_a_page_where_nothing_is_leads_to_the_search_and_the_lists(reader: TestClient) -> None:
    for path in ("/nowhere", "/recommendations/nothing", "/cy/projects/nothing"):
        found = page(reader, path, 404)
        begins = "/cy" if path.startswith("/cy") else ""
        assert [form["action"] for form in found.all("form") if form.get("role") == "search"] == [f"{begins}/search"]
        leads = {link["href"] for link in found.all("a")}
        assert {f"{begins}{to}" for to in ("/recommendations", "/assemblies", "/projects", "/engagements")} <= leads
    assert reader.get("/nowhere").headers["content-type"] == "application/problem+json"
    assert reader.get("/v1/nowhere", headers=AS_A_PERSON).headers["content-type"] == "application/problem+json"


@on_sqlite
def test_a_page_that_is_shared_says_what_it_is_in_its_language(reader: TestClient) -> None:
    for language, locale in (("en", "en_GB"), ("cy", "cy_GB")):
        found = page(reader, spoken(ITEM, language))
        said_of = {one["property"]: one["content"] for one in found.all("meta") if "property" in one}
        status = said(reader.get(f"/v1{ITEM}/status"), 200)
        assert said_of["og:description"] == status["sentence"][language]
        assert {"name": "description", "content": status["sentence"][language]} in found.all("meta")
        assert said_of["og:title"] == said(reader.get(f"/v1{ITEM}"), 200)["title"][language]
        assert (said_of["og:url"], said_of["og:locale"]) == (f"{OURS}{spoken(ITEM, language)}", locale)
        assert said_of["og:type"] == "article"
        assert not [one for one in said_of if one.startswith("og:image")]
    assert re.search(r'<link rel="icon" href="/favicon.ico">', reader.get("/", headers=AS_A_PERSON).text)
